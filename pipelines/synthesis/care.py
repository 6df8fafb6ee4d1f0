"""What child welfare tells beyond its cases: reports of exploitation, who was identified in care, placements, children missing."""

from datetime import date, timedelta
from math import log

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.events import Row
from pipelines.synthesis.life import DAY, Life, Spell

AGENCY = "child_welfare"
MISSING_FROM = {  # by living arrangement
    "foster_family_home": "foster_home",
    "group_home_family_operated": "group_home",
    "group_home_staff_operated": "group_home",
    "group_home_shelter_care": "group_home",
    "qualified_residential_treatment_program": "programme",
    "residential_treatment_center": "programme",
    "placed_at_home": "home",
}


def reported(life: Life) -> None:
    """Reports that say a child is exploited, among those that child welfare has; substantiated ones identify the young person."""
    chance, known_before = life.chance, bool(life.concerns)
    life.cases = [Spell(r.opened.on, r.ended.on if r.ended else None) for r in life.youth.reports if r.opened]
    share = assumed.REPORT_IS_OF_EXPLOITATION if known_before else assumed.REPORT_IS_OF_EXPLOITATION_OTHERS
    for report in life.youth.reports:
        if not chance.happens(share):
            continue
        opened = report.opened.on if report.opened else None
        is_true = report.substantiated or opened is not None
        finding = "substantiated" if is_true else chance.one_of(assumed.REPORT_FINDING)
        begun = (
            None
            if finding in ("not_investigated", "unknown")
            else report.on + min(chance.lag(4), (opened or report.on + 9 * DAY) - report.on)
        )
        found = None if begun is None or finding == "pending" else begun + chance.lag(20)
        found = min(found, opened) if found and opened else found
        given: Row = {"reported_on": report.on, "finding": finding, "investigated_on": begun, "found_on": found, "case_opened_on": opened}

        def so_far(row: Row, _quarter: object) -> Row:
            if row["finding"] in ("not_investigated", "unknown") or row["found_on"]:
                return {}
            return {"finding": "pending" if row["investigated_on"] else "not_investigated"}

        life.tell(report.agency, "cse_reports", given, states=so_far)
        if is_true and found and life.in_data(found):
            identified(life, AGENCY, found, "confirmed", chance.one_of(_SEEN_BY), life.case(found))


_SEEN_BY = {
    "child_welfare": 0.5,
    "school": 0.14,
    "medical": 0.1,
    "mental_health": 0.08,
    "law_enforcement": 0.1,
    "tip_line": 0.04,
    "other": 0.04,
}


def identified(life: Life, agency: str, on: date, status: str, source: str, work: Spell | None) -> None:
    """An agency's own conclusion; it works with the young person for as long as `work` goes on."""
    ended = work.end if work and (work.end is None or work.end >= on) else on + timedelta(days=30) + life.chance.lag(200)
    given: Row = {"identified_on": on, "status": status, "source": source, "episode_ended_on": ended}
    if life.in_data(on) and life.tell(agency, "identifications_made", given):
        life.found(on, status, agency)


def in_care(life: Life) -> None:
    """The counts of Cal. WIC 16501.45, placements one after the other, and the times a child went missing from them."""
    chance = life.chance
    for case in life.cases:
        known_on = life.known_on
        if known_on is None or (case.end is not None and case.end < known_on) or not chance.happens(assumed.ON_THE_GRID):
            continue
        on = max(case.start, known_on) + chance.lag(14)
        on = min(on, case.end) if case.end else on
        status = life.status(on)
        category = "at_risk" if status == "at_risk" else "victim_before_care" if known_on < case.start else "victim_in_care"
        if not life.tell(AGENCY, "cse_grid", {"recorded_on": on, "category": category}) and on >= life.scene.begins:
            continue
        if not chance.happens(assumed.CARE_AT_HOME):
            _placed(life, case)


