"""Children in care: when they went missing, where they lived, what was recorded, reported and told, and who is at work for them."""

from collections.abc import Iterable
from datetime import date

from pipelines.synthesis.events import County, Row
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import Line, and_wider, day_of, in_order, rows
from schemas import Quarter, Schemas

IN_TIME = {"within_1_day": 1, "within_7_days": 7, "within_30_days": 30, "within_90_days": 90, "within_180_days": 180}
MONTHS = {"within_1_day": 1, "within_7_days": 1, "within_30_days": 1, "within_90_days": 3, "within_180_days": 6}
"""So long each is waited for, in whole months."""


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """By measure, what is true of children in care."""
    return {
        **_missing(rows(county, "missing_from_care", last), schemas),
        **_placements(rows(county, "placements", last), schemas),
        **_recorded(county, schemas, last),
        **_at_work(county, last),
        "cse_report_steps": _reports(rows(county, "cse_reports", last)),
        **_detained(rows(county, "detained_client_notices", last), schemas),
    }


def thing(line: Line, on: str, had: Iterable[str] = (), days: dict[str, int] | None = None) -> Thing:
    """What a row says: everything that it says can be asked for as a breakdown."""
    says = {column: str(value) for column, value in line.row.items() if value is not None}
    return Thing(day_of(line, on), line.token, says, frozenset(had), days or {})


def told(lines: Iterable[Line], on: str, column: str, codelist: str, schemas: Schemas) -> list[Thing]:
    """The rows, and what one column of theirs says with all wider words for it."""
    return [thing(line, on, and_wider(schemas, codelist, line.row[column])) for line in lines]


def days_between(row: Row, first: str, then: str) -> int | None:
    """Days from one day to another; nothing where one of them has not come."""
    start, end = row[first], row[then]
    return (end - start).days if isinstance(start, date) and isinstance(end, date) else None


def by_then(days: int | None, codes: Iterable[str]) -> list[str]:
    """Of "within so many days" those that hold."""
    return [code for code in codes if days is not None and days <= IN_TIME[code]]


def months_of(*codes: str) -> dict[str, int]:
    return {code: MONTHS[code] for code in codes}


def _missing(lines: list[Line], schemas: Schemas) -> dict[str, Counted]:
    def said(column: str, codelist: str) -> Counted:
        return Counted(told(lines, "missing_on", column, codelist, schemas))

    soon = ("within_30_days", "within_7_days", "within_1_day")
    found, screened, back = [], [], []
    for line in lines:
        away = days_between(line.row, "missing_on", "located_on")
        had = by_then(away, soon)
        found.append(thing(line, "missing_on", had, {c: away for c in had if away is not None}))
        if "within_30_days" in had:
            back.append(line)
            wait = days_between(line.row, "located_on", "screened_on")
            seen = by_then(wait, soon)
            screened.append(thing(line, "missing_on", seen, {c: wait for c in seen if wait is not None}))
    taken = [line for line in lines if line.row["circumstance"] in ("recruited", "abducted")]
    return {
        "care_missing_by_kind": said("circumstance", "kind_of_absence"),
        "care_missing_by_place": said("missing_from", "missing_from"),
        "care_missing_pickups": said("protective_pickup", "yes_no"),
        "care_missing_police_helped": said("police_assisted", "yes_no"),
        "care_missing_told_to_ncmec": said("reported_to_ncmec", "how_soon"),
        "care_missing_told_to_police": said("reported_to_police", "how_soon"),
        "care_missing_warrants": said("warrant_asked", "yes_no"),
        "care_missing_found": Counted(found, waits=months_of(*soon), middle_of=("within_30_days",)),
        # Found on the 30th day, and screened 30 days after that: two months.
        "care_missing_screened": Counted(screened, waits=dict.fromkeys(soon, 2), whole_waits=1, middle_of=("within_30_days",)),
        "care_missing_exploited": Counted(told(back, "missing_on", "exploited_while_missing", "yes_no", schemas), whole_waits=1),
        "care_missing_found_how": Counted(told(back, "missing_on", "located_how", "located_how", schemas), whole_waits=1),
        "care_missing_young_people": Counted(told(lines, "missing_on", "status", "identified_as", schemas), people=True, first_says=True),
        "taken_from_care": Counted([thing(line, "missing_on") for line in taken], people=True),
    }


