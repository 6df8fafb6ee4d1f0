"""Which measures count the same rows, so that no two of them can be subtracted from each other unseen."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from schemas.files import SchemaError
from schemas.measure import Measure


def kept_apart(measures: Mapping[str, Measure]) -> None:
    """Two measures of one table count the same rows, or rows told apart by the codes of one column, or one counts among the other's.

    Measures of the same rows ask different columns: what two of them say of one column could be put together unseen.

    Raises:
        SchemaError: their difference, or what they say together, could give a small count away.
    """
    counted = [m for _, m in sorted(measures.items()) if m.of_young_people]
    for one, other in combinations([m for m in counted if m.among is None], 2):
        if one.counts == other.counts and not _same_rows(one, other) and not _no_row_in_both(one, other):
            raise SchemaError(
                f"measures/{other.name}.yaml: counts other rows of {one.counts} than measures/{one.name}.yaml does; their difference "
                "could give a small count away. Give both the same date, unit and where, and make the difference a breakdown or an "
                "outcome, which others may count among"
            )
    for alike in _populations(counted):
        for one, other in combinations(alike, 2):
            both = sorted(set(_asked(one)) & set(_asked(other)))
            if both:
                raise SchemaError(
                    f"measures/{other.name}.yaml: asks {both[0]!r} of the same rows as measures/{one.name}.yaml does; "
                    "put the outcomes together in one measure"
                )


def population(m: Measure) -> str:
    """The same text for measures that count the same rows."""
    if m.among and m.among.code is None:
        return f"{m.among.measure} by {m.unit}"
    if m.among:
        return f"{m.among.measure} {m.among.code}"
    return " ".join([m.counts, m.date, m.unit, *(f"{c}={w}" for c, w in sorted(m.where.items()))])


def _populations(measures: list[Measure]) -> Iterator[list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for m in measures:
        found.setdefault(population(m), []).append(m)
    yield from found.values()


def _same_rows(one: Measure, other: Measure) -> bool:
    return (one.date, one.unit, dict(one.where)) == (other.date, other.unit, dict(other.where))


def _no_row_in_both(one: Measure, other: Measure) -> bool:
    """Some column tells their rows apart: by codes of which none is asked for by both."""
    return any(
        isinstance(asked, list | tuple) and isinstance(other.where.get(column), list | tuple) and not set(asked) & set(other.where[column])
        for column, asked in one.where.items()
    )


def _asked(m: Measure) -> tuple[str, ...]:
    return tuple(c for c in (m.outcome.columns if m.outcome else ()) if m.kind != "totals" or c != m.value)
