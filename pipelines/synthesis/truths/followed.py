"""Young people who are followed from a day on: whether they could be, what came within so many months, and what was asked of them later.

They are followed from the first day of each year on which exploitation was confirmed, or on which they left the juvenile hall.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.synthesis.events import County, Youth
from pipelines.synthesis.truth import followed_up, months_later
from pipelines.synthesis.truths import life_so_far as so_far
from pipelines.synthesis.truths.life_so_far import DAY, Charge, Who
from pipelines.synthesis.truths.naive import Counted, Thing
from schemas import Quarter, Schemas

MONTHS = (6, 12, 24, 36)
MONTHS_AFTER_RELEASE = (12, 24)
CONTACTS = {"arrest": so_far.arrests, "petition": so_far.petitions, "violation": so_far.violations}
QUALITY_OF_LIFE = {"caring_adult": "caring_adult", "health_cover": "health_cover", "housing": "stable_housing", "school": "in_school"}


@dataclass(frozen=True)
class Followed:
    """A young person from the index day on. `lost_on` and `why`: the last day seen, where the records end before the last quarter does."""

    life: Youth
    index_on: date
    who: Who
    lost_on: date | None
    why: str

    def to_the_end_of(self, months: int, last: Quarter) -> bool:
        """Whether the day on which so many months end was seen."""
        return (self.lost_on or last.end) >= months_later(self.index_on, months)

    def new_within(self, months: int, days: Iterable[date]) -> bool:
        """Whether one of the days lies after the index day, and before the day on which so many months end."""
        return any(self.index_on < day < months_later(self.index_on, months) for day in days)


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """Of every measure of follow-up that is a count or a share."""
    identified = followed(county, _confirmed, last)
    released = followed(county, _released, last)
    found = {
        "identified_as_exploited": Counted([Thing(f.index_on, f.life.token, f.who) for f in identified]),
        "recidivism": Counted(
            [Thing(m.on, "", m.who, m.reached) for m in followed_up(county.lives, last)], waits={"6m": 6, "12m": 12, "24m": 24}
        ),
        **_follow_ups(county, last),
    }
    for shorter, months in zip((0, *MONTHS), MONTHS, strict=False):
        found[f"still_followed_{months}m"] = _standing(identified, shorter, months, last)
        found |= _within(identified, months, last)
    for shorter, months in zip((0, *MONTHS_AFTER_RELEASE), MONTHS_AFTER_RELEASE, strict=False):
        found[f"still_followed_after_release_{months}m"] = _standing(released, shorter, months, last)
        found |= _after_release(released, months, last)
    return found


def followed(county: County, starts: Callable[[Youth, Quarter], list[tuple[date, str, Who]]], last: Quarter) -> list[Followed]:
    """Each young person once a year, from the first such day of that year. Of several rows of a day the first agency's says who it was."""
    found = []
    for life in county.lives:
        told = sorted(starts(life, last), key=lambda start: (start[0], start[1], [start[2].get(c, "") for c in so_far.WHO]))
        for year in sorted({on.year for on, _, _ in told}):
            index_on, _, who = next(start for start in told if start[0].year == year)
            lost_on, why = so_far.first_lost(life, index_on, last) or (None, "")
            found.append(Followed(life, index_on, who, lost_on, why))
    return found


def _confirmed(life: Youth, last: Quarter) -> list[tuple[date, str, Who]]:
    return [(f.on, f.agency, f.who) for f in so_far.newly_found(life, last) if f.is_confirmed]


def _released(life: Youth, last: Quarter) -> list[tuple[date, str, Who]]:
    """Of those known as exploited; of those held to be at risk nobody is followed."""
    return [
        (so_far.on(row, "released_on"), agency, so_far.who(row))
        for agency, row in so_far.told(life, "hall_releases", last)
        if row["status"] == "confirmed"
    ]


def exploited_again_on(one: Followed, last: Quarter) -> list[date]:
    """Days on which new exploitation was found; a follow-up of a time from before the index day says nothing of what came later."""
    return [f.on for f in so_far.newly_found(one.life, last) if f.on > one.index_on and f.since >= one.index_on]


def _standing(everyone: list[Followed], shorter: int, months: int, last: Quarter) -> Counted:
    """Of those who were followed for the shorter time, who was to the end, and why not the others."""
    things = []
    for one in everyone:
        if shorter and not one.to_the_end_of(shorter, last):
            continue
        lost = {"lost", one.why} if one.lost_on else set[str]()
        had = frozenset({"followed"} if one.to_the_end_of(months, last) else lost)
        things.append(Thing(one.index_on, one.life.token, one.who, had))
    codes = ("followed", "lost", "moved", "came_of_age", "record_sealed", "died")
    return Counted(things, whole_waits=shorter, waits=dict.fromkeys(codes, months))


