"""At an agency's desk: blank forms, a check before sending, what a rule means."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines.cli.agreed import agreed
from pipelines.cli.check import check
from pipelines.cli.console import USAGE, say, stop
from pipelines.cli.explaining import explain_code
from pipelines.cli.options import DryRun, WorkspaceOption


def add_to(app: typer.Typer) -> None:
    app.command()(template)
    app.command()(dictionary)
    app.command()(check)
    app.command("explain")(explain_code)


class Page(StrEnum):
    md = "md"
    html = "html"
    json = "json"


def template(
    extract: Annotated[str | None, typer.Argument(metavar="[EXTRACT]", help="Like probation_referrals.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", metavar="NAME", help="All that this agency needs, in a folder.")] = None,
    everyone: Annotated[Path | None, typer.Option("--all", metavar="DIR", help="A folder in DIR for every agency.")] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where to write the blank files.")] = Path("."),
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """The blank form of an extract, as XLSX with drop-downs and as CSV; or all that an agency needs."""
    from schemas.forms.pack import START, pack
    from schemas.forms.template_csv import template_csv
    from schemas.forms.template_xlsx import template_xlsx

    if sum(given is not None for given in (extract, agency, everyone)) != 1:
        stop(USAGE, "name an extract, or give --agency NAME, or --all DIR")
    schemas = agreed(workspace)
    if extract is not None:
        contract = schemas.contracts.get(extract) or _no_such(extract, schemas.contracts)
        _write(
            {f"{extract}.template.xlsx": template_xlsx(schemas, contract), f"{extract}.template.csv": template_csv(contract)}, to, dry_run
        )
        if not dry_run:
            say(f"Save the filled form as AGENCY.{extract}.QUARTER.xlsx, for example probation.{extract}.2026-Q3.xlsx")
        return
    if agency is not None and agency not in schemas.agencies:
        stop(USAGE, f"there is no agency of that name; there are {', '.join(sorted(schemas.agencies))}")
    for name in [agency] if agency else sorted(schemas.agencies):
        folder = (everyone or to) / name
        _write(pack(schemas, name), folder, dry_run, told=agency is not None)
        say(f"{'would begin' if dry_run else 'begin'} with {folder / START}")


def _write(files: Mapping[str, bytes], folder: Path, dry_run: bool, told: bool = True) -> None:
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if not dry_run:
            (folder / name).write_bytes(content)
        if told:
            say(f"{'would write ' if dry_run else ''}{folder / name}")


def dictionary(
    extract: Annotated[str, typer.Argument(metavar="EXTRACT")],
    format: Annotated[Page, typer.Option("--format", help="Markdown, a web page, or JSON for other programs.")] = Page.md,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it (default: the terminal).")
    ] = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """What each column and code of an extract means."""
    from schemas.forms.dictionary import dictionary as markdown
    from schemas.forms.dictionary import dictionary_json
    from schemas.forms.dictionary_html import dictionary_html

    schemas = agreed(workspace)
    contract = schemas.contracts.get(extract) or _no_such(extract, schemas.contracts)
    written = {Page.md: markdown, Page.html: dictionary_html, Page.json: dictionary_json}[format](schemas, contract)
    if output is None:
        say(written.decode().rstrip())
    elif dry_run:
        say(f"would write {output}")
    else:
        output.write_bytes(written)
        say(str(output))


def _no_such(extract: str, known: Iterable[str]) -> NoReturn:
    stop(USAGE, f"there is no extract {extract!r}; there are {', '.join(sorted(known))}")
