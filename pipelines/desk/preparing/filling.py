"""Fills one row of the extract from one row of the export; what cannot be filled for certain holds the row."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache

from pipelines.desk import screen
from pipelines.desk.cells import is_thousands_or_decimals
from pipelines.desk.grid import trimmed
from pipelines.desk.preparing import days, recipe
from pipelines.desk.preparing.export import Export, printable
from pipelines.desk.preparing.mapping import Condition, Day, Identity, Line, folded
from schemas import Column, Schemas

_INTEGER = re.compile(r"(-?[0-9]{1,8})(?:\.0+)?")
_BAND = re.compile(r"age_([0-9]{1,3})_([0-9]{1,3})")
_OPEN_BAND = re.compile(r"age_([0-9]{1,3})_(?:plus|and_over|or_over|over|up|or_more)")

Row = Sequence[str]
Fill = Callable[[Row], str]


class CannotFill(Exception):
    """Why a row is held: which column of the export, and what is wrong with it. `word` has no code yet, for `place` in the mapping."""

    def __init__(self, header: str, why: str, place: str = "", word: str = "") -> None:
        super().__init__(why)
        self.header, self.why, self.place, self.word = header, why, place, word


def filler(line: Line, export: Export, schemas: Schemas) -> Fill:
    """What fills one column of the extract, from a row to a text."""
    fill = _filler(line, export, schemas)
    return _only_where(fill, line.only_where, export) if line.only_where else fill


def held_by(conditions: Sequence[Condition], export: Export) -> Callable[[Row], bool]:
    """Whether a row has one of the words in every one of these columns."""
    wanted = [(export.place(c.header), c) for c in conditions]
    return lambda row: all(condition.holds(row[place]) for place, condition in wanted)


def day_of(day: Day, export: Export) -> Callable[[Row], date | None]:
    """The day in a column, None where the cell is empty."""
    place, header = export.place(day.header), printable(day.header)

    @cache
    def read(text: str) -> date | None:
        found = days.read(text, day.form)
        if found is None and trimmed(text):
            raise CannotFill(header, f"is not a real day written {day.form}")
        return found

    return lambda row: read(row[place])


def messages(identity: Identity, export: Export, agency: str, not_after: date) -> Callable[[Row], str]:
    """What the token of a row is made from. Raises CannotFill where too little is known of the young person."""

    def made(said: str | recipe.Lacking) -> str:
        if isinstance(said, recipe.Lacking):
            raise CannotFill("", f"{said}, so there is no token")
        return said

    if identity.number:
        number = export.place(identity.number)
        return lambda row: made(recipe.number_message(agency, row[number]))
    name, sex = _name(identity, export), _sex(identity, export)
    born = day_of(identity.born, export) if identity.born else lambda row: None

    def message(row: Row) -> str:
        last, first = name(row)
        return made(recipe.message(last, first, born(row), sex(row), not_after))

    return message


def _name(identity: Identity, export: Export) -> Callable[[Row], tuple[str, str]]:
    if identity.full:
        full, header = export.place(identity.full), printable(identity.full)

        def split(row: Row) -> tuple[str, str]:
            last, comma, first = row[full].partition(",")
            if not comma and trimmed(row[full]):
                raise CannotFill(header, "is not written LAST, FIRST, so there is no token")
            # "Lopez, Jr., Ana": what follows the comma is no first name
            before, comma, after = first.partition(",")
            return (last, after) if comma and folded(before).strip(".") in recipe.SUFFIXES else (last, first)

        return split
    last, first = export.place(identity.last or ""), export.place(identity.first or "")
    return lambda row: (row[last], row[first])


def _sex(identity: Identity, export: Export) -> Callable[[Row], str]:
    if identity.sex is None:
        return lambda row: "u"
    place, header = export.place(identity.sex), printable(identity.sex)

    def sex(row: Row) -> str:
        code = identity.sexes.code(row[place])
        if code is None:
            raise CannotFill(header, "holds a word that the mapping gives no sex for", "identity: sex", _shown(row[place], header))
        return code

    return sex


def _filler(line: Line, export: Export, schemas: Schemas) -> Fill:
    if line.constant is not None:
        constant = line.constant
        return lambda row: constant
    if line.age:
        return _age(line, export, schemas)
    if line.day:
        day = day_of(line.day, export)
        return _required(line, line.day.header, lambda row: found.isoformat() if (found := day(row)) else "")
    place, header = export.place(line.header or ""), printable(line.header or "")
    if line.column.codelist or line.column.type == "boolean":
        coded = _coded(line, schemas, header)
        return _required(line, line.header or "", lambda row: coded(row[place]))
    return _required(line, line.header or "", lambda row: whole_number(row[place], header))


def whole_number(text: str, header: str) -> str:
    if is_thousands_or_decimals(trimmed(text)):
        raise CannotFill(header, "is a number with a dot and three zeros, which may be thousands or decimals; export it as digits alone")
    found = _INTEGER.fullmatch(trimmed(text))
    if not found and trimmed(text):
        raise CannotFill(header, "is not a whole number")
    return str(int(found[1])) if found else ""


def _coded(line: Line, schemas: Schemas, header: str) -> Callable[[str], str]:
    """The mapping's words first; then codes of the list and words that the contract itself takes."""
    agreed = agreed_words(line.column, schemas)

    @cache
    def code(text: str) -> str:
        words = line.words
        word = folded(text)
        said = agreed.get(word) if word not in words.exact else None
        found = said or words.code(text)
        if found is None and word:
            raise CannotFill(
                header, "holds a word that the mapping gives no code for", f"columns: {line.column.name}", _shown(text, header)
            )
        return found or ""

    return code


