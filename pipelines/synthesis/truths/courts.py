"""The courts and the prosecutors: hearings, petitions, both jurisdictions, the girls court, and cases of and against others."""

from datetime import date

from pipelines.synthesis.events import County, Row
from pipelines.synthesis.truth import PATHWAYS, months_later, pathway
from pipelines.synthesis.truths.care import days_between, dependencies, is_open, thing, told
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import Line, day_of, rows
from schemas import Quarter, Schemas

HALF_A_YEAR = 181  # days
MONTHS_OF_548_DAYS = 19  # 18 months from the end of a year are 546 or 547 days


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """By measure, what is true of young people in court."""
    adults = [Line(line.agency, str(line.row["case_token"]), line.row) for line in rows(county, "adult_prosecutions", last)]
    return {
        **_hearings(rows(county, "court_hearings", last), schemas),
        **_girls_court(rows(county, "girls_court", last), schemas),
        **_cases("juvenile", rows(county, "juvenile_prosecutions", last), "received_on", schemas),
        **_cases("adult", adults, "referred_on", schemas),
        "joint_assessments": _assessments(rows(county, "dual_status_referrals", last)),
        **_first_petitions(county, last),
        **_both_courts(county, last),
        "petition_after_child_welfare": _known_first(county, last),
    }


def _hearings(lines: list[Line], schemas: Schemas) -> dict[str, Counted]:
    def said(these: list[Line], column: str, codelist: str) -> list[Thing]:
        return told(these, "hearing_on", column, codelist, schemas)

    from_elsewhere = [line for line in lines if line.row["home_court_contact"] in ("done", "not_done")]
    return {
        "advocate_at_hearings": Counted(said(lines, "advocate_attended", "yes_no")),
        "closed_hearings": Counted(said(lines, "closed_hearing", "yes_no")),
        "family_identity_checked": Counted(said(lines, "identity_check", "family_checked")),
        "home_court_contacted": Counted(said(lines, "home_court_contact", "done")),
        "status_at_home_learned": Counted(said(from_elsewhere, "home_follow_up", "follow_up_learned")),
        "before_several_courts": Counted(said(lines, "counties_involved", "reach_of_case"), people=True, first_says=True),
    }


def _girls_court(lines: list[Line], schemas: Schemas) -> dict[str, Counted]:
    admitted, ended, ends = [], [], []
    for line in lines:
        to_admission = days_between(line.row, "referral_on", "admitted_on")
        had = [
            code for code, limit in (("within_180_days", 180), ("within_30_days", 30)) if to_admission is not None and to_admission <= limit
        ]
        admitted.append(thing(line, "referral_on", had))
        if "within_180_days" not in had:
            continue
        to_end, in_court = days_between(line.row, "referral_on", "ended_on"), days_between(line.row, "admitted_on", "ended_on")
        over = [code for code, limit in (("within_18_months", 548), ("within_12_months", 365)) if to_end is not None and to_end <= limit]
        ended.append(thing(line, "referral_on", over, {code: in_court for code in over if in_court is not None}))
        if "within_18_months" in over:
            ends.append(line)
    return {
        "girls_court_referrals": Counted(told(lines, "referral_on", "status", "identification_status", schemas)),
        "girls_court_admissions": Counted(admitted, waits={"within_180_days": 6, "within_30_days": 1}),
        "girls_court_participation_ended": Counted(
            ended, waits={"within_18_months": MONTHS_OF_548_DAYS, "within_12_months": 12}, whole_waits=6, middle_of=("within_18_months",)
        ),
        "girls_court_ends": Counted(told(ends, "referral_on", "calendar_end", "calendar_end", schemas), whole_waits=MONTHS_OF_548_DAYS),
    }


