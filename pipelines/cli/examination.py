"""What the doctor looks at."""

import importlib.util
import platform
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.workspace import Workspace
    from schemas import Schemas

Answer = tuple[str, bool, str]


def examined(workspace: Path, named_by_default: bool) -> list[Answer]:
    """What is looked at, whether it is in order, and what would be right."""
    version = sys.version_info[:2]
    free = shutil.disk_usage(workspace if workspace.exists() else Path.cwd()).free // 2**20
    answers: list[Answer] = [
        ("Python", (3, 11) <= version < (3, 14), f"{platform.python_version()} (3.11 to 3.13 will do)"),
        ("free disk space", free >= 500, f"{free} MB (500 MB will do)"),
    ]
    parts = ("polars", "duckdb", "dagster", "great_expectations", "plotly", "highspy", "cryptography", "python_calamine")
    answers += [
        (part, importlib.util.find_spec(part) is not None, "installed" if importlib.util.find_spec(part) else "missing: run `uv sync`")
        for part in parts
    ]
    web = importlib.util.find_spec("dagster_webserver") is not None
    answers.append(("web page of Dagster", True, "installed" if web else "not installed; for it run `uv sync --extra web`"))
    return answers + _of_the_workspace(workspace, named_by_default)


def _of_the_workspace(workspace: Path, named_by_default: bool) -> list[Answer]:
    from pipelines.confidential.store.keys import KeyProblem, store_key
    from pipelines.workspace import Workspace, WorkspaceError
    from schemas import SchemaError

    try:
        found = Workspace.open(workspace)
        schemas = found.schemas()
    except (WorkspaceError, SchemaError) as error:
        return [("workspace", named_by_default and not workspace.exists(), str(error))]
    answers: list[Answer] = [("workspace", True, f"{workspace}: {len(schemas.agencies)} agencies, {len(schemas.measures)} measures")]
    try:
        store_key(found.confidential)
        answers.append(("key of the store", True, "there, and only its owner reads it"))
    except KeyProblem as error:
        answers.append(("key of the store", False, str(error)))
    answers += [_of_external(found.external, schemas), _of_the_stewards(found), _of_the_ledger(found)]
    for folder in (found.inbox, found.confidential, found.receipts):
        closed = not stat.S_IMODE(folder.stat().st_mode) & 0o077
        answers.append((f"{folder.name}/ is closed to others", closed, "yes" if closed else f"close it with: chmod 700 {folder}"))
    return answers


def _of_the_stewards(found: "Workspace") -> Answer:
    from pipelines.publication.review import NEEDED

    count = len(found.stewards)
    if found.demo:
        return "stewards", True, "a made-up county needs none"
    enough = f"one runs the line and {NEEDED} others approve; `safecount steward add` puts one on the list"
    return "stewards", count > NEEDED, str(count) if count > NEEDED else f"{count}; {enough}"


def _of_the_ledger(found: "Workspace") -> Answer:
    from pipelines.publication import ledger, signing, store, withdrawals

    try:
        printed = store.anchors(found.published)
    except (ValueError, AttributeError):
        return "ledger.jsonl", False, "a manifest in published/ cannot be read; `safecount verify` says which"
    if not found.ledger.is_file() and not printed:
        return "ledger.jsonl", True, "not there; it begins with the first run"
    kept = found.confidential / "keys" / "county.key"
    wrong = ledger.problems(found.ledger, signing.verify, signing.load_key(kept).public_key if kept.is_file() else None, printed)
    wrong += withdrawals.problems(found.published, found.ledger) if not wrong else []
    return "ledger.jsonl", not wrong, "; ".join(wrong[:3]) or f"{len(ledger.read(found.ledger))} lines, each as it was written"


def _of_external(path: Path, schemas: "Schemas") -> Answer:
    from pipelines.disclosure_control.protection import ExternalProblem, external
    from schemas.structure import structure

    if not path.is_file():
        return "facts/external.csv", True, "not there; it is for totals of these cells that others published"
    try:
        return "facts/external.csv", True, f"{len(external.read(path, structure(schemas)))} figures that others published"
    except ExternalProblem as error:
        return "facts/external.csv", False, str(error).replace("\n", "; ")
