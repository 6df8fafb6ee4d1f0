"""The file's name, which says who sends what for which quarter: AGENCY.EXTRACT.QUARTER.csv or .xlsx."""

import re
from dataclasses import dataclass

from pipelines.desk.findings import Finding, finding
from schemas import Quarter

EXAMPLE = "probation.probation_referrals.2025-Q4.csv"
_FORM = re.compile(r"([a-z0-9_]{1,60})\.([a-z0-9_]{1,60})\.([^.]{1,20})\.(csv|xlsx)", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """Who sends what for which quarter, and whether it is a workbook."""

    agency: str
    extract: str
    quarter: Quarter
    is_xlsx: bool = False


def parse(name: str) -> Named | Finding:
    """Read a file's name, or say what would be right. The name is never repeated: people call files after children."""
    found = _FORM.fullmatch(re.split(r"[/\\]", name)[-1])
    if not found:
        return finding("E101", example=EXAMPLE)
    try:
        quarter = Quarter.parse(found[3].upper())
    except ValueError:
        return finding("E104", example="2025-Q4")
    return Named(found[1].lower(), found[2].lower(), quarter, found[4].lower() == "xlsx")
