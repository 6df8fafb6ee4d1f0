"""What a cell may say so that nothing need be asked: a code as listed, a real day in its time, a token, a number, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl

from pipelines.desk import lines
from pipelines.desk.cells import EARLIEST
from schemas import Column, Contract, Quarter, Schemas

_TOKEN = r"\A[0-9a-f]{16,64}\z"
_NUMBER = r"\A(0|[1-9][0-9]{0,7})\z"


@dataclass(frozen=True)
class GoodAnswers:
    """Of one column. `written` → `meant`, word by word; without them the column has tokens or numbers.

    It may know fewer good answers than the desk does, and never more: what is none here, the desk is asked about.
    """

    column: Column
    written: pl.Enum | None = None
    meant: pl.Series | None = None

    @property
    def form(self) -> pl.DataType:
        """How the answers are kept: as words of a list, which take a byte or two each, or as text."""
        return pl.String() if self.meant is None else self.meant.dtype

    def read(self, texts: pl.Series) -> tuple[pl.Series, pl.Series | None]:
        """The answers, none where a cell is empty or not good; and where the desk is to be asked, if anywhere."""
        answers = self._answers(texts)
        if self.column.required:
            return answers, answers.is_null() if answers.null_count() else None
        return answers, (answers.is_null() & texts.is_not_null()) if answers.null_count() != texts.null_count() else None

    def _answers(self, texts: pl.Series) -> pl.Series:
        if self.written is not None and self.meant is not None:
            return self.meant.gather(texts.cast(self.written, strict=False).to_physical()).alias(texts.name)
        good = self._good(texts)
        if good.all(ignore_nulls=True):
            return texts
        return texts.to_frame().select(pl.when(good).then(pl.col(texts.name)).alias(texts.name)).to_series()

    def _good(self, texts: pl.Series) -> pl.Series:
        if self.column.type != "integer":
            return texts.str.contains(_TOKEN)
        good = texts.str.contains(_NUMBER)
        if self.column.minimum is None or self.column.minimum <= 0:
            return good
        return good & (texts.cast(pl.Int64, strict=False) >= self.column.minimum)


def good_answers(contract: Contract, schemas: Schemas, quarter: Quarter) -> Mapping[str, GoodAnswers]:
    """Column → its good answers."""
    return {c.name: _of(c, schemas, _days(c.reaches(quarter))) for c in contract.columns.values()}


def forms(contract: Contract, schemas: Schemas, quarter: Quarter) -> dict[str, pl.DataType]:
    """Column → how its answers are kept."""
    return {name: good.form for name, good in good_answers(contract, schemas, quarter).items()}


def can_be_totals(contract: Contract, schemas: Schemas) -> bool:
    """Whether a word of the contract's own could begin a line of totals."""
    said = (word for c in contract.columns.values() for word in (*schemas.codes_of(c), *map(str, c.local)))
    return any(lines.is_total((word,)) for word in said)


def _of(column: Column, schemas: Schemas, days: pl.Series) -> GoodAnswers:
    if column.type == "date":
        return GoodAnswers(column, _enum(days), days)
    if column.type == "boolean":
        return _listed(column, {"true": "true", "false": "false"})
    if column.codelist:
        codes = schemas.codes_of(column)
        local = {str(word): str(code) for word, code in column.local.items()}
        return _listed(column, {code: code for code in codes} | {w: c for w, c in local.items() if c in codes and w not in codes})
    return GoodAnswers(column)


def _listed(column: Column, meanings: Mapping[str, str]) -> GoodAnswers:
    listed = pl.Enum(list(dict.fromkeys(meanings.values())))
    return GoodAnswers(column, pl.Enum(list(meanings)), pl.Series(list(meanings.values()), dtype=listed))


@cache
def _days(quarter: Quarter) -> pl.Series:
    """Every day that a row may be dated, in order."""
    span = range((quarter.end - EARLIEST).days + 1)
    days = [date.isoformat(EARLIEST + timedelta(n)) for n in span]
    return pl.Series(days, dtype=pl.Enum(days))


def _enum(words: pl.Series) -> pl.Enum:
    return words.dtype if isinstance(words.dtype, pl.Enum) else pl.Enum(words)
