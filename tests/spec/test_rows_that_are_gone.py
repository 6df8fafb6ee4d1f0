"""What was published is repeated figure by figure, mark by mark, when the rows behind it are there no more."""

import polars as pl
import pytest

from pipelines.confidential import tabulation
from pipelines.confidential.tabulation import tabulate
from pipelines.disclosure_control.protection import protect
from pipelines.publication import cells as form
from schemas.structure import dimensions, structure
from tests.small_county import LAST, SCHEMAS, sent, tables_of

# Of each kind one: a funnel with medians, two lists, shares by day, months at liberty, the least and the most, an inventory.
KINDS = ("share", "overlap", "horizons", "rate", "bounds", "inventory", "duration")
NAMES = tuple(
    dict.fromkeys(next((n for n, m in SCHEMAS.measures.items() if m.kind == k and not m.among), "referral_funnel") for k in KINDS)
)


@pytest.fixture(scope="module")
def counted() -> pl.DataFrame:
    came = sent()
    wanted = {n: SCHEMAS.measures[n] for n in ("referral_funnel", *NAMES)}
    found = {n: tabulate(tables_of(came, [n]), m, SCHEMAS, LAST) for n, m in wanted.items()}
    return tabulation.together({n: c for n, c in found.items() if not c.is_empty()}, dimensions(structure(SCHEMAS, set(wanted))))


def _published(counted: pl.DataFrame, *earlier: pl.DataFrame) -> pl.DataFrame:
    agreed = structure(SCHEMAS, set(counted["measure"]))
    result = protect(counted, agreed, SCHEMAS.policy, earlier, names=[f"2028-Q{n + 1}-v1" for n in range(len(earlier))])
    return form.ordered(pl.concat([t.cells for t in result.tables], how="diagonal"))


def _gone(counted: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    """As it is counted when files are missing."""
    marked = counted.with_columns(status=pl.when(which & (pl.col("status") != "m")).then(pl.lit("x")).otherwise("status"))
    numbers = ("value", "youth", "rest_youth")
    return marked.with_columns(pl.when(pl.col("status") == "x").then(None).otherwise(n).alias(n) for n in numbers)


def test_all_that_was_published_is_there_again_whatever_of_it_can_still_be_counted(counted: pl.DataFrame) -> None:
    first = _published(counted)
    assert first["status"].is_in(["c"]).any() and len(first["measure"].unique()) >= 5
    of_people = ~pl.col("measure").is_in([n for n, m in SCHEMAS.measures.items() if not m.of_young_people])
    for which in (of_people, of_people & pl.col("period").str.starts_with("2026")):
        again = _published(_gone(counted, which), first)
        assert again.equals(first)
