"""Makes the rows of an extract from the rows of an export: tokens in place of names, codes in place of words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.desk.file_name import Named
from pipelines.desk.preparing import recipe
from pipelines.desk.preparing.export import Export, printable
from pipelines.desk.preparing.filling import CannotFill, Fill, filler, held_by, messages
from pipelines.desk.preparing.keys import LinkingKey
from pipelines.desk.preparing.mapping import Mapped, MostSerious, folded
from schemas import Contract, Schemas

Row = tuple[str, ...]
Made = tuple[Row, int]  # a row of the extract, and the row of the export


@dataclass(frozen=True)
class Held:
    """A row of the export that is not sent: its row number, the column that it is about, and why."""

    row: int
    header: str
    why: str

    @property
    def text(self) -> str:
        return f"Row {self.row}, {self.header}: {self.why}" if self.header else f"Row {self.row}: {self.why}"


@dataclass
class Sifted:
    """What became of the rows of the export. `words` counts, by place in the mapping, words that have no code yet."""

    held: list[Held] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    secret: frozenset[str] = frozenset()  # columns of which no word is shown, whatever their header says

    def hold(self, row: int, cannot: CannotFill) -> None:
        self.held.append(Held(row, cannot.header, cannot.why))
        if cannot.place:
            self.words[cannot.place]["" if folded(cannot.header) in self.secret else cannot.word] += 1


def kept(export: Export, mapped: Mapped, sifted: Sifted) -> list[tuple[int, Sequence[str]]]:
    """The rows that the mapping keeps, with their numbers; rows that cannot be read are held, whatever they say."""
    used = {export.place(header): header for _, header in mapped.places()}
    odd = {number: used[place] for number, place in export.odd if place in used}
    for number in sorted(export.crooked):
        sifted.held.append(Held(number, "", "has fewer or more cells than the header"))
    if export.totals:
        sifted.left_out["of totals"] += len(export.totals)
    keeps = held_by(mapped.keep, export)
    asked = ", ".join(printable(c.header) for c in mapped.keep)
    found = []
    for number, row in zip(export.numbers, export.rows, strict=True):
        if not keeps(row):
            sifted.left_out[f"that the mapping does not keep ({asked})"] += 1
        elif number in odd:
            sifted.held.append(Held(number, printable(odd[number]), "is calculated by the workbook, or shows an error; paste values"))
        elif number in (export.alone or {}):
            sifted.held.append(Held(number, "", (export.alone or {})[number]))
        else:
            found.append((number, row))
    return found


def made(
    export: Export, mapped: Mapped, contract: Contract, named: Named, key: LinkingKey | None, schemas: Schemas, sifted: Sifted
) -> list[Made]:
    """The rows of the extract, each with the row of the export that it was made from, in the order in which they are sent.

    That order follows from the rows themselves: an export in the order of surnames would tell something by its order.
    """
    fills = _fills(export, mapped, contract, named, key, schemas)
    rows: list[Made] = []
    for number, row in kept(export, mapped, sifted):
        try:
            rows.append((tuple(fill(row) for fill in fills), number))
        except CannotFill as cannot:
            sifted.hold(number, cannot)
    if key and contract.key:  # the same token and the same of everything else is one event listed twice, unless rows may be alike
        rows = _once(rows, sifted)
    if mapped.most_serious and contract.key:
        rows = _most_serious(rows, contract, mapped.most_serious, sifted)
    places = [list(contract.columns).index(name) for name in contract.key]
    return sorted(rows, key=lambda made: ([made[0][place] for place in places], made))


def _fills(export: Export, mapped: Mapped, contract: Contract, named: Named, key: LinkingKey | None, schemas: Schemas) -> list[Fill]:
    """What fills each column of the extract, in their order."""
    fills: list[Fill] = []
    for name, column in contract.columns.items():
        line = mapped.lines.get(name)
        if column.type == "token" and key and mapped.identity:
            fills.append(_token(messages(mapped.identity, export, named.agency, named.quarter.end), key))
        else:
            fills.append(filler(line, export, schemas) if line else lambda row: "")
    return fills


def _token(message: Fill, key: LinkingKey) -> Fill:
    seen: dict[str, str] = {}

    def token(row: Sequence[str]) -> str:
        said = message(row)
        if said not in seen:
            seen[said] = recipe.token(key.secret, said)
        return seen[said]

    return token


def _once(rows: list[Made], sifted: Sifted) -> list[Made]:
    first: dict[Row, int] = {}
    for row, number in rows:
        first.setdefault(row, number)
    if len(first) < len(rows):
        sifted.left_out["that are the same as another, once prepared"] += len(rows) - len(first)
    return list(first.items())


def _most_serious(rows: list[Made], contract: Contract, wanted: MostSerious, sifted: Sifted) -> list[Made]:
    """Of rows with the same key, the one whose code comes first; a code that is not listed comes last."""
    names = list(contract.columns)
    places, at = [names.index(name) for name in contract.key], names.index(wanted.column)
    rank = {code: i for i, code in enumerate(wanted.order)}
    best: dict[Row, Made] = {}
    for row, number in sorted(rows, key=lambda made: (rank.get(made[0][at], len(rank)), made)):
        best.setdefault(tuple(row[place] for place in places), (row, number))
    if len(best) < len(rows):
        sifted.left_out["that are less serious than another of the same key"] += len(rows) - len(best)
    return list(best.values())
