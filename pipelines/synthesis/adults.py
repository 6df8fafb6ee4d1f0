"""Cases against adults for exploiting minors; their rows carry a code of the case and nothing of any young person."""

from datetime import timedelta
from random import Random

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance, token
from pipelines.synthesis.events import Entry, Row
from pipelines.synthesis.telling import Scene, told

AGENCY = "district_attorney"
_CASES = 5_000_000  # numbers of the codes


def cases(scene: Scene, per_year: int) -> list[Entry]:
    chance = Chance(Random(f"cases {scene.seed}"), scene.first, scene.last)
    earliest = scene.begins - timedelta(days=300)
    wanted = round(assumed.ADULT_CASES * per_year * (scene.last.end - earliest).days / 365)
    made = (_case(scene, chance, number) for number in range(wanted))
    return [entry for entry in made if entry]


def _case(scene: Scene, chance: Chance, number: int) -> Entry | None:
    on = chance.day(scene.begins - timedelta(days=300), scene.last.end)
    decided = on + chance.lag(assumed.DECIDED_LAG)
    decision = chance.one_of(assumed.CODES["charging_decision"])
    finished = decided + timedelta(days=30) + chance.lag(assumed.FINISHED_LAG) if decision in ("filed", "unknown") else None
    defendants = chance.rng.choice((1, 1, 1, 2, 2, 3))
    outcome = chance.one_of(assumed.CODES["adult_outcome"]) if finished else None
    convicted = chance.rng.randint(1, defendants) if outcome in ("convicted", "convicted_other") else 0
    reach = chance.one_of(assumed.CODES["counties_involved"])
    given: Row = {
        "case_token": token(scene.seed, _CASES + number),
        "referred_on": on,
        "defendants": defendants,
        "charging_decision": decision,
        "decided_on": decided,
        "adult_outcome": outcome,
        "finished_on": finished,
        "defendants_convicted": convicted if finished else None,
        "counties_involved": reach,
        "counterpart_contacted": "not_needed" if reach == "one_county" else chance.one_of({"done": 0.65, "not_done": 0.25, "unknown": 0.1}),
    }
    made = told(scene, chance, AGENCY, "adult_prosecutions", None, given)
    return made[1] if made else None
