"""What a plan counts: small tables, drawn, of which anyone can tell how many cells stay before and after the rest is protected."""

from dataclasses import replace

import polars as pl
import pytest

from pipelines.disclosure_control.protection import ProtectionFailed
from pipelines.planning import CannotPlan, chosen
from pipelines.planning.advice import advice
from pipelines.planning.coarser import wider, with_pairs
from pipelines.planning.county import agreed_by_all, live, quarters
from pipelines.planning.lines import Line, Share, as_row
from pipelines.planning.tally import Tally, tally, tied
from pipelines.planning.windows import Joined, joined
from reports.handbook import ANOTHER_COUNTY
from schemas import Code, Codelist, Quarter, Schemas, Year
from schemas.structure import dimensions, structure
from tests.drawn import rows

SCHEMAS = Schemas.load()
COUNT = "at_risk_met_by_police"


def _cell(measure: str, agreed: dict, youth: int, period: str = "2024", statistic: str = "count", **codes: str) -> dict:
    whole = {c: "_T" if c in SCHEMAS.measures[measure].dimensions else "" for c in dimensions(agreed)}
    counted = {"value": youth, "youth": youth, "rest_youth": None, "status": ""}
    return {"measure": measure, "period": period, **whole, **codes, "statistic": statistic, **counted}


def _frame(cells: list[dict], agreed: dict) -> pl.DataFrame:
    numbers = dict.fromkeys(("value", "youth", "rest_youth"), pl.Int64)
    order = ["measure", "period", *dimensions(agreed), "statistic", *numbers, "status"]
    return pl.DataFrame(cells, schema={c: numbers.get(c, pl.String()) for c in order})


def _tallied(drawn: str) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """Breakdown and period → cells, those not small by themselves, those shown, and how many of these are noughts."""
    agreed = structure(SCHEMAS, {COUNT})
    told = [{k: v for k, v in row.items() if v} for row in rows(drawn)]
    cells = [_cell(COUNT, agreed, int(row.pop("youth")), **row) for row in told]
    found = tally(_frame(cells, agreed), agreed, SCHEMAS.policy)
    return {(by, period): (t.cells, t.before, t.after, t.noughts) for (_, by, period), t in found.items()}


def test_before_one_small_count_is_withheld_and_after_one_more_that_would_give_it_away():
    assert _tallied(
        """
        period | gender  | youth
        2024   |         | 40
        2024   | girl    | 22
        2024   | boy     | 13
        2024   | another | 5
        2024   | unknown | 0
        """
    ) == {("", "2024"): (1, 1, 1, 0), ("gender", "2024"): (4, 3, 2, 1)}


def test_where_no_count_is_small_all_stay():
    found = _tallied(
        """
        period | gender  | youth
        2024   |         | 60
        2024   | girl    | 30
        2024   | boy     | 30
        2024   | another | 0
        2024   | unknown | 0
        """
    )
    assert found[("gender", "2024")] == (4, 4, 4, 2)


def test_a_small_county_as_a_whole_hides_its_parts_too():
    found = _tallied(
        """
        period | gender  | youth
        2024   |         | 9
        2024   | girl    | 9
        2024   | boy     | 0
        2024   | another | 0
        2024   | unknown | 0
        """
    )
    assert found == {("", "2024"): (1, 0, 0, 0), ("gender", "2024"): (4, 3, 0, 0)}


def test_where_no_safe_way_to_publish_is_found_nothing_stays(monkeypatch):
    def fails(*_):
        raise ProtectionFailed("no way was found")

    monkeypatch.setattr("pipelines.planning.tally.protect", fails)
    assert _tallied("period | gender | youth\n2024 | | 40") == {("", "2024"): (1, 1, 0, 0)}


def test_a_measure_that_counts_among_another_is_tied_to_it_and_others_are_not():
    names = ("contact_dispositions", "police_contacts", "referral_funnel")
    agreed = structure(SCHEMAS, names)
    cells = [_cell(name, agreed, 40, statistic="denominator") for name in names]
    assert sorted(map(sorted, tied(_frame(cells, agreed), agreed))) == [["contact_dispositions", "police_contacts"], ["referral_funnel"]]


def test_years_are_joined_from_the_first_on_and_none_is_in_two_of_them():
    count = SCHEMAS.measures[COUNT]
    quarters = Quarter(2023, 1).through(Quarter(2027, 4))
    assert [(p.start.year, p.end.year) for p in joined(count, quarters, 2)] == [(2023, 2024), (2025, 2026)]
    assert [(p.start.year, p.end.year) for p in joined(count, quarters, 3)] == [(2023, 2025)]
    assert Joined(2024, 2).quarters == (*Year(2023).quarters, *Year(2024).quarters)


