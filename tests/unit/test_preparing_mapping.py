"""What stands in the mapping is held against the contract and the export, and whatever is wrong is said with its place."""

from datetime import date

import pytest

from pipelines.desk.preparing import KeyProblem, LinkingKey, MappingProblem, Prepared, draft, prepared, read_key
from pipelines.desk.preparing import days as written
from tests.desk_files import as_csv, as_xlsx, schemas

KEY = LinkingKey(2026, bytes(range(32)))
NAMED = ("child_welfare", "child_welfare_cases", "2025-Q4")
HEADER = ["Last", "First", "DOB", "Sex", "Ethnic", "ZIP", "Received", "Stage", "Case No"]
ROWS = [
    ["Rivera", "Ana", "04/03/2010", "F", "H", "94601", "14/10/2025 23:50", "SUB", "77-1"],
    ["Okafor", "Jo", "05/06/2009", "M", "B", "90001", "15/10/2025", "ALG", "77-2"],
]
MAPPING = """
extract: child_welfare_cases
dates: day-first
identity: {last: Last, first: First, born: DOB, sex: Sex}
columns:
  reported_on: Received
  level: {from: Stage, values: {SUB: substantiated, ALG: allegation}}
  age_band: {age_at: {born: DOB, on: Received}}
  gender: Sex
  race_ethnicity: {from: Ethnic, values: {H: latino, B: black}, empty: unknown}
  residence: {from: ZIP, starts: {in_county: ['946', '945']}, others: out_of_county, empty: unknown}
"""


def made(rows=ROWS, mapping=MAPPING, header=HEADER, **more) -> Prepared:
    return prepared(as_csv([header, *rows]), mapping, KEY, NAMED, schemas(), **more)


def changed(place: int, value: str) -> list[list[str]]:
    return [[value if i == place else cell for i, cell in enumerate(ROWS[0])], ROWS[1]]


def column(found: Prepared, name: str) -> list[str]:
    return [row[found.columns.index(name)] for row in found.rows]


def test_words_days_ages_and_places_become_what_the_contract_wants():
    found = made()
    told = {row[found.columns.index("reported_on")]: dict(zip(found.columns, row, strict=True)) for row in found.rows}
    assert told["2025-10-14"] | {"youth_token": ""} == {
        "youth_token": "",
        "reported_on": "2025-10-14",
        "level": "substantiated",
        "dependency_started_on": "",
        "dependency_ended_on": "",
        "age_band": "age_14_15",
        "gender": "girl",
        "race_ethnicity": "latino",
        "residence": "in_county",
    }
    assert told["2025-10-15"]["residence"] == "out_of_county"
    assert (found.dropped, found.examination.status) == (("Case No",), "accepted")
    assert set(found.read_only) == {"Last", "First", "DOB"}


def test_the_same_export_as_a_workbook_or_under_a_title_row_gives_the_same_bytes():
    plain = made().content
    workbook = prepared(as_xlsx([HEADER, *ROWS]), MAPPING, KEY, NAMED, schemas()).content
    titled = prepared(as_csv([["Monthly list", *[""] * 8], HEADER, *ROWS]), MAPPING, KEY, NAMED, schemas()).content
    assert plain == workbook == titled
    assert made(rows=ROWS[::-1]).content == plain, "the order of the export tells nothing"


