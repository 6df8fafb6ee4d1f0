"""Prepares a file to be sent: an identified export goes in, and what comes out is all that would leave the agency."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipelines.desk.examination import REJECTED, Examination, examine
from pipelines.desk.file_name import Named
from pipelines.desk.grid import squeezed, trimmed
from pipelines.desk.preparing import days, making_rows, making_totals, plain_yaml, tiers, written_mapping
from pipelines.desk.preparing.export import Export, printable, read
from pipelines.desk.preparing.groups import Group, small_groups
from pipelines.desk.preparing.keys import LinkingKey
from pipelines.desk.preparing.making_rows import Held, Made, Row, Sifted
from pipelines.desk.preparing.mapping import Mapped
from pipelines.desk.preparing.problems import MappingProblem
from schemas import Contract, Quarter, Schemas

_ONE_AGENCY = (
    "these tokens are made of your record numbers: they link your own files with each other, and with no other agency's. Use a key "
    "of your own for them: whoever holds the key can try out all numbers"
)


@dataclass(frozen=True)
class Prepared:
    """All that would leave, and all that would not.

    `content` are the bytes of the file and `rows` what it holds; `origins` are the rows of the export that they were made
    from. `dropped` are headers of columns that are not used; `read_only` those that are read to make a token, an age or
    a choice, and do not leave as they stand. Rows of the export = those made into rows + `left_out` + `held`.
    """

    named: Named
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    content: bytes
    rows_in: int
    held: tuple[Held, ...]
    left_out: Mapping[str, int]
    words: Mapping[str, Mapping[str, int]]
    dropped: tuple[str, ...]
    read_only: tuple[str, ...]
    left_empty: tuple[str, ...]
    tokens: int
    groups: tuple[Group, ...]
    examination: Examination
    origins: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    how: str = ""
    stopped: str = ""
    totals: bool = False

    @property
    def name(self) -> str:
        return f"{self.named.agency}.{self.named.extract}.{self.named.quarter}.csv"

    @property
    def may_be_written(self) -> bool:
        return not self.stopped and self.examination.status != REJECTED


def prepared(
    content: bytes,
    mapping: str,
    key: LinkingKey | None,
    named: Named | tuple[str, str, Quarter | str],
    schemas: Schemas,
    beside: Mapping[str, bytes] | None = None,
) -> Prepared:
    """Prepare an export's bytes by the text of a mapping. Reads no file and no clock; the same input gives the same bytes.

    Args:
        key: the linking key; None where the extract has no tokens.
        beside: further exports of the agency, by the names that the mapping gives them.

    Raises:
        Refused: law or agreement do not allow it.
        MappingProblem: the mapping is wrong or does not fit; it says where.
        Unreadable: an export cannot be read as a table.
    """
    wanted, said = _named(named), plain_yaml.read(mapping)
    contract = tiers.contract_of(wanted, schemas, wants_tokens=key is not None or "identity" in said)
    mapped = written_mapping.read(said, contract, schemas)
    if tiers.token_column(contract) and key is None:
        raise MappingProblem("a linking key is needed to make tokens; give it with --key FILE")
    export = read(content, mapped, contract, beside or {})
    sifted = Sifted(secret=mapped.secret)
    if contract.kind == "counts":
        totals = making_totals.made(export, mapped, contract, wanted.quarter, schemas, sifted)
        return _told([(row, 0) for row in totals], export, mapped, contract, wanted, schemas, sifted)
    rows = making_rows.made(export, mapped, contract, wanted, key, schemas, sifted)
    return _told(rows, export, mapped, contract, wanted, schemas, sifted)


def _named(named: Named | tuple[str, str, Quarter | str]) -> Named:
    if isinstance(named, Named):
        return Named(named.agency, named.extract, named.quarter)
    agency, extract, quarter = named
    return Named(agency, extract, quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter))


def _told(
    made: Sequence[Made], export: Export, mapped: Mapped, contract: Contract, named: Named, schemas: Schemas, sifted: Sifted
) -> Prepared:
    rows = tuple(row for row, _ in made)
    content = as_csv(tuple(contract.columns), rows)
    token = tiers.token_column(contract)
    at = list(contract.columns).index(token) if token else None
    dropped, read_only = _headers(export, mapped)
    return Prepared(
        named=named,
        columns=tuple(contract.columns),
        rows=rows,
        content=content,
        rows_in=len(export.rows) + len(export.crooked) + len(export.totals),
        held=tuple(sorted(set(sifted.held), key=lambda held: (held.row, held.header, held.why))),
        left_out=dict(sifted.left_out),
        words={place: dict(words.most_common()) for place, words in sifted.words.items()},
        dropped=dropped,
        read_only=read_only,
        left_empty=tuple(name for name in contract.columns if name not in mapped.lines and name != token),
        tokens=len({row[at] for row in rows}) if at is not None else 0,
        groups=small_groups(rows, contract, schemas),
        examination=examine(content, named, schemas),
        origins=tuple(origin for _, origin in made) if contract.kind == "rows" else (),
        notes=tuple(_notes(export, mapped)),
        how=export.how,
        stopped=_stopped(rows, contract, sifted),
        totals=contract.kind == "counts",
    )


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8, commas, one line to a row: the bytes as they would leave."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows)
    return text.getvalue().encode("utf-8")


def _stopped(rows: Sequence[Row], contract: Contract, sifted: Sifted) -> str:
    """Why nothing may be written, whatever the check of the result says."""
    if contract.kind == "counts" and sifted.held:
        count = len({held.row for held in sifted.held})
        return f"{count} row{'s' if count > 1 else ''} cannot be counted, and totals without them would be too small"
    if contract.kind == "rows" and sifted.held and not rows:
        return "every row is held"
    return ""


def _headers(export: Export, mapped: Mapped) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which columns of the export are dropped, and which are read for what is made of them; the rest is taken over."""
    used = {squeezed(header) for _, header in mapped.places()}
    taken = {squeezed(line.header or line.taken_over or "") for line in mapped.lines.values()}
    shown = [(squeezed(header), printable(header)) for header in export.headers]
    dropped = tuple(told for name, told in shown if name not in used)
    return dropped, tuple(told for name, told in shown if name in used and name not in taken)


