"""Trust, but verify: was anything changed, can anything withheld be worked out, is this machine set up?"""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import DATA, FINE, USAGE, Format, as_json, say, stop, table
from pipelines.cli.options import FormatOption, WorkspaceOption, folder


def add_to(app: typer.Typer) -> None:
    for command in (verify, audit, doctor):
        app.command()(command)


def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A published folder, or a receipt's JSON file.")],
    key: Annotated[
        str | None, typer.Option("--key", metavar="HEX", help="The county's public key (else the workspace's, if there is one).")
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
) -> int:
    """Is this publication or receipt exactly as it was issued?"""
    from pipelines.publication import signing
    from pipelines.publication.manifest import problems
    from pipelines.publication.receipt import Receipt

    signer = key or _county_key(path, workspace)
    if path.is_dir():
        found = problems(path, signing.verify, signer)
    elif path.suffix == ".json" and path.is_file():
        found = Receipt.problems(path.read_bytes(), signer) or _misnamed(path)
    else:
        stop(USAGE, f"there is no published folder and no receipt's .json file at {path}")
    if format is Format.json:
        as_json({"path": str(path), "ok": not found, "problems": found, "county_key": signer})
    elif found:
        say(*found)
    else:
        whose = "by the county's key" if signer else "by the key that it names; whose key that is, only --key or the workspace can tell"
        say(f"{path} is as it was issued, signed {whose}.")
    return DATA if found else FINE


def _misnamed(path: Path) -> list[str]:
    """A genuine receipt under the name of another."""
    from pipelines.publication.receipt import Receipt

    submission = Receipt.from_json(path.read_text(encoding="utf-8")).submission
    return [] if path.stem == submission else ["the receipt is another one than its file's name says"]


def _county_key(path: Path, workspace: Path | None) -> str | None:
    """The public key of the workspace that the path lies in, or of the one that is named."""
    from pipelines.publication import signing
    from pipelines.workspace import SETTINGS

    around = [folder(workspace)] if workspace else [p for p in path.resolve().parents if (p / SETTINGS).is_file()]
    kept = [p / "confidential" / "keys" / "county.key" for p in around]
    return next((signing.load_key(k).public_key for k in kept if k.is_file()), None)


def audit(
    paths: Annotated[list[Path], typer.Argument(metavar="PUBLICATION_DIR… | TABLE.csv…")],
    count: Annotated[str | None, typer.Option("--count", help="Of a plain table: the column with the count.")] = None,
    withheld: Annotated[str, typer.Option("--withheld", help="Of a plain table: the mark of a withheld count.")] = "",
    reach: Annotated[
        str | None, typer.Option("--range", help="Of a plain table: LOW:HIGH that a reader knows of a withheld count.")
    ] = None,
    hierarchy: Annotated[list[str] | None, typer.Option("--hierarchy", help="Of a plain table: DIM=FILE with code,parent.")] = None,
    threshold: Annotated[int, typer.Option("--threshold", min=2)] = 11,
    format: FormatOption = Format.table,
) -> int:
    """Attack what is published: the bounds that a reader can give for each withheld number."""
    from pipelines.disclosure_control.audit import audit_publications, audit_table

    lacking = [p for p in paths if not p.exists()]
    if lacking:
        stop(USAGE, f"there is nothing at {lacking[0]}")
    if all(p.is_dir() for p in paths):
        bare = [p for p in paths if not (p / "cells.csv").is_file() or not (p / "measures.json").is_file()]
        if bare:
            stop(USAGE, f"{bare[0]} is not a publication folder (it has no cells.csv and measures.json)")
        found = audit_publications(paths)
    elif count is None:
        stop(USAGE, "a plain table needs --count COLUMN")
    else:
        for table_file in paths:
            with table_file.open(encoding="utf-8-sig", newline="") as rows:
                head = next(csv.reader(rows), [])
            if count not in head:
                stop(USAGE, f"{table_file} has no column {count!r}; it has {', '.join(head)}")
        found = audit_table(
            paths, count, withheld=withheld, reach=_reach(reach), hierarchies=dict(map(_hierarchy, hierarchy or [])), threshold=threshold
        )
    if format is Format.json:
        sys.stdout.write(found.to_json() + "\n")
    else:
        say(found.summary())
    return FINE if found.passed else DATA


def doctor(workspace: WorkspaceOption = None, format: FormatOption = Format.table) -> int:
    """Is this machine set up, and is the workspace in order?"""
    from pipelines.cli.examination import examined

    answers = examined(folder(workspace), named_by_default=workspace is None)
    if format is Format.json:
        as_json([{"what": w, "ok": ok, "says": says} for w, ok, says in answers])
    else:
        table(["", "what", ""], [("ok" if ok else "NOT OK", what, says) for what, ok, says in answers])
    return FINE if all(ok for _, ok, _ in answers) else DATA


def _reach(text: str | None) -> tuple[int, int | None] | None:
    if text is None:
        return None
    low, _, high = text.partition(":")
    try:
        return int(low or 0), int(high) if high else None
    except ValueError:
        stop(USAGE, f"--range is LOW:HIGH, like 1:10, not {text!r}")


def _hierarchy(text: str) -> tuple[str, Path]:
    dimension, _, file = text.partition("=")
    if not file or not Path(file).is_file():
        stop(USAGE, f"--hierarchy is DIM=FILE with an existing file, not {text!r}")
    return dimension, Path(file)
