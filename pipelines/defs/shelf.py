"""One at a time: no run may change a draft while it is published, and what a killed run left behind is swept away."""

import fcntl
import re
import time
from collections.abc import Generator
from contextlib import contextmanager

from pipelines.defs.office import Office
from pipelines.publication.folder import clear

A_DAY = 24 * 3600.0
_HALF_WRITTEN = re.compile(r"\..+\.[0-9a-f]{8}")
"""What is written aside before it is moved into its place is called like this."""


class Busy(Exception):
    """Another run or publication of this workspace is under way."""


@contextmanager
def alone(office: Office) -> Generator[int]:
    """Hold the workspace's line, and begin with clean shelves. Gives the lock: a process that works on for us is handed it, so that
    the line is held until that one has ended too, also when we are killed.

    Raises:
        Busy: somebody else holds it.
    """
    with (office.workspace.confidential / ".line.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another run or publication of this workspace is under way; wait until it has ended") from None
        for place in (office.workspace.drafts, office.workspace.published):
            for left_over in place.glob(".*-v*"):
                clear(left_over)
        _swept(office)
        yield lock.fileno()


def _swept(office: Office) -> None:
    """Nobody would ever delete what a killed process left half written, and its rows would outlive what is retained. After a day
    nobody can still be writing it."""
    until = time.time() - A_DAY
    for place in (office.workspace.confidential, office.workspace.receipts):
        for path in place.rglob(".*"):
            if _HALF_WRITTEN.fullmatch(path.name) and path.is_file() and path.stat().st_mtime < until:
                path.unlink(missing_ok=True)