def test_what_stands_at_a_day_is_not_joined_over_years():
    quarters = Quarter(2023, 1).through(Quarter(2025, 4))
    assert joined(SCHEMAS.measures["supervised_at_quarter_end"], quarters, 2) == ()


def test_ages_are_put_together_two_bands_at_a_time_and_unknown_stays_apart():
    pairs = with_pairs(SCHEMAS.codelists["age_band"])
    assert wider(SCHEMAS.codelists["age_band"]) == ["Under 12 and 12 to 13", "14 to 15 and 16 to 17"]
    assert [c for c in pairs.codes if c not in pairs.parents] == ["unknown", "age_0_13", "age_14_17"]


def test_a_list_with_wider_codes_is_left_to_these_and_groups_of_people_are_never_put_together_by_a_guess():
    words = {"shelter": Code("shelter", "Shelter", "A shelter", parent="housing"), "housing": Code("housing", "Housing", "Any home")}
    assert wider(Codelist("service", "Service", words)) == ["Housing"]
    assert wider(SCHEMAS.codelists["race_ethnicity"]) == wider(SCHEMAS.codelists["gender"]) == []


def _line(change: str, window: str, *after: float, by: str = "gender") -> Line:
    return Line("recidivism", by, window, change, 48, 3, Share.of([0.5]), Share.of(after), Share.of([0.1]))


def test_advice_says_what_a_longer_window_wins_the_best_first_and_not_what_chance_may_be():
    lines = [
        _line("as_agreed", "year", 0.30, 0.32),
        _line("two_years", "two years", 0.5),
        _line("three_years", "three years", 0.8),
        _line("without_residence", "year", 0.33),
    ]
    assert [one.says for one in advice(lines, SCHEMAS)] == [
        "New arrests and petitions (gender, by year): 31 % of the cells are shown (10 % are noughts). "
        "Three years joined: 80 %. Two years joined: 50 %."
    ]


def test_where_nothing_wins_anything_the_advice_says_so():
    says = advice([_line("as_agreed", "year", 0.3), _line("two_years", "two years", 0.2)], SCHEMAS)[0].says
    assert says.endswith("Nothing that was tried wins 5 in 100.")


def test_a_line_has_the_mean_the_least_and_the_most_of_the_counties():
    line = Line.of("recidivism", "", "year", "as_agreed", [Tally(10, 8, 5, 1), Tally(10, 9, 7, 3)])
    row = as_row(line, 60)
    assert (row["breakdown"], row["cells"], row["counties"]) == ("whole", 10, 2)
    assert (row["before_percent"], row["after_percent"], row["after_low"], row["after_high"]) == (85.0, 60.0, 50.0, 70.0)
    assert row["noughts_percent"] == 20.0


def test_by_itself_it_tries_the_measures_with_which_a_county_begins():
    assert chosen(SCHEMAS, []) == ("advocacy_sessions", "recidivism", "referral_funnel")


@pytest.mark.parametrize(
    "name, why",
    [
        ("recidivsm", "there is no measure 'recidivsm'; did you mean recidivism"),
        ("people_trained", "people_trained counts no young people, so nothing of it is ever withheld"),
    ],
)
def test_a_measure_that_cannot_be_tried_is_refused_with_the_reason(name, why):
    with pytest.raises(CannotPlan, match=why):
        chosen(SCHEMAS, [name])


def test_a_county_of_files_of_its_own_is_told_that_nobody_can_make_them_up():
    own = Schemas.load(ANOTHER_COUNTY)
    with pytest.raises(CannotPlan, match="counted from home_exits, a file of this county's own"):
        chosen(replace(own, policy=SCHEMAS.policy), ["returns"])


def test_who_has_not_agreed_to_send_a_file_yet_is_taken_to_send_it():
    without = {name: a for name, a in SCHEMAS.agencies.items() if all(s.extract != "probation_referrals" for s in a.sources)}
    found = agreed_by_all(replace(SCHEMAS, agencies=without), ["referral_funnel"])
    since = [s.since for s in found.sources if s.extract == "probation_referrals"]
    assert since == [quarters(found, ["referral_funnel"], 4)[0]]


@pytest.mark.parametrize("name", ["supervised_at_quarter_end", "identified_as_exploited", "referral_steps"])
def test_what_agencies_tell_beyond_their_first_files_is_made_up_too(name):
    found = agreed_by_all(SCHEMAS, [name])
    last = quarters(found, [name], 6)[-1]
    assert live(found, [name], 20, last, seed=1).tables[SCHEMAS.measures[name].counts].height > 5
