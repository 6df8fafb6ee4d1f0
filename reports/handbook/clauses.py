"""The page of the clauses: what the agreement asks, and which measures show whether it is done, or why none does."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reports.handbook.done import Row, done
from schemas import Measure, Schemas
from schemas.mou import Clause, Memorandum, counted_by

Page = tuple[str, str, dict[str, Any]]
PLACE = "desk/clauses.html"
LINK = "7. [What the agreement asks](clauses.html): every clause, and the measures that show whether it is done."


def pages(schemas: Schemas, memorandum: Memorandum | None, cells: Sequence[Row] = ()) -> Iterator[Page]:
    """One page; none where the county has no memorandum as data. `cells`: what was published, to say how far duties are done."""
    if memorandum is not None:
        told = {"parts": [(part, list(said)) for part, said in _parts(schemas, memorandum, cells)], "published": bool(cells)}
        yield PLACE, "clauses.html.jinja", told


def _parts(schemas: Schemas, memorandum: Memorandum, cells: Sequence[Row]) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The parts of the agreement in its order, each with its clauses."""
    for part, clauses in groupby(memorandum.clauses.values(), key=_part):
        yield part, ({"clause": c, "asked": [_asked(schemas, memorandum, name, cells) for name in c.measures]} for c in clauses)


def _part(clause: Clause) -> str:
    return ": ".join(clause.source.split(", ")[:2])


def _asked(schemas: Schemas, memorandum: Memorandum, name: str, cells: Sequence[Row]) -> dict[str, Any]:
    asked = memorandum.measures[name]
    counted = [(m.name, m.title, _done(memorandum, m, cells)) for m in counted_by(memorandum, name, schemas)]
    nothing = "" if counted else asked.not_counted or "This county counts nothing of it."
    return {"id": name, "title": asked.title, "counted": counted, "not_counted": nothing, "in_part": asked.in_part}


def _done(memorandum: Memorandum, measure: Measure, cells: Sequence[Row]) -> str:
    duty = memorandum.duties.get(measure.name)
    return done(measure, duty, cells) if duty else ""
