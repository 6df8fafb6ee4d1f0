"""Which measures are tried out: those that were asked for, or those that a county begins with."""

import difflib
from collections.abc import Iterable, Sequence

from pipelines import synthesis
from schemas import Measure, Schemas


class CannotPlan(ValueError):
    """What was asked cannot be tried out; the message says why, and what would be right."""


def chosen(schemas: Schemas, asked: Sequence[str], everything: bool = False) -> tuple[str, ...]:
    """The measures that are meant, in order of their names.

    Without a wish: those with breakdowns that are counted from the four extracts with which a county begins.

    Raises:
        CannotPlan: there is no such measure, or nothing of it is ever withheld, or nobody knows how to make its files up.
    """
    for name in asked:
        _check(schemas, name)
    if asked:
        return tuple(sorted(set(asked)))
    able = [n for n, m in sorted(schemas.measures.items()) if m.of_young_people and not _not_made_up(schemas, m)]
    found = able if everything else [n for n in able if _begins(schemas, schemas.measures[n])]
    if not found:
        raise CannotPlan("no measure with breakdowns is counted from the extracts of the made-up county; name one with --measure")
    return tuple(found)


def extracts(schemas: Schemas, names: Iterable[str]) -> set[str]:
    """The extracts that some measures are made from."""
    tables = {t for n in names for t in schemas.measures[n].tables}
    return set[str]().union(*(schemas.extracts_for(t) for t in tables))


def _begins(schemas: Schemas, measure: Measure) -> bool:
    asked = extracts(schemas, [measure.name])
    return bool(measure.breakdowns and asked) and asked <= set(synthesis.EXTRACTS)


def _not_made_up(schemas: Schemas, measure: Measure) -> list[str]:
    return sorted(extracts(schemas, [measure.name]) - set(Schemas.load(for_a_desk=True).contracts))


def _check(schemas: Schemas, name: str) -> None:
    if name not in schemas.measures:
        near = difflib.get_close_matches(name, schemas.measures, n=3)
        meant = f"; did you mean {' or '.join(near)}?" if near else "; the handbook lists them all"
        raise CannotPlan(f"there is no measure {name!r}{meant}")
    measure = schemas.measures[name]
    if not measure.of_young_people:
        raise CannotPlan(f"{name} counts no young people, so nothing of it is ever withheld; there is nothing to try out")
    strange = _not_made_up(schemas, measure)
    if strange:
        raise CannotPlan(f"{name} is counted from {strange[0]}, a file of this county's own, which the made-up county cannot send")
