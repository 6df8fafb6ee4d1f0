"""The county that the handbook shows, of its own files and its own question, in YAML alone, goes through the line."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from reports.handbook import ANOTHER_COUNTY
from schemas import Quarter, Schemas
from tests.desk_files import drawn
from tests.line.command import here
from tests.spec.test_measures import holds

INDEX = date(2023, 2, 10)
FIRST, LAST = Quarter(2023, 1), Quarter(2026, 3)
# Days after the exit on which someone came in again, and how many young people did so. None: nobody came back.
RETURNS = {0: 7, 180: 8, 181: 9, 365: 6, 366: 12, 730: 11, 731: 13, None: 30}


def _people() -> list[tuple[str, date | None]]:
    days = [day for day, count in RETURNS.items() for _ in range(count)]
    return [(drawn(i), None if day is None else INDEX + timedelta(days=day)) for i, day in enumerate(days)]


def _file(folder: Path, extract: str, quarter: Quarter, day: str, rows: list[tuple[str, date]]) -> None:
    inside = [(token, on) for token, on in rows if quarter.start <= on <= quarter.end]
    text = f"youth_token,{day},programme\n" + "".join(f"{token},{on},shelter\n" for token, on in inside)
    (folder / f"shelters.{extract}.{quarter}.csv").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], tuple[str, str]]:
    county = tmp_path_factory.mktemp("another") / "county"
    assert here("init", county, "--own-schemas-only").returncode == 0
    shutil.copytree(ANOTHER_COUNTY, county / "schemas", dirs_exist_ok=True)
    settings = county / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo = false", "demo = true"), encoding="utf-8")
    people = _people()
    again = (people[0][0], INDEX + timedelta(days=40))  # a second exit in the year: not the index
    for quarter in FIRST.through(LAST):
        _file(county / "inbox", "home_exits", quarter, "exited_on", [(token, INDEX) for token, _ in people] + [again])
        _file(county / "inbox", "shelter_entries", quarter, "entered_on", [(token, on) for token, on in people if on])
    ran = here("run", str(LAST), "--workspace", county)
    assert ran.returncode == 0, ran.stderr
    out = here("publish", f"{LAST}-v1", "--workspace", county)
    assert out.returncode == 0, out.stderr
    with (county / "published" / f"{LAST}-v1" / "cells.csv").open(encoding="utf-8") as rows:
        found = [r for r in csv.DictReader(rows) if r["period"] == "2023" and r["programme"] == "_T"]
    return {(r["horizon"], r["statistic"], r["programme"]): (r["value"], r["status"]) for r in found}


def test_each_return_falls_into_the_window_of_its_day(published: dict[tuple[str, str, str], tuple[str, str]]) -> None:
    numbers = {horizon: value for (horizon, statistic, _), value in published.items() if statistic in ("denominator", "numerator")}
    assert numbers == {
        "_T": (str(sum(RETURNS.values())), ""),
        "days_0_180": ("15", ""),
        "days_181_365": ("15", ""),
        "days_366_730": ("23", ""),
    }


def test_its_worked_examples_hold() -> None:
    schemas = Schemas.load(ANOTHER_COUNTY)
    for measure in schemas.measures.values():
        for example in measure.examples:
            holds(schemas, measure, example)
