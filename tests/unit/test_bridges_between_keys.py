"""Old and new tokens of one young person become one, by bridges that are checked against each other and against what was sent."""

import polars as pl
import pytest

from pipelines.confidential.record_linkage import Bridge, BridgeProblem, fitting, last_word, meeting, one_token, with_one_token
from schemas import Schemas

SCHEMAS = Schemas.load()
CONTACTS = SCHEMAS.contracts["law_enforcement_contacts"]
A, B, C = "2025-aaaaaaaa", "2026-bbbbbbbb", "2027-cccccccc"


def bridge(old: str, new: str, pairs: str, agency: str = "sheriff") -> Bridge:
    """Pairs are written `a1>a2 b1>b2`."""
    return Bridge(agency, old, new, tuple((p.split(">")[0], p.split(">")[1]) for p in pairs.split()))


def together(*bridges: Bridge) -> list[set[str]]:
    """The tokens that stand for one young person, for each young person."""
    people: dict[str, set[str]] = {}
    for token, one in one_token(bridges).items():
        people.setdefault(one, set()).add(token)
    return sorted(people.values(), key=sorted)


def test_a_chain_over_three_years_leads_to_one_young_person() -> None:
    assert together(bridge(A, B, "a1>a2 b1>b2"), bridge(B, C, "a2>a3")) == [{"a1", "a2", "a3"}, {"b1", "b2"}]


def test_an_agency_that_left_out_a_year_meets_the_others() -> None:
    whole, leap = bridge(A, B, "a1>a2"), bridge(A, C, "a1>a3", "probation")
    assert together(whole, leap, bridge(B, C, "a2>a3")) == [{"a1", "a2", "a3"}]
    assert together(whole, leap) == [{"a1", "a2", "a3"}]


def test_two_agencies_may_say_the_same() -> None:
    assert together(bridge(A, B, "a1>a2"), bridge(A, B, "a1>a2", "probation")) == [{"a1", "a2"}]


@pytest.mark.parametrize(
    ("bridges", "says"),
    [
        ([bridge(A, B, "a1>x2"), bridge(A, B, "b1>x2", "probation")], "one young person of two"),
        ([bridge(A, B, "a1>a2"), bridge(A, B, "a1>b2", "probation")], "one young person of two"),
        ([bridge(A, B, "a1>a2"), bridge(B, C, "a2>a3"), bridge(A, C, "a1>b3", "probation")], "one young person of two"),
        ([bridge(A, B, "a1>a2"), bridge(B, A, "b2>b1")], "leads back"),
        ([bridge(A, B, "a1>a2"), bridge(B, C, "a2>a3"), bridge(C, A, "a3>a4")], "leads back"),
        ([bridge(A, B, "a1>a2"), bridge(B, C, "a1>a3")], "stands under another key"),
    ],
    ids=["two old for one new", "two new for one old", "two ways that end apart", "a ring of two keys", "a ring of three", "a wrong name"],
)
def test_bridges_that_contradict_each_other_are_refused_without_a_token(bridges: list[Bridge], says: str) -> None:
    with pytest.raises(BridgeProblem, match=says) as refused:
        one_token(bridges)
    with pytest.raises(BridgeProblem):
        fitting(bridges[-1], bridges[:-1], {old for b in bridges for old, _ in b.pairs})
    assert not any(token in str(refused.value) for b in bridges for pair in b.pairs for token in pair)


def test_of_a_bridge_only_the_lines_are_kept_whose_old_token_the_agency_has_sent() -> None:
    given = bridge(A, B, "a1>a2 b1>b2")
    assert fitting(given, [], {"a1", "c1"}).pairs == (("a1", "a2"),)
    with pytest.raises(BridgeProblem, match="none of its old tokens stands in a file of this agency") as refused:
        fitting(given, [], {"c1"})
    assert "a1" not in str(refused.value)


def test_what_only_another_agency_knows_does_not_keep_a_line() -> None:
    """Else an agency could ask, by a bridge for one person, whether anybody else has sent that person."""
    others = [bridge(A, B, "a1>a2", "probation")]
    with pytest.raises(BridgeProblem):
        fitting(bridge(B, C, "a2>a3"), others, set())
    assert fitting(bridge(B, C, "a2>a3", "probation"), others, set()).pairs == (("a2", "a3"),)


def test_a_bridge_that_is_sent_again_takes_the_place_of_the_one_before() -> None:
    before = bridge(A, B, "a1>b2")
    assert fitting(bridge(A, B, "a1>a2"), [before], {"a1"}).pairs == (("a1", "a2"),)


def contacts(quarter: str, *rows: tuple[str, str, str]) -> pl.DataFrame:
    told = [{"agency": "sheriff", "quarter": quarter, "youth_token": t, "contact_on": d, "status": s} for t, d, s in rows]
    schema = {"agency": pl.String, "quarter": pl.String, **dict.fromkeys(CONTACTS.columns, pl.String)}
    return pl.DataFrame(told, schema=schema)


def test_a_row_told_again_with_the_new_token_is_the_old_row_and_not_a_second_one() -> None:
    tokens = one_token([bridge(A, B, "a1>a2")])
    files = [contacts("2026-Q4", ("a1", "2026-10-01", "at_risk")), contacts("2027-Q1", ("a2", "2026-10-01", "confirmed"))]
    words = last_word([with_one_token(f, CONTACTS, tokens) for f in files], CONTACTS)
    assert words.select("contact_on", "status").rows() == [("2026-10-01", "confirmed")]


def test_extracts_of_totals_have_no_column_that_a_bridge_could_touch() -> None:
    tokens = one_token([bridge(A, B, "1>2")])
    for source in SCHEMAS.sources:
        contract = SCHEMAS.contracts[source.extract]
        if source.tier in ("counts", "register"):
            rows = pl.DataFrame([dict.fromkeys(contract.columns, "1")], schema=dict.fromkeys(contract.columns, pl.String))
            assert with_one_token(rows, contract, tokens).equals(rows), source


PEOPLE = [f"p{i}" for i in range(30)]


@pytest.mark.parametrize(
    ("both", "says"), [(0, "fewer"), (1, "fewer"), (10, "fewer"), (11, "threshold or more"), (30, "threshold or more")]
)
def test_of_two_agencies_a_word_says_whether_their_tokens_meet_and_none_looks_like_few(both: int, says: str) -> None:
    found = meeting({"sheriff": PEOPLE, "probation": [*PEOPLE[:both], *(f"q{i}" for i in range(30 - both))]}, 11)
    assert found == {("probation", "sheriff"): says}


def test_of_an_agency_with_few_young_people_nothing_is_said() -> None:
    assert set(meeting({"sheriff": PEOPLE, "probation": PEOPLE[:10], "clinic": []}, 11).values()) == {"nothing to compare"}
