"""What the juvenile court, the prosecutor and probation tell of one petition: the same days, in each one's own rows."""

from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.events import Contact, Petition, Report, Row
from pipelines.synthesis.hall import stay
from pipelines.synthesis.life import DAY, Life, Spell
from pipelines.synthesis.supervision import supervised

COURT, PROSECUTOR, PROBATION = "juvenile_court", "district_attorney", "probation"


def referred(life: Life, contact: Contact) -> None:
    """Law enforcement refers the young person to probation after an arrest; without a petition the prosecutor may still look at it."""
    if contact.arrested != "yes" or contact.offence_on is None or life.status(contact.on) is None:
        return
    chance, offence_on = life.chance, contact.offence_on
    nibrs, ground = life.offence(offence_on, contact.offence_group)
    petition = next((p for p in life.youth.petitions if p.offence_on == offence_on), None)
    on = contact.on + chance.lag(3)
    on = min(on, petition.on) if petition and petition.on >= contact.on else on
    given: Row = {"referral_on": on, "charge_ground": ground, "nibrs_offence": nibrs}
    given["child_welfare_involvement"] = None if ground == "not_linked" else life.involvement(on)
    life.tell(PROBATION, "delinquency_referrals", given)
    if petition is None and chance.happens(assumed.RECEIVED_WITHOUT_PETITION):
        received = on + chance.lag(6)
        decided = received + chance.lag(14)
        decision = chance.one_of(assumed.CODES["juvenile_prosecutions.charging_decision"])
        row: Row = {"received_on": received, "nibrs_offence": nibrs, "charge_ground": ground, "charging_decision": decision}
        life.tell(PROSECUTOR, "juvenile_prosecutions", {**row, **_reach(life), "decided_on": decided, "finding": None, "finished_on": None})


def _reach(life: Life) -> Row:
    """How far the case reaches, and whether the other county's prosecutor was asked."""
    reach = life.chance.one_of(assumed.CODES["counties_involved"])
    asked = "not_needed" if reach == "one_county" else life.chance.one_of({"done": 0.6, "not_done": 0.3, "unknown": 0.1})
    return {"counties_involved": reach, "counterpart_contacted": asked}


def petitioned(life: Life, petition: Petition) -> None:
    """A delinquency petition of probation's file: court, prosecutor, hearings, and what follows if the court finds it true."""
    if life.status(petition.on) is None:
        return
    chance, on = life.chance, petition.on
    nibrs, ground = life.offence(petition.offence_on)
    closed = petition.closed.on if petition.closed else None
    finding = chance.one_of(assumed.CODES["petition_finding"])
    found = on + 2 * DAY + chance.lag(assumed.FINDING_LAG)
    found = min(found, closed) if closed else found
    true = finding == "sustained"
    given: Row = {
        "petition_on": on,
        "petition_kind": "delinquency",
        "offence_on": petition.offence_on,
        "charge_ground": ground,
        "finding": finding,
        "found_on": found,
        "jurisdiction_on": found if true else None,
        "jurisdiction_ended_on": closed if true else None,
    }
    life.tell(COURT, "court_petitions", given)
    received = max(petition.offence_on, on - chance.lag(6))
    case: Row = {"received_on": received, "nibrs_offence": nibrs, "charge_ground": ground, **_reach(life)}
    decided: Row = {"charging_decision": "filed", "decided_on": on, "finding": finding, "finished_on": found}
    life.tell(PROSECUTOR, "juvenile_prosecutions", {**case, **decided})
    if not any(c.offence_on == petition.offence_on and c.status != "none" for c in life.youth.contacts):
        linked: Row = {"charge_ground": ground, "nibrs_offence": nibrs}
        linked["child_welfare_involvement"] = None if ground == "not_linked" else life.involvement(received)
        if life.status(received):
            life.tell(PROBATION, "delinquency_referrals", {"referral_on": received, **linked})
    ends = closed if true else found
    admitted = _girls_court(life, on + chance.lag(12), ends) if chance.happens(assumed.GIRLS_COURT) else None
    _heard(life, [on + DAY, found], found if true else None, ends, "delinquency", admitted)
    case_open = life.case(on)
    if case_open and chance.happens(assumed.DUAL_STATUS_ASKED):
        asked = on + chance.lag(8)
        life.tell(COURT, "dual_status_referrals", {"assessment_on": asked, "found_on": asked + 7 * DAY + chance.lag(20)})
    if true or (finding == "informal" and chance.happens(assumed.SUPERVISED_INFORMALLY)):
        kind = "dual_status" if true and case_open and chance.happens(0.4) else "ward" if true else "informal"
        if true and life.home_county(found) not in ("this_county", "unknown") and chance.happens(0.5):
            kind = "from_elsewhere"
        supervised(life, found, closed, kind)


