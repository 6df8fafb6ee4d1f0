"""An estimate of those on no list: what was published of real lists, what can be worked out by hand, and when nothing is said."""

import csv
import re
from math import ceil, floor
from pathlib import Path

import polars as pl
import pytest

from pipelines.confidential.tabulation import tabulate
from pipelines.confidential.tabulation.estimates import patterns_of, to_digits
from pipelines.confidential.tabulation.hidden_figure import Model, Refused, choices, estimated, fitted, limits_of
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()
MEASURE = SCHEMAS.measures["with_those_nobody_knows"]
LISTS = Path(__file__).parents[2].parent / "shared" / "data" / "trafficking_lists" / "MSETools_WesternUS.csv"


def lists(**counts: int) -> dict[frozenset[str], int]:
    """`AB=3`: three people are on A and B and on no other list."""
    return {frozenset(names): n for names, n in counts.items()}


def model(counts: dict[frozenset[str], int], names: str, *pairs: tuple[int, int]) -> Model:
    found = fitted(counts, list(names), pairs)
    assert found is not None
    return found


@pytest.fixture
def western():
    if not LISTS.is_file():
        pytest.skip("the real lists are not on this machine")
    with LISTS.open(encoding="utf-8") as file:
        return {frozenset(n for n in "ABCDE" if float(r[n])): int(float(r["count"])) for r in csv.DictReader(file)}


def test_345_real_people_on_five_lists_give_the_published_estimate(western):
    """Chan, Silverman and Vincent (2021), section 4.2: the pair AE and 2483 people, limits 1293 and 3670 by bootstrap.

    The R package MultipleSystemsEstimation gives 2483.384 in its vignette on that paper. Our limits are made in another way.
    """
    found = estimated(western)
    assert found.pairs == (("A", "E"),)
    assert found.total == pytest.approx(2483.384, abs=5e-4)
    assert 1293 < found.low < found.total < found.high
    assert (to_digits(found.low, int), to_digits(found.high, int)) == (1400, 4600)


def test_the_terms_of_the_published_model_are_ours(western):
    likelihood = (7 * 5.84354 - model(western, "ABCDE", (0, 4)).bic) / 2  # log of 345 people
    assert -2 * likelihood + 2 * 7 == pytest.approx(91.84, abs=0.01), "its AIC in the vignette"
    assert len(list(choices(5))) == 2**10


def test_two_lists_give_lincolns_number():
    found = estimated(lists(A=60, B=40, AB=20))
    assert found.total == pytest.approx(80 * 60 / 20)
    assert found.low < 240 < found.high


def test_lists_that_overlap_by_chance_give_the_number_that_darrochs_equation_is_solved_by():
    counts = lists(A=90, B=60, C=40, AB=18, AC=12, BC=8, ABC=3)
    found, seen = model(counts, "ABC"), sum(counts.values())
    total = found.unseen + seen
    missed = 1.0
    for name in "ABC":
        missed *= 1 - sum(n for p, n in counts.items() if name in p) / total
    assert missed == pytest.approx(1 - seen / total, rel=1e-6)


def test_a_list_that_depends_on_each_of_two_others_leaves_these_two_to_tell():
    """With the pairs AB and AC, people on neither B nor C are to those on one of them, without A, as by chance."""
    found = model(lists(A=90, B=60, C=40, AB=30, AC=12, BC=8, ABC=3), "ABC", (0, 1), (0, 2))
    assert found.unseen == pytest.approx(60 * 40 / 8)


@pytest.mark.parametrize("pairs, exists", [((), True), (((0, 1),), False), (((0, 2), (1, 2)), True), (((0, 1), (0, 2), (1, 2)), False)])
def test_models_without_an_estimate_are_left_out(pairs, exists):
    """Chan, Silverman and Vincent (2021), tables 2 and 3: one pair alone has no finite estimate, all three can be met in several ways."""
    assert (fitted(lists(A=40, B=30, C=20, AB=6), list("ABC"), pairs) is not None) == exists


def test_two_lists_that_share_nobody_may_be_expected_to_share_nobody():
    found = model(lists(A=90, B=60, C=40, AC=30, BC=20), "ABC", (0, 1))
    assert found.terms.shape == (5, 4), "what is on A and B at once is left out, and nothing is asked of it"


