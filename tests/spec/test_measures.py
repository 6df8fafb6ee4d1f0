"""Every measure carries worked examples, and every example holds."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from pipelines.confidential.tabulation import tabulate
from schemas import Measure, Schemas, parse_period
from tests import drawn

SCHEMAS = Schemas.load()
EXAMPLES = [pytest.param(m, e, id=f"{m.name}: {e['title']}") for m in SCHEMAS.measures.values() for e in m.examples]


@pytest.mark.parametrize("measure, example", EXAMPLES)
def test_the_worked_example_holds(measure: Measure, example: Mapping[str, Any]) -> None:
    holds(SCHEMAS, measure, example)


def holds(schemas: Schemas, measure: Measure, example: Mapping[str, Any]) -> None:
    """The counting gives what the example expects of what it draws."""
    drawings = {**dict.fromkeys(measure.tables, "agency"), measure.counts: example["given"], **example.get("also", {})}
    given = {name: _drawn(schemas, name, drawing) for name, drawing in drawings.items()}
    last = parse_period(example["period"]).quarters[-1].plus(16)
    cells = tabulate(given, measure, schemas, last).to_dicts()
    here = [c for c in cells if c["period"] == example["period"]]
    for wanted in drawn.rows(example["expect"]):
        place = {k: v for k, v in wanted.items() if k != "value"}
        whole = {d: "_T" for d in measure.dimensions if d not in place}
        found = [c for c in here if all(c[k] == v for k, v in {**whole, **place}.items())]
        assert [str(c["value"]) for c in found] == [wanted["value"]], place


def _drawn(schemas: Schemas, name: str, drawing: str) -> pl.DataFrame:
    table = schemas.tables[name]
    unknown = {c.name: "unknown" for c in table.columns.values() if c.codelist}
    return drawn.frame(drawing, table, **unknown)
