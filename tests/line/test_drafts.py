"""Between run and publish nobody can slip anything into a draft, and two runs never meet."""

import fcntl
import shutil

import pytest

from pipelines import synthesis
from pipelines.cli.console import Stop
from pipelines.cli.county import publish_now
from pipelines.defs import gates
from pipelines.defs.office import Office
from pipelines.disclosure_control.audit import Checked
from pipelines.publication import store
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.line.command import here, safecount

LAST = Quarter(2022, 4)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = Workspace.create(tmp_path_factory.mktemp("drafted") / "county", demo=True).folder
    extracts = tmp_path_factory.mktemp("extracts")
    written = synthesis.synthesize(extracts, schemas=Schemas.load(), youth_per_year=40, quarters=4, last=LAST, seed=9)
    for path in written.files:
        shutil.copy(path, folder / "inbox" / path.name)
    ran = safecount("run", str(LAST), "--workspace", folder)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture
def county(drafted, tmp_path):
    return shutil.copytree(drafted, tmp_path / "county")


def withheld_shown(draft):
    cells = draft / "cells.csv"
    cells.write_text(cells.read_text().replace(",,c\n", ",7,\n", 1).replace(',"",c\n', ',7,""\n', 1).replace(",,c\r", ",7,\r", 1))


def threshold_lowered(draft):
    measures = draft / "measures.json"
    measures.write_text(measures.read_text().replace('"threshold": 11', '"threshold": 1'))


def sentence_added(draft):
    page = draft / "dashboard.html"
    page.write_text(page.read_text().replace("</main>", "<p>Three girls</p></main>", 1))


def key_linked(draft):
    (draft / "notes.txt").symlink_to(draft.parents[1] / "confidential" / "keys" / "store.key")


def file_added(draft):
    (draft / "extra.csv").write_text("name\nSomebody\n")


def handbook_removed(draft):
    shutil.rmtree(draft / "handbook")


@pytest.mark.parametrize("change", [withheld_shown, threshold_lowered, sentence_added, key_linked, file_added, handbook_removed])
def test_a_draft_that_was_touched_is_not_published(county, change):
    draft = county / "drafts" / "2022-Q4-v1"
    before = {p: p.read_bytes() for p in draft.rglob("*") if p.is_file()}
    change(draft)
    assert before != {p: p.read_bytes() for p in draft.rglob("*") if p.is_file()}, "nothing was changed, so nothing is shown"
    found = here("publish", "2022-Q4-v1", "--workspace", county)
    assert found.returncode == 1
    assert "not as it was made" in found.stderr
    assert not any((county / "published").iterdir())


def test_a_real_county_s_draft_is_not_published_as_a_demo(county):
    settings = county / "safecount.toml"
    settings.write_text(settings.read_text().replace("demo = true", "demo = false"))
    assert safecount("publish", "2022-Q4-v1", "--workspace", county).returncode == 1
    agencies = county / "schemas" / "agencies.yaml"
    agencies.write_text(agencies.read_text().replace("Example County", "Willow County"))
    assert safecount("run", str(LAST), "--workspace", county).returncode == 0
    settings.write_text(settings.read_text().replace("demo = false", "demo = true"))
    found = safecount("publish", "2022-Q4-v1", "--workspace", county)
    assert found.returncode == 1
    assert "another demo setting" in found.stderr


def test_two_runs_never_meet(county):
    with (county / "confidential" / ".line.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (("run", str(LAST)), ("publish", "2022-Q4-v1")):
            found = here(*words, "--workspace", county)
            assert found.returncode == 2
            assert "under way" in found.stderr


def published(county, capfd, monkeypatch, checked):
    """Publishing where the verifier is of this opinion of the certificate."""
    monkeypatch.setattr(gates, "certified", lambda *_: checked)
    publish_now(Office.open(county), "2022-Q4-v1")
    return capfd.readouterr().err


def test_with_a_wrong_certificate_nothing_goes_out(county, capfd, monkeypatch):
    with pytest.raises(Stop) as stopped:
        published(county, capfd, monkeypatch, Checked(["the base does not agree with what is shown"], 9, 0))
    assert stopped.value.code == 1
    assert stopped.value.says == ("Not published: the certificate is wrong.", "the base does not agree with what is shown")
    assert not any((county / "published").iterdir())
    assert not (county / "confidential" / "certificates").exists()


def test_a_certificate_that_lacks_something_says_so_and_goes_with_it(county, capfd, monkeypatch):
    said = published(county, capfd, monkeypatch, Checked([], 9, 2))
    assert said == "2 of 9 withheld numbers lack two whole tables in the certificate.\n"
    assert (county / "published" / "2022-Q4-v1").is_dir()
    assert (county / "confidential" / "certificates" / "2022-Q4-v1.json").is_file()


def test_a_publication_that_is_cut_short_leaves_no_certificate(county, monkeypatch):
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(store, "publish", full)
    with pytest.raises(OSError, match="no space"):
        publish_now(Office.open(county), "2022-Q4-v1")
    assert list((county / "confidential" / "certificates").iterdir()) == []


def test_the_untouched_draft_goes_out_and_a_forged_paper_stops_the_next(county):
    (county / "published" / ".2022-Q4-v1.dead").mkdir()
    assert here("publish", "2022-Q4-v1", "--workspace", county).returncode == 0
    assert [p.name for p in (county / "published").iterdir() if p.is_dir()] == ["2022-Q4-v1"], "what a killed run left is swept away"
    cells = county / "published" / "2022-Q4-v1" / "cells.csv"
    cells.chmod(0o644)
    cells.write_bytes(cells.read_bytes() + b"\n")
    found = here("run", str(LAST), "--workspace", county)
    assert found.returncode == 1
    assert "not as it was published" in found.stderr
