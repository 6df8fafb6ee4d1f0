"""How many young people stand behind each count, recounted with plain sets: what is withheld rests on it."""

import pytest

from pipelines.confidential.tabulation import tabulate
from pipelines.confidential.tabulation.counted import counted
from pipelines.confidential.tabulation.periods import periods_of
from pipelines.confidential.tabulation.shares import groups
from tests.small_county import LAST, SCHEMAS, sent, tables_of

OF_ROWS = [n for n, m in sorted(SCHEMAS.measures.items()) if m.kind in ("share", "count")]


@pytest.fixture(scope="module")
def tables():
    return tables_of(sent(), OF_ROWS)


@pytest.mark.parametrize("name", OF_ROWS)
def test_as_many_young_people_stand_behind_a_count_as_there_are_different_ones_in_its_rows(tables, name: str) -> None:
    measure = SCHEMAS.measures[name]
    cells = {
        (r["period"], *(r[d] for d in measure.dimensions), r["statistic"]): (r["value"], r["youth"], r["rest_youth"])
        for r in tabulate(tables, measure, SCHEMAS, LAST).filter(status="").to_dicts()
    }
    asked = SCHEMAS.measures[name].outcome
    looked_at = 0
    for period in periods_of(measure, SCHEMAS, LAST):
        rows = counted(tables[measure.counts], measure, SCHEMAS, period).to_dicts()
        places = [({}, rows)]
        for by in measure.breakdowns if measure.has_breakdowns(period) else ():
            for group, within in groups(SCHEMAS, measure, by).items():
                places.append(({by: group}, [r for r in rows if r[f"by {by}"] in within]))
        for at, part in places:
            for code in (None, *(asked.codes if asked else ())):
                codes = {**at, **({asked.dimension: code} if asked and code else {})}
                statistic = "numerator" if code else "denominator" if measure.kind == "share" else "count"
                found = cells.get((str(period), *(codes.get(d, "_T") for d in measure.dimensions), statistic))
                if found is None:
                    continue
                having = [r for r in part if code is None or r[f"had {code}"]]
                lacking = [r for r in part if code is not None and not r[f"had {code}"]]
                value, youth, rest = found
                assert value == len(having)
                # Where a shorter wait for the same thing is told too, fewer may stand behind the difference of the two.
                assert youth <= _people(having) and (rest or 0) <= _people(lacking)
                if not (asked and asked.events) and not (measure.among and measure.among.code):
                    assert (youth, rest) == (_people(having), _people(lacking) if code else None)
                looked_at += 1
    assert looked_at or not cells


def _people(rows: list[dict]) -> int:
    return len({r["youth_id"] for r in rows}) if rows and "youth_id" in rows[0] else len(rows)
