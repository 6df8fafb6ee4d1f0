"""For grant writers: the copy of a return with withheld numbers, which two others approve before it is handed out."""

import json
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli.console import DATA, PRIVACY, USAGE, complain, say, stop
from pipelines.cli.keys import signing_as
from pipelines.cli.options import folder
from pipelines.cli.reporting import reports
from pipelines.cli.sealing import who_asks

if TYPE_CHECKING:
    from pipelines.defs import returns
    from pipelines.defs.office import Office
    from pipelines.publication.signing import SigningKey
    from pipelines.workspace import Workspace


def make(there: "Workspace", publication: str, form: str, period: str, key: Path | None, *, dry_run: bool) -> None:
    from pipelines.defs import returns
    from pipelines.defs.office import Office

    office = Office.open(there.folder)
    runner = _mine(office.workspace, key)
    with tempfile.TemporaryDirectory() as place:  # what lies here is public: the sheet with its marks, and what it is made of
        done = reports("grant", there.published / publication, form, period, Path(place) / "sheet", of=there)
        if done.returncode:
            stop(done.returncode, done.stderr.strip() or "the sheet could not be made")
        trace = json.loads((Path(place) / "sheet" / "trace.json").read_text(encoding="utf-8"))
    if dry_run:
        say(f"would make a confidential copy of {form} {period} from {publication}, for two others to approve")
        return
    with _alone(office, PRIVACY, "No confidential copy: "):
        made = returns.make(office, trace, runner)
    say(f"{made.name} is made and kept encrypted: {made.withheld} withheld numbers are in it.")
    if made.left_out:
        say(f"{made.left_out} withheld numbers are left out: with what is public they would tell others.")
    if not office.workspace.demo:
        say(f"Two other stewards read it (safecount grant --look {made.name} --key FILE), and approve it (--approve {made.name})")
    say(f"Then: safecount grant --hand-out {made.name} --out FOLDER --key FILE")


def look(name: str, key: Path | None, workspace: Path | None) -> None:
    """What a steward reads before saying yes."""
    from pipelines.defs import returns

    office, made = _kept(name, workspace)
    mine = _own(office.workspace, key)
    with _alone(office, USAGE):
        answers = returns.look(office, made, mine)
    _told(made)
    say(answers.rstrip("\n"))


def approve(name: str, key: Path | None, workspace: Path | None, *, dry_run: bool) -> None:
    """A second and a third person say yes."""
    from pipelines.defs import returns

    office, made = _kept(name, workspace)
    mine = _own(office.workspace, key)
    _told(made)
    if dry_run:
        say("would write down that you approve it")
        return
    with _alone(office, DATA, "Not approved: "):
        stands = returns.approve(office, made, mine)
    say("Approved by two." if stands.state == "approved" else "Written down. Somebody else must look at it too.")


def hand_out(name: str, out: Path | None, key: Path | None, workspace: Path | None, *, dry_run: bool) -> None:
    """It is written where one of them says."""
    from pipelines.defs import returns

    office, made = _kept(name, workspace)
    if out is None:
        stop(USAGE, "say where to with --out FOLDER: a new folder outside of the workspace, on a disk that only you can read")
    who = who_asks(office, key)
    if dry_run:
        say(f"would hand out {made.name} into {out}")
        return
    with _alone(office, DATA, "Not handed out: "):
        files = returns.hand_out(office, made, out, who)
    complain("These files hold numbers that are withheld in public. Send them to the funder only, encrypted, and delete them then.")
    say(*map(str, files))


def _kept(name: str, workspace: Path | None) -> "tuple[Office, returns.Return]":
    from pipelines.defs import returns
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    try:
        return office, returns.kept(office, name)
    except returns.ReturnProblem as error:
        stop(USAGE, f"{error}")


@contextmanager
def _alone(office: "Office", code: int, what: str = "") -> Generator[None]:
    """Nobody else changes the workspace meanwhile; what cannot be done with a return ends the command with this code."""
    from pipelines.defs import returns, shelf

    with shelf.alone(office):
        try:
            yield
        except returns.ReturnProblem as error:
            stop(code, f"{what}{error}." if what else f"{error}")


def _own(workspace: "Workspace", key: Path | None) -> "SigningKey":
    if key is None:
        stop(USAGE, "give your own key with --key FILE")
    return signing_as(workspace, key)


def _told(made: "returns.Return") -> None:
    say(f"{made.name}: for {made.funder}, by {made.basis}; beside {made.publication}; {made.withheld} withheld numbers are in it.")


def _mine(workspace: "Workspace", key: Path | None) -> "SigningKey | None":
    if key is None and not workspace.demo:
        stop(USAGE, "give your own key with --key FILE; two other stewards approve the copy")
    return signing_as(workspace, key) if key else None
