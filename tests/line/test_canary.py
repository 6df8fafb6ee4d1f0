"""Made-up names and numbers go through every failing step, and none is found in anything that Dagster or the system keeps."""

import tempfile
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli, synthesis
from pipelines.cli import console
from pipelines.confidential import harmonization, outcomes, record_linkage, tabulation, validation
from pipelines.defs import assets, gates, runs
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.line.carried import OF_EACH, Sought, carriers
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
    "examined": (validation, "as_text", quoting),
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


def _said(capfd, *words: object) -> tuple[int, str]:
    """Run the command in this process; its exit code, and all that it said."""
    try:
        code = cli.app([str(word) for word in words], standalone_mode=False)
    except console.Stop as end:
        code = end.code
        console.complain(*end.says)
    told = capfd.readouterr()
    return (code if isinstance(code, int) else 0), told.out + told.err


def test_five_hundred_identifiers_go_every_way_and_none_is_found_anywhere(extracts, tmp_path, monkeypatch, capfd):
    outside, county = tmp_path / "outside", Workspace.create(tmp_path / "county", demo=True).folder
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    sent = carriers(str(LAST), "2022-05-14", seed=11)
    planted = [canary for carrier in sent for canary in carrier.canaries]
    assert len(set(planted)) == len(planted) == 25 * OF_EACH
    sought = Sought(planted)
    assert len(sought.found("\n".join(planted).encode("utf-16-le"))) == len(planted), "what is sought would not be found"

    accepted = []
    for number, carrier in enumerate(sent):
        (outside / str(number)).mkdir(parents=True)
        path = outside / str(number) / carrier.name
        path.write_bytes(carrier.content)
        at_the_desk = ("--extract", "law_enforcement_contacts", "--quarter", str(LAST)) if number >= len(sent) - OF_EACH else ()
        if not at_the_desk:
            # an agency's desk may show its own cells, and shows none of these
            told = _said(capfd, "check", path, "--workspace", county, "--findings", outside / f"{number}.xlsx")[1]
            told += _said(capfd, "check", path, "--workspace", county, "--format", "json")[1] if number % 4 == 0 else ""
            assert not sought.found(told.encode()), (carrier.place, sought.found(told.encode()))
            assert not sought.found((outside / f"{number}.xlsx").read_bytes()), carrier.place
        code, told = _said(capfd, "submit", path, "--workspace", county)
        assert not sought.found(told.encode()), (carrier.place, sought.found(told.encode()))
        if code != 3 and "Result    rejected" not in told:
            accepted.append(carrier.place)
    for canary in planted[5 * OF_EACH : 6 * OF_EACH]:
        old = outside / "old" / "sheriff.law_enforcement_contacts.2022-Q2.csv"
        old.parent.mkdir(exist_ok=True)
        old.write_bytes((extracts / old.name).read_bytes().replace(b"2022-0", b"2012-0", 1))
        why = ("--confirm", "C701=backlog_entered", "--note", f"C701=seen {canary}")
        assert not sought.found(_said(capfd, "submit", old, "--workspace", county, *why)[1].encode())

    inbox = [sent[i] for i in (5, 17, 18, 22)]
    for number, carrier in enumerate(inbox):  # by way of the inbox, under a name of its own each
        (county / "inbox" / carrier.name.replace(".csv", f".r{number + 5}.csv").replace(".xlsx", f".r{number + 5}.xlsx")).write_bytes(
            carrier.content
        )
    for path in extracts.glob("*.*"):
        if path.name != f"sheriff.law_enforcement_contacts.{LAST}.csv":
            (county / "inbox" / path.name).write_bytes(path.read_bytes())
    ran = runs.run_quarter(county, LAST)
    told = capfd.readouterr()
    assert not sought.found((told.out + told.err + " ".join(ran.stopped_at)).encode())
    kept = files_under(county, tmp_path / "tmp")
    assert any("dagster" in str(p) for p in kept) and any(p.suffix == ".html" for p in kept)
    assert sought.kept(kept) == {}
    assert set(accepted) == {"names in place of codes", "names above the table"}, "a file that tells who someone is was taken"
