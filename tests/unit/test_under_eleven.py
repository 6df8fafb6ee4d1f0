"""A small number of young people may be given as "under 11", and nothing makes a number of it on its way to the store."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.confidential.harmonization import feed, harmonize, nothing
from pipelines.confidential.validation import accepted, rule_counts
from pipelines.desk import Examination, examine
from pipelines.desk.comparison import compared
from pipelines.desk.preparing import MappingProblem, Prepared, prepared
from pipelines.publication import receipt_page
from pipelines.publication.receipt import Receipt
from schemas import Quarter, SchemaError, Schemas
from schemas.files import SHIPPED
from schemas.forms import dictionary, table_schema
from schemas.forms.expectations import expectations, sums
from schemas.forms.template_xlsx import DATA, template_xlsx
from tests.desk_files import as_csv, as_xlsx, cells, codes
from tests.example_files import example_file, sent_as

SCHEMAS = Schemas.load()
CONTRACT = SCHEMAS.contracts["clients_by_service"]
SENT = sent_as(SCHEMAS, CONTRACT.name)
QUARTER = Quarter.parse(SENT[2])


def filled(**changed: str) -> list[Mapping[str, str]]:
    """The lines of the example; the first one changed."""
    first, *rest = example_file(SCHEMAS, CONTRACT)
    return [{**first, **changed}, *rest]


def sent(rows: list[Mapping[str, str]]) -> Examination:
    return examine(as_csv(cells(rows, CONTRACT.columns)), SENT, SCHEMAS)


def first(found: Examination, column: str) -> str | None:
    return found.rows[0][found.columns.index(column)]


WAYS = [
    "under 11",
    "under_11",
    "Under 11",
    " UNDER  11 ",
    "<11",
    "< 11",
    "fewer than 11",
    "Less than 11",
    "1-10",
    "1 – 10",
    "1 to 10",
    "1 TO 10",
]


@pytest.mark.parametrize("written", WAYS)
def test_under_11_is_taken_however_it_is_written_and_always_becomes_the_same_word(written: str) -> None:
    found = sent(filled(youth=written))
    assert found.status == "accepted" and first(found, "youth") == "under_11"
    workbook = as_xlsx(cells(filled(youth=written), CONTRACT.columns))
    assert examine(workbook, SENT, SCHEMAS).rows == found.rows


@pytest.mark.parametrize(
    "written", ["<5", "under 5", "under 12", "<10", "0-10", "1-11", "2-10", "11-20", "<=11", "up to 10", "10 or fewer", "11+"]
)
def test_another_range_is_refused_and_told_what_would_be_right(written: str) -> None:
    [told] = [f for f in sent(filled(youth=written)).findings if f.row]
    assert told.code == "E213" and told.allowed == "Write digits only, or 'under 11' for 1 to 10; where there was none, write 0"


@pytest.mark.parametrize("written", ["a few", "under eleven", "under -11", "11 or so", "under 11 or so"])
def test_a_word_that_is_no_range_is_no_number_and_is_told_of_the_range_that_may_stand_here(written: str) -> None:
    [told] = [f for f in sent(filled(youth=written)).findings if f.row]
    assert told.code == "E207" and "'under 11' for 1 to 10" in told.allowed


@pytest.mark.parametrize("written", ["under 11", "<11", "1-10", "<5"])
def test_a_column_that_does_not_allow_it_says_so(written: str) -> None:
    [told] = [f for f in sent(filled(sessions=written)).findings if f.row]
    assert told.code == "E207" and told.allowed == "Write digits only; a range such as 'under 11' is not taken in this column"


def test_rules_take_under_11_for_any_number_from_1_to_10_and_never_for_nought() -> None:
    assert sent([{**row, "youth": "under 11", "youth_completed": "10"} for row in filled()]).status == "accepted"
    assert codes(sent(filled(youth="under 11", youth_completed="11"))) == ["E305", "E405"]
    assert codes(sent(filled(youth="0", youth_completed="under 11"))) == ["E305", "E405"]
    lines = example_file(SCHEMAS, CONTRACT)
    all_under = [{**row, "youth": "under 11"} for row in lines]
    assert sent(all_under).status == "accepted"
    assert codes(sent([*all_under[:-1], {**all_under[-1], "youth": str(10 * len(lines))}])) == ["E404"]


def all_under() -> list[dict[str, str]]:
    return [{**row, "youth": "under 11"} for row in example_file(SCHEMAS, CONTRACT)]


def test_a_sum_leaves_such_cells_out_and_says_how_many_there_are() -> None:
    before, found = sent(filled()), sent(all_under())
    assert before.totals and found.totals
    assert dict(found.totals) == {**before.totals, "youth": 0, "youth: cells under 11, not in the sum": 1}


def test_the_receipt_shows_how_many_cells_are_in_no_sum() -> None:
    totals = sent(all_under()).totals or {}
    facts = {
        "submission": "a",
        "agency": "a",
        "extract": "b",
        "quarter": "2026-Q1",
        "received_at": "",
        "sha256": "0" * 64,
        "contract_version": 1,
    }
    facts |= {"status": "accepted", "on_time": True, "rows_in": 17, "rows_accepted": 17, "rows_held": 0, "findings": (), "changes": {}}
    page = receipt_page.page(Receipt(**facts, totals=totals, next_due=""))
    assert '<th scope="row">youth: cells under 11, not in the sum</th><td class="number">1</td>' in page


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("300", "under 11", ["C721"]),
        ("under 11", "300", ["C721"]),
        ("15", "under 11", []),
        ("under 11", "under 11", []),
        ("300", "0", ["C722"]),
    ],
)
def test_beside_the_quarter_before_only_what_is_certain_is_asked(before: str, now: str, told: list[str]) -> None:
    def quarter(youth: str) -> Examination:
        one, *others, last = [{**row, "youth": "400", "youth_completed": "0", "sessions": "400"} for row in filled()]
        return sent([{**one, "youth": youth}, *others, {**last, "sessions": str(400 * (1 + len(others)))}])

    both = compared(quarter(now), quarter(before), CONTRACT, QUARTER, QUARTER.plus(-1), SCHEMAS)
    asked = [f for f in both.findings if f.column == "youth"]
    assert [f.code for f in asked] == told
    assert all(("under 11" in f.says) == ("under 11" in (before, now)) for f in asked)


# At the county

TABLE = """
grain: one row per agency, quarter and service
key: [agency, quarter, service]
columns:
  agency: {type: text, required: true, means: Who sent it}
  quarter: {type: text, required: true, means: The quarter}
  service: {type: code, codelist: service_type, total: true, required: true, means: Kind of service}
  least: {type: integer, required: true, means: Young people at least}
  most: {type: integer, required: true, means: Young people at most}
