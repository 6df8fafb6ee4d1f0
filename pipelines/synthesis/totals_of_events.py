"""What agencies count of their own work: advocates at arrests and in the hall, operations, tips, requests, supervised adults."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.counting import Books, Fact, Totals, marked, nearest_rank, youth
from pipelines.synthesis.events import Contact, Row
from pipelines.synthesis.life import Life
from pipelines.synthesis.totals_of_clients import KINDS as OF_CLIENTS

ADVOCATES, COMMUNITY = "advocates", "community_advocate"
_DUTIES_OF_ADVOCATES = {"claim_help": 0.30, "adult_trial_support": 0.08, "authorised_disclosure": 0.35}


def _told_of(books: Books) -> Iterator[tuple[Life, Contact]]:
    """Contacts with concern of which the advocates were told."""
    return ((life, c) for life in books.lives for c in life.youth.contacts if c.status != "none" and c.notified == "yes")


def _stages(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """An advocate stood by where the agency's own row says that one from the community was there."""
    present = {(life.youth.token, row["contact_on"]): row for life, row in books.rows("law_enforcement_responses")}
    for life, contact in _told_of(books):
        name, row = life.youth.token, present.get((life.youth.token, contact.on))
        beside = int(bool(row) and row["advocate_present"] == COMMUNITY) if row else 0
        if contact.arrested == "yes":
            yield Fact(contact.on, "arrest", name, {"by": beside})
        if row and row["escorted_to_hall"] == "yes":
            yield Fact(contact.on, "transport", name, {"by": int(chance.happens(0.35))})
    for life, row in books.rows("law_enforcement_interviews"):
        on = row["interview_on"]
        if isinstance(on, date) and (row["advocacy_notified"] == "yes" or row["advocate_present"] == COMMUNITY):
            yield Fact(on, "interview", life.youth.token, {"by": int(row["advocate_present"] == COMMUNITY)})


