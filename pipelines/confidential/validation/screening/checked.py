"""Checks a file at the county: a large plain one by the screen, with the desk's rules for the rows they may hold; any other by the desk."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipelines import desk
from pipelines.confidential.validation.accepted import accepted
from pipelines.confidential.validation.screening import between_cells, pieces
from pipelines.confidential.validation.screening.drawn_tokens import may_be_none
from pipelines.confidential.validation.screening.good_answers import can_be_totals, forms, good_answers
from pipelines.confidential.validation.screening.plain import NotPlain, PlainFile
from pipelines.desk import Examination, Named, agreement, cells, lines
from pipelines.desk.examination import Waved, examined_table
from pipelines.desk.grid import MOST_CELLS, Grid, trimmed
from schemas import Contract, Quarter, Schemas

FEWEST = 2_000_000  # bytes from which the screen is worth its while; below, the desk is as fast
MOST_ASKED = 0.1  # of the rows; with more of them the desk might as well read the whole file
_NUMBER = "number of the row"
_DAY_FIRST, _MANY = re.compile(r"[0-9]{1,2}[./-][0-9]"), 6


@dataclass(frozen=True)
class Checked:
    """What the rules say of a file (`told`, which lists no rows), and its accepted rows in the order of the file.

    The rows say what the desk's say, word for word; words of a list are kept as places in it (`forms`).
    """

    told: Examination
    rows: pl.DataFrame

    @staticmethod
    def of(examination: Examination, contract: Contract | None, quarter: Quarter, schemas: Schemas) -> "Checked":
        """What the desk found, in this form."""
        if contract is None:
            return Checked(examination, pl.DataFrame())
        rows = accepted(examination.rows, contract).cast(dict(forms(contract, schemas, quarter)))
        return Checked(replace(examination, rows=()), rows)


@dataclass(frozen=True)
class _Screened:
    """`odd` are rows by number, as written, of which some cell is not good; `answers` has all rows, in the order of the file."""

    file: PlainFile
    answers: pl.DataFrame
    odd: Mapping[int, Sequence[str]]


def checked(content: bytes, named: Named, schemas: Schemas, fewest: int = FEWEST, most_asked: float = MOST_ASKED) -> Checked:
    """What the rules say of a file. It is the same whether a file has `fewest` bytes, and goes by the screen, or not."""
    contract = schemas.contracts.get(named.extract)
    if contract is not None and len(content) >= fewest and not agreement.refusals(named, schemas):
        try:
            return _by_the_screen(content, contract, named.quarter, schemas, most_asked)
        except NotPlain:
            pass
    return Checked.of(desk.examine(content, named, schemas), contract, named.quarter, schemas)


def _by_the_screen(content: bytes, contract: Contract, quarter: Quarter, schemas: Schemas, most_asked: float) -> Checked:
    has_required = any(c.required for c in contract.columns.values())
    told_apart = bool(contract.key)  # else the rows that are alike are counted, by one who sees all of them
    can = contract.kind == "rows" and told_apart and has_required and len(contract.columns) > 1 and between_cells.can_be_told(contract)
    if not can or can_be_totals(contract, schemas):
        raise NotPlain
    seen = _screened(content, contract, quarter, schemas, most_asked)
    places = _asked_about(seen, contract, quarter, schemas)
    if len(places) > most_asked * seen.answers.height:
        raise NotPlain
    if _may_have_no_tokens(seen, places, contract) or _may_be_turned(seen, contract):
        raise NotPlain
    rest = seen.answers.with_row_index(_NUMBER, offset=2)
    rest = rest.remove(pl.col(_NUMBER).is_in(places)) if places else rest
    waved = Waved(rest[_NUMBER].to_list() if places else range(2, 2 + rest.height), between_cells.is_in_quarter(rest, contract, quarter))
    grid = _table(seen, places)
    told = examined_table(grid, contract, quarter, schemas, waved)
    if not told.is_accepted:
        return Checked(told, _nothing(contract, schemas, quarter))
    left_out = {*told.held, *(f.row for f in told.findings if f.code in ("N802", "N803"))}
    mine = Checked.of(told, contract, quarter, schemas)
    numbers = pl.Series(_NUMBER, [n for n in grid.numbers if n not in left_out], dtype=pl.UInt32)
    if mine.rows.height != len(numbers):
        raise NotPlain
    rows = rest.select(_NUMBER, *contract.columns)
    if mine.rows.height:
        rows = pl.concat([rows, mine.rows.select(numbers, pl.all())]).sort(_NUMBER)
    return Checked(replace(mine.told, totals=_totals(told, rest, contract)), rows.drop(_NUMBER))


def _screened(content: bytes, contract: Contract, quarter: Quarter, schemas: Schemas, most_asked: float) -> _Screened:
    """Read the file piece by piece; stop where too much is odd."""
    file, good = PlainFile.of(content, contract, schemas), good_answers(contract, schemas, quarter)
    parts: list[pl.DataFrame] = []
    odd: dict[int, Sequence[str]] = {}
    count = seen = 0
    for piece in file.pieces():
        part = pieces.read(piece, file.names, good)
        odd |= {2 + count + place: row for place, row in part.odd.items()}
        count, seen = count + part.answers.height, seen + part.cells
        parts.append(part.answers)
        if len(odd) > most_asked * count or seen > MOST_CELLS:
            raise NotPlain
    return _Screened(file, pl.concat(parts), odd)


def _asked_about(seen: _Screened, contract: Contract, quarter: Quarter, schemas: Schemas) -> list[int]:
    """Numbers of all rows for the desk: the odd ones, those that break a rule, and whoever has the key of an odd one."""
    places = set(seen.odd) | {2 + i for i in between_cells.asked_about(seen.answers, contract, quarter).arg_true().to_list()}
    if contract.key and seen.odd:
        alike = between_cells.with_keys(seen.answers.with_row_index(_NUMBER, offset=2), _keys(seen, contract, quarter, schemas))
        places |= set(alike[_NUMBER].to_list())
    return sorted(places)


def _may_have_no_tokens(seen: _Screened, places: Sequence[int], contract: Contract) -> bool:
    """Whether a rule for all tokens of the file together may be broken; the desk is asked about the whole, not about a part."""
    at = [n - 2 for n in places]
    for column in contract.columns.values():
        if column.type == "token":
            place = seen.file.names.index(column.name)
            odd = [text for row in seen.odd.values() if place < len(row) and (text := trimmed(row[place])) and cells.is_token(text)]
            asked = pl.concat([seen.answers[column.name][at], pl.Series(column.name, odd, dtype=pl.String)])
            if may_be_none(seen.answers[column.name], odd, asked):
                return True
    return False


def _may_be_turned(seen: _Screened, contract: Contract) -> bool:
    """Whether so many days are written with the day first that the desk asks about the whole column."""
    dates = [i for i, name in enumerate(seen.file.names) if contract.columns[name].type == "date"]
    said = ([row[i] for row in seen.odd.values() if i < len(row)] for i in dates)
    return any(_MANY * sum(1 for text in texts if _DAY_FIRST.match(trimmed(text))) >= seen.answers.height for texts in said)


def _keys(seen: _Screened, contract: Contract, quarter: Quarter, schemas: Schemas) -> pl.DataFrame:
    """The keys of the odd rows as the desk reads them: one written in another way may be the key of a good row."""
    where = {name: i for i, name in enumerate(seen.file.names)}
    fitting = lines.sorted_out(_grid(seen.file.grid, seen.odd), where, contract).rows
    kept = forms(contract, schemas, quarter)
    said = {n: cells.read([row[where[n]] for row in fitting], contract.columns[n], schemas, quarter).values for n in contract.key}
    return pl.DataFrame(said, schema=dict.fromkeys(contract.key, pl.String)).cast({n: kept[n] for n in contract.key})


def _table(seen: _Screened, places: Sequence[int]) -> Grid:
    """The rows for the desk: the odd ones as they were written, of the others the answers."""
    written = [n - 2 for n in places if n not in seen.odd]
    answers = seen.answers[written].select(pl.all().cast(pl.String).fill_null("")).rows() if written else []
    said = dict(zip((n + 2 for n in written), answers, strict=True))
    return _grid(seen.file.grid, {n: seen.odd[n] if n in seen.odd else said[n] for n in places})


def _grid(top: Grid, rows: Mapping[int, Sequence[str]]) -> Grid:
    return replace(top, numbers=list(rows), rows=list(rows.values()))


def _nothing(contract: Contract, schemas: Schemas, quarter: Quarter) -> pl.DataFrame:
    return pl.DataFrame(schema=forms(contract, schemas, quarter))


def _totals(told: Examination, rest: pl.DataFrame, contract: Contract) -> dict[str, int]:
    """The desk's totals of the rows it saw, and those of the rest, none of which says "under 11"."""
    numbers = [c.name for c in contract.columns.values() if c.type == "integer"]
    sums = rest.select(pl.col(numbers).cast(pl.Int64).sum()).row(0, named=True) if numbers else {}
    more = {"rows": rest.height, **sums}
    return {name: total + more.get(name, 0) for name, total in (told.totals or {}).items()}
