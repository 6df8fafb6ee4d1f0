"""Whether this agency may send this extract for this quarter at all; asked before the file is opened."""

from collections.abc import Iterable
from difflib import get_close_matches

from pipelines.desk.file_name import Named
from pipelines.desk.findings import Finding, finding
from schemas import Schemas

_ROWS_TIERS = ("linkable", "rows")


def refusals(named: Named, schemas: Schemas) -> tuple[Finding, ...]:
    """Why the file may not be taken; empty where it may."""
    if named.agency not in schemas.agencies:
        return (finding("E102", example=_nearest(named.agency, schemas.agencies), names=", ".join(schemas.agencies)),)
    if named.extract not in schemas.contracts:
        return (finding("E103", example=_nearest(named.extract, schemas.contracts), names=", ".join(schemas.contracts)),)
    source = schemas.source(named.agency, named.extract)
    contract = schemas.contracts[named.extract]
    if source is None:
        own = schemas.agencies[named.agency].sources
        totals_only = contract.kind == "rows" and bool(own) and not any(s.tier in _ROWS_TIERS for s in own)
        none = finding("T602", extract=named.extract, names=", ".join(s.extract for s in own) or "nothing yet")
        return (finding("T601"), none) if totals_only else (none,)
    if named.quarter.end > source.expires:
        return (finding("T603", extract=named.extract, expires=source.expires.isoformat()),)
    if named.quarter < source.since:
        return (finding("T604", extract=named.extract, first=source.since),)
    if named.quarter < contract.effective:
        return (finding("E105", extract=named.extract, first=contract.effective),)
    return ()


def _nearest(said: str, among: Iterable[str]) -> str:
    """The known name that was probably meant; it is ours, so it may be shown."""
    return next(iter(get_close_matches(said, list(among), 1)), "")
