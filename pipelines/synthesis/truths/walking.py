"""Walks over what the agencies have told: the rows of an extract as they stand by a quarter, and the wider words for a code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipelines.synthesis.events import County, Row, Value
from schemas import Quarter, Schemas

WHO = ("age_band", "gender", "race_ethnicity", "residence")


@dataclass(frozen=True)
class Line:
    """A row as its agency's files have it in the end; `token` is empty where the row points at nobody."""

    agency: str
    token: str
    row: Row


def rows(county: County, extract: str, last: Quarter) -> list[Line]:
    """Every row of the extract that is told of by the files up to a quarter, as the latest of these files has it."""
    found = []
    for entry in (*(e for youth in county.lives for e in youth.entries), *county.entries):
        row = entry.by(last) if entry.extract == extract else None
        if row is not None:
            found.append(Line(entry.agency, entry.token or "", row))
    return found


def in_order(lines: Iterable[Line], day: str) -> list[Line]:
    """By a day of theirs, and those of one day by the agency's name."""
    return sorted(lines, key=lambda line: (day_of(line, day), line.agency))


def day_of(line: Line, column: str) -> date:
    on = line.row[column]
    assert isinstance(on, date), f"{column} is filled"
    return on


def described(line: Line, *columns: str) -> dict[str, str]:
    """What the row says of some columns; of those that are left empty nothing."""
    return {c: str(line.row[c]) for c in columns if line.row[c] is not None}


def and_wider(schemas: Schemas, codelist: str, code: Value) -> frozenset[str]:
    """A code, the wider one it is a part of, and so on; nothing where no code is given."""
    parents, found = schemas.codelists[codelist].parents, []
    here = None if code is None else str(code)
    while here is not None:
        found.append(here)
        here = parents.get(here)
    return frozenset(found)