"""


def workspace(folder: Path, columns: str) -> Schemas:
    """The shipped schemas, with a county's own table that is fed from the totals."""
    for shelf, name, text in (
        ("tables", "served", TABLE),
        (
            "contracts",
            CONTRACT.name,
            (SHIPPED / "contracts" / f"{CONTRACT.name}.yaml")
            .read_text(encoding="utf-8")
            .replace("feeds: []", f"feeds:\n  - {{table: served, columns: {{service: service, {columns}}}}}"),
        ),
    ):
        (folder / shelf).mkdir(parents=True, exist_ok=True)
        (folder / shelf / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Schemas.load(SHIPPED, folder)


def harmonized() -> pl.DataFrame:
    return harmonize(accepted(sent(filled(youth="under 11")).rows, CONTRACT), CONTRACT, SENT[0], QUARTER)


def test_harmonized_it_stays_a_word_so_that_nothing_adds_it_up() -> None:
    rows = harmonized()
    assert rows["youth"].to_list()[:2] == ["under_11", "12"] and rows["sessions"].dtype == pl.Int64
    assert nothing(CONTRACT).schema == rows.schema


def test_a_table_is_fed_with_the_least_and_the_greatest_number(tmp_path: Path) -> None:
    agreed = workspace(tmp_path, "least: youth_low, most: youth_high")
    table = feed(harmonized(), agreed.contracts[CONTRACT.name], agreed.tables)["served"]
    assert table.select("least", "most").rows()[:2] == [(1, 10), (12, 12)]
    assert (table["least"].dtype, table["most"].dtype) == (pl.Int64, pl.Int64)


def test_a_table_that_is_fed_by_the_number_itself_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"'youth' may hold 'under 11', so no table is fed by it; feed .* 'youth_low' .* 'youth_high'"):
        workspace(tmp_path, "least: youth, most: youth_high")


def test_a_number_that_does_not_count_from_nought_cannot_be_under_anything(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="write minimum: 0"):
        replace(CONTRACT.columns["youth"], minimum=None)


def test_the_accepted_rows_meet_the_countys_expectations_and_other_words_do_not() -> None:
    asked = [*expectations(SCHEMAS, CONTRACT), *sums(CONTRACT)]
    rows = harmonized()
    assert set(rule_counts(rows, asked).values()) == {0}
    spoiled = rows.with_columns(youth=pl.lit("under_5"))
    assert rule_counts(spoiled, asked)["written: youth"] == rows.height


