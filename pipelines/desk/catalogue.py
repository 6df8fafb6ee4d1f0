"""Every finding that checking a file can lead to: what it says, what would be right, and why the rule is there.

E1 the file, E2 a cell, E3 between columns, E4 between rows, P5 privacy, T6 the agreement, C7 please confirm, N8 notes.
"""

from collections.abc import Mapping

from pipelines.desk import entries_of_doubt, entries_of_files, entries_of_privacy, entries_of_rows
from pipelines.desk.entry import FILE, MUST_FIX, NOTE, PLEASE_CONFIRM, PRIVACY, ROW, Entry

_ENTRIES = (*entries_of_files.ENTRIES, *entries_of_rows.ENTRIES, *entries_of_privacy.ENTRIES, *entries_of_doubt.ENTRIES)

CATALOGUE: Mapping[str, Entry] = {entry.code: entry for entry in _ENTRIES}


def explain(code: str) -> str | None:
    """What a code means, in plain words; None where there is no such code."""
    entry = CATALOGUE.get(code.strip().upper())
    if entry is None:
        return None
    reach = {ROW: "holds the row", FILE: "rejects the file", PRIVACY: "rejects the file, which is not kept"}[entry.scope]
    effect = {
        MUST_FIX: f"must be fixed; {reach}",
        PLEASE_CONFIRM: "please confirm; nothing is held",
        NOTE: "a note; nothing is held",
    }
    why = entry.why.format_map(_Plain())
    return f"{entry.code}: {entry.title} ({effect[entry.kind]}). {entry.do.format_map(_Plain())}. {why}"


class _Plain(dict[str, str]):
    """Fills the places of a sentence where no file is at hand."""

    def __missing__(self, name: str) -> str:
        return _PLAIN.get(name, "…")


_PLAIN = {
    "allowed": "Write what the data dictionary allows",
    "column": "the one named",
    "columns": "the columns of the data dictionary",
    "names": "the names in agencies.yaml",
    "hint": "",
    "key": "key",
    "grain": "one row for each key",
    "first": "the first",
    "other": "the other column",
    "end": "the quarter's last day",
    "minimum": "the smallest",
    "line": "the code",
    "quarter": "the quarter",
}
