"""Takes the registers of services from the confidential store to the public directory. A county that keeps none has no directory."""

from pipelines.defs.office import Office
from pipelines.publication import directory
from schemas import Quarter


def public(office: Office, last: Quarter) -> dict[str, bytes]:
    """The directory's file by its name, or nothing."""
    if not all(office.frames.has("linked", str(last), name) for name in directory.EXTRACTS):
        return {}
    rows = directory.listed(*(office.frames.load("linked", str(last), name) for name in directory.EXTRACTS))
    return {directory.NAME: directory.as_file(rows)} if rows.height else {}