def _placements(lines: list[Line], schemas: Schemas) -> dict[str, Counted]:
    def said(column: str, codelist: str) -> Counted:
        return Counted(told(lines, "started_on", column, codelist, schemas))

    soon = ("within_180_days", "within_90_days", "within_30_days")
    steady, early = [], []
    for line in lines:
        lasted = days_between(line.row, "started_on", "ended_on")
        had = by_then(lasted, soon)
        steady.append(thing(line, "started_on", had, {c: lasted for c in had if lasted is not None}))
        if "within_180_days" in had:
            early.append(line)
    elsewhere = [line for line in lines if line.row["is_out_of_county"] == "yes"]
    return {
        "placement_kinds": said("living_arrangement", "living_arrangement"),
        "placements_elsewhere": said("is_out_of_county", "yes_no"),
        "placements_meant_for_them": said("is_csec_specific", "yes_no"),
        "placement_steadiness": Counted(steady, waits=months_of(*soon), middle_of=("within_180_days",)),
        "early_placement_ends": Counted(told(early, "started_on", "end_reason", "placement_end", schemas), whole_waits=6),
        "placement_county_told": Counted(told(elsewhere, "started_on", "home_county_told", "done", schemas)),
    }


def _recorded(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    lines = rows(county, "cse_grid", last)
    services = [s for s in rows(county, "services_received", last) if s.row["is_csec_specific"] == "yes"]
    soon = ("within_180_days", "within_90_days", "within_30_days")
    at_risk = []
    for line in lines:
        if line.row["category"] == "at_risk":
            on = day_of(line, "recorded_on")
            waits = [(day_of(s, "started_on") - on).days for s in services if s.token == line.token]
            later = [days for days in waits if days >= 0]
            at_risk.append(thing(line, "recorded_on", by_then(min(later), soon) if later else ()))
    return {
        "children_on_the_grid": Counted(told(lines, "recorded_on", "category", "cse_category", schemas)),
        "special_services_for_at_risk": Counted(at_risk, people=True, waits=months_of(*soon)),
    }


def _at_work(county: County, last: Quarter) -> dict[str, Counted]:
    episodes = in_order(rows(county, "identifications_made", last), "identified_on")
    once: dict[str, Thing] = {}
    for line in episodes:
        if line.row["status"] == "at_risk":
            once.setdefault(line.token, thing(line, "identified_on"))
    status, systems = [], []
    for quarter in county.first.through(last):
        for line in episodes:
            if is_open(line.row, "identified_on", "episode_ended_on", quarter.end):
                says = {column: str(value) for column, value in line.row.items()}
                status.append(Thing(quarter.end, line.token, says, frozenset({str(line.row["status"])})))
        for token in sorted({t.token for t in status if t.on == quarter.end}):
            at_work = _systems(county, token, quarter.end, last)
            systems.append(Thing(quarter.end, token, {}, frozenset({at_work})))
    return {
        "at_risk_in_care": Counted(list(once.values())),
        "open_with_care_agencies": Counted(status, people=True, first_says=True),
        "systems_with_care_agencies": Counted(systems),
    }


def is_open(row: Row, start: str, end: str, day: date) -> bool:
    """Whether it had begun by a day and went on, the day itself included."""
    began, ended = row[start], row[end]
    return isinstance(began, date) and began <= day and (not isinstance(ended, date) or ended >= day)


def _systems(county: County, token: str, day: date, last: Quarter) -> str:
    """How many of probation, child welfare, mental health care and other care agencies are at work for somebody."""
    at_work, unknown = set(), set()
    for agency in (
        e.agency for e in _of(county, "identifications_made", token, last) if is_open(e.row, "identified_on", "episode_ended_on", day)
    ):
        at_work.add(agency if agency in ("probation", "child_welfare") else "others")
    for line in _of(county, "probation_supervision", token, last):
        if is_open(line.row, "supervised_on", "ended_on", day):
            at_work.add("probation")
            for system, word, yes in (
                ("child_welfare", line.row["child_welfare_involvement"], "open_case"),
                ("mental_health", line.row["mental_health_care"], "yes"),
            ):
                if word == yes:
                    at_work.add(system)
                if word == "unknown":
                    unknown.add(system)
    for line in _of(county, "services_received", token, last):
        if line.row["service"] == "mental_health" and is_open(line.row, "started_on", "ended_on", day):
            at_work.add("mental_health")
    for start, end in dependencies(county, token, last):
        if start <= day and (end is None or end >= day):
            at_work.add("child_welfare")
    if len(at_work) >= 3:
        return "three_or_more"
    if unknown - at_work:
        return "unknown"
    return "one_system" if len(at_work) == 1 else "two_systems"


def _of(county: County, extract: str, token: str, last: Quarter) -> list[Line]:
    found = []
    for youth in county.lives:
        if youth.token == token:
            for entry in youth.entries:
                row = entry.by(last) if entry.extract == extract else None
                if row is not None:
                    found.append(Line(entry.agency, token, row))
    return found


def dependencies(county: County, token: str, last: Quarter) -> list[tuple[date, date | None]]:
    """When child welfare says that a dependency case opened and closed."""
    found = []
    for youth in county.lives:
        for report in youth.reports if youth.token == token else ():
            if report.sent <= last and report.opened and report.opened.sent <= last:
                ended = report.ended.on if report.ended and report.ended.sent <= last else None
                found.append((report.opened.on, ended))
    return found


def _reports(lines: list[Line]) -> Counted:
    found = []
    for line in lines:
        steps = {
            "investigated": days_between(line.row, "reported_on", "investigated_on"),
            "substantiated": days_between(line.row, "reported_on", "found_on") if line.row["finding"] == "substantiated" else None,
            "case_opened": days_between(line.row, "reported_on", "case_opened_on"),
        }
        reached: dict[str, int] = {}
        for step, days in steps.items():
            if days is None or days > 180:
                break
            reached[step] = days
        found.append(thing(line, "reported_on", reached, reached))
    steps_told = ("investigated", "substantiated", "case_opened")
    return Counted(found, waits=dict.fromkeys(steps_told, 6), middle_of=steps_told)


def _detained(lines: list[Line], schemas: Schemas) -> dict[str, Counted]:
    notices, where, released, to_care, told_of_it = [], [], [], [], []
    for line in lines:
        row = line.row
        word = str(row["agency_told"])
        if word == "done":
            hours = row["hours_to_notice"]
            assert isinstance(hours, int)
            word = "within_24_hours" if hours <= 24 else "within_72_hours" if hours <= 72 else "later"
        notices.append(thing(line, "detained_on", and_wider(schemas, "how_soon", word)))
        place = {"yes": "to_care", "no": "elsewhere", "unknown": "not_known"}
        went = place[str(row["released_to_care"])] if row["released_on"] else "still_detained"
        where.append(thing(line, "detained_on", and_wider(schemas, "released_where", went)))
        if went != "still_detained":
            released.append(line)
        if went == "to_care":
            to_care.append(line)
            if row["investigation_told"] == "done":
                told_of_it.append(line)

    def done(these: list[Line], column: str) -> Counted:
        return Counted(told(these, "detained_on", column, "done", schemas))

    return {
        "child_welfare_told_of_detention": Counted(notices),
        "detained_clients_released": Counted(where),
        "child_welfare_in_release_plan": done(released, "part_in_release_plan"),
        "child_welfare_told_of_investigation": done(to_care, "investigation_told"),
        "placement_home_told": done(told_of_it, "home_told"),
    }
