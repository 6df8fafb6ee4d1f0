"""A county of one question and one extract, which goes through the line in a few seconds: exits to a home, by quarter and by year."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipelines.defs import drafts, gates, runs
from pipelines.defs.intake import clock, take_in
from pipelines.defs.office import Office
from pipelines.publication import cells, store
from pipelines.publication.receipt import Receipt
from pipelines.workspace import Workspace
from schemas import Quarter

_AGENCIES = """
county: Homes County
agencies:
  shelters:
    name: Shelters
    programmes:
      homes:
        name: Housing programmes
        extracts:
          home_exits: {tier: linkable, legal_basis: 'Agreement of the programmes', since: 2023-Q1, expires: 2030-12-31}
  outreach:
    name: Outreach
    programmes:
      street:
        name: Street outreach
        extracts:
          home_exits: {tier: linkable, legal_basis: 'Agreement of the programmes', since: 2023-Q1, expires: 2030-12-31}
"""
_CONTRACT = """
title: Exits to a home of their own
kind: rows
version: 1
effective: 2023-Q1
grain: one row per young person and exit
key: [youth_token, exited_on]
dated_by: exited_on
columns:
  youth_token: {type: token, required: true, means: The young person's code}
  exited_on: {type: date, required: true, means: Day of the exit, example: 2023-02-14}
  programme: {type: code, codelist: programme, required: true, means: The programme they left}
feeds: []
"""
_CODES = """
title: Kind of programme
codes:
  shelter: {label: Emergency shelter, means: A bed for the night}
  transitional: {label: Transitional housing, means: A place for some months}
"""
_MEASURE = """
id: H1
title: Exits to a home
question: How many exits to a home of their own were there?
source: The programmes' own question
how: [Each exit counts once.]
kind: count
counts: home_exits
unit: exits
date: exited_on
windows: [quarter, year]
breakdowns: [programme]
examples:
  - title: Two exits
    period: "2023"
    given: |
      youth_id | exited_on  | programme
      a        | 2023-01-01 | shelter
      b        | 2023-05-01 | shelter
    expect: |
      programme    | statistic | value
      _T           | count     | 2
      shelter      | count     | 2
      transitional | count     | 0
"""
_FILES = {
    "agencies.yaml": _AGENCIES,
    "contracts/home_exits.yaml": _CONTRACT,
    "codelists/programme.yaml": _CODES,
    "measures/exits.yaml": _MEASURE,
}


def opened(folder: Path, policy: str = "threshold: 11\n") -> Office:
    """A new workspace of the county."""
    Workspace.create(folder, demo=True, shipped_schemas=False)
    for name, text in {**_FILES, "policy.yaml": policy}.items():
        (folder / "schemas" / name).parent.mkdir(exist_ok=True)
        (folder / "schemas" / name).write_text(text, encoding="utf-8")
    return Office.open(folder)


def token(number: int, key: str = "first") -> str:
    """A token as long as those of the recipe, as good as drawn at random."""
    return hashlib.sha256(f"{key}{number}".encode()).hexdigest()[:32]


def file_of(quarter: Quarter, numbers: Sequence[int], programme: str = "shelter", tokens: Callable[[int], str] = token) -> bytes:
    day = quarter.start.replace(day=10)
    return ("youth_token,exited_on,programme\n" + "".join(f"{tokens(n)},{day},{programme}\n" for n in numbers)).encode()


def sent(office: Office, quarter: Quarter, content: bytes, agency: str = "shelters", mark: str = "") -> Receipt:
    path = office.workspace.folder.parent / f"{agency}.home_exits.{quarter}{mark}.csv"
    path.write_bytes(content)
    return take_in(office, path, clock())


def ran(office: Office, last: Quarter) -> Path:
    """The line up to a draft, without its pages."""
    done = runs.run_quarter(office.workspace.folder, last)
    assert done.draft is not None, done.stopped_at
    return done.draft


def published(office: Office, draft: Path) -> Path:
    from pipelines.defs import behind

    assert gates.attack(office, draft.name).passed and gates.attack_unaided(office, draft.name).passed
    behind.keep(office, draft.name)
    key = office.signing_key
    return store.publish(draft, office.workspace.published, {"publication": draft.name}, key.public_key, key.sign)


def counts(publication: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Value and mark by period and programme."""
    read = cells.read(publication / "cells.csv").filter(statistic="count")
    return {(r["period"], r["programme"]): ("" if r["value"] is None else str(r["value"]), r["status"] or "") for r in read.to_dicts()}


def next_name(office: Office, last: Quarter) -> str:
    return drafts.name(office, last)


YEAR: Mapping[int, Quarter] = {n: Quarter(2023, n) for n in (1, 2, 3, 4)}
