"""The plan of a county: several made-up counties of its size, every way to give their numbers, and what stays of each."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipelines.planning.county import agreed_by_all, last_needed, live, quarters
from pipelines.planning.lines import Line
from pipelines.planning.tally import Place, Tally, tally
from pipelines.planning.trials import Trial, touched, trials
from pipelines.planning.windows import window
from schemas import Schemas
from schemas.populations import ancestors

Key = tuple[str, str, str, str]
"""Measure, breakdown, window, change."""


def plan(
    schemas: Schemas, names: Sequence[str], *, youth_per_year: int, count: int, seeds: Sequence[int], heard: Callable[[str], None]
) -> list[Line]:
    """A line for each measure, breakdown, window and change, in this order. `count`: how many quarters are looked at; `heard` is told
    what is being tried.

    Raises:
        CannotPlan: the county's agreement has not what the made-up county needs.
    """
    agreed = _only(agreed_by_all(schemas, names), names)
    looked_at = quarters(agreed, names, count)
    last = last_needed([agreed.measures[n] for n in names], agreed, looked_at)
    found: dict[Key, list[Tally]] = {}
    for seed in seeds:
        heard(f"made-up county {seed}")
        lived = live(agreed, names, youth_per_year, last, seed)
        for trial in trials(lived, agreed, names, looked_at):
            heard(f"made-up county {seed}: {trial.change.replace('_', ' ')}")
            for key, one in _tried(trial, agreed).items():
                found.setdefault(key, []).append(one)
    order = {change: i for i, change in enumerate(dict.fromkeys(k[3] for k in found))}
    at = sorted(found, key=lambda k: (k[0], k[1], order[k[3]], k[2]))
    return [Line.of(*key, found[key]) for key in at]


def _tried(trial: Trial, schemas: Schemas) -> dict[Key, Tally]:
    """The periods of one kind added up."""
    found: dict[Key, Tally] = {}
    for place, one in tally(trial.cells, trial.agreed, schemas.policy).items():
        if not touched(trial.change, schemas, place[0]):
            continue
        key = (*_window(place, trial, schemas), trial.change)
        found[key] = found[key] + one if key in found else one
    return found


def _window(place: Place, trial: Trial, schemas: Schemas) -> tuple[str, str, str]:
    measure, breakdown, period = place
    return measure, breakdown, trial.window or window(schemas.measures[measure], period)


def _only(schemas: Schemas, names: Sequence[str]) -> Schemas:
    """The agreement with these measures and those among whose rows they count; what the policy leaves out is tried out too."""
    kept = {*names, *(one.name for n in names for one in ancestors(schemas.measures, schemas.measures[n]))}
    measures = {n: m for n, m in schemas.measures.items() if n in kept}
    return replace(schemas, measures=measures, policy=replace(schemas.policy, left_out=()))
