"""What changed since the last publication, in sentences made of numbers that both of them show; where one lacks, nothing is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.dashboard import breaks, headlines, latest
from reports.dashboard.agenda import agenda
from reports.dashboard.cells import Cell
from reports.dashboard.measures import Measure
from reports.dashboard.publication import Publication
from reports.dashboard.reliability import limits
from reports.dashboard.said import said
from reports.dashboard.tiles import Told, told
from reports.dashboard.words import Marks, in_period

FEWEST = 4


@dataclass(frozen=True)
class Change:
    """A sentence of one measure; `measure` is where it leads."""

    measure: str
    title: str
    says: str


@dataclass(frozen=True)
class Changes:
    """`same`: measures that both show with no newer number. `revised`, `added`: measures with figures that were revised since then, and
    measures that the last publication did not have; how many of them there are is not told."""

    heading: str
    note: str
    changes: tuple[Change, ...]
    same: tuple[Measure, ...] = ()
    revised: tuple[Measure, ...] = ()
    added: tuple[Measure, ...] = ()


def changes(now: Publication, last: Publication | None) -> Changes:
    """Of the numbers that the first screen's tiles go by, and of other measures where the county has less than these."""
    spoken, marks = _spoken(now), Marks(now)
    found = [(one, _pair(now, last, one)) for one in spoken]
    sentences = tuple(_said(now, one, *pair, marks) for one, pair in found if pair)
    words = agenda().words
    if last is None:
        return Changes(said("what_changed"), words["first"] if sentences else words["nothing_to_compare"], sentences)
    same = tuple(one.measure for one, pair in found if pair is None and _both_show(now, last, one))
    there = {m.name for m in last.measures}
    revised = {c.measure for c in now.cells if c.status == "r" and _was(last, c) not in (None, c.value)}
    return Changes(
        said("what_changed"),
        f"{words['since'].format(name=last.name)}:",
        sentences,
        same,
        tuple(m for m in now.drawn if m.name in revised),
        tuple(m for m in now.drawn if m.name not in there and m.name in now.cells.measures),
    )


def _spoken(now: Publication) -> list[Told]:
    found = [one for wanted in agenda().tiles if (one := told(now, wanted))]
    used = {one.measure.name for one in found}
    for _, measures in agenda().ordered(m for m in now.drawn if m.kind in ("share", "count", "totals") and m.name not in used):
        for m in measures:
            code = headlines.furthest(m, now.cells)
            if len(found) < FEWEST and m.name in now.cells.measures and (code or m.outcome is None):
                found.append(Told(m, code))
    return found


def _pair(now: Publication, last: Publication | None, one: Told) -> tuple[Cell, Cell] | None:
    """The newest number and the one to hold it against: of the last publication, or in the first one of the year before."""
    for periods in (now.cells.years(one.measure.name), now.cells.quarters(one.measure.name)):
        new = _newest(now, one, periods)
        if new is None:
            continue
        if last is None:
            old = one.cell(now, f"{int(new.period[:4]) - 1}{new.period[4:]}")
        else:
            then = _newest(last, one, [p for p in periods if p <= new.period])
            old = one.cell(now, then.period) if then and then.period < new.period else None
        if old and old.shown:
            return new, old
    return None


def _newest(publication: Publication, one: Told, periods: Sequence[str]) -> Cell | None:
    return next((c for p in reversed(periods) if (c := one.cell(publication, p)) and c.shown), None)


def _both_show(now: Publication, last: Publication, one: Told) -> bool:
    def any_shown(publication: Publication, periods: Iterable[str]) -> bool:
        return any((c := one.cell(publication, p)) and c.shown for p in periods)

    return all(any_shown(p, p.cells.periods(one.measure.name)) for p in (now, last))


def _was(last: Publication, cell: Cell) -> str | None:
    found = last.cells.find(cell.measure, cell.period, cell.statistic, **dict(cell.codes))
    return found.value if found and found.shown else None


def _said(now: Publication, one: Told, new: Cell, old: Cell, marks: Marks) -> Change:
    """Never a change in percent, and no way up or down where chance, a change of law or small numbers may have made it."""
    assert new.number is not None and old.number is not None
    sign = "%" if one.code else ""
    outcome = one.measure.outcome
    what = f"{outcome.labels[one.code]}: " if outcome and one.code else ""
    first, second = (said("number_when", number=c.value + sign, when=in_period(c.period)) for c in (new, old))
    if cut := breaks.crossed(one.measure.breaks, [old.period, new.period]):
        says = said("law_or_definition_in_between", now=first, then=second, what_changed=breaks.what(cut))
    elif marks.too_few_to_compare(old, new):
        says = said("too_few_to_compare", now=first, then=second)
    elif new.number == old.number:
        says = said("the_same", now=first, when=in_period(old.period))
    elif one.code and _within_chance(now, one, new, old):
        says = said("chance_may_make_it", now=first, then=second)
    else:
        says = said("up_from" if new.number > old.number else "down_from", now=first, then=second)
    return Change(one.measure.name, one.measure.title, f"{what}{says}.")


def _within_chance(now: Publication, one: Told, new: Cell, old: Cell) -> bool:
    """Whether the limits of the two percents overlap, or are not known."""
    ends = []
    for cell in (new, old):
        assert one.code
        part = latest.numerator(now.cells, one.measure, one.code, cell.period)
        whole = now.cells.find(one.measure.name, cell.period, "denominator")
        if not (part and whole and part.number is not None and whole.number):
            return True
        ends.append(limits(part.number, whole.number))
    return ends[0][0] <= ends[1][1] and ends[1][0] <= ends[0][1]
