"""Checking a file at an agency's own desk: what is wrong with it, where, and what stands there. Nothing is sent or kept."""

import errno
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.agreed import agreed
from pipelines.cli.console import DATA, FINE, INTERNAL, PRIVACY, USAGE, Format, as_json, facts, patiently, say, stop
from pipelines.cli.options import FormatOption, WorkspaceOption
from pipelines.cli.options import quarter as read_quarter

if TYPE_CHECKING:
    from pipelines.desk import Named
    from pipelines.desk.at_the_desk import Look
    from pipelines.desk.grouped import Group
    from schemas import Schemas

_HEADINGS = {"must fix": "Must fix", "please confirm": "Please confirm", "note": "Notes"}


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Named AGENCY.EXTRACT.QUARTER, as CSV, XLSX, ODS or XLS.")],
    extract: Annotated[str | None, typer.Option("--extract", help="Where the file's name does not say it.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Where the file's name does not say it.")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", help="Where the file's name does not say it.")] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", metavar="FILE", help="Your file of an earlier quarter, to compare with.")
    ] = None,
    findings: Annotated[
        Path | None, typer.Option("--findings", metavar="OUT.xlsx", help="Write the findings as a workbook, for your desk only.")
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option("--marked", metavar="OUT.xlsx|csv", help="Write your own table with a column that says what to correct."),
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
) -> int:
    """Check a file at your desk. Nothing is sent or kept."""
    from pipelines.desk.at_the_desk import look

    _refuse_places(findings, marked, file, previous)
    schemas = agreed(workspace)
    with patiently("examining the file; a large one takes a while"):
        seen = look(_read(file), _named(file, schemas, agency, extract, quarter), schemas)
    if previous is not None:
        before, seen = seen, _compared(seen, previous, schemas)
        alike = len(seen.examination.findings) == len(before.examination.findings)
    written = [_written(findings, "findings", seen)] if findings else []
    written += [_written(marked, "marked", seen)] if marked else []
    if format is Format.json:
        as_json(_told(seen))
    else:
        _say(seen)
        if previous is not None and alike:
            say(f"Compared with {previous.name}: nothing unusual.")
        say(*(text for text in written if text))
    found = seen.examination
    return PRIVACY if found.refused_for_privacy else DATA if found.findings and found.status != "accepted" else FINE


def _told(seen: "Look") -> dict[str, Any]:
    """For other programs: no values, as in a receipt; every row of every group."""
    from pipelines.desk.grouped import grouped, ranges

    found = seen.examination
    groups = grouped(found.findings, found.unlisted)
    return {
        "status": found.status,
        "rows_in": found.rows_in,
        "rows_accepted": len(found.rows),
        "rows_held": found.rows_held,
        "read_as": found.how,
        "findings": [asdict(f) for f in found.findings],
        "groups": [
            {
                "code": g.code,
                "kind": g.kind,
                "title": g.title,
                "column": g.column,
                "count": g.count,
                "rows": ranges(g.rows),
            }
            for g in groups
        ],
    }


def _say(seen: "Look") -> None:
    from pipelines.desk.grouped import grouped

    found = seen.examination
    heading = ""
    for group in grouped(found.findings, found.unlisted):
        if _HEADINGS[group.kind] != heading:
            say(*([""] if heading else []), f"{_HEADINGS[group.kind]}:")
            heading = _HEADINGS[group.kind]
        _say_group(seen, group)
    say(*([""] if heading else []))
    facts(
        {
            "Result": found.status,
            "Read as": found.how or "-",
            "Rows": found.rows_in,
            "accepted": len(found.rows),
            "held": found.rows_held,
        }
    )


def _say_group(seen: "Look", group: "Group") -> None:
    from pipelines.desk.grouped import shown_in_full, the_rest

    many = group.count > 1 and bool(group.rows)
    if many:
        about = f" — {seen.label(group.column)}" if group.column else ""
        say(f"  {group.title}{about}: {len(group.rows):,} row{'s' if len(group.rows) > 1 else ''} [{group.code}]")
    indent = "    " if many else "  "
    say(*(f"{indent}{seen.text(f)}" for f in shown_in_full(group)))
    rest = the_rest(group)
    say(*([f"{indent}{rest}"] if rest else []))


