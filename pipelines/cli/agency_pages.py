"""A page for each agency, for that agency alone: its files, what its receipts said, which measures count them, what is due next."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.console import USAGE, say, stop
from pipelines.cli.options import DryRun, WorkspaceOption, folder
from pipelines.cli.reporting import reports

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    app.command()(agencies)


def agencies(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the pages; made if it is not there.")],
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """A page for each agency, to hand to that agency alone, made from the newest publication and its receipts."""
    from pipelines.publication import store
    from pipelines.workspace import Workspace

    county = Workspace.open(folder(workspace))
    published = store.standing(county.published)
    if not published:
        stop(USAGE, "nothing is published yet; the pages say how much of each measure is shown")
    if out.exists() and not out.is_dir():
        stop(USAGE, f"{out} is a file; give a folder to write the pages into")
    if out.resolve().is_relative_to(county.published.resolve()):
        stop(USAGE, "these pages go to one agency each; give a folder outside of published/")
    if dry_run:
        say(f"would write a page for each agency into {out}")
        return
    made = reports("agencies", county.published / published[-1], out, of=county, told=json.dumps(_told(county)))
    if made.returncode:
        stop(made.returncode, "The pages could not be made.", made.stderr.strip())
    for page in out.glob("*.html"):
        page.chmod(0o600)  # like the receipts: each is for its agency alone
    say(made.stdout.strip())


def _told(county: "Workspace") -> list[dict[str, Any]]:
    """The status part of each submission's last receipt: no count, no total, no place in a file."""
    from pipelines.publication.receipt import Receipt

    last: dict[str, Receipt] = {}
    for path in sorted(county.receipts.glob("*/*.json")):
        receipt = Receipt.from_json(path.read_text(encoding="utf-8"))
        if receipt.submission not in last or last[receipt.submission].version < receipt.version:
            last[receipt.submission] = receipt
    return [asdict(receipt.status_part()) for receipt in last.values()]
