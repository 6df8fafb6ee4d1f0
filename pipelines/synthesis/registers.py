"""Registers of what organisations have and do, with nothing about young people in them; they change slowly from quarter to quarter."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from pipelines.synthesis import directory
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Entry, Row
from pipelines.synthesis.filling import filled
from pipelines.synthesis.meetings import MEMBERS
from pipelines.synthesis.standing import Here, Made
from pipelines.synthesis.telling import Scene, told

# Kinds of staff, and how many of them meet exploited young people. ASSUMED
STAFF = {
    "child_welfare": (("child_welfare", 60),),
    "advocates": (("first_responder", 14),),
    "county_hospital": (("medical", 40),),
    "mental_health": (("mental_health", 22),),
    "contracted_placements": (("placement", 70),),
    "sheriff": (("law_enforcement", 45),),
    "city_police": (("law_enforcement", 60),),
    "probation": (("probation", 55),),
    "district_attorney": (("prosecutor", 12),),
    "public_defender": (("defender", 10),),
    "drop_in_center": (("provider", 9),),
}
HOMES = (
    (1, "group_home_staff_operated"), (2, "group_home_staff_operated"), (3, "qualified_residential_treatment_program"),
    (4, "group_home_shelter_care"), (5, "foster_family_home"), (6, "foster_family_home"), (7, "residential_treatment_center"),
)  # fmt: skip


def every(scene: Scene) -> Iterator[Entry]:
    """All registers; one for which nothing is known here is filled as its contract asks."""
    for (agency, extract), start in scene.since.items():
        contract = scene.schemas.contracts[extract]
        if contract.kind != "register" or extract in _OF_MEETINGS:
            continue
        for quarter in start.through(scene.last):
            here = Here(scene, agency, quarter, Chance(Random(f"{agency} {extract} {quarter} {scene.seed}"), scene.first, scene.last))
            for row in _MADE.get(extract, _anything(extract))(here):
                if contract.dated_by:
                    made = told(scene, here.chance, agency, extract, None, row, on_time=True)
                    if made:
                        yield made[1]
                else:
                    full = filled(contract, scene.schemas, here.chance, row, quarter.start)
                    yield Entry(agency, extract, None, quarter, full)


_OF_MEETINGS = ("safety_net_meetings", "meeting_attendance", "safety_net_actions")


def _anything(extract: str) -> Made:
    """A few rows of a register that nobody described here."""

    def rows(here: Here) -> Iterator[Row]:
        contract, seen = here.scene.schemas.contracts[extract], set()
        for number in range(1, 4):
            needed = {
                c.name: here.quarter.start
                for c in contract.columns.values()
                if c.type == "date" and (c.required or c.name == contract.dated_by)
            }
            empty = {c.name: None for c in contract.columns.values() if c.type == "date" and not c.required and c.name not in needed}
            counted = {k: number for k in contract.key if contract.columns[k].type == "integer"}
            row = filled(contract, here.scene.schemas, here.chance, {**empty, **needed, **counted}, here.quarter.start)
            key = tuple(row[k] for k in contract.key)
            if key not in seen:
                seen.add(key)
                yield row

    return rows


def _credentials(here: Here) -> Iterator[Row]:
    for kind, people in (("staff", 12), ("volunteer", 18)):
        people += here.chance.rng.randint(-1, 1)
        certified, trained = (people - here.chance.rng.randint(0, 3) for _ in range(2))
        both = max(0, min(certified, trained) - here.chance.rng.randint(0, 2))
        supervised = people - here.chance.rng.randint(0, 4)
        row: Row = {"kind": kind, "people": people, "certified": certified, "trained": trained}
        yield {**row, "certified_and_trained": both, "supervised": supervised}


def _agreements(here: Here) -> Iterator[Row]:
    pairs = [(m, "safety_net", "memorandum") for m in MEMBERS]
    pairs += [("drop_in_center", other, "referral") for other in ("advocates", "mental_health", "family_shelter")]
    pairs += [("advocates", "neighbour_agency", "neighbour_advocacy"), ("advocates", "juvenile_hall", "hall_presence")]
    pairs += [(p, "sheriff", "missing_protocol") for p in ("drop_in_center", "family_shelter", "contracted_placements")]
    pairs += [("child_welfare", "probation", "data"), ("juvenile_court", "probation", "data")]
    for one, other, kind in pairs:
        signed = here.since(one, other, kind)
        if signed > here.quarter.end or not here.steady(one, other, kind, "ever").happens(0.8):
            yield {
                "organization_id": one,
                "other_organization_id": other,
                "kind": kind,
                "state": "in_preparation",
                **_none("reviewed_on", "left_on"),
            }
            continue
        left = signed + timedelta(days=400) + here.steady(one, other, kind, "left").lag(4000)
        ended = left if left <= here.quarter.end else None
        reviewed = here.looked_at(signed, one, other, kind)
        row: Row = {"organization_id": one, "other_organization_id": other, "kind": kind, "state": "ended" if ended else "in_force"}
        yield {**row, "signed_on": signed, "reviewed_on": min(reviewed, ended) if reviewed and ended else reviewed, "left_on": ended}


def _breaches(here: Here) -> Iterator[Row]:
    if here.chance.happens(0.35):
        on = here.chance.day(here.quarter.start, here.quarter.end)
        kind, who = here.chance.one_of({"near_miss": 0.7, "breach": 0.3}), here.chance.rng.choice(MEMBERS)
        yield {"found_on": on, "incident": 1, "organization_id": who, "kind": kind, "closed_on": on + here.chance.lag(25)}


def _arrangements(column: str, share: float) -> Made:
    def rows(here: Here) -> Iterator[Row]:
        extract = {"hall_rule": "hall_policy"}.get(column) or (
            "court_arrangements" if here.agency == "juvenile_court" else "law_enforcement_arrangements"
        )
        for what in here.scene.schemas.codes_of(here.scene.schemas.contracts[extract].columns[column]):
            since = here.since(what)
            if here.is_there(share, what):
                yield {column: what, "in_force": "yes", "since_on": since, "reviewed_on": here.looked_at(since, what)}
            else:
                known = here.steady("known", what).happens(0.93)
                yield {column: what, "in_force": "no" if known else "unknown", **_none("since_on", "reviewed_on")}

    return rows


def _presence(here: Here) -> Iterator[Row]:
    for month in range(here.quarter.start.month, here.quarter.start.month + 3):
        days = monthrange(here.quarter.year, month)[1]
        covered = days - here.chance.rng.randint(4, 16)
        row: Row = {"month_from": date(here.quarter.year, month, 1), "is_arranged": "yes", "days_in_month": days}
        yield {**row, "days_covered": covered, "hours": covered * here.chance.rng.randint(3, 6)}


def _homes(here: Here) -> Iterator[Row]:
    for home, arrangement in HOMES:
        trained = here.since("home", home)
        safe = here.since("safety", home)
        yield {
            "organization_id": "contracted_placements",
            "home": home,
            "living_arrangement": arrangement,
            "takes_csec": here.steady("takes", home).one_of({"yes": 0.7, "no": 0.3}),
            "trained_on": trained if here.is_there(0.8, "home", home) else None,
            "safety_trained_on": safe if here.is_there(0.55, "safety", home) else None,
        }


def _point_persons(here: Here) -> Iterator[Row]:
    roles = [(m, "csec_contact") for m in MEMBERS] + [(m, "safety_net") for m in MEMBERS]
    roles += [("district_attorney", "juvenile_prosecutor"), ("district_attorney", "adult_prosecutor"), ("victim_witness", "victim_witness")]
    roles += [(m, "out_of_county") for m in ("probation", "child_welfare", "juvenile_court")]
    for who, role in roles:
        there = here.is_there(0.85, who, role) and not here.steady(who, role, here.quarter).happens(0.04)
        since = here.since(who, role)
        yield {"organization_id": who, "role": role, "is_designated": "yes" if there else "no", "designated_on": since if there else None}


def _protocols(here: Here) -> Iterator[Row]:
    kinds = [
        (m, "department_protocol") for m in ("sheriff", "city_police", "probation", "child_welfare", "district_attorney", "county_hospital")
    ]
    kinds += [
        ("child_advocacy_center", "interview_criteria"),
        ("probation", "release_plan"),
        ("child_welfare", "screening"),
        ("probation", "screening"),
    ]
    for who, kind in kinds:
        written = here.since(who, kind) if here.is_there(0.85, who, kind) else None
        vetted = written + here.steady("vetted", who, kind).lag(90) if written else None
        adopted = written + timedelta(days=30) + here.steady("adopted", who, kind).lag(150) if written else None
        days = {"written_on": written, "vetted_on": vetted, "adopted_on": adopted}
        yield {
            "organization_id": who,
            "kind": kind,
            **{name: day if day and day <= here.quarter.end else None for name, day in days.items()},
        }


def _staff(here: Here) -> Iterator[Row]:
    mine = {agency for agency, extract in here.scene.since if extract == "staff_training"} - {"safety_net"}
    for who, kinds in STAFF.items():
        for role, usual in kinds if who == here.agency or (here.agency == "safety_net" and who not in mine) else ():
            staff = usual + here.chance.rng.randint(-3, 3)
            at = here.scene.first.through(here.quarter)
            trained = min(staff, round(staff * min(0.95, here.steady("trained", who).rng.uniform(0.35, 0.7) + 0.02 * len(at))))
            yield {"organization_id": who, "role": role, "staff": staff, "trained": trained, "trained_12_months": round(trained * 0.4)}


def _trainings(here: Here) -> Iterator[Row]:
    lines: dict[date, int] = {}
    for _ in range(here.chance.rng.randint(1, 4)):
        on = here.chance.day(here.quarter.start, here.quarter.end)
        lines[on] = lines.get(on, 0) + 1
        kinds = {
            "training": 0.55,
            "community_meeting": 0.22,
            "technical_assistance": 0.08,
            "newsletter": 0.08,
            "training_elsewhere": 0.05,
            "legislation": 0.02,
        }
        kind = here.chance.one_of(kinds)
        people = 0 if kind in ("newsletter", "legislation") else here.chance.rng.randint(8, 60)
        yield {
            "held_on": on,
            "event": lines[on],
            "kind": kind,
            "topic": here.chance.one_of(
                {
                    "basics": 0.4,
                    "trauma_informed": 0.24,
                    "prosecution": 0.1,
                    "forensic_interviewing": 0.1,
                    "placement_safety": 0.1,
                    "other": 0.06,
                }
            ),
            "attendees": people,
            "officers": here.chance.rng.randint(0, people // 3),
            "organizations": min(people, here.chance.rng.randint(1, 14)),
            "subscribers": here.chance.rng.randint(200, 420) if kind == "newsletter" else 0,
        }


def _none(*names: str) -> Row:
    return dict.fromkeys(names)


_MADE: dict[str, Made] = {
    **directory.MADE,
    "advocate_credentials": _credentials,
    "agreements": _agreements,
    "breaches": _breaches,
    "court_arrangements": _arrangements("arrangement", 0.75),
    "hall_policy": _arrangements("hall_rule", 0.7),
    "hall_presence": _presence,
    "law_enforcement_arrangements": _arrangements("arrangement", 0.75),
    "placement_training": _homes,
    "point_persons": _point_persons,
    "protocols": _protocols,
    "staff_training": _staff,
    "trainings": _trainings,
}
