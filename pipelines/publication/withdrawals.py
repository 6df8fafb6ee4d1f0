"""The notices of publications that were taken back, held against the county's book, in which each has its line."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.publication import ledger, store

WHAT = "withdrawn"


def told(book: Path) -> dict[str, dict[str, Any]]:
    """The notices as the book tells them, by publication. Raises LedgerProblem where it cannot be read."""
    found: dict[str, dict[str, Any]] = {}
    for entry in ledger.read(book, finished=True) if book.is_file() else ():
        name = entry.about.get("publication")
        if entry.what == WHAT and name not in found:
            line = sha256(entry.line()).hexdigest()
            found[str(name)] = {"on": entry.at[:10], "reason": entry.about.get("reason"), "ledger": line}
    return found


def problems(published: Path, book: Path) -> list[str]:
    """Where notices and book say different things, one sentence each."""
    try:
        there, wanted = store.withdrawn(published), told(book)
    except ledger.LedgerProblem as error:
        return [str(error)]
    except (ValueError, AttributeError):
        return [f"{store.WITHDRAWN} cannot be read; it was changed"]
    return [f"{name}: {says}" for name in sorted(there | wanted) if (says := _differ(there.get(name), wanted.get(name)))]


def _differ(there: Mapping[str, Any] | None, wanted: Mapping[str, Any] | None) -> str:
    if wanted is None:
        return f"{store.WITHDRAWN} says that it was withdrawn, and the ledger does not"
    if there is None:
        return f"the ledger says that it was withdrawn on {wanted['on']}, and {store.WITHDRAWN} does not"
    same = all(there.get(what) == wanted[what] for what in wanted)
    return "" if same else f"its notice in {store.WITHDRAWN} is not as the ledger has it; it was changed"