def _cases(whose: str, lines: list[Line], on: str, schemas: Schemas) -> dict[str, Counted]:
    def said(these: list[Line], column: str, codelist: str) -> list[Thing]:
        return told(these, on, column, codelist, schemas)

    decided = [line for line in lines if (took := days_between(line.row, on, "decided_on")) is not None and took <= HALF_A_YEAR]
    filed = [line for line in decided if line.row["charging_decision"] == "filed"]
    beyond = [line for line in lines if line.row["counties_involved"] in ("several_counties", "several_states")]
    ended, over = [], {365: list[Line](), 730: list[Line]()}
    for line in filed:
        took = days_between(line.row, on, "finished_on")
        had = [code for code, limit in (("within_24_months", 730), ("within_12_months", 365)) if took is not None and took <= limit]
        ended.append(thing(line, on, had, {code: took for code in had if took is not None}))
        for limit, these in over.items():
            if took is not None and took <= limit:
                these.append(line)
    are_decided = {id(line) for line in decided}
    found = {
        f"{whose}_cases": Counted(
            [thing(line, on, ["decided"] if id(line) in are_decided else []) for line in lines], waits={"decided": 6}
        ),
        f"{whose}_cases_designated": Counted(said(lines, "by_designated_prosecutor", "yes_no")),
        f"{whose}_cases_reach": Counted(said(lines, "counties_involved", "case_reach")),
        f"{whose}_counterparts_contacted": Counted(said(beyond, "counterpart_contacted", "done")),
        f"{whose}_decisions": Counted(said(decided, "charging_decision", "charging_decision"), whole_waits=6),
        f"{whose}_cases_ended": Counted(
            ended,
            waits={"within_24_months": 24, "within_12_months": 12},
            whole_waits=6,
            middle_of=("within_24_months",) if whose == "adult" else (),
        ),
    }
    if whose == "adult":
        return {**found, "adult_outcomes": Counted(said(over[730], "adult_outcome", "adult_outcome"), whole_waits=24)}
    return {**found, "juvenile_findings": Counted(said(over[365], "finding", "petition_finding"), whole_waits=12)}


def _assessments(lines: list[Line]) -> Counted:
    found = []
    for line in lines:
        took = days_between(line.row, "assessment_on", "found_on")
        found.append(thing(line, "assessment_on", [str(line.row["status_found"])] if took is not None and took <= 180 else []))
    return Counted(found, waits=dict.fromkeys(("dependency", "delinquency", "dual_status", "informal", "unknown"), 6))


def _petitions(county: County, last: Quarter) -> dict[str, list[tuple[Line, date | None]]]:
    """By young person, the delinquency petitions that probation or the court tells of, the first of them first, each with its last day."""
    lines: list[tuple[Line, date | None]] = []
    for youth in county.lives:
        for petition in youth.petitions:
            if petition.sent <= last:
                who = petition.who
                row: Row = {
                    "petition_on": petition.on,
                    "age_band": who.age_band,
                    "gender": who.gender,
                    "race_ethnicity": who.race_ethnicity,
                    "residence": who.residence,
                }
                closed = petition.closed.on if petition.closed and petition.closed.sent <= last else None
                lines.append((Line(petition.agency, youth.token, row), closed))
    for line in rows(county, "court_petitions", last):
        if line.row["petition_kind"] == "delinquency":
            ended = line.row["jurisdiction_ended_on"]
            if line.row["jurisdiction_on"] is None:
                ended = line.row["found_on"]  # decided without jurisdiction
            assert ended is None or isinstance(ended, date)
            lines.append((line, ended))
    found: dict[str, list[tuple[Line, date | None]]] = {}
    for line, ended in sorted(lines, key=lambda told: (day_of(told[0], "petition_on"), told[0].agency)):
        found.setdefault(line.token, []).append((line, ended))
    return found


