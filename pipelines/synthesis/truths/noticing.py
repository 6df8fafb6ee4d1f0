"""How exploitation is noticed by care agencies, and talked about: screenings, identifications, first talks at Safety Net."""

from datetime import timedelta

from pipelines.synthesis.events import County
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import WHO, Line, and_wider, day_of, described, in_order, rows
from schemas import Quarter, Schemas

PLAN_RENEWED = 4  # months after the meeting: a plan by day 7, and its renewal by 90 days after that


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    confirmed = [i for i in rows(county, "identifications_made", last) if i.row["status"] == "confirmed"]
    sources = [Thing(day_of(i, "identified_on"), i.token, {}, frozenset([str(i.row["source"])])) for i in confirmed]
    return {"who_saw_it_first": Counted(sources), **_screenings(county, last), **_talks(county, schemas, last)}


def _screenings(county: County, last: Quarter) -> dict[str, Counted]:
    due = in_order(rows(county, "screenings", last), "eligible_on")
    coverage = Counted(
        [_thing(s, "eligible_on", _screened(s)) for s in due], people=True, waits=dict.fromkeys(("screened", "named_tool"), 1)
    )
    results = []
    who: dict[tuple[str, int], dict[str, str]] = {}
    for line in due:
        # Who it was, is said by the first screening of the year that was due, whether or not it was the one that took place.
        on = day_of(line, "eligible_on")
        first = who.setdefault((line.token, on.year), described(line, *WHO))
        if _screened(line):
            results.append(Thing(on, line.token, first, frozenset([str(line.row["result"])])))
    waits = dict.fromkeys(("clear_concern", "possible_concern", "no_concern", "not_finished", "unknown"), 1)
    return {
        "screening_coverage": coverage,
        "screening_results": Counted(results, people=True, first_says=True, waits=waits, whole_waits=1),
    }


def _screened(due: Line) -> list[str]:
    if due.row["screened_on"] is None or day_of(due, "screened_on") > day_of(due, "eligible_on") + timedelta(days=30):
        return []
    return ["screened"] if due.row["tool"] == "unknown" else ["screened", "named_tool"]


def _talks(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """Young people of whom a meeting talked for the first time."""
    new = [t for t in in_order(rows(county, "safety_net_reviews", last), "met_on") if t.row["review"] == "new"]

    def by(column: str, codelist: str) -> Counted:
        return Counted([_thing(t, "met_on", and_wider(schemas, codelist, t.row[column])) for t in new])

    return {
        "newly_reviewed": by("status", "identified_as"),
        "updates_on_wards": by("ward_update", "done"),
        "outside_workers_reached": by("outside_worker", "outside_worker"),
        "safety_plans": Counted(
            [_thing(t, "met_on", _planned(t)) for t in new],
            waits=dict.fromkeys(("planned_7_days", "renewed_90_days"), PLAN_RENEWED),
        ),
    }


def _planned(talk: Line) -> list[str]:
    if talk.row["planned_on"] is None:
        return []
    planned_on, had = day_of(talk, "planned_on"), []
    if planned_on <= day_of(talk, "met_on") + timedelta(days=7):
        had.append("planned_7_days")
    if talk.row["plan_renewed_on"] is not None and day_of(talk, "plan_renewed_on") <= planned_on + timedelta(days=90):
        had.append("renewed_90_days")
    return had


def _thing(line: Line, day: str, had: list[str] | frozenset[str]) -> Thing:
    return Thing(day_of(line, day), line.token, described(line, *WHO, *({"eligible_reason"} & set(line.row))), frozenset(had))
