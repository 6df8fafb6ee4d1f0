"""Who is new and who goes on is what a second, naive look at all services finds, quarter by quarter and in each federal year."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.synthesis import county, synthesize
from pipelines.synthesis.truths import served_again
from pipelines.synthesis.truths.naive import cells
from schemas import Quarter, Schemas
from tests.stages import harmonized, tabulated

SCHEMAS = Schemas.load()
NAMES = ("new_and_continuing", "served_in_federal_year")
EXTRACTS = ("services_received", "probation_referrals")


def test_the_counts_of_a_made_up_county_are_true(tmp_path: Path) -> None:
    first, last = Quarter(2026, 1), Quarter(2027, 4)
    made = {"youth_per_year": 60, "quarters": 8, "last": last, "seed": 3, "extracts": EXTRACTS}
    sent = harmonized(synthesize(tmp_path, schemas=SCHEMAS, **made).files, SCHEMAS)  # ty: ignore[invalid-argument-type]
    few = replace(SCHEMAS, measures={name: SCHEMAS.measures[name] for name in NAMES})
    line, lives = tabulated(sent, few, last), county(SCHEMAS, **made)  # ty: ignore[invalid-argument-type]
    for name, truth in served_again.counted(lives, SCHEMAS, last).items():
        measure = few.measures[name]

        def key(cell: dict, of: tuple[str, ...] = measure.dimensions) -> tuple[str, ...]:
            return (cell["period"], *(cell.get(d) or "_T" for d in of), cell["statistic"])

        counted = {key(c): str(c["value"]) for c in line.filter(pl.col("measure") == name).to_dicts()}
        assert counted == {key(c): c["value"] for c in cells(truth, measure, SCHEMAS, first, last)}
        assert len(set(counted.values())) > 5
