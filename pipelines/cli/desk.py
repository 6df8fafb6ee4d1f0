"""At an agency's desk: blank forms, a check before sending, what a rule means."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipelines.cli.console import DATA, FINE, PRIVACY, USAGE, Format, as_json, facts, say, stop
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption
from pipelines.cli.options import quarter as read_quarter

if TYPE_CHECKING:
    from pipelines.desk import Named
    from schemas import Schemas


def add_to(app: typer.Typer) -> None:
    app.command()(template)
    app.command()(dictionary)
    app.command()(check)
    app.command("explain")(explain_code)


def template(
    extract: Annotated[str, typer.Argument(metavar="EXTRACT", help="Like probation_referrals.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where to write the two blank files.")] = Path("."),
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """The blank form of an extract, as XLSX with drop-downs and as CSV."""
    from schemas.forms.template_csv import template_csv
    from schemas.forms.template_xlsx import template_xlsx

    schemas = _schemas(workspace)
    contract = schemas.contracts.get(extract) or _no_such(extract, schemas.contracts)
    files = {f"{extract}.template.xlsx": template_xlsx(schemas, contract), f"{extract}.template.csv": template_csv(contract)}
    for name, content in files.items():
        if not dry_run:
            to.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes(content)
        say(f"{'would write ' if dry_run else ''}{to / name}")
    if not dry_run:
        say(f"Save the filled form as AGENCY.{extract}.QUARTER.xlsx, for example probation.{extract}.2026-Q3.xlsx")


def dictionary(extract: Annotated[str, typer.Argument(metavar="EXTRACT")], workspace: WorkspaceOption = None) -> None:
    """What each column and code of an extract means."""
    from schemas.forms.dictionary import dictionary as written

    schemas = _schemas(workspace)
    say(written(schemas, schemas.contracts.get(extract) or _no_such(extract, schemas.contracts)).decode().rstrip())


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Named AGENCY.EXTRACT.QUARTER.csv or .xlsx.")],
    extract: Annotated[str | None, typer.Option("--extract", help="Where the file's name does not say it.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Where the file's name does not say it.")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", help="Where the file's name does not say it.")] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
) -> int:
    """Check a file at your desk. Nothing is sent or kept."""
    from pipelines import desk

    schemas = _schemas(workspace)
    content = _read(file)
    found = desk.examine(content, _named(file, schemas, agency, extract, quarter), schemas)
    if format is Format.json:
        as_json(
            {
                "status": found.status,
                "rows_in": found.rows_in,
                "rows_accepted": len(found.rows),
                "rows_held": found.rows_held,
                "read_as": found.how,
                "findings": [asdict(f) for f in found.findings],
            }
        )
    else:
        say(*(f.text for f in found.findings))
        facts(
            {
                "Result": found.status,
                "Read as": found.how or "-",
                "Rows": found.rows_in,
                "accepted": len(found.rows),
                "held": found.rows_held,
            }
        )
    return PRIVACY if found.refused_for_privacy else DATA if found.findings and found.status != "accepted" else FINE


def _named(file: Path, schemas: "Schemas", agency: str | None, extract: str | None, quarter: str | None) -> "Named":
    """Who sends what for which quarter: as the file's name says, or as the options do."""
    from pipelines.desk import Named, parse

    told = parse(file.name)
    if isinstance(told, Named) and not (agency or extract or quarter):
        return told
    known = told if isinstance(told, Named) else None
    extract = extract or (known.extract if known else None)
    senders = [s.agency for s in schemas.sources if s.extract == extract]
    agency = agency or (known.agency if known else senders[0] if senders else None)
    when = read_quarter(quarter) if quarter else known.quarter if known else None
    if not (agency and extract and when):
        stop(USAGE, "the file's name does not say whose it is: name it AGENCY.EXTRACT.QUARTER.csv, or give --extract and --quarter")
    return Named(agency, extract, when, file.suffix.lower() == ".xlsx")


def explain_code(code: Annotated[str, typer.Argument(metavar="CODE", help="Like E201.")]) -> None:
    """A rule in plain words."""
    from pipelines.desk import CATALOGUE, explain

    wanted = code.strip().upper()
    if wanted in CATALOGUE:
        say(explain(wanted) or "")
        return
    from pipelines.confidential.validation import DOUBTS  # slower to load: it asks databases

    if wanted not in DOUBTS:
        stop(USAGE, f"there is no rule of that name; there are {', '.join(sorted([*CATALOGUE, *DOUBTS]))}")
    say(f"{wanted}: {DOUBTS[wanted]} Only the county can see this, beside earlier quarters. It holds nothing back; ask the agency.")


def _schemas(workspace: Path | None) -> "Schemas":
    """What the county agreed; at a desk without a workspace, what is shipped."""
    from pipelines.workspace import SETTINGS, Workspace, named
    from schemas import Schemas

    place = named(workspace)
    return Workspace.open(place).schemas() if workspace or (place / SETTINGS).is_file() else Schemas.load()


def _read(file: Path) -> bytes:
    if not file.is_file():
        stop(USAGE, "there is no such file; give the path of a CSV or XLSX file")
    return file.read_bytes()


def _no_such(extract: str, known: Iterable[str]) -> NoReturn:
    stop(USAGE, f"there is no extract {extract!r}; there are {', '.join(sorted(known))}")
