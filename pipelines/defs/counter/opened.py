"""The counter opens: which workspace it belongs to, and what the county agreed, read again whenever somebody changed it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pipelines.confidential.store.frames import Frames
from pipelines.confidential.store.keys import KeyProblem
from pipelines.confidential.submissions import NotTaken
from pipelines.defs.corrections import CorrectionProblem
from pipelines.defs.guard import ConfidentialStageFailed
from pipelines.defs.office import Office
from pipelines.publication.signing import SigningProblem
from pipelines.workspace import Workspace, WorkspaceError
from schemas import SchemaError, Schemas

# What is said to a person at the counter: errors whose words are ours and hold no value.
SAYS = (CorrectionProblem, NotTaken, SigningProblem, WorkspaceError, SchemaError, KeyProblem, ConfidentialStageFailed)


LARGEST = 50_000_000  # bytes of one file over the web; a larger one goes into the inbox
WAITING = "waiting"  # where files that came lie encrypted
TICKET = re.compile(r"[0-9a-f]{32}")


class AtTheCounter(Exception):
    """What was asked cannot be done; the message may be shown and holds nothing of a file."""


@dataclass
class Counter:
    """One workspace's counter. Each person who comes gets an office of their own, so that nothing of a file is kept for the next."""

    folder: Path
    _agreed: dict[str, tuple[object, Schemas]] = field(default_factory=dict, repr=False)
    _one: Lock = field(default_factory=Lock, repr=False)

    @property
    def workspace(self) -> Workspace:
        return Workspace.open(self.folder)

    @property
    def schemas(self) -> Schemas:
        """The county's agreement as it stands now."""
        place = self.folder / "schemas"
        files = ((p.relative_to(place), p.stat()) for p in sorted(place.rglob("*.yaml")))
        state = tuple((str(name), about.st_mtime_ns, about.st_size) for name, about in files)
        with self._one:
            known = self._agreed.get("now")
            if known is None or known[0] != state:
                known = self._agreed["now"] = (state, self.workspace.schemas())
            return known[1]

    def office(self) -> Office:
        workspace = self.workspace
        return Office(workspace, self.schemas, Frames.open(workspace.confidential))


def known(ticket: str) -> str:
    """A ticket that may be one."""
    if not TICKET.fullmatch(ticket):
        raise AtTheCounter("there is no such file")
    return ticket
