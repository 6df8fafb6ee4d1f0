"""Whose record a court has sealed, as the county may remember it: by a keyed mark of the token, never by the token."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from pipelines.desk import reader, workbook
from pipelines.desk.findings import Unreadable
from schemas import Contract, Schemas

EVERY_AGENCY = ""
_TOKEN = re.compile(r"[0-9a-f]{16,64}")
_IN_BYTES = re.compile(rb"[0-9a-fA-F]{16,64}")
_MARKS = {"agency": pl.String, "mark": pl.String}


@dataclass(frozen=True)
class Sealed:
    """`marks`: whose rows (an agency's, or every agency's) with which token's mark. Without `secret` no token fits a mark."""

    secret: bytes
    marks: frozenset[tuple[str, str]] = frozenset()

    @staticmethod
    def nobody() -> "Sealed":
        return Sealed(secrets.token_bytes(32))

    def mark(self, token: str) -> str:
        return hmac.new(self.secret, token.encode(), hashlib.sha256).hexdigest()

    def holds(self, agency: str, token: str) -> bool:
        """Whether this agency's rows with the token are sealed."""
        mark = self.mark(token)
        return (agency, mark) in self.marks or (EVERY_AGENCY, mark) in self.marks

    def also(self, agency: str, tokens: Iterable[str]) -> "Sealed":
        return replace(self, marks=self.marks | {(agency, self.mark(token)) for token in tokens})

    def left(self, rows: pl.DataFrame, agency: str, columns: Iterable[str]) -> pl.DataFrame:
        """The rows that name nobody whose record is sealed in any of these columns."""
        for name in columns if self.marks else ():
            gone = [t for t in rows[name].cast(pl.String).unique().to_list() if t is not None and self.holds(agency, t)]
            rows = rows.filter(~pl.col(name).cast(pl.String).is_in(gone) | pl.col(name).is_null()) if gone else rows
        return rows

    def to_frame(self) -> pl.DataFrame:
        """The marks; the secret is kept beside them."""
        return pl.DataFrame(sorted(self.marks), schema=_MARKS, orient="row")

    @staticmethod
    def from_frame(frame: pl.DataFrame, secret: bytes) -> "Sealed":
        return Sealed(secret, frozenset(frame.select(*_MARKS).iter_rows()))


def token_columns(contract: Contract) -> list[str]:
    return [c.name for c in contract.columns.values() if c.type == "token"]


def is_token(text: str) -> bool:
    return bool(_TOKEN.fullmatch(text))


def looks_like_tokens(content: bytes, contract: Contract, schemas: Schemas) -> set[str]:
    """Whatever in a file is written like a token, in rows that are held, in titles and on other sheets too."""
    if not workbook.is_workbook(content):
        return {found.decode().lower() for found in _IN_BYTES.findall(content.replace(b"\0", b""))}
    try:
        grid = reader.read(content, contract, schemas)
    except Unreadable:
        return set()
    texts = [cell for row in (*grid.rows, *grid.above, grid.header) for cell in row] + [a.text for a in grid.asides]
    return {found for text in texts for found in _TOKEN.findall(text.lower())}


def as_file(rows: pl.DataFrame) -> bytes:
    """Accepted rows as a plain CSV, which is read again as the very same rows."""
    return rows.select(pl.all().cast(pl.String).fill_null("")).write_csv().encode()
