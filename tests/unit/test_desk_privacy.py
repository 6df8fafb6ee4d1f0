"""What tells who a young person is refuses the file, and is never repeated; what does not, never raises an alarm."""

import hashlib
import json
from dataclasses import asdict

import pytest

from pipelines.desk import Examination, examine
from pipelines.desk.preparing import MappingProblem, draft
from pipelines.desk.screen import header_code, value_code
from schemas import Quarter
from tests.desk_files import (
    CONTACTS,
    EXTRACTS,
    QUARTER,
    REFERRALS,
    TOTALS,
    as_csv,
    as_xlsx,
    cells,
    codes,
    contact,
    contacts,
    examined,
    schemas,
    told,
    totals,
)
from tests.example_files import sent_as

Q4 = Quarter(2025, 4)
CANARIES = (
    "Zyxwella Quibblefrost",
    "Quibblefrost, Zyxwella",
    "078-05-1120",
    "zyx@quibble.example",
    "(714) 555-0173",
    "03/14/2010",
    "417 North Quibblefrost Street",
    "ZQ-2025-00417",
    "zyxwellaquibblefrost",
)
NAMES = list(contact())


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Name", "P501"),
        ("First Name", "P501"),
        ("LAST_NAME", "P501"),
        ("youthName", "P501"),
        ("Child", "P501"),
        ("A.K.A.", "P501"),
        ("aka", "P501"),
        ("Nombre", "P501"),
        ("Mother's name", "P501"),
        ("SSN", "P502"),
        ("Social Security #", "P502"),
        ("ssn_last4", "P502"),
        ("DOB", "P503"),
        ("Date of Birth", "P503"),
        ("BirthDate", "P503"),
        ("Fecha de nacimiento", "P503"),
        ("Phone", "P504"),
        ("Cell", "P504"),
        ("E-mail", "P504"),
        ("Instagram", "P504"),
        ("Address", "P505"),
        ("home_street", "P505"),
        ("ZIP", "P505"),
        ("Case Number", "P506"),
        ("CaseNo", "P506"),
        ("CII", "P506"),
        ("MRN", "P506"),
        ("PersonID", "P506"),
        ("Notes", "P507"),
        ("agency_name", None),
        ("Programme name", None),
        ("parent_notified", None),
        ("case_status", None),
        ("shift", None),
        ("", None),
        ("excellent", None),
        ("cancelled_on", None),
        ("namespace", None),
        ("officer_count", None),
    ],
)
def test_a_header_says_whether_its_column_identifies_a_person(header: str, code: str | None) -> None:
    assert header_code(header) == code


@pytest.mark.parametrize("name", sorted({c for k in schemas().contracts.values() for c in k.columns}))
def test_no_header_of_a_contract_raises_an_alarm_in_its_own_file(name: str) -> None:
    extract = next(k for k in schemas().contracts.values() if name in k.columns)
    header = ",".join(extract.columns) + "\n"
    assert not examine(header.encode(), sent_as(schemas(), extract.name), schemas()).refused_for_privacy


@pytest.mark.parametrize(
    ("value", "holds", "code"),
    [
        ("078-05-1120", "token", "P511"),
        ("078 05 1120", "code", "P511"),
        ("078051120", "token", "P511"),
        ("xxx-xx-1120", "code", "P511"),
        ("seen, SSN 078-05-1120.", "code", "P511"),
        ("078051120", "date", "P511"),
        ("000051120", "code", None),
        ("a.b@c.org", "code", "P512"),
        ("(714)555-0123", "code", "P513"),
        ("714.555.0123", "date", "P513"),
        ("7145550123", "token", "P513"),
        ("+1 714-555-0123", "code", "P513"),
        ("3/14/2010", "code", "P514"),
        ("2010-03-14", "token", "P514"),
        ("03/14/10", "code", "P514"),
        ("March 14, 2010", "code", "P514"),
        ("14 Mar 2010", "code", "P514"),
        ("2010-03-14", "date", None),
        ("10/14/2025", "code", None),
        ("2025-10-14", "code", None),
        ("12 Oak Ave", "code", "P515"),
        ("123 N. Elm Street, Apt 4", "code", "P515"),
        ("PO Box 12", "code", "P515"),
        ("Jane Roe", "token", "P516"),
        ("ROE, JANE Q.", "token", "P516"),
        ("O'Neil, Seán", "code", "P516"),
        ("Núñez-Roe, Ana María", "code", "P516"),
        ("Jane Roe", "code", None),
        ("not known", "token", None),
        ("No token", "token", None),
        ("3F9A0C41D27BE856", "token", None),
        ("3f9a0c41-d27b-4e85-a1b2-c3d4e5f60718", "token", None),
        ("45944", "date", None),
        ("1.234568e+15", "token", None),
        ("12 to 13", "code", None),
        ("unknown", "code", None),
        ("n/a", "token", None),
        ("5 service days", "code", None),
    ],
)
def test_a_value_is_screened_for_what_it_looks_like(value: str, holds: str, code: str | None) -> None:
    assert value_code(value, Q4, holds) == code


