"""Of a hundred, how many by day so and so: the estimate of Kaplan and Meier, against figures that were published with its data."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.confidential.tabulation import tabulate
from pipelines.confidential.tabulation.horizons import Survival, survival
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()


def told(days: str) -> tuple[np.ndarray, np.ndarray]:
    """Days, with a star where it is the last day seen and not that of the event."""
    return np.array([int(d.rstrip("*")) for d in days.split()], dtype=int), np.array(
        [not d.endswith("*") for d in days.split()], dtype=bool
    )


# P. H. Rossi and others, 432 men in the year after prison: the week of the first arrest of 114 of them; the others were seen for 52 weeks.
ROSSI = (
    """1 2 3 4 5 6 7 8 8 8 8 8 9 9 10 11 11 12 12 13 14 14 14 15 15 16 16 17 17 17 18 18 18 19 19 20 20 20 20 20 21 21 22 23
24 24 24 24 25 25 25 26 26 26 27 27 28 28 30 30 31 32 32 33 33 34 34 35 35 35 35 36 36 36 37 37 37 37 38 39 39 40 40 40 40 42 42
43 43 43 43 44 44 45 45 46 46 46 46 47 48 48 49 49 49 49 49 50 50 50 52 52 52 52 """
    + "52* " * 318
)
# E. J. Freireich and others 1963, weeks of remission of 21 patients; on the sixth three have an event and one is lost.
FREIREICH = "6 6 6 6* 7 9* 10 10* 11* 13 16 17* 19* 20* 22 23 25* 32* 32* 34* 35*"


@pytest.mark.parametrize(
    ("week", "without", "low", "high"),
    [
        (13, 0.953704, 0.929158, 0.969882),
        (26, 0.875, 0.839975, 0.902804),
        (39, 0.8125, 0.772394, 0.846250),
        (52, 0.736111, 0.691860, 0.775063),
    ],
)
def test_men_released_from_prison_are_arrested_as_often_as_was_published(week: int, without: float, low: float, high: float) -> None:
    (found,) = survival(*told(ROSSI), [week])
    assert (found.without, found.low, found.high) == pytest.approx((without, low, high), abs=1e-6)


def as_a_measure(kind: str) -> dict[tuple[str, str], int]:
    """The same men as rows of the county, each week seven days, through a measure as the line counts it: 13, 26, 39 and 52 weeks."""
    measure = SCHEMAS.measures["arrested_by_day"]
    assert measure.outcome is not None
    weeks = dict(zip(measure.outcome.codes, (13, 26, 39, 52), strict=True))
    outcome = replace(measure.outcome, days={code: (0, 7 * n + 1) for code, n in weeks.items()})
    asked = replace(measure, kind=kind, outcome=outcome if kind == "horizons" else replace(outcome, until=None), breakdowns=())
    start, (seen, arrested) = date(2026, 1, 1), told(ROSSI)
    rows = pl.DataFrame(
        {
            "youth_id": [f"man {i}" for i in range(len(seen))],
            "index_on": start,
            "arrested_for_offence_on": [start + timedelta(7 * int(n)) if had else None for n, had in zip(seen, arrested, strict=True)],
            "followed_until": start + timedelta(7 * 52),
        }
    )
    found = tabulate({measure.counts: rows}, asked, SCHEMAS, Quarter(2031, 4)).filter(pl.col("period") == "2026").to_dicts()
    return {("" if c["horizon"] == "_T" else str(weeks[c["horizon"]]), c["statistic"]): c["value"] for c in found}


def test_the_line_counts_114_of_432_men_and_the_published_shares_to_the_whole_percent() -> None:
    by_week, counted = as_a_measure("horizons"), as_a_measure("share")
    assert by_week["", "denominator"] == counted["", "denominator"] == 432
    assert counted["52", "numerator"] == 114
    published = {"13": 0.953704, "26": 0.875, "39": 0.8125, "52": 0.736111}
    assert {w: by_week[w, "percent"] for w in published} == {"13": 5, "26": 13, "39": 19, "52": 26}
    assert all(abs(by_week[w, "percent"] - 100 * (1 - share)) <= 0.5 for w, share in published.items())


@pytest.mark.parametrize(
    ("week", "without", "low", "high"),
    [
        (5, 1, 1, 1),
        (6, 0.857143, 0.619718, 0.951552),
        (7, 0.806723, 0.563147, 0.922809),
        (10, 0.752941, 0.503200, 0.889362),
        (22, 0.537815, 0.267779, 0.746791),
        (35, 0.448179, 0.188052, 0.680143),
    ],
)
def test_who_is_lost_on_the_day_of_an_event_was_there_when_it_happened(week: int, without: float, low: float, high: float) -> None:
    (found,) = survival(*told(FREIREICH), [week])
    assert (found.without, found.low, found.high) == pytest.approx((without, low, high), abs=1e-6)


def test_the_order_of_the_rows_does_not_matter() -> None:
    days, had = told(FREIREICH)
    turned = np.random.default_rng(1).permutation(len(days))
    assert survival(days[turned], had[turned], [7, 23]) == survival(days, had, [7, 23])


def test_everyone_is_in_one_of_three_groups() -> None:
    found = survival(*told(FREIREICH), [6, 10, 35])
    assert [(f.events, f.lost, f.still_seen) for f in found] == [(3, 1, 17), (5, 3, 13), (9, 12, 0)]


@pytest.mark.parametrize(
    ("days", "without"),
    [("3 4 5", 0.0), ("3* 4* 5*", 1.0), ("", 1.0), ("0* 0* 2 5*", 0.5)],
    ids=["everyone had it", "nobody had it", "nobody is there", "who left sight on the index day is never at risk"],
)
def test_the_ends_of_what_can_be_need_no_limits(days: str, without: float) -> None:
    (found,) = survival(*told(days), [5])
    assert found.without == without
    assert 0 <= found.low <= found.without <= found.high <= 1


def of(events: int, lost: int, still_seen: int) -> Survival:
    return Survival(events, lost, still_seen, 0.5, 0.4, 0.6)


def test_the_smallest_group_is_of_those_who_had_it_were_lost_or_are_still_seen() -> None:
    assert of(20, 15, 30).fewest([]) == 15
    assert of(20, 35, 12).fewest([]) == 12
    assert of(0, 35, 40).fewest([]) == 0


def test_that_nobody_was_lost_sets_nobody_apart() -> None:
    assert of(20, 0, 30).fewest([]) == 20


def test_what_came_between_two_days_is_a_group_as_well() -> None:
    """Twenty by day 180 and 23 by day 365 would tell of three."""
    assert of(23, 0, 40).fewest([of(20, 0, 43)]) == 3
    assert of(20, 15, 30).fewest([of(20, 11, 34)]) == 4
    assert of(20, 0, 43).fewest([of(20, 0, 43)]) == 20


def test_a_day_that_adds_nothing_to_one_before_still_tells_what_that_one_would() -> None:
    assert of(23, 0, 40).fewest([of(20, 0, 43), of(23, 0, 40)]) == 3


def cells(given: str, last: str) -> dict[tuple[str, str], dict]:
    measure = SCHEMAS.measures["arrested_by_day"]
    table = SCHEMAS.tables[measure.counts]
    rows = drawn.frame(given, table, **{c.name: "unknown" for c in table.columns.values() if c.codelist})
    counted = tabulate({measure.counts: rows}, measure, SCHEMAS, Quarter.parse(last))
    return {(c["horizon"], c["statistic"]): c for c in counted.filter(pl.col("period") == "2026").to_dicts()}


GIVEN = """
youth_id | index_on   | arrested_for_offence_on | followed_until
a        | 2026-01-01 | 2026-06-30              | 2028-12-31
b        | 2026-01-01 | 2026-07-01              | 2026-12-31
c        | 2026-01-01 | 2026-07-02              | 2026-07-01
c        | 2026-03-01 | 2026-03-02              | 2028-12-31
d        | 2026-01-01 |                         | 2028-12-31
"""


def test_day_180_is_in_and_day_181_is_not() -> None:
    """Day 180 after 1 January is 30 June. On day 181 one more is arrested, and one was seen for the last time."""
    found = cells(GIVEN, "2028-Q4")
    assert found["d180", "percent"]["value"] == 25
    assert found["d365", "percent"]["value"] == 50
    assert found["d365", "percent"]["youth"] == 1


def test_an_event_after_the_last_day_seen_is_not_counted_and_a_young_person_once_a_year() -> None:
    found = cells(GIVEN, "2029-Q3")
    assert found["_T", "denominator"]["value"] == 4
    assert found["d730", "percent"]["value"] == 50


def test_the_limits_stand_around_the_percentage() -> None:
    found = cells(GIVEN, "2028-Q4")
    low, percent, high = (found["d365", s]["value"] for s in ("ci_low", "percent", "ci_high"))
    assert low < percent < high


def test_a_day_that_the_last_of_the_year_have_not_reached_must_mature() -> None:
    found = cells(GIVEN, "2028-Q1")
    assert found["d180", "percent"]["status"] == ""
    assert (found["d730", "percent"]["status"], found["d730", "percent"]["value"]) == ("m", None)
