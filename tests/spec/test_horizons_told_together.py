"""Two lengths of time of one question: what comes between them stands behind the longer one, however many there are in all."""

import polars as pl
import pytest

from pipelines.confidential.tabulation import tabulate
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()
TABLE = SCHEMAS.tables["followed_from_identification"]
HEAD = (
    "youth_id | index_on | gender | standing_6m | standing_12m"
    " | exploited_again_on | petitioned_for_offence_on | adjudicated_for_offence_on\n"
)


def people(
    many: int, letter: str, event: str = "", gender: str = "girl", standing: str = "followed", petition: str = "", sustained: str = ""
) -> str:
    """So many young people, all of whom were found on 1 February 2026 and went the same way."""
    return "".join(
        f"{letter}{i} | 2026-02-01 | {gender} | followed | {standing} | {event} | {petition} | {sustained}\n" for i in range(many)
    )


def behind(name: str, given: str, gender: str = "_T") -> tuple[int, int, int]:
    """The number, and how many young people stand behind it and behind the rest."""
    measure = SCHEMAS.measures[name]
    rows = drawn.frame(HEAD + given, TABLE, **{c.name: "unknown" for c in TABLE.columns.values() if c.codelist})
    cells = tabulate({measure.counts: rows}, measure, SCHEMAS, Quarter(2030, 4)).filter(
        (pl.col("period") == "2026") & (pl.col("statistic") == "numerator"),
        *(pl.col(b) == (gender if b == "gender" else "_T") for b in measure.breakdowns),
    )
    cell = cells.to_dicts()[0]
    return cell["value"], cell["youth"], cell["rest_youth"]


BY_SIX, BY_TWELVE = "2026-06-01", "2026-11-01"


def test_three_who_came_between_are_all_that_stands_behind_forty_three() -> None:
    given = people(40, "a", BY_SIX) + people(3, "b", BY_TWELVE) + people(57, "c")
    assert behind("exploited_again_6m", given) == (40, 40, 60)
    assert behind("exploited_again_12m", given) == (43, 3, 3)


def test_enough_who_came_between_hide_each_other() -> None:
    given = people(40, "a", BY_SIX) + people(15, "b", BY_TWELVE) + people(57, "c")
    assert behind("exploited_again_12m", given) == (55, 15, 15)


def test_that_nobody_came_between_sets_nobody_apart() -> None:
    given = people(40, "a", BY_SIX) + people(57, "c")
    assert behind("exploited_again_12m", given) == (40, 40, 57)


def test_those_who_were_lost_between_are_told_as_well_by_what_they_leave() -> None:
    """Of 40 by six months five moved away: the later number has 35 of them."""
    given = people(35, "a", BY_SIX) + people(5, "b", BY_SIX, standing="moved") + people(57, "c") + people(20, "d", standing="moved")
    assert behind("exploited_again_12m", given) == (35, 5, 20)


def test_it_is_seen_in_each_group_by_itself() -> None:
    given = (
        people(40, "a", BY_SIX)
        + people(14, "b", BY_TWELVE)
        + people(2, "e", BY_TWELVE, gender="boy")
        + people(57, "c")
        + people(30, "f", gender="boy")
    )
    assert behind("exploited_again_12m", given, "girl")[:2] == (54, 14)
    assert behind("exploited_again_12m", given, "boy")[:2] == (2, 2)
    assert behind("exploited_again_12m", given)[:2] == (56, 16)


@pytest.mark.parametrize(("between", "youth"), [(3, 3), (0, 40)])
def test_what_counts_among_them_stands_on_no_more_than_they_do(between: int, youth: int) -> None:
    """The petitions of whom it is asked whether the court sustained one are the number of petitions itself."""
    given = people(40, "a", petition=BY_SIX) + people(between, "b", petition=BY_TWELVE) + people(57, "c")
    measure = SCHEMAS.measures["petitions_sustained_12m"]
    rows = drawn.frame(HEAD + given, TABLE, **{c.name: "unknown" for c in TABLE.columns.values() if c.codelist})
    cells = tabulate({measure.counts: rows}, measure, SCHEMAS, Quarter(2030, 4))
    whole = cells.filter((pl.col("period") == "2026") & (pl.col("statistic") == "denominator")).to_dicts()[0]
    assert (whole["value"], whole["youth"]) == (40 + between, youth)
