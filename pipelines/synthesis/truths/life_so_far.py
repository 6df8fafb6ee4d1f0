"""What the agencies have told by a quarter of one young person who is followed: what was found, what they did, where they were kept.

Everything is read off the rows of one life, one after the other; whoever asks about it looks through the lists.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.synthesis.events import Described, Row, Youth
from pipelines.synthesis.truth import months_later
from schemas import Quarter

DAY = timedelta(days=1)
SAME_WITHIN = timedelta(days=30)
FROM_OWN_EXPLOITATION = ("exploitation_linked", "legacy_prostitution")
WHO = ("age_band", "gender", "race_ethnicity", "residence")
WHY_LOST = ("died", "moved", "came_of_age", "record_sealed")  # of two on one day the first of these is given
Who = Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """An agency found exploitation on a day. `since`: the earliest day on which it can have happened, as far as the row says."""

    agency: str
    on: date
    since: date
    is_confirmed: bool
    who: Who


@dataclass(frozen=True)
class Charge:
    """An alleged offence that led to a step of the justice system; `ground` is how it has to do with the own exploitation."""

    on: date
    ground: str


@dataclass(frozen=True)
class Spell:
    """From a first day on; `end` is the day on which it was over, None where it lasts."""

    start: date
    end: date | None

    def has_whole(self, day: date) -> bool:
        """Whether all of the day was spent in it: neither its first day nor the one on which it ended."""
        return self.start < day and (self.end is None or day < self.end)


def told(life: Youth, extract: str, last: Quarter) -> Iterator[tuple[str, Row]]:
    """The agency and the row, of every row of the life in an extract."""
    for entry in life.entries:
        row = entry.by(last) if entry.extract == extract else None
        if row is not None:
            yield entry.agency, row


def all_found(life: Youth, last: Quarter) -> list[Found]:
    """Everything that any agency found of exploitation, told again or not. Risk alone is nothing found."""
    found = []
    for contact in life.contacts:
        if contact.sent <= last and (contact.status if contact.settled <= last else contact.at_first) == "confirmed":
            found.append(Found(contact.agency, contact.on, contact.on, True, who_of(contact.who)))
    for agency, row in told(life, "identifications_made", last):
        if row["status"] == "confirmed":
            found.append(Found(agency, on(row, "identified_on"), on(row, "identified_on"), True, who(row)))
    for agency, row in told(life, "cse_reports", last):
        if row["finding"] in ("substantiated", "inconclusive"):
            sure = row["finding"] == "substantiated"
            found.append(Found(agency, on(row, "reported_on"), on(row, "reported_on"), sure, who(row)))
    for extract in ("missing_episodes", "missing_from_care"):
        for agency, row in told(life, extract, last):
            if row["exploited_while_missing"] == "yes":
                found.append(Found(agency, on(row, "missing_on"), on(row, "missing_on"), False, who(row)))
    for agency, row in told(life, "follow_ups", last):
        if row["exploited_again"] == "yes":
            found.append(Found(agency, on(row, "followed_on"), on(row, "service_started_on"), False, who(row)))
    return found


def newly_found(life: Youth, last: Quarter) -> list[Found]:
    """Without what another agency had been the first to find, up to 30 days before. A suspicion does not make a confirmation old."""
    new: list[Found] = []
    for one in sorted(all_found(life, last), key=lambda found: found.on):
        is_old = False
        for first in new:
            as_much = first.is_confirmed or not one.is_confirmed
            if first.agency != one.agency and as_much and first.on < one.on <= first.on + SAME_WITHIN:
                is_old = True
        if not is_old:
            new.append(one)
    return new


def arrests(life: Youth, last: Quarter) -> list[Charge]:
    """What police say of the charge goes before the kind of offence, unless they do not know."""
    grounds = {(agency, row["contact_on"]): row["charge_ground"] for agency, row in told(life, "law_enforcement_responses", last)}
    found = []
    for contact in life.contacts:
        if contact.sent <= last and contact.arrested == "yes" and contact.offence_on:
            ground = grounds.get((contact.agency, contact.on))
            if ground in (None, "unknown"):
                ground = contact.offence_group
            found.append(Charge(contact.offence_on, str(ground)))
    return found


def petitions(life: Youth, last: Quarter) -> list[Charge]:
    """Delinquency petitions, as probation and the court tell of them. Probation does not say what they have to do with exploitation."""
    found = [Charge(petition.offence_on, "unknown") for petition in life.petitions if petition.sent <= last]
    for _, row in told(life, "court_petitions", last):
        if row["petition_kind"] == "delinquency" and row["offence_on"]:
            found.append(Charge(on(row, "offence_on"), str(row["charge_ground"])))
    return found


def sustained(life: Youth, last: Quarter) -> list[Charge]:
    found = []
    for _, row in told(life, "court_petitions", last):
        if row["petition_kind"] == "delinquency" and row["finding"] == "sustained" and row["offence_on"]:
            found.append(Charge(on(row, "offence_on"), str(row["charge_ground"])))
    return found


def violations(life: Youth, last: Quarter) -> list[Charge]:
    return [Charge(on(row, "offence_on"), str(row["charge_ground"])) for _, row in told(life, "probation_violations", last)]


def not_linked(charges: list[Charge]) -> list[Charge]:
    """Those of the days of which no agency says that it came of the own exploitation, or one says that it did not."""
    kept = []
    for charge in charges:
        grounds = [other.ground for other in charges if other.on == charge.on]
        says_linked = any(g in FROM_OWN_EXPLOITATION for g in grounds)
        says_not = any(g not in FROM_OWN_EXPLOITATION and g != "unknown" for g in grounds)
        if says_not or not says_linked:
            kept.append(charge)
    return kept


def kept_in_hall(life: Youth, last: Quarter) -> list[Spell]:
    """Stays of those who were kept there, on a charge or on a hold. Who was sent home from intake was not."""
    return [
        Spell(on(row, "admitted_on"), day_or_none(row, "released_on"))
        for _, row in told(life, "hall_stays", last)
        if row["intake_decision"] in ("detained", "safety_hold")
    ]


def in_hall(life: Youth, last: Quarter) -> list[Spell]:
    """All days in the hall, whatever was decided at intake; who was sent home without a day of release was not there."""
    return [
        Spell(on(row, "admitted_on"), day_or_none(row, "released_on"))
        for _, row in told(life, "hall_stays", last)
        if row["released_on"] or row["intake_decision"] not in ("released", "alternative")
    ]


def missing(life: Youth, last: Quarter) -> list[Spell]:
    return [
        Spell(on(row, "missing_on"), day_or_none(row, "located_on"))
        for extract in ("missing_episodes", "missing_from_care")
        for _, row in told(life, extract, last)
    ]


def lost(life: Youth, last: Quarter) -> list[tuple[date, str]]:
    """Every day from which the county's records can tell nothing more, and why."""
    ends = {"moved_away": "moved", "aged_out": "came_of_age", "sealed": "record_sealed"}
    found = []
    for _, row in told(life, "probation_supervision", last):
        if row["supervision_end"] in ends:
            found.append((on(row, "ended_on"), ends[str(row["supervision_end"])]))
    for _, row in told(life, "placements", last):
        if row["end_reason"] == "came_of_age":
            found.append((on(row, "ended_on"), "came_of_age"))
        if row["is_out_of_county"] == "yes":
            found.append((on(row, "started_on"), "moved"))
    for _, row in told(life, "hall_releases", last):
        lives_elsewhere = row["home_county"] in ("neighbouring", "elsewhere_in_state", "other_state")
        if row["receiver"] == "out_of_county_agency" or (lives_elsewhere and row["receiver"] in ("parent", "relative")):
            found.append((on(row, "released_on"), "moved"))
    for _, row in told(life, "follow_ups", last):
        if row["result"] in WHY_LOST:
            found.append((due_on(row), str(row["result"])))
    return found


def first_lost(life: Youth, index_on: date, last: Quarter) -> tuple[date, str] | None:
    """When and why the young person was lost, on the index day or after it. Who had left before had come back."""
    after = [(day, WHY_LOST.index(why)) for day, why in lost(life, last) if index_on <= day <= last.end]
    if not after:
        return None
    day, why = min(after)
    return day, WHY_LOST[why]


def due_on(row: Row) -> date:
    """The day on which a follow-up is due."""
    return months_later(on(row, "service_started_on"), {"6m": 6, "12m": 12}[str(row["followup_point"])])


def on(row: Row, column: str) -> date:
    day = row[column]
    assert isinstance(day, date), f"{column} is filled"
    return day


def day_or_none(row: Row, column: str) -> date | None:
    return None if row[column] is None else on(row, column)


def who(row: Row) -> Who:
    return {c: str(row[c]) for c in WHO if row.get(c) is not None}


def who_of(said: Described) -> Who:
    return {c: getattr(said, c) for c in WHO}
