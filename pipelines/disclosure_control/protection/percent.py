"""Percentages and medians: shown only where the counts they come from are."""

from collections.abc import Mapping

from pipelines.disclosure_control.protection.facts import Fact, Form, Key
from pipelines.disclosure_control.protection.history import History
from schemas import Policy

Shown = tuple[int | None, str]
"""Value and status."""


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


def percents(cells: Mapping[Key, Shown], form: Form) -> dict[Key, Shown]:
    """A percentage for every numerator."""
    found = {}
    for key, shown in cells.items():
        if key[-1] == "numerator":
            below = of_group(key, form)
            found[(*key[:-1], "percent")] = percent(shown, cells[below]) if below in cells else (None, "x")
    return found


def of_group(numerator: Key, form: Form) -> Key:
    """The denominator of a numerator."""
    place = form.columns.index(form.measures[numerator[0]]["outcome"]["dimension"])
    return (*numerator[:place], "_T", *numerator[place + 1 : -1], "denominator")


def medians(facts: Mapping[Key, Fact], cells: Mapping[Key, Shown], history: History, policy: Policy) -> dict[Key, Shown]:
    """A median only where enough young people lie on either side of it, and their number is shown."""
    found: dict[Key, Shown] = {}
    for key, fact in facts.items():
        if key[-1] == "median_days":
            found[key] = _median(key, fact, cells.get((*key[:-1], "numerator"), (None, "x")), history, policy)
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