def _first_petitions(county: County, last: Quarter) -> dict[str, Counted]:
    paths, without = [], []
    for token, petitions in _petitions(county, last).items():
        first = petitions[0][0]
        first_on = day_of(first, "petition_on")
        way = pathway(first_on, [(day_of(line, "petition_on"), end) for line, end in petitions], dependencies(county, token, last))
        paths.append(thing(first, "petition_on", {way} if way == "no_dependency" else {way, "dual"}))
        if way == "no_dependency":
            without.append(thing(first, "petition_on", _reported(county, token, months_later(first_on, 12), last)))
    return {
        "crossover": Counted(paths, waits=dict.fromkeys(PATHWAYS, 12)),
        "known_without_a_case": Counted(without, people=True, whole_waits=12),
    }


def _reported(county: County, token: str, until: date, last: Quarter) -> set[str]:
    """Whether anybody reported the young person to child welfare before that day, and with substance."""
    had = set()
    for youth in county.lives:
        if youth.token == token:
            for report in youth.reports:
                if report.sent <= last and report.on < until:
                    had.add("reported")
                    opened = report.opened is not None and report.opened.sent <= last
                    if opened or (report.substantiated and report.settled <= last):
                        had.add("substantiated")
    for line in rows(county, "cse_reports", last):
        if line.token == token and day_of(line, "reported_on") < until:
            had.add("reported")
            if line.row["finding"] == "substantiated":
                had.add("substantiated")
    return had


def _both_courts(county: County, last: Quarter) -> dict[str, Counted]:
    petitions = _petitions(county, last)
    court = rows(county, "court_petitions", last)
    supervised = rows(county, "probation_supervision", last)
    now, found_by_court = [], []
    for quarter in county.first.through(last):
        day = quarter.end
        open_petition = {
            token
            for token, theirs in petitions.items()
            for line, end in theirs
            if day_of(line, "petition_on") <= day and (end is None or end >= day)
        }
        under = [line for line in court if is_open(line.row, "jurisdiction_on", "jurisdiction_ended_on", day)]
        on_day = [line for line in supervised if is_open(line.row, "supervised_on", "ended_on", day)]
        dual = {line.token for line in on_day if line.row["supervision_kind"] == "dual_status"}
        ward = dual | {line.token for line in on_day if line.row["supervision_kind"] == "ward"}
        ward |= {line.token for line in under if line.row["petition_kind"] == "delinquency"}
        dependent = dual | {line.token for line in under if line.row["petition_kind"] == "dependency"}
        for token in sorted(open_petition | ward):
            spells = dependencies(county, token, last)
            is_dependent = token in dependent or any(start <= day and (end is None or end >= day) for start, end in spells)
            had = {"dually_involved"} if is_dependent else set()
            if is_dependent and token in ward:
                had.add("dually_adjudicated")
                found_by_court.append(Thing(day, token, {}))
            now.append(Thing(day, token, {}, frozenset(had)))
    return {"in_both_courts_now": Counted(now), "under_both_jurisdictions": Counted(found_by_court, people=True)}


def _known_first(county: County, last: Quarter) -> Counted:
    """Those whom child welfare confirmed, and who had no petition by then."""
    confirmed = [
        *(
            (line.token, day_of(line, "identified_on"))
            for line in rows(county, "identifications_made", last)
            if line.agency == "child_welfare" and line.row["status"] == "confirmed"
        ),
        *(
            (line.token, day_of(line, "reported_on"))
            for line in rows(county, "cse_reports", last)
            if line.row["finding"] == "substantiated"
        ),
    ]
    petitions = _petitions(county, last)
    found = []
    for token in sorted({token for token, _ in confirmed}):
        first = min(on for whose, on in confirmed if whose == token)
        days = [day_of(line, "petition_on") for line, _ in petitions.get(token, [])]
        if any(day <= first for day in days):
            continue
        had = [code for code, months in (("12m", 12), ("24m", 24)) if any(day < months_later(first, months) for day in days)]
        found.append(Thing(first, token, {}, frozenset(had)))
    return Counted(found, waits={"12m": 12, "24m": 24})
