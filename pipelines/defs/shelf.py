"""One at a time: no run may change a draft while it is published, and what a killed run left behind is swept away."""

import fcntl
import shutil
from collections.abc import Generator
from contextlib import contextmanager

from pipelines.defs.office import Office


class Busy(Exception):
    """Another run or publication of this workspace is under way."""


@contextmanager
def alone(office: Office) -> Generator[None]:
    """Hold the workspace's line, and begin with clean shelves.

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
                shutil.rmtree(left_over, ignore_errors=True)
        yield
