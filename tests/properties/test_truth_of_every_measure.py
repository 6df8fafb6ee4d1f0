"""Every measure, counted by the line from all agencies' files, is what a second, naive count finds in the lives behind them."""

from typing import Any

import polars as pl
import pytest

from pipelines.synthesis import county, synthesize
from pipelines.synthesis.truths import every_truth
from pipelines.synthesis.truths.naive import cells
from schemas import Quarter, Schemas
from tests.stages import harmonized, tabulated

SCHEMAS = Schemas.load()
FIRST = Quarter(2026, 1)
COUNTED = sorted(name for name, m in SCHEMAS.measures.items() if m.kind != "estimate")  # what an estimate rests on: truth of the lists
Cells = dict[tuple[str, ...], tuple[str, str]]


def keyed(rows: list[dict[str, str]], measure: str) -> Cells:
    own = SCHEMAS.measures[measure].dimensions
    return {
        (r["period"], *(r.get(d) or "_T" for d in own), r["statistic"]): ("" if r["value"] is None else str(r["value"]), r["status"])
        for r in rows
    }


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[pl.DataFrame, dict[str, list[dict[str, str]]]]:
    seed, youth, quarters = request.param
    last = FIRST.plus(quarters - 1)
    made: dict[str, Any] = {"youth_per_year": youth, "quarters": quarters, "last": last, "seed": seed, "extracts": "all"}
    written = synthesize(tmp_path_factory.mktemp("county"), schemas=SCHEMAS, **made)
    line = tabulated(harmonized(written.files, SCHEMAS), SCHEMAS, last)
    line = line.filter(pl.col("period") >= str(FIRST.year))  # some agencies owe files from earlier on; this county begins later
    lives = county(SCHEMAS, **made)
    truth = {
        name: list(cells(found, SCHEMAS.measures[name], SCHEMAS, FIRST, last)) for name, found in every_truth(lives, SCHEMAS, last).items()
    }
    return line, truth


@pytest.mark.parametrize("both", [(1, 25, 8)], indirect=True, ids=["25 a year, two years"])
@pytest.mark.parametrize("measure", COUNTED)
def test_the_line_counts_what_is_true(both: tuple[pl.DataFrame, dict[str, list[dict[str, str]]]], measure: str) -> None:
    line, truth = both
    assert keyed(line.filter(pl.col("measure") == measure).to_dicts(), measure) == keyed(truth[measure], measure)
