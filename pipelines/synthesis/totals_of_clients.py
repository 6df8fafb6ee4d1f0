"""What programmes count of their own clients: new and continuing, who they are, what they need, what they had, how they are later."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.counting import Books, Fact, Gathers, Totals, marked, nearest_rank, youth
from pipelines.synthesis.events import Client, Row
from schemas import Quarter
from schemas.period import months_after

# Those whom victim funds pay count by the federal fiscal year, which begins in October; the others by the calendar year.
FEDERAL = ("advocates", "child_advocacy_center", "family_shelter", "victim_witness")

NO_PROGRAMME = ("self_or_family", "other", "unknown", "schools")  # by which nobody is served


def year_of(agency: str, on: date) -> int:
    return on.year + (on.month >= 10) if agency in FEDERAL else on.year


def first_of_each_year(client: Client) -> Iterator[date]:
    """The days on which a client was seen for the first time in a year."""
    seen: set[int] = set()
    for on, _ in client.visits:
        year = year_of(client.agency, on)
        if year not in seen:
            seen.add(year)
            yield on


def _new_by(column: str) -> Totals:
    def gathers(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
        for client in books.of(agency):
            for on in first_of_each_year(client):
                yield Fact(on, getattr(client.who, column), client.name)

    return Totals(gathers, lambda facts: {"youth": youth(facts)})


def _served(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for client in books.of(agency):
        first_days = set(first_of_each_year(client))
        for quarter in sorted({Quarter.of(on) for on, _ in client.visits}):
            is_new = any(quarter.start <= on <= quarter.end for on in first_days)
            yield Fact(quarter.start, "new" if is_new else "continuing", client.name)
    for number in range(books.expected(assumed.ANONYMOUS, chance)):
        yield Fact(chance.day(books.scene.begins, books.scene.last.end), "anonymous", f"anonymous {number}")


def _by_service(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for client in books.of(agency):
        completed = chance.happens(assumed.COMPLETED)
        for place, (on, service) in enumerate(client.visits, start=1):
            yield Fact(on, service, client.name, {"completed": int(completed and place == len(client.visits))})


def _by_need(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    return (Fact(c.first_on, c.need_level, c.name, {"matched": int(chance.happens(0.7))}) for c in books.of(agency))


def _identified(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for client in books.of(agency):
        for quarter in books.quarters:
            marks = {"new": int(quarter.start <= client.first_on <= quarter.end), "open": int(client.is_open(quarter.end))}
            if any(marks.values()):
                yield Fact(quarter.end, client.status, client.name, marks)


def _screened(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    outcomes = {"clear_concern": 0.36, "possible_concern": 0.16, "no_concern": 0.06, "not_finished": 0.05, "result_unknown": 0.03}
    for client in books.of(agency):
        yield Fact(client.first_on, chance.one_of({**outcomes, "not_screened": 0.30, "unknown": 0.04}), client.name)


def _needs(weights: dict[str, float]) -> Gathers:
    def gathers(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
        for client in books.of(agency):
            for on in first_of_each_year(client):
                needs = {chance.one_of(weights) for _ in range(chance.rng.randint(1, 3))}
                found = needs - {"none_found", "unknown"} or needs
                for need in sorted(found):
                    yield Fact(on, need, client.name, {"met": int(need not in ("none_found", "unknown") and chance.happens(0.6))})

    return gathers


_MEDICAL = {
    "sti": 0.22, "pregnancy": 0.07, "sexual_assault": 0.12, "injury": 0.12, "substance_use": 0.18, "contraception": 0.12, "dental": 0.05,
    "other": 0.06, "none_found": 0.04, "unknown": 0.02,
}  # fmt: skip
_MENTAL = {
    "ptsd": 0.30,
    "anxiety": 0.16,
    "depression": 0.20,
    "suicidality": 0.08,
    "substance_use": 0.16,
    "other": 0.05,
    "none_found": 0.03,
    "unknown": 0.02,
}


def _duties(duties: dict[str, float], alike: tuple[str, ...] = ()) -> Gathers:
    """Occasions among the clients; those of duties that are `alike` are the same occasions, and the later done with the earlier only."""

    def gathers(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
        for client in books.of(agency):
            for duty, share in duties.items():
                if chance.happens(share):
                    on, _ = chance.rng.choice(client.visits)
                    done, unknown = chance.happens(0.66), chance.happens(0.08)
                    for name in alike if alike and duty == alike[0] else (duty,):
                        done = done and (name == duty or chance.happens(0.7))
                        yield Fact(on, name, client.name, {"done": int(done and not unknown), "not_known": int(unknown)})

    return gathers


def _counselled(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """The duties of counselling are about the same referrals, so their lines have the same number of them."""
    yield from _duties({"crisis_referral": 0.12, "safety_plan": 0.5, "compensation_paid": 0.35})(books, agency, chance)
    for handed in books.handed:
        if handed.receiver != agency:
            continue
        started, completed = handed.course["started_on"], handed.course["completed_on"]
        begun = isinstance(started, date)
        done = {
            "started_14_days": isinstance(started, date) and (started - handed.on).days <= 14,
            "three_sessions": begun and (completed is not None or chance.happens(0.6)),
            "completed": completed is not None,
        }
        for duty, is_done in done.items():
            yield Fact(handed.on, duty, handed.name, {"done": int(is_done), "not_known": 0})


def _of_duties(facts: Sequence[Fact]) -> Row:
    row: Row = {"due": len(facts), "done": marked(facts, "done"), "not_known": marked(facts, "not_known")}
    return {**row, "youth": youth(facts), "youth_done": youth(facts, "done")}


def _later(codes: dict[str, float]) -> Gathers:
    """Six and twelve months after the first day, of those who are known of: to whom it happened, or for whom it is so."""

    def gathers(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
        for client in books.of(agency):
            for point, months, known in (("6m", 6, 0.62), ("12m", 12, 0.48)):
                is_known = chance.happens(known)
                for code, share in codes.items():
                    marks = {f"due_{point}": 1, f"known_{point}": int(is_known), f"yes_{point}": int(is_known and chance.happens(share))}
                    yield Fact(months_after(client.first_on, months), code, client.name, marks)

    return gathers


def _outcomes(facts: Sequence[Fact]) -> Row:
    told = {"tracked": "known", "again": "yes"}
    return {f"{column}_{point}": youth(facts, f"{mark}_{point}") for point in ("6m", "12m") for column, mark in told.items()}


def _quality(facts: Sequence[Fact]) -> Row:
    told = {"due": "due", "asked": "known", "yes": "yes"}
    return {f"{column}_{point}": youth(facts, f"{mark}_{point}") for point in ("6m", "12m") for column, mark in told.items()}


def _received(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """Referrals of the quarter before, so that each had 90 days at least; what is known of them by the end of the file's quarter."""
    for handed in books.handed:
        if handed.receiver != agency:
            continue
        quarter, course = Quarter.of(handed.on).plus(1), handed.course
        days = {
            name: (day - handed.on).days
            for name in ("acknowledged", "accepted", "first_contact", "started", "completed", "closed")
            if isinstance(day := course[f"{name}_on"], date) and day <= quarter.end
        }
        marks = dict.fromkeys(days, 1) | {f"days_{name}": n for name, n in days.items()}
        marks["in_48h"] = int(days.get("first_contact", 9) <= 2)
        marks["closed_90"] = int(days.get("closed", 91) <= 90)
        yield Fact(quarter.start, handed.service, handed.name, marks)


