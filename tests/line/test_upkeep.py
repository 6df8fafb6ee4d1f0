"""A workspace over the years: brought up to a newer safecount, its list of stewards, its notices, and what a killed process left."""

import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines.defs import seals, shelf
from pipelines.defs.office import Office
from pipelines.publication import ledger, signing, store
from pipelines.publication.folder import clear
from pipelines.workspace import FORMAT, Workspace, WorkspaceError
from tests.line.command import here
from tests.reports.sample import Sample

PUB = "2025-Q4-v1"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = Workspace.create(tmp_path_factory.mktemp("upkeep") / "county", demo=True)
    office = Office.open(there.folder)
    draft, key = Sample().write(there.drafts / PUB), office.signing_key
    store.publish(draft, there.published, {"publication": PUB}, key.public_key, key.sign)
    return there.folder


@pytest.fixture
def county(out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(out, tmp_path / "county"))


def _says(county: Path) -> list[str]:
    return [e.what for e in ledger.read(county / "ledger.jsonl")]


def _settings(county: Path, old: str, new: str) -> None:
    path = county / "safecount.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _made_earlier(county: Path) -> None:
    """As the first safecount made workspaces: without a line on their make, and without a ledger."""
    (county / "safecount.toml").write_text("demo = true\nshipped_schemas = true\n", encoding="utf-8")
    (county / "ledger.jsonl").unlink(missing_ok=True)


def test_an_earlier_workspace_is_brought_up_and_what_was_published_still_verifies(county: Path) -> None:
    _made_earlier(county)
    before = (county / "published" / PUB / "manifest.json").read_bytes()
    dry = here("upgrade", "--dry-run", "--workspace", county)
    assert dry.returncode == 0, dry.stderr
    for step in (f"format {FORMAT} (now 1)", "a ledger is begun", f"the ledger tells of {PUB}"):
        assert step in dry.stdout
    assert not (county / "ledger.jsonl").exists() and Workspace.open(county).format == 1
    done = here("upgrade", "--workspace", county)
    assert done.returncode == 0 and f"of format {FORMAT}" in done.stdout
    assert Workspace.open(county).format == FORMAT and _says(county) == ["published", "workspace upgraded"]
    assert (county / "published" / PUB / "manifest.json").read_bytes() == before
    assert here("verify", county / "published" / PUB).returncode == 0
    assert "nothing is to be done" in here("upgrade", "--workspace", county).stdout
    assert len(_says(county)) == 2


def test_a_later_workspace_is_refused_and_a_new_one_is_of_today_s_make(county: Path) -> None:
    assert Workspace.open(county).format == FORMAT
    _settings(county, f"format = {FORMAT}", f"format = {FORMAT + 1}")
    refused = here("status", "--workspace", county)
    assert refused.returncode == 2 and f"made by a later safecount (format {FORMAT + 1}, this one knows {FORMAT})" in refused.stderr


def test_a_workspace_whose_publication_was_touched_is_left_as_it_is(county: Path) -> None:
    _made_earlier(county)
    cells = county / "published" / PUB / "cells.csv"
    cells.chmod(0o644)
    cells.write_bytes(cells.read_bytes() + b"\n")
    refused = here("upgrade", "--workspace", county)
    assert refused.returncode == 1 and "cells.csv was changed" in refused.stderr
    assert Workspace.open(county).format == 1 and not (county / "ledger.jsonl").exists()


def test_an_upgrade_says_which_measures_are_defined_anew(county: Path) -> None:
    assert "Defined otherwise" not in here("upgrade", "--workspace", county).stdout
    mine, shipped = county / "schemas" / "measures", Path("schemas/measures/referral_funnel.yaml")
    mine.mkdir(exist_ok=True)
    text = shipped.read_text(encoding="utf-8").replace("question: ", "question: In other words, ", 1)
    (mine / shipped.name).write_text(text, encoding="utf-8")
    said = here("upgrade", "--workspace", county).stdout
    assert "Defined otherwise than in the newest publication: referral_funnel." in said


