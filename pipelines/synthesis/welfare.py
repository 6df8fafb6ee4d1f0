"""Child welfare reports and dependency cases of one made-up young person."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pipelines.synthesis import assumptions as assumed
from pipelines.synthesis.assumptions import Weights
from pipelines.synthesis.chance import Chance, Person
from pipelines.synthesis.events import Report

DAY = timedelta(days=1)


class Welfare:
    """Collects the reports about one person: one a day at most, and dependency cases that never overlap."""

    def __init__(self, chance: Chance, someone: Person, senders: Mapping[str, Sequence[str]]) -> None:
        self.chance = chance
        self.someone = someone
        self.agency = next(iter(senders.get("child_welfare_cases", ())), "")
        self.reports: dict[date, Report] = {}

    def reported(self, on: date, substantiated: bool = False, opened_on: date | None = None, ended_on: date | None = None) -> None:
        """A report. One from before the first quarter is on file only while its dependency case was still open then."""
        chance = self.chance
        start = chance.first.start
        was_over = ended_on is not None and ended_on < start
        if on < start and (opened_on is None or was_over):
            return
        if not self.agency or on in self.reports or on > chance.last.end or self.someone.is_adult(opened_on or on):
            return
        told = chance.told(on)
        settled = chance.told(on + timedelta(days=10) + chance.lag(20), told.sent)
        opened = chance.told(opened_on, told.sent) if opened_on else None
        ended = chance.told(ended_on, opened.sent) if opened and ended_on else None
        who = self.someone.described(chance, self.agency, on)
        self.reports[on] = Report(self.agency, on, told.sent, who, substantiated, settled.sent, opened, ended)

    def case(self, opened_on: date, ended_on: date | None) -> None:
        """A dependency case, and the report that led to it."""
        self.reported(opened_on - self.chance.lag(12), True, opened_on, ended_on)

    def while_open(self) -> timedelta:
        return min(self.chance.lag(assumed.CASE_OPEN), timedelta(days=assumed.CASE_OPEN_LONGEST))

    def returns(self, ended_on: date) -> None:
        """Sometimes a second dependency case, after the first has ended."""
        if self.chance.happens(assumed.SECOND_CASE):
            opened_on = ended_on + timedelta(days=30) + self.chance.lag(200)
            self.case(opened_on, opened_on + timedelta(days=60) + self.while_open())

    def history(self, around: date, shares: Weights) -> None:
        """What child welfare knows of someone, seen from the day another agency first met them."""
        kind, chance = self.chance.one_of(shares), self.chance
        length = timedelta(days=60) + self.while_open()
        if kind == "none":
            return
        if kind == "open":
            opened = around - self.while_open() - DAY
            ended = around + self.while_open()
            self.case(opened, ended)
            self.returns(ended)
        elif kind == "closed":
            ended = around - chance.lag(250) - DAY
            self.case(ended - length, ended)
            self.returns(ended)
        elif kind == "after":
            opened = around + chance.lag(150)
            self.case(opened, opened + length)
        else:
            on = chance.day(around - timedelta(days=400), around + timedelta(days=60))
            self.reported(on, kind == "substantiated")
        while chance.happens(assumed.FURTHER_REPORT):
            self.reported(chance.day(around - timedelta(days=600), around + timedelta(days=400)))
