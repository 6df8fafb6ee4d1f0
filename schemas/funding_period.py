"""The periods that funders ask about: quarters, halves and years of the calendar, of the federal and of the state fiscal year."""

import re
from dataclasses import dataclass

from schemas.period import Quarter

_FORM = re.compile(r"(FFY|SFY)?(\d{4})(?:-(?:Q([1-4])|H([12])))?")
_BEGINS = {"FFY": 4, "SFY": 3, "": 1}
"""The calendar quarter with which the year begins; a fiscal year is called after the calendar year in which it ends.
Federal: 1 October to 30 September (31 USC 1102). State: 1 July to 30 June (California Government Code 13290)."""
FISCAL = {"calendar": "", "federal": "FFY", "state": "SFY"}
"""Each kind of year with how its periods are written."""
SIZES = ("quarter", "half", "year")


@dataclass(frozen=True)
class FundingPeriod:
    """Some quarters in a row. `text` is as it was written: 2026-Q3, 2026-H1, 2026, FFY2026, FFY2026-Q1, SFY2026-H2."""

    text: str
    quarters: tuple[Quarter, ...]

    @staticmethod
    def parse(text: str) -> "FundingPeriod":
        """
        >>> [str(q) for q in FundingPeriod.parse("FFY2026").quarters]
        ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3']
        >>> [str(q) for q in FundingPeriod.parse("SFY2026-H2").quarters]
        ['2026-Q1', '2026-Q2']

        Raises:
            ValueError: the text is no such period.
        """
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is not a period; write one like 2026-Q3, 2026-H1, 2026, FFY2026, FFY2026-Q1 or SFY2026")
        calendar, year, quarter, half = found[1] or "", int(found[2]), found[3], found[4]
        number = _BEGINS[calendar]
        start = Quarter(year if number == 1 else year - 1, number)
        first, length = (int(quarter) - 1, 1) if quarter else (2 * int(half) - 2, 2) if half else (0, 4)
        return FundingPeriod(text, start.plus(first).through(start.plus(first + length - 1)))

    @property
    def kind(self) -> str:
        """Of which year it is a part: calendar, federal or state."""
        return next(kind for kind, prefix in FISCAL.items() if prefix == (self.text[:3] if self.text[0].isalpha() else ""))

    @property
    def year(self) -> str:
        """The number of that year, like 2026."""
        return self.text.removeprefix(FISCAL[self.kind])[:4]

    @property
    def size(self) -> str:
        return {1: "quarter", 2: "half", 4: "year"}[len(self.quarters)]

    @property
    def calendar_year(self) -> str | None:
        """The calendar year that it is, if it is one."""
        first = self.quarters[0]
        return str(first.year) if self.size == "year" and first.number == 1 else None

    def __str__(self) -> str:
        return self.text


def quarters_into(kind: str, quarter: Quarter) -> int:
    """How many quarters of its year of this kind lie before a quarter.

    >>> [quarters_into("federal", Quarter(2025, 4)), quarters_into("state", Quarter(2026, 1))]
    [0, 2]
    """
    return (quarter.number - _BEGINS[FISCAL[kind]]) % 4


def year_of(kind: str, quarter: Quarter) -> str:
    """The number of the year of this kind that a quarter lies in: a fiscal year is called after the calendar year in which it ends.

    >>> [year_of("federal", Quarter(2025, 4)), year_of("state", Quarter(2026, 2)), year_of("calendar", Quarter(2025, 4))]
    ['2026', '2026', '2025']
    """
    begins = _BEGINS[FISCAL[kind]]
    return str(quarter.year + (begins > 1 and quarter.number >= begins))