def _placed(life: Life, case: Spell) -> None:
    chance, last = life.chance, life.scene.last.end
    runs = chance.happens(assumed.EVER_MISSING_FROM_CARE)
    on: date | None = case.start + chance.lag(3)
    while on is not None and on <= last and (case.end is None or on <= case.end) and not life.someone.is_adult(on):
        arrangement = chance.one_of(assumed.CODES["living_arrangement"])
        usual = on + timedelta(days=5) + chance.lag(assumed.PLACEMENT)
        is_last = case.end is not None and usual >= case.end
        ended, reason = (case.end, "went_home" if chance.happens(0.6) else "permanent_home") if is_last else (usual, "")
        away = None
        if runs and on <= life.scene.last.end:
            away, left = _away(life, on, ended or usual, arrangement)
            if left is not None:
                ended, reason = left, chance.one_of({"ran_away": 0.82, "recruited": 0.16, "abducted": 0.02})
        assert ended is not None, "a placement that is not cut short ends on its usual day, or with its case"
        reason = reason or chance.one_of(assumed.CODES["placement_end"])
        if life.someone.is_adult(ended):
            reason = "came_of_age"
        place: Row = {"started_on": on, "ended_on": ended, "end_reason": reason, "living_arrangement": arrangement}
        out = chance.one_of(assumed.CODES["is_out_of_county"])
        asked = "not_needed" if out == "no" else chance.one_of({"done": 0.66, "not_done": 0.26, "unknown": 0.08})
        life.tell(AGENCY, "placements", {**place, "is_out_of_county": out, "home_county_told": asked})
        following = ended + DAY if away is None or away.end is None else max(ended + DAY, away.end)
        on = None if is_last and reason in ("went_home", "permanent_home") or (away is not None and away.end is None) else following


def _away(life: Life, start: date, end: date, arrangement: str) -> tuple[Spell | None, date | None]:
    """Missing episodes from one placement. The last one, and its day if the placement ended with it."""
    chance, begins = life.chance, life.scene.begins
    on, last = max(start, begins, life.known_on or begins) + chance.lag(assumed.BETWEEN_EPISODES), None
    while on < end and life.in_data(on):
        status = life.status(on)
        if status and not life.is_in_hall(on) and not life.is_missing(on):
            last = missing(life, on, MISSING_FROM.get(arrangement, "other"), status, from_care=True)
            if chance.happens(assumed.LEFT_THE_PLACEMENT) or last.end is None or last.end >= end:
                return last, on
        if not chance.happens(assumed.ANOTHER_EPISODE):
            break
        on = (last.end if last and last.end else on) + DAY + chance.lag(assumed.BETWEEN_EPISODES)
    return last, None


def from_home(life: Life) -> None:
    """Missing episodes of young people in nobody's care, of whom law enforcement alone tells."""
    chance = life.chance
    if life.known_on is None or not chance.happens(assumed.EVER_MISSING_FROM_HOME):
        return
    on = max(life.known_on, life.scene.begins) + chance.lag(assumed.BETWEEN_EPISODES)
    while life.in_data(on):
        status = life.status(on)
        if status and not life.case(on) and not life.is_in_hall(on) and not life.is_missing(on):
            on = missing(life, on, "home", status, from_care=False).end or life.scene.last.plus(4).end
        if not chance.happens(assumed.ANOTHER_EPISODE):
            return
        on += DAY + chance.lag(assumed.BETWEEN_EPISODES)


