"""A made-up publication of measures that neither split nor count a whole: known by their ends, estimated, by day, in months at liberty."""

import json
from pathlib import Path
from typing import Any

from schemas import Schemas
from schemas.structure import structure
from tests.audited import publication

SHIPPED = Schemas.load()
NAMES = (
    "different_young_people",
    "with_those_nobody_knows",
    "events_at_liberty",
    "exploited_again_by_day",
    "referral_time_to_answer",
    "identified_as_exploited",
)

DRAWN = """
    measure | period | outcome | horizon | statistic | value
    different_young_people | 2024 | | | count | 210
    different_young_people | 2024 | | | low   | 214
    different_young_people | 2024 | | | high  | 388
    different_young_people | 2025 | | | count | c
    different_young_people | 2025 | | | low   | c
    different_young_people | 2025 | | | high  | c
    with_those_nobody_knows | 2025 | | | estimate | 420
    with_those_nobody_knows | 2025 | | | ci_low   | 380
    with_those_nobody_knows | 2025 | | | ci_high  | 460
    events_at_liberty | 2025 | _T              | | months | 1240
    events_at_liberty | 2025 | exploited_again | | events | 31
    events_at_liberty | 2025 | arrest          | | events | c
    exploited_again_by_day | 2024 | | _T    | denominator | 130
    exploited_again_by_day | 2024 | | d180  | percent | 12
    exploited_again_by_day | 2024 | | d180  | ci_low  | 7
    exploited_again_by_day | 2024 | | d180  | ci_high | 19
    exploited_again_by_day | 2024 | | d365  | percent | 24
    exploited_again_by_day | 2024 | | d365  | ci_low  | 17
    exploited_again_by_day | 2024 | | d365  | ci_high | 32
    exploited_again_by_day | 2024 | | d730  | percent | m
    exploited_again_by_day | 2024 | | d1095 | percent | m
    identified_as_exploited | 2025 | | | count | 0
    referral_time_to_answer | 2025 | _T | | denominator | 60
    referral_time_to_answer | 2025 | _T | | median_days | 4
"""


def written(folder: Path, drawn: str = DRAWN, **changed: Any) -> Path:
    """Its folder; `changed`: what publication.json says otherwise."""
    agreed = structure(SHIPPED, of=NAMES)["measures"]
    measures = {name: agreed[name] for name in NAMES}
    for name in NAMES:  # the drawn table has no breakdowns
        measures[name]["dimensions"] = [d for d in measures[name]["dimensions"] if d not in measures[name]["breakdowns"]]
        measures[name]["breakdowns"], measures[name]["per_residents"] = {}, None
    codes = measures["referral_time_to_answer"]["outcome"]["codes"]
    more = [f"    referral_time_to_answer | 2025 | {c} | | {s} | c\n" for c in codes for s in ("numerator", "percent")]
    made = publication(folder / "2025-Q4-v1", measures, drawn + "".join(more))
    about: dict[str, Any] = json.loads((made / "publication.json").read_text("utf-8"))
    waiting = {"exploited_again_by_day": {"2024": {"d730": "2027-Q1", "d1095": "2028-Q1"}}}
    said = {"demo": True, "threshold": 11, "quarters": ["2025-Q4"], "reported": [], "not_yet": waiting, "version": "0.1.0"}
    (made / "publication.json").write_text(json.dumps({**about, **said, **changed}), "utf-8")
    return made
