"""Every measure carries worked examples, and every example holds."""

import pytest

from pipelines.confidential.tabulation import tabulate
from schemas import Schemas, parse_period
from tests import drawn

SCHEMAS = Schemas.load()
EXAMPLES = [pytest.param(m, e, id=f"{m.name}: {e['title']}") for m in SCHEMAS.measures.values() for e in m.examples]


@pytest.mark.parametrize("measure, example", EXAMPLES)
def test_the_worked_example_holds(measure, example):
    table = SCHEMAS.tables[measure.counts]
    unknown = {c.name: "unknown" for c in table.columns.values() if c.codelist}
    given = drawn.frame(example["given"], table, **unknown)
    last = parse_period(example["period"]).quarters[-1].plus(12)
    cells = tabulate({measure.counts: given}, measure, SCHEMAS, last).to_dicts()
    here = [c for c in cells if c["period"] == example["period"]]
    for wanted in drawn.rows(example["expect"]):
        place = {k: v for k, v in wanted.items() if k != "value"}
        whole = {d: "_T" for d in measure.dimensions if d not in place}
        found = [c for c in here if all(c[k] == v for k, v in {**whole, **place}.items())]
        assert [str(c["value"]) for c in found] == [wanted["value"]], place
