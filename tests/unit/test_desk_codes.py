"""Every code of the catalogue, each with a small file that brings it about."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from pipelines.desk import CATALOGUE, Examination, Finding, examine, explain, parse
from pipelines.desk.comparison import compared
from pipelines.desk.explaining import every, explained
from schemas import Column, Quarter, Schemas
from tests.desk_files import (
    CONTACTS,
    QUARTER,
    REFERRALS,
    TOTALS,
    as_csv,
    as_xlsx,
    cells,
    codes,
    contact,
    contacts,
    drawn,
    examined,
    referral,
    schemas,
    totals,
)
from tests.example_files import example_file, sent_as


def _named(name: str) -> Examination:
    found = parse(name)
    assert isinstance(found, Finding)
    return Examination((found,), "rejected")


def _sent(content: bytes, named: tuple[str, str, str] = CONTACTS, agreed: Schemas | None = None) -> Examination:
    return examine(content, named, agreed or schemas())


def _with_column(header: str, value: str = "x") -> Examination:
    return _sent(as_csv([[*row, header if i == 0 else value] for i, row in enumerate(cells([contact()]))]))


def _agreement(**terms: object) -> Schemas:
    """The agreement, with other terms for the sheriff."""
    sheriff = schemas().agencies["sheriff"]
    changed = replace(sheriff, sources=(replace(sheriff.sources[0], **terms),))
    return replace(schemas(), agencies={**schemas().agencies, "sheriff": changed})


def _contract(**terms: object) -> Schemas:
    changed = replace(schemas().contracts[CONTACTS[1]], **terms)
    return replace(schemas(), contracts={**schemas().contracts, changed.name: changed})


def _with_yes_no_column() -> Examination:
    column = Column("was_told", "boolean", "Was told")
    agreed = _contract(columns={**schemas().contracts[CONTACTS[1]].columns, "was_told": column})
    return _sent(as_csv(cells([{**contact(), "was_told": "perhaps"}])), agreed=agreed)


def _with_another_range() -> Examination:
    contract = schemas().contracts["clients_by_service"]
    first, *rest = example_file(schemas(), contract)
    return examined([{**first, "youth": "<5"}, *rest], sent_as(schemas(), contract.name))


def _openpyxl(change: Callable[[openpyxl.Workbook], None]) -> Examination:
    book = openpyxl.Workbook()
    for row in cells([contact()]):
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return _sent(out.getvalue())


def _comment(book: openpyxl.Workbook) -> None:
    book.active["A2"].comment = Comment("seen twice", "clerk")


def _formula(book: openpyxl.Workbook) -> None:
    book.active["B2"] = "=DATE(2025,10,14)"


def _error(book: openpyxl.Workbook) -> None:
    book.active["G2"] = "#N/A"
    book.active["G2"].data_type = "e"


def _hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Key")
    sheet.append(["something"])
    sheet.sheet_state = "hidden"


def _hidden_row(book: openpyxl.Workbook) -> None:
    book.active.row_dimensions[2].hidden = True


def _picture() -> Examination:
    out = io.BytesIO(as_xlsx(cells([contact()])))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/media/image1.png", b"\x89PNG")
    return _sent(out.getvalue())


def _far_cell() -> Examination:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "youth_token")
        sheet.write(1_048_575, 16_383, "x")
    return _sent(out.getvalue())


def _pivot() -> Examination:
    out = io.BytesIO(as_xlsx(cells([contact()])))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/pivotCache/pivotCacheRecords1.xml", b"<pivotCacheRecords/>")
    return _sent(out.getvalue())


QUARTER_BEFORE = [contact(youth_token=drawn(i, "a"), contact_on="2025-09-14", offence_on="2025-09-12") for i in range(25)]


def _beside(rows: list[dict[str, str]]) -> Examination:
    """A file of 2025-Q4 beside that of the quarter before, with its 25 rows."""
    agency, extract, _ = CONTACTS
    before = examine(as_csv(cells(QUARTER_BEFORE)), (agency, extract, "2025-Q3"), schemas())
    now = examined(rows) if rows else _sent(as_csv(TABLE[:1]))
    return compared(now, before, schemas().contracts[extract], Quarter(2025, 4), Quarter(2025, 3), schemas())


def _with_parts(**parts: bytes) -> Examination:
    out = io.BytesIO(as_xlsx(cells([contact()])) if "mimetype" not in parts else b"")
    with zipfile.ZipFile(out, "a") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return _sent(out.getvalue())


def _locked() -> Examination:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return _with_parts(mimetype=kind, **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"})


def _older_than_97() -> Examination:
    """An old container whose only stream is a workbook of Excel 95."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE, *[0xFFFFFFFF] * 118)
    folder = b""
    for name, kind, first, size in (("Root Entry", 5, 0xFFFFFFFE, 0), ("Book", 2, 2, 4096), ("", 0, 0, 0), ("", 0, 0, 0)):
        written = (name + "\0").encode("utf-16-le")
        folder += written.ljust(64, b"\0") + struct.pack("<HB", len(written), kind) + bytes(49) + struct.pack("<II", first, size) + bytes(4)
    return _sent(bytes(head) + table + folder + bytes(8 * 512))


