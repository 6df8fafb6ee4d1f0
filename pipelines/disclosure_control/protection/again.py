"""Young people who come quarter after quarter: who is new, who goes on, and how many came in a year hang together across quarters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.disclosure_control.protection.draft import WHOLE, Draft, Drawn, Group, chain
from pipelines.disclosure_control.protection.facts import TOTAL
from schemas import Quarter
from schemas.funding_period import FISCAL, FundingPeriod

STEPS = (1, 2, 3)


def came_again(draft: Draft, drawn: Drawn) -> None:
    """Whoever was there in a quarter comes again at one time next, so no more can come from it than were there; and all who came
    in a year came for the first time in one of its quarters."""
    measures = draft.form.measures
    for name in drawn:
        if measures[name].get("comes_again"):
            served = _served(draft, drawn, name)
            for quarter in served.quarters:
                served.who_went_on(quarter)
    for name, by_period in drawn.items():
        firsts = measures[name].get("firsts")
        if firsts and firsts["measure"] in measures:
            served = _served(draft, drawn, firsts["measure"])
            for period, groups in by_period.items():
                whole = groups.get((WHOLE, TOTAL), Group({})).cells
                if "-" not in period and WHOLE in whole:
                    served.came_in(whole[WHOLE], FundingPeriod.parse(f"{FISCAL[firsts['year']]}{period}").quarters)


@dataclass(frozen=True)
class _Served:
    """By quarter, the cell of all who were there, and those of who was not there in the one, two, three quarters before."""

    draft: Draft
    all: Mapping[Quarter, int]
    new: Mapping[Quarter, Mapping[int, int]]

    @property
    def quarters(self) -> list[Quarter]:
        return sorted(self.all)

    def first_in(self, quarter: Quarter, of_year: int) -> int | None:
        """The cell of whoever is new in a year of which this is the first quarter (0), the second (1), …"""
        return self.all.get(quarter) if of_year == 0 else self.new.get(quarter, {}).get(of_year)

    def came_back(self, quarter: Quarter) -> dict[int, int]:
        """Of whoever was there in this quarter those who came next one, two or three quarters later, as far as that is told."""
        signed: dict[int, int] = {}
        for step in STEPS:
            wide, narrow = (self.first_in(quarter.plus(step), k) for k in (step - 1, step))
            if wide is not None and narrow is not None:
                signed[wide] = signed.get(wide, 0) + 1
                signed[narrow] = signed.get(narrow, 0) - 1
        return signed

    def who_went_on(self, quarter: Quarter) -> None:
        back = self.came_back(quarter)
        if back:
            self.draft.never_below_nought(_less({self.all[quarter]: 1}, back))

    def came_in(self, year: int, quarters: tuple[Quarter, ...]) -> None:
        """The new of the four quarters are all of the year. Of a quarter whose new are not told, everybody there may be or nobody."""
        new = [self.first_in(q, n) for n, q in enumerate(quarters)]
        if None not in new:
            self.draft.adds_up(year, [c for c in new if c is not None])
            return
        told = [c for c in new if c is not None]
        if told:
            self.draft.never_below_nought({year: 1} | dict.fromkeys(told, -1))
        most = [self.all.get(q) if c is None else c for q, c in zip(quarters, new, strict=True)]
        if None not in most:
            self.draft.never_below_nought({year: -1} | dict.fromkeys((c for c in most if c is not None), 1))
        for n, quarter in enumerate(quarters):
            if new[0] is not None and new[n] is None and all(q in self.all for q in quarters[:n]) and quarter in self.all:
                self.draft.never_below_nought(self._at_least(year, quarters, new, n))

    def _at_least(self, year: int, quarters: Sequence[Quarter], new: Sequence[int | None], last: int) -> dict[int, int]:
        """The year less those who must be in it: all of one quarter whose new are not told, and whoever is known to have come at
        another time, without passing through it."""
        signed = _less({year: 1}, dict.fromkeys((c for c in new if c is not None), 1))
        signed = _less(signed, {self.all[q]: 1 for q, c in zip(quarters[: last + 1], new, strict=False) if c is None})
        for quarter in quarters[:last]:
            signed = _less(signed, _less(self.came_back(quarter), {self.all[quarter]: 1}))
        return signed


def _less(signed: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    return {cell: n for cell in {**signed, **other} if (n := signed.get(cell, 0) - other.get(cell, 0))}


def _served(draft: Draft, drawn: Drawn, name: str) -> _Served:
    own, measures = draft.form.measures[name], draft.form.measures
    alike = [m for m in drawn if (measures[m]["population"], measures[m]["unit"]) == (own["population"], own["unit"])]
    found: dict[Quarter, int] = {}
    for measure in sorted(alike, key=lambda m: m != name):
        for period, groups in drawn[measure].items():
            whole = groups.get((WHOLE, TOTAL), Group({})).cells.get(WHOLE)
            if whole is not None and "-Q" in period:
                found.setdefault(Quarter.parse(period), whole)
    codes = dict(zip(STEPS, chain(own["outcome"]), strict=True))
    new = {}
    for period, groups in drawn.get(name, {}).items():
        cells = groups.get((WHOLE, TOTAL), Group({})).cells
        new[Quarter.parse(period)] = {step: cells[code] for step, code in codes.items() if code in cells}
    return _Served(draft, found, new)