def _first_places(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    lives = {life.youth.token: life for life in books.lives}
    places = {"field": 0.32, "hospital": 0.14, "court": 0.08, "community": 0.30, "remote": 0.08, "other": 0.05, "unknown": 0.03}
    for client in books.of(agency):
        life = lives.get(client.name)
        place = "juvenile_hall" if life and life.is_in_hall(client.first_on) else chance.one_of(places)
        yield Fact(client.first_on, place, client.name)


def _response_times(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    visits = {client.name: client.visits for client in books.of(agency)}
    for life, contact in _told_of(books):
        seen = next((on for on, _ in visits.get(life.youth.token, ()) if on >= contact.on), None)
        days = (seen - contact.on).days if seen else None
        soon = chance.one_of({"within_1_hour": 0.45, "within_24_hours": 0.55})
        late = "within_72_hours" if days is not None and days <= 3 else "later"
        time = chance.one_of({"not_reached": 0.93, "unknown": 0.07}) if days is None else soon if days <= 1 else late
        yield Fact(contact.on, time, life.youth.token)


def _retention(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    lives = {life.youth.token: life for life in books.lives}
    for client in books.of(agency):
        life, last = lives.get(client.name), client.visits[-1][0]
        released = [stay.end for stay, _ in life.stays if stay.end and stay.end <= last] if life else []
        if released and client.ended_on:
            months = (last - min(released)).days // 30
            spans = (("under_1_month", 1), ("months_1_2", 3), ("months_3_5", 6), ("months_6_11", 12))
            span = next((code for code, under in spans if months < under), "months_12_up")
            yield Fact(client.ended_on, "unknown" if chance.happens(0.04) else span, client.name)


def _duties(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """Where another agency's row has the occasion (a stay, a hearing, an interview in custody), it is that one."""

    def due(duty: str, on: object, name: str, share: float) -> Iterator[Fact]:
        if isinstance(on, date) and chance.happens(0.8):
            unknown = chance.happens(0.06)
            yield Fact(on, duty, name, {"done": int(not unknown and chance.happens(share)), "not_known": int(unknown)})

    names = {client.name for client in books.of(agency)}
    for life, row in books.rows("hall_releases"):
        yield from due("whole_detention", row["released_on"], life.youth.token, 0.45)
        if life.youth.token in names:
            yield from due("follow_on", row["released_on"], life.youth.token, 0.6)
        if row["home_advocate_contacted"] != "not_needed":
            yield from due("home_county_hand_off", row["released_on"], life.youth.token, 0.5)
    for life, row in books.rows("court_hearings"):
        yield from due("court_accompaniment", row["hearing_on"], life.youth.token, 0.5) if life.youth.token in names else ()
    for life, row in books.rows("law_enforcement_interviews"):
        yield from due("custody_interview", row["interview_on"], life.youth.token, 0.55) if row["in_custody"] == "yes" else ()
    for life, row in books.rows("custody_testimony"):
        yield from due("subpoena_elsewhere", row["appearance_on"], life.youth.token, 0.6) if row["other_county"] == "yes" else ()
    for client in books.of(agency):
        for duty, share in _DUTIES_OF_ADVOCATES.items():
            if chance.happens(share):
                yield from due(duty, chance.rng.choice(client.visits)[0], client.name, 0.7)


def _other_counties(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    reach = {"neighbouring": "in_region", "elsewhere_in_state": "in_state", "other_state": "other_state"}
    for life in books.lives:
        for spell in life.supervised:
            home = life.home_county(spell.start)
            for quarter in books.quarters if home in reach else ():
                if spell.start <= quarter.end and (spell.end is None or spell.end >= quarter.start):
                    other = chance.one_of({"no_contact": 0.9, "unknown": 0.1})
                    yield Fact(quarter.end, reach[home] if chance.happens(0.6) else other, life.youth.token)


def _investigations(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """Told in each quarter in which they were worked on; the young people of those opened are ones whom the agency confirmed."""
    confirmed = [
        (c.on, life.youth.token) for life in books.lives for c in life.youth.contacts if c.agency == agency and c.status == "confirmed"
    ]
    for _ in range(books.expected(assumed.INVESTIGATIONS / 2, chance)):
        opened = chance.day(books.scene.begins - timedelta(days=120), books.scene.last.end)
        closed, reach = opened + timedelta(days=20) + chance.lag(120), chance.one_of(assumed.CODES["counties_involved"])
        near = [name for on, name in confirmed if abs((on - opened).days) <= 45]
        names = chance.rng.sample(near, min(len(near), chance.rng.randint(1, 3)))
        for quarter in books.quarters:
            if opened <= quarter.end and closed >= quarter.start:
                shares = chance.rng.randint(1, 4) if chance.happens(0.45) else 0
                marks = {"worked": 1, "shared": int(shares > 0), "shares": shares}
                is_new = quarter.start <= opened
                yield Fact(
                    quarter.end,
                    reach,
                    names[0] if is_new and names else "",
                    {**marks, "opened": int(is_new), "youth": int(is_new and bool(names))},
                )
                for name in names[1:] if is_new else ():
                    yield Fact(quarter.end, reach, name, {"youth": 1})


def _of_investigations(facts: Sequence[Fact]) -> Row:
    sums = {"opened": "opened", "worked_on": "worked", "shared": "shared", "intelligence_shares": "shares"}
    return {**{column: marked(facts, mark) for column, mark in sums.items()}, "youth": youth(facts, "youth")}


def _operations(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """Contacts that came from an operation, those of one week from the same; and operations that found nobody."""
    found: dict[tuple[int, int], list[tuple[date, str]]] = defaultdict(list)
    for life, row in books.rows("law_enforcement_responses", agency):
        on = row["contact_on"]
        if row["in_operation"] == "yes" and isinstance(on, date):
            found[on.isocalendar()[:2]].append((on, life.youth.token))
    kinds = {"street": 0.34, "online": 0.34, "hotel": 0.20, "large_event": 0.05, "other": 0.04, "unknown": 0.03}
    for _, met in sorted(found.items()):
        kind, on = chance.one_of(kinds), min(met)[0]
        yield Fact(on, kind, met[0][1], {"operation": 1, "joint": int(chance.happens(0.5)), "found": 1})
        yield from (Fact(on, kind, name, {"found": 1}) for _, name in met[1:])
    for _ in range(books.expected(assumed.OPERATIONS / 2, chance)):
        yield Fact(
            chance.day(books.scene.begins, books.scene.last.end),
            chance.one_of(kinds),
            "",
            {"operation": 1, "joint": int(chance.happens(0.4))},
        )


def _of_operations(facts: Sequence[Fact]) -> Row:
    return {"operations": marked(facts, "operation"), "joint_operations": marked(facts, "joint"), "youth_found": youth(facts, "found")}


def _arrests(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for _ in range(books.expected(assumed.EXPLOITER_ARRESTS / 2, chance)):
        age = chance.one_of({"adults": 0.93, "minors": 0.05, "unknown": 0.02})
        role = chance.one_of({"exploiter": 0.40, "purchaser": 0.46, "helper": 0.11, "unknown": 0.03})
        yield Fact(chance.day(books.scene.begins, books.scene.last.end), role, marks={age: 1})


def _requests(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    on_file = [(spell.start, life.youth.token) for life in books.lives for spell in life.supervised]
    for start, name in on_file:
        if chance.happens(assumed.FILE_REQUESTS):
            on = max(start, books.scene.begins) + chance.lag(40)
            answered = chance.one_of({"before_meeting": 0.62, "after_meeting": 0.18, "not_answered": 0.16, "unknown": 0.04})
            yield Fact(on, answered, name, {"days": chance.lag(6).days + 1 if answered.endswith("meeting") else 0})


def _communications(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for life in books.lives:
        for stay, _ in life.stays:
            for channel, share in (("mail", 0.5), ("call", 0.8), ("electronic", 0.2), ("visit", 0.4)):
                if stay.end and (stay.end - stay.start).days >= 2 and chance.happens(share):
                    items = chance.rng.randint(1, 8)
                    yield Fact(
                        chance.day(stay.start, stay.end),
                        channel,
                        life.youth.token,
                        {"items": items, "sent_on": chance.rng.randint(0, items // 3)},
                    )


def _lengths(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """All stays that ended, those of young people who were never known as exploited among them."""
    for life, row in books.rows("hall_releases"):
        on, days = row["released_on"], row["stay_days"]
        if isinstance(on, date) and isinstance(days, int):
            yield Fact(on, str(row["gender"]), life.youth.token, {"days": days})
    for _ in range(books.expected(assumed.HALL_OTHERS, chance)):
        gender = chance.one_of({"boy": 0.78, "girl": 0.19, "another": 0.02, "unknown": 0.01})
        yield Fact(chance.day(books.scene.begins, books.scene.last.end), gender, marks={"days": chance.lag(assumed.STAY).days})


def _of_lengths(facts: Sequence[Fact]) -> Row:
    days = [f.marks["days"] for f in facts]
    return {
        "releases": len(days),
        "days": sum(days),
        "median_days": nearest_rank(days) or 0,
        "days_nine_in_ten": nearest_rank(days, 0.9) or 0,
    }


def _traffickers(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """Adults on parole or probation, told in every quarter of their time; probation has minors too."""
    share = assumed.ON_PAROLE if agency == "parole" else assumed.TRAFFICKERS
    for _ in range(round(share * books.per_year * 2) + 1):
        start = chance.day(books.scene.begins - timedelta(days=500), books.scene.last.end)
        end = start + timedelta(days=200) + chance.lag(400)
        age = "minors" if agency == "probation" and chance.happens(0.06) else "adults"
        for quarter in books.quarters:
            if start <= quarter.end and end >= quarter.start:
                kept = chance.one_of({"compliant": 0.70, "violation": 0.18, "absconded": 0.08, "unknown": 0.04})
                yield Fact(quarter.end, kept, marks={age: 1})


def _tips(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    ways = {"investigation": 0.34, "child_welfare": 0.26, "elsewhere": 0.10, "kept": 0.26, "unknown": 0.04}
    for _ in range(books.expected(assumed.TIPS, chance)):
        yield Fact(chance.day(books.scene.begins, books.scene.last.end), chance.one_of(ways))


def _witnesses(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """The adult cases with a young victim, while they are open; the young people in them are clients of the unit."""
    clients = [c.name for c in books.of(agency)]
    for case in books.cases:
        _, row = list(case.told())[-1]
        start, end = row["referred_on"], row["finished_on"] or row["decided_on"]
        if row["youth_victim"] != "yes" or row["charging_decision"] not in ("filed", None) or not isinstance(start, date):
            continue
        span = chance.one_of({"whole_case": 0.60, "part_of_case": 0.22, "not_assigned": 0.14, "unknown": 0.04})
        names = chance.rng.sample(clients, min(len(clients), chance.rng.choice((1, 1, 2)))) or [str(row["case_token"])]
        for quarter in books.quarters:
            if start <= quarter.end and (not isinstance(end, date) or end >= quarter.start):
                ended = int(isinstance(end, date) and end <= quarter.end)
                for place, name in enumerate(names):
                    spoke = int(chance.happens(0.12))
                    yield Fact(quarter.end, span, name, {"case": int(place == 0), "ended": ended * int(place == 0), "spoke": spoke})


def _of_witnesses(facts: Sequence[Fact]) -> Row:
    row: Row = {"cases": marked(facts, "case"), "cases_ended": marked(facts, "ended")}
    return {**row, "youth": youth(facts), "youth_testified": youth(facts, "spoke")}


KINDS: dict[str, Totals] = {
    "advocacy_at_stages": Totals(_stages, lambda facts: {"youth": youth(facts), "youth_supported": youth(facts, "by")}),
    "advocacy_first_places": Totals(_first_places, lambda facts: {"youth": youth(facts)}),
    "advocacy_response_times": Totals(_response_times, lambda facts: {"notices": len(facts), "youth": youth(facts)}),
    "advocacy_retention": Totals(_retention, lambda facts: {"youth": youth(facts)}),
    "advocacy_duties": Totals(_duties, OF_CLIENTS["medical_duties"].counts),
    "contacts_with_other_counties": Totals(_other_counties, lambda facts: {"cases": len(facts), "youth": youth(facts)}),
    "exploitation_investigations": Totals(_investigations, _of_investigations),
    "law_enforcement_operations": Totals(_operations, _of_operations),
    "exploiter_arrests": Totals(
        _arrests, lambda facts: {"arrests": len(facts), "adults": marked(facts, "adults"), "minors": marked(facts, "minors")}
    ),
    "file_requests": Totals(_requests, lambda facts: {"requests": len(facts), "youth": youth(facts), "days": marked(facts, "days")}),
    "hall_communications": Totals(
        _communications,
        lambda facts: {"youth": youth(facts), "items_screened": marked(facts, "items"), "items_forwarded": marked(facts, "sent_on")},
    ),
    "hall_length_of_stay": Totals(_lengths, _of_lengths),
    "supervised_traffickers": Totals(_traffickers, lambda facts: {"adults": marked(facts, "adults"), "minors": marked(facts, "minors")}),
    "tip_line_tips": Totals(_tips, lambda facts: {"tips": len(facts)}),
    "victim_witness_cases": Totals(_witnesses, _of_witnesses),
}
