"""Examines one submission from end to end: may it be sent, can it be read, what must be fixed, which rows are good?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import compress

from pipelines.desk import agreement, cells, headers, lines, misread, privacy, reader, rules, wording
from pipelines.desk.catalogue import CATALOGUE, MUST_FIX, PLEASE_CONFIRM, PRIVACY, ROW
from pipelines.desk.cells import ReadColumn
from pipelines.desk.file_name import Named
from pipelines.desk.findings import Breach, Finding, Unreadable, finding, in_order, letters
from pipelines.desk.grid import Grid
from pipelines.desk.lines import Lines
from pipelines.desk.unswept import unswept
from schemas import Contract, Quarter, Schemas, under
from schemas.codelist import TOTAL

ACCEPTED, IN_PART, CONFIRMED, REJECTED = "accepted", "accepted in part", "accepted with confirmations", "rejected"
LONG_AGO = 5  # years before the quarter
_FEW = 10  # rows up to which nothing is concluded from none of them being dated in the quarter

ALIKE = "rows that repeat another one, each counted"
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Waved:
    """Rows of the file that are not in the grid: the county's screen saw them before, and nothing need be said of any.

    `numbers` are their row numbers; `is_in_quarter` says whether one of them is dated in the quarter.
    """

    numbers: Sequence[int] = ()
    is_in_quarter: bool = False


_NONE_WAVED = Waved()


@dataclass(frozen=True)
class Examination:
    """What came of it. `rows` are the accepted rows in the order of `columns`, in our codes; dates are YYYY-MM-DD.

    `rows_in` are all rows of the extract, without blank lines, the template's example and lines of totals; they are the
    accepted and the held. `held` are row numbers of the file. `totals` are the sums over the accepted rows. `unlisted` are
    the rows of a finding and column beyond those that are listed one by one.
    """

    findings: tuple[Finding, ...]
    status: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    rows_in: int = 0
    rows_held: int = 0
    held: tuple[int, ...] = ()
    refused_for_privacy: bool = False
    how: str = ""
    totals: Mapping[str, int] | None = None
    unlisted: Mapping[tuple[str, str | None], tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        return self.status != REJECTED


def examine(content: bytes, named: Named | tuple[str, str, Quarter | str], schemas: Schemas) -> Examination:
    """Examine a submission's bytes. Reads no file and no clock; the same bytes always come to the same findings."""
    return examined_as_read(content, named, schemas)[0]


@unswept()
def examined_as_read(content: bytes, named: Named | tuple[str, str, Quarter | str], schemas: Schemas) -> tuple[Examination, Grid | None]:
    """The examination, and the table as it was read (None where it was not), which only an agency's own desk may show."""
    sent = _named(named)
    refused = agreement.refusals(sent, schemas)
    if refused:
        return _rejected(refused), None
    contract = schemas.contracts[sent.extract]
    try:
        grid = reader.read(content, contract, schemas)
    except Unreadable as unreadable:
        return _rejected(unreadable.findings), None
    beside = tuple(privacy.beside_the_cells(content, sent.quarter, schemas))
    grid = replace(grid, findings=(*grid.findings, *beside)) if beside else grid
    return examined_table(grid, contract, sent.quarter, schemas), grid


def _named(named: Named | tuple[str, str, Quarter | str]) -> Named:
    if isinstance(named, Named):
        return named
    agency, extract, quarter = named
    return Named(agency, extract, quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter))


def examined_table(grid: Grid, contract: Contract, quarter: Quarter, schemas: Schemas, waved: Waved = _NONE_WAVED) -> Examination:
    """The examination of a table; it accepts none of the rows that were waved past it, but counts them."""
    heads = headers.read(grid, contract, schemas)
    table = lines.sorted_out(grid, heads.places, contract)
    count = table.count + len(waved.numbers)
    table = misread.notes(table, count)
    if not grid.found:  # nothing can be said of the rows, but for what they tell of young people
        seen = wording.found(privacy.in_table({}, heads, table, quarter, schemas), table.numbers, {})
        told = (*grid.findings, *heads.findings, *seen, *privacy.beside_table(table, grid.asides, quarter, schemas))
        return replace(_rejected(told), how=grid.how)
    turned = list(zip(*table.rows, strict=True)) or [()] * len(grid.header)
    columns = {
        name: _without_formulas(
            cells.read(turned[place], contract.columns[name], schemas, quarter, grid.has_decimal_commas, grid.has_doubtful_commas),
            place,
            grid,
            table,
        )
        for name, place in heads.places.items()
    }
    breaches = [
        *wording.of_cells(columns, quarter, schemas),
        *rules.of_rows(columns, contract),
        *rules.same_key(columns, contract),
    ]
    breaches += [*privacy.in_table(columns, heads, table, quarter, schemas), *privacy.of_persons(columns, contract)]
    breaches = list(misread.without_what_is_said_at_once(breaches, heads.places, grid, table))
    held = {table.numbers[row] for breach in breaches if _holds(breach) for row in breach.rows} | set(table.crooked) | table.no_rows
    if not held:
        breaches += [*rules.of_the_file(columns, contract, schemas)]
    breaches += [*_doubtful(columns, contract, quarter, waved)]
    found = [*grid.findings, *heads.findings, *table.findings, *wording.found(breaches, table.numbers, heads.places)]
    found += [*misread.rows_above(grid, heads.places, contract, schemas, quarter), *misread.days_turned(columns, grid, count)]
    beyond = list(misread.without_header(grid, table, count))
    found += beyond or misread.crooked(table, len(grid.header))
    found += [finding("E215", row=number) for number in table.no_rows]
    found += [
        *privacy.beside_table(table, grid.asides, quarter, schemas),
        *_of_the_whole(columns, contract, table, held, schemas, waved, {f.code for f in found}),
    ]
    concluded = _concluded(found, contract, columns, table, held, grid.how, waved)
    return replace(concluded, unlisted=wording.unlisted(breaches, table.numbers))


