"""Takes the register of actions from the confidential store to the public list. A county that keeps none has no list."""

from pipelines.defs.office import Office
from pipelines.publication import promises
from schemas import Quarter


def public(office: Office, last: Quarter) -> dict[str, bytes]:
    """The list's file by its name, or nothing."""
    if not office.frames.has("linked", str(last), promises.EXTRACT):
        return {}
    rows = promises.listed(office.frames.load("linked", str(last), promises.EXTRACT), last)
    return {promises.NAME: promises.as_file(rows)} if rows.height else {}
