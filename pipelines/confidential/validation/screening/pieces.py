"""Reads some megabytes of lines at once: the good answers as a table, and the lines about which the desk is to be asked."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.confidential.validation.screening.good_answers import GoodAnswers
from pipelines.confidential.validation.screening.plain import NotPlain
from pipelines.desk.grid import MOST_COLUMNS, is_blank

_WRAPPED = r'\A"[^"]*"\z'


@dataclass(frozen=True)
class Piece:
    """`answers` has a row for every line; `odd` are the lines to be asked about, by place, cell by cell as the desk reads them."""

    answers: pl.DataFrame
    odd: Mapping[int, Sequence[str]]
    cells: int


def read(piece: bytes, names: Sequence[str], good: Mapping[str, GoodAnswers]) -> Piece:
    """Raises NotPlain where a line may be more than one row, or less."""
    if b"\r" in piece:
        piece = piece.replace(b"\r\n", b"\n")
    if b"\r" in piece or b"\0" in piece:
        raise NotPlain
    count = piece.count(b"\n") + (not piece.endswith(b"\n"))
    texts = _split(piece, names) if piece.isascii() else None
    crooked: list[int] = []
    if texts is None or not _fits(texts, piece, count):
        plain, crooked = _mended(piece, len(names))
        texts = _split(plain, names)
    if texts is None or texts.height != count:
        raise NotPlain
    masks = []
    if b'"' in piece:
        texts, masks = _without_quotes(texts)
    read = {name: good[name].read(texts[name]) for name in names}
    masks += [mask for _, mask in read.values() if mask is not None]
    odd = {i for mask in masks for i in mask.arg_true().to_list()} | set(crooked)
    rows = _rows(piece, sorted(odd))
    return Piece(pl.DataFrame([answers for answers, _ in read.values()]), rows, count * len(names) + sum(map(len, rows.values())))


def _split(piece: bytes, names: Sequence[str]) -> pl.DataFrame | None:
    """Cells as text, without a value where empty; None where some line has more of them than there are columns."""
    try:
        return pl.read_csv(piece, has_header=False, schema=dict.fromkeys(names, pl.String), quote_char=None)
    except pl.exceptions.PolarsError:  # its message quotes the line
        return None


def _fits(texts: pl.DataFrame, piece: bytes, count: int) -> bool:
    """Whether no line has too few cells: then each has a last one, or there are as many commas as there must be."""
    has_last = not texts.to_series(-1).null_count()
    return texts.height == count and (has_last or piece.count(b",") == count * (texts.width - 1))


def _mended(piece: bytes, width: int) -> tuple[bytes, list[int]]:
    """The lines with an empty one in place of each that has too many or too few cells or letters beyond plain ones."""
    lines = _lines(piece)
    crooked = [i for i, line in enumerate(lines) if line.count(b",") != width - 1 or not line.isascii()]
    for i in crooked:
        lines[i] = b"," * (width - 1)
    return b"\n".join(lines), crooked


def _without_quotes(texts: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Series]]:
    """Cells without the quotation marks around them; and where marks stand in another way."""
    masks = []
    for name in texts.columns:
        marked = texts[name].str.contains('"', literal=True).fill_null(False)
        if marked.any():
            wrapped = texts[name].str.contains(_WRAPPED).fill_null(False)
            masks.append(marked & ~wrapped)
            inner = pl.col(name).str.strip_chars('"').replace("", None)
            texts = texts.with_columns(pl.when(wrapped).then(inner).when(~marked).then(pl.col(name)).alias(name))
    return texts, masks


def _rows(piece: bytes, places: Sequence[int]) -> dict[int, list[str]]:
    lines = _lines(piece) if places else []
    return {i: _row(lines[i]) for i in places}


def _lines(piece: bytes) -> list[bytes]:
    return piece.removesuffix(b"\n").split(b"\n")


def _row(line: bytes) -> list[str]:
    """One line as the desk's own reader takes it apart. A cell that goes on in the next line cannot be told from here."""
    try:
        text = line.decode("utf-8")
        rows = list(csv.reader((text,), skipinitialspace=True, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise NotPlain from None
    if "\ufffd" in text or len(rows) != 1 or len(rows[0]) > MOST_COLUMNS or is_blank(rows[0]):
        raise NotPlain
    return rows[0]
