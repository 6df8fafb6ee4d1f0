"""Reads a day as an agency's export writes it, in the form that the mapping states and in no other."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from pipelines.desk.grid import trimmed

FORMS = ("day-first", "month-first", "year-first", "excel-serial")

_TIME = r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/. ])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_DAY_MONTH = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[ -]([A-Za-z]{{3,9}})\.?[ ,-]+([0-9]{{4}}){_TIME}")
_MONTH_DAY = re.compile(rf"([A-Za-z]{{3,9}})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){_TIME}")
_SERIAL = re.compile(r"([0-9]{4,5})(?:\.[0-9]+)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# A spreadsheet's day 1 is 1 January 1900, and it believes that 1900 was a leap year.
_SERIAL_ZERO = date(1899, 12, 30)
_AFTER_THE_LEAP_DAY = 61


def read(text: str, form: str) -> date | None:
    """The day, without its hour; None where the text is no day in this form.

    The year in front says its own order, so it is read under every form; a year of two digits under none.

    >>> read("03/04/2025 14:05", "month-first"), read("03/04/2025", "day-first")
    (datetime.date(2025, 3, 4), datetime.date(2025, 4, 3))
    """
    said = trimmed(text)
    if found := _YEAR_FIRST.fullmatch(said):
        return _day(found[1], found[3], found[4])
    if form == "year-first":
        found = _EIGHT.fullmatch(said)
        return _day(found[1], found[2], found[3]) if found else None
    if form == "excel-serial":
        found = _SERIAL.fullmatch(said)
        return _SERIAL_ZERO + timedelta(int(found[1])) if found and int(found[1]) >= _AFTER_THE_LEAP_DAY else None
    if found := _YEAR_LAST.fullmatch(said):
        day, month = (found[1], found[3]) if form == "day-first" else (found[3], found[1])
        return _day(found[4], month, day)
    if form == "day-first" and (found := _DAY_MONTH.fullmatch(said)):
        return _day(found[3], _month(found[2]), found[1])
    if form == "month-first" and (found := _MONTH_DAY.fullmatch(said)):
        return _day(found[3], _month(found[1]), found[2])
    return None


def fits_better(texts: Iterable[str], form: str) -> str | None:
    """Another form in which every one of these texts is a day, where some are none in the form that was stated."""
    said = [text for text in map(trimmed, texts) if text]
    if all(read(text, form) for text in said):
        return None
    return next((other for other in FORMS if other != form and all(read(text, other) for text in said)), None)


def _month(name: str) -> str:
    """`Sept` is September: three letters or more of its beginning."""
    number = next((i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.casefold())), 0)
    return str(number)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
