"""A real county's quarter, run by one steward, looked at by two others, published, and taken back: by commands only."""

import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines import synthesis
from pipelines.defs import behind, certificates, seals
from pipelines.defs.office import Office
from pipelines.publication import ledger, signing, store
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.line.command import here, safecount

LAST, PUB, SECRET = Quarter(2022, 4), "2022-Q4-v1", "correct horse battery"
PEOPLE = ("rita", "ana", "ben")


@pytest.fixture(scope="module", autouse=True)
def passphrase():
    os.environ["SAFECOUNT_PASSPHRASE"] = SECRET
    yield
    del os.environ["SAFECOUNT_PASSPHRASE"]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("two_people")
    folder = Workspace.create(place / "county").folder
    agreed = folder / "schemas" / "agencies.yaml"
    agreed.write_text(agreed.read_text(encoding="utf-8").replace("Example County", "Some County"), encoding="utf-8")
    written = synthesis.synthesize(place / "files", schemas=Schemas.load(), youth_per_year=40, quarters=4, last=LAST, seed=9)
    for path in written.files:
        shutil.copy(path, folder / "inbox" / path.name)
    for name in PEOPLE:
        added = here("steward", "add", name, "--key", place / "keys" / f"{name}.key", "--workspace", folder)
        assert added.returncode == 0, added.stderr
    signing.create_key(place / "keys" / "eve.key", SECRET)
    ran = safecount("run", str(LAST), "--key", place / "keys" / "rita.key", "--workspace", folder)
    assert ran.returncode == 0, ran.stderr
    assert f"two other stewards look at it: safecount review {PUB}" in ran.stdout
    return folder


@pytest.fixture
def county(drafted: Path, tmp_path: Path) -> Path:
    shutil.copytree(drafted.parent / "keys", tmp_path / "keys")
    return Path(shutil.copytree(drafted, tmp_path / "county"))


def _do(county: Path, *words: str | Path, by: str | None = None):
    key = ("--key", county.parent / "keys" / f"{by}.key") if by else ()
    return here(*words, *key, "--workspace", county)


def test_the_whole_way_from_three_stewards_to_a_publication_that_is_taken_back(county: Path) -> None:
    refused = _do(county, "publish", PUB)
    assert refused.returncode == 1
    assert "needs two approvals of stewards who did not run it" in refused.stderr

    looked = _do(county, "review", PUB)
    assert looked.returncode == 0, looked.stderr
    assert "rita" in looked.stdout and "referral_funnel" in looked.stdout

    assert "Somebody else must look at it too" in _do(county, "approve", PUB, by="ana").stdout
    assert f"{PUB} (in review)" in _do(county, "status").stdout
    blind = json.loads(_do(county, "review", PUB, "--format", "json").stdout)["way"]
    assert blind["Reviews"] == "1 of 2 are in"  # whose it is and what it says is told when both are in
    assert "State of the draft: approved" in _do(county, "approve", PUB, by="ben").stdout

    out = _do(county, "publish", PUB)
    assert out.returncode == 0, out.stderr
    manifest = county / "published" / PUB / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    listed = json.loads(_do(county, "steward", "list", "--format", "json").stdout)
    assert sorted(said["approved_by"]) == sorted(listed[name]["key"] for name in ("ana", "ben"))
    assert _do(county, "verify", manifest.parent).returncode == 0

    book = county / "ledger.jsonl"
    assert here("verify", book, "--anchor", manifest).returncode == 0
    told = [json.loads(line) for line in book.read_text(encoding="utf-8").splitlines()]
    assert [t["what"] for t in told] == ["steward added"] * 3 + ["draft made", "reviewed", "reviewed", "published"]
    assert [t["who"] for t in told[3:6]] == ["rita", "ana", "ben"]

    gone = _do(county, "withdraw", PUB, "--reason", "wrong_number", by="ana")
    assert gone.returncode == 0, gone.stderr
    assert f"{PUB} (withdrawn)" in _do(county, "status").stdout
    checked = _do(county, "verify", manifest.parent)
    assert checked.returncode == 1 and "was withdrawn on" in checked.stdout
    for more in ((), ("--publication", PUB)):  # no funder is told what was taken back
        sheet = _do(county, "grant", "voca_pmt", "2022", *more)
        assert sheet.returncode == 2 and "withdrawn" in sheet.stderr and not (county / "grants").exists()
    assert not (county / "published" / "latest.json").exists()

    settings = county / "safecount.toml"
    was = settings.read_text(encoding="utf-8")
    settings.write_text(was.replace("demo = false", "demo = true"), encoding="utf-8")
    made_up = _do(county, "run", str(LAST))
    assert made_up.returncode == 2 and "has stewards and says demo = true" in made_up.stderr
    settings.write_text(settings.read_text(encoding="utf-8").partition("[stewards]")[0], encoding="utf-8")
    nobody = _do(county, "run", str(LAST))
    assert nobody.returncode == 2 and f"{PUB} is of a real county" in nobody.stderr
    settings.write_text(was, encoding="utf-8")

    assert "8 lines, each as it was written" in _do(county, "doctor").stdout
    book.write_bytes(b"".join(book.read_bytes().splitlines(keepends=True)[:3]))
    cut = here("verify", book, "--anchor", manifest)
    assert cut.returncode == 1 and "cut off, or put back to an older state" in cut.stdout


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("rita", "You ran the line for this draft; two others look at it"),
        ("eve", "this key is not on the list of stewards"),
        (None, "give your own key with --key FILE"),
        ("nobody", "is missing; there is no signing key"),
    ],
)
def test_who_may_not_approve_is_told_why(who: str | None, says: str, county: Path) -> None:
    done = _do(county, "approve", PUB, by=who)
    assert done.returncode in (1, 2)
    assert says in done.stderr


