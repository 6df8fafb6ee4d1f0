"""What the same question tells of a shorter time: two numbers of which the one is taken from the other may leave very few.

Forty within six months and 43 within twelve tell of three. These three stand behind the later number as much as all the others do.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.confidential.tabulation.counted import counted
from schemas import Measure, Period, Schemas

Sooner = Mapping[str | None, list[pl.DataFrame]]
"""By outcome code: for each shorter time the young people who were asked about, and whether they `had` it by then. None stands for
the rows of a measure that counts among those of another's outcome."""


def sooner(rows: pl.DataFrame, measure: Measure, schemas: Schemas, period: Period) -> Sooner:
    """Empty lists where an event is asked about for one length of time alone."""
    return {
        code: [_asked(rows, other, same, schemas, period) for other, same in told] for code, told in shorter_times(measure, schemas).items()
    }


def shorter_times(measure: Measure, schemas: Schemas) -> dict[str | None, list[tuple[Measure, str]]]:
    """By outcome code: the measures that ask for the same event within a shorter time, and their code for it."""
    found: dict[str | None, list[tuple[Measure, str]]] = {}
    for code in measure.outcome.events if measure.outcome else ():
        found[code] = _shorter(measure, code, schemas)
    if measure.among is not None and measure.among.code is not None:
        of, code = schemas.measures[measure.among.measure], measure.among.code
        found[None] = _shorter(of, code, schemas) if of.outcome and code in of.outcome.events else []
    return found


def _shorter(measure: Measure, code: str, schemas: Schemas) -> list[tuple[Measure, str]]:
    assert measure.outcome is not None
    found = []
    for other in schemas.measures.values():
        told = other.outcome
        if told is None or other.counts != measure.counts or told.within_months >= measure.outcome.within_months:
            continue
        found += [(other, same) for same, day in told.events.items() if day == measure.outcome.events[code]]
    return found


def _asked(rows: pl.DataFrame, other: Measure, same: str, schemas: Schemas, period: Period) -> pl.DataFrame:
    asked = counted(rows, other, schemas, period)
    return asked.select("youth_id", pl.col(f"had {same}").alias("had"), *(f"by {b}" for b in other.breakdowns))


def of_group(before: Sooner, by: str, within: list[str]) -> Sooner:
    """The same of one group; a shorter time that is not told by this breakdown takes nothing from it."""
    return {code: [b.filter(pl.col(f"by {by}").is_in(within)) for b in told if f"by {by}" in b.columns] for code, told in before.items()}


def fewest(young_people: int, these: pl.DataFrame, others: Iterable[pl.DataFrame]) -> int:
    """The smaller of the number of young people, and of those who are among these and not among others, or the other way round."""
    mine = these.select("youth_id").unique()
    pairs = [(mine, o.select("youth_id").unique()) for o in others]
    apart = [a.join(b, on="youth_id", how="anti").height for one, other in pairs for a, b in ((one, other), (other, one))]
    return min([young_people, *(n for n in apart if n)])
