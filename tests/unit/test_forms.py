"""The forms of each extract say what its contract says."""

import csv
import io
import json
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from schemas import Contract, Schemas
from schemas.forms import dictionary, expectations, expectations_json, table_schema, template_csv
from schemas.forms.example_row import example_row
from schemas.forms.expectations import counted, rule_of, sums
from schemas.forms.rule_words import sentence
from schemas.forms.template_xlsx import CODES, DATA, HELP, template_xlsx

SCHEMAS = Schemas.load()
WHOLE, TEXT = "1", "49"  # a spreadsheet's built-in number formats 0 and @
# A column of the blank, to its end: B2:B20001
DOWN = re.compile(r"([A-Z])2:\1\d+")
ALL = pytest.mark.parametrize("contract", SCHEMAS.contracts.values(), ids=SCHEMAS.contracts)


def book(contract: Contract) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_xlsx(SCHEMAS, contract)))


def by_column(data: Worksheet) -> dict[str, DataValidation]:
    """What the spreadsheet asks of each column, by the column's heading."""
    asked = {}
    all_of_them: Any = data.data_validations
    for validation in all_of_them.dataValidation:
        place = DOWN.fullmatch(str(validation.sqref))
        assert place
        asked[str(data[f"{place[1]}1"].value)] = validation
    return asked


@ALL
def test_both_blanks_have_the_contracts_columns_in_its_order_and_no_row(contract: Contract) -> None:
    from_csv = list(csv.reader(io.StringIO(template_csv(contract).decode())))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(template_xlsx(SCHEMAS, contract)))
    assert from_csv == workbook.get_sheet_by_index(0).to_python() == [list(contract.columns)]


@ALL
def test_each_drop_down_offers_exactly_the_codes_a_row_may_carry(contract: Contract) -> None:
    workbook = book(contract)
    data, codes = workbook[DATA], workbook[CODES]
    offered = {}
    for column, rule in by_column(data).items():
        if rule.type == "list":
            found = re.fullmatch(rf"'{CODES}'!\$B\$(\d+):\$B\$(\d+)", str(rule.formula1))
            assert found
            rows = range(int(found[1]), int(found[2]) + 1)
            offered[column] = tuple(codes[f"B{row}"].value for row in rows)
            assert {codes[f"A{row}"].value for row in rows} == {column}
    assert offered == {c.name: SCHEMAS.codes_of(c) for c in contract.columns.values() if c.codelist}


def test_a_code_with_parts_is_not_offered_and_the_whole_is_where_it_is_allowed() -> None:
    service = SCHEMAS.contracts["advocacy_services"].columns["service"]
    assert SCHEMAS.codes_of(service)[-1] == "_T"
    codes = book(SCHEMAS.contracts["advocacy_services"])[CODES]
    assert [row[1].value for row in codes.iter_rows(min_row=2)][-1] == "_T"


@ALL
def test_days_and_tokens_stay_as_they_are_typed_and_the_heading_stays_in_view(contract: Contract) -> None:
    data = book(contract)[DATA]
    assert data.freeze_panes == "A2"
    packed = zipfile.ZipFile(io.BytesIO(template_xlsx(SCHEMAS, contract)))
    formats = re.findall(r'<xf numFmtId="(\d+)"', packed.read("xl/styles.xml").decode().split("<cellXfs")[1])
    sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    spans = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)" style="(\d+)"', sheet)
    seen = [(float(w), formats[int(s)]) for first, last, w, s in spans for _ in range(int(first), int(last) + 1)]
    for (width, number_format), column in zip(seen, contract.columns.values(), strict=True):
        assert width >= len(column.name)
        assert number_format == (WHOLE if column.type == "integer" else TEXT)


@ALL
def test_choosing_a_cell_shows_what_its_column_means(contract: Contract) -> None:
    data = book(contract)[DATA]
    notes = by_column(data)
    for column in contract.columns.values():
        shown = str(notes[column.name].prompt)
        assert column.means in shown
        assert ("Always filled in" in shown) == column.required
        assert len(shown) <= 255


@ALL
def test_the_made_up_row_stands_on_the_page_of_help_only(contract: Contract) -> None:
    workbook = book(contract)
    shown = [v for v in example_row(SCHEMAS, contract).values() if v]
    said = [cell.value for row in workbook[HELP].iter_rows() for cell in row if cell.value]
    assert set(shown) <= set(said)
    assert [c.value for row in workbook[DATA].iter_rows(min_row=2) for c in row if c.value] == []


@ALL
def test_the_workbook_says_which_contract_it_was_made_from(contract: Contract) -> None:
    workbook = book(contract)
    stamp = f"{contract.name}, version {contract.version}, from {contract.effective} on"
    assert any(stamp in str(c.value) for row in workbook[HELP].iter_rows() for c in row)
    properties: Any = workbook.custom_doc_props
    assert {p.name: p.value for p in properties.props} == {
        "contract": contract.name,
        "version": contract.version,
        "effective": str(contract.effective),
    }


