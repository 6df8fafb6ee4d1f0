"""Figures that the task force left out of what is shown, because what is public already would give others away beside them."""

from collections.abc import Iterable

from pipelines.disclosure_control.protection.facts import TOTAL, Form, Key
from schemas import Policy


def left_out(keys: Iterable[Key], policy: Policy, form: Form) -> frozenset[Key]:
    """Those of the cells that `left_out` of the policy names."""
    return frozenset(k for k in keys if any(_names(one, k, form) for one in policy.left_out))


def _names(one: tuple[str, str, str], key: Key, form: Form) -> bool:
    measure, period, breakdown = one
    if key[0] != measure or (period and key[1] != period):
        return False
    return not breakdown or breakdown in form.columns and key[form.columns.index(breakdown)] not in ("", TOTAL)