def depended(life: Life, report: Report) -> None:
    """A dependency petition behind each case that the court took."""
    if report.opened is None:
        return
    opened, ended = report.opened.on, report.ended.on if report.ended else None
    on = max(report.on, opened - life.chance.lag(assumed.DEPENDENCY_PETITION_LAG))
    known = life.known_on
    if known is None or (ended is not None and ended < known):
        return
    given: Row = {
        "petition_on": on,
        "petition_kind": "dependency",
        "offence_on": None,
        "charge_ground": None,
        "finding": "sustained",
        "found_on": opened,
        "jurisdiction_on": opened,
        "jurisdiction_ended_on": ended,
    }
    # Whoever is identified while the case is open is told of from then on.
    if life.tell(COURT, "court_petitions", given, known_on=max(on, known)):
        _heard(life, [max(opened, known)], max(opened, known), ended, "dependency", None)


def _girls_court(life: Life, on: date, ends: date | None) -> Spell | None:
    chance, status = life.chance, life.status(on)
    if life.someone.gender == "boy" or not life.in_data(on):
        return None
    admitted = on + chance.lag(12) if chance.happens(assumed.ADMITTED) else None
    left = admitted + timedelta(days=14) + chance.lag(assumed.ON_THE_CALENDAR) if admitted else None
    left = min(left, ends) if left and ends and admitted and ends >= admitted else left
    given: Row = {"referral_on": on, "status": status or "none", "admitted_on": admitted, "ended_on": left}
    life.tell(COURT, "girls_court", {**given, **({} if left else {"calendar_end": None})})
    return Spell(admitted, left) if admitted else None


def _heard(life: Life, days: list[date], since: date | None, ends: date | None, calendar: str, girls: Spell | None) -> None:
    """Hearings on days that are settled, and reviews for as long as the court has jurisdiction. A day has one row."""
    chance, last = life.chance, life.scene.last.end
    on = since
    while on is not None and on <= last and (ends is None or on < ends):
        on += timedelta(days=20) + chance.lag(assumed.HEARING_EVERY)
        if ends is None or on <= ends:
            days.append(on)
    for on in sorted(set(days)):
        both = calendar == "delinquency" and life.case(on) is not None and chance.happens(0.2)
        life.hearings.setdefault(on, ("girls_court" if girls and girls.holds(on) else "dual_status" if both else calendar))


def heard(life: Life) -> None:
    """Rows of the hearings, but for those that a missing young person did not come to."""
    chance = life.chance
    for on, calendar in sorted(life.hearings.items()):
        if not life.in_data(on) or life.is_missing(on) or life.status(on) is None:
            continue
        home = life.home_county(on)
        here = life.someone.described(chance, COURT, on).residence == "in_county"
        given: Row = {
            "hearing_on": on,
            "court_calendar": calendar,
            "home_court_contact": "not_needed" if home == "this_county" else chance.one_of(assumed.CODES["done"]),
            "home_follow_up": None if here or chance.happens(0.7) else chance.one_of(assumed.CODES["follow_up"]),
        }
        life.tell(COURT, "court_hearings", given)


def taken_in(life: Life, contact: Contact) -> Spell | None:
    """The stay in the hall that an arrest, or a safety hold, leads to."""
    hold = contact.disposition == "safety_hold"
    basis = None if hold else life.chance.one_of({"new_charge": 0.8, "warrant": 0.15, "other": 0.05})
    return stay(life, contact.on, "law_enforcement", basis=basis, decision="safety_hold" if hold else None)
