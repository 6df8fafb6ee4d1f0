"""A made-up publication whose first measure is given per residents, drawn number by number."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from schemas import LegalBreak, Schemas
from schemas.structure import structure
from tests.audited import publication

SHIPPED = Schemas.load()


def agreed(*breaks: LegalBreak, **changed: Any) -> Schemas:
    """The shipped agreement with one measure per residents and one of shares."""
    names = ("identified_as_exploited", "referrals_to_probation")
    return replace(SHIPPED, measures={n: SHIPPED.measures[n] for n in names}, legal_breaks=breaks, **changed)


DRAWN = """
    measure | period | charge_linked | age_band | gender | race_ethnicity | residence | statistic | value
    identified_as_exploited | 2024    | | _T | _T      | _T | _T | count | 16
    identified_as_exploited | 2025    | | _T | _T      | _T | _T | count | 60
    identified_as_exploited | 2025    | | _T | girl    | _T | _T | count | 48
    identified_as_exploited | 2025    | | _T | boy     | _T | _T | count | c
    identified_as_exploited | 2025    | | _T | another | _T | _T | count | c
    identified_as_exploited | 2025    | | _T | unknown | _T | _T | count | 0
    identified_as_exploited | 2024-Q4 | | _T | _T      | _T | _T | count | 15
    identified_as_exploited | 2025-Q1 | | _T | _T      | _T | _T | count | 15
    referrals_to_probation | 2024 | _T     | _T | _T | _T | _T | denominator | 40
    referrals_to_probation | 2024 | linked | _T | _T | _T | _T | numerator   | 18
    referrals_to_probation | 2024 | linked | _T | _T | _T | _T | percent     | 45
    referrals_to_probation | 2025 | _T     | _T | _T | _T | _T | denominator | 200
    referrals_to_probation | 2025 | linked | _T | _T | _T | _T | numerator   | 80
    referrals_to_probation | 2025 | linked | _T | _T | _T | _T | percent     | 40
"""
DRAWN += "".join(
    f"    referrals_to_probation | {year} | {code} | _T | _T | _T | _T | {statistic} | c\n"
    for year in (2024, 2025)
    for code in ("exploitation_linked", "legacy_prostitution", "not_linked", "unknown")
    for statistic in ("numerator", "percent")
)


def written(folder: Path, schemas: Schemas, drawn: str = DRAWN, residents: bool = True, old: bool = False) -> Path:
    """Its folder; `old`: as it was written before rates and changes of law were in it."""
    measures = structure(schemas)["measures"]
    if old:
        measures = {n: {k: v for k, v in m.items() if k not in ("per_residents", "breaks")} for n, m in measures.items()}
    outcome = str(schemas.measures["referrals_to_probation"].dimensions[0])
    made = publication(folder / "2025-Q4-v1", measures, drawn.replace("charge_linked", outcome, 1))
    about: Mapping[str, Any] = json.loads((made / "publication.json").read_text("utf-8"))
    more = {"demo": True, "threshold": 11, "quarters": ["2025-Q4"], "reported": [], "not_yet": {}, "version": "0.1.0"}
    living = {"residents": schemas.published_residents(schemas.measures)} if residents and not old else {}
    (made / "publication.json").write_text(json.dumps({**about, **more, **living}), "utf-8")
    return made
