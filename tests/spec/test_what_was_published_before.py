"""Where earlier publications, or figures of others, stand in the way: which they are is said, and what can be left out."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.disclosure_control.protection import NotAsPublished, ProtectionFailed, protect
from schemas import Policy, SchemaError, Schemas
from schemas.files import SHIPPED
from schemas.structure import structure
from tests import counted
from tests.external import facts
from tests.spec.test_disclosure_control import COUNT, SHARE, WITHHELD, agreed, counts, measure, published, steps

PLACE = agreed(
    referrals={
        **measure(),
        "dimensions": ["place"],
        "breakdowns": {"place": {"codes": ["here", "north", "south", "away"], "parents": {"north": "here", "south": "here"}}},
    }
)
PLACES = "period | place | all\n2024 | _T | 19\n2024 | here | 12\n2024 | north | 6\n2024 | south | 6\n2024 | away | 7"
QUARTERS = "".join(f"\n2024-Q{q} | _T | {n}" for q, n in ((1, 1), (2, 2), (3, 1), (4, 15)))
TOLD = "measure | period | place | statistic | low | high\nreferrals | 2024 | here | count | 10 | 14"
ADDS_UP = "gender | all\n_T | 90\ngirl | 40\nboy | 30\nunknown | 20"


def shown_wrongly() -> pl.DataFrame:
    """A publication whose parts are more than its whole, made without this door."""
    cells = published(protect(counts(ADDS_UP, COUNT), COUNT, Policy()))
    return cells.with_columns(value=pl.when(pl.col("gender") == "girl").then(77).otherwise("value"))


def test_the_publication_that_stands_in_the_way_is_named_and_what_can_be_done() -> None:
    fine = published(protect(counts("period | all\n2023 | 30", COUNT), COUNT, Policy()))
    with pytest.raises(ProtectionFailed) as refusal:
        protect(counts(ADDS_UP, COUNT), COUNT, Policy(), [fine, shown_wrongly(), fine], names=["2023-Q4-v1", "2024-Q4-v1", "2024-Q4-v2"])
    said = str(refusal.value)
    assert said.startswith("referrals, 2024: not together with what 2024-Q4-v1 shows.")
    assert all(word in said for word in ("Coarser", "merged", "dropped", 'left_out: [{measure: referrals, period: "2024"}]'))
    assert not any(number in said for number in ("77", "90", "40"))


def test_the_figure_of_others_that_stands_in_the_way_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProtectionFailed) as refusal:
        protect(counts(PLACES + QUARTERS, PLACE), PLACE, Policy(), external=facts(tmp_path, PLACE, TOLD))
    assert "not together with facts/external.csv, line 2 (State report, 2025-03-31: referrals 2024)" in str(refusal.value)


def test_what_stands_in_no_ones_way_is_not_blamed() -> None:
    fine = published(protect(counts("period | all\n2023 | 30", COUNT), COUNT, Policy()))
    wrong = counts("period | gender | all\n2024 | _T | 90\n2024 | girl | 95\n2024 | boy | 0\n2024 | unknown | 0", COUNT)
    with pytest.raises(Exception, match="referrals, 2024: the counts do not add up$"):
        protect(wrong, COUNT, Policy(), [fine], names=["2023-Q4-v1"])


def test_a_measure_left_out_for_a_period_lets_the_rest_go_out(tmp_path: Path) -> None:
    both = counts(PLACES + QUARTERS + "\n2023 | _T | 55", PLACE)
    policy = Policy(left_out=(("referrals", "2024", ""),))
    cells = published(protect(both, PLACE, policy, external=facts(tmp_path, PLACE, TOLD)))
    assert set(cells["period"]) == {"2023", *(f"2024-Q{q}" for q in (1, 2, 3, 4))}
    assert cells.filter(pl.col("period") == "2023")["value"].to_list() == [55]


def test_a_breakdown_left_out_leaves_the_whole_in(tmp_path: Path) -> None:
    policy = Policy(left_out=(("referrals", "2024", "place"),))
    cells = published(protect(counts(PLACES, PLACE), PLACE, policy, external=facts(tmp_path, PLACE, TOLD)))
    assert cells.select("place", "value").rows() == [("_T", 19)]


def test_what_was_published_of_it_is_repeated_as_it_was() -> None:
    table = "period | all | accepted\n2024-Q1 | {} | {}\n2024-Q2 | 40 | 9"
    first = published(protect(counts(table.format(30, 15), SHARE), SHARE, Policy()))
    policy = Policy(left_out=(("referrals", "", ""),))
    now = counts(table.format(60, 15) + "\n2024-Q3 | 50 | 20", SHARE)
    assert published(protect(now, SHARE, policy, [first])).rows() == first.rows()


def test_left_out_names_what_there_is(tmp_path: Path) -> None:
    for told, said in (
        ("left_out: [{measure: nothing}]", "there is no measure 'nothing'"),
        ("left_out: [{measure: crossover, breakdown: shoe_size}]", "there is no breakdown 'shoe_size'"),
        ("left_out: [{measure: crossover, period: summer}]", "is not a quarter"),
        ("left_out: [{measur: crossover}]", "does not know 'measur'"),
        ("left_out: [crossover]", "left_out is a list, like"),
        ("left_out: crossover", "left_out is a list, like"),
    ):
        (tmp_path / "policy.yaml").write_text(f"threshold: 11\n{told}\n", "utf-8")
        with pytest.raises(SchemaError, match=said):
            Schemas.load(SHIPPED, tmp_path)
    (tmp_path / "policy.yaml").write_text("threshold: 11\nleft_out: [{measure: crossover, period: 2025, breakdown: gender}]\n", "utf-8")
    assert Schemas.load(SHIPPED, tmp_path).policy.left_out == (("crossover", "2025", "gender"),)


def test_what_is_left_out_makes_another_agreement() -> None:
    """A draft made before cannot be published under it."""
    schemas = Schemas.load()
    assert structure(schemas)["left_out"] == []


def genders() -> pl.DataFrame:
    return published(protect(counts(ADDS_UP, COUNT), COUNT, Policy()))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (agreed(others=measure()), "2024-Q4-v1 shows 'referrals', which is no measure any more"),
        (
            agreed(referrals=measure(codes=("girl", "boy"))),
            "2024-Q4-v1 shows referrals by gender, and the measure has no code 'unknown' of gender",
        ),
        (
            agreed(referrals={**measure(), "dimensions": [], "breakdowns": {}}),
            "2024-Q4-v1 shows referrals by gender, and the measure is not broken down by gender any more",
        ),
        (agreed(referrals=measure(steps("accepted"))), "2024-Q4-v1 shows referrals as another kind of measure than it is now"),
    ],
)
def test_measures_and_codes_that_are_gone_are_said(now: dict, said: str) -> None:
    name = next(iter(now["measures"]))
    share = now["measures"][name]["outcome"]
    table = counts("all | accepted\n90 | 30" if share else "all\n90", now, name)
    with pytest.raises(NotAsPublished) as refusal:
        protect(table, now, Policy(), [genders()], names=["2024-Q4-v1"])
    assert str(refusal.value).startswith(said)
    assert "what was published stays known to readers" in str(refusal.value)


def test_a_code_more_is_no_trouble() -> None:
    structure_now = agreed(referrals=measure(codes=("girl", "boy", "unknown", "another")))
    table = counts(ADDS_UP + "\nanother | 0", structure_now)
    see = counted.reader(protect(table, structure_now, Policy(), [genders()], names=["2024-Q4-v1"]).tables)
    assert see("referrals", "2024", "count", gender="girl") == (40, "")
    assert see("referrals", "2024", "count", gender="another")[1] in ("", WITHHELD)
