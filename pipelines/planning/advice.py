"""What a coarser way to give a number would win, in a sentence for each breakdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.planning import coarser, words
from pipelines.planning.lines import Line
from pipelines.planning.trials import AS_AGREED, WIDER_CODES
from pipelines.planning.windows import STANDING, YEAR
from schemas import Schemas

WORTH_SAYING = 5
"""Percent points; less than that is within what chance does to a made-up county."""


@dataclass(frozen=True)
class Advice:
    measure: str
    breakdown: str
    says: str


def advice(lines: Sequence[Line], schemas: Schemas) -> list[Advice]:
    """For each measure and breakdown how much is shown as agreed, and which change shows at least five in a hundred more."""
    found = []
    for base in lines:
        if base.change == AS_AGREED and base.window in (YEAR, STANDING):
            same = [one for one in lines if (one.measure, one.breakdown) == (base.measure, base.breakdown)]
            found.append(Advice(base.measure, base.breakdown, _sentence(base, same, schemas)))
    return found


def better(base: Line, others: Sequence[Line]) -> list[Line]:
    """The changes that are worth saying, the best first. Quarters are never set against years."""
    comparable = [one for one in others if one.change != AS_AGREED and one.window != "quarter"]
    gains = [one for one in comparable if one.after.percent - base.after.percent >= WORTH_SAYING]
    return sorted(gains, key=lambda one: -one.after.percent)


def _sentence(base: Line, others: Sequence[Line], schemas: Schemas) -> str:
    title = schemas.measures[base.measure].title
    by = words.by(base.breakdown, schemas, base.measure)
    window = "by year" if base.window == YEAR else "at the end of a year" if base.breakdown else "at the ends of quarters"
    noughts = f" ({base.noughts.percent} % are noughts)" if base.noughts.percent else ""
    opening = f"{title} ({by}, {window}): {base.after.percent} % of the cells are shown{noughts}."
    gains = better(base, others)
    if gains:
        return " ".join([opening, *(f"{_named(one, schemas)}: {one.after.percent} %." for one in gains)])
    return opening if base.after.percent > 100 - WORTH_SAYING else f"{opening} Nothing that was tried wins {WORTH_SAYING} in 100."


def _named(line: Line, schemas: Schemas) -> str:
    said = words.change(line.change, schemas, line.measure)
    if line.change == WIDER_CODES and line.breakdown:
        codes = schemas.codelist_of(schemas.measures[line.measure], line.breakdown)
        labels = coarser.wider(codes) if codes else []
        said += f" ({'; '.join(labels)})" if labels else " elsewhere"
    return f"{said[:1].upper()}{said[1:]}"