def missing(life: Life, on: date, missing_from: str, status: str, *, from_care: bool) -> Spell:
    """One episode, told of alike by child welfare, law enforcement and, under supervision, probation."""
    chance = life.chance
    days = int(chance.rng.lognormvariate(log(assumed.MISSING_MEDIAN), assumed.MISSING_SPREAD))
    ends = on + timedelta(days=min(days, 400))
    seen_again = min((day for day in _seen_on(life) if on < day < ends), default=None)
    spell = Spell(on, seen_again or ends)
    soon, codes = assumed.CODES["how_soon"], assumed.CODES
    police = life.chance.happens(assumed.REPORTED_TO_POLICE)
    found: Row = {"located_on": spell.end, "located_how": "law_enforcement" if seen_again else chance.one_of(codes["located_how"])}
    found["exploited_while_missing"] = chance.one_of(codes["exploited_while_missing"])
    alike: Row = {
        "missing_on": on,
        "missing_from": missing_from,
        "circumstance": chance.one_of(codes["missing_circumstance"]),
        "reported_to_police": chance.one_of({c: w for c, w in soon.items() if c.startswith("within") or c == "later"})
        if police
        else "not_done",
        "reported_to_ncmec": chance.one_of(soon),
        "police_assisted": chance.one_of(codes["yes_no"]) if police else "no",
        "protective_pickup": chance.one_of(codes["protective_pickup"]) if police else "no",
        **found,
    }
    assert spell.end is not None, "an episode ends some day"
    screened = spell.end + min(chance.lag(5), timedelta(days=30)) if chance.happens(assumed.SCREENED_ON_RETURN) else None
    warrant = on + chance.lag(3) if police and chance.happens(assumed.WARRANT) else None
    warrant = warrant if warrant and warrant <= spell.end else None
    if from_care:
        hours = 24 * (spell.end - on).days + chance.rng.randint(1, 23)
        asked = "yes" if warrant else chance.one_of({"no": 0.92, "yes": 0.05, "unknown": 0.03})
        given: Row = {**alike, "status": status, "warrant_asked": asked, "hours_missing": hours, "screened_on": screened}
        life.tell(AGENCY, "missing_from_care", given)
        if screened and screened <= life.scene.last.end:
            life.tell(AGENCY, "screenings", screening(life, spell.end, "return_from_missing", screened))
    tellers = [_police(life)] if police else []
    if life.is_supervised(on) and chance.happens(assumed.PROBATION_TELLS_TOO):
        tellers.append("probation")
    seen = any(day < on and agency in ("sheriff", "city_police") for day, _, agency in life.concerns)
    given = {
        **alike,
        "on_gps": "yes" if any(g.holds(on) for g in life.on_gps) else "no",
        "identified_by_police": "yes" if seen else "no",
        "entered_in_ncic": chance.one_of(soon) if police else "not_done",
        "warrant_issued_on": warrant,
        "warrant_hours": 24 * (warrant - on).days + chance.rng.randint(1, 23) if warrant else None,
        "screened_on_return": "done" if screened else chance.one_of({"not_done": 0.9, "unknown": 0.1}),
    }
    for agency in tellers:
        life.tell(agency, "missing_episodes", given)
    life.missing.append((spell, given))
    return spell


def _seen_on(life: Life) -> list[date]:
    """Days on which law enforcement had the young person before it, so that nobody is missing on them."""
    return [*(c.on for c in life.youth.contacts), *(stay.start for stay, _ in life.stays)]


def _police(life: Life) -> str:
    """The police agency that knows the young person."""
    met = [agency for _, _, agency in life.concerns if agency in life.scene.senders("missing_episodes") and agency != "probation"]
    police = [a for a in life.scene.senders("missing_episodes") if a != "probation"]
    return met[0] if met else life.chance.rng.choice(police or ["sheriff"])


def screening(life: Life, due_on: date, reason: str, screened_on: date | None) -> Row:
    """A screening that was due; its result goes with what is known of the young person."""
    chance = life.chance
    result = assumed.RESULT_IDENTIFIED if life.status(screened_on or due_on) else assumed.RESULT
    return {
        "eligible_on": due_on,
        "eligible_reason": reason,
        "screened_on": screened_on,
        "tool": chance.one_of(assumed.CODES["screening_tool"]) if screened_on else None,
        "result": chance.one_of(result) if screened_on else None,
    }


def screened_in_care(life: Life) -> None:
    """Child welfare screens whoever has a case, identified or not."""
    for case in life.cases:
        if life.in_data(case.start):
            on = case.start + life.chance.lag(12) if life.chance.happens(assumed.SCREENED) else None
            life.tell(AGENCY, "screenings", screening(life, case.start, "child_welfare_case", on))


def notices(life: Life) -> None:
    """What child welfare was told of clients in the juvenile hall."""
    chance = life.chance
    for stay, row in life.stays:
        if life.case(stay.start) and row["status"] == "confirmed":
            was_told = chance.one_of({"done": 0.68, "not_done": 0.26, "unknown": 0.06})
            freed = stay.end is not None
            to_care = "yes" if row.get("receiver") in ("child_welfare", "placement") else "no"
            home = "not_needed" if to_care == "no" else chance.one_of(assumed.CODES["done"])
            given: Row = {
                "detained_on": stay.start,
                "agency_told": was_told,
                "hours_to_notice": chance.lag(20).days if was_told == "done" else None,
                "released_on": stay.end,
                "released_to_care": to_care if freed else None,
                "part_in_release_plan": chance.one_of(assumed.CODES["done"]) if freed else None,
                "investigation_told": chance.one_of(assumed.CODES["done"]) if freed else None,
                "home_told": home if freed else None,
            }
            life.tell(AGENCY, "detained_client_notices", given)