def _notes(export: Export, mapped: Mapped) -> list[str]:
    """What is worth a second look before the yes."""
    notes = [_ONE_AGENCY] if mapped.identity and mapped.identity.number else []
    stated = {(day.header, day.form) for line in mapped.lines.values() for day in (line.day, *(line.age or ())) if day}
    if mapped.identity and mapped.identity.born:
        stated.add((mapped.identity.born.header, mapped.identity.born.form))
    for header, form in sorted(stated):
        place = export.place(header)
        better = days.fits_better({row[place] for row in export.rows}, form)
        if better:
            notes.append(f"every day of {printable(header)} can be read {better}, and some cannot be read {form}: is the mapping right?")
    if mapped.identity and mapped.identity.born:
        notes += _same_birthday(export, mapped.identity.born.header, mapped.identity.born.form)
    notes += _under_others(export, mapped)
    there = {squeezed(header) for header in export.headers}
    notes += [f"drop: {header!r} is not in this export" for header in mapped.drop if squeezed(header) not in there]
    return notes


def _under_others(export: Export, mapped: Mapped) -> list[str]:
    """`others` takes in slips of the pen as well, so it is said how much fell under it."""
    notes = []
    for name, line in mapped.lines.items():
        if line.header and line.words.others is not None:
            place, known = export.place(line.header), replace(line.words, others=None)
            count = sum(known.code(row[place]) is None and bool(trimmed(row[place])) for row in export.rows)
            notes += [f"{count} rows of {name} are {line.words.others}, for the mapping says so of all other words"] if count else []
    return notes


def _same_birthday(export: Export, header: str, form: str) -> list[str]:
    """Where one birth date comes back in a fifth of all rows, it stands for "not known" and would join strangers."""
    place = export.place(header)
    times: dict[date, int] = {}
    for row in export.rows:
        born = days.read(row[place], form)
        if born:
            times[born] = times.get(born, 0) + 1
    most = max(times.values(), default=0)
    if most < 20 or most * 5 < len(export.rows):
        return []
    return [f"one birth date stands in {most} of {len(export.rows)} rows of {printable(header)}: does it stand for not known?"]
