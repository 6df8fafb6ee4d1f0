"""Stays in the juvenile hall, releases from it on the day they end, and what is done for those who testify meanwhile."""

from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.care import identified, screening
from pipelines.synthesis.events import Row
from pipelines.synthesis.life import DAY, Life, Spell

AGENCY = "probation"


def stay(
    life: Life, on: date, brought_by: str, *, basis: str | None = None, decision: str | None = None, days: int | None = None
) -> Spell | None:
    """A stay from the day of intake; None where no row tells of it, since nobody had a concern by the day of release."""
    chance, codes = life.chance, assumed.CODES
    if life.is_in_hall(on):
        return None
    decision = decision or chance.one_of({c: w for c, w in codes["intake_decision"].items() if c != "safety_hold"})
    if days is None:
        mean = {"detained": assumed.STAY, "safety_hold": assumed.HOLD, "unknown": assumed.STAY}.get(decision)
        days = 0 if mean is None else min(chance.lag(mean).days + (decision == "detained"), assumed.LONGEST_STAY)
    spell = Spell(on, on + timedelta(days=days))
    _screened(life, on, on + timedelta(days=min(days, chance.lag(2).days)))
    status = life.status(on + timedelta(days=days))
    if status is None:
        return None
    home = life.home_county(on)
    kept = decision in ("detained", "safety_hold")
    hold = decision == "safety_hold"
    assessed = chance.one_of(codes["risk_assessed"])
    given: Row = {
        "admitted_on": on,
        "released_on": spell.end,
        "status": status,
        "brought_by": brought_by,
        "intake_decision": decision,
        "detention_basis": ("safety_hold" if hold else basis or chance.one_of(codes["detention_basis"])) if kept else None,
        "hold_ended_on": spell.end if hold else None,
        "hold_services": chance.one_of(codes["yes_no"]) if hold else None,
        "risk_assessed": assessed,
        "override_reason": chance.one_of(codes["override_reason"]) if assessed == "yes" else None,
        "home_county": home,
        "home_agency_contact": "not_needed" if home == "this_county" else chance.one_of(codes["how_soon"]),
    }

    row = life.tell(AGENCY, "hall_stays", given)
    if row is None:
        return None
    life.stays.append((spell, {**row, **_released(life, spell, row)}))
    return spell


def _screened(life: Life, on: date, screened_on: date) -> None:
    """Whoever is brought in is screened, or was to be; some are identified in this way."""
    done = screened_on if life.chance.happens(assumed.SCREENED) else None
    row = life.tell(AGENCY, "screenings", screening(life, on, "hall_intake", done))
    if row and row["result"] in ("clear_concern", "possible_concern") and life.chance.happens(0.5):
        status = "confirmed" if row["result"] == "clear_concern" else "at_risk"
        identified(life, AGENCY, screened_on, status, "probation", None)


def _released(life: Life, spell: Spell, row: Row) -> Row:
    """The row of the release; it says what is needed later: who took the young person in."""
    chance, codes, on = life.chance, assumed.CODES, spell.end
    if on is None:
        return {}
    home = life.home_county(on)
    away = home in ("neighbouring", "elsewhere_in_state", "other_state")
    receiver = chance.one_of(codes["receiver"])
    if receiver == "out_of_county_agency" and not away:
        receiver = "parent"
    if receiver in ("child_welfare", "placement") and not life.case(on):
        receiver = "relative"
    to_agency = receiver == "out_of_county_agency"
    learned = ("follow_up_30", "follow_up_90")
    given: Row = {
        "released_on": on,
        "stay_days": (on - spell.start).days,
        "status": row["status"],
        "receiver": receiver,
        "contact_recorded": chance.one_of({"done": 0.74, "not_done": 0.20, "unknown": 0.06}) if to_agency else "not_needed",
        "receiver_confirmed": chance.one_of({"done": 0.6, "not_done": 0.28, "unknown": 0.12}) if away else "not_needed",
        "home_advocate_contacted": chance.one_of({"done": 0.5, "not_done": 0.4, "unknown": 0.1}) if away else "not_needed",
        "home_county": home,
        **{name: chance.one_of(codes["follow_up"]) if away else None for name in learned},
    }
    given |= {"release_plan": "no_receiver"} if receiver == "unknown" else {}
    later = {name: on + timedelta(days=days) for name, days in zip(learned, (30, 90), strict=True)}
    life.tell(AGENCY, "hall_releases", given, later=later)
    return {"receiver": receiver}


def from_warrants(life: Life) -> None:
    """Some whom police found on a warrant are taken to the hall that day."""
    for spell, row in list(life.missing):
        found_on = spell.end
        by_warrant = row["warrant_issued_on"] and row["located_how"] == "law_enforcement"
        if found_on and by_warrant and life.in_data(found_on) and life.chance.happens(assumed.BACK_TO_THE_HALL):
            stay(life, found_on, "law_enforcement", basis="warrant", decision="detained")


def testified(life: Life) -> None:
    """Some of those who stay long are called to court as victim witnesses."""
    for spell, _ in life.stays:
        end = min(spell.end or life.scene.last.end, life.scene.last.end)
        if (end - spell.start).days >= 14 and life.chance.happens(assumed.TESTIMONY):
            on = life.chance.day(spell.start + 3 * DAY, end - DAY)
            worker = {} if life.case(on) else {"social_worker_coordinated": "not_needed"}
            life.tell(AGENCY, "custody_testimony", {"appearance_on": on, **worker})
