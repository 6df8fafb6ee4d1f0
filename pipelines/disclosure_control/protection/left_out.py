"""Figures that are not shown: those that the task force left out, because what is public already would give others away beside them,
and those that would tell of a figure in between that is not there."""

from collections.abc import Collection, Iterable

from pipelines.disclosure_control.protection.facts import TOTAL, Form, Key
from schemas import Policy
from schemas.funding_period import FISCAL, FundingPeriod


def left_out(keys: Iterable[Key], policy: Policy, form: Form) -> frozenset[Key]:
    """Those of the cells that `left_out` of the policy names, and of measures that count among these.

    Of rows of which some were left over further up, the difference to those further down would tell how many. Where who is new in a
    quarter is left out, so is the fiscal year that holds it: its count and that of the calendar year, which overlap, would bound it.
    """
    return frozenset(k for k in keys if any(_names(one, k, form) for one in policy.left_out))


def torn(keys: Collection[Key], form: Form) -> frozenset[Key]:
    """Cells of measures that count among one that is not counted in the period, where one further up is."""
    there = {(k[0], k[1]) for k in keys}
    while apart := {one for one in there if _hangs(*one, there, form)}:
        there -= apart
    return frozenset(k for k in keys if (k[0], k[1]) not in there)


def _hangs(measure: str, period: str, there: Collection[tuple[str, str]], form: Form) -> bool:
    next_up, *further = form.above(measure) or ("",)
    return bool(further) and (next_up, period) not in there and any((one, period) in there for one in further)


def _names(one: tuple[str, str, str], key: Key, form: Form) -> bool:
    measure, period, breakdown = one
    first = form.measures[key[0]].get("firsts") or {}
    if first.get("measure") == measure and first["year"] != "calendar":
        return not period or period in map(str, FundingPeriod.parse(f"{FISCAL[first['year']]}{key[1]}").quarters)
    if measure not in (key[0], *form.above(key[0])) or (period and key[1] != period):
        return False
    return not breakdown or breakdown in form.columns and key[form.columns.index(breakdown)] not in ("", TOTAL)
