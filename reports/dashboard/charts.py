"""Which charts a measure gets, and what each says in words."""

from collections.abc import Sequence

from reports.dashboard import breaks, figures, latest
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.columns import Column
from reports.dashboard.figures import Bar, Chart, Line
from reports.dashboard.measures import Breakdown, Measure, Outcome
from reports.dashboard.said import said
from reports.dashboard.words import MARKS, Marks

MOST_QUARTERS = 20


def of_outcomes(measure: Measure, outcome: Outcome, cells: Cells, marks: Marks) -> Chart | None:
    """What followed, one bar for each outcome, each in the latest period in which it can be shown."""
    shown = {code: latest.of_outcome(cells, measure, code) or latest.ripe(cells, measure, code) for code in outcome.codes}
    several = len({p for p in shown.values() if p}) > 1
    bars = [_outcome_bar(measure, outcome, cells, marks, c, shown[c], several) for c in outcome.codes]
    when = said("the_latest_period_of_each") if several else next((p for p in shown.values() if p), "")
    caption = said("percent_of_units", units=measure.units, when=when)
    return figures.bars(bars, True, _listing(measure, caption, bars), caption)


def _outcome_bar(measure: Measure, outcome: Outcome, cells: Cells, marks: Marks, code: str, period: str | None, several: bool) -> Bar:
    label = ("– " if code in outcome.parents else "") + outcome.labels[code]
    share = latest.percent(cells, measure, code, period) if period else None
    count = latest.numerator(cells, measure, code, period) if period else None
    if share is None or not share.shown:
        bare = said("bar_period_and_mark" if several else "bar_and_mark", label=label, period=period, mark=_mark(share, marks))
        return Bar(code, bare, None, "", code in outcome.parents)
    whole = cells.find(measure.name, share.period, "denominator")
    of = said("in_brackets_of", part=count.value, whole=whole.value) if count and count.shown and whole and whole.shown else ""
    low = " [u]" if marks.unreliable(share) else ""
    named = said("label_and_period", label=label, period=period) if several else label
    return Bar(code, named, share.number, f"{share.value}%{of}{low}", code in outcome.parents)


def of_breakdown(measure: Measure, breakdown: Breakdown, cells: Cells, period: str, marks: Marks) -> Chart | None:
    """How the whole splits, one bar for each group."""
    found = {c: cells.find(measure.name, period, "count", **{breakdown.name: c}) for c in breakdown.labels}
    bars = [_count_bar(c, breakdown.labels[c], found[c], marks, c in breakdown.parents) for c in found]
    return _counts(measure, bars, said("number_by_group", units=measure.units, period=period, group=breakdown.title))


def of_lists(measure: Measure, columns: Sequence[Column], cells: Cells, period: str, marks: Marks) -> Chart | None:
    """How many are on any list, and on each."""
    wanted = [c for c in columns if len(c.codes) < 2]
    bars = [
        _count_bar("_".join(c.codes.values()) or "any", c.heading, cells.find(measure.name, period, "count", **c.codes), marks)
        for c in wanted
    ]
    return _counts(measure, bars, said("number_on_each_list", units=measure.units, period=period))


def of_ends(measure: Measure, columns: Sequence[Column], cells: Cells, period: str, marks: Marks) -> Chart | None:
    """Numbers that stand side by side in one period: the least and the most, an estimate with its limits, events of each kind."""
    wanted = [c for c in columns if c.statistic != "months"]
    bars = [
        _count_bar(
            "_".join(c.codes.values()) or c.statistic, c.group or c.heading, cells.find(measure.name, period, c.statistic, **c.codes), marks
        )
        for c in wanted
    ]
    rate = measure.kind == "rate"
    return _counts(measure, bars, said("number_of_events_in" if rate else "number_of_units_in", units=measure.units, period=period))


def _counts(measure: Measure, bars: list[Bar], caption: str) -> Chart | None:
    return figures.bars(bars, False, _listing(measure, caption, bars), caption)


def _count_bar(code: str, label: str, cell: Cell | None, marks: Marks, part: bool = False) -> Bar:
    if cell and cell.shown:
        return Bar(code, label, cell.number, cell.value, part)
    return Bar(code, said("bar_and_mark", label=label, mark=_mark(cell, marks)), None, "", part)


def over_time(measure: Measure, outcome: Outcome, cells: Cells, periods: Sequence[str], marks: Marks) -> Chart | None:
    """The percent of each outcome, period by period."""
    found = {c: [latest.percent(cells, measure, c, p) for p in periods] for c in outcome.top}
    lines = [Line(outcome.labels[c], tuple(f.number if f else None for f in found[c])) for c in found]
    notes = {p: noted for i, p in enumerate(periods) if (noted := _notes([row[i] for row in found.values()], marks))}
    opening = said("percent_by_year" if len(periods[0]) == 4 else "percent_by_quarter", units=measure.units)
    caption = opening + _key(notes) + _law(measure, periods)
    told = "; ".join(f"{line.label}: {_series(periods, found[c])}" for c, line in zip(found, lines, strict=True))
    says = said("line_chart", measure=measure.title, caption=caption, numbers=told)
    return figures.trend(periods, lines, notes, says, caption, breaks.places(measure.breaks, periods))


def by_period(measure: Measure, cells: Cells, years: bool = False) -> Chart | None:
    """How many there were, quarter by quarter or year by year."""
    periods = (cells.years if years else cells.quarters)(measure.name)[-MOST_QUARTERS:]
    found = [cells.find(measure.name, p, measure.whole) for p in periods]
    notes = {p: noted for p, cell in zip(periods, found, strict=True) if (noted := _notes([cell]))}
    if not periods:
        return None
    each = "number_in_each_year" if years else "number_in_each_quarter"
    caption = said(each, units=measure.units, first=periods[0], last=periods[-1]) + _key(notes) + _law(measure, periods)
    says = said("bar_chart", measure=measure.title, caption=caption) + f" {_series(periods, found)}."
    return figures.columns(periods, [c.number if c else None for c in found], notes, says, caption, breaks.places(measure.breaks, periods))


def _mark(cell: Cell | None, marks: Marks) -> str:
    return marks.short(cell) if cell else said("not_in_this_publication")


def _notes(found: Sequence[Cell | None], marks: Marks | None = None) -> str:
    """The marks of some cells, each once and under each other."""
    there = {c.status for c in found if c} | ({"u"} if marks and any(c and marks.unreliable(c) for c in found) else set())
    return "<br>".join(f"[{m}]" for m in MARKS if m in there)


def _law(measure: Measure, periods: Sequence[str]) -> str:
    return "".join(f" {law}" for law in breaks.said(measure.breaks, periods))


def _key(notes: dict[str, str]) -> str:
    used = [m for m in MARKS if any(f"[{m}]" in noted for noted in notes.values())]
    return "".join(f" [{m}] {MARKS[m]}." for m in used)


def _series(periods: Sequence[str], found: Sequence[Cell | None]) -> str:
    return ", ".join(f"{p} {c.value if c.shown else MARKS[c.status]}" for p, c in zip(periods, found, strict=True) if c)


def _listing(measure: Measure, caption: str, bars: Sequence[Bar]) -> str:
    """The bars in words; a bar without a value already carries its mark in its label."""
    opening = said("bar_chart", measure=measure.title, caption=caption)
    return opening + " " + "; ".join(f"{b.label}: {b.text}" if b.value is not None else b.label for b in bars) + "."
