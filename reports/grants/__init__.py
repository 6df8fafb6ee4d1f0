"""A funder's questions with the published numbers: a sheet in the funder's order, the same as CSV, and what to write about it."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.dashboard.publication import Publication, read
from reports.grants import narrative, sheet, trace
from reports.grants.answers import Answer, answers
from reports.workbook.book import neutral
from schemas import Schemas
from schemas.files import SHIPPED
from schemas.funding_period import FundingPeriod
from schemas.grant import Grant
from schemas.grant import read as forms

__all__ = ["SHEET", "TABLE", "TEXT", "CannotAnswer", "Made", "build"]

SHEET, TABLE, TEXT, ABOUT, TRACE = "sheet.xlsx", "answers.csv", "narrative.md", "return.json", "trace.json"
_FIXED = ("number", "asks", "match", "difference")
_PROVENANCE = ("measure", "how", "cells_csv_lines")


class CannotAnswer(ValueError):
    """There is no such form or period; the message says which there are."""


@dataclass(frozen=True)
class Made:
    """The files of a return, and how many questions they answer."""

    files: tuple[Path, ...]
    asked: int
    answered: int
    changed: int


def build(folder: Path, places: tuple[Path, ...], form: str, period: str, out: Path, before: Path | None = None) -> Made:
    """Write the return of one form and period, made of one publication, into the folder `out`.

    `places`: folders of YAML, the shipped one among them if wanted. `before`: the folder of the last return of this form and period.

    Raises:
        CannotAnswer: there is no such form, or it does not ask about such a period.
        PublicationError: the publication cannot be read.
    """
    schemas = Schemas.load(*places)
    asked = _form(form, forms(places or (SHIPPED,), schemas))
    about = _period(asked, period)
    publication = read(folder)
    _reached(publication, about)
    found = answers(asked, about, publication, schemas)
    changed = _changed(found, before)
    source = {"publication": publication.name, "cells_csv_sha256": hashlib.sha256((folder / "cells.csv").read_bytes()).hexdigest()}
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        SHEET: sheet.written(asked, about, publication, found, source),
        TABLE: _table(about, found),
        TEXT: narrative.written(asked, about, publication, found, changed).encode(),
        ABOUT: (json.dumps({"grant": form, "period": period, **source, "version": publication.version}, indent=2) + "\n").encode(),
        TRACE: trace.written(asked, about, publication, found),
    }
    for name, content in contents.items():
        (out / name).write_bytes(content)
    answered = sum(a.total.value is not None or any(q.value is not None for q in a.quarters) for a in found)
    return Made(tuple(out / name for name in contents), len(found), answered, len(changed))


def _form(name: str, known: Mapping[str, Grant]) -> Grant:
    if name not in known:
        raise CannotAnswer(f"there is no form of the name {name!r}; there is {', '.join(sorted(known))}")
    return known[name]


def _period(form: Grant, text: str) -> FundingPeriod:
    try:
        period = FundingPeriod.parse(text)
    except ValueError as error:
        raise CannotAnswer(str(error)) from error
    if period.size not in form.periods:
        raise CannotAnswer(f"{form.name} asks about a {' or a '.join(form.periods)}, and {text} is a {period.size}")
    return period


def _reached(publication: Publication, period: FundingPeriod) -> None:
    last = str(period.quarters[-1])
    if last > publication.quarter:
        raise CannotAnswer(
            f"{period} goes on to {last}, and {publication.name} ends with {publication.quarter}; publish that quarter first"
        )


def _table(period: FundingPeriod, found: Sequence[Answer]) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    quarters = [str(q) for q in period.quarters] if period.size != "quarter" else []
    rows.writerow([*_FIXED, *quarters, str(period), "nearest_year", "in_nearest_year", *_PROVENANCE])
    for one in found:
        near = (one.nearest[0], one.nearest[1].said) if one.nearest else ("", "")
        fixed = (one.number, one.asks, one.question.match, one.question.differs or one.question.why)
        apart = [q.said for q in one.quarters] if quarters else []
        lines = " ".join(map(str, one.total.lines))
        rows.writerow(map(neutral, [*fixed, *apart, one.total.said, *near, one.question.measure or "", one.total.how, lines]))
    return text.getvalue().encode()


def _changed(found: Sequence[Answer], before: Path | None) -> list[tuple[str, str, str, str]]:
    """Question, what it asks, and what the last return said and this one says, where these differ."""
    if before is None or not (before / TABLE).is_file():
        return []
    with (before / TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = list(rows[0])[list(rows[0]).index("nearest_year") - 1] if rows else ""
    said = {row["number"]: row[whole] for row in rows}
    now = [(a.number, a.asks, said.get(a.number, "not asked"), neutral(a.total.said)) for a in found]
    return [line for line in now if line[2] != line[3]]
