"""At an agency's desk: from an identified export to the file that may be sent, after a look at it and a yes."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.agreed import agreed
from pipelines.cli.console import DATA, FINE, PRIVACY, USAGE, Format, as_json, say, stop
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption
from pipelines.cli.options import quarter as read_quarter

if TYPE_CHECKING:
    from pipelines.desk import Named
    from pipelines.desk.preparing import LinkingKey
    from schemas import Schemas

# How the command ends for each reason why nothing is prepared.
_EXITS = {"Refused": PRIVACY, "MappingProblem": USAGE, "KeyProblem": USAGE, "Unreadable": DATA}
_NO_YES = "Nothing was written; for a yes without a terminal give --yes."
_NOT_HERE = "the county never holds a linking key, and {} lies in a county's workspace; keep it with the agencies"


@dataclass(frozen=True)
class _Task:
    """What is to be prepared: the export, the text of its mapping, for whom, and the further exports beside it."""

    file: Path
    mapping: str
    named: "Named"
    beside: dict[str, bytes]
    schemas: "Schemas"


@dataclass(frozen=True)
class _Out:
    folder: Path
    replace: bool
    yes: bool
    dry_run: bool


def add_to(app: typer.Typer) -> None:
    app.command()(prepare)


def prepare(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The agency's own export, CSV or a workbook.")] = None,
    extract: Annotated[str | None, typer.Option("--extract", help="Like probation_referrals.")] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The linking key, where the extract has tokens.")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="The mapping (default: EXTRACT.mapping.yaml beside the export).")
    ] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Where several agencies send the extract.")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", help="Like 2026-Q3.")] = None,
    beside: Annotated[
        list[str] | None, typer.Option("--beside", metavar="NAME=FILE", help="A further export that the mapping lays beside this one.")
    ] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where to write the file.")] = Path("."),
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file of the same name.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking, for scripts.")] = False,
    draft_mapping: Annotated[
        Path | None, typer.Option("--draft-mapping", metavar="FILE", help="Only propose a mapping from the export's headers.")
    ] = None,
    bridge: Annotated[
        tuple[Path, Path] | None, typer.Option("--bridge", metavar="OLD_KEY NEW_KEY", help="Only write which new token is which old one.")
    ] = None,
    make_key: Annotated[Path | None, typer.Option("--make-key", metavar="FILE", help="Only make a new linking key.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="With --make-key: the year of the key (default: this one).")] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> int:
    """Make the file that may be sent from your own export. Shows exactly what would leave, and asks."""
    from pipelines.desk.findings import Unreadable
    from pipelines.desk.preparing import KeyProblem, MappingProblem, Refused, preview

    if make_key:
        return _new_key(make_key, year, dry_run)
    if file is None or extract is None:
        stop(USAGE, "say which export and for which extract: safecount prepare FILE --extract NAME --key FILE (see --help)")
    _not_into_the_county(draft_mapping if draft_mapping else to / "the file")
    if not draft_mapping and not to.is_dir():
        stop(USAGE, f"there is no folder {to}; make it, or name another with --to")
    schemas = agreed(workspace)
    if extract not in schemas.contracts:
        stop(USAGE, f"there is no extract {extract!r}; there are {', '.join(sorted(schemas.contracts))}")
    try:
        if draft_mapping:
            return _draft(file, extract, draft_mapping, schemas, dry_run)
        rules = _text(mapping or file.with_name(f"{extract}.mapping.yaml"), preview.A_MAPPING)
        task = _Task(file, rules, _named(file, extract, agency, quarter, schemas), _beside(beside), schemas)
        out = _Out(to, replace, yes, dry_run)
        return _bridge(task, bridge, out) if bridge else _prepare(task, key, out, format)
    except (Refused, MappingProblem, KeyProblem, Unreadable) as problem:
        stop(_EXITS[type(problem).__name__], *preview.refusal(problem))


def _prepare(task: _Task, key: Path | None, out: _Out, format: Format) -> int:
    from pipelines.desk.preparing import prepared, preview

    found = prepared(_bytes(task.file), task.mapping, _key(key) if key else None, task.named, task.schemas, task.beside)
    target = out.folder / found.name
    if target.resolve() == task.file.resolve():
        stop(USAGE, f"{target} is the export itself; give another folder with --to")
    if format is Format.table:
        say(*preview.lines(found, target))
    if found.may_be_written:
        written = not out.dry_run and _agreed_to(out.yes, preview.question(found, target), asks=format is Format.table)
    else:
        written = False
    if written:
        _write(target, found.content, out.replace)
    if format is Format.json:
        as_json(preview.as_facts(found, target, written))
    if not found.may_be_written:
        stop(PRIVACY if found.examination.refused_for_privacy else DATA, preview.NOTHING_WRITTEN)
    if not written and not out.dry_run:
        stop(USAGE, _NO_YES)
    if written and format is Format.table:
        say(preview.written(target))
    return DATA if found.held or found.examination.rows_held else FINE


def _bridge(task: _Task, keys: tuple[Path, Path], out: _Out) -> int:
    from pipelines.desk.preparing import bridged, preview

    found = bridged(_bytes(task.file), task.mapping, _key(keys[0]), _key(keys[1]), task.named, task.schemas, task.beside)
    target = out.folder / found.name
    say(*preview.of_bridge(found, target))
    if out.dry_run:
        return FINE
    if not _agreed_to(out.yes, f"Write this bridge of {len(found.rows)} lines to {target}?", asks=True):
        stop(USAGE, _NO_YES)
    _write(target, found.content, out.replace)
    say(f"Written: {target}")
    return DATA if found.held else FINE


def _draft(file: Path, extract: str, target: Path, schemas: "Schemas", dry_run: bool) -> int:
    from pipelines.desk.preparing import draft, preview

    text = draft(_bytes(file), schemas.contracts[extract], schemas)
    if dry_run:
        say(text.rstrip())
        return FINE
    _write(target, text.encode("utf-8"), replace=False)
    say(preview.of_draft(target))
    return FINE


def _new_key(target: Path, year: int | None, dry_run: bool) -> int:
    import secrets
    from datetime import date

    from pipelines.desk.preparing import KeyProblem, LinkingKey, preview

    _not_at_the_county(target)
    if dry_run:
        say(f"would write a new linking key to {target}")
        return FINE
    try:
        key = LinkingKey(year or date.today().year, secrets.token_bytes(32))
    except KeyProblem as wrong:
        stop(USAGE, str(wrong))
    _write(target, key.file.encode("ascii"), replace=False)
    say(*preview.of_key(key, target))
    return FINE


def _key(path: Path) -> "LinkingKey":
    """The key in a file that only its owner may read, away from any county workspace."""
    import stat

    from pipelines.desk.preparing import preview, read_key

    _not_at_the_county(path)
    text = _text(path, preview.A_KEY)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        stop(USAGE, f"{path} may be read by others; close it with: chmod 600 {path}")
    return read_key(text)


def _not_at_the_county(path: Path) -> None:
    from pipelines.workspace import around

    if around(path):
        stop(PRIVACY, _NOT_HERE.format(path))


def _not_into_the_county(target: Path) -> None:
    """What is made at an agency's desk goes to the county as a submission, not by being written into its folders."""
    from pipelines.workspace import around

    if around(target):
        stop(PRIVACY, "an agency's desk writes nothing into a county's workspace; give a folder of your own with --to")


