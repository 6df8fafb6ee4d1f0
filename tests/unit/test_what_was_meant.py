"""What the desk says of a wrong cell, knowing what stands there: what was most likely meant, and never so to the county."""

import time

import pytest

from pipelines.desk import examine
from pipelines.desk.at_the_desk import Look, look
from pipelines.desk.findings_workbook import marked_csv
from pipelines.desk.meant import likely
from tests.desk_files import CONTACTS, REFERRALS, as_csv, cells, contacts, referral, schemas

TOKEN = "3f9a0c41d27be8563f9a0c41d27be856"


def seen(**values: str) -> Look:
    return look(as_csv(cells([referral(**values)])), REFERRALS, schemas())


def said(**values: str) -> str:
    look_of = seen(**values)
    return " ".join(look_of.text(f) for f in look_of.findings())


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("gender", "female", "girl"),
        ("gender", "Femal", "girl"),
        ("gender", "Males", "boy"),
        ("gender", "N/A", "unknown"),
        ("race_ethnicity", "Afr. American", "black"),
        ("race_ethnicity", "Hispanic or Latino", "latino"),
        ("race_ethnicity", "Pacific Islander", "api"),
        ("age_band", "15", "age_14_15"),
        ("age_band", "15 years old", "age_14_15"),
        ("age_band", "under 12", "age_0_11"),
    ],
)
def test_a_word_near_to_one_code_is_asked_about_and_never_put_in_its_place(column, text, code):
    look_of = seen(**{column: text})
    told = " ".join(look_of.text(f) for f in look_of.findings())
    assert f"Did you mean {code}? Write one of " in told and look_of.examination.rows == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [("race_ethnicity", "Non-Hispanic"), ("race_ethnicity", "American"), ("age_band", "19"), ("age_band", "16+"), ("gender", "Zyx")],
)
def test_a_word_near_to_no_code_or_to_several_is_not_guessed_at(column, text):
    assert likely(text, schemas().contracts["probation_referrals"].columns[column], schemas()) == ""


@pytest.mark.parametrize("text", ["N/A", "null", "unknown", "-", "TBD", "none"])
def test_a_word_for_nothing_is_answered_with_leaving_the_cell_empty_where_that_is_allowed(text):
    assert "Leave the cell empty if there is none; else write YYYY-MM-DD, for example" in said(accepted_on=text)
    assert "Leave the cell empty" not in said(petition_on=text)


def test_a_day_whose_order_cannot_be_told_is_answered_with_the_format_of_the_whole_column():
    assert "set the format of the whole column once, and not cell by cell. Write YYYY-MM-DD" in said(accepted_on="07/10/2026")
    assert "whole column" not in said(accepted_on="13/45/2026")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (TOKEN.upper(), "Write it in small letters."),
        (f"{{{TOKEN}}}", "Write it without dashes and brackets."),
        ("3f9a0c41-d27b-e856-3f9a-0c41d27be856", "Write it without dashes and brackets."),
        ("3F9A0C41-D27B-E856-3F9A-0C41D27BE856", "Write it without dashes and brackets and in small letters."),
    ],
)
def test_a_token_in_another_dress_is_told_which(text, how):
    assert how.removesuffix(".") in said(youth_token=text)


def test_a_text_that_is_no_token_without_its_dashes_either_is_told_the_rule():
    assert "Write it" not in said(youth_token="KX-99-1")


def test_what_was_meant_tells_what_stands_there_and_so_the_county_is_told_the_rule_alone():
    content = as_csv(cells([referral(gender="female", accepted_on="N/A")]))
    told = examine(content, REFERRALS, schemas()).findings
    assert told and not any("id you mean" in f.text or "Leave the cell" in f.text for f in told)


def test_the_agencys_own_table_comes_back_with_what_was_meant():
    assert "Did you mean girl?" in marked_csv(seen(gender="female")).decode("utf-8-sig")


def test_a_header_under_other_names_is_called_a_header_and_not_denied():
    ours, *rows = cells([referral()])
    theirs = [f"{name.replace('_', ' ').title()} of Youth" for name in ours]
    found = examine(as_csv([theirs, *rows]), REFERRALS, schemas()).findings
    [whole] = [f for f in found if f.code == "E112"]
    assert whole.says.startswith("row 1 seems to be the header, under other names than those of the extract")
    assert [f.code for f in found].count("E171") > 1


@pytest.mark.parametrize(
    "headers",
    [
        [f"QUESTION {i} DID THE YOUTH RECEIVE SERVICES OF KIND {i * 7} IN THE PERIOD OF REPORT" for i in range(300)],
        ["c" * 300 + str(i) for i in range(990)],
        [f"Q{i} " + " ".join(f"accepted{i}w{j}" for j in range(40)) for i in range(990)],
    ],
)
def test_a_survey_of_hundreds_of_unknown_columns_is_answered_in_seconds(headers):
    content = as_csv([headers, *[["x"] * len(headers)] * 20])
    began = time.process_time()
    assert examine(content, REFERRALS, schemas()).status == "rejected"
    assert time.process_time() - began < 2


def test_of_hundreds_of_columns_those_are_looked_at_that_share_a_word_with_a_missing_one():
    ours, *rows = cells(contacts(3))
    place = ours.index("contact_on")
    wide = [[*row[:place], *["x"] * 200, *row[place:]] for row in rows]
    header = [*ours[:place], *(f"filler {i}" for i in range(200)), "Date of Contact", *ours[place + 1 :]]
    found = examine(as_csv([header, *wide]), CONTACTS, schemas()).findings
    assert [f.column for f in found if f.code == "E171"] == ["contact_on"]


def test_thousands_of_long_texts_in_a_column_of_codes_are_told_in_seconds():
    long = "On 3 of the visits the youth and the worker talked about 2 plans, a b c d e f g h of school and home. " * 16
    rows = [{**row, "gender": f"{long}{i}"} for i, row in enumerate(contacts(300))]
    content = as_csv(cells(rows))
    began = time.process_time()
    found = examine(content, CONTACTS, schemas())
    assert time.process_time() - began < 3
    assert sum(f.code == "E205" for f in found.findings) == 300


@pytest.mark.parametrize("told", ["SSN 078-05-1120", "born 3/14/2010"])
def test_what_says_itself_what_it_is_is_found_in_the_middle_of_a_long_text_too(told):
    text = f"{'on and on it went ' * 40}{told} {'and so it went on ' * 40}"
    found = examine(as_csv(cells([{**contacts(1)[0], "gender": text}])), CONTACTS, schemas())
    assert found.refused_for_privacy