def test_two_words_of_the_agreed_lists_are_no_name() -> None:
    assert codes(examined(contacts(20, residence="In county, unknown"))) == ["E205"]
    assert codes(examined(contacts(20, residence="Roe, Jane"))) == ["E205", "P516"]


@pytest.mark.parametrize("name", ["Hall, Jasmine", "Young, Grace", "Law, Maria", "Court, Angel", "HALL, JASMINE T."])
def test_a_name_with_one_word_that_is_also_a_code_is_a_name(name: str) -> None:
    found = examined(contacts(20, disposition=name))
    assert codes(found) == ["E205", "P516"] and found.refused_for_privacy
    assert codes(examined(contacts(20, youth_token=name))) == ["E206", "P516"]


def test_two_words_that_are_both_codes_or_of_their_labels_are_none() -> None:
    for words in ("Court, probation", "Juvenile Hall, Law", "Medical care, Housing"):
        assert codes(examined(contacts(20, disposition=words))) == ["E205"], words


def test_tokens_dates_and_codes_of_clean_files_never_raise_an_alarm() -> None:
    tokens = [f"{i * 0x9E3779B97F4A7C15 % 2**64:016x}" for i in range(1, 4001)]
    assert codes(examined([contact(youth_token=token) for token in tokens])) == []


def _planted(canary: str) -> dict[str, Examination]:
    """The canary in every place of a file that a person might put it in."""
    table = cells(contacts(3))
    sent = {f"column {name}": examined(contacts(9, **{name: canary})) for name in NAMES}
    sent |= {f"totals {name}": examined([{**totals()[0], name: canary}, *totals()[1:]], TOTALS) for name in ("service", "youth")}
    tables = {
        "header": [[*row, canary if i == 0 else "x"] for i, row in enumerate(table)],
        "title": [[canary], *table],
        "last line": [*table, [canary]],
        "longer line": [*table, [*table[1], canary]],
        "unknown column": [[*row, "shift" if i == 0 else canary] for i, row in enumerate(table)],
        "no header": [[canary] * 12] * 4,
        "another header": [["First name", "DOB"], [canary, canary]],
        "total line": [*table, ["Total", canary, *[""] * 10]],
    }
    for place, rows in tables.items():
        sent[f"{place}, CSV"] = examine(as_csv(rows), CONTACTS, schemas())
        sent[f"{place}, XLSX"] = examine(as_xlsx(rows), CONTACTS, schemas())
    sent["other sheet"] = examine(as_xlsx(table, Other=[[canary]]), CONTACTS, schemas())
    sent["sheet name"] = examine(as_xlsx(table, **{canary.replace("/", "-")[:31]: [["x"]]}), CONTACTS, schemas())
    sent["open quote"] = examine(as_csv(table) + f'"{canary}'.encode(), CONTACTS, schemas())
    sent["not a table"] = examine(f"<html>{canary}".encode(), CONTACTS, schemas())
    sent["zero byte"] = examine(as_csv(table) + canary.encode() + b"\x00", CONTACTS, schemas())
    sent["broken workbook"] = examine(b"PK\x03\x04" + canary.encode(), CONTACTS, schemas())
    sent["agency"] = examine(as_csv(table), (canary, CONTACTS[1], QUARTER), schemas())
    sent["extract"] = examine(as_csv(table), (CONTACTS[0], canary, QUARTER), schemas())
    return sent


@pytest.mark.parametrize("canary", CANARIES)
def test_what_identifies_a_person_is_never_repeated_wherever_it_stands(canary: str) -> None:
    bare = canary.replace("-", "").replace(" ", "")
    for place, examination in _planted(canary).items():
        said = told(examination) + json.dumps([asdict(f) for f in examination.findings])
        assert canary not in said and bare not in said, place
        assert canary.lower() not in said.lower(), place
        assert all(canary not in str(cell) for row in examination.rows for cell in row), place


@pytest.mark.parametrize("canary", CANARIES[1:7])
def test_what_identifies_a_person_refuses_the_file_from_every_cell_of_the_table(canary: str) -> None:
    for place, examination in _planted(canary).items():
        name = place.removeprefix("column ")
        day_in_a_column_of_days = canary == "03/14/2010" and name.endswith("_on")
        if place.startswith("column ") and not day_in_a_column_of_days:
            assert examination.refused_for_privacy, place


