"""Measures that could be subtracted from each other unseen are refused when the agreement is read."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.handbook import ANOTHER_COUNTY
from schemas import Schemas
from schemas.files import SchemaError

RETURNS = yaml.safe_load((ANOTHER_COUNTY / "measures" / "returns.yaml").read_text(encoding="utf-8"))
PROGRAMME = {"dimension": "reason", "codelist": "programme", "relation": "partition", "column": "programme"}


def loaded(folder: Path, **measures: dict[str, Any]) -> Schemas:
    (folder / "measures").mkdir()
    for name, said in measures.items():
        (folder / "measures" / f"{name}.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    return Schemas.load(ANOTHER_COUNTY, folder)


def like(*left_out: str, **said: Any) -> dict[str, Any]:
    return {k: v for k, v in {**RETURNS, **said}.items() if k not in left_out}


def among(code: str | None, **said: Any) -> dict[str, Any]:
    of = {"measure": "returns"} | ({"code": code} if code else {})
    return like("counts", "date", "where", "unit", among=of, outcome=PROGRAMME, breakdowns=[], **said)


def refused(folder: Path, **measures: dict[str, Any]) -> str:
    with pytest.raises(SchemaError) as error:
        loaded(folder, **measures)
    return str(error.value)


def test_some_rows_beside_all_of_them_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, some=like(where={"programme": ["shelter"]}, outcome=PROGRAMME))
    assert "measures/some.yaml" in said and "measures/returns.yaml" in said and "count among" in said


def test_another_unit_over_the_same_rows_is_refused(tmp_path: Path) -> None:
    assert "same date, unit and where" in refused(tmp_path, exits=like(unit="exits", outcome=PROGRAMME))


def test_the_same_column_asked_by_two_measures_of_the_same_rows_is_refused(tmp_path: Path) -> None:
    sooner = {**RETURNS["outcome"], "days": {"days_0_180": [0, 30]}}
    assert "asks 'returned_on'" in refused(tmp_path, sooner=like(outcome=sooner, breakdowns=[]))


def test_another_question_about_the_same_rows_is_taken(tmp_path: Path) -> None:
    assert loaded(tmp_path, programmes=like(outcome=PROGRAMME, breakdowns=[])).measures["programmes"].counts == "exits_followed"


def test_rows_of_an_outcome_are_counted_among_the_measure_that_has_it(tmp_path: Path) -> None:
    taken = loaded(tmp_path, soon=among("days_0_180")).measures["soon"]
    assert (taken.counts, taken.date, taken.unit) == ("exits_followed", "exited_on", "youth")


def test_among_what_is_not_there_is_refused_with_what_there_is(tmp_path: Path) -> None:
    assert "days_0_180" in refused(tmp_path, soon=among("never"))


def test_what_it_has_from_the_other_measure_is_not_said_again(tmp_path: Path) -> None:
    assert "leave it out" in refused(tmp_path, soon={**among("days_0_180"), "date": "exited_on"})


def test_measures_that_count_among_each_other_are_refused(tmp_path: Path) -> None:
    one, other = among("shelter"), among("shelter")
    one["among"]["measure"], other["among"]["measure"] = "other", "one"
    assert "leads back to itself" in refused(tmp_path, one=one, other=other)


def test_rows_that_codes_of_one_column_tell_apart_may_be_counted_side_by_side(tmp_path: Path) -> None:
    replaced = {"returns": like(where={"programme": ["shelter"]}), "others": like(where={"programme": ["outreach"]})}
    assert set(loaded(tmp_path, **replaced).measures) == {"returns", "others"}


def test_codes_that_both_have_are_refused(tmp_path: Path) -> None:
    replaced = {"returns": like(where={"programme": ["shelter"]}), "others": like(where={"programme": ["outreach", "shelter"]})}
    assert "counts other rows" in refused(tmp_path, **replaced)
