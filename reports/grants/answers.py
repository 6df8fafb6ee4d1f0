"""What the published numbers answer to a funder's questions, each with where it was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reports.dashboard.cells import Cell
from reports.dashboard.publication import Publication
from reports.dashboard.words import MARKS
from schemas import Schemas
from schemas.codelist import TOTAL
from schemas.funding_period import FISCAL, FundingPeriod, quarters_into, year_of
from schemas.grant import COUNTED, Grant, Question, codes
from schemas.measure import Outcome
from schemas.structure import quarters_sum

_WORST = ("c", "x", "m", "u", "z")
"""Which mark a sum has that lacks several of its quarters."""
NOT_PUBLISHED = "not published for this period"
BY_YEAR = "groups are published by calendar year only"
NOTCOUNTED = "not among the measures of this publication"
NOT_ADDED = "quarters are not added up, because a young person may be in several"
BY_ITS_YEAR = "published by {} fiscal year only"
ALL_NEW = "in the first quarter of the year everyone is new"
ONLY_PROVIDER = "only the provider can say"


@dataclass(frozen=True)
class Found:
    """A number or the words that stand in its place, the cells.csv lines it is made of, those that are taken off, and how."""

    value: int | None
    words: str = ""
    lines: tuple[int, ...] = ()
    how: str = ""
    less: tuple[int, ...] = ()

    @property
    def said(self) -> str:
        return self.words if self.value is None else str(self.value)


@dataclass(frozen=True)
class Answer:
    """One line of the sheet: the quarters of the period in order, and the whole; `nearest` is the calendar year that overlaps most,
    where the whole period cannot be given."""

    number: str
    asks: str
    question: Question
    quarters: tuple[Found, ...]
    total: Found
    nearest: tuple[str, Found] | None


def answers(grant: Grant, period: FundingPeriod, publication: Publication, schemas: Schemas) -> list[Answer]:
    """Every question in the funder's order; one that is split has a line for each code, and one for the whole before them."""
    return [line for question in grant.questions for line in _lines(grant, question, period, publication, schemas)]


def _lines(grant: Grant, question: Question, period: FundingPeriod, publication: Publication, schemas: Schemas) -> Iterator[Answer]:
    if question.measure is None:
        none = Found(None, ONLY_PROVIDER)
        yield Answer(question.number, question.asks, question, tuple(none for _ in period.quarters), none, None)
        return
    if question.people:
        yield _came_again(question, grant.year or period.kind, period, publication, schemas)
        return
    place = dict(question.at)
    if not question.split:
        yield _answer(question, question.number, question.asks, place, period, publication, schemas)
        return
    for n, (code, label) in enumerate(codes(question, schemas).items(), start=1):
        there = {**place, question.split: code}
        yield _answer(question, f"{question.number}.{n}", f"{question.asks}: {label}", there, period, publication, schemas)


def _answer(
    question: Question,
    number: str,
    asks: str,
    at: Mapping[str, str],
    period: FundingPeriod,
    publication: Publication,
    schemas: Schemas,
) -> Answer:
    name = str(question.measure)
    measure = schemas.measures[name]
    if name not in {m.name for m in publication.measures}:
        none = Found(None, NOTCOUNTED)
        return Answer(number, asks, question, tuple(none for _ in period.quarters), none, None)
    quarters = tuple(_published(publication, question, str(q), at) for q in period.quarters)
    if measure.firsts and not measure.quarterly:
        return _by_its_year(question, number, asks, at, period, publication, measure.firsts.year)
    adds = question.total or ("last" if measure.point else "sum" if quarters_sum(measure) and question.statistic in COUNTED else "none")
    total = _total(quarters, period, adds, _published(publication, question, period.calendar_year or "", at))
    years = sorted({q.year for q in period.quarters}, key=lambda y: (-sum(q.year == y for q in period.quarters), -y))
    near = ((str(y), _published(publication, question, str(y), at)) for y in years) if total.value is None else ()
    return Answer(number, asks, question, quarters, total, next((pair for pair in near if pair[1].value is not None), None))


def _by_its_year(
    question: Question, number: str, asks: str, at: Mapping[str, str], period: FundingPeriod, publication: Publication, kind: str
) -> Answer:
    """Of a measure that is told by one kind of year alone, like the federal one: that year, and for any other the nearest of its kind."""
    own = period.size == "year" and period.kind == kind
    total = _published(publication, question, period.year, at) if own else Found(None, BY_ITS_YEAR.format(kind))
    years = [year_of(kind, q) for q in period.quarters]
    most = max(sorted(set(years), reverse=True), key=years.count)
    near = _published(publication, question, most, at)
    nearest = (f"{FISCAL[kind]}{most}", near) if total.value is None and near.value is not None else None
    return Answer(number, asks, question, tuple(Found(None, BY_ITS_YEAR.format(kind)) for _ in period.quarters), total, nearest)


