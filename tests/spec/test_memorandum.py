"""The agreement as data: every clause has a measure, every measure its fields, and no agency is asked for a field in vain."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from schemas import SchemaError, Schemas, mou
from schemas.files import SHIPPED

SCHEMAS = Schemas.load()
MEMORANDUM = mou.read()
MEASURES = Path(__file__).parents[2].parent / "shared" / "measures.csv"
NEVER_IN_A_REGISTER = re.compile(r"(youth|young|client|case|suspect|defendant|disclosure|tip|interview|arrest|adult|minor)s?(_.*)?")


def test_every_clause_has_a_measure_and_every_measure_of_a_clause_is_described():
    assert len(MEMORANDUM.clauses) > 100
    for clause in MEMORANDUM.clauses.values():
        assert clause.measures, clause.id
        assert set(clause.measures) <= set(MEMORANDUM.measures), clause.id


def test_the_three_documents_are_all_gone_through():
    parts = {(c.source.split(", ")[0], c.source.split(", ")[1]) for c in MEMORANDUM.clauses.values()}
    assert {part for document, part in parts if document == "Memorandum"} == {
        "Purpose",
        "All agencies",
        "Law Enforcement",
        "First Responders",
        "Probation",
        "District Attorney",
        "Public Defender",
        "Social Services",
        "Note on renewal",
    }
    assert {document for document, _ in parts} == {"Memorandum", "Protocol recommendations", "H.E.A.T. Watch page"}


@pytest.mark.parametrize(
    ("part", "clauses"),
    [("law_enforcement", 5), ("first_responders", 8), ("probation", 10), ("district_attorney", 6), ("public_defender", 1)],
)
def test_each_numbered_undertaking_of_the_memorandum_is_a_clause(part, clauses):
    numbers = [int(c.rpartition(".")[2]) for c in MEMORANDUM.clauses if c.startswith(f"memorandum.{part}.")]
    assert numbers == list(range(1, clauses + 1))


def test_every_field_exists_and_every_column_is_asked_for_with_a_reason():
    mou.check(MEMORANDUM, SCHEMAS)


def test_a_measure_has_fields_or_says_from_where_it_follows():
    for measure in MEMORANDUM.measures.values():
        assert measure.fields or measure.made_from, measure.id
    assert MEMORANDUM.measures["R7"].made_from == ("submissions",)
    assert MEMORANDUM.measures["R10"].made_from == ("clauses",)


def test_no_measure_follows_from_itself():
    def behind(name: str) -> set[str]:
        from_measures = [m for m in MEMORANDUM.measures[name].made_from if m in MEMORANDUM.measures]
        return set(from_measures).union(*map(behind, from_measures))

    assert [m for m in MEMORANDUM.measures if m in behind(m)] == []


@pytest.mark.skipif(not MEASURES.is_file(), reason="the list of measures is kept in a folder next to the repository, not in it")
def test_the_measures_are_those_of_the_list():
    with MEASURES.open(encoding="utf-8", newline="") as listed:
        ids = [row["id"] for row in csv.DictReader(listed)]
    assert len(ids) == 170
    assert list(MEMORANDUM.measures) == ids


def test_whatever_is_asked_is_counted_or_says_why_not():
    mou.check_counted(MEMORANDUM, SCHEMAS)
    assert [name for name, m in MEMORANDUM.measures.items() if m.not_counted] == ["R7", "R10"]
    assert len({m.id for m in SCHEMAS.measures.values()}) >= 167


def test_the_list_is_of_170_questions_each_with_its_letter_and_number():
    by_letter: dict[str, list[int]] = {}
    for name in MEMORANDUM.measures:
        by_letter.setdefault(name[0], []).append(int(name[1:]))
    assert sum(map(len, by_letter.values())) == 170
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_letter.values())


def test_what_follows_from_others_is_counted_by_theirs():
    names = {m.id for m in mou.counted_by(MEMORANDUM, "A10", SCHEMAS)}
    assert names == {"A1", "A5", "B1", "R2"} == set(MEMORANDUM.measures["A10"].made_from)


@pytest.mark.parametrize(
    ("measures", "said", "says"),
    [
        ({"tips"}, {}, "A8: is counted by no measure; say why under not_counted"),
        (set(), {"A8": {"not_counted": "Nobody keeps a list"}}, "A8: is counted, and says that it is not"),
        (set(), {"R7": {"not_counted": ""}}, "R7: is counted by no measure"),
    ],
    ids=["a measure is taken out", "a reason beside a measure", "a reason is taken out"],
)
def test_a_gap_in_the_list_is_refused(measures, said, says):
    left = {name: m for name, m in SCHEMAS.measures.items() if name not in measures}
    asked = {name: replace(m, **said.get(name, {})) for name, m in MEMORANDUM.measures.items()}
    with pytest.raises(SchemaError, match=re.escape(says)):
        mou.check_counted(replace(MEMORANDUM, measures=asked), replace(SCHEMAS, measures=left))


def test_a_measure_of_a_question_that_is_not_in_the_list_is_refused():
    stray = replace(SCHEMAS.measures["tips"], id="Z9")
    with pytest.raises(SchemaError, match="tips.yaml counts Z9, which is not in the list"):
        mou.check_counted(MEMORANDUM, replace(SCHEMAS, measures={**SCHEMAS.measures, "tips_again": stray}))


def test_what_counts_people_cases_or_disclosures_is_never_in_a_register():
    registers = {c.name: c for c in SCHEMAS.contracts.values() if c.kind == "register"}
    assert [(c.name, column) for c in registers.values() for column in c.columns if NEVER_IN_A_REGISTER.fullmatch(column)] == []
    for name in ("B1", "B16", "D17", "E12", "E22", "P5"):
        assert {f.split(".")[0] for f in MEMORANDUM.measures[name].fields}.isdisjoint(registers), name
    # Whether the defender came to a meeting is no count of clients; what became of the clients is.
    in_registers = {f for f in MEMORANDUM.measures["F12"].fields if f.split(".")[0] in registers}
    assert in_registers == {"meeting_attendance.attended", "safety_net_meetings.was_held"}
    assert "public_defender_clients.youth" in MEMORANDUM.measures["F12"].fields


def test_the_same_office_sends_rows_and_totals_where_its_programmes_differ():
    prosecutors = {s.extract: s.tier for s in SCHEMAS.agencies["district_attorney"].sources}
    paid_by_voca = {s.tier for s in SCHEMAS.agencies["victim_witness"].sources}
    assert (prosecutors["juvenile_prosecutions"], prosecutors["adult_prosecutions"]) == ("linkable", "rows")
    assert paid_by_voca == {"counts"}


def test_an_agency_of_totals_has_no_code_of_a_young_person_in_any_extract():
    for agency in SCHEMAS.agencies.values():
        if {s.tier for s in agency.sources} <= {"counts", "register"}:
            columns = [c for s in agency.sources for c in SCHEMAS.contracts[s.extract].columns.values()]
            assert "token" not in {c.type for c in columns}, agency.name


def test_the_fields_of_a_clause_are_those_of_its_measures():
    asked = MEMORANDUM.fields_of("memorandum.law_enforcement.3")
    assert "law_enforcement_responses.probation_told_status" in asked
    assert {f.split(".")[0] for f in asked} == {"law_enforcement_responses"}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("clauses:\n", "clauses:\n  - {id: a.b, asks: x, source: y, measures: []}\n", "a.b: must name at least one measure"),
        ("clauses:\n", "clauses:\n  - {id: Probation 3, asks: x, source: y, measures: [A1]}\n", "must be small words with points"),
        ("clauses:\n", "clauses:\n  - {id: memorandum.all.1, asks: x, source: y, measures: [A1]}\n", "two clauses have this id"),
        ("clauses:\n", "clauses:\n  - {id: a.b, asks: x, source: y, measures: [Z1]}\n", "clauses: a.b: there is no measure 'Z1'"),
        ("clauses:\n", "clauses:\n  - {id: a.b, ask: x, source: y, measures: [A1]}\n", "does not know 'ask'"),
        ("measures:\n  A1:", "measures:\n  Z1: {title: Nothing}\n  A1:", "Z1: must have a title, and fields or 'from'"),
        ("measures:\n  A1:", "measures:\n  Z1: {title: x, fields: [admitted_on]}\n  A1:", "'admitted_on' must be contract.column"),
        ("measures:\n  A1:", "measures:\n  Z1: {title: x, from: [A0]}\n  A1:", "Z1: from: there is no measure 'A0'"),
    ],
)
def test_a_slip_in_the_memorandum_is_refused_by_place_and_word(tmp_path, before, after, says):
    text = (SHIPPED / "mou.yaml").read_text()
    assert text.count(before) == 1
    (tmp_path / "mou.yaml").write_text(text.replace(before, after))
    with pytest.raises(SchemaError, match=re.escape(says)) as refused:
        mou.read(SHIPPED, tmp_path)
    assert "mou.yaml" in str(refused.value)


def test_a_field_that_no_contract_has_and_a_column_that_no_measure_needs_are_refused():
    stays = SCHEMAS.contracts["hall_stays"]
    columns = dict(stays.columns)
    without = {k: c for k, c in columns.items() if k != "brought_by"}
    with pytest.raises(SchemaError, match=r"E3: no contract has the field 'hall_stays.brought_by'; hall_stays has youth_token"):
        mou.check(MEMORANDUM, replace(SCHEMAS, contracts={**SCHEMAS.contracts, "hall_stays": replace(stays, columns=without)}))
    column = replace(columns["brought_by"], name="weather")
    more = replace(SCHEMAS, contracts={**SCHEMAS.contracts, "hall_stays": replace(stays, columns={**columns, "weather": column})})
    with pytest.raises(SchemaError, match="no measure needs hall_stays.weather"):
        mou.check(MEMORANDUM, more)
    mou.check(replace(MEMORANDUM, kept_for={**MEMORANDUM.kept_for, "hall_stays.weather": "A trial that the task force asked for"}), more)
