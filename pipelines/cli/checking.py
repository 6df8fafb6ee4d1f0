"""Trust, but verify: was anything changed, can anything withheld be worked out, is this machine set up?"""

import csv
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.console import DATA, FINE, USAGE, Format, as_json, complain, say, stop, table, write
from pipelines.cli.options import FormatOption, WorkspaceOption, folder, hierarchies

_PUBLISHED = ("manifest.json", "publication.json")  # either says that a folder is a publication, or was one before it was tampered with


class Bounds(StrEnum):
    exact = "exact"
    enough = "enough"
    tight = "tight"


def add_to(app: typer.Typer) -> None:
    for command in (verify, audit, doctor):
        app.command()(command)


def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A published folder, a receipt's JSON file, or ledger.jsonl.")],
    key: Annotated[
        str | None, typer.Option("--key", metavar="HEX", help="The county's public key (else the workspace's, if there is one).")
    ] = None,
    anchor: Annotated[
        list[Path] | None,
        typer.Option("--anchor", metavar="FILE", help="With a ledger: a manifest or receipt that you kept; may be given again."),
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
) -> int:
    """Is this publication, receipt or ledger exactly as it was issued?"""
    from pipelines.publication import ledger, proof, signing
    from pipelines.publication.manifest import problems
    from pipelines.publication.receipt import Receipt

    signer = (key,) if key else _county_keys(path, workspace)
    if path.is_dir():
        if not any((path / name).exists() for name in _PUBLISHED):
            stop(USAGE, f"{path} is not a published folder")
        found = problems(path, signing.verify, signer) or _not_as_told(path) or _withdrawn(path)
    elif path.suffix == ".jsonl" and path.is_file():
        found = ledger.problems(path, signing.verify, signer[0] if signer else None, {str(a): _head(a) for a in anchor or ()})
    elif path.suffix == ".json" and path.is_file():
        raw = path.read_bytes()
        found = proof.problems(raw, signing.verify, signer) if proof.is_one(raw) else Receipt.problems(raw, signer) or _misnamed(path)
    else:
        stop(USAGE, f"there is no published folder, no receipt's .json file and no ledger.jsonl at {path}")
    if anchor and path.suffix != ".jsonl":
        stop(USAGE, "--anchor goes with a ledger: safecount verify ledger.jsonl --anchor MANIFEST")
    if format is Format.json:
        as_json({"path": str(path), "ok": not found, "problems": found, "county_key": signer[0] if signer else None})
    elif found:
        say(*found)
    else:
        whose = "by the county's key" if signer else "by the key that it names; whose key that is, only --key or the workspace can tell"
        say(f"{path} is as it was issued, signed {whose}.")
    return DATA if found else FINE


def _withdrawn(path: Path) -> list[str]:
    """Whether a notice beside it says that the publication was taken back."""
    from pipelines.publication import store

    notice = store.withdrawn(path.resolve().parent).get(path.resolve().name)
    return [f"{path.name} was withdrawn on {notice['on']} ({notice['reason']}); its files are as they were published"] if notice else []


def _not_as_told(path: Path) -> list[str]:
    """Where the notices beside a publication are not as the workspace's ledger has them."""
    from pipelines.publication import withdrawals
    from pipelines.workspace import around

    place = around(path)
    return withdrawals.problems(path.resolve().parent, place / "ledger.jsonl") if place else []


