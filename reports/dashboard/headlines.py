"""The headline of each measure, made from published numbers only; where there is none to show, it says so and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.dashboard import breaks, latest, rates
from reports.dashboard.cells import Cell, Cells
from reports.dashboard.columns import columns
from reports.dashboard.measures import Measure, Outcome
from reports.dashboard.residents import Residents
from reports.dashboard.said import said
from reports.dashboard.words import Marks, in_period


@dataclass(frozen=True)
class Headline:
    """`value` and `says` are the large number and what it is; `lines` stand under it; `sentence` opens the section."""

    value: str
    says: str
    lines: tuple[str, ...]
    sentence: str
    shown: bool = True


def headline(measure: Measure, cells: Cells, marks: Marks, names: Mapping[str, str], residents: Residents | None = None) -> Headline:
    whole = latest.of_whole(cells, measure)
    if measure.outcome and tells_shares(measure, cells):
        return _share(measure, measure.outcome, cells, marks)
    if whole is None:
        return _nothing(measure, cells, marks)
    if measure.outcome:
        return _whole_only(measure, whole, cells, marks)
    return _count(measure, whole, cells, marks, names, residents)


def tells_shares(measure: Measure, cells: Cells) -> bool:
    """Whether a percent of any outcome is shown in any period."""
    return bool(measure.outcome and any(_seen(measure, measure.outcome, cells).values()))


def _share(measure: Measure, outcome: Outcome, cells: Cells, marks: Marks) -> Headline:
    seen = _seen(measure, outcome, cells)
    periods = [p for p in latest.newest_first(cells, measure) if p in seen.values()]
    sentences = [_in_one_period(measure, outcome, cells, marks, p, [c for c in seen if seen[c] == p]) for p in periods]
    sentences += [f"{outcome.labels[c]}: {_why_newest(measure, cells, marks, c)}." for c in seen if seen[c] is None]
    sentences += _newest_is_missing(measure, cells, marks, periods)

    key = _key(measure, outcome, cells, periods[0])
    others = [_line(measure, outcome, cells, marks, c, seen[c]) for c in seen if c != key]
    share = latest.percent(cells, measure, key, periods[0])
    assert share and share.shown
    before = _before(measure, latest.percent(cells, measure, key, _year_before(periods[0])), share, "%", marks)
    says = said("outcome_when", outcome=outcome.labels[key], when=in_period(periods[0]))
    return Headline(
        f"{share.value}%", says, (_out_of(measure, cells, key, periods[0]) + _low(marks, share), *before, *others), " ".join(sentences)
    )


def _seen(measure: Measure, outcome: Outcome, cells: Cells) -> dict[str, str | None]:
    """The latest period of each outcome that is no part of another. That a part is shown makes no headline."""
    return {code: latest.of_outcome(cells, measure, code, outcome.top) for code in outcome.top}


def furthest(measure: Measure, cells: Cells) -> str | None:
    """The outcome for a large number, in the newest period in which any is shown; None where none is."""
    if measure.outcome is None or not tells_shares(measure, cells):
        return None
    seen = _seen(measure, measure.outcome, cells).values()
    return _key(measure, measure.outcome, cells, next(p for p in latest.newest_first(cells, measure) if p in seen))


def _key(measure: Measure, outcome: Outcome, cells: Cells, period: str) -> str:
    """The one outcome for the large number: the furthest step of a chain, or the group that is made of parts."""
    shown = [c for c in outcome.top if (p := latest.percent(cells, measure, c, period)) and p.shown]
    whole_of_parts = [c for c in shown if c in outcome.parents.values()]
    return shown[-1] if outcome.relation == "nested" else (whole_of_parts or shown)[0]


def _in_one_period(measure: Measure, outcome: Outcome, cells: Cells, marks: Marks, period: str, codes: list[str]) -> str:
    whole = cells.find(measure.name, period, "denominator")
    when = in_period(period)
    of = said("of_so_many", number=whole.value, units=measure.units, when=when) if whole and whole.shown else start_large(when)
    return f"{of}: " + "; ".join(_one(measure, outcome, cells, marks, c, period) for c in codes) + "."


def _one(measure: Measure, outcome: Outcome, cells: Cells, marks: Marks, code: str, period: str) -> str:
    """`Completed 125 (30%)`, or why not."""
    share, count = latest.percent(cells, measure, code, period), latest.numerator(cells, measure, code, period)
    label = start_small(outcome.labels[code])
    if share and share.shown and count and count.shown:
        return said("so_many_percent_did", number=count.value, percent=share.value, mark=_low(marks, share), outcome=label)
    if share and share.shown and count is None:
        return said("percent_did", outcome=label, percent=share.value, limits=between(measure, cells, code, period))
    return f"{label}: {marks.reason(share) if share and not share.shown else said('not_in_this_publication')}"


def between(measure: Measure, cells: Cells, code: str, period: str) -> str:
    """The published limits of a percent that stands without a number; empty where they are not shown."""
    assert measure.outcome
    ends = [cells.find(measure.name, period, s, **{measure.outcome.dimension: code}) for s in ("ci_low", "ci_high")]
    shown = [c.value for c in ends if c and c.shown]
    return said("between_percents_in_brackets", low=shown[0], high=shown[1]) if len(shown) == 2 else ""


def start_small(label: str) -> str:
    """A label as it stands amid a sentence."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def start_large(words: str) -> str:
    """Words as they open a line."""
    return words[:1].upper() + words[1:]


