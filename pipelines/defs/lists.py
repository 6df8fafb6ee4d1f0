"""Takes registers from the confidential store to public lists. A county that keeps none of them has no such list."""

from pipelines.defs.office import Office
from pipelines.publication import directory, promises
from schemas import Quarter


def public(office: Office, last: Quarter) -> dict[str, bytes]:
    """The file of each list by its name: the directory of services, and the actions that were promised."""
    lists = (
        (directory.NAME, directory.EXTRACTS, directory.listed, directory.as_file),
        (promises.NAME, (promises.EXTRACT,), lambda rows: promises.listed(rows, last), promises.as_file),
    )
    found = {}
    for name, extracts, listed, as_file in lists:
        if all(office.frames.has("linked", str(last), extract) for extract in extracts):
            rows = listed(*(office.frames.load("linked", str(last), extract) for extract in extracts))
            found |= {name: as_file(rows)} if rows.height else {}
    return found
