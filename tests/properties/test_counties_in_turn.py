"""One small county of the many that are run by hand (`tests/bench/counties.py`): nothing is told, and a killed run goes on."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from schemas import Schemas
from tests.bench import counties
from tests.bench.counties import Found


@pytest.fixture(scope="module")
def found() -> Found:
    return counties.one(0, 30, 5, Schemas.load())


def test_all_publications_of_a_county_together_tell_nothing(found: Found) -> None:
    assert not found.refused
    assert found.publications == 5
    assert found.withheld > 50
    assert (found.naive, found.exact, found.narrowed, found.narrowed_unaided, found.leaks) == (0,) * 5


def test_the_weaker_rule_withholds_no_more(found: Found) -> None:
    assert 0 < found.exact_only < found.full
    assert 0 < found.shown < found.cells
    assert 0 < found.years_shown <= found.years


def test_a_killed_run_goes_on_where_it_was(found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def one(number: int, youth: int, quarters: int, schemas: Schemas) -> Found:
        made.append(number)
        return replace(found, county=number, youth_per_year=youth)

    monkeypatch.setattr(counties, "one", one)
    kept = tmp_path / "counties.jsonl"
    line = json.dumps(asdict(replace(found, county=0)))
    kept.write_text(f"{line}\n{line[:40]}", "utf-8")
    assert [f.county for f in counties.run(range(3), 5, [30], kept, 60)] == [0, 1, 2]
    assert made == [1, 2]
    assert [f.county for f in counties.finished(kept)] == [0, 1, 2]
    assert list(counties.run(range(3), 5, [30], kept, 60)) == counties.finished(kept)
    assert made == [1, 2]


def test_what_is_printed_goes_by_county_size(found: Found) -> None:
    printed = counties.table([found, replace(found, county=1, youth_per_year=60, shown=0), replace(found, county=2, refused="so")])
    rows = {line.split("|")[0].strip(): [part.strip() for part in line.split("|")] for line in printed.splitlines()}
    assert set(rows) == {"young people", "a year", "30", "60", "all"}
    assert rows["60"][7] == "0.0%"
    assert rows["30"][1:3] == ["2", "1"]