def _all_calculated() -> Examination:
    """More cells are calculated than may be, where none may be."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipelines.desk.sheet.MOST_NAMED", 0)
        return _openpyxl(_formula)


def _out_of_room() -> Examination:
    """The process that opens workbooks is given no room at all."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipelines.desk.opened._LONGEST", 10)
        return _sent(as_xlsx(cells([contact()])))


def _recording_changes() -> Examination:
    return _with_parts(**{"xl/revisions/revisionLog1.xml": b"<revisions/>"})


def _with_days_turned() -> Examination:
    rows = [contact(youth_token=drawn(i, "a"), contact_on="2025-10-12" if i else "25/10/2025") for i in range(30)]
    return _sent(as_xlsx(cells(rows)))


TABLE = cells([contact()])
TRIGGERS: dict[str, Callable[[], Examination]] = {
    "E101": lambda: _named("Contacts October.csv"),
    "E102": lambda: _sent(b"", ("sherif", CONTACTS[1], QUARTER)),
    "E103": lambda: _sent(b"", ("sheriff", "contacts", QUARTER)),
    "E104": lambda: _named("sheriff.law_enforcement_contacts.2025-10.csv"),
    "E105": lambda: _sent(as_csv(TABLE), agreed=_contract(effective=Quarter(2026, 1))),
    "E106": lambda: _sent(b""),
    "E107": lambda: _sent(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "E108": lambda: _sent("youth_token,status\n00000000000000a1,подтверждено\n".encode("cp1251")),
    "E109": lambda: _sent(as_csv(TABLE) + b'"00000000000000a2,2025-10-14\n00000000000000a3,2025-10-14\n'),
    "E111": lambda: _sent(as_csv(TABLE) + b"\x00\x00"),
    "E112": lambda: _sent(b"one,two\nthree,four\n"),
    "E113": lambda: _sent(as_csv([row[:-1] for row in TABLE])),
    "E114": lambda: _with_column("shift"),
    "E115": lambda: _with_column("status", "confirmed"),
    "E116": lambda: _sent(b"PK\x03\x04 broken off"),
    "E117": _locked,
    "E118": _far_cell,
    "E119": lambda: _sent(as_xlsx(TABLE, Sheet2=[["left over"]])),
    "E121": lambda: _sent(as_xlsx(TABLE, Sheet2=TABLE)),
    "E122": lambda: examined([contact(youth_token=drawn(i), status="maybe" if i < 2 else "none") for i in range(30)]),
    "E171": lambda: _sent(as_csv([["Date of contact" if c == "contact_on" else c for c in row] for row in TABLE])),
    "E123": _older_than_97,
    "E124": _all_calculated,
    "E125": _out_of_room,
    "E126": lambda: _openpyxl(lambda book: book.active.merge_cells("G2:H2")),
    "E127": _recording_changes,
    "E128": lambda: examined(contacts(9, contact_on="45944")),
    "E129": lambda: examined(contacts(9, youth_token="1.23457E+15")),
    "E130": lambda: _sent(as_csv([cells(contacts(9))[-1], *cells(contacts(9))[:-1]])),
    "E131": lambda: _sent(as_csv([TABLE[0], [*TABLE[1], "x"], [*cells(contacts(2))[2], "y"]])),
    "E132": _with_days_turned,
    "E201": lambda: examined(contacts(9, contact_on="2025-02-30")),
    "E202": lambda: examined(contacts(9, offence_on="1999-12-31")),
    "E203": lambda: examined(contacts(9, contact_on="2026-01-01")),
    "E204": lambda: examined(contacts(9, gender="")),
    "E205": lambda: examined(contacts(9, gender="woman")),
    "E206": lambda: examined(contacts(9, youth_token="3F9A0C41D27BE856")),
    "E207": lambda: examined(totals(youth_classes="three"), TOTALS),
    "E208": lambda: examined(totals(youth_classes="-3"), TOTALS),
    "E209": _with_yes_no_column,
    "E210": lambda: _openpyxl(_error),
    "E211": lambda: _openpyxl(_formula),
    "E212": lambda: _sent(as_csv([*cells(contacts(9)), ["00000000000000a2", "2025-10-14"]])),
    "E213": _with_another_range,
    "E214": lambda: examined(totals(youth_classes="3.000"), TOTALS),
    "E215": lambda: _sent(as_csv([*cells(contacts(30)), ["Printed on 10 January"]])),
    "E219": lambda: examined(contacts(9, youth_token="3f9a0c41d27be856")),
    "E301": lambda: examined(contacts(9, offence_on="2025-10-15")),
    "E302": lambda: examined(contacts(9, offence_on="")),
    "E303": lambda: examined(contacts(9, arrested="no")),
    "E304": lambda: examined([referral(accepted_on="")], REFERRALS),
    "E305": lambda: examined(totals(youth_classes="13"), TOTALS),
    "E401": lambda: examined([contact(), contact(gender="boy")]),
    "E402": lambda: examined(totals()[1:], TOTALS),
    "E403": lambda: examined(totals(sessions__T="46"), TOTALS),
    "E404": lambda: examined(totals(youth__T="8"), TOTALS),
    "E405": lambda: examined(totals(youth_classes="three"), TOTALS),
    "P501": lambda: _with_column("Last Name"),
    "P502": lambda: _with_column("SSN"),
    "P503": lambda: _with_column("DOB"),
    "P504": lambda: _with_column("Phone"),
    "P505": lambda: _with_column("Street address"),
    "P506": lambda: _with_column("CaseNo"),
    "P507": lambda: _with_column("Notes"),
    "P511": lambda: examined(contacts(9, youth_token="078-05-1120")),
    "P512": lambda: examined(contacts(9, disposition="jane@example.org")),
    "P513": lambda: examined(contacts(9, residence="(714) 555-0123")),
    "P514": lambda: examined(contacts(9, age_band="03/14/2010")),
    "P515": lambda: examined(contacts(9, residence="123 North Elm Street")),
    "P516": lambda: examined(contacts(9, youth_token="Jane Roe")),
    "P517": lambda: examined(contacts(9, disposition="JD-2025-00123")),
    "P518": lambda: examined(contacts(9, disposition="passport A12345678")),
    "P519": lambda: examined(contacts(9, disposition="@zyx.quibble")),
    "P520": lambda: _openpyxl(_comment),
    "P521": _picture,
    "P522": lambda: _openpyxl(_hidden_sheet),
    "P523": lambda: _openpyxl(lambda book: setattr(book.active, "title", "078-05-1120")),
    "P524": _pivot,
    "P525": lambda: examined(contacts(9, youth_token=b"Zyx Quib".hex())),
    "P526": lambda: examined(contacts(9, youth_token=drawn(1) * 2)),
    "P527": lambda: examined([contact(youth_token=f"{i + 78051120:016x}") for i in range(9)]),
    "P528": lambda: examined([contact(youth_token=drawn(i), disposition=f"078-05-{i + 1001}") for i in range(1002)]),
    "T601": lambda: _sent(as_csv(TABLE), TOTALS),
    "T602": lambda: _sent(as_csv(TABLE), ("sheriff", "probation_referrals", QUARTER)),
    "T603": lambda: _sent(as_csv(TABLE), agreed=_agreement(expires=date(2025, 12, 30))),
    "T604": lambda: _sent(as_csv(TABLE), agreed=_agreement(since=Quarter(2026, 1))),
    "C701": lambda: examined(contacts(9, contact_on="2011-05-05", offence_on="2011-05-04")),
    "C702": lambda: examined([contact(youth_token=drawn(i), contact_on="2025-08-01", offence_on="2025-07-01") for i in range(11)]),
    "C703": lambda: _openpyxl(_hidden_row),
    "C721": lambda: _beside([contact(youth_token=drawn(i, "b")) for i in range(60)]),
    "C722": lambda: _beside([]),
    "C723": lambda: _beside([contact(youth_token=drawn(i, "b"), gender="boy") for i in range(25)]),
    "C724": lambda: _beside([contact(youth_token=drawn(i, "b"), contact_on="2025-09-30", offence_on="2025-09-30") for i in range(9)]),
    "C725": lambda: _beside([*QUARTER_BEFORE[:24], {**QUARTER_BEFORE[24], "gender": "another"}]),
    "C726": lambda: _beside(QUARTER_BEFORE),
    "N801": lambda: _sent(as_csv(TABLE[:1])),
    "N802": lambda: examined([contact(youth_token="3f9a0c41d27be856", contact_on="2025-08-14", offence_on="2025-08-12"), contact()]),
    "N803": lambda: _sent(as_csv([*TABLE, ["Total", "1", *[""] * 10]])),
    "N804": lambda: examined(contacts(9, gender="Girl")),
    "N805": lambda: examined([contact(youth_token=drawn(i), gender="") for i in range(1002)]),
}


def test_every_code_of_the_catalogue_has_a_file_that_brings_it_about() -> None:
    assert set(TRIGGERS) == set(CATALOGUE)


@pytest.mark.parametrize("code", TRIGGERS)
def test_the_code_is_found_and_says_what_would_be_right(code: str) -> None:
    examination = TRIGGERS[code]()
    found = [f for f in examination.findings if f.code == code]
    assert found, f"found {codes(examination)}"
    assert all(f.text.endswith(f"[{code}]") and f.allowed and "{" not in f.text for f in found)


@pytest.mark.parametrize("code", [c for c, entry in CATALOGUE.items() if entry.kind == "must fix" and entry.scope != "row"])
def test_what_is_wrong_with_the_whole_file_rejects_it_with_all_its_rows(code: str) -> None:
    examination = TRIGGERS[code]()
    assert (examination.status, examination.rows, examination.rows_held) == ("rejected", (), examination.rows_in)
    assert examination.refused_for_privacy == any(f.code[0] in "PT" for f in examination.findings)


@pytest.mark.parametrize("code", [c for c in CATALOGUE if c[0] in "PT"])
def test_privacy_and_tier_findings_refuse_the_file_for_privacy(code: str) -> None:
    assert TRIGGERS[code]().refused_for_privacy


@pytest.mark.parametrize("code", [c for c in CATALOGUE if c[0] in "CN" and c != "N805"])
def test_what_is_only_doubtful_or_noted_holds_nothing(code: str) -> None:
    examination = TRIGGERS[code]()
    assert examination.status == ("accepted with confirmations" if code[0] == "C" else "accepted")
    assert examination.rows_held == 0


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_code_is_explained_in_a_plain_sentence(code: str) -> None:
    said = explain(code.lower())
    assert said is not None and said.startswith(f"{code}: ") and "{" not in said and len(said) > 60


def test_a_code_nobody_knows_has_no_explanation() -> None:
    assert explain("E999") is None


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_rule_has_a_wrong_and_a_right_example_and_says_what_becomes_of_the_row(code: str) -> None:
    told = explained(code)
    assert told is not None
    assert told.right and told.then and (told.wrong or told.kind == "note")
    assert "{" not in "".join(told.lines) and all(told.lines[2:])


def test_every_rule_is_in_the_list_of_all_and_in_a_group() -> None:
    listed = every()
    assert [e.code for e in listed] and {e.code for e in listed} == set(CATALOGUE)
    assert all(e.group for e in listed)
