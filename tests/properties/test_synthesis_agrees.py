"""Two ways of counting agree: the stages over the agencies' files, and plain loops over the lives behind them."""

from pathlib import Path

import pytest

from pipelines.synthesis import county, synthesize, truth_at
from schemas import Quarter, Schemas
from tests.stages import harmonized, tabulated

SCHEMAS = Schemas.load()
LAST = Quarter(2025, 4)
Cells = dict[tuple[str, ...], tuple[str, str]]


def counted(files: tuple[Path, ...], last: Quarter) -> Cells:
    """What the stages make of all files up to a quarter."""
    return cells(tabulated(harmonized(files, SCHEMAS), SCHEMAS, last).to_dicts())


def cells(rows) -> Cells:
    return {
        (r["measure"], r["period"], *(r.get(d) or "" for d in SCHEMAS.dimensions), r["statistic"]): (
            "" if r["value"] is None else str(r["value"]),
            r["status"],
        )
        for r in rows
    }


@pytest.mark.parametrize(("seed", "youth", "last"), [(1, 120, LAST), (2, 25, LAST), (3, 120, Quarter(2024, 3))])
def test_the_stages_count_from_the_files_what_is_true_of_the_lives(tmp_path: Path, seed: int, youth: int, last: Quarter) -> None:
    written = synthesize(tmp_path, schemas=SCHEMAS, youth_per_year=youth, seed=seed)
    lives = county(SCHEMAS, youth_per_year=youth, quarters=16, last=LAST, seed=seed)
    truth = cells(truth_at(lives, SCHEMAS, last))
    assert counted(written.files, last) == truth
    assert len(truth) > 1000
