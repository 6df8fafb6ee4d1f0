"""Contacts and interviews of law enforcement with exploited and at-risk young people, and what was done at each of them."""

from collections.abc import Iterable

from pipelines.synthesis.events import County
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import WHO, Line, and_wider, day_of, described, in_order, rows
from schemas import Quarter, Schemas

AWAY = {"neighbouring": "neighbours", "elsewhere_in_state": "state", "other_state": "other_states"}


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    met = contacts(county, last)
    told = [c for c in met if c.row["advocacy_notified"] == "yes"]
    confirmed = [c for c in met if c.row["status"] == "confirmed"]
    at_risk = [c for c in met if c.row["status"] == "at_risk"]
    without = [c for c in met if c.row["advocate_present"] == "none"]
    in_need = [c for c in met if c.row["medical_need"] == "yes"]
    to_parent = [c for c in met if c.row["disposition"] == "released_to_parent"]
    talks = in_order(rows(county, "law_enforcement_interviews", last), "interview_on")

    def by(lines: Iterable[Line], column: str, codelist: str, day: str = "contact_on") -> Counted:
        """What a column says, and the wider words for it."""
        return Counted([_thing(line, day, and_wider(schemas, codelist, line.row[column])) for line in lines])

    return {
        "police_contacts": Counted([_thing(c, "contact_on", _needs(c)) for c in met]),
        "contacts_by_status": by(met, "status", "identification_status"),
        "contact_dispositions": by(met, "disposition", "disposition"),
        "advocates_told_by_police": by(met, "advocacy_notified", "yes_no"),
        "advocates_told_how_soon": Counted([_thing(c, "contact_on", _how_soon(c)) for c in told]),
        "advocate_at_identification": by(met, "advocate_present", "advocate_presence"),
        "referred_where_no_advocate_was": by(without, "advocacy_referral", "done"),
        "arrests_by_ground": by(confirmed, "charge_ground", "charge_ground"),
        "at_risk_met_by_police": Counted([_thing(c, "contact_on", ()) for c in at_risk], people=True),
        "county_flows": Counted([_thing(c, "contact_on", _flow(c)) for c in met], people=True, first_says=True),
        "medical_need_met": by(in_need, "medical_seen", "how_soon"),
        "safety_before_release": Counted([_thing(c, "contact_on", _judged(c)) for c in to_parent]),
        "told_at_hall": Counted([_thing(c, "contact_on", _told_at_hall(c)) for c in met]),
        "who_raised_the_concern": by(met, "identification_source", "identification_source"),
        "interview_places": by(talks, "interview_place", "interview_place", "interview_on"),
        "advocate_at_interviews": by(talks, "advocate_present", "advocate_presence", "interview_on"),
        "forensic_interviews_by_police": by(talks, "forensic", "yes_no", "interview_on"),
        "told_of_custody_interviews": Counted([_thing(t, "interview_on", _told_of_talk(t)) for t in talks]),
    }


def contacts(county: County, last: Quarter) -> list[Line]:
    """The contacts with concern of which an agency has told both what it concluded and what it did, in order of time."""
    told = {}
    for youth in county.lives:
        for contact in youth.contacts:
            status = contact.status if contact.settled <= last else contact.at_first
            if contact.sent <= last and status in ("confirmed", "at_risk"):
                told[contact.agency, youth.token, contact.on] = (status, contact)
    found = []
    for line in rows(county, "law_enforcement_responses", last):
        key = (line.agency, line.token, day_of(line, "contact_on"))
        if key in told:
            status, contact = told[key]
            row = {**line.row, "status": status, "disposition": contact.disposition, "advocacy_notified": contact.notified}
            found.append(Line(line.agency, line.token, {**row, **{name: getattr(contact.who, name) for name in WHO}}))
    return in_order(found, "contact_on")


def _thing(line: Line, day: str, had: Iterable[str]) -> Thing:
    who = described(line, *WHO) if "age_band" in line.row else {}
    return Thing(day_of(line, day), line.token, who, frozenset(had))


def _needs(contact: Line) -> list[str]:
    """It came from an operation, it called for a doctor, or of one of them nobody knows."""
    had = []
    for column, code in (("in_operation", "operation"), ("medical_need", "medical")):
        if contact.row[column] == "yes":
            had.append(column)
        if contact.row[column] == "unknown":
            had.append(f"{code}_unknown")
    return had


def _how_soon(contact: Line) -> list[str]:
    hours = contact.row["advocacy_notified_hours"]
    if not isinstance(hours, int):
        return []
    steps = ((72, "within_72_hours"), (24, "within_24_hours"), (1, "within_1_hour"))
    return ["time_known", *(code for most, code in steps if hours <= most)]


def _flow(contact: Line) -> list[str]:
    """From where the young person lives to where it happened, as seen from this county."""
    home, event = str(contact.row["home_county"]), str(contact.row["event_county"])
    if home == "unknown":
        return ["home_unknown"]
    if event == "unknown":
        return ["event_unknown"]
    if home == "this_county":
        return ["here_here"] if event == "this_county" else ["outward", f"out_to_{AWAY[event]}"]
    return ["inward", f"in_from_{AWAY[home]}"] if event == "this_county" else ["both_elsewhere"]


def _judged(contact: Line) -> list[str]:
    said = contact.row["safety_check"]
    return ["judging_known", "judged"] if said == "done" else ["judging_known"] if said == "not_done" else []


def _told_at_hall(contact: Line) -> list[str]:
    if contact.row["escorted_to_hall"] != "yes":
        return []
    had = ["taken_to_hall"]
    if contact.row["probation_told_status"] in ("yes", "no"):
        had.append("telling_known")
    if contact.row["probation_told_status"] == "yes":
        had.append("told_exploited")
        if contact.row["probation_told_participation"] == "done":
            had.append("told_both")
    return had


def _told_of_talk(talk: Line) -> list[str]:
    if talk.row["in_custody"] != "yes":
        return []
    told = (talk.row["probation_notified"], talk.row["advocacy_notified"])
    had = ["in_custody"]
    if all(said in ("yes", "no") for said in told):
        had.append("telling_known")
    if told == ("yes", "yes"):
        had.append("both_told")
    return had
