"""The file's name, which says who sends what for which quarter: AGENCY.EXTRACT.QUARTER.csv or .xlsx.

A sender who numbers what they send (….QUARTER.r2.csv) is understood in whatever order the files arrive.
"""

import re
from dataclasses import dataclass

from pipelines.desk import identifiers
from pipelines.desk.findings import Finding, finding
from schemas import Quarter

EXAMPLE = "probation.probation_referrals.2025-Q4.csv"
WORKBOOKS = ("xlsx", "xls", "ods")
_FORM = re.compile(r"([a-z0-9_]{1,60})\.([a-z0-9_]{1,60})\.([^.]{1,20})(?:\.r([1-9][0-9]{0,2}))?\.(csv|tsv|txt|xlsx?|ods)", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """Who sends what for which quarter, whether it is a workbook, and the sender's own number for it, if it has one."""

    agency: str
    extract: str
    quarter: Quarter
    is_xlsx: bool = False
    revision: int | None = None


def parse(name: str) -> Named | Finding:
    """Read a file's name, or say what would be right. The name is never repeated: people call files after children."""
    last = re.split(r"[/\\]", name)[-1]
    found = _FORM.fullmatch(last)
    if not found:
        return finding("P523", place="the file's name") if _tells(last) else finding("E101", example=EXAMPLE)
    try:
        quarter = Quarter.parse(found[3].upper())
    except ValueError:
        return finding("E104", example="2025-Q4")
    return Named(found[1].lower(), found[2].lower(), quarter, found[5].lower() in WORKBOOKS, int(found[4]) if found[4] else None)


def _tells(name: str) -> bool:
    """Does the name hold a number of a person? A day in it is more often the day of the export than one of birth."""
    said = identifiers.plain(re.sub(r"[_]|\.[A-Za-z]{3,4}$", " ", name))
    return bool(identifiers.named_code(said) or identifiers.structured_code(said, "date"))