def test_great_expectations_passes_a_file_that_says_under_11_and_fails_another_range() -> None:
    from pipelines.confidential.validation import gx

    asked = expectations(SCHEMAS, CONTRACT)
    assert gx.judge_rows(harmonized(), asked).failed == ()
    assert gx.judge_rows(harmonized().with_columns(youth=pl.lit("under_5")), asked).failed == ("written: youth",)


# The forms and `prepare`


def test_the_table_schema_says_that_a_number_or_the_words_may_stand_there() -> None:
    fields = {f["name"]: f for f in table_schema(SCHEMAS, CONTRACT)["fields"]}
    assert fields["youth"]["type"] == "string" and fields["sessions"]["type"] == "integer"
    assert pl.Series(["0", "12", "under 11", "under 5", "007", "-1", "12\n"]).str.contains(
        fields["youth"]["constraints"]["pattern"]
    ).to_list() == [True, True, True, False, False, False, False]
    assert fields["youth"]["description"].endswith("Write a whole number, 0 or more; or under 11 for 1 to 10.")


def test_the_blank_workbook_takes_a_number_or_the_words_and_not_the_day_that_a_spreadsheet_makes_of_1_10() -> None:
    data = openpyxl.load_workbook(io.BytesIO(template_xlsx(SCHEMAS, CONTRACT)))[DATA]
    asked = {str(v.sqref): v for v in data.data_validations.dataValidation}
    youth = asked["B2:B20001"]
    assert (youth.type, youth.errorStyle or "stop") == ("custom", "stop")
    assert youth.formula1 == 'IF(ISNUMBER(B2),AND(B2>=0,B2=INT(B2),B2<36526),LOWER(TRIM(B2))="under 11")'
    assert youth.error == "Write a whole number, 0 or more; or under 11 for 1 to 10." and "or under 11" in str(youth.prompt)
    assert asked["D2:D20001"].type == "whole"


def test_the_dictionary_says_what_may_be_written_and_what_the_rules_make_of_it() -> None:
    page = dictionary(SCHEMAS, CONTRACT).decode()
    assert "| `youth` | whole number | always | a whole number, 0 or more; or `under 11` for 1 to 10 |" in page
    assert "- Where a number is given as `under 11`, a rule is broken only if it is for every number from 1 to 10." in page
    assert "under 11" not in dictionary(SCHEMAS, SCHEMAS.contracts["probation_referrals"]).decode()


MAPPING = """
extract: public_defender_clients
dates: month-first
persons: Who
quarter_by: Day
under: true
columns:
  plan_use: {from: Use, values: {Y: CODE}}
  youth: {count: persons}
"""


def counted(people: int, mapping: str = MAPPING) -> Prepared:
    contract = SCHEMAS.contracts["public_defender_clients"]
    code = SCHEMAS.codes_of(contract.columns["plan_use"])[0]
    rows = [["Who", "Day", "Use"], *([str(i), "01/15/2026", "Y"] for i in range(people))]
    return prepared(as_csv(rows), mapping.replace("CODE", code), None, sent_as(SCHEMAS, contract.name), SCHEMAS)


@pytest.mark.parametrize(("people", "told"), [(0, "0"), (1, "under 11"), (10, "under 11"), (11, "11"), (12, "12")])
def test_small_counts_are_prepared_as_under_11_where_the_agency_wishes_it(people: int, told: str) -> None:
    found = counted(people)
    assert found.rows[0][1] == found.rows[-1][1] == told and found.rows[1][1] == "0"
    assert found.may_be_written and found.examination.status == "accepted"
    assert counted(people, MAPPING.replace("under: true", "under: false")).rows[0][1] == str(people)


@pytest.mark.parametrize(
    ("was", "instead", "says"),
    [
        ("under: true", "under: 11", "under: is true .* or false"),
        ("extract: public_defender_clients", "extract: advocacy_services", "no number of advocacy_services may be given as a range"),
    ],
)
def test_a_wish_that_cannot_be_met_is_said(was: str, instead: str, says: str) -> None:
    extract = instead.removeprefix("extract: ") if instead.startswith("extract") else "public_defender_clients"
    with pytest.raises(MappingProblem, match=says):
        prepared(b"Who,Day,Use\n", MAPPING.replace(was, instead), None, sent_as(SCHEMAS, extract), SCHEMAS)