def test_an_extract_that_has_another_name_now_is_renamed_in_the_county_s_own_list_and_all_else_in_it_stays(county: Path) -> None:
    agencies = county / "schemas" / "agencies.yaml"
    now = agencies.read_text(encoding="utf-8")
    assert "          safety_net_actions:" in now
    before = now.replace("          safety_net_actions:", "          action_items:") + "# action_items: as we call it\n"
    agencies.write_text(before, encoding="utf-8")
    assert here("status", "--workspace", county).returncode == 2, "there is no extract of the old name any more"
    dry = here("upgrade", "--dry-run", "--workspace", county)
    assert dry.returncode == 0 and "the extract action_items is called safety_net_actions now" in dry.stdout
    assert agencies.read_text(encoding="utf-8") == before
    assert here("upgrade", "--workspace", county).returncode == 0
    assert agencies.read_text(encoding="utf-8") == now + "# action_items: as we call it\n"
    assert here("status", "--workspace", county).returncode == 0
    agencies.write_text(now.replace("          safety_net_actions:", '          "action_items":'), encoding="utf-8")
    refused = here("upgrade", "--workspace", county)
    assert refused.returncode == 1 and "must be changed by hand: action_items to safety_net_actions" in refused.stderr


def test_taking_a_steward_off_the_list_stands_in_the_ledger_also_when_it_is_done_by_hand(county: Path, tmp_path: Path) -> None:
    _settings(county, "demo = true", "demo = false")
    for name in ("ana", "ben", "cleo"):
        public = signing.create_key(tmp_path / name).public_key
        assert here("steward", "add", name, "--public-key", public, "--workspace", county).returncode == 0
    assert here("steward", "remove", "ben", "--dry-run", "--workspace", county).returncode == 0
    assert here("steward", "remove", "ben", "--workspace", county).returncode == 0
    assert list(Workspace.open(county).stewards) == ["ana", "cleo"]
    assert here("steward", "remove", "ben", "--workspace", county).returncode == 2
    path = county / "safecount.toml"
    path.write_text("".join(li for li in path.read_text(encoding="utf-8").splitlines(keepends=True) if not li.startswith("ana")))
    here("steward", "remove", "cleo", "--workspace", county)
    lines = [(e.what, e.about["name"]) for e in ledger.read(county / "ledger.jsonl") if "steward" in e.what]
    assert lines[3] == ("steward removed", "ben") and set(lines[4:]) == {("steward removed", "ana"), ("steward removed", "cleo")}


def test_a_key_that_can_be_nobody_s_is_not_put_on_the_list(county: Path) -> None:
    for bad in ("00" * 32, "ff" * 32, "01" + "00" * 31, "ab"):
        refused = here("steward", "add", "ana", "--public-key", bad, "--workspace", county)
        assert refused.returncode == 2 and "that is no public key" in refused.stderr
    assert not Workspace.open(county).stewards


def test_a_notice_of_withdrawal_that_is_changed_added_or_taken_away_is_found(county: Path) -> None:
    assert here("withdraw", PUB, "--reason", "wrong_number", "--workspace", county).returncode == 0
    notice, folder = county / "published" / "withdrawn.json", county / "published" / PUB
    genuine = json.loads(notice.read_text(encoding="utf-8"))
    changed = {PUB: {**genuine[PUB], "reason": "disclosure"}}
    added = {**genuine, "2025-Q3-v1": genuine[PUB]}
    for said, finds in (
        (changed, "is not as the ledger has it"),
        ({}, "the ledger says that it was withdrawn"),
        (added, "and the ledger does not"),
    ):
        notice.write_text(json.dumps(said), encoding="utf-8")
        for checked in (here("verify", folder), here("doctor", "--workspace", county)):
            assert checked.returncode == 1 and finds in checked.stdout, said
    notice.unlink()
    assert here("verify", folder).returncode == 1


def test_whoever_is_killed_between_the_line_and_the_notice_leaves_one_line_and_gets_the_notice(county: Path, monkeypatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "withdraw", killed)
    here("withdraw", PUB, "--reason", "wrong_number", "--workspace", county)
    monkeypatch.undo()
    assert not (county / "published" / "withdrawn.json").exists()
    assert here("withdraw", PUB, "--reason", "wrong_number", "--workspace", county).returncode == 0
    assert _says(county).count("withdrawn") == 1
    assert "was withdrawn on" in here("verify", county / "published" / PUB).stdout
    assert not (county / "published" / "latest.json").exists()


