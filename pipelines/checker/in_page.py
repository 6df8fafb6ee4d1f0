"""What the page asks of the desk. It runs in the browser's Python, and is plain Python all the same: requests in, JSON out."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import desk
from pipelines.checker import agreement
from pipelines.desk import MUST_FIX, PLEASE_CONFIRM, Named
from pipelines.desk.at_the_desk import Look, look
from pipelines.desk.file_name import WORKBOOKS
from pipelines.desk.findings_workbook import findings_workbook, marked_xlsx
from pipelines.desk.grouped import Group, grouped, shown_in_full, the_rest
from pipelines.desk.reader import LARGEST
from schemas import Quarter, Schemas, files

if TYPE_CHECKING:
    from pipelines.checker.preparing_in_page import Preparer

_UNSIGNED = "A draft, made at the agency's desk and signed by nobody. Only the county's own receipt says that a file was taken in."


class Desk:
    """One desk: the agreement it checks by, and the last file that was checked."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._seen: Look | None = None

    @staticmethod
    def in_browser(folder: str) -> "Desk":
        """The desk of the page: reads the agreement as it was packed when the page was built."""
        files.read = agreement.read  # ty: ignore[invalid-assignment]
        return Desk(Schemas.load(*sorted(Path(folder).iterdir())))

    def opened(self) -> str:
        """What the page shows and offers before a file is chosen."""
        said = {
            a.name: {"title": a.title, "extracts": {s.extract: self._schemas.contracts[s.extract].title for s in a.sources}}
            for a in self._schemas.agencies.values()
        }
        return _json({"county": self._schemas.county, "agencies": said, "most_bytes": LARGEST})

    def named(self, file_name: str) -> str:
        """Who sends what for which quarter, as far as the file's name says it; null where it does not."""
        told = desk.parse(file_name)
        return _json(_whose(told) if isinstance(told, Named) else None)

    def checked(self, file_name: str, content: bytes, whose: str, is_whole: bool = True) -> str:
        """Examine a file. `whose` is JSON with agency, extract and quarter; `is_whole` False where it was too large to be read."""
        said = json.loads(whose)
        try:
            quarter = Quarter.parse(said["quarter"])
        except ValueError:
            return _json({"misuse": "quarter"})
        is_workbook = file_name.lower().rpartition(".")[2] in WORKBOOKS
        named = Named(said["agency"], said["extract"], quarter, is_workbook)
        seen = look(content if is_whole else bytes(LARGEST + 1), named, self._schemas)
        self._seen, found = seen, seen.examination
        return _json(
            {
                "status": found.status,
                "rows_in": found.rows_in,
                "rows_accepted": len(found.rows),
                "rows_held": found.rows_held,
                "read_as": found.how,
                "groups": [_told(seen, group) for group in grouped(found.findings, found.unlisted)],
                "counts": {kind: sum(f.kind == kind for f in found.findings) for kind in (MUST_FIX, PLEASE_CONFIRM)},
                "can_be_marked": seen.grid is not None and not found.refused_for_privacy,
                "receipt": self._receipt(seen, content) if is_whole else None,
            }
        )

    def findings_file(self) -> bytes:
        """The findings of the last file as a workbook, for the desk only."""
        assert self._seen is not None, "a file was checked"
        return findings_workbook(self._seen)

    def marked_file(self) -> bytes:
        """The last file's own table with a column that says what to correct, for the desk only."""
        assert self._seen is not None, "a file was checked"
        return marked_xlsx(self._seen)

    def preparer(self) -> "Preparer":
        """One who prepares by the same agreement; what that takes is read only when it is wanted."""
        from pipelines.checker.preparing_in_page import Preparer

        return Preparer(self._schemas)

    def _receipt(self, seen: Look, content: bytes) -> dict[str, Any]:
        """The facts of a receipt as far as the desk knows them; without any place where a signature could stand."""
        found, contract = seen.examination, seen.contract
        return {
            "draft": _UNSIGNED,
            **_whose(seen.named),
            "sha256": hashlib.sha256(content).hexdigest(),
            "contract_version": contract.version if contract else None,
            "status": found.status,
            "rows_in": found.rows_in,
            "rows_accepted": len(found.rows),
            "rows_held": found.rows_held,
            "totals": dict(found.totals or {}),
            "findings": [asdict(f) for f in found.findings],
            "how": found.how,
        }


def _told(seen: Look, group: Group) -> dict[str, Any]:
    """A group as the command prints it: a heading where it has several rows, the first sentences, and which rows besides."""
    many = group.count > 1 and bool(group.rows)
    about = f" — {seen.label(group.column)}" if group.column else ""
    rows = f"{len(group.rows):,} row{'s' if len(group.rows) > 1 else ''}"
    rest = the_rest(group)
    return {
        "kind": group.kind,
        "heading": f"{group.title}{about}: {rows} [{group.code}]" if many else "",
        "lines": [*(seen.text(f) for f in shown_in_full(group)), *([rest] if rest else [])],
    }


def _whose(named: Named) -> dict[str, str]:
    return {"agency": named.agency, "extract": named.extract, "quarter": str(named.quarter)}


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)