@pytest.mark.parametrize(
    ("was", "instead", "says"),
    [
        ("extract: child_welfare_cases", "extract: other", "extract: this mapping must say 'extract: child_welfare_cases'"),
        ("dates: day-first\n", "", "say how the days of 'Received' are written: day-first, month-first"),
        ("day-first", "american", "dates: say how the days are written"),
        ("ALG: allegation", "ALG: alegation", "level: values: ALG: 'alegation' is not a code; did you mean 'allegation'?"),
        ("  gender: Sex\n", "", "columns: there is no line for gender, which is always filled in"),
        ("  gender: Sex", "  gender: Sexx", "columns: gender: there is no column 'Sexx' in the export; did you mean 'Sex'?"),
        ("  gender: Sex", "  gendre: Sex", "columns: the extract has no column 'gendre'; did you mean 'gender'?"),
        (
            "  reported_on: Received",
            "  reported_on: DOB",
            "columns: reported_on: takes 'DOB', whose header says that it tells who someone is",
        ),
        ("columns:", "columns:\n  youth_token: Case No", "youth_token: a token is never taken over"),
        ("identity: {last: Last, first: First, born: DOB, sex: Sex}\n", "", "identity: is missing"),
        ("{last: Last, first: First, born: DOB, sex: Sex}", "{last: Last, born: DOB}", "identity: name the columns last: and first:"),
        ("others: out_of_county", "other: out_of_county", "residence: does not know 'other'; did you mean 'others'?"),
        ("{SUB: substantiated,", "{SUB: substantiated, sub: allegation,", "the word 'sub' is given two codes"),
        ("extract:", "- extract:", "line 3: this is not readable YAML"),
        ("columns:", "columns:\n  gender: Sex", "line 10: 'gender' is said twice"),
        ("columns:", "drop: [Received]\ncolumns:", "reported_on: takes over 'Received', which is listed under drop:"),
        ("columns:", "persons: Case No\ncolumns:", "persons: and quarter_by: are for extracts of totals"),
        (
            "columns:",
            "beside: {people: {by: Case No}}\ncolumns:",
            "beside: people: this export is needed too; give it with --beside people=FILE",
        ),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_with_its_place(was, instead, says):
    assert was in MAPPING
    with pytest.raises(MappingProblem) as wrong:
        made(mapping=MAPPING.replace(was, instead))
    assert says in str(wrong.value)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(MappingProblem) as wrong:
        made(mapping=MAPPING.replace("ALG: allegation", "ALG: x").replace("  gender: Sex\n", "").replace("empty: unknown", "empty: y"))
    assert len(wrong.value.says) == 4


def test_a_header_that_stands_twice_is_not_chosen_from():
    with pytest.raises(MappingProblem, match="the export has 2 columns 'Sex'"):
        made(header=[*HEADER[:-1], "sex"])


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (6, "10/14/2025", "Received: is not a real day written day-first"),
        (6, "", "Received: is empty, and reported_on is always filled in"),
        (7, "", "Stage: is empty, and level is always filled in; if that stands for not known, give its code as empty:"),
        (7, "WHAT", "Stage: holds a word that the mapping gives no code for"),
        (2, "04/03/1999", "DOB with Received: makes an age over 17, which is not in the list"),
        (2, "04/11/2025", "DOB with Received: lies before the birth"),
        (2, "4/3/10", "DOB: is not a real day written day-first"),
        (2, "", "the birth date is missing, or stands for an unknown one, so there is no token"),
        (1, "FNU", "the first name is missing or stands for an unknown one, so there is no token"),
        (3, "?", "Sex: holds a word that the mapping gives no sex for"),
    ],
)
def test_a_row_that_cannot_be_filled_for_certain_is_held_and_said(place, value, why):
    found = made(changed(place, value))
    assert [one.text.removeprefix("Row 2, ").removeprefix("Row 2: ") for one in found.held] == [why]
    assert (found.rows_in, len(found.rows)) == (2, 1)


def test_every_row_of_the_export_is_accounted_for():
    rows = [*ROWS, ROWS[0], ["Rivera", "Ana"], ["Total", "2", *[""] * 7], changed(7, "WHAT")[0], changed(5, "")[0]]
    found = made(rows, MAPPING + "keep: {Sex: [F]}\n")
    assert found.rows_in == len(rows) == len(found.rows) + len(found.held) + sum(found.left_out.values())
    assert found.left_out["of totals"] == 1
    assert found.left_out["that the mapping does not keep (Sex)"] == 1
    assert found.left_out["that are the same as another, once prepared"] == 1


def test_a_word_without_a_code_is_listed_unless_its_column_tells_who_someone_is():
    found = made(changed(7, "WHAT"))
    assert found.words == {"columns: level": {"WHAT": 1}}
    named = MAPPING.replace("level: {from: Stage,", "level: {from: Last,")
    assert "Rivera" not in repr(made(mapping=named).words) + repr(made(mapping=named).held)


def test_of_rows_with_the_same_key_the_most_serious_is_sent_where_the_mapping_says_so():
    twice = [*ROWS, changed(7, "ALG")[0]]
    assert made(twice).examination.status == "rejected", "two rows of one key"
    found = made(twice, MAPPING + "same_key: {column: level, order: [dependency, substantiated, allegation]}\n")
    assert found.may_be_written
    assert sorted(column(found, "level")) == ["allegation", "substantiated"]


def test_a_mapping_that_states_the_wrong_order_of_days_is_doubted():
    notes = made([["Rivera", "Ana", "12/25/2010", "F", "H", "94601", "10/14/2025", "SUB", "1"]]).notes
    assert any("every day of Received can be read month-first" in note for note in notes)


