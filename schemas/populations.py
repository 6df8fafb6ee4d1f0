"""Which measures count the same rows, so that no two of them can be subtracted from each other unseen."""

from collections.abc import Iterator, Mapping, Sequence
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
    _asked_once_on_the_way(measures, counted)
    for alike in _populations(counted):
        for one, other in combinations(alike, 2):
            both = sorted(set(_asked(one)) & set(_asked(other)))
            if both:
                raise SchemaError(
                    f"measures/{other.name}.yaml: asks {both[0]!r} of the same rows as measures/{one.name}.yaml does; "
                    "put the outcomes together in one measure"
                )


def _asked_once_on_the_way(measures: Mapping[str, Measure], counted: Sequence[Measure]) -> None:
    """What is asked of some rows is not asked of those among which they are, or the two differ by the rest; but of an event that is
    waited for longer the door knows how the two hang together."""
    alike = {population(several[0]): several for several in _populations(counted)}
    for m in counted:
        wider = dict.fromkeys(population(one) for one in ancestors(measures, m))
        for other in (one for rows in wider for one in alike.get(rows, ())):
            both = sorted(set(_asked(m)) & set(_asked(other)))
            if other is not m and both and not outlasts(m, other):
                raise SchemaError(
                    f"measures/{m.name}.yaml: asks {both[0]!r} of some of the rows of which measures/{other.name}.yaml asks it; their "
                    "difference could give a small count away. Put the outcomes together in one measure"
                )


def ancestors(measures: Mapping[str, Measure], m: Measure) -> tuple[Measure, ...]:
    """The measure among whose rows this one counts, the one among whose that one does, and so on."""
    found: list[Measure] = []
    while m.among is not None:
        m = measures[m.among.measure]
        found.append(m)
    return tuple(found)


def outlasts(m: Measure, other: Measure) -> dict[str, str]:
    """Each outcome of `m` with the one of `other` for which the same event was waited for no longer; nothing where some have none."""
    mine, theirs = _events(m), _events(other)
    found = {}
    for code, (event, until) in mine.items():
        shorter = {c: ends for c, (same, ends) in theirs.items() if same == event and ends <= until}
        if shorter:
            found[code] = max(shorter, key=lambda c: shorter[c])
    asked = {event for event, _ in mine.values()} | {event for event, _ in theirs.values()}
    return found if found and set(_asked(m)) & set(_asked(other)) <= asked else {}


def _events(m: Measure) -> dict[str, tuple[str, int]]:
    """Outcome code → the day it waits for, and how long, of those that count from the first day on."""
    told = m.outcome
    if told is None:
        return {}
    if told.months:
        return {code: (str(told.event), 31 * months) for code, months in told.months.items()}
    if told.events:
        return {code: (day, 31 * told.within_months) for code, day in told.events.items()}
    return {code: (str(told.event), ends[1]) for code, ends in told.days.items() if ends[0] == 0}


def population(m: Measure) -> str:
    """The same text for measures that count the same rows."""
    if m.among and m.among.code is None:
        return f"{m.among.measure} by {m.unit}"
    if m.among:
        return f"{m.among.measure} {m.among.code}"
    added_up = [f"value={m.value}"] if m.kind == "totals" else []
    return " ".join([m.counts, m.date, m.unit, *(f"{c}={w}" for c, w in sorted(m.where.items())), *added_up])


def _populations(measures: Sequence[Measure]) -> Iterator[list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for m in measures:
        found.setdefault(population(m), []).append(m)
    yield from found.values()


def _same_rows(one: Measure, other: Measure) -> bool:
    unit = one.unit == other.unit or one.value != other.value  # of one line of totals, referrals and young people may be added up
    return unit and (one.date, dict(one.where)) == (other.date, dict(other.where))


def _no_row_in_both(one: Measure, other: Measure) -> bool:
    """Some column tells their rows apart: by codes of which none is asked for by both."""
    return any(
        isinstance(asked, list | tuple) and isinstance(other.where.get(column), list | tuple) and not set(asked) & set(other.where[column])
        for column, asked in one.where.items()
    )


def _asked(m: Measure) -> tuple[str, ...]:
    return tuple(c for c in (m.outcome.columns if m.outcome else ()) if m.kind != "totals" or c != m.value)
