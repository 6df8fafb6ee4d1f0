"""The memorandum as a list: what each clause asks, which measures show whether it is done, which fields carry them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas import duties, files
from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.duties import Duty
from schemas.files import SHIPPED, SchemaError
from schemas.measure import Measure

CLAUSES, SUBMISSIONS = "clauses", "submissions"
DEMOGRAPHICS = ("age_band", "gender", "race_ethnicity", "residence")

_ID = re.compile(r"[a-z][a-z_]*(\.[a-z0-9_]+)+")
_FIELD = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Clause:
    """One thing that the agreement asks of an agency, in our own words; `source` says where it is written."""

    id: str
    asks: str
    source: str
    measures: tuple[str, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not _ID.fullmatch(self.id):
            raise ValueError(f"clauses: id {self.id!r} must be small words with points between them, like memorandum.probation.3")
        if not self.asks or not self.source:
            raise ValueError(f"clauses: {self.id}: must say what it asks, and where it is written")
        if not self.measures:
            raise ValueError(f"clauses: {self.id}: must name at least one measure that shows whether it is done")


@dataclass(frozen=True)
class Carried:
    """One measure with the fields (`contract.column`) that carry it.

    `made_from` names other measures it follows from, "submissions" where it is read off the log of what agencies sent, or
    "clauses" where it is taken over all of them. `not_counted` says why nothing is counted for it; `in_part` what of it is not.
    """

    id: str
    title: str
    fields: tuple[str, ...]
    made_from: tuple[str, ...]
    not_counted: str = ""
    in_part: str = ""

    def __post_init__(self) -> None:
        wrong = [f for f in self.fields if not isinstance(f, str) or not _FIELD.fullmatch(f)]
        if wrong:
            raise ValueError(f"measures: {self.id}: field {wrong[0]!r} must be contract.column, like hall_stays.admitted_on")
        twice = sorted({f for f in self.fields if self.fields.count(f) > 1})
        if twice:
            raise ValueError(f"measures: {self.id}: names the field {twice[0]!r} twice")
        if not self.title or not (self.fields or self.made_from):
            raise ValueError(f"measures: {self.id}: must have a title, and fields or 'from'")
        if self.not_counted and self.in_part:
            raise ValueError(f"measures: {self.id}: is counted in part or not at all; give 'in_part' or 'not_counted'")


@dataclass(frozen=True)
class Memorandum:
    """All of it. `kept_for`: field → why agencies are asked for it though no measure names it. `duties`: measure → what it says is done."""

    clauses: Mapping[str, Clause]
    measures: Mapping[str, Carried]
    kept_for: Mapping[str, str]
    duties: Mapping[str, Duty] = field(default_factory=dict)

    def fields_of(self, clause: str) -> tuple[str, ...]:
        """The fields that show whether a clause is kept, in the order of its measures."""
        return tuple(dict.fromkeys(f for m in self.clauses[clause].measures for f in self.measures[m].fields))


def read_if_any(*folders: Path) -> Memorandum | None:
    """The same, or None where no folder has one."""
    return read(*folders) if any((folder / "mou.yaml").is_file() for folder in folders) else None


def read(*folders: Path) -> Memorandum:
    """`mou.yaml` of the last folder that has one (default: what is shipped).

    Raises:
        SchemaError: the file is wrong in itself, or a clause names a measure that is not described.
    """
    path = files.nearest(folders or (SHIPPED,), "mou.yaml")
    with files.blamed_on(path):
        raw = files.read(path)
        files.only(raw, "clauses", "measures", "kept_for", "duties")
        kept_for, done = dict(raw.get("kept_for") or {}), duties.read(raw.get("duties") or {})
        memorandum = Memorandum(_clauses(raw["clauses"]), _measures(raw["measures"]), kept_for, done)
        for where, name in _named(memorandum):
            if name not in memorandum.measures:
                raise SchemaError(f"{where}: there is no measure {name!r}; there is {', '.join(memorandum.measures)}")
        return memorandum


def counted_by(memorandum: Memorandum, name: str, schemas: Schemas) -> tuple[Measure, ...]:
    """The measures that count what is asked; where it has none of its own, those from which it follows."""
    own = tuple(m for m in schemas.measures.values() if m.id == name)
    if own or memorandum.measures[name].not_counted:
        return own
    others = [n for n in memorandum.measures[name].made_from if n in memorandum.measures]
    return tuple(m for n in others for m in counted_by(memorandum, n, schemas))


def check_counted(memorandum: Memorandum, schemas: Schemas) -> None:
    """What is asked is counted, or says why not; and nothing is counted that nobody asked for. Raises SchemaError."""
    for name, asked in memorandum.measures.items():
        counted = counted_by(memorandum, name, schemas)
        if bool(counted) == bool(asked.not_counted):
            which = "is counted, and says that it is not" if counted else "is counted by no measure; say why under not_counted"
            raise SchemaError(f"mou.yaml: measures: {name}: {which}")
    duties.check(memorandum.duties, schemas)
    unasked = [m for m in schemas.measures.values() if m.id not in memorandum.measures]
    if unasked:
        raise SchemaError(f"mou.yaml: measures/{unasked[0].name}.yaml counts {unasked[0].id}, which is not in the list")


def check(memorandum: Memorandum, schemas: Schemas) -> None:
    """Every field that is named is a column of a contract, and no column is asked for in vain. Raises SchemaError."""
    asked = {f"{c.name}.{column}" for c in schemas.contracts.values() for column in c.columns}
    named = {f for m in memorandum.measures.values() for f in m.fields}
    for measure in memorandum.measures.values():
        for one in measure.fields:
            _asked(one, asked, f"measures: {measure.id}", schemas)
    for one in memorandum.kept_for:
        _asked(one, asked, "kept_for", schemas)
    for contract in schemas.contracts.values():
        idle = [f for f in worth_asking(contract) if f not in named and f not in memorandum.kept_for]
        if idle:
            raise SchemaError(
                f"mou.yaml: no measure needs {idle[0]}; name it under the fields of a measure, say under kept_for why it is "
                "asked for, or take it out of the contract"
            )


def worth_asking(contract: Contract) -> Iterator[str]:
    """The fields of a contract that need a reason: all but its key and who the young person is."""
    return (f"{contract.name}.{c}" for c in contract.columns if c not in contract.key and c not in DEMOGRAPHICS)


def _asked(field: str, asked: set[str], where: str, schemas: Schemas) -> None:
    if field not in asked:
        contract = schemas.contracts.get(str(field).partition(".")[0])
        there = f"{contract.name} has {', '.join(contract.columns)}" if contract else f"there is {', '.join(schemas.contracts)}"
        raise SchemaError(f"mou.yaml: {where}: no contract has the field {field!r}; {there}")


def _clauses(raw: Any) -> dict[str, Clause]:
    if not isinstance(raw, list):
        raise ValueError("clauses: must be a list, each with id, asks, source and measures")
    found: dict[str, Clause] = {}
    for said in raw:
        files.only(said, "id", "asks", "source", "measures")
        clause = Clause(said["id"], said["asks"], said["source"], tuple(said["measures"] or ()))
        if clause.id in found:
            raise ValueError(f"clauses: {clause.id}: two clauses have this id; number them")
        found[clause.id] = clause
    return found


def _measures(raw: Any) -> dict[str, Carried]:
    if not isinstance(raw, dict):
        raise ValueError("measures: must name each measure, with its title and its fields under it")
    found = {}
    for name, said in raw.items():
        files.only(said, "title", "fields", "from", "not_counted", "in_part")
        fields, made_from = tuple(said.get("fields") or ()), tuple(said.get("from") or ())
        found[str(name)] = Carried(str(name), said["title"], fields, made_from, said.get("not_counted", ""), said.get("in_part", ""))
    return found


def _named(memorandum: Memorandum) -> Iterator[tuple[str, str]]:
    """Each measure that a clause or another measure names, with where it does."""
    for clause in memorandum.clauses.values():
        yield from ((f"clauses: {clause.id}", m) for m in clause.measures)
    for measure in memorandum.measures.values():
        yield from ((f"measures: {measure.id}: from", m) for m in measure.made_from if m not in (CLAUSES, SUBMISSIONS))
