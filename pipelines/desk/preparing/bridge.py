"""The bridge from an old key to a new one: which new token stands for which old one, so that earlier years still link.

A CSV file of two columns, `old_token,new_token`, with one line for each young person of an export. The county keeps it
encrypted and takes both tokens for one young person (`safecount bridge`).
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.desk.file_name import Named
from pipelines.desk.preparing import plain_yaml, recipe, tiers, written_mapping
from pipelines.desk.preparing.export import read
from pipelines.desk.preparing.filling import CannotFill, messages
from pipelines.desk.preparing.keys import KeyProblem, LinkingKey
from pipelines.desk.preparing.making_rows import Held, Sifted, kept
from pipelines.desk.preparing.preparation import as_csv
from pipelines.desk.preparing.problems import MappingProblem, Refused
from schemas import Schemas

COLUMNS = ("old_token", "new_token")
_TOKEN = re.compile(rf"[0-9a-f]{{{recipe.LENGTH}}}")
_NAME = re.compile(r"([a-z0-9_]{1,60})\.bridge\.(\d{4}-[0-9a-f]{8})\.to\.(\d{4}-[0-9a-f]{8})\.csv")


@dataclass(frozen=True)
class BridgeName:
    """Whose bridge a file is, and from which key to which, each told by its year and id."""

    agency: str
    old: str
    new: str


@dataclass(frozen=True)
class Bridge:
    """All that would leave: `rows` are in the order of the old tokens. `held` are rows of which too little is known."""

    name: str
    rows: tuple[tuple[str, str], ...]
    content: bytes
    held: tuple[Held, ...]


def bridged(
    content: bytes,
    mapping: str,
    old: LinkingKey,
    new: LinkingKey,
    named: Named,
    schemas: Schemas,
    beside: Mapping[str, bytes] | None = None,
) -> Bridge:
    """The bridge for the young people of an export. Reads no file and no clock.

    Raises:
        Refused, MappingProblem, Unreadable: as `prepared` does.
        KeyProblem: the two keys are one.
    """
    if old.secret == new.secret:
        raise KeyProblem("the old key and the new key are the same; a bridge leads from one to another")
    said = plain_yaml.read(mapping)
    contract = tiers.contract_of(named, schemas, wants_tokens=True)
    mapped = written_mapping.read(said, contract, schemas)
    if mapped.identity is None:
        raise MappingProblem(f"{contract.name} has no tokens, so there is nothing to bridge")
    export, sifted = read(content, mapped, contract, beside or {}), Sifted(secret=mapped.secret)
    message = messages(mapped.identity, export, named.agency, named.quarter.end)
    said_of: set[str] = set()
    for number, row in kept(export, mapped, sifted):
        try:
            said_of.add(message(row))
        except CannotFill as cannot:
            sifted.hold(number, cannot)
    rows = tuple(sorted((recipe.token(old.secret, one), recipe.token(new.secret, one)) for one in said_of))
    made = as_csv(COLUMNS, rows)
    wrong = problems(made)
    if wrong:
        raise Refused(f"the bridge does not pass its own check: {wrong[0]}")
    return Bridge(f"{named.agency}.bridge.{old.year}-{old.id}.to.{new.year}-{new.id}.csv", rows, made, tuple(sifted.held))


def parse(name: str) -> BridgeName | None:
    """What the name of a bridge file says; None where it is no such name."""
    found = _NAME.fullmatch(name)
    return BridgeName(*found.groups()) if found else None


def lines(content: bytes) -> tuple[tuple[str, str], ...]:
    """The pairs of a bridge file in which nothing is wrong."""
    _, *pairs = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    return tuple((old, new) for old, new in pairs)


def problems(content: bytes) -> list[str]:
    """What is wrong with a bridge file; nothing where it may be used. No cell is ever repeated."""
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return ["it is not a CSV file in UTF-8"]
    if not lines or tuple(lines[0]) != COLUMNS:
        return [f"its header must be {','.join(COLUMNS)}, and nothing beside"]
    found = [
        f"line {number} does not hold two tokens of {recipe.LENGTH} digits and letters a to f"
        for number, line in enumerate(lines[1:], 2)
        if len(line) != 2 or not all(map(_TOKEN.fullmatch, line))
    ]
    if found:
        return found
    for place, name in enumerate(COLUMNS):
        column = [line[place] for line in lines[1:]]
        if len(set(column)) < len(column):
            found.append(f"a token stands twice in {name}; each young person has one line")
    if {line[0] for line in lines[1:]} & {line[1] for line in lines[1:]}:
        found.append("a token stands in both columns; old and new tokens are of different keys")
    return found