def _head(path: Path) -> str:
    """The state of the ledger that is printed in a manifest or a receipt."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))["ledger"]
    except (OSError, ValueError, KeyError, TypeError):
        stop(USAGE, f"{path} prints no state of a ledger; give a manifest.json or a receipt that does")
    return str(said)


def _misnamed(path: Path) -> list[str]:
    """A genuine receipt under the name of another."""
    from pipelines.publication.receipt import Receipt

    name = Receipt.from_json(path.read_text(encoding="utf-8")).name
    return [] if path.stem == name else ["the receipt is another one than its file's name says"]


def _county_keys(path: Path, workspace: Path | None) -> tuple[str, ...] | None:
    """The public keys, that of today first, of the workspace that the path lies in, or of the one that is named."""
    from pipelines.publication import ledger, signing
    from pipelines.workspace import around

    place = folder(workspace) if workspace else around(path)
    kept = place / "confidential" / "keys" / "county.key" if place else None
    if place is None or kept is None or not kept.is_file():
        return None
    return ledger.county_keys(place / "ledger.jsonl", signing.load_key(kept).public_key)


def audit(
    paths: Annotated[list[Path], typer.Argument(metavar="PUBLICATION_DIR… | TABLE.csv…")],
    count: Annotated[str | None, typer.Option("--count", help="Of a plain table: the column with the count.")] = None,
    withheld: Annotated[str, typer.Option("--withheld", help="Of a plain table: the mark of a withheld count.")] = "",
    reach: Annotated[
        str | None, typer.Option("--range", help="Of a plain table: LOW:HIGH that a reader knows of a withheld count.")
    ] = None,
    hierarchy: Annotated[list[str] | None, typer.Option("--hierarchy", help="Of a plain table: DIM=FILE with code,parent.")] = None,
    threshold: Annotated[int, typer.Option("--threshold", min=2)] = 11,
    contributor: Annotated[
        str | None,
        typer.Option(
            "--contributor", metavar="COL", help="Of a plain table: the column of the agencies, each of which knows its own counts."
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Write two whole tables for each withheld count, to be kept confidential."),
    ] = None,
    check_certificate: Annotated[
        Path | None,
        typer.Option("--check-certificate", metavar="FILE", help="Only add up whether such a certificate is right, without attacking."),
    ] = None,
    bounds: Annotated[
        Bounds | None,
        typer.Option(
            "--bounds",
            help="Of a plain table: how much to find out of each withheld count. exact: whether it can be told exactly; enough: also "
            "whether it can be told too closely; tight: the tightest ends (default: enough, with --format json tight).",
        ),
    ] = None,
    format: FormatOption = Format.table,
) -> int:
    """Attack what is published: the bounds that a reader can give for each withheld number."""
    from pipelines.disclosure_control.audit import audit_publications, audit_table, verify_certificate, verify_publications

    lacking = [p for p in paths if not p.exists()]
    if lacking:
        stop(USAGE, f"there is nothing at {lacking[0]}")
    if all(p.is_dir() for p in paths):
        bare = [p for p in paths if not (p / "cells.csv").is_file() or not (p / "measures.json").is_file()]
        if bare:
            stop(USAGE, f"{bare[0]} is not a publication folder (it has no cells.csv and measures.json)")
        if check_certificate is not None:
            said = _certificate(check_certificate)
            try:
                checked = verify_publications(said, paths, _external(paths))
            except (AttributeError, KeyError, IndexError, TypeError, ValueError):
                stop(USAGE, f"{check_certificate} is not a certificate of publications")
            lacks = [f"{checked.lacking} withheld numbers have no two tables"] if checked.lacking else []
            if said["loose"]:
                complain(f"In {len(said['loose'])} groups of tables it takes nothing withheld for the same before and after a revision.")
            return _told_of_certificate(checked.problems + lacks, checked.withheld, "numbers", format)
        found = audit_publications(paths, external=_external(paths), certified=certificate is not None)
    elif count is None:
        stop(USAGE, "a plain table needs --count COLUMN")
    else:
        for table_file in paths:
            with table_file.open(encoding="utf-8-sig", newline="") as rows:
                head = next(csv.reader(rows), [])
            if count not in head:
                stop(USAGE, f"{table_file} has no column {count!r}; it has {', '.join(head)}")
            if contributor is not None and contributor not in head:
                stop(USAGE, f"{table_file} has no column {contributor!r}; it has {', '.join(head)}")
        levels = dict(hierarchies(hierarchy))
        if check_certificate is not None:
            said = _certificate(check_certificate)
            try:
                wrong = verify_certificate(said, paths, count, withheld=withheld, reach=_reach(reach), hierarchies=levels)
            except (KeyError, IndexError, TypeError, ValueError):
                stop(USAGE, f"{check_certificate} is not a certificate of this table")
            return _told_of_certificate(wrong, len(said["cells"]), "cells", format)
        found = audit_table(
            paths,
            count,
            withheld=withheld,
            reach=_reach(reach),
            hierarchies=levels,
            threshold=threshold,
            contributor=contributor,
            certified=certificate is not None,
            bounds=(bounds or (Bounds.tight if format is Format.json else Bounds.enough)).value,
        )
    if certificate is not None and found.certificate is not None:
        certificate.write_text(json.dumps(found.certificate, ensure_ascii=False), "utf-8")
    elif certificate is not None:
        complain("no whole table that agrees with all that is shown was found, so there is no certificate")
    if format is Format.json:
        write(found.to_json() + "\n")
    else:
        say(found.summary(), *sorted({leak.kind for leak in found.leaks}))
    return FINE if found.passed else DATA


def _told_of_certificate(wrong: list[str], withheld: int, what: str, format: Format) -> int:
    if format is Format.json:
        as_json({"ok": not wrong, "problems": wrong, "withheld": withheld})
    else:
        say(*(wrong or [f"The certificate is right: each of {withheld} withheld {what} has two tables."]))
    return DATA if wrong else FINE


def _external(paths: list[Path]) -> Path | None:
    """What others published, where the publications lie in a workspace that knows of it."""
    from pipelines.workspace import Workspace, around

    place = around(paths[-1])
    return Workspace.open(place).external if place else None


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


def _certificate(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stop(USAGE, f"{path} cannot be read as a certificate")
    if not isinstance(said, dict) or not {"not_shown", "base", "tables", "cells"} <= set(said):
        stop(USAGE, f"{path} is not a certificate")
    return said
