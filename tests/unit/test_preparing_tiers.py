"""What each tier may have prepared: totals without anyone in them, rows without a young person's code, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.desk.preparing import LinkingKey, MappingProblem, Prepared, Refused, plain_yaml, prepared
from pipelines.desk.preparing.written_mapping import _LINE, _TOP
from schemas import Schemas
from tests.desk_files import as_csv, schemas

KEY = LinkingKey(2026, bytes(range(32)))
CASES = (Path(__file__).parents[2] / "reports" / "handbook" / "desk" / "prepare.md").read_text(encoding="utf-8")

TOTALS = """
extract: advocacy_services
dates: month-first
persons: Who
quarter_by: Day
columns:
  service: {from: Kind, values: {CC: crisis_counselling, CL: classes}, empty: safety_planning}
  youth: {count: persons}
  sessions: {sum: Times}
"""
SESSIONS = [
    ["Who", "Day", "Kind", "Times"],
    ["a", "10/01/2025", "CC", "2"],
    ["A ", "10/02/2025", "CC", "1"],
    ["b", "10/03/2025", "CL", "4"],
    ["a", "12/31/2025", "", "1"],
    ["c", "09/30/2025", "CC", "9"],
]


def totals(mapping: str = TOTALS, rows=SESSIONS) -> Prepared:
    return prepared(as_csv(rows), mapping, None, ("advocates", "advocacy_services", "2025-Q4"), schemas())


def lines(found: Prepared) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in found.rows}


def test_persons_count_once_in_each_line_and_once_in_the_whole_and_numbers_are_added_up():
    told = lines(totals())
    assert told["crisis_counselling"] == ("1", "3")
    assert told["classes"] == ("1", "4")
    assert told["safety_planning"] == ("1", "1")
    assert told["_T"] == ("2", "8")
    assert told["court_accompaniment"] == ("0", "0"), "a line without anybody is written as nought"


def test_a_condition_counts_only_some_rows_of_a_line():
    found = totals(TOTALS.replace("{sum: Times}", "{count: rows, only_where: {Times: ['1', '2']}}"))
    assert (lines(found)["_T"], lines(found)["classes"]) == (("2", "3"), ("1", "0"))
    assert not found.may_be_written, "the county's own check sees that one young person had no session"


def test_a_quarter_without_anybody_is_all_noughts():
    found = totals(rows=SESSIONS[:1])
    assert found.may_be_written and set(lines(found).values()) == {("0", "0")}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", "10/01/2025", "CC", "1"], "is empty, so nobody can say which young person it is about"),
        (["a", "", "CC", "1"], "is empty, so nobody can say whether it is of the quarter"),
        (["a", "10/01/2025", "CC", "many"], "is not a whole number"),
        (["a", "10/01/2025", "ZZ", "1"], "holds a word that the mapping gives no code for"),
    ],
)
def test_a_row_that_cannot_be_counted_stops_the_totals(row, why):
    found = totals(rows=[*SESSIONS, row])
    assert [one.why for one in found.held] == [why]
    assert not found.may_be_written and "cannot be counted" in found.stopped


def test_nobody_of_the_export_is_in_what_is_told_of_the_totals():
    rows = [[cell.replace("a", "Thistlewood") if i == 0 else cell for i, cell in enumerate(row)] for row in SESSIONS[1:]]
    assert "thistlewood" not in repr(totals(rows=[SESSIONS[0], *rows])).casefold()


@pytest.mark.parametrize(("key", "identity"), [(KEY, ""), (None, "identity: {number: Who}\n"), (KEY, "identity: {number: Who}\n")])
def test_no_token_is_made_for_a_programme_of_totals(key, identity):
    with pytest.raises(Refused, match="28 CFR 94.115"):
        prepared(as_csv(SESSIONS), TOTALS + identity, key, ("advocates", "advocacy_services", "2025-Q4"), schemas())


def of_tier(tier: str) -> Schemas:
    agreed = schemas()
    agency = agreed.agencies["child_welfare"]
    sources = tuple(replace(source, tier=tier) for source in agency.sources)
    return replace(agreed, agencies={**agreed.agencies, "child_welfare": replace(agency, sources=sources)})


def test_no_token_is_made_where_rows_go_without_a_code_for_a_young_person():
    with pytest.raises(Refused, match="rows without a code for a young person"):
        prepared(b"", "extract: child_welfare_cases", KEY, ("child_welfare", "child_welfare_cases", "2025-Q4"), of_tier("rows"))


def test_nothing_is_prepared_under_an_agreement_that_has_expired():
    with pytest.raises(Refused, match="T603"):
        prepared(b"", "extract: child_welfare_cases", KEY, ("child_welfare", "child_welfare_cases", "2099-Q4"), schemas())


def test_an_extract_with_tokens_needs_a_key():
    mapping = """
extract: child_welfare_cases
identity: {number: Case}
columns: {reported_on: {from: Day, dates: year-first}, level: L, age_band: A, gender: G, race_ethnicity: R, residence: Z}
"""
    with pytest.raises(MappingProblem, match="a linking key is needed"):
        prepared(b"Case,Day,L,A,G,R,Z\n", mapping, None, ("child_welfare", "child_welfare_cases", "2025-Q4"), schemas())


def test_every_line_that_the_handbook_shows_is_one_that_a_mapping_knows():
    shown = [part for line in CASES.splitlines() if line.startswith("| `") for part in line.split(" | ")[0].strip("| ").split("`")[1::2]]
    assert len(shown) > 15
    for text in shown:
        ((name, said),) = plain_yaml.read(text).items()
        known = set(said) <= set(_LINE) if isinstance(said, dict) else True
        assert name in _TOP or (known and any(name in contract.columns for contract in schemas().contracts.values())) or name == "hours"
