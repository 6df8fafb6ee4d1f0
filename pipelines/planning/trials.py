"""What is tried out: the numbers as agreed, and each coarser way to give them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.confidential import tabulation
from pipelines.planning import coarser
from pipelines.planning.county import Lived
from pipelines.planning.tally import tied
from pipelines.planning.windows import JOINED, given, joined
from schemas import Quarter, Schemas
from schemas.codelist import TOTAL
from schemas.structure import dimensions, structure

AS_AGREED, YEARS_ALONE, WIDER_CODES, WHOLE_ONLY, WITHOUT = "as_agreed", "years_alone", "wider_codes", "whole_only", "without_"


@dataclass(frozen=True)
class Trial:
    """One way to give the numbers of one made-up county: unprotected `cells`, and how they hang together.

    `window`: what a period is called where years are joined, else "".
    """

    change: str
    cells: pl.DataFrame
    agreed: Mapping[str, Any]
    window: str = ""


def trials(lived: Lived, schemas: Schemas, names: Sequence[str], looked_at: Sequence[Quarter]) -> Iterator[Trial]:
    """As agreed first. What would be the same as that is left out."""
    cells, agreed = _counted(lived, schemas, names, looked_at)
    if cells.is_empty():
        return
    yield Trial(AS_AGREED, cells, agreed)
    years = cells.filter(~pl.col("period").str.contains("Q"))
    if 0 < years.height < cells.height:
        yield Trial(YEARS_ALONE, years, agreed)
    for length, title in JOINED.items():
        together, _ = _counted(lived, schemas, names, looked_at, length)
        if not together.is_empty():
            yield Trial(title.replace(" ", "_"), together, agreed, title)
    groups = tied(cells, agreed)
    if at := _concerned(WIDER_CODES, schemas, names, groups):
        more, over = _counted(lived, coarser.widened(schemas, at), at, looked_at)
        fewer = coarser.widest(over)
        yield Trial(WIDER_CODES, _described(more, fewer), fewer)
    breakdowns = sorted({b for n in names for b in schemas.measures[n].breakdowns})
    for one in breakdowns if len(breakdowns) > 1 else ():
        at, left = _concerned(f"{WITHOUT}{one}", schemas, names, groups), _without(agreed, {one})
        yield Trial(f"{WITHOUT}{one}", _described(cells.filter(pl.col("measure").is_in(at)), left), left)
    if breakdowns:
        whole = _without(agreed, set(breakdowns))
        yield Trial(WHOLE_ONLY, _described(cells, whole), whole)


def touched(change: str, schemas: Schemas, name: str) -> bool:
    """Whether a change gives the numbers of this measure in another way at all."""
    measure = schemas.measures[name]
    if change == WIDER_CODES:
        return any(coarser.wider(words) for b in measure.breakdowns if (words := schemas.codelist_of(measure, b)))
    return change.removeprefix(WITHOUT) in measure.breakdowns if change.startswith(WITHOUT) else True


def _concerned(change: str, schemas: Schemas, names: Sequence[str], groups: Sequence[set[str]]) -> list[str]:
    """The measures that a change touches, and those that are tied to one of them."""
    at = {n for n in names if touched(change, schemas, n)}
    return sorted(at.union(*(g for g in groups if g & at)))


def _counted(
    lived: Lived, schemas: Schemas, names: Sequence[str], looked_at: Sequence[Quarter], years: int = 0
) -> tuple[pl.DataFrame, dict[str, Any]]:
    agreed = structure(schemas, names)
    found = {}
    for name in names:
        measure = schemas.measures[name]
        periods = joined(measure, looked_at, years) if years else given(measure, looked_at)
        if periods:
            found[name] = tabulation.tabulate(lived.tables, measure, schemas, lived.last, periods=periods)
    counted = {name: cells for name, cells in found.items() if not cells.is_empty()}
    return (tabulation.together(counted, dimensions(agreed)) if counted else pl.DataFrame()), agreed


def _without(agreed: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    """A structure without some breakdowns; their columns stay, with the whole in them."""
    kept = {n: {**m, "breakdowns": {b: s for b, s in m["breakdowns"].items() if b not in gone}} for n, m in agreed["measures"].items()}
    return {**agreed, "measures": kept}


def _described(cells: pl.DataFrame, agreed: Mapping[str, Any]) -> pl.DataFrame:
    """The cells whose codes of breakdowns the structure still has."""
    found = []
    for name, m in agreed["measures"].items():
        outcome = {m["outcome"]["dimension"]} if m["outcome"] else set()
        lists = {m["lists"]["dimension"], m["lists"]["with"]} if m["lists"] else set()
        asked = [d for d in m["dimensions"] if d not in outcome | lists]
        there = [pl.col(d).is_in([TOTAL, *m["breakdowns"].get(d, {"codes": []})["codes"]]) for d in asked]
        found.append(cells.filter(pl.col("measure") == name, *there))
    return pl.concat(found)