def _line(measure: Measure, outcome: Outcome, cells: Cells, marks: Marks, code: str, period: str | None) -> str:
    share = latest.percent(cells, measure, code, period) if period else None
    if share and share.shown:
        mark = _low(marks, share)
        return said("percent_in_period", outcome=outcome.labels[code], percent=share.value, mark=mark, period=period)
    reason = marks.reason(share) if share else _why_newest(measure, cells, marks, code)
    return f"{outcome.labels[code]}: {reason}"


def _out_of(measure: Measure, cells: Cells, code: str, period: str) -> str:
    count, whole = latest.numerator(cells, measure, code, period), cells.find(measure.name, period, "denominator")
    if count is None and whole and whole.shown:
        return said("so_many_followed", whole=whole.value, units=measure.units, limits=between(measure, cells, code, period))
    if not (count and count.shown and whole and whole.shown):
        return ""
    return said("so_many_of_so_many", part=count.value, whole=whole.value, units=measure.units)


def _whole_only(measure: Measure, whole: Cell, cells: Cells, marks: Marks) -> Headline:
    assert measure.outcome
    why = _why_newest(measure, cells, marks, measure.outcome.top[0])
    units, when = measure.units, in_period(whole.period)
    return Headline(
        whole.value,
        said("units_when", units=units, when=when),
        (said("what_followed", why=why),),
        said("so_many_but_what_followed_is_not_shown", number=whole.value, units=units, when=when, why=why),
    )


def _count(measure: Measure, whole: Cell, cells: Cells, marks: Marks, names: Mapping[str, str], residents: Residents | None) -> Headline:
    units = said("units_on_a_list", units=measure.units) if measure.lists else measure.units
    when = in_period(whole.period)
    rate = tuple(filter(None, (rates.of_whole(residents, measure, whole),))) if residents else ()
    before = (*rate, *_before(measure, cells.find(measure.name, _year_before(whole.period), "count"), whole, "", marks))
    lists = [
        f"{c.heading}: {marks.short(found)}"
        for c in columns(measure, names, {"count"})[1:]
        if len(c.codes) == 1 and (found := cells.find(measure.name, whole.period, "count", **c.codes))
    ]
    missing = _newest_is_missing(measure, cells, marks, [whole.period])
    sentences = [said("so_many_when", number=whole.value, units=units, when=when), *before, *lists]
    says = said("units_when", units=units, when=when)
    return Headline(whole.value, says, (*before, *lists), ". ".join(sentences) + "." + "".join(f" {m}" for m in missing))


def _nothing(measure: Measure, cells: Cells, marks: Marks) -> Headline:
    periods = latest.newest_first(cells, measure)
    found = cells.find(measure.name, periods[0], measure.whole) if periods else None
    why = marks.reason(found) if found else said("nothing_published_of_it")
    return Headline(said("not_shown"), start_large(why), (), said("no_number_can_be_shown", why=why), shown=False)


def before(cells: Cells, measure: Measure, code: str | None, now: Cell, marks: Marks) -> tuple[str, ...]:
    """The number of a year before, of the whole or of an outcome."""
    then = _year_before(now.period)
    cell = latest.percent(cells, measure, code, then) if code else cells.find(measure.name, then, measure.whole)
    return _before(measure, cell, now, "%" if code else "", marks)


def _before(measure: Measure, cell: Cell | None, now: Cell, sign: str, marks: Marks) -> tuple[str, ...]:
    """The number of a year ago; how far the two differ is never worked out, and where they should not be compared it says so."""
    if not cell or not cell.shown:
        return ()
    cut = breaks.crossed(measure.breaks, [cell.period, now.period])
    known: dict[str, Any] = {"period": cell.period, "value": cell.value, "sign": sign}
    if cut:
        return (said("the_year_before_does_not_compare", what_changed=breaks.what(cut), **known),)
    return (said("the_year_before_is_too_few" if marks.too_few_to_compare(cell, now) else "the_year_before", **known),)


def _low(marks: Marks, share: Cell) -> str:
    return " [u]" if marks.unreliable(share) else ""


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"


def _why_newest(measure: Measure, cells: Cells, marks: Marks, code: str) -> str:
    """Why an outcome that was never shown is not: for the newest period that is ripe, else for the newest, which is named."""
    found = [c for p in latest.newest_first(cells, measure) if (c := latest.percent(cells, measure, code, p))]
    ripe = [c for c in found if not c.shown and c.status != "m"]
    waiting = [c for c in found if c.status == "m"]
    if ripe:
        return said("why_in_period", why=marks.reason(ripe[0]), period=ripe[0].period)
    return marks.reason(waiting[0]) if waiting else said("not_in_this_publication")


def _newest_is_missing(measure: Measure, cells: Cells, marks: Marks, shown: list[str]) -> list[str]:
    """A sentence about the newest year, where the headline is of an earlier period."""
    years = cells.years(measure.name)
    if not years or years[-1] in shown or (shown and shown[0][:4] > years[-1]):
        return []
    code = {measure.outcome.dimension: measure.outcome.top[0]} if measure.outcome else {}
    cell = cells.find(measure.name, years[-1], "percent" if measure.outcome else "count", **code)
    return [f"{years[-1]}: {marks.reason(cell)}."] if cell and not cell.shown else []