def _came_again(question: Question, kind: str, period: FundingPeriod, publication: Publication, schemas: Schemas) -> Answer:
    """New once in the funder's year, in the quarter of the first service; continuing in every later quarter of that year."""
    measure = schemas.measures[str(question.measure)]
    if measure.name not in {m.name for m in publication.measures} or measure.outcome is None:
        none = Found(None, NOTCOUNTED)
        return Answer(question.number, question.asks, question, tuple(none for _ in period.quarters), none, None)
    told = tuple(_of_quarter(question, measure.outcome, quarters_into(kind, q), str(q), publication) for q in period.quarters)
    if len(told) == 1:
        return Answer(question.number, question.asks, question, told, told[0], None)
    adds = "sum" if question.people == "new" else "none"
    if question.people == "served" and period.size == "year" and quarters_into(kind, period.quarters[0]) == 0:
        # Everybody served in the funder's year is new in one of its quarters.
        new = _came_again(replace(question, people="new"), kind, period, publication, schemas).total
        return Answer(question.number, question.asks, question, told, new, None)
    return Answer(question.number, question.asks, question, told, _total(told, period, adds, Found(None)), None)


def _of_quarter(question: Question, outcome: Outcome, before: int, quarter: str, publication: Publication) -> Found:
    everybody = _published(publication, replace(question, statistic="denominator", people=None), quarter, {})
    if question.people == "served" or (before == 0 and question.people == "new"):
        return everybody
    if before == 0:
        return Found(0, "", everybody.lines, ALL_NEW, everybody.lines) if everybody.lines else everybody
    code = {outcome.dimension: outcome.codes[before - 1]}
    new = _published(publication, replace(question, statistic="numerator", people=None), quarter, code)
    if question.people == "new" or not new.lines or not everybody.lines:
        return new
    how = f"denominator less numerator of {quarter}"
    value = None if new.value is None or everybody.value is None else everybody.value - new.value
    return Found(value, "" if value is not None else new.words or everybody.words, everybody.lines, how, new.lines)


def _published(publication: Publication, question: Question, period: str, at: Mapping[str, str]) -> Found:
    cell = publication.cells.find(str(question.measure), period, question.statistic, **at)
    if cell is None:
        return Found(None, _absent(publication, question, period, at))
    return Found(cell.number, "" if cell.shown else _why(cell), (cell.line,), f"{question.statistic} of {period}")


def _absent(publication: Publication, question: Question, period: str, at: Mapping[str, str]) -> str:
    """Why there is no such line: the measure began later, or its groups are told by calendar year."""
    groups = next({b.name for b in m.breakdowns} for m in publication.measures if m.name == question.measure)
    of_a_group = any(code != TOTAL for dimension, code in at.items() if dimension in groups)
    told = publication.cells.periods(str(question.measure))
    if period and told and period < told[0]:
        return f"counted from {told[0]} on"
    if of_a_group and period in told and len(period) > len("2026"):
        return BY_YEAR
    return NOT_PUBLISHED


def _why(cell: Cell) -> str:
    return f"[{cell.status}] {MARKS[cell.status]}"


def _total(quarters: tuple[Found, ...], period: FundingPeriod, adds: str, year: Found) -> Found:
    if period.size == "quarter":
        return quarters[0]
    if year.lines:
        return year
    if adds == "last":
        return quarters[-1]
    if all(q.value is None and not q.lines for q in quarters):
        return Found(None, quarters[-1].words)
    if adds == "none":
        return Found(None, NOT_ADDED)
    lines = tuple(line for q in quarters for line in q.lines)
    if all(q.value is not None for q in quarters):
        return Found(sum(q.value or 0 for q in quarters), "", lines, f"sum of {len(quarters)} quarters")
    words = sorted((q.words for q in quarters if q.value is None), key=_severity)
    return Found(None, words[0], lines)


def _severity(words: str) -> int:
    mark = words[1:2] if words.startswith("[") else ""
    return _WORST.index(mark) if mark in _WORST else -1  # a quarter that is not there at all comes before any mark


__all__ = ["BY_YEAR", "NOT_ADDED", "NOTCOUNTED", "NOT_PUBLISHED", "ONLY_PROVIDER", "Answer", "Found", "answers"]
