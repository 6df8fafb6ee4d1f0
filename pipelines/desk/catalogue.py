"""Every finding that checking a file can lead to: what it says, what would be right, and why the rule is there.

E1 the file (E17 its headers), E2 a cell, E3 between columns, E4 between rows, P5 privacy, T6 the agreement, C7 please confirm, N8 notes.
"""

from collections.abc import Mapping

from pipelines.desk import entries_of_columns, entries_of_doubt, entries_of_files, entries_of_privacy, entries_of_rows
from pipelines.desk.entry import FILE, MUST_FIX, NOTE, PLEASE_CONFIRM, PRIVACY, ROW, Entry

_ENTRIES = (
    *entries_of_files.ENTRIES,
    *entries_of_columns.ENTRIES,
    *entries_of_rows.ENTRIES,
    *entries_of_privacy.ENTRIES,
    *entries_of_doubt.ENTRIES,
)

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
    do, why = (in_plain_words(said, entry.code) for said in (entry.do, entry.why))
    return f"{entry.code}: {entry.title} ({effect[entry.kind]}). {do}. {why}"


def in_plain_words(sentence: str, code: str = "") -> str:
    """A sentence of an entry as it may read, where no file is at hand."""
    return sentence.format_map({**_INSTANCE, **_OF_ITS_OWN.get(code, {})}).strip()


# One instance of each word that a sentence has a place for.
_INSTANCE = {
    "allowed": "Write one of girl, boy, another, unknown",
    "before": "14",
    "cells": "12",
    "change": "at least twice as many as",
    "column": "gender",
    "columns": "youth_token, contact_on, status and so on",
    "count": "9",
    "earlier": "2025-Q3",
    "end": "2025-12-31",
    "expires": "2025-12-31",
    "extract": "probation_referrals",
    "first": "referred_on",
    "grain": "one row for each young person and day",
    "held": "70",
    "hint": "",
    "key": "youth_token, contact_on",
    "lengths": "16 and 32",
    "letter": "F",
    "line": "classes",
    "minimum": "0",
    "more": "200",
    "names": "sheriff, probation and so on",
    "now": "52",
    "number": "2",
    "numbers": "1 and 2",
    "of": "E205",
    "other": "accepted_on",
    "place": "the file's name",
    "quarter": "2025-Q4",
    "rows": "100",
    "what": "a text box",
    "where": "arrested is yes",
    "years": "five",
}
_BEGINS = {"first": "2022-Q1"}
_OF_ITS_OWN: Mapping[str, Mapping[str, str]] = {
    "C721": {"what": "rows", "before": "25"},
    "C722": {"what": "rows", "before": "25"},
    "E103": {"names": "probation_referrals, law_enforcement_contacts and so on"},
    "E105": _BEGINS,
    "E112": {"header": "none of the first twenty rows is the header", "begin": "Begin the file with the header row"},
    "E122": {"share": "5"},
    "E171": {"column": "referred_on"},
    "E207": {"allowed": "Write digits only"},
    "E130": {"rows": "rows 1 to 5"},
    "E212": {"what": "too few", "now": "10", "before": "12"},
    "E213": {"allowed": "Write digits only, or 'under 11' for 1 to 10; where there was none, write 0"},
    "E301": {"column": "accepted_on"},
    "E302": {"where": "closed_reason is completed", "other": "closed_reason"},
    "E303": {"where": "service is none_made", "other": "service"},
    "E305": {"other": "sessions"},
    "E402": {"column": "service"},
    "E403": {"column": "sessions"},
    "E404": {"column": "youth"},
    "N805": {"where": " in gender"},
    "T602": {"names": "probation_referrals"},
    "T604": _BEGINS,
}