def _within(everyone: list[Followed], months: int, last: Quarter) -> dict[str, Counted]:
    """New exploitation and new justice contacts of those who were followed so long, and what is counted among these."""
    seen = [one for one in everyone if one.to_the_end_of(months, last)]
    again, contacts, sustained = [], [], []
    unlinked: dict[str, list[Thing]] = {kind: [] for kind in CONTACTS}
    for one in seen:
        again.append(_thing(one, {"exploited_again": one.new_within(months, exploited_again_on(one, last))}))
        charges = {kind: told(one.life, last) for kind, told in CONTACTS.items()}
        had = {kind: one.new_within(months, _days(of)) for kind, of in charges.items()}
        contacts.append(_thing(one, had))
        for kind, of in charges.items():
            if had[kind]:
                unlinked[kind].append(_thing(one, {"not_linked": one.new_within(months, _days(so_far.not_linked(of)))}))
        if had["petition"]:
            sustained.append(_thing(one, {"adjudication": one.new_within(months, _days(so_far.sustained(one.life, last)))}))
    things = {
        f"exploited_again_{months}m": again,
        f"new_justice_contact_{months}m": contacts,
        f"petitions_sustained_{months}m": sustained,
        **{f"{kind}s_without_exploitation_{months}m": of for kind, of in unlinked.items()},
    }
    return {name: _known_after(months, of) for name, of in things.items()}


def _after_release(everyone: list[Followed], months: int, last: Quarter) -> dict[str, Counted]:
    seen = [one for one in everyone if one.to_the_end_of(months, last)]
    detained, events = [], []
    for one in seen:
        stays = so_far.kept_in_hall(one.life, last)
        again = one.new_within(months, [stay.start for stay in stays])
        days, day = 0, one.index_on + DAY
        while day < months_later(one.index_on, months):
            if any(stay.start <= day and (stay.end is None or day < stay.end) for stay in stays):
                days += 1
            day += DAY
        detained.append(_thing(one, {"redetained": again}, {"redetained": days} if again else {}))
        had = {
            "exploited_again": one.new_within(months, exploited_again_on(one, last)),
            "arrest": one.new_within(months, _days(so_far.arrests(one.life, last))),
        }
        events.append(Thing(one.index_on, one.life.token, {"service_before": service_before(one, last)}, _those(had)))
    return {
        f"detained_again_{months}m": _known_after(months, detained, middle_of=("redetained",)),
        f"outcomes_by_service_{months}m": _known_after(months, events),
    }


def service_before(one: Followed, last: Quarter) -> str:
    """The furthest that any service had come by the index day; whether one was completed may not be known."""
    had: set[str] = set()
    for _, row in so_far.told(one.life, "services_received", last):
        if so_far.on(row, "started_on") <= one.index_on:
            ended_on = so_far.day_or_none(row, "ended_on")
            how = {"yes": "completed", "unknown": "unknown"}.get(str(row["was_completed"]), "started")
            had.add(how if ended_on and ended_on <= one.index_on else "started")
    for petition in one.life.petitions:
        for referral in petition.referrals:
            if referral.started and referral.started.sent <= last and referral.started.on <= one.index_on:
                done = referral.completed
                had.add("completed" if done and done.sent <= last and done.on <= one.index_on else "started")
    return next((how for how in ("completed", "unknown", "started") if how in had), "none")


def _follow_ups(county: County, last: Quarter) -> dict[str, Counted]:
    """Each follow-up on the day when it was due, whether or not it came about; and how those were who were asked."""
    found = {}
    rows = [(life.token, row) for life in county.lives for _, row in so_far.told(life, "follow_ups", last)]
    for months in (6, 12):
        here = [(token, row) for token, row in rows if row["followup_point"] == f"{months}m"]
        due = [Thing(so_far.due_on(row), token, {}, frozenset({str(row["result"])})) for token, row in here]
        found[f"followed_up_{months}_months"] = Counted(due)
        for name, column in QUALITY_OF_LIFE.items():
            asked = [
                Thing(so_far.due_on(row), token, {}, frozenset({str(row[column])})) for token, row in here if row["result"] == "followed"
            ]
            found[f"{name}_after_{months}_months"] = Counted(asked)
    return found


def _known_after(months: int, things: list[Thing], middle_of: tuple[str, ...] = ()) -> Counted:
    """Both who is asked about, and what they had, are known when so many months are over."""
    codes = ("exploited_again", *CONTACTS, "adjudication", "not_linked", "redetained")
    return Counted(things, whole_waits=months, waits=dict.fromkeys(codes, months), middle_of=middle_of)


def _thing(one: Followed, had: Mapping[str, bool], days: Mapping[str, int] | None = None) -> Thing:
    return Thing(one.index_on, one.life.token, one.who, _those(had), days or {})


def _those(had: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(code for code, whether in had.items() if whether)


def _days(charges: Iterable[Charge]) -> list[date]:
    return [charge.on for charge in charges]
