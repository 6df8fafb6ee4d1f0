"""Quarters and years, the calendar the task force reports by."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, written 2026-Q3.

    >>> Quarter.parse("2026-Q1").start
    datetime.date(2026, 1, 1)
    >>> str(Quarter.parse("2026-Q4").plus(1))
    '2027-Q1'
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 1900 <= self.year <= 2999):
            raise ValueError(f"{self.year}-Q{self.number} is not a quarter; write one like 2026-Q3")

    @staticmethod
    def parse(text: str) -> "Quarter":
        """Raises ValueError when `text` is not of the form 2026-Q3."""
        found = re.fullmatch(r"(\d{4})-Q([1-4])", str(text))
        if not found:
            raise ValueError(f"{text!r} is not a quarter; write one like 2026-Q3")
        return Quarter(int(found[1]), int(found[2]))

    @staticmethod
    def of(day: date) -> "Quarter":
        return Quarter(day.year, (day.month + 2) // 3)

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        return self.plus(1).start - timedelta(days=1)

    @property
    def quarters(self) -> "tuple[Quarter, ...]":
        return (self,)

    def plus(self, quarters: int) -> "Quarter":
        count = self.year * 4 + self.number - 1 + quarters
        return Quarter(count // 4, count % 4 + 1)

    def through(self, last: "Quarter") -> "tuple[Quarter, ...]":
        """This quarter and all that follow, up to and with `last`."""
        length = (last.year - self.year) * 4 + last.number - self.number + 1
        return tuple(self.plus(i) for i in range(max(0, length)))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, order=True)
class Year:
    """A calendar year, written 2026."""

    year: int

    @property
    def start(self) -> date:
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        return date(self.year, 12, 31)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self.year, n) for n in (1, 2, 3, 4))

    def __str__(self) -> str:
        return str(self.year)


Period = Quarter | Year


def parse_period(text: str) -> Period:
    """A quarter (2026-Q3) or a year (2026). Raises ValueError for anything else."""
    return Year(int(text)) if re.fullmatch(r"\d{4}", text) else Quarter.parse(text)


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day of that month where it is shorter.

    >>> months_after(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