def _named(file: Path, extract: str, agency: str | None, quarter: str | None, schemas: "Schemas") -> "Named":
    from pipelines.desk import Named, parse

    told = parse(file.name)
    known = told if isinstance(told, Named) and told.extract == extract else None
    senders = [source.agency for source in schemas.sources if source.extract == extract]
    if agency is None and known is None and len(senders) != 1:
        stop(USAGE, f"say whose file it is with --agency; {extract} is sent by {', '.join(senders) or 'no agency'}")
    if quarter is None and known is None:
        stop(USAGE, "say which quarter it is for with --quarter, like 2026-Q3")
    when = read_quarter(quarter) if quarter else known.quarter if known else None
    assert when is not None
    return Named(agency or (known.agency if known else senders[0]), extract, when)


def _beside(given: list[str] | None) -> dict[str, bytes]:
    found = {}
    for text in given or []:
        name, _, path = text.partition("=")
        if not path:
            stop(USAGE, f"--beside is NAME=FILE, not {text!r}")
        found[name] = _bytes(Path(path))
    return found


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        stop(USAGE, "there is no such file; give the path of a CSV file or a workbook")
    from pipelines.desk.from_disk import whole

    return whole(path)


def _text(path: Path, what: str) -> str:
    if not path.is_file():
        stop(USAGE, f"{path} is no file; it is to be the {what}")
    from pipelines.desk.preparing import preview

    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        stop(USAGE, preview.no_text(path, what))


def _agreed_to(yes: bool, question: str, asks: bool) -> bool:
    """Only a yes is a yes; where nobody can be asked, only --yes."""
    if yes or not asks or not sys.stdin.isatty():
        return yes
    sys.stdout.write(f"{question} Type yes: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() == "yes"


def _write(target: Path, content: bytes, replace: bool) -> None:
    """Whole or not at all, for its owner only. What is written beside it for a moment is the same, and nothing identified."""
    if not target.resolve().parent.is_dir():
        stop(USAGE, f"there is no folder {target.resolve().parent}")
    if target.exists() and not replace:
        stop(USAGE, f"{target} is there already and stays as it is; move it away, or name another place")
    from pipelines.publication.folder import write_whole

    write_whole(target, content, mode=0o600)