def test_a_draft_that_was_touched_or_run_again_loses_its_approvals(county: Path) -> None:
    assert _do(county, "approve", PUB, by="ana").returncode == 0
    page = county / "drafts" / PUB / "dashboard.html"
    was = page.read_bytes()
    page.write_bytes(was.replace(b"</main>", b"<p>More</p></main>", 1))
    done = _do(county, "approve", PUB, by="ben")
    assert done.returncode == 1 and "not as it was made" in done.stderr
    page.write_bytes(was)
    assert "draft: approved" in _do(county, "approve", PUB, by="ben").stdout
    again = _do(county, "run", str(LAST), by="ana")
    assert again.returncode == 0, again.stderr
    refused = _do(county, "publish", PUB)
    assert refused.returncode == 1 and "0 of 2" in refused.stderr  # ana ran it now, and ben looked at another draft


def test_one_request_for_changes_holds_a_draft_until_it_is_taken_back(county: Path) -> None:
    assert _do(county, "approve", PUB, by="ana").returncode == 0
    asked = _do(county, "approve", PUB, "--changes", "too_open", by="ben")
    assert "State of the draft: changes requested" in asked.stdout
    refused = _do(county, "publish", PUB)
    assert refused.returncode == 1 and "ben requests changes: something is shown that should not be" in refused.stderr
    assert "State of the draft: approved" in _do(county, "approve", PUB, by="ben").stdout


def test_a_wrong_passphrase_and_a_short_one_are_refused(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFECOUNT_PASSPHRASE", "not the passphrase")
    wrong = _do(county, "approve", PUB, by="ana")
    assert wrong.returncode == 2 and "the passphrase is not its own" in wrong.stderr
    monkeypatch.setenv("SAFECOUNT_PASSPHRASE", "short")
    short = _do(county, "steward", "add", "carl", "--key", county.parent / "keys" / "carl.key")
    assert short.returncode == 2 and "12 letters at least" in short.stderr
    assert not (county.parent / "keys" / "carl.key").exists()


def test_a_name_or_a_key_stands_on_the_list_once(county: Path) -> None:
    listed = json.loads(_do(county, "steward", "list", "--format", "json").stdout)
    twice = _do(county, "steward", "add", "carl", "--public-key", listed["ana"]["public_key"])
    assert twice.returncode == 2 and "this key is on the list already" in twice.stderr
    again = _do(county, "steward", "add", "ana", "--public-key", "00" * 32)
    assert again.returncode == 2 and "there is a steward ana already" in again.stderr


def test_whoever_was_written_onto_the_list_by_hand_stands_in_the_ledger_before_their_word_counts(county: Path) -> None:
    with (county / "safecount.toml").open("a", encoding="utf-8") as file:
        file.write(f'friend = "{"ab" * 32}"\n')
    assert _do(county, "publish", PUB).returncode == 1
    [line] = [e for e in ledger.read(county / "ledger.jsonl") if e.about.get("name") == "friend"]
    assert line.what == "steward added" and line.about["key"] == signing.key_id("ab" * 32)
    assert _do(county, "publish", PUB).returncode == 1
    assert [e.about["name"] for e in ledger.read(county / "ledger.jsonl") if e.what == "steward added"] == [*PEOPLE, "friend"]


def test_a_list_that_cannot_be_added_to_stays_as_it_was(tmp_path: Path) -> None:
    county = Workspace.create(tmp_path / "county").folder
    settings, key = county / "safecount.toml", tmp_path / "ana.key"
    plain = settings.read_text(encoding="utf-8")
    above = f'stewards = {{rita = "{"ab" * 32}"}}\n{plain}'
    settings.write_text(above, encoding="utf-8")
    refused = here("steward", "add", "ana", "--key", key, "--workspace", county)
    assert refused.returncode == 2 and "[stewards] must be the last part" in refused.stderr
    assert settings.read_text(encoding="utf-8") == above
    assert here("steward", "add", "Not A Name", "--key", key, "--workspace", county).returncode == 2
    assert not key.exists()  # a key of nobody is not left lying about
    settings.write_text(f"{plain}[stewards]  # nobody is left\n", encoding="utf-8")
    assert here("steward", "add", "ana", "--key", key, "--workspace", county).returncode == 0
    assert list(Workspace.open(county).stewards) == ["ana"]


@pytest.mark.parametrize("stopped_at", ["setting the pointer", "clearing the draft away", "catching up"])
def test_whoever_is_stopped_after_it_went_out_finds_all_finished_when_they_publish_again(
    stopped_at: str, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the next publication is protected with is kept in any case."""
    for name in ("ana", "ben"):
        assert _do(county, "approve", PUB, by=name).returncode == 0
    place, name = {
        "setting the pointer": (store, "point"),
        "clearing the draft away": (store.shutil, "rmtree"),
        "catching up": (seals, "forget"),
    }[stopped_at]

    def stopped(*_: object) -> None:
        if (county / "published" / PUB).is_dir():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(place, name, stopped)
        _do(county, "publish", PUB)
    office = Office.open(county)
    assert len(behind.kept(office, [PUB])) == 1 and certificates.place(office, PUB).is_file()
    assert "is published already" in _do(county, "publish", PUB).stderr
    assert json.loads((county / "published" / "latest.json").read_text(encoding="utf-8"))["publication"] == PUB
    assert not (county / "drafts" / PUB).exists() and seals.remembered(office, PUB) is None
    assert [e.what for e in ledger.read(county / "ledger.jsonl")][-1] == "published"
