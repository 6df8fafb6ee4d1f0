"""Contracts: what an agency's quarterly extract must look like, and which tables it feeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import files, under
from schemas.period import Quarter
from schemas.table import Column, columns

KINDS = ("rows", "counts", "register")

# What each rule says, and the fields it is written with.
RULES: dict[str, tuple[str, ...]] = {
    "order": ("first", "then"),  # where both dates are filled, `then` is not before `first`
    "filled_when": ("column", "where"),  # `column` is filled in rows that match `where`
    "empty_when": ("column", "where"),  # `column` is empty in rows that match `where`
    "filled_with": ("column", "with"),  # where `with` is filled, so is `column`
    "at_most": ("column", "other"),  # the number in `column` is not over the number in `other`
    "every_code": ("column",),  # the file has a row for every code of the column, and for the whole
    "parts_sum_to_whole": ("by", "column"),  # the parts add up to the row of the whole
    "parts_cover_whole": ("by", "column"),  # largest part ≤ whole ≤ sum of parts: one person may be in several parts
}
FILE_RULES = ("every_code", "parts_sum_to_whole", "parts_cover_whole")

Filter = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """One rule between columns or rows; `fields` are those that RULES lists for its name."""

    name: str
    fields: Mapping[str, Any]

    @property
    def of_the_file(self) -> bool:
        return self.name in FILE_RULES

    @property
    def columns(self) -> tuple[str, ...]:
        named = (self.fields.get(f) for f in ("column", "first", "then", "with", "other", "by"))
        return tuple(c for c in named if c) + tuple(self.fields.get("where", ()))


@dataclass(frozen=True)
class Feed:
    """Which table a row goes to, under which condition, and which of its columns becomes which."""

    table: str
    columns: Mapping[str, str]
    where: Filter
    constants: Mapping[str, str]


@dataclass(frozen=True)
class Contract:
    """One extract. `dated_by` names the date that places a row in time; no row may be dated after its quarter.

    `key` tells two rows apart. Without one every row is an event of its own: rows that are alike are all kept, and none is told anew.
    """

    name: str
    title: str
    kind: str
    version: int
    effective: Quarter
    grain: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    rules: tuple[Rule, ...]
    feeds: tuple[Feed, ...]
    dated_by: str | None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} must be one of {', '.join(KINDS)}")
        tokens = [c.name for c in self.columns.values() if c.type == "token"]
        if self.kind != "rows" and tokens:
            raise ValueError(f"column {tokens[0]!r}: an extract of {self.kind} carries no token of a young person")
        free = [c.name for c in self.columns.values() if c.type == "text"]
        if free:
            raise ValueError(f"column {free[0]!r}: an extract has no free text")
        used = {*self.key, *(c for r in self.rules for c in r.columns)}
        ends = {end for c in self.columns.values() for end in c.ends} - set(self.columns)
        fed = {c for f in self.feeds for c in (*(set(f.columns.values()) - ends), *f.where)}
        vague = sorted(c for c in fed & set(self.columns) if self.columns[c].ends)
        if vague:
            low, high = self.columns[vague[0]].ends
            raise ValueError(
                f"column {vague[0]!r} may hold {under.written(self.columns[vague[0]].under or 0)!r}, so no table is fed by it; "
                f"feed a column of least values by {low!r} and one of greatest values by {high!r}"
            )
        used |= fed | ({self.dated_by} if self.dated_by else set())
        unknown = sorted(used - set(self.columns))
        if unknown:
            raise ValueError(f"column {unknown[0]!r} is used but not described")

    @property
    def keeps_its_rows(self) -> bool:
        """Whether a row of an earlier quarter stays until it is told anew; else each quarter's file says all there is."""
        return self.kind == "rows" or (self.kind == "register" and self.dated_by is not None)

    @staticmethod
    def read(path: Path) -> "Contract":
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, "title", "kind", "version", "effective", "grain", "key", "columns", "rules", "feeds", "dated_by")
            return Contract(
                path.stem,
                raw["title"],
                raw["kind"],
                _version(raw["version"]),
                Quarter.parse(raw["effective"]),
                raw["grain"],
                tuple(raw["key"]),
                columns(raw["columns"]),
                tuple(map(_rule, raw.get("rules", ()))),
                tuple(map(_feed, raw["feeds"])),
                raw.get("dated_by"),
            )


def _version(said: Any) -> int:
    if type(said) is not int or said < 1:
        raise ValueError("version is a whole number, 1 for the first")
    return said


def _rule(raw: Mapping[str, Any]) -> Rule:
    name = raw["rule"]
    if name not in RULES:
        raise ValueError(f"rule {name!r} must be one of {', '.join(RULES)}")
    if set(raw) - {"rule"} != set(RULES[name]):
        raise ValueError(f"rule {name!r} is written with {', '.join(RULES[name])}")
    return Rule(name, {k: v for k, v in raw.items() if k != "rule"})


def _feed(raw: Mapping[str, Any]) -> Feed:
    files.only(raw, "table", "columns", "where", "constants")
    where = {c: tuple(codes) for c, codes in raw.get("where", {}).items()}
    return Feed(raw["table"], raw["columns"], where, raw.get("constants", {}))
