"""Figures that are no counts: each is shown if enough young people stand behind it, and behind what it leaves to the others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipelines.disclosure_control.protection.facts import TOTAL, Fact, Form, Key
from pipelines.disclosure_control.protection.history import History
from pipelines.disclosure_control.protection.percent import Shown, of_group
from schemas import Policy

Place = Key
"""Where figures stand that are shown together: their key without the statistic."""


def figures(facts: Mapping[Key, Fact], cells: Mapping[Key, Shown], history: History, policy: Policy, form: Form) -> dict[Key, Shown]:
    """What is said of each. What was shown stays as it was, and what was withheld stays withheld."""
    places: dict[Place, dict[str, Fact]] = defaultdict(dict)
    for key, fact in facts.items():
        if form.is_figure(key):
            places[key[:-1]][key[-1]] = fact
    all_ = _Figures(places, cells, history, policy, form)
    return {(*place, s): all_.said((*place, s)) for place, found in places.items() for s in found}


@dataclass(frozen=True)
class _Figures:
    places: Mapping[Place, Mapping[str, Fact]]
    cells: Mapping[Key, Shown]
    history: History
    policy: Policy
    form: Form

    def said(self, key: Key) -> Shown:
        fact = self.places[key[:-1]][key[-1]]
        if key in self.history.shown:
            return self.history.shown[key], ""
        if key in self.history.withheld:
            return None, "c"
        if fact.status:
            return None, fact.status
        return (fact.value, "") if self._seen(key[:-1]) and self._beside_others(key[:-1]) else (None, "c")

    def _seen(self, place: Place) -> bool:
        """Whether what stands here may be seen, if nothing else is."""
        keys = [(*place, s) for s in self.places[place]]
        if any(k in self.history.shown for k in keys):
            return True
        return not any(k in self.history.withheld for k in keys) and self._many(place) and not self._moved(place)

    def _many(self, place: Place) -> bool:
        least, found = self.policy.threshold, self.places[place]
        if any(f.status or f.value is None or (f.youth or 0) < least for f in found.values()):
            return "months" in found and found["months"].value == 0 and not found["months"].youth
        if "months" in found and (found["months"].value or 0) < least:
            return False
        below = self._below(place)
        return below is None or self.cells.get(below, (None, "x"))[1] == ""

    def _below(self, place: Place) -> Key | None:
        """The number of those of whom this is a share."""
        return of_group((*place, ""), self.form) if "percent" in self.form.figures(place[0]) else None

    def _moved(self, place: Place) -> bool:
        """Whether another day's share of the same young people was shown as it is not any more: the two would tell a difference
        that nobody has looked at."""
        return any(
            self.history.shown.get((*other, s), fact.value) != fact.value
            for other in self._of_same_group.get(self._below(place) or place, ())
            for s, fact in self.places[other].items()
        )

    @cached_property
    def _of_same_group(self) -> dict[Key, list[Place]]:
        found: dict[Key, list[Place]] = defaultdict(list)
        for place in self.places:
            found[self._below(place) or place].append(place)
        return found

    def _beside_others(self, place: Place) -> bool:
        """All groups of a breakdown are seen or none: where nobody is lost, the whole less the others is the one that is not."""
        for breakdown, said in self.form.measures[place[0]]["breakdowns"].items():
            column = self.form.columns.index(breakdown)
            if place[column] == TOTAL:
                continue
            above = said["parents"].get(place[column], TOTAL)
            whole = (*place[:column], above, *place[column + 1 :])
            if whole not in self.places or not self._seen(whole) or not self._beside_others(whole):
                return False
            beside = [c for c in said["codes"] if said["parents"].get(c, TOTAL) == above]
            if not all(self._seen(p) or self._nobody(p) for p in self._with(place, column, beside)):
                return False
        return True

    def _with(self, place: Place, column: int, codes: list[str]) -> Iterator[Place]:
        every = ((*place[:column], code, *place[column + 1 :]) for code in codes)
        return (p for p in every if p in self.places)

    def _nobody(self, place: Place) -> bool:
        below = self._below(place)
        return below is not None and self.cells.get(below) == (0, "")
