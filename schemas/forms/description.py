"""An extract in plain words and in order, from which its dictionary is written as Markdown, as a web page and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.agency import Source
from schemas.catalogue import Schemas
from schemas.codelist import TOTAL
from schemas.contract import Contract
from schemas.forms.column_words import TYPES, allowed
from schemas.forms.rule_words import sentences
from schemas.table import Column

_KINDS = {
    "rows": "De-identified rows: a young person appears only as a code that the agency's desk tool makes.",
    "counts": "Totals only: nothing about a single young person is sent, not even a code.",
    "register": "A register of agreements, meetings and the like: nothing about young people.",
}

# Measured with tests/bench/linkage_errors.py, rounded down; a test holds this sentence to it.
_TOKEN_ERRORS = (
    "The token misses people: on made-up records with typing errors it joined 86 of 100 pairs that were one young person, and of 1,000 "
    "pairs that it joined 999 were one. The handbook's page `token-recipe` says how it is made, and how that was measured."
)


@dataclass(frozen=True)
class DescribedCode:
    """`own_words` are the agency's own, which are taken too."""

    code: str
    label: str
    means: str
    includes: str
    excludes: str
    own_words: tuple[str, ...]


@dataclass(frozen=True)
class DescribedColumn:
    """`codes` are all that may stand in it, where it has a list (`codelist` is the list's title)."""

    name: str
    kind: str
    required: bool
    write: str
    means: str
    example: str
    codelist: str
    codes: tuple[DescribedCode, ...]


@dataclass(frozen=True)
class Description:
    """Sentences may name columns and codes in backticks."""

    extract: str
    title: str
    version: int
    effective: str
    kind: str
    about: str
    grain: str
    sending: tuple[str, ...]
    remarks: tuple[str, ...]
    columns: tuple[DescribedColumn, ...]
    rules: tuple[str, ...]


def described(schemas: Schemas, contract: Contract) -> Description:
    return Description(
        extract=contract.name,
        title=contract.title,
        version=contract.version,
        effective=str(contract.effective),
        kind=contract.kind,
        about=_KINDS[contract.kind],
        grain=f"{contract.grain[0].upper()}{contract.grain[1:]}.",
        sending=tuple(_sending(contract)),
        remarks=(_TOKEN_ERRORS,) if "youth_token" in contract.columns else (),
        columns=tuple(_column(schemas, c) for c in contract.columns.values()),
        rules=tuple(sentences(contract)),
    )


def _sending(contract: Contract) -> Iterator[str]:
    carries = "the rows that are new or have changed since the last one" if contract.kind == "rows" else "the whole quarter"
    name = f"AGENCY.{contract.name}.{contract.effective}"
    yield f"Once a quarter, from {contract.effective} on."
    yield f"Due {Source.due_days} days after the quarter ends, unless your agreement says otherwise."
    yield f"A file carries {carries}. Sending it again for the same quarter replaces the earlier one whole."
    yield f"It is called `{name}.csv` or `.xlsx`: your agency's short name, the extract, the quarter."
    yield "Sent more than once, it may carry a number of your own: `….r2.csv`, `….r3.csv`. The highest counts, whichever comes last."


def _column(schemas: Schemas, column: Column) -> DescribedColumn:
    words = schemas.codelists[column.codelist] if column.codelist else None
    return DescribedColumn(
        column.name,
        TYPES[column.type],
        column.required,
        "" if words else allowed(schemas, column),
        column.means,
        column.example or "",
        words.title if words else "",
        tuple(_code(schemas, column, code) for code in schemas.codes_of(column)),
    )


def _code(schemas: Schemas, column: Column, code: str) -> DescribedCode:
    words = schemas.codelists[column.codelist or ""]
    theirs = tuple(t for t, ours in column.local.items() if ours == code)
    if code == TOTAL:
        return DescribedCode(code, words.label(code), "All of them together", "", "", theirs)
    word = words.words[code]
    return DescribedCode(code, word.label, word.means, word.includes, word.excludes, theirs)
