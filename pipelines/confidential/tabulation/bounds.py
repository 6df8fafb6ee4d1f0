"""How many different young people there can be, at the least and at the most, where some agencies may only tell totals.

Nobody's clients are compared. The agencies that send rows are one list, counted exactly; each of the others is a number. Whoever is on
several lists is one young person, so there are as many as on the longest list at least, and as many as on all lists at most; fewer
where an agency's own records say that some of its young people came from another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.confidential.conditions import matches
from pipelines.confidential.tabulation.cells import Cell
from pipelines.confidential.tabulation.counted import counted
from pipelines.confidential.tabulation.periods import Standing
from schemas import Measure, Period, Schemas
from schemas.codelist import TOTAL
from schemas.told import CameFrom, Told

Shared = Mapping[tuple[str, str], int]
"""Two lists, and how many are on both at the least."""
ROWS = ""
"""The list of all agencies that send rows; no agency is called so."""


@dataclass(frozen=True)
class Number:
    """A number of young people that is known by its ends."""

    low: int
    high: int


@dataclass(frozen=True)
class Ends:
    """The least and the most, and on whose list alone the least rests: of which agency, or of all that send rows."""

    low: int
    high: int
    low_is_of: str


def bounds(tables: Mapping[str, pl.DataFrame], measure: Measure, schemas: Schemas, period: Period, standing: Standing) -> Iterator[Cell]:
    """The cells of one period: `count`, the young people of all agencies that send rows; and of all agencies, `low` and `high`.

    `youth`: of `low` the length of the list that it is; of `high` the shortest of the lists that it adds up, since the others can
    be subtracted from it.
    """
    exactly = counted(tables[measure.counts], measure, schemas, period).height
    lists = {ROWS: Number(exactly, exactly), **_lists(tables, measure, period)}
    ends = between(lists, _shared(tables, measure, schemas, period))
    fewest = min((n.low for n in lists.values() if n.high), default=0)
    status = standing.of(measure, period, None)
    yield Cell(str(period), "count", exactly, exactly, status=status)
    yield Cell(str(period), "low", ends.low, ends.low, status=status)
    yield Cell(str(period), "high", ends.high, fewest, status=status)


def between(lists: Mapping[str, Number], shared: Shared) -> Ends:
    """How many people there can be on these lists together. Nothing closer follows from what is given.

    The most: all lists added up, less those who must be counted twice. Of what lists share only as much can be taken off as ties them
    together without a ring, the most that is possible: who is on three lists stands in three pairs, and is one too many only twice.
    """
    longest = max(lists, key=lambda name: (lists[name].low, name == ROWS))
    twice, tied = 0, {name: name for name in lists}
    for (one, other), both in sorted(_possible(lists, shared).items(), key=lambda pair: (-pair[1], pair[0])):
        if _end(tied, one) != _end(tied, other):
            tied[_end(tied, one)] = _end(tied, other)
            twice += both
    return Ends(lists[longest].low, max(sum(n.high for n in lists.values()) - twice, lists[longest].low), longest)


def _possible(lists: Mapping[str, Number], shared: Shared) -> dict[tuple[str, str], int]:
    """No more can be on two lists than on one of them, whatever an agency wrote."""
    return {(a, b): min(n, lists[a].high, lists[b].high) for (a, b), n in shared.items() if a in lists and b in lists and a != b}


def _end(tied: Mapping[str, str], name: str) -> str:
    while tied[name] != name:
        name = tied[name]
    return name


def _lists(tables: Mapping[str, pl.DataFrame], measure: Measure, period: Period) -> dict[str, Number]:
    """Of each agency that tells totals, how many are on its list. Where it tells them twice, both hold."""
    found: dict[str, Number] = {}
    for told in measure.totals:
        rows = _numbers(tables[told.extract], told.value, period).filter(matches(told.where))
        for agency, quarters in _by_agency(rows).items():
            number = _over_quarters(quarters, told)
            before = found.get(agency, number)
            low = max(number.low, before.low)
            found[agency] = Number(low, max(low, min(number.high, before.high)))
    return found


def _over_quarters(quarters: list[Number], told: Told) -> Number:
    add = sum if told.new_each_quarter else max
    return Number(add(n.low for n in quarters), sum(n.high for n in quarters))


def _numbers(rows: pl.DataFrame, value: str, period: Period) -> pl.DataFrame:
    """The rows of the period with the ends of a number as `low` and `high`; of one given as "under 11" 1 and 10."""
    low, high = (pl.coalesce(f"{value}_{end}", value) if f"{value}_{end}" in rows.columns else pl.col(value) for end in ("low", "high"))
    inside = rows.filter(pl.col("quarter").is_in([str(q) for q in period.quarters]))
    return inside.with_columns(low=low, high=high)


def _by_agency(rows: pl.DataFrame) -> dict[str, list[Number]]:
    """For each agency its number of each quarter; several rows of one quarter are parts of it."""
    found: dict[str, list[Number]] = {}
    parts = rows.group_by("agency", "quarter").agg(pl.col("low", "high").sum()).sort("agency", "quarter")
    for row in parts.iter_rows(named=True):
        found.setdefault(row["agency"], []).append(Number(row["low"], row["high"]))
    return found


def _shared(tables: Mapping[str, pl.DataFrame], measure: Measure, schemas: Schemas, period: Period) -> Shared:
    extracts = schemas.extracts_for(measure.counts)
    senders = {s.agency for s in schemas.sources if s.extract in extracts}
    found: dict[tuple[str, str], int] = {}
    for came in measure.came_from:
        for row in _came(tables, came, period).iter_rows(named=True):
            pair = (row["agency"], ROWS if row["partner"] in senders else row["partner"])
            found[pair] = max(found.get(pair, 0), row["low"])
        for agency, both in _came_from_senders(_came(tables, came, period), senders).items():
            found[agency, ROWS] = max(found.get((agency, ROWS), 0), both)
    return found


def _came(tables: Mapping[str, pl.DataFrame], came: CameFrom, period: Period) -> pl.DataFrame:
    rows = _numbers(tables[came.extract], came.value, period)
    return rows.select("agency", "quarter", pl.col(came.partner).alias("partner"), "low", "high")


def _came_from_senders(rows: pl.DataFrame, senders: set[str]) -> dict[str, int]:
    """All who came from anywhere, less those who may have come from one that sends no rows, in the quarter where these are most."""
    whole = rows.filter(pl.col("partner") == TOTAL).select("agency", "quarter", "low")
    away = rows.filter((pl.col("partner") != TOTAL) & ~pl.col("partner").is_in(list(senders))).group_by("agency", "quarter")
    left = whole.join(away.agg(pl.col("high").sum()), on=["agency", "quarter"], how="left").with_columns(
        both=pl.max_horizontal(pl.col("low") - pl.col("high").fill_null(0), 0)
    )
    return dict(left.group_by("agency").agg(pl.col("both").max()).iter_rows())
