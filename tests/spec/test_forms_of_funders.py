"""A form that asks for something which is not counted is refused when it is read, with what there is."""

from pathlib import Path

import pytest

from schemas import SchemaError, Schemas
from schemas.files import SHIPPED
from schemas.grant import codes, read

FORM = """
title: A form
funder: A funder
form: No. 1
source: the funder
periods: [quarter, year]
questions:
"""


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return Schemas.load()


def _read(folder: Path, questions: str, schemas: Schemas):
    (folder / "grants").mkdir(exist_ok=True)
    (folder / "grants" / "mine.yaml").write_text(FORM + questions, encoding="utf-8")
    return read((folder,), schemas)


def test_the_shipped_forms_hold_together_and_say_where_they_come_from(schemas: Schemas) -> None:
    forms = read((SHIPPED,), schemas)
    assert set(forms) == {"voca_pmt", "ovc_trafficking", "otip_dvht", "ojjdp_title_ii", "cal_oes_progress", "cdss_csec"}
    for form in forms.values():
        assert form.source and form.form and form.funder
        assert any(q.match != "provider" for q in form.questions)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("{number: 1, asks: x, match: exact, measure: nothing_of_ours}", "there is no measure 'nothing_of_ours'"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, at: {horizon: 13m}}", "has no code '13m'; it has _T, 6m, 12m, 24m"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, at: {service: advocacy}}", "has no dimension 'service'"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, split: service}", "has no dimension 'service'"),
        ("{number: 1, asks: x, match: close, measure: recidivism}", "'differs' says what is counted otherwise"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, differs: y}", "'differs' says what is counted otherwise"),
        ("{number: 1, asks: x, match: provider}", "'why' says why"),
        ("{number: 1, asks: x, match: nearly, measure: recidivism}", "match must be one of exact, close, provider"),
        ("{number: 1, asks: x, match: exact}", "name the measure that answers it"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, statistic: share}", "statistic must be one of"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, total: mean}", "total must be one of sum, last, none"),
        ("{number: 1, asks: x, match: exact, measure: arrested_by_day, total: sum}", "the quarters of arrested_by_day are not added up"),
        ("{number: 1, asks: x, match: exact, measure: adult_cases, total: last}", "does not tell how it stands at the end"),
        ("{number: 1, asks: x, match: exact, measure: advocacy_sessions, statistic: high, total: sum}", "are not added up"),
        ("{number: 1, asks: x, match: exact, measure: recidivism, colour: red}", "colour"),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(question: str, says: str, schemas: Schemas, tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="mine.yaml") as refused:
        _read(tmp_path, f"  - {question}\n", schemas)
    assert says in str(refused.value)


def test_one_number_twice_is_refused(schemas: Schemas, tmp_path: Path) -> None:
    twice = "  - {number: 1, asks: x, match: provider, why: y}\n" * 2
    with pytest.raises(SchemaError, match="question 1 is there twice"):
        _read(tmp_path, twice, schemas)


def test_a_county_s_own_form_stands_beside_the_shipped_ones_and_replaces_one_of_its_name(schemas: Schemas, tmp_path: Path) -> None:
    _read(tmp_path, "  - {number: 1, asks: x, match: provider, why: y}\n", schemas)
    (tmp_path / "grants" / "mine.yaml").rename(tmp_path / "grants" / "voca_pmt.yaml")
    forms = read((SHIPPED, tmp_path), schemas)
    assert forms["voca_pmt"].title == "A form"
    assert "cdss_csec" in forms


def test_a_question_that_is_split_has_its_unknowns_last(schemas: Schemas) -> None:
    [question] = [q for q in read((SHIPPED,), schemas)["otip_dvht"].questions if q.number == "3"]
    assert list(codes(question, schemas))[-1] == "unknown"
    assert codes(question, schemas)["waitlist"] == "Waiting list"