@pytest.mark.parametrize("extract", [k.name for k in schemas().contracts.values() if k.kind == "rows"])
def test_rows_from_a_programme_of_totals_are_refused_under_any_name(extract: str) -> None:
    columns = schemas().contracts[extract].columns
    content = (",".join(columns) + "\n" + ",".join(["0123456789abcdef", "2025-10-01"] + [""] * (len(columns) - 2)) + "\n").encode()
    for named in (TOTALS, ("advocates", extract, QUARTER)):
        read = examine(content, named, schemas())
        assert "T601" in codes(read) and read.refused_for_privacy and read.rows == ()


def test_a_token_or_a_day_in_a_line_of_totals_is_refused_too() -> None:
    for column, value in (("service", "0123456789abcdef"), ("youth", "2025-10-14")):
        read = examined([{**totals()[0], column: value}, *totals()[1:]], TOTALS)
        assert "T601" in codes(read) and read.refused_for_privacy


def test_an_agency_may_not_send_another_agencys_extract_or_a_quarter_outside_its_agreement() -> None:
    assert codes(examine(b"x", ("probation", CONTACTS[1], QUARTER), schemas())) == ["T602"]
    assert codes(examine(b"x", (*REFERRALS[:2], "2031-Q1"), schemas())) == ["T603"]
    assert codes(examine(b"x", (*REFERRALS[:2], "2021-Q4"), schemas())) == ["T604"]
    assert set(EXTRACTS) <= {s.extract for s in schemas().sources}


def test_the_forms_own_example_is_no_ones_token_and_is_not_shown() -> None:
    found = examined(contacts(9, youth_token="3f9a0c41d27be856"))
    assert codes(found) == ["E219"] and found.rows_held == 1 and found.status == "accepted in part"
    said = told(examined(contacts(9, youth_token="x"))) + told(examined(contacts(9, youth_token="")))
    assert "3f9a0c41" not in said


@pytest.mark.parametrize(
    ("tokens", "code"),
    [
        ([f"{i * 7919:020d}" for i in range(1, 3)], "P517"),
        ([f"{(i * 0x9E3779B97F4A7C15) % 10**16:016d}" for i in range(1, 9)], "P517"),
        ([f"{i + 78051120:016x}" for i in range(9)], "P527"),
        ([f"{i:08x}" + "0" * 24 for i in range(9)], "P527"),
        (["f" * 32], "P525"),
        ([b"Zyxwella Quib".hex()], "P525"),
        (["d41d8cd98f00b204e9800998ecf8427e"], "P525"),
        (["0123456789abcdef", "0123456789abcdef9876543210abcdef"], "P526"),
    ],
    ids=["long numbers", "numbers", "counted up", "filled up", "one sign", "a name", "of nothing", "two lengths"],
)
def test_what_only_looks_like_a_token_refuses_the_file(tokens: list[str], code: str) -> None:
    found = examined([contact(youth_token=token) for token in tokens])
    assert code in codes(found) and found.refused_for_privacy


@pytest.mark.parametrize("length", [16, 24, 32, 64])
def test_tokens_as_good_as_drawn_are_tokens_whatever_their_length(length: int) -> None:
    tokens = [hashlib.sha256(str(i).encode()).hexdigest()[:length] for i in range(3000)]
    assert codes(examined([contact(youth_token=token) for token in tokens])) == []


@pytest.mark.parametrize("value", ["078051120", "5105550142"])
def test_a_number_longer_than_any_day_is_found_in_a_column_of_days(value: str) -> None:
    assert examined(contacts(9, contact_on=value)).refused_for_privacy
    assert not examined(contacts(9, contact_on="20251014")).refused_for_privacy


def test_an_export_without_a_header_is_refused_and_none_of_it_is_shown_or_written() -> None:
    contract = schemas().contracts["probation_referrals"]
    for first in ("Zyxwella,Quibblefrost,03/14/2009", "Zyxwella,Quibblefrost,girl", "078-05-1120,x", '"Quibblefrost, Zyxwella",x'):
        with pytest.raises(MappingProblem) as refused:
            draft(f"{first}\n{first}\n".encode(), contract, schemas())
        assert "looks like a record" in str(refused.value) and "Zyx" not in str(refused.value)
    assert "Contact Date" in draft(b"Last Name,First Name,DOB,Contact Date,Result\na,b,c,d,e\n", contract, schemas())


def test_a_thousand_lines_of_one_kind_are_enough_said() -> None:
    table = cells(contacts(3))
    found = examine(as_csv([*table, *(["x", f"078-05-{1000 + i}"] for i in range(900))]), CONTACTS, schemas())
    assert [f.code for f in found.findings].count("P511") == 200 and "P528" in codes(found)
