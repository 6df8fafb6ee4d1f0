"""What an entry of the catalogue of findings is, and the kinds there are."""

from dataclasses import dataclass

MUST_FIX, PLEASE_CONFIRM, NOTE = "must fix", "please confirm", "note"
ROW, FILE, PRIVACY = "row", "file", "privacy"


@dataclass(frozen=True)
class Entry:
    """One code. `says` and `do` have places in braces, which only column names, codes and numbers may fill."""

    code: str
    kind: str
    scope: str
    title: str
    says: str
    do: str
    why: str


def of_file(code: str, title: str, says: str, do: str, why: str) -> Entry:
    return Entry(code, MUST_FIX, FILE, title, says, do, why)


def of_row(code: str, title: str, says: str, do: str, why: str) -> Entry:
    return Entry(code, MUST_FIX, ROW, title, says, do, why)


def of_privacy(code: str, title: str, says: str, do: str, why: str) -> Entry:
    return Entry(code, MUST_FIX, PRIVACY, title, says, do, why)


def to_confirm(code: str, title: str, says: str, do: str, why: str) -> Entry:
    return Entry(code, PLEASE_CONFIRM, FILE, title, says, do, why)


def to_note(code: str, title: str, says: str, do: str, why: str) -> Entry:
    return Entry(code, NOTE, FILE, title, says, do, why)
