"""Times that police or probation recorded a young person as missing, and what was done about it."""

from pipelines.synthesis.events import County
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import Line, and_wider, day_of, in_order, rows
from schemas import Quarter, Schemas

FOUND = {"within_30_days": 30, "within_7_days": 7, "within_1_day": 1}


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    missed = in_order(rows(county, "missing_episodes", last), "missing_on")
    found = [m for m in missed if "within_30_days" in _found(m)]
    known = [m for m in missed if m.row["identified_by_police"] == "yes"]

    def by(lines: list[Line], column: str, codelist: str, waits: int = 0) -> Counted:
        """What a column says. Who was found within 30 days is known a month later, and so is all that is asked of these."""
        things = [_thing(m, and_wider(schemas, codelist, m.row[column])) for m in lines]
        return Counted(things, waits=dict.fromkeys(schemas.codelists[codelist].codes, waits), whole_waits=waits)

    return {
        "missing_by_kind": by(missed, "circumstance", "kind_of_absence"),
        "missing_by_place": by(missed, "missing_from", "missing_from"),
        "missing_young_people": Counted([_thing(m, frozenset()) for m in missed], people=True),
        "missing_told_to_police": by(missed, "reported_to_police", "how_soon"),
        "missing_entered_in_ncic": by(missed, "entered_in_ncic", "how_soon"),
        "missing_told_to_ncmec": by(missed, "reported_to_ncmec", "how_soon"),
        "missing_known_to_police": by(missed, "identified_by_police", "yes_no"),
        "missing_police_helped": by(known, "police_assisted", "yes_no"),
        "missing_pickups": by(missed, "protective_pickup", "yes_no"),
        "missing_warrants": Counted([_thing(m, frozenset(_warrant(m))) for m in missed]),
        "missing_found": Counted(
            [_thing(m, frozenset(_found(m)), _found(m)) for m in missed], waits=dict.fromkeys(FOUND, 1), middle_of=("within_30_days",)
        ),
        "missing_found_how": by(found, "located_how", "located_how", 1),
        "missing_exploited": by(found, "exploited_while_missing", "yes_no", 1),
        "missing_screened_on_return": by(found, "screened_on_return", "done", 1),
    }


def _found(missed: Line) -> dict[str, int]:
    """The times within which the young person was found, and after how many days that was."""
    if missed.row["located_on"] is None:
        return {}
    days = (day_of(missed, "located_on") - day_of(missed, "missing_on")).days
    return {code: days for code, most in FOUND.items() if days <= most}


def _warrant(missed: Line) -> list[str]:
    issued, hours = missed.row["warrant_issued_on"], missed.row["warrant_hours"]
    if missed.row["on_gps"] == "unknown":
        return ["gps_unknown"]
    if missed.row["on_gps"] == "no":
        return ["not_on_gps", "other_no_warrant" if issued is None else "other_warrant"]
    if issued is None:
        return ["on_gps", "gps_no_warrant"]
    if not isinstance(hours, int):
        return ["on_gps", "gps_warrant", "gps_warrant_time_unknown"]
    return ["on_gps", "gps_warrant", "gps_warrant_24_hours" if hours <= 24 else "gps_warrant_later"]


def _thing(missed: Line, had: frozenset[str], days: dict[str, int] | None = None) -> Thing:
    return Thing(day_of(missed, "missing_on"), missed.token, {}, had, days or {})
