"""A young person is new once in a fiscal year and continuing after; the new of four quarters are the year's, and nothing gives one away."""

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.confidential.outcomes.young_people_served import WHO, served_in_federal_year, young_people_served
from pipelines.confidential.tabulation import tabulate
from pipelines.disclosure_control.protection import SumsDisagree, protect
from schemas import Policy, Quarter, SchemaError, Schemas
from schemas.files import SHIPPED
from schemas.structure import structure
from tests.attacks import goes_out, planted, told
from tests.followed_up import told as rows_told
from tests.whole_way import SCHEMAS, made

NAMES = ("new_and_continuing", "served_in_federal_year", "young_people_in_services")
FEW = replace(SCHEMAS, measures={name: SCHEMAS.measures[name] for name in NAMES})
AGREED = structure(FEW)
STEPS = ("not_quarter_before", "not_two_before", "not_three_before")
QUARTERS = Quarter(2026, 1).through(Quarter(2028, 4))
Seen = Mapping[int, tuple[Quarter, ...]]

SERVICES = """
    youth_token | service   | started_on | ended_on   | gender | age_band
    a           | mentoring | 2026-01-31 | 2026-04-01 | girl   | age_14_15
    a           | education | 2026-10-01 | 2026-10-02 | girl   | age_16_17
    b           | mentoring | 2025-10-31 | 2025-10-31 | boy    | age_14_15
    b           | mentoring | 2026-09-30 | 2026-10-01 | boy    | age_16_17
"""


def test_who_was_served_is_told_by_how_many_quarters_ago_it_was_before() -> None:
    rows = made("young_people_served", "2026-Q4", services_received=SERVICES, probation_referrals="youth_token | petition_on")
    assert rows_told(rows, "youth_id", "served_on", "served_before") == [
        ("a", "2026-01-31", "longer_or_never"),
        ("a", "2026-04-01", "quarter_before"),
        ("a", "2026-10-01", "two_before"),
        ("b", "2025-10-31", "longer_or_never"),
        ("b", "2026-09-30", "three_before"),
        ("b", "2026-10-01", "quarter_before"),
    ]


def test_a_young_person_is_in_each_federal_year_once_as_the_first_service_of_it_says() -> None:
    rows = made("served_in_federal_year", "2026-Q4", services_received=SERVICES, probation_referrals="youth_token | petition_on")
    assert rows_told(rows, "youth_id", "year_ended_on", "age_band") == [
        ("a", "2026-09-30", "age_14_15"),
        ("a", "2027-09-30", "age_16_17"),
        ("b", "2026-09-30", "age_14_15"),
        ("b", "2027-09-30", "age_16_17"),
    ]


def people(seed: int, many: int, stays: float) -> Seen:
    """Each made-up young person with the quarters in which a service went on."""
    dice, found = random.Random(seed), {}
    for youth in range(many):
        first, quarters = dice.randrange(len(QUARTERS)), []
        for quarter in QUARTERS[first : first + dice.choice((1, 2, 4, 8))]:
            quarters += [quarter] if not quarters or dice.random() < stays else []
        found[youth] = tuple(quarters)
    return found


def counted(seen: Seen, last: Quarter) -> pl.DataFrame:
    """The three measures of these people, as the line counts them."""
    dice = random.Random(1)
    who = {
        y: {"age_band": "age_14_15", "gender": dice.choice(("girl", "girl", "boy", "unknown")), "race_ethnicity": "unknown"} for y in seen
    }
    lines = [
        {"youth_id": str(y), "agency": "a", **who[y], "residence": "in_county", "started_on": q.start, "ended_on": q.start}
        for y, quarters in seen.items()
        for q in quarters
        if q <= last
    ]
    dates = {"started_on": pl.Date, "ended_on": pl.Date}
    services = pl.DataFrame(lines, schema={"youth_id": pl.String, "agency": pl.String, **dict.fromkeys(WHO, pl.String), **dates})
    none = services.clear().rename({"ended_on": "completed_on"})
    told = {
        "quarter": pl.String,
        "agency": pl.String,
        "client_kind": pl.String,
        "youth": pl.Int64,
        "partner": pl.String,
        "youth_shared": pl.Int64,
    }
    tables = {
        "young_people_served": young_people_served(services, none, last.end),
        "served_in_federal_year": served_in_federal_year(services, none, last.end),
        "clients_served": pl.DataFrame(schema=told),
        "referral_partner_counts": pl.DataFrame(schema=told),
    }
    return pl.concat([tabulate(tables, FEW.measures[name], FEW, last) for name in NAMES])


