"""Made-up counties as the door gets to see them: counts by measure, period and group, with the young people behind them."""

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from pipelines.disclosure_control.protection.drawing import chain

Row = dict[str, Any]
SHAPES = ("value", "youth", "rest_youth")


def dimensions(structure: Mapping[str, Any]) -> list[str]:
    """The dimension columns of cells.csv."""
    measures = structure["measures"]
    return list(dict.fromkeys(d for name in sorted(measures) for d in measures[name]["dimensions"]))


def frame(rows: Iterable[Row], structure: Mapping[str, Any]) -> pl.DataFrame:
    """Rows of counts as a tabulated frame; a dimension of the measure that is not named is its total."""
    columns = dimensions(structure)
    schema = {
        **dict.fromkeys(("measure", "period", *columns, "statistic"), pl.String),
        **dict.fromkeys(SHAPES, pl.Int64),
        "status": pl.String,
    }
    full = []
    for row in rows:
        own = structure["measures"][row["measure"]]["dimensions"]
        blank = {d: "_T" if d in own else "" for d in columns}
        full.append({**blank, **dict.fromkeys(SHAPES), "status": "", **row})
    return pl.DataFrame(full, schema=schema)


def shares(structure: Mapping[str, Any], measure: str, events: Iterable[Row]) -> list[Row]:
    """All cells of a share or count, by quarter, and by year where all four quarters are there.

    An event has quarter, youth, reached (the outcome codes it counts for), and a code for each breakdown.
    """
    said, rows, events = structure["measures"][measure], [], list(events)
    quarters = sorted({e["quarter"] for e in events})
    years = [y for y in sorted({q[:4] for q in quarters}) if sum(q[:4] == y for q in quarters) == 4]
    for period in quarters + years:
        inside = [e for e in events if e["quarter"].startswith(period)]
        rows += _group(said, measure, period, {}, inside)
        for breakdown, words in said["breakdowns"].items() if period in years else ():
            for code in words["codes"]:
                below = {code, *(c for c, p in words["parents"].items() if p == code)}
                rows += _group(said, measure, period, {breakdown: code}, [e for e in inside if e[breakdown] in below])
    return rows


def _group(said: Mapping[str, Any], measure: str, period: str, codes: Row, events: list[Row]) -> list[Row]:
    def youth(some: list[Row]) -> int:
        return len({e["youth"] for e in some})

    base = {"measure": measure, "period": period, **codes}
    outcome = said["outcome"]
    if outcome is None:
        return [{**base, "statistic": "count", "value": len(events), "youth": youth(events)}]
    rows = [{**base, "statistic": "denominator", "value": len(events), "youth": youth(events)}]
    for code in outcome["codes"]:
        reached, left = [e for e in events if code in e["reached"]], [e for e in events if code not in e["reached"]]
        step = {**base, outcome["dimension"]: code}
        rows.append({**step, "statistic": "numerator", "value": len(reached), "youth": youth(reached), "rest_youth": youth(left)})
        if code in said["medians"]:
            days = {"value": 20, "youth": youth(reached) // 2 + 1} if reached else {}
            rows.append({**step, "statistic": "median_days", **days})
    return rows


def county(
    structure: Mapping[str, Any], seed: int = 7, youth_per_year: int = 120, years: Iterable[int] = range(2022, 2026)
) -> pl.DataFrame:
    """Some years of a county that meets so many young people a year, for every measure of the structure."""
    dice = random.Random(seed)
    rows: list[Row] = []
    people = {year: [_person(structure, dice) for _ in range(youth_per_year)] for year in years}
    for name, said in sorted(structure["measures"].items()):
        events = []
        for year, met in people.items():
            for number, person in enumerate(met):
                for _ in range(1 if said["unit"] == "youth" else dice.randint(1, 3)):
                    own = {b: person.get(b) or dice.choice(w["codes"]) for b, w in said["breakdowns"].items()}
                    when = {"quarter": f"{year}-Q{dice.randint(1, 4)}", "youth": (year, number)}
                    events.append({**own, **when, "reached": _reached(said["outcome"], dice)})
        rows += shares(structure, name, events)
    return frame(rows, structure)


def _person(structure: Mapping[str, Any], dice: random.Random) -> Row:
    """Who somebody is, the same in every measure. Most belong to the larger groups; the service differs each time."""
    found = {}
    for breakdown, words in sorted(_breakdowns(structure).items()):
        common = words["codes"][:3] if len(words["codes"]) > 3 else words["codes"][:2]
        found[breakdown] = dice.choice(words["codes"] if dice.random() < 0.35 else common)
    return {b: c for b, c in found.items() if b != "service"}


def _breakdowns(structure: Mapping[str, Any]) -> dict[str, Any]:
    return {b: w for m in structure["measures"].values() for b, w in m["breakdowns"].items() if not w["parents"]}


def _reached(outcome: Mapping[str, Any] | None, dice: random.Random) -> set[str]:
    if outcome is None:
        return set()
    if outcome["relation"] == "nested":
        found: set[str] = set()
        for code in chain(outcome):
            if dice.random() > 0.65:
                break
            found.add(code)
        return found
    parents = outcome["parents"]
    leaves = [c for c in outcome["codes"] if c not in parents.values()]
    leaf = dice.choice(leaves) if dice.random() < 0.5 else leaves[0]
    return {leaf, parents.get(leaf, leaf)}


Shown = Callable[..., tuple[int | None, str]]


def reader(tables: Iterable[Any]) -> Shown:
    """What a reader sees: value and status of the cell that is asked for."""
    cells = pl.concat([t.cells for t in tables])

    def see(measure: str, period: str, statistic: str, **codes: str) -> tuple[int | None, str]:
        own = cells.filter((pl.col("measure") == measure) & (pl.col("period") == period) & (pl.col("statistic") == statistic))
        for dimension in [c for c in cells.columns if c not in ("measure", "period", "statistic", "value", "status")]:
            wanted = [codes[dimension]] if dimension in codes else ["_T", ""]
            own = own.filter(pl.col(dimension).is_in(wanted))
        return own.select("value", "status").row(0)

    return see
