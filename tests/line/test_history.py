"""Two publications: what was published stays as it was, late and corrected files or not, and both together give nothing away."""

import csv
import shutil

import pytest

from pipelines import synthesis
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.line.command import here

FIRST, SECOND = Quarter(2023, 3), Quarter(2023, 4)


def shown(publication):
    with (publication / "cells.csv").open(encoding="utf-8") as rows:
        return {tuple(v for k, v in r.items() if k not in ("value", "status")): r["value"] for r in csv.DictReader(rows) if not r["status"]}


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = Workspace.create(tmp_path_factory.mktemp("history") / "county", demo=True).folder
    extracts = tmp_path_factory.mktemp("extracts")
    written = synthesis.synthesize(extracts, schemas=Schemas.load(), youth_per_year=90, quarters=8, last=SECOND, seed=11)
    for path in written.files:
        if str(SECOND) not in path.name:
            shutil.copy(path, folder / "inbox" / path.name)
    for quarter in (FIRST, SECOND):
        assert here("run", str(quarter), "--workspace", folder).returncode == 0
        out = here("publish", f"{quarter}-v1", "--workspace", folder)
        assert out.returncode == 0, out.stderr
        for path in written.files:
            if str(SECOND) in path.name:
                shutil.copy(path, folder / "inbox" / path.name)
        # A correction of a quarter that is out: a third of its rows are gone.
        old = extracts / "probation.probation_referrals.2023-Q1.csv"
        lines = old.read_text().splitlines(keepends=True)
        (folder / "inbox" / old.name).write_text("".join(lines[:1] + lines[len(lines) // 3 :]))
    return folder / "published"


def test_what_was_published_stays(county):
    before, after = shown(county / "2023-Q3-v1"), shown(county / "2023-Q4-v1")
    assert len(before) > 50
    counts = {k: v for k, v in before.items() if k[-1] in ("count", "denominator", "numerator")}
    assert {k: after.get(k) for k in counts} == counts
    assert len(after) > len(before)


def test_both_together_give_nothing_away(county):
    found = here("audit", county / "2023-Q3-v1", county / "2023-Q4-v1")
    assert found.returncode == 0, found.stdout


def test_a_quarter_before_the_latest_publication_is_not_run_again(county):
    found = here("run", "2023-Q2", "--workspace", county.parent)
    assert found.returncode == 2
    assert "2023-Q4-v1 is published already" in found.stderr