@ALL
def test_the_workbook_carries_no_comment_picture_program_or_hidden_sheet(contract: Contract) -> None:
    names = zipfile.ZipFile(io.BytesIO(template_xlsx(SCHEMAS, contract))).namelist()
    assert not [n for n in names if re.search("comment|drawing|media|vba|external", n)]
    assert [s.sheet_state for s in book(contract)] == ["visible"] * 3


@ALL
def test_the_workbook_is_the_same_bytes_each_time(contract: Contract) -> None:
    assert template_xlsx(SCHEMAS, contract) == template_xlsx(SCHEMAS, contract)


@ALL
def test_the_dictionary_names_every_column_code_own_word_and_rule(contract: Contract) -> None:
    page = dictionary(SCHEMAS, contract).decode()
    for column in contract.columns.values():
        assert f"| `{column.name}` |" in page
        assert column.means in page
        for code in SCHEMAS.codes_of(column):
            assert f"| `{code}` |" in page
        for theirs in column.local:
            assert f"`{theirs}`" in page
    for rule in contract.rules:
        assert f"- {sentence(rule)}" in page
    assert f"`AGENCY.{contract.name}.{contract.effective}.csv`" in page
    assert "Once a quarter" in page


def test_rules_read_as_plain_sentences() -> None:
    said = [sentence(r) for c in SCHEMAS.contracts.values() for r in c.rules]
    assert "`accepted_on` is the same day as `referred_on` or later, where both are filled in." in said
    assert "`offence_on` is left empty where `arrested` is `no` or `unknown`." in said
    assert "`started_on` is filled in wherever `completed_on` is." in said
    assert "`youth` is not more than `sessions`." in said


def test_a_key_with_a_column_that_may_be_empty_is_unique_but_not_primary() -> None:
    whole = table_schema(SCHEMAS, SCHEMAS.contracts["law_enforcement_contacts"])
    parted = table_schema(SCHEMAS, SCHEMAS.contracts["probation_referrals"])
    assert whole["primaryKey"] == ["youth_token", "contact_on"]
    assert "primaryKey" not in parted
    assert parted["uniqueKeys"] == [["youth_token", "petition_on", "referred_on", "service"]]


@ALL
def test_the_table_schema_takes_the_made_up_row_and_no_other_word(contract: Contract) -> None:
    fields = {f["name"]: f for f in table_schema(SCHEMAS, contract)["fields"]}
    assert list(fields) == list(contract.columns)
    for name, shown in example_row(SCHEMAS, contract).items():
        limits = fields[name]["constraints"]
        assert limits["required"] == contract.columns[name].required
        assert shown or not limits["required"]
        if shown and "enum" in limits:
            assert shown in limits["enum"]
            assert "Jane Smith" not in limits["enum"]
        if shown and "pattern" in limits:
            assert re.search(limits["pattern"], shown)
            assert not re.search(limits["pattern"], "Jane Smith")
        if "minimum" in limits:
            assert int(shown) >= limits["minimum"]


def test_types_in_the_table_schema_are_those_of_the_columns() -> None:
    fields = {f["name"]: f["type"] for f in table_schema(SCHEMAS, SCHEMAS.contracts["advocacy_services"])["fields"]}
    assert fields == {"service": "string", "youth": "integer", "sessions": "integer"}
    dated = {f["name"]: f["type"] for f in table_schema(SCHEMAS, SCHEMAS.contracts["child_welfare_cases"])["fields"]}
    assert dated["reported_on"] == "date"


@ALL
def test_every_rule_of_the_suite_has_a_name_of_its_own_and_is_counted(contract: Contract) -> None:
    suite = json.loads(expectations_json(SCHEMAS, contract))
    stated = [*expectations(SCHEMAS, contract), *sums(contract)]
    names = [rule_of(e) for e in stated]
    assert len(set(names)) == len(names)
    assert suite["expectations"] + suite["sums"] == stated
    assert suite["counts"] == counted(names)
    assert all(e["meta"]["says"].endswith(".") and "`" not in e["meta"]["says"] for e in stated)


@ALL
def test_no_rule_of_a_contract_is_left_out_of_its_suite(contract: Contract) -> None:
    names = [rule_of(e).split(":")[0] for e in (*expectations(SCHEMAS, contract), *sums(contract))]
    for rule in contract.rules:
        assert names.count(rule.name) == [r.name for r in contract.rules].count(rule.name)


def test_an_example_is_left_empty_where_the_rules_want_it_empty() -> None:
    row = example_row(SCHEMAS, SCHEMAS.contracts["child_welfare_cases"])
    assert (row["level"], row["dependency_started_on"], row["dependency_ended_on"]) == ("allegation", "", "")
    filled = example_row(SCHEMAS, SCHEMAS.contracts["law_enforcement_contacts"])
    assert (filled["arrested"], filled["offence_on"]) == ("yes", "2025-08-12")
