"""The weekly Safety Net: when it met, who came, what it agreed on, and about whom it talked, as lines that point at nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Entry, Row
from pipelines.synthesis.life import WHO, Life
from pipelines.synthesis.telling import Scene, told

AGENCY = "safety_net"
MEMBERS = (
    "sheriff",
    "city_police",
    "probation",
    "victim_witness",
    "juvenile_hall",
    "district_attorney",
    "public_defender",
    "juvenile_court",
    "child_welfare",
    "advocates",
    "child_advocacy_center",
    "county_hospital",
    "mental_health",
    "drop_in_center",
    "family_shelter",
    "schools",
)


@dataclass(frozen=True)
class Meeting:
    on: date
    was_held: str


def meetings(scene: Scene) -> list[Meeting]:
    """Every week from the first day of the data, on a Tuesday."""
    chance = Chance(Random(f"meetings {scene.seed}"), scene.first, scene.last)
    on, found = scene.begins + timedelta(days=(1 - scene.begins.weekday()) % 7), []
    while on <= scene.last.end:
        found.append(Meeting(on, "yes" if chance.happens(assumed.MEETING_HELD) else "no"))
        on += timedelta(days=7)
    return found


def told_of_meetings(scene: Scene, planned: Sequence[Meeting]) -> Iterator[Entry]:
    """Registers of the meetings themselves."""
    chance = Chance(Random(f"told of meetings {scene.seed}"), scene.first, scene.last)
    for meeting in planned:
        rows: list[tuple[str, Row]] = [("safety_net_meetings", {"planned_on": meeting.on, "was_held": meeting.was_held})]
        if meeting.was_held == "yes":
            came = {"yes": 0.72, "no": 0.26, "unknown": 0.02}
            rows += [
                ("meeting_attendance", {"met_on": meeting.on, "organization_id": who, "attended": chance.one_of(came)}) for who in MEMBERS
            ]
        for extract, row in rows:
            made = told(scene, chance, AGENCY, extract, None, row, on_time=True)
            if made:
                yield made[1]
        for item in range(1, chance.rng.randint(0, 3) + 1) if meeting.was_held == "yes" else ():
            due = meeting.on + timedelta(days=7 * chance.rng.randint(1, 8))
            state = chance.one_of({"closed": 0.72, "open": 0.20, "dropped": 0.08})
            closed = meeting.on + chance.lag(30) if state == "closed" else None
            row = {"met_on": meeting.on, "item": item, "organization_id": chance.rng.choice(MEMBERS), "due_on": due, "state": state}

            def so_far(row: Row, _quarter: object, closed: date | None = closed) -> Row:
                return {"state": "open"} if closed and row["closed_on"] is None else {}

            made = told(scene, chance, AGENCY, "safety_net_actions", None, {**row, "closed_on": closed}, on_time=True, states=so_far)
            if made:
                yield made[1]


def reviews(scene: Scene, lives: Sequence[Life], planned: Sequence[Meeting]) -> Iterator[Entry]:
    """Who is talked about; the lines of a meeting are numbered in no order that tells of anybody."""
    held = [m.on for m in planned if m.was_held == "yes"]
    lines: dict[date, list[Row]] = {on: [] for on in held}
    for life in lives:
        for on, row in _of(scene, life, held):
            lines[on].append(row)
    chance = Chance(Random(f"lines {scene.seed}"), scene.first, scene.last)
    for on, rows in sorted(lines.items()):
        chance.rng.shuffle(rows)
        for line, row in enumerate(rows, start=1):
            made = told(scene, chance, AGENCY, "safety_net_reviews", None, {"met_on": on, "line": line, **row}, on_time=True)
            if made:
                yield made[1]


def _of(scene: Scene, life: Life, held: Sequence[date]) -> Iterator[tuple[date, Row]]:
    chance = Chance(Random(f"reviews {scene.seed} {life.youth.token}"), scene.first, scene.last)
    if life.known_on is None or not chance.happens(assumed.REVIEWED):
        return
    wanted, planned, first = life.known_on + chance.lag(assumed.REVIEW_LAG), None, True
    while True:
        on = next((day for day in held if day >= wanted), None)
        if on is None or life.someone.is_adult(on):
            return
        status = life.status(on)
        planned = planned or (on - chance.lag(5) if chance.happens(0.7) else None)
        renewed = planned + chance.lag(30) if planned and not first and chance.happens(0.6) else None
        elsewhere = life.home_county(on) not in ("this_county", "unknown")
        was_ward = "done" if chance.happens(0.7) else "not_done"
        who = life.someone.described(chance, AGENCY, on)
        yield (
            on,
            {
                "review": "new" if first and life.known_on >= scene.begins else "repeat" if not first else "unknown",
                "status": status or "at_risk",
                "planned_on": planned,
                "plan_renewed_on": min(renewed, on) if renewed else None,
                "ward_update": was_ward if life.case(on) else "not_needed",
                "outside_worker": chance.one_of({"reached": 0.6, "tried": 0.2, "not_tried": 0.2}) if elsewhere else "not_applicable",
                **{name: getattr(who, name) for name in WHO},
            },
        )
        first = False
        if not chance.happens(assumed.REVIEWED_AGAIN):
            return
        wanted = on + timedelta(days=7) + chance.lag(assumed.NEXT_REVIEW)
