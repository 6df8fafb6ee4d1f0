"""What law enforcement tells beyond its contacts: what was done at each contact with concern, and interviews."""

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.events import Contact, Row
from pipelines.synthesis.life import Life


def concerned(life: Life) -> None:
    """What law enforcement concluded at its contacts, for everyone else to build on."""
    for contact in life.youth.contacts:
        if contact.status != "none":
            life.found(contact.on, contact.status, contact.agency)


def is_taken_to_the_hall(life: Life, contact: Contact) -> bool:
    return contact.disposition == "safety_hold" or (contact.arrested == "yes" and life.chance.happens(assumed.ESCORTED))


def responded(life: Life, contact: Contact, to_hall: bool) -> None:
    """A contact with concern has a row of what was done for the young person, of the same agency and day."""
    chance, codes = life.chance, assumed.CODES
    present = chance.one_of(codes["advocate_presence"])
    arrested = contact.arrested == "yes" and contact.offence_on
    nibrs, ground = life.offence(contact.offence_on, contact.offence_group) if contact.offence_on else (None, None)
    referred = "not_needed" if present == "community_advocate" else chance.one_of({"done": 0.68, "not_done": 0.26, "unknown": 0.06})
    escort = "yes" if to_hall else chance.one_of(codes["escorted_to_hall"])
    to_parent = contact.disposition == "released_to_parent"
    given: Row = {
        "contact_on": contact.on,
        "identification_source": chance.one_of(codes["identification_source"]),
        "advocate_present": present,
        "advocacy_referral": referred,
        "advocacy_notified_hours": chance.lag(9).days if contact.notified == "yes" else None,
        "safety_check": chance.one_of({"done": 0.7, "not_done": 0.2, "unknown": 0.1}) if to_parent else "not_needed",
        "escorted_to_hall": escort,
        "probation_told_status": chance.one_of(codes["yes_no"]) if to_hall else None,
        "probation_told_participation": chance.one_of(codes["done"]) if to_hall else None,
        "nibrs_offence": nibrs if arrested else None,
        "charge_ground": ground if arrested else None,
        "home_county": life.home_county(contact.on),
    }
    life.tell(contact.agency, "law_enforcement_responses", given)


def interviewed(life: Life, contact: Contact) -> None:
    """Some are interviewed, at once or within days; whoever is in the hall that day is interviewed there."""
    chance = life.chance
    if not chance.happens(assumed.INTERVIEWED):
        return
    on = contact.on + chance.lag(assumed.INTERVIEW_LAG)
    if not life.in_data(on) or life.is_missing(on):
        return
    custody = life.is_in_hall(on) and on > contact.on
    told = chance.one_of(assumed.CODES["yes_no"])
    given: Row = {
        "interview_on": on,
        "in_custody": "yes" if custody else "no",
        "probation_notified": told if custody else None,
        "advocacy_notified": chance.one_of(assumed.CODES["yes_no"]) if custody else None,
    }
    given |= {"interview_place": "juvenile_hall"} if custody else {}
    life.tell(contact.agency, "law_enforcement_interviews", given)
