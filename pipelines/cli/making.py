"""Beginnings: a demo, a made-up county, a new workspace."""

import time
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import USAGE, Format, as_json, facts, say, step, stop
from pipelines.cli.options import DryRun, FormatOption, quarter


def add_to(app: typer.Typer) -> None:
    app.command()(demo)
    app.command()(synthesize)
    app.command()(init)


def demo(
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="A new folder (default: demo, or the next free demo-2 …).")
    ] = None,
    youth_per_year: Annotated[int, typer.Option(help="Young people identified in a year.", min=5, max=5000)] = 120,
    seed: Annotated[int, typer.Option(help="Another seed, another county.")] = 1,
    format: FormatOption = Format.table,
) -> None:
    """A made-up county: four years of extracts, the whole line, a published dashboard."""
    from pipelines import synthesis
    from pipelines.cli.county import publish_now, run_now
    from pipelines.defs.office import Office
    from pipelines.workspace import Workspace
    from schemas import Quarter

    started, folder, last = time.perf_counter(), into or _free(Path("demo")), Quarter(2025, 4)
    step(f"a new workspace in {folder}")
    workspace = Workspace.create(folder, demo=True)
    step("four years of extracts from five agencies")
    extracts = folder / "extracts"
    written = synthesis.synthesize(extracts, schemas=workspace.schemas(), youth_per_year=youth_per_year, quarters=16, last=last, seed=seed)
    for file in written.files:
        (workspace.inbox / file.name).write_bytes(file.read_bytes())
    ran = run_now(folder, last)
    target, audit = publish_now(Office.open(folder), ran.name)
    dashboard = target / "dashboard.html"
    if format is Format.json:
        found = {"withheld": audit.withheld, "exact": audit.exact, "narrowed": audit.narrowed}
        as_json(
            {
                "workspace": str(folder),
                "publication": str(target),
                "dashboard": str(dashboard.resolve()),
                "files": len(written.files),
                **found,
            }
        )
        return
    facts(
        {
            "Files taken in": len(written.files),
            "Receipts": folder / "receipts",
            "Publication": target,
            "Numbers withheld": audit.withheld,
            "worked out by the attacker": audit.exact + audit.narrowed,
            "Seconds": f"{time.perf_counter() - started:.0f}",
        }
    )
    say("", "Open this file in a browser:", f"  {dashboard.resolve()}")


def synthesize(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
    youth_per_year: Annotated[int, typer.Option(help="Young people identified in a year.", min=5, max=5000)] = 120,
    quarters: Annotated[
        int | None, typer.Option(help="How many quarters, up to and with --last (16; with --everything 4).", min=1, max=36)
    ] = None,
    last: Annotated[str | None, typer.Option(help="The last quarter (2025-Q4; with --everything 2026-Q4).")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another county.")] = 1,
    faults: Annotated[str, typer.Option(help="Faults in the files: none, some or heavy.")] = "none",
    everything: Annotated[
        bool, typer.Option("--everything", help="Every extract for which there is an agreement, not the demo's four alone.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Extracts of a made-up county, with the truth beside them in truth/truth.csv."""
    from pipelines import synthesis
    from schemas import Schemas

    if faults not in ("none", "some", "heavy"):
        stop(USAGE, f"--faults is none, some or heavy, not {faults!r}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        stop(USAGE, f"{folder} already holds something; name a new or an empty folder")
    end = quarter(last or ("2026-Q4" if everything else "2025-Q4"))
    count = quarters or (4 if everything else 16)
    if dry_run:
        say(f"would write {count} quarters up to {end} into {folder}")
        return
    try:
        written = synthesis.synthesize(
            folder,
            schemas=Schemas.load(),
            youth_per_year=youth_per_year,
            quarters=count,
            last=end,
            seed=seed,
            faults=faults,
            extracts=synthesis.ALL if everything else synthesis.EXTRACTS,
        )
    except ValueError as error:
        stop(USAGE, str(error))
    say(f"{len(written.files)} files in {folder}, the truth in {written.truth}")


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
    own_schemas_only: Annotated[
        bool, typer.Option("--own-schemas-only", help="Leave out the contracts and measures that come with safecount.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """A new county workspace."""
    from pipelines.workspace import FOLDERS, Workspace

    if dry_run:
        say(f"would make {folder} with {', '.join(FOLDERS)}")
        return
    from pipelines.confidential.store.keys import store_key

    workspace = Workspace.create(folder, shipped_schemas=not own_schemas_only)
    store_key(workspace.confidential)
    kept = workspace.confidential / "keys" / "store.key"
    say(
        f"{folder} is ready.",
        f"1. Write your county's agencies into {workspace.folder / 'schemas' / 'agencies.yaml'}.",
        f"2. Hand out the forms: safecount template EXTRACT --workspace {folder}",
        f"3. Take files in: safecount submit FILE --workspace {folder}",
        *(f"Keep a copy of {key} in a safe place: nothing can be read without it." for key in [kept] if key.is_file()),
    )


def _free(wanted: Path) -> Path:
    """The folder itself where it is not there yet, else the first free one with a number."""
    count, folder = 1, wanted
    while folder.exists():
        count += 1
        folder = wanted.with_name(f"{wanted.name}-{count}")
    return folder