def cell(cells: pl.DataFrame, measure: str, period: str, statistic: str, **at: str) -> int:
    asked = [pl.col("measure") == measure, pl.col("period") == period, pl.col("statistic") == statistic]
    own = SCHEMAS.measures[measure].dimensions
    return cells.filter(*asked, *(pl.col(d) == at.get(d, "_T") for d in own)).item(0, "value")


@cache
def a_county(seed: int = 1, many: int = 160) -> pl.DataFrame:
    return counted(people(seed, many, 0.8), QUARTERS[-1])


def new_in(cells: pl.DataFrame, first: Quarter) -> list[int]:
    """Who is new in each quarter of the year that begins with this one."""
    rest = [cell(cells, NAMES[0], str(first.plus(n)), "numerator", outcome=code) for n, code in enumerate(STEPS, start=1)]
    return [cell(cells, NAMES[0], str(first), "denominator"), *rest]


def test_the_new_of_four_quarters_are_all_who_were_served_in_that_year_whichever_year_it_is() -> None:
    cells, seen = a_county(), people(1, 160, 0.8)
    for first in (Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 3)):
        inside = set(first.through(first.plus(3)))
        assert sum(new_in(cells, first)) == sum(1 for quarters in seen.values() if inside & set(quarters))
    assert sum(new_in(cells, Quarter(2026, 4))) == cell(cells, NAMES[1], "2027", "count")
    assert sum(new_in(cells, Quarter(2027, 1))) == cell(cells, NAMES[2], "2027", "count")


def test_the_demographics_of_the_new_add_up_to_the_new_and_the_unknown_are_among_them() -> None:
    cells = a_county()
    parts = [cell(cells, NAMES[1], "2027", "count", gender=g) for g in SCHEMAS.codelists["gender"].leaves]
    assert sum(parts) == sum(new_in(cells, Quarter(2026, 4)))
    assert cell(cells, NAMES[1], "2027", "count", gender="unknown") > 0


COUNTIES = [(1, 160, 0.8), (2, 60, 0.5), (3, 25, 0.9), (4, 400, 0.3), (5, 90, 0.95), (6, 12, 0.6), (9, 130, 0.9), (22, 60, 0.8)]
"""Of the last two the first calendar year, whose new are not told by quarter, once said too much of the quarters after it."""


@pytest.mark.parametrize(("seed", "many", "stays"), COUNTIES)
def test_quarters_years_and_groups_together_give_nobody_away(seed: int, many: int, stays: float, tmp_path: Path) -> None:
    seen = people(seed, many, stays)
    out = goes_out(tmp_path, AGREED, counted(seen, Quarter(2027, 3)), counted(seen, QUARTERS[-1]))
    assert out.withstands, out.attacked(aided=True).summary()
    numbers = out.cells.filter(pl.col("statistic").is_in(["count", "numerator", "denominator"]), pl.col("value").is_not_null())
    assert numbers.filter(pl.col("value").is_between(1, 10)).is_empty()


LEAK = """
    measure                | period  | outcome            | statistic   | value
    new_and_continuing     | 2026-Q4 | _T                 | denominator | 60
    new_and_continuing     | 2027-Q1 | _T                 | denominator | 70
    new_and_continuing     | 2027-Q1 | not_quarter_before | numerator   | 30
    new_and_continuing     | 2027-Q2 | _T                 | denominator | 70
    new_and_continuing     | 2027-Q2 | not_two_before     | numerator   | c
    new_and_continuing     | 2027-Q3 | _T                 | denominator | 70
    new_and_continuing     | 2027-Q3 | not_three_before   | numerator   | 20
    served_in_federal_year | 2027    |                    | count       | {}
"""
BY_NO_GROUP = {**AGREED["measures"], NAMES[1]: {**AGREED["measures"][NAMES[1]], "breakdowns": {}, "dimensions": []}}


def test_a_quarter_that_is_withheld_is_found_by_the_year_that_stands_beside_it(tmp_path: Path) -> None:
    assert told(planted(tmp_path / "one", BY_NO_GROUP, LEAK.format(114)))["not_two_before"] == (4, 4)
    assert "not_two_before" not in told(planted(tmp_path / "two", BY_NO_GROUP, LEAK.format("c")))


