"""Proposes a mapping from the headers of an export. It takes over no cell: words of the export are for the agency to fill in."""

import json
from collections.abc import Iterator
from difflib import get_close_matches

from pipelines.desk import screen
from pipelines.desk.grid import squeezed
from pipelines.desk.preparing.export import Export, first_look, printable
from pipelines.desk.preparing.filling import agreed_words
from pipelines.desk.preparing.mapping import folded
from pipelines.desk.preparing.tiers import token_column
from schemas import Column, Contract, Schemas

# How agencies' systems call the parts of an identity, and some of the columns that most extracts have.
_CALLED = {
    "last": ("last_name", "lastname", "lname", "last", "surname", "family_name", "client_last_name", "youth_last_name", "minor_last_name"),
    "first": ("first_name", "firstname", "fname", "first", "given_name", "forename", "client_first_name", "youth_first_name"),
    "full": ("name", "full_name", "client_name", "youth_name", "minor_name", "juvenile_name"),
    "born": ("dob", "birth_date", "birthdate", "date_of_birth", "birthday", "dateofbirth", "bday"),
    "sex": ("sex", "gender", "sex_code", "gender_code"),
    "number": ("child", "client_id", "person_id", "youth_id", "case_number", "case_no", "case_id", "record_id", "child_id", "cms_id", "id"),
    "gender": ("gender", "sex", "gender_code", "sex_code"),
    "race_ethnicity": ("race_ethnicity", "race", "ethnicity", "race_eth", "ethnic", "ethnic_group"),
    "residence": ("residence", "zip", "zip_code", "zipcode", "home_zip", "city", "home_city", "county_of_residence", "home_post"),
    "arrested": ("arrest", "arrest_flag", "cited"),
    "service": ("service_type", "service_code", "program", "referral_type"),
}
_FILL_IN = "FILL_IN"
_NEARLY = 0.75  # "offense" for offence, "referral" for referred; "filed" is not closed


def draft(content: bytes, contract: Contract, schemas: Schemas) -> str:
    """The text of a mapping to be gone through and completed; each doubtful place says FILL_IN."""
    hints = {name for called in _CALLED.values() for name in called} | set(contract.columns)
    export = first_look(content, hints, contract)
    return "\n".join(_Drafting(export, contract, schemas).lines()) + "\n"


class _Drafting:
    def __init__(self, export: Export, contract: Contract, schemas: Schemas) -> None:
        self.export, self.contract, self.schemas = export, contract, schemas
        self.names = [squeezed(header) for header in export.headers]
        self.used: set[str] = set()
        self.given: dict[str, str] = {}  # each column takes a header of its own

    def lines(self) -> Iterator[str]:
        yield f"# How your export becomes {self.contract.name}. Keep this file with you; it names columns and words, and no one."
        yield f"# Go through every line. Whatever is not named here is left out. {_FILL_IN} marks what only you can say."
        yield f"extract: {self.contract.name}"
        yield f"dates: {_FILL_IN}   # how your export writes days: day-first, month-first, year-first or excel-serial"
        if token_column(self.contract):
            yield from self.identity()
        if self.contract.kind == "counts":
            yield f"persons: {self.header('number')}   # tells one young person from another; used in memory only"
            yield f"quarter_by: {_FILL_IN}   # the day by which a row belongs to the quarter"
            limits = {column.under for column in self.contract.columns.values() if column.under}
            yield from (f"under: false   # true writes 'under {limit}' for 1 to {limit - 1}" for limit in limits)
        yield "columns:"
        for column in self.contract.columns.values():
            if column.type != "token":
                yield from self.column(column)
        left = [header for header, name in zip(self.export.headers, self.names, strict=True) if name and name not in self.used]
        yield "drop:   # never sent; so is every other column that is not named above"
        yield from (f"  - {_quoted(header)}" for header in left)

    def identity(self) -> Iterator[str]:
        found = {part: self.find(part) for part in ("last", "first", "full", "born", "sex", "number")}
        yield "identity:   # what the token is made of; none of it is sent"
        named = found["last"] or found["first"] or found["full"]
        if not named and found["number"]:
            yield f"  number: {self.header('number')}   # your export has no names: such tokens link your own files only"
            return
        if found["full"] and not found["last"]:
            yield f"  full: {self.header('full')}   # written LAST, FIRST"
        else:
            yield f"  last: {self.header('last')}"
            yield f"  first: {self.header('first')}"
        yield f"  born: {self.header('born')}"
        yield f"  sex: {{from: {self.header('sex')}, values: {{}}}}   # your words: f, m, x or u"

    def column(self, column: Column) -> Iterator[str]:
        optional = "" if column.required else "   # may be left out"
        if column.codelist and any(code.startswith("age_") for code in self.schemas.codes_of(column)):
            born, on = self.header("born"), self.header(self.contract.dated_by or "")
            yield f"  {column.name}: {{age_at: {{born: {born}, on: {on}}}}}{optional}"
        elif self.contract.kind == "counts" and column.type == "integer":
            yield f"  {column.name}: {{count: {'persons' if column.name.startswith('youth') else 'rows'}}}{optional}"
        elif column.codelist:
            yield f"  {column.name}:   # {column.means}"
            yield f"    from: {self.header(column.name)}{optional}"
            yield from self.words(column)
        else:
            yield f"  {column.name}: {self.header(column.name)}{optional}"

    def words(self, column: Column) -> Iterator[str]:
        """Only words that the contract itself knows are written down; of the export's other words just how many there are."""
        codes = [code for code in self.schemas.codes_of(column) if code != "_T"]
        yield f"    # codes: {', '.join(codes)}"
        name = self.find(column.name)
        agreed = agreed_words(column, self.schemas)
        if name is None:
            yield "    values: {}"
            return
        there = {folded(row[self.names.index(name)]) for row in self.export.rows}
        known = {word: agreed[word] for word in sorted(there) if word in agreed}
        strange = len(there - set(agreed) - {""})
        more = f"   # {strange} more words of yours need a code; safecount prepare lists them" if strange else ""
        yield f"    values: {{{', '.join(f'{_quoted(word)}: {code}' for word, code in known.items())}}}{more}"
        if "unknown" in codes:
            yield "    empty: unknown"

    def header(self, wanted: str) -> str:
        name = self.find(wanted)
        if name is None:
            return _FILL_IN
        self.used.add(name)
        self.given[wanted] = name
        return _quoted(self.export.headers[self.names.index(name)])

    def find(self, wanted: str) -> str | None:
        """The export's column that is called so, or nearly so; a column of days or numbers never from one that tells who."""
        for name in (wanted, *_CALLED.get(wanted, ())):
            if name and self.names.count(name) == 1:
                return name
        if wanted in _CALLED or not wanted:
            return None
        plain = [name for header, name in zip(self.export.headers, self.names, strict=True) if not screen.header_code(header)]
        words = wanted.removesuffix("_on").split("_")
        free = [name for name in plain if name not in self.used or name == self.given.get(wanted)]
        for near in (1.0, _NEARLY):
            alike = [name for name in free if all(get_close_matches(word, name.split("_"), 1, near) for word in words)]
            if alike:
                return alike[0] if len(alike) == 1 else None
        return None


def _quoted(header: str) -> str:
    """A header or a word as YAML takes it, whatever signs are in it."""
    said = printable(header) if len(header) > 60 else header
    return json.dumps(said, ensure_ascii=False)
