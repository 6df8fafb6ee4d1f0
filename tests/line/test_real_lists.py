"""345 real people on five agencies' lists go through the line of a county that is described in YAML alone."""

import csv
import json
from itertools import combinations
from pathlib import Path

import pytest

from tests.line.command import here
from tests.line.list_county import NAMES, furnish, people

LISTS = Path(__file__).parents[3] / "shared" / "data" / "trafficking_lists" / "MSETools_WesternUS.csv"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    if not LISTS.is_file():
        pytest.skip("the real lists are not on this machine")
    folder = tmp_path_factory.mktemp("lists") / "county"
    assert here("init", folder, "--own-schemas-only").returncode == 0
    furnish(folder, people(LISTS))
    ran = here("run", "2024-Q1", "--workspace", folder)
    assert ran.returncode == 0, ran.stderr
    out = here("publish", "2024-Q1-v1", "--workspace", folder)
    assert out.returncode == 0, out.stderr
    return folder / "published" / "2024-Q1-v1"


def cells(publication: Path) -> dict[tuple[str, str, str], tuple[str, str]]:
    with (publication / "cells.csv").open(encoding="utf-8") as rows:
        return {(r["measure"], r["agency"], r["with_agency"]): (r["value"], r["status"]) for r in csv.DictReader(rows)}


def test_each_person_counts_once_and_the_lists_add_up_to_more(published):
    found = cells(published)
    assert found["people_on_lists", "", ""] == ("345", "")
    lists = [found["list_overlap", f"list_{n.lower()}", "_T"] for n in NAMES]
    assert all(status == "" for _, status in lists)
    assert sum(int(value) for value, _ in lists) == 370


def test_no_small_overlap_is_shown(published):
    found, everybody = cells(published), people(LISTS)
    for a, b in combinations(NAMES, 2):
        both = sum({a, b} <= on for on in everybody)
        value, status = found["list_overlap", f"list_{a.lower()}", f"list_{b.lower()}"]
        assert (status == "c" and value == "") if 1 <= both <= 10 else value in ("", str(both))


def test_no_withheld_overlap_can_be_worked_out(published):
    found = here("audit", published, "--format", "json")
    said = json.loads(found.stdout)
    assert found.returncode == 0
    assert (said["exact"], said["narrowed"]) == (0, 0)
    assert said["withheld"] >= 8