def test_nothing_goes_out_before_the_day_that_was_agreed(county: Path) -> None:
    Sample(last="2026-Q1").write(county / "drafts" / "2026-Q1-v1")
    (county / "drafts" / "2026-Q1-v1" / "dashboard.html").write_text("<html></html>", encoding="utf-8")
    early = here("publish", "2026-Q1-v1", "--not-before", "2999-01-01", "--workspace", county)
    assert early.returncode == 1 and "nothing goes out before 2999-01-01" in early.stderr
    _settings(county, "demo = true", "embargo = 2998-01-01\ndemo = true")
    assert "nothing goes out before 2998-01-01" in here("publish", "2026-Q1-v1", "--workspace", county).stderr
    assert "before 2999" in here("publish", "2026-Q1-v1", "--not-before", "2999-01-01", "--workspace", county).stderr
    _settings(county, "2998-01-01", "2020-01-01")
    past = here("publish", "2026-Q1-v1", "--not-before", "2020-01-01", "--workspace", county)
    assert "nothing goes out before" not in past.stderr
    _settings(county, "2020-01-01", '"soon"')
    with pytest.raises(WorkspaceError, match="embargo is the first day"):
        Workspace.open(county)


def test_a_review_says_what_is_defined_anew_and_until_when_nothing_goes_out(county: Path) -> None:
    office = Office.open(county)
    draft = Sample(last="2026-Q1").write(county / "drafts" / "2026-Q1-v1")
    (draft / "dashboard.html").write_text("<html></html>", encoding="utf-8")
    path = draft / "measures.json"
    said = json.loads(path.read_bytes())
    name = sorted(said["measures"])[0]
    said["measures"][name]["how"] = ["Counted another way."]
    path.write_text(json.dumps(said), encoding="utf-8")
    seals.note(office, draft)
    _settings(county, "demo = true", "embargo = 2999-01-01\ndemo = true")
    way = json.loads(here("review", "2026-Q1-v1", "--workspace", county, "--format", "json").stdout)["way"]
    assert (way["Defined anew"], way["Nothing goes out before"]) == (name, "2999-01-01")


def test_what_a_killed_publication_left_half_closed_is_cleared_away_without_root(county: Path) -> None:
    left = county / "published" / ".2026-Q1-v1.0badcafe"
    (left / "handbook").mkdir(parents=True)
    (left / "handbook" / "index.html").write_text("x", encoding="utf-8")
    for path in (left / "handbook" / "index.html", left / "handbook", left):
        path.chmod(0o555 if path.is_dir() else 0o444)
    modes = []
    real = shutil.rmtree

    def seen(path: Path, **how: bool) -> None:
        modes.extend(p.stat().st_mode & 0o200 for p in (path, *path.rglob("*")) if p.is_dir())
        real(path, **how)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shutil, "rmtree", seen)
        with shelf.alone(Office.open(county)):
            assert not left.exists()
    assert modes and all(modes), "each folder was open for its owner before it was emptied"
    clear(county / "published" / "nothing there")
    assert os.listdir(county / "published")


@pytest.mark.parametrize(
    "words", [("seal", "--agency", "probation", "--tokens", "-"), ("retain",), ("key", "rotate"), ("key", "rotate", "--which", "signing")]
)
def test_what_cannot_be_undone_takes_a_steward_s_own_key(county: Path, tmp_path: Path, monkeypatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("SAFECOUNT_PASSPHRASE", "correct horse battery")
    _settings(county, "demo = true", "demo = false")
    before = sorted(p.read_bytes() for p in (county / "confidential").rglob("*") if p.is_file())
    nobody = here(*words, "--workspace", county)
    assert nobody.returncode == 2 and "give your own key with --key FILE: this cannot be undone" in nobody.stderr
    signing.create_key(tmp_path / "eve", "correct horse battery")
    stranger = here(*words, "--key", tmp_path / "eve", "--workspace", county)
    assert stranger.returncode == 2 and "is not on the list of stewards" in stranger.stderr
    assert sorted(p.read_bytes() for p in (county / "confidential").rglob("*") if p.is_file()) == before
