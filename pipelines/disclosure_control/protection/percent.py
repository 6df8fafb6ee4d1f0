"""Percentages, how sure they are, and medians: shown only where the counts they come from are."""

from collections.abc import Iterator, Mapping
from math import floor, sqrt

from pipelines.disclosure_control.protection.facts import DAYS, Fact, Form, Key, number_of
from pipelines.disclosure_control.protection.history import History
from schemas import Policy

Shown = tuple[int | None, str]
"""Value and status."""
LIMITS = {"ci_low": -1, "ci_high": 1}
Z = 1.959963984540054
"""95 of 100 lie within so many standard deviations."""
HAIR = 1e-12


def percent(numerator: Shown, denominator: Shown) -> Shown:
    """A whole percentage, half up.

    >>> percent((1, ""), (8, ""))
    (13, '')
    >>> percent((0, ""), (0, ""))
    (None, 'z')
    >>> percent((None, "c"), (30, ""))
    (None, 'c')
    """
    (part, said), (whole, of) = numerator, denominator
    if said or of:
        return None, "c" if "c" in (said, of) else said or of
    assert part is not None and whole is not None
    return (None, "z") if whole == 0 else ((200 * part + whole) // (2 * whole), "")


def percents(cells: Mapping[Key, Shown], form: Form, policy: Policy) -> dict[Key, Shown]:
    """A percentage for every numerator; those of a year of a share also with the limits within which chance alone may move it."""
    found: dict[Key, Shown] = {}
    for key, shown in cells.items():
        if key[-1] == "numerator":
            below = of_group(key, form)
            whole = cells.get(below, (None, "x"))
            found[(*key[:-1], "percent")] = percent(shown, whole)
            if len(key[1]) == 4 and form.measures[key[0]].get("kind") == "share":
                found |= {(*key[:-1], side): said for side, said in limits(shown, whole, policy)}
    return found


def limits(numerator: Shown, denominator: Shown, policy: Policy) -> Iterator[tuple[str, Shown]]:
    """Wilson's 95 % interval in whole percents, half up; where there is no percentage, the same mark.

    >>> from schemas import Policy
    >>> list(limits((20, ""), (40, ""), Policy()))
    [('ci_low', (35, '')), ('ci_high', (65, ''))]
    >>> list(limits((None, "c"), (40, ""), Policy()))
    [('ci_low', (None, 'c')), ('ci_high', (None, 'c'))]
    """
    value, status = percent(numerator, denominator)
    if value is None:
        yield from ((side, (None, status)) for side in LIMITS)
    elif numerator[0] is not None and denominator[0] and denominator[0] >= policy.threshold:
        yield from ((side, (limit(numerator[0], denominator[0], up), "")) for side, up in LIMITS.items())


def limit(part: int, whole: int, up: int) -> int:
    """The lower (-1) or upper (1) end of the interval."""
    share = part / whole
    spread = Z * sqrt(share * (1 - share) / whole + Z**2 / (4 * whole**2))
    end = (share + Z**2 / (2 * whole) + up * spread) / (1 + Z**2 / whole)
    return floor(100 * min(max(end, 0), 1) + 0.5 + HAIR)


def of_group(numerator: Key, form: Form) -> Key:
    """The denominator of a numerator."""
    place = form.columns.index(form.measures[numerator[0]]["outcome"]["dimension"])
    return (*numerator[:place], "_T", *numerator[place + 1 : -1], "denominator")


def medians(facts: Mapping[Key, Fact], cells: Mapping[Key, Shown], history: History, policy: Policy) -> dict[Key, Shown]:
    """A median only where enough young people lie on either side of it, and their number is shown."""
    found: dict[Key, Shown] = {}
    for key, fact in facts.items():
        if key[-1] in DAYS:
            number = number_of(key, cells)
            found[key] = _median(key, fact, cells[number] if number else (None, "x"), history, policy)
    return found


def _median(key: Key, fact: Fact, of: Shown, history: History, policy: Policy) -> Shown:
    safe = fact.value is not None and (fact.youth or 0) >= policy.threshold
    if fact.fresh and key in history.shown and (of[1] or not safe):
        return history.shown[key], ""
    if fact.held:
        return fact.value, ""
    if key in history.withheld:
        return None, "c"
    if key in history.nothing:
        return None, "z"
    if fact.status:
        return None, fact.status
    if of[1]:
        return None, of[1]
    if of[0] == 0:
        return None, "z"
    return (fact.value, "") if safe else (None, "c")