def test_the_limits_are_where_the_likelihood_has_fallen_as_far_as_chance_allows():
    few, many = (limits_of(model(lists(A=60 * k, B=40 * k, AB=20 * k), "AB")) for k in (1, 100))
    assert (few[1] - few[0]) / 240 > 9 * (many[1] - many[0]) / 24000, "a hundred times as many people, limits ten times as close"
    assert few[0] > 120, "no fewer than are on the lists"


@pytest.mark.parametrize(
    "counts, why",
    [
        (lists(A=90), "it takes 2 to 5 lists"),
        (lists(A=90, B=20, C=20, D=20, E=20, F=20, AB=20), "it takes 2 to 5 lists"),
        (lists(A=90, B=6, AB=4), "a list has fewer than 11 people"),
        (lists(A=90, B=90, AB=10), "fewer than 11 people are on two lists or more"),
        (lists(A=90, B=90, AB=40, C=40), "a list shares nobody with any other"),
        (lists(A=30, B=30, AB=40, C=11, AC=1), "almost anything"),
        ({}, "it takes 2 to 5 lists"),
    ],
)
def test_where_lists_tell_too_little_nothing_is_estimated_and_it_is_said_why(counts, why):
    with pytest.raises(Refused, match=re.escape(why)):
        estimated(counts)


def test_a_name_or_an_order_of_the_lists_does_not_matter():
    one = estimated(lists(A=90, B=60, C=40, AB=30, AC=12, BC=8, ABC=3))
    other = estimated(lists(Z=90, Y=60, X=40, ZY=30, ZX=12, YX=8, ZYX=3))
    assert (one.total, one.low, one.high) == pytest.approx((other.total, other.low, other.high))


@pytest.mark.parametrize("value, down, near, up", [(2483.4, 2400, 2500, 2500), (87.2, 87, 87, 88), (1.5, 1, 2, 2), (101, 100, 100, 110)])
def test_figures_are_rounded_to_two_digits(value, down, near, up):
    assert (to_digits(value, floor), to_digits(value, round), to_digits(value, ceil)) == (down, near, up)


def seen(*patterns: tuple[str, int]) -> pl.DataFrame:
    codes = {"L": "law_enforcement", "C": "child_welfare"}
    people = [(f"{names}{i}", codes[n]) for names, count in patterns for i in range(count) for n in names]
    drawing = "youth_id | system | seen_on\n" + "\n".join(f"{who} | {system} | 2026-02-01" for who, system in people)
    return drawn.frame(drawing, SCHEMAS.tables["seen_by_system"])


def cells(rows: pl.DataFrame, missing: tuple = ()) -> dict[str, tuple[int | None, int | None, str]]:
    found = tabulate({"seen_by_system": rows}, MEASURE, SCHEMAS, Quarter.parse("2026-Q4"), missing)
    return {c["statistic"]: (c["value"], c["youth"], c["status"]) for c in found.to_dicts()}


def test_an_estimate_is_given_once_a_year_with_its_limits_and_rests_on_those_on_two_lists():
    found = cells(seen(("L", 60), ("C", 40), ("LC", 20)))
    assert found == {"estimate": (240, 20, ""), "ci_low": (180, 20, ""), "ci_high": (340, 20, "")}


def test_an_estimate_that_is_refused_is_marked_as_unreliable_and_a_missing_file_as_missing():
    assert set(cells(seen(("L", 60), ("C", 40), ("LC", 5))).values()) == {(None, None, "u")}
    gone = (("sheriff", "law_enforcement_contacts", Quarter.parse("2026-Q2")),)
    assert set(cells(seen(("L", 60), ("C", 40), ("LC", 20)), gone).values()) == {(None, None, "x")}


def test_a_young_person_who_is_seen_twice_by_one_list_is_on_it_once():
    rows = pl.concat([seen(("L", 2), ("LC", 1)), seen(("L", 2))])
    assert patterns_of(rows, "system") == {frozenset({"law_enforcement"}): 2, frozenset({"law_enforcement", "child_welfare"}): 1}