def test_a_birth_date_that_everyone_has_is_doubted():
    rows = [[f"Rivera{chr(97 + i)}", "Ana", "01/01/2010", "F", "H", "94601", "14/10/2025", "SUB", str(i)] for i in range(20)]
    assert any("does it stand for not known?" in note for note in made(rows).notes)


def test_small_groups_are_counted_by_young_people_and_not_by_rows():
    rows = [[f"Rivera{chr(97 + i)}", "Ana", "04/03/2010", "F", "H", "94601", f"{14 + i}/10/2025", "SUB", str(i)] for i in range(5)]
    again = [[*rows[0][:6], f"{d}/11/2025", "SUB", "9"] for d in range(10, 20)]
    assert made(rows).groups == ()
    group = made([*rows[:4], *again]).groups[0]
    assert (group.young_people, group.codes["race_ethnicity"]) == (4, "latino")


def test_a_second_export_is_laid_beside_by_its_number_and_one_that_is_not_there_holds_the_row():
    people = [["id", "Last", "First", "DOB", "Sex"], ["1", "Rivera", "Ana", "04/03/2010", "F"]]
    events = [["Case", "Received", "Stage", "Ethnic", "ZIP"], ["1", "14/10/2025", "SUB", "H", "94601"], ["2", "14/10/2025", "SUB", "H", ""]]
    mapping = MAPPING
    for name in ("Last", "First", "DOB", "Sex"):
        mapping = mapping.replace(f": {name}", f": people.{name}")
    mapping += "beside: {people: {by: Case, its: id}}\n"
    found = prepared(as_csv(events), mapping, KEY, NAMED, schemas(), {"people": as_csv(people)})
    assert column(found, "youth_token") == [column(made(), "youth_token")[column(made(), "reported_on").index("2025-10-14")]]
    assert [one.text for one in found.held] == ["Row 3: people has no row for its Case"]
    twice = prepared(as_csv(events), mapping, KEY, NAMED, schemas(), {"people": as_csv([*people, people[1]])})
    assert [one.why for one in twice.held][:1] == ["people has several rows for its Case, and nobody can say which is right"]


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("03/04/2025", "day-first", date(2025, 4, 3)),
        ("03/04/2025", "month-first", date(2025, 3, 4)),
        ("2025-04-03T23:59:59Z", "month-first", date(2025, 4, 3)),
        ("3.4.2025 0:15", "day-first", date(2025, 4, 3)),
        ("Apr 3rd, 2025", "month-first", date(2025, 4, 3)),
        ("3 April 2025", "day-first", date(2025, 4, 3)),
        ("20250403", "year-first", date(2025, 4, 3)),
        ("45750", "excel-serial", date(2025, 4, 3)),
        ("45750.75", "excel-serial", date(2025, 4, 3)),
        ("20250403", "day-first", None),
        ("45750", "month-first", None),
        ("03/04/25", "day-first", None),
        ("31/04/2025", "day-first", None),
        ("13/04/2025", "month-first", None),
        ("3 Arpil 2025", "day-first", None),
        ("03/04-2025", "day-first", None),
    ],
)
def test_a_day_is_read_in_the_form_that_was_stated_and_in_no_other(text, form, day):
    assert written.read(text, form) == day


def test_a_draft_names_the_columns_it_knows_and_holds_no_cell():
    text = draft(as_csv([HEADER, *ROWS]), schemas().contracts["child_welfare_cases"], schemas())
    for said in ('last: "Last"', 'born: "DOB"', 'from: "Sex"', '"f": girl', "FILL_IN"):
        assert said in text
    for cell in ("Rivera", "Okafor", "94601", "77-1", "04/03/2010", "SUB"):
        assert cell not in text


def test_a_key_file_reads_back_and_a_changed_one_does_not():
    assert read_key(KEY.file) == KEY
    assert KEY.secret.hex() not in repr(KEY) and KEY.secret.hex() not in KEY.id
    other = LinkingKey(2026, bytes(range(1, 33)))
    for spoiled in (KEY.file.replace(KEY.secret.hex(), other.secret.hex()), "", "key: 00", KEY.file.replace("key: 00", "key: ")):
        with pytest.raises(KeyProblem) as wrong:
            read_key(spoiled)
        assert KEY.secret.hex()[4:20] not in str(wrong.value)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(KeyProblem, match="32 bytes long"):
        LinkingKey(2026, bytes(range(length)))