def _shown(word: str, header: str) -> str:
    """A word as it may be shown to the one who writes the mapping; nothing of a column that tells who someone is."""
    return "" if screen.header_code(header) else printable(word)


def agreed_words(column: Column, schemas: Schemas) -> dict[str, str]:
    """Word → code, for the words that the contract takes without any mapping."""
    if column.type == "boolean":
        return {"true": "true", "false": "false", "yes": "true", "no": "false"}
    codes = [code for code in schemas.codes_of(column) if code != "_T"]
    local = {folded(str(word)): str(code) for word, code in column.local.items() if str(code) in codes}
    return {**local, **{folded(code): code for code in codes}}


def _required(line: Line, header: str, fill: Fill) -> Fill:
    if not line.column.required:
        return fill

    def required(row: Row) -> str:
        found = fill(row)
        if not found:
            told = "; if that stands for not known, give its code as empty:" if line.column.codelist else ""
            raise CannotFill(printable(header), f"is empty, and {line.column.name} is always filled in{told}")
        return found

    return required


def _only_where(fill: Fill, conditions: Sequence[Condition], export: Export) -> Fill:
    holds = held_by(conditions, export)
    return lambda row: fill(row) if holds(row) else ""


def _age(line: Line, export: Export, schemas: Schemas) -> Fill:
    """The age band on the day of the event; `unknown` where the birth date is not known."""
    born_day, on_day = line.age or (Day("", ""), Day("", ""))
    born, on = day_of(born_day, export), day_of(on_day, export)
    codes = schemas.codes_of(line.column)
    bands = _bands(codes)
    unknown = "unknown" if "unknown" in codes else ""
    header = f"{printable(born_day.header)} with {printable(on_day.header)}"

    def age(row: Row) -> str:
        birth, event = born(row), on(row)
        if event is None:
            raise CannotFill(printable(on_day.header), f"is empty, so there is no age for {line.column.name}")
        if birth is None:
            if not unknown and line.column.required:
                raise CannotFill(printable(born_day.header), f"is empty, so there is no age for {line.column.name}")
            return unknown
        years = years_old(birth, event)
        band = next((code for code, (low, high) in bands.items() if low <= years <= high), None)
        if band is None:
            oldest = max((high for _, high in bands.values()), default=0)
            raise CannotFill(header, "lies before the birth" if years < 0 else f"makes an age over {oldest}, which is not in the list")
        return band

    return age


def _bands(codes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    found = {code: (int(m[1]), int(m[2])) for code in codes if (m := _BAND.fullmatch(code))}
    return found | {code: (int(m[1]), 150) for code in codes if (m := _OPEN_BAND.fullmatch(code))}


def years_old(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