def _of_referrals(facts: Sequence[Fact]) -> Row:
    counted = {"acknowledged": "acknowledged", "accepted": "accepted", "contacted": "first_contact", "contacted_48h": "in_48h"}
    counted |= {"started": "started", "completed": "completed", "closed_90_days": "closed_90"}
    medians = {"acknowledge": "days_acknowledged", "contact": "days_first_contact", "start": "days_started"}
    return {
        "received": len(facts),
        **{column: marked(facts, mark) for column, mark in counted.items()},
        "youth": youth(facts),
        **{f"median_days_to_{to}": nearest_rank(f.marks[mark] for f in facts if mark in f.marks) for to, mark in medians.items()},
    }


def _closed(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for handed in books.handed:
        closed = handed.course["closed_on"]
        if handed.receiver == agency and isinstance(closed, date):
            yield Fact(closed, str(handed.course["closed_reason"]), handed.name)


def _partners(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for handed in books.handed:
        if handed.receiver == agency:
            yield Fact(handed.on, handed.sender, handed.name, {"received": 1})
        elif handed.sender == agency:
            yield Fact(handed.on, handed.receiver, handed.name, {"sent": 1})
    yield from _shared(books, agency)


def _shared(books: Books, agency: str) -> Iterator[Fact]:
    """Clients of a quarter whom a partner served in it too, as far as the referral between the two tells."""
    by_name = {client.name: client for client in books.of(agency)}
    for handed in books.handed:
        client = by_name.get(handed.name)
        if client is None or agency not in (handed.sender, handed.receiver):
            continue
        partner = handed.receiver if handed.sender == agency else handed.sender
        start, end = handed.course["started_on"], handed.course["closed_on"]
        if handed.receiver == agency:
            start, end = handed.on, handed.on + timedelta(days=90)
        if partner in NO_PROGRAMME or not isinstance(start, date):
            continue
        for quarter in sorted({Quarter.of(on) for on, _ in client.visits}):
            if start <= quarter.end and (not isinstance(end, date) or end >= quarter.start):
                yield Fact(quarter.end, partner, client.name, {"shared": 1})


def _of_partners(facts: Sequence[Fact]) -> Row:
    row: Row = {"received": marked(facts, "received"), "sent": marked(facts, "sent")}
    return {**row, "youth_received": youth(facts, "received"), "youth_sent": youth(facts, "sent"), "youth_shared": youth(facts, "shared")}


def _defended(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    for client in books.of(agency):
        for quarter in books.quarters:
            if client.first_on <= quarter.end and (client.ended_on is None or client.ended_on >= quarter.start):
                yield Fact(
                    quarter.end, chance.one_of({"used": 0.42, "not_used": 0.12, "none_received": 0.40, "unknown": 0.06}), client.name
                )


def _claims(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """The state of each client's claim at the end of every quarter in which the unit serves them."""
    for client in books.of(agency):
        filed = client.first_on + chance.lag(30) if chance.happens(0.7) else None
        decided = filed + timedelta(days=40) + chance.lag(90) if filed else None
        outcome, amount = chance.one_of({"approved": 0.78, "denied": 0.22}), chance.rng.randint(4, 60) * 100
        known = chance.happens(0.96)
        for quarter in books.quarters:
            if client.first_on > quarter.end or (client.ended_on is not None and client.ended_on < quarter.start):
                continue
            is_filed, is_decided = bool(filed and filed <= quarter.end), bool(decided and decided <= quarter.end)
            state = "unknown" if not known else "not_filed" if not is_filed else outcome if is_decided else "pending"
            marks = {"claims": int(is_filed and known)}
            if known and decided and filed and quarter.start <= decided <= quarter.end:
                marks |= {"days": (decided - filed).days, "dollars": amount if outcome == "approved" else 0}
            yield Fact(quarter.end, state, client.name, marks)


def _of_claims(facts: Sequence[Fact]) -> Row:
    sums = {"claims": "claims", "decision_days": "days", "dollars_paid": "dollars"}
    return {"youth": youth(facts), **{column: marked(facts, mark) for column, mark in sums.items()}}


def _interviews(books: Books, agency: str, chance: Chance) -> Iterator[Fact]:
    """Each young person counts under who sent them first; help with a claim may come later."""
    for client in books.of(agency):
        code = chance.one_of({"law_enforcement": 0.52, "child_welfare": 0.32, "prosecutor": 0.08, "other": 0.05, "unknown": 0.03})
        referred = chance.happens(0.84)
        interviewed = referred and chance.happens(0.86)
        elsewhere = 1 + chance.happens(0.3) if chance.happens(0.12) else 0
        marks = {"screened": 1, "referred": int(referred), "interviewed": int(interviewed), "elsewhere": int(elsewhere)}
        yield Fact(client.first_on, code, client.name, {**marks, "interviews": int(interviewed) * (1 + int(chance.happens(0.1)))})
        if interviewed and chance.happens(0.5):
            yield Fact(client.first_on + chance.lag(30), code, client.name, {"claim": 1})


def _of_interviews(facts: Sequence[Fact]) -> Row:
    people = {
        "screened": "screened",
        "referred": "referred",
        "interviewed": "interviewed",
        "youth_elsewhere": "elsewhere",
        "claim_help": "claim",
    }
    row: Row = {column: youth(facts, mark) for column, mark in people.items()}
    return {**row, "interviews": marked(facts, "interviews"), "interviews_elsewhere": marked(facts, "elsewhere")}


def _people(facts: Iterable[Fact]) -> Row:
    return {"youth": youth(facts)}


KINDS: dict[str, Totals] = {
    "new_clients_by_age": _new_by("age_band"),
    "new_clients_by_gender": _new_by("gender"),
    "new_clients_by_race": _new_by("race_ethnicity"),
    "new_clients_by_residence": _new_by("residence"),
    "clients_served": Totals(_served, _people),
    "clients_by_service": Totals(
        _by_service, lambda facts: {"youth": youth(facts), "youth_completed": youth(facts, "completed"), "sessions": len(facts)}
    ),
    "clients_by_need_level": Totals(_by_need, lambda facts: {"youth": youth(facts), "youth_matched": youth(facts, "matched")}),
    "identification_counts": Totals(_identified, lambda facts: {"youth": youth(facts, "new"), "youth_open": youth(facts, "open")}),
    "screening_counts": Totals(_screened, _people),
    "medical_needs": Totals(_needs(_MEDICAL), lambda facts: {"youth": youth(facts), "youth_met": youth(facts, "met")}),
    "mental_health_needs": Totals(_needs(_MENTAL), _people),
    "medical_duties": Totals(
        _duties(
            {"crisis_referral": 0.2, "crisis_care_after_release": 0.12, "safety_plan": 0.35, "community_visit": 0.3, "sart": 0.08},
            ("crisis_referral", "crisis_referral_24h"),
        ),
        _of_duties,
    ),
    "mental_health_duties": Totals(_counselled, _of_duties),
    "client_outcomes": Totals(_later({"re_exploited": 0.26, "re_arrested": 0.30}), _outcomes),
    "quality_of_life_counts": Totals(
        _later({"stable_housing": 0.55, "in_school": 0.52, "caring_adult": 0.74, "health_cover": 0.86}), _quality
    ),
    "referral_counts": Totals(_received, _of_referrals),
    "referral_end_counts": Totals(_closed, lambda facts: {"referrals": len(facts), "youth": youth(facts)}),
    "referral_partner_counts": Totals(_partners, _of_partners),
    "public_defender_clients": Totals(_defended, _people),
    "victim_compensation_claims": Totals(_claims, _of_claims),
    "forensic_interviews": Totals(_interviews, _of_interviews),
}