FIRST_YEAR = """
    measure                  | period  | outcome            | statistic   | value
    young_people_in_services | 2026    |                    | count       | {year}
    young_people_in_services | 2026-Q1 |                    | count       | 30
    young_people_in_services | 2026-Q2 |                    | count       | {second}
    young_people_in_services | 2026-Q3 |                    | count       | {third}
    new_and_continuing       | 2026-Q4 | _T                 | denominator | 40
    new_and_continuing       | 2026-Q4 | not_quarter_before | numerator   | c
    new_and_continuing       | 2026-Q4 | not_two_before     | numerator   | c
    new_and_continuing       | 2026-Q4 | not_three_before   | numerator   | c
"""


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        ({"year": 50, "second": 30, "third": 46}, dict.fromkeys(STEPS, (1, 4))),  # all of the third quarter, and who was not in it
        ({"year": 60, "second": 55, "third": 42}, dict.fromkeys(STEPS[1:], (1, 5))),
        ({"year": 60, "second": 30, "third": 42}, {}),
    ],
)
def test_the_first_year_tells_of_who_was_not_in_a_quarter_of_which_the_new_are_not_told(drawn: dict, says: dict, tmp_path: Path) -> None:
    assert told(planted(tmp_path, AGREED["measures"], FIRST_YEAR.format(**drawn))) == says


def test_no_more_come_back_than_were_there(tmp_path: Path) -> None:
    drawn = """
        measure            | period  | outcome            | statistic   | value
        new_and_continuing | 2026-Q4 | _T                 | denominator | {}
        new_and_continuing | 2027-Q1 | _T                 | denominator | 70
        new_and_continuing | 2027-Q1 | not_quarter_before | numerator   | 50
        new_and_continuing | 2027-Q2 | _T                 | denominator | 70
        new_and_continuing | 2027-Q2 | not_quarter_before | numerator   | 12
        new_and_continuing | 2027-Q2 | not_two_before     | numerator   | 0
    """
    contradicts = planted(tmp_path / "one", AGREED["measures"], drawn.format(31))
    assert contradicts.infeasible, "twenty came straight back and twelve a quarter later, which makes one more than were there"
    assert not planted(tmp_path / "two", AGREED["measures"], drawn.format(32)).infeasible


def test_counts_of_which_more_come_back_than_were_there_are_refused_at_the_door(tmp_path: Path) -> None:
    whole = a_county()
    wrong = (pl.col("measure") == NAMES[0]) & (pl.col("period") == "2027-Q1") & (pl.col("statistic") == "numerator")
    with pytest.raises(SumsDisagree):
        goes_out(tmp_path, AGREED, whole.with_columns(pl.when(wrong).then(0).otherwise("value").alias("value")))


@pytest.mark.parametrize(("period", "stay"), [("", set()), ("2027-Q2", {"2028"}), ("2027-Q4", {"2027"})])
def test_where_the_new_of_a_quarter_are_left_out_so_is_the_fiscal_year_that_holds_it(period: str, stay: set[str]) -> None:
    shown = protect(a_county(), AGREED, Policy(left_out=((NAMES[0], period, ""),))).tables
    years = {name: {p for t in shown for p in t.cells.filter(pl.col("measure") == name)["period"] if "-" not in p} for name in NAMES[1:]}
    assert years == {NAMES[1]: stay, NAMES[2]: {"2026", "2027", "2028"}}, "beside the calendar year it would bound who is left out"


def test_it_begins_when_the_three_quarters_before_are_known() -> None:
    since = min(s.since for s in SCHEMAS.sources if s.extract == "services_received")
    assert SCHEMAS.given_from(SCHEMAS.measures[NAMES[0]]) == since.plus(3)
    periods = a_county().filter(pl.col("measure") == NAMES[1])["period"].unique().sort().to_list()
    assert periods == ["2027", "2028"], "the federal year 2026 began before the first files"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"windows": "[quarter, year]"}, "what comes again is a share of young people by quarter"),
        ({"relation": "apart"}, "what comes again is a share of young people by quarter"),
    ],
)
def test_a_measure_that_comes_again_in_another_form_is_refused(change: dict[str, str], says: str, tmp_path: Path) -> None:
    text = (SHIPPED / "measures" / f"{NAMES[0]}.yaml").read_text(encoding="utf-8")
    text = text.replace("windows: [quarter]", f"windows: {change.get('windows', '[quarter]')}")
    (tmp_path / "measures").mkdir()
    text = text.replace("relation: nested", f"relation: {change.get('relation', 'nested')}")
    (tmp_path / "measures" / f"{NAMES[0]}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=says):
        Schemas.load(SHIPPED, tmp_path)
