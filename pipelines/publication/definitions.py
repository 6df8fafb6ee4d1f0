"""Where a measure is counted another way than in the publications before, its series is cut, so that nobody compares across."""

from collections.abc import Mapping
from typing import Any

from schemas import Quarter
from schemas.legal_breaks import CALLED

_WHAT = ("how", "question", "kind", "unit", "population", "among", "lists", "bounds")
_OUTCOME = ("dimension", "relation", "codes", "parents", "follow_up_months")


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The measures of both whose definition is another one; a new title or label is none."""
    return sorted(name for name in before.keys() & now.keys() if _said(before[name]) != _said(now[name]))


def cut(before: Mapping[str, Any], now: Mapping[str, Any], last: Quarter, quarter: Quarter) -> dict[str, Any]:
    """Today's measures with a break where one was defined anew since the publication of `last`, and those that were made earlier.

    `quarter` is that of the publication that is made now; the break is on its first day that `last` did not have.
    """
    on = min(last.plus(1), quarter).start if last < quarter else quarter.start
    anew = changed(before, now)
    return {name: _with(said, before.get(name, {}), _break(on, quarter) if name in anew else None) for name, said in now.items()}


def _with(said: Mapping[str, Any], before: Mapping[str, Any], more: dict[str, str] | None) -> dict[str, Any]:
    kept = [b for b in before.get("breaks") or () if b.get("law") == CALLED and (more is None or b["on"] != more["on"])]
    breaks = sorted([*(said.get("breaks") or ()), *kept, *([more] if more else [])], key=lambda b: b["on"])
    return {**said, "breaks": breaks}


def _break(on: Any, quarter: Quarter) -> dict[str, str]:
    says = (
        f"The definition changed with the publication of {quarter}. Numbers before {on} were counted by the former one, unless they "
        "are marked as revised. Numbers before and after do not compare."
    )
    return {"on": on.isoformat(), "law": CALLED, "says": says}


def _said(measure: Mapping[str, Any]) -> tuple[Any, ...]:
    outcome = measure.get("outcome") or {}
    return (*(measure.get(what) for what in _WHAT), *(outcome.get(what) for what in _OUTCOME))
