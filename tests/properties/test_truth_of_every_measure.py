"""Every measure, counted by the line from all agencies' files, is what a second, naive count finds in the lives behind them."""

import pytest

from schemas import Schemas
from tests.bench.truth import Cells, asked, compared

SCHEMAS = Schemas.load()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Cells, Cells]]:
    """A county of 25 young people a year, two years of it."""
    return compared(SCHEMAS, 25, 8, 1, tmp_path_factory.mktemp("county"))


@pytest.mark.parametrize("measure", asked(SCHEMAS))
def test_the_line_counts_what_is_true(both: dict[str, tuple[Cells, Cells]], measure: str) -> None:
    line, truth = both[measure]
    assert line == truth
