"""When the figures of a cohort may be given, and windows of days as a county may agree them for itself."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.confidential.tabulation import tabulate
from schemas import Quarter, SchemaError, Schemas
from schemas.files import SHIPPED
from schemas.period import Year
from tests import drawn

SCHEMAS = Schemas.load()
COHORT = """
youth_id | index_on   | standing_6m | standing_12m | arrested_for_offence_on
a        | 2026-01-10 | followed    | followed     | 2026-02-01
b        | 2026-12-31 | followed    | moved        | 2027-01-01
c        | 2026-06-01 | died        | died         |
"""


def counted(name: str, given: str, last: str, schemas: Schemas = SCHEMAS, missing: tuple = ()) -> dict[tuple[str, str], dict]:
    """The whole of 2026, by outcome and statistic."""
    measure = schemas.measures[name]
    table = schemas.tables[measure.counts]
    rows = drawn.frame(given, table, **{c.name: "unknown" for c in table.columns.values() if c.codelist})
    cells = tabulate({measure.counts: rows}, measure, schemas, Quarter.parse(last), missing)
    whole = [pl.col(b) == "_T" for b in measure.breakdowns]
    assert measure.outcome is not None
    here = cells.filter(pl.col("period") == "2026", *whole).to_dicts()
    return {(c[measure.outcome.dimension], c["statistic"]): c for c in here}


def given_as(cell: dict) -> object:
    return cell["status"] or cell["value"]


@pytest.mark.parametrize(
    ("last", "sixth", "twelfth"), [("2026-Q4", "m", "m"), ("2027-Q3", "m", "m"), ("2027-Q4", 2, "m"), ("2028-Q2", 2, 1)]
)
def test_who_is_followed_is_known_when_the_last_of_the_year_could_be_followed_and_late_rows_have_come(
    last: str, sixth: object, twelfth: object
) -> None:
    """Six months and two quarters after the end of 2026; and twelve months, and two quarters."""
    assert given_as(counted("still_followed_6m", COHORT, last)["followed", "numerator"]) == sixth
    assert given_as(counted("still_followed_12m", COHORT, last)["followed", "numerator"]) == twelfth


@pytest.mark.parametrize(("last", "asked"), [("2027-Q3", "m"), ("2027-Q4", 2)])
def test_of_whom_it_is_asked_waits_until_it_is_known_who_they_are(last: str, asked: object) -> None:
    """The denominator of the second is the numerator of the first, and no sooner told."""
    assert given_as(counted("still_followed_12m", COHORT, last)["_T", "denominator"]) == asked
    assert given_as(counted("exploited_again_6m", COHORT, last)["_T", "denominator"]) == asked


def test_how_many_there_are_in_all_is_known_at_once() -> None:
    assert given_as(counted("still_followed_6m", COHORT, "2026-Q4")["_T", "denominator"]) == 3


def test_a_file_that_is_missing_while_they_are_followed_makes_the_figure_unavailable() -> None:
    """Probation's row of a young person who moved, due in the last quarter of the follow-up."""
    missing = (("probation", "probation_supervision", Quarter(2027, 2)),)
    found = counted("still_followed_6m", COHORT, "2027-Q4", missing=missing)
    assert [given_as(found[c, s]) for c, s in (("_T", "denominator"), ("followed", "numerator"))] == [3, "x"]
    assert given_as(counted("exploited_again_6m", COHORT, "2027-Q4", missing=missing)["_T", "denominator"]) == "x"


def test_nothing_is_told_of_years_in_which_not_all_agencies_reported() -> None:
    """Police and probation send since 2022, the others since 2026; before, most of what can come was not seen."""
    for name in ("still_followed_6m", "detained_again_12m", "exploited_again_by_day", "events_at_liberty"):
        measure = SCHEMAS.measures[name]
        rows = drawn.frame("youth_id\n", SCHEMAS.tables[measure.counts])
        periods = set(tabulate({measure.counts: rows}, measure, SCHEMAS, Quarter(2027, 4))["period"])
        assert periods == {str(Year(2026)), str(Year(2027))}


def test_events_and_months_wait_for_late_rows_and_no_longer() -> None:
    given = "youth_id | year_on | days_at_liberty | times_exploited | offences\na | 2026-01-01 | 365 | 3 | 0\nb | 2026-01-01 | 0 | 0 | 0\n"
    early, found = counted("events_at_liberty", given, "2027-Q1"), counted("events_at_liberty", given, "2027-Q2")
    assert {given_as(c) for c in early.values()} == {"m"}
    assert given_as(found["_T", "months"]) == 12
    assert (found["exploited_again", "events"]["value"], found["exploited_again", "events"]["youth"]) == (3, 1)
    assert found["_T", "months"]["youth"] == 1, "who had no day at liberty is not behind the months"


WINDOWS = """title: When the first new offence took place
codes:
  first: {label: Up to day 180, means: Day 1 to day 180}
  second: {label: Day 181 to 365, means: Day 181 to day 365}
  third: {label: Day 366 to 730, means: Day 366 to day 730}
"""
BY_DAYS = """id: N2
title: First new offence, by days
question: When did the first new offence take place?
source: A county's own
how: [By days]
kind: share
counts: followed_from_identification
unit: youth
date: index_on
outcome:
  dimension: horizon
  codelist: windows
  relation: disjoint
  event: arrested_for_offence_on
  days: {first: [0, 181], second: [181, 366], third: [366, 731]}
windows: [year]
examples: [{title: none}]
"""


def agreed(tmp_path: Path, text: str = BY_DAYS) -> Schemas:
    for folder, name, content in (("codelists", "windows", WINDOWS), ("measures", "first_offence", text)):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return Schemas.load(SHIPPED, tmp_path)


@pytest.mark.parametrize(
    ("day", "window"),
    [
        ("2026-01-02", "first"),  # day 1
        ("2026-06-30", "first"),  # day 180
        ("2026-07-01", "second"),  # day 181
        ("2027-01-01", "second"),  # day 365
        ("2027-01-02", "third"),  # day 366
        ("2028-01-01", "third"),  # day 730
        ("2028-01-02", None),  # day 731
        ("", None),
    ],
)
def test_a_county_may_agree_windows_of_days(tmp_path: Path, day: str, window: str | None) -> None:
    given = f"youth_id | index_on | arrested_for_offence_on\na | 2026-01-01 | {day}\n"
    found = counted("first_offence", given, "2030-Q4", agreed(tmp_path))
    assert {code for (code, statistic), c in found.items() if statistic == "numerator" and c["value"]} == ({window} - {None})


ALONE = SHIPPED / "measures" / "exploited_again_by_day.yaml"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("  until: followed_until\n", "", "names the last day seen in 'until'"),
        ("  until: followed_until\n", "  until: followed_till\n", "there is no column 'followed_till'"),
        ("d365: [0, 366]", "d365: [181, 366]", "in days from the first on"),
        ("windows: [year]", "windows: [quarter, year]", "by year"),
        ("kind: horizons", "kind: share", "names the last day seen in 'until', and no other does"),
        ("  until: followed_until\n", "  until: followed_until\n  within_months: 6\n", "nothing else has them"),
    ],
)
def test_horizons_that_cannot_be_meant_are_refused(tmp_path: Path, before: str, after: str, says: str) -> None:
    text = ALONE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / ALONE.name).write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SchemaError, match=says):
        Schemas.load(SHIPPED, tmp_path)