def _without_formulas(read: ReadColumn, place: int, grid: Grid, table: Lines) -> ReadColumn:
    """A cell that is calculated, or that shows an error, is wrong whatever it seems to say."""
    if not grid.formulas and not grid.errors:
        return read
    letter = letters(place)
    odd = {i: "E211" for i, number in enumerate(table.numbers) if f"{letter}{number}" in grid.formulas}
    odd |= {i: "E210" for i, number in enumerate(table.numbers) if f"{letter}{number}" in grid.errors}
    values = [None if i in odd else value for i, value in enumerate(read.values)]
    return replace(read, values=values, wrong={**read.wrong, **odd})


def _holds(breach: Breach) -> bool:
    entry = CATALOGUE[breach.code]
    return entry.kind == MUST_FIX and entry.scope == ROW


def _doubtful(columns: Mapping[str, ReadColumn], contract: Contract, quarter: Quarter, waved: Waved) -> Iterator[Breach]:
    """What is allowed and still more often a slip than not."""
    if contract.dated_by is None or contract.dated_by not in columns:
        return
    days = columns[contract.dated_by].values
    long_ago = date(quarter.year - LONG_AGO, quarter.start.month, 1).isoformat()
    old = tuple(i for i, day in enumerate(days) if day and day < long_ago)
    if old:
        yield Breach("C701", contract.dated_by, old, (("years", LONG_AGO),))
    begins = quarter.start.isoformat()
    dated = len(days) + len(waved.numbers)
    if dated > _FEW and not waved.is_in_quarter and not any(day and day >= begins for day in days):
        yield Breach("C702", None, (), (("rows", dated), ("quarter", quarter)))


def _of_the_whole(
    columns: Mapping[str, ReadColumn],
    contract: Contract,
    table: Lines,
    held: set[int],
    schemas: Schemas,
    waved: Waved,
    told: Collection[str],
) -> Iterator[Finding]:
    yield from (finding("N804", column=name, cells=read.loosely) for name, read in columns.items() if read.loosely)
    count = table.count + len(waved.numbers)
    complete = set(columns) == set(contract.columns)
    if complete and not count and "E130" not in told and not any(rule.name == "every_code" for rule in contract.rules):
        yield finding("N801")
    if held and contract.kind != "rows":
        yield finding("E405")
    elif held and "E131" not in told and (len(held) == count or (len(held) > 1 and len(held) > schemas.policy.held_share * count)):
        yield finding("E122", held=len(held), rows=count, share=f"{100 * schemas.policy.held_share:g}")


def _concluded(
    found: Iterable[Finding],
    contract: Contract,
    columns: Mapping[str, ReadColumn],
    table: Lines,
    held: set[int],
    how: str,
    waved: Waved,
) -> Examination:
    findings = in_order(found)
    count = table.count + len(waved.numbers)
    if any(f.blocks and f.scope != ROW for f in findings):
        return replace(_rejected(findings), rows_in=count, rows_held=count, held=_numbers(table, waved), how=how)
    rows = _accepted([columns[name].values for name in contract.columns], table, held)
    asked = any(f.kind == PLEASE_CONFIRM for f in findings)
    return Examination(
        findings=findings,
        status=IN_PART if held else CONFIRMED if asked else ACCEPTED,
        columns=tuple(contract.columns),
        rows=rows,
        rows_in=count,
        rows_held=len(held),
        held=tuple(sorted(held)),
        how=how,
        totals=_totals(rows, contract),
    )


def _accepted(values: Sequence[Sequence[str | None]], table: Lines, held: set[int]) -> tuple[Row, ...]:
    rows = zip(*values, strict=True)
    return tuple(compress(rows, (number not in held for number in table.numbers)) if held else rows)


def _totals(rows: Sequence[Row], contract: Contract) -> dict[str, int]:
    """The number of rows, and the sum of each column of numbers, to compare with the agency's own.

    Where lines _T give the whole, they are what is summed, and not their parts once more. What is given as "under 11" is in no
    sum; beside the sum stands how many such cells there are. Where rows may be alike, it is said how many repeat another.
    """
    totals = {"rows": len(rows)} | ({} if contract.key else {ALIKE: len(rows) - len(set(rows))})
    whole = [i for i, column in enumerate(contract.columns.values()) if column.total]
    rows = [row for row in rows if all(row[i] == TOTAL for i in whole)] if whole else rows
    for i, column in enumerate(contract.columns.values()):
        if column.type == "integer":
            said = [row[i] for row in rows]
            vague = sum(map(under.is_under, said))
            totals[column.name] = sum(int(value or 0) for value in said if not under.is_under(value))
            totals |= {f"{column.name}: cells {under.written(column.under)}, not in the sum": vague} if vague and column.under else {}
    return totals


def _rejected(findings: Iterable[Finding]) -> Examination:
    told = in_order(findings)
    return Examination(told, REJECTED, refused_for_privacy=any(f.scope == PRIVACY for f in told), totals={"rows": 0})


def _numbers(table: Lines, waved: Waved) -> tuple[int, ...]:
    return tuple(sorted((*table.numbers, *table.crooked, *waved.numbers)))
