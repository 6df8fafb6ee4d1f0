"""What the lines of a plan are called when people read them."""

from pipelines.planning.trials import AS_AGREED, WHOLE_ONLY, WIDER_CODES, WITHOUT, YEARS_ALONE
from schemas import Schemas

_CHANGES = {
    AS_AGREED: "as agreed",
    YEARS_ALONE: "years only, no quarters",
    "two_years": "two years joined",
    "three_years": "three years joined",
    WIDER_CODES: "wider codes",
    WHOLE_ONLY: "no breakdowns at all",
}


def change(name: str, schemas: Schemas, measure: str) -> str:
    if name.startswith(WITHOUT):
        return f"without {by(name.removeprefix(WITHOUT), schemas, measure)}"
    return _CHANGES[name]


def by(breakdown: str, schemas: Schemas, measure: str) -> str:
    """A breakdown in words that can stand within a sentence; "" is the whole county."""
    words = schemas.codelist_of(schemas.measures[measure], breakdown) if breakdown else None
    title = words.title if words else breakdown.replace("_", " ")
    return f"{title[:1].lower()}{title[1:]}" if title else "whole county"
