"""Made-up names and numbers go through every failing step, and none is found in anything that Dagster or the system keeps."""

import tempfile
from pathlib import Path

import polars as pl
import pytest

from pipelines import synthesis
from pipelines.confidential import harmonization, outcomes, record_linkage, tabulation, validation
from pipelines.defs import assets, gates, runs
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.line.command import files_under

CANARIES = ("Marigold Thistlewood", "912-55-0199", "deadbeefcafe0042")
LAST = Quarter(2022, 2)


class Leak(Exception):
    """An error that quotes rows, as errors about rows do."""


def quoting(*_: object, **__: object) -> None:
    raise Leak(f"could not read {CANARIES}") from ValueError(CANARIES[0])


def failing_frame(*_: object, **__: object) -> pl.DataFrame:
    return pl.DataFrame({"x": list(CANARIES)}).select(pl.col("x").str.to_date("%Y-%m-%d"))


class Panic(BaseException):
    """What an engine raises when it panics: no Exception at all."""


def panicking(*_: object, **__: object) -> None:
    raise Panic(f"called unwrap on {CANARIES}")


STEPS = {
    "harmonized, by a panic": (harmonization, "harmonize", panicking),
    "examined": (validation, "accepted", quoting),
    "harmonized": (harmonization, "harmonize", failing_frame),
    "contract gate": (gates, "judge", quoting),
    "linked": (record_linkage, "last_word", failing_frame),
    "followed": (outcomes, "follow", quoting),
    "tabulated": (tabulation, "tabulate", failing_frame),
    "protected": (assets, "protect", quoting),
    "attack gate": (gates, "attack", quoting),
}


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("extracts")
    synthesis.synthesize(folder, schemas=Schemas.load(), youth_per_year=20, quarters=2, last=LAST, seed=5)
    return folder


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_says_nothing_of_what_it_read(extracts, tmp_path, monkeypatch, capfd, step):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    folder = Workspace.create(tmp_path / "county", demo=True).folder
    for path in extracts.glob("*.*"):
        (folder / "inbox" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(*STEPS[step])
    ran = runs.run_quarter(folder, LAST)
    assert ran.draft is None and ran.stopped_at, "the step did not fail, so nothing was shown"
    said = capfd.readouterr()
    kept = [*files_under(tmp_path)]
    assert any("dagster" in str(p) for p in kept), "Dagster kept nothing, so nothing was shown"
    for canary in CANARIES:
        assert canary not in said.out + said.err + " ".join(ran.stopped_at)
        for path in kept:
            assert canary.encode() not in path.read_bytes(), path


def test_at_rest_there_is_no_plain_text_of_a_row(extracts, tmp_path):
    folder = Workspace.create(tmp_path / "county", demo=True).folder
    for path in extracts.glob("*.*"):
        (folder / "inbox" / path.name).write_bytes(path.read_bytes())
    token = (extracts / "probation.probation_referrals.2022-Q1.csv").read_text().splitlines()[1].split(",")[0]
    assert runs.run_quarter(folder, LAST).draft
    found = [p for p in files_under(folder) if token.encode() in p.read_bytes()]
    assert found == []