def _compared(seen: "Look", previous: Path, schemas: "Schemas") -> "Look":
    """What this quarter's file says beside an earlier one of the same agency and extract."""
    from dataclasses import replace

    from pipelines.desk import Named, examine, parse
    from pipelines.desk.comparison import compared

    told = parse(previous.name)
    now = seen.named
    before = told if isinstance(told, Named) else Named(now.agency, now.extract, now.quarter.plus(-1), _is_workbook(previous))
    if (before.agency, before.extract) != (now.agency, now.extract):
        stop(USAGE, "--previous names a file of another agency or extract; give your own file of the same extract")
    if not before.quarter < now.quarter:
        stop(USAGE, f"--previous names a file of {before.quarter}; give one of a quarter before {now.quarter}")
    contract = seen.contract
    earlier = examine(_read(previous), before, schemas)
    if contract is None:
        return seen
    if not earlier.is_accepted:
        stop(DATA, "the file of --previous would be rejected, so there is nothing to compare with; check it by itself first")
    return replace(seen, examination=compared(seen.examination, earlier, contract, now.quarter, before.quarter, schemas))


def _refuse_places(findings: Path | None, marked: Path | None, *sources: Path | None) -> None:
    """A file that is checked is never written over, nor are two written to one place."""
    outs = [out for out in (findings, marked) if out is not None]
    for out in outs:
        if any(source is not None and _same(out, source) for source in sources):
            stop(USAGE, f"{out} is the file that is checked; give another name")
        if out.is_dir() or not out.resolve().parent.is_dir():
            stop(USAGE, f"{out} cannot be written: there is no such folder, or it is one")
    if len(outs) == 2 and _same(*outs):
        stop(USAGE, "--findings and --marked name the same file")
    if findings is not None and findings.suffix.lower() != ".xlsx":
        stop(USAGE, "--findings writes a workbook: let its name end in .xlsx")
    if marked is not None and marked.suffix.lower() not in (".xlsx", ".csv"):
        stop(USAGE, "--marked writes a workbook or a CSV file: let its name end in .xlsx or .csv")


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def _written(out: Path, what: str, seen: "Look") -> str:
    """Write a file whole or not at all; it can be read by its owner alone. Returns what was done."""
    from pipelines.desk.findings_workbook import findings_workbook, marked_csv, marked_xlsx
    from pipelines.publication.folder import write_whole

    if what == "marked" and (seen.grid is None or seen.examination.refused_for_privacy):
        return f"{out} was not written: a file that tells who someone is, or that cannot be read, is not copied."
    make = findings_workbook if what == "findings" else marked_xlsx if out.suffix.lower() == ".xlsx" else marked_csv
    content = make(seen)
    try:
        write_whole(out, content, mode=0o600)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "the disk is full" if full else error.strerror or "this place takes no file"
        stop(INTERNAL if full else USAGE, f"{out} cannot be written: {why}")
    return f"Written to {out}. It shows what stands in your file: keep it at your desk."


def _named(file: Path, schemas: "Schemas", agency: str | None, extract: str | None, quarter: str | None) -> "Named":
    """Who sends what for which quarter: as the file's name says, or as the options do."""
    from pipelines.desk import Named, parse

    told = parse(file.name)
    if not isinstance(told, Named) and told.code == "P523":
        stop(PRIVACY, told.text)
    for option, given, names in (("--agency", agency, schemas.agencies), ("--extract", extract, schemas.contracts)):
        if given is not None and given not in names:
            near = get_close_matches(given, names, n=1, cutoff=0.7)
            there = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(names))}"
            stop(USAGE, f"{option} is none that we know; {there}")
    if isinstance(told, Named) and not (agency or extract or quarter):
        return told
    known = told if isinstance(told, Named) else None
    extract = extract or (known.extract if known else None)
    senders = [s.agency for s in schemas.sources if s.extract == extract]
    agency = agency or (known.agency if known else senders[0] if senders else None)
    when = read_quarter(quarter) if quarter else known.quarter if known else None
    if not (agency and extract and when):
        stop(USAGE, "the file's name does not say whose it is: name it AGENCY.EXTRACT.QUARTER.csv, or give --extract and --quarter")
    return Named(agency, extract, when, _is_workbook(file))


def _is_workbook(file: Path) -> bool:
    from pipelines.desk.file_name import WORKBOOKS

    return file.suffix.lower().removeprefix(".") in WORKBOOKS


def _read(file: Path) -> bytes:
    if not file.is_file():
        stop(USAGE, "there is no such file; give the path of a CSV or XLSX file")
    from pipelines.desk.from_disk import whole

    return whole(file)
