"""Whatever came in whatever order: what follows from the rows at once is what loops over them find."""

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import Quarter
from tests import lives
from tests.followed_up import SCHEMAS, followed, frames, told

LAST = "2029-Q1"


def rows_of(drawn: dict[str, list[lives.Row]]) -> dict[str, pl.DataFrame]:
    found = frames()
    return {
        name: pl.concat([empty, pl.DataFrame(drawn[name], schema=empty.schema)]) if drawn.get(name) else empty
        for name, empty in found.items()
    }


def written(rows: list[lives.Row], columns: list[str]) -> list[tuple[str, ...]]:
    return sorted(tuple("" if r[c] is None else str(r[c]) for c in columns) for r in rows)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 12))
@example(seed=1, rows=12)
@example(seed=2, rows=25)
def test_the_tables_of_followed_young_people_are_what_loops_find(seed: int, rows: int) -> None:
    drawn = lives.draw(seed, rows)
    made = followed(rows_of(drawn), LAST)
    cut = Quarter.parse(LAST).end
    for of in ("identification", "service", "release"):
        wanted = lives.followed(drawn, of, cut)
        columns = [c for c in wanted[0] if c in SCHEMAS.tables[f"followed_from_{of}"].columns] if wanted else ["youth_id"]
        assert sorted(told(made[f"followed_from_{of}"], *columns)) == written(wanted, columns)
    columns = ["youth_id", "year_on", "days_at_liberty", "times_exploited", "offences", "gender"]
    assert sorted(told(made["time_at_liberty"], *columns)) == written(lives.at_liberty(drawn, cut), columns)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_rows_that_come_late_or_in_another_order_give_the_same(seed: int) -> None:
    there = rows_of(lives.draw(seed, 10))
    turned = {
        name: rows.sample(fraction=1, shuffle=True, seed=seed % 1000).with_columns(quarter=pl.lit("2028-Q4"))
        for name, rows in there.items()
    }
    once, again = followed(there, LAST), followed(turned, LAST)
    for name in ("followed_from_identification", "followed_from_service", "followed_from_release", "time_at_liberty"):
        assert once[name].equals(again[name])
