"""A court seals a record: its rows are gone from all that is kept, count in no later run, and nothing published gives it away."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.defs import bridges, drafts, gates, sealed, sealing
from pipelines.defs.intake import clock, counted, take_in
from pipelines.defs.office import Office
from pipelines.publication import ledger
from tests import exits_county
from tests.desk_files import as_xlsx
from tests.exits_county import YEAR, counts, file_of, sent, token
from tests.line.command import files_under, here

ONE = token(7)


@pytest.fixture(scope="module")
def sent_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two agencies have sent thirty exits each for two quarters; ten young people are known to both."""
    office = exits_county.opened(tmp_path_factory.mktemp("sealing") / "county")
    for quarter in (YEAR[1], YEAR[2]):
        assert sent(office, quarter, file_of(quarter, range(30))).status == "accepted"
        assert sent(office, quarter, file_of(quarter, range(20, 50)), "outreach").status == "accepted"
    return office.workspace.folder


@pytest.fixture
def office(sent_in: Path, tmp_path: Path) -> Office:
    return Office.open(Path(shutil.copytree(sent_in, tmp_path / "county")))


def _seal(office: Office, *tokens: str, agency: str = "shelters", **how: bool) -> sealing.SealedNow:
    return sealing.seal(office, agency, tokens, "rita", **how)


def _kept(folder: Path, agency: str = "shelters") -> str:
    """All that is kept of an agency's files, as text."""
    office = Office.open(folder)
    files = [s for q in office.sent_quarters(agency) for s in office.submissions(agency, q)]
    return b"".join(office.content(s) for s in files).decode()


def _all_frames(office: Office) -> str:
    """Every word in every encrypted frame."""
    paths = office.frames.confidential.rglob("*.parquet")
    found = [office.frames.load(*p.relative_to(office.frames.confidential).with_suffix("").parts) for p in paths]
    return " ".join(repr(frame.rows()) for frame in found)


def test_its_rows_are_gone_from_every_file_that_is_kept_and_all_others_stay(office: Office) -> None:
    before = _kept(office.workspace.folder)
    assert ONE in before
    _seal(office, ONE)
    after = _kept(office.workspace.folder)
    assert after == "".join(line for line in before.splitlines(keepends=True) if ONE not in line)
    assert ONE not in _all_frames(Office.open(office.workspace.folder))


def test_the_receipt_still_verifies_and_names_what_was_sent(office: Office) -> None:
    was = office.current("shelters", YEAR[1])["home_exits"]
    _seal(office, ONE)
    now = Office.open(office.workspace.folder).current("shelters", YEAR[1])["home_exits"]
    assert now.sha256 == was.sha256 and now.kept_sha256 not in ("", was.sha256)
    paper = office.workspace.receipts / "shelters" / f"{now.id}.json"
    assert json.loads(paper.read_text(encoding="utf-8"))["sha256"] == now.sha256
    assert here("verify", paper).returncode == 0


def test_rows_of_all_agencies_go_unless_the_order_is_for_one_alone(office: Office) -> None:
    shared = token(25)
    _seal(office, shared, own_only=True)
    assert shared not in _kept(office.workspace.folder) and shared in _kept(office.workspace.folder, "outreach")
    _seal(office, shared)
    assert shared not in _kept(office.workspace.folder, "outreach")


def test_the_proof_is_signed_stands_in_the_book_and_names_no_token_and_no_number(office: Office) -> None:
    done = _seal(office, ONE, token(8))
    raw = done.proof.read_bytes()
    said = json.loads(raw)
    assert here("verify", done.proof).returncode == 0
    line = ledger.read(office.workspace.ledger)[-1]
    assert (line.what, line.who, line.about["agency"]) == ("record sealed", "rita", "shelters")
    assert not any(isinstance(value, int) for value in [*said.values(), *line.about.values()])
    for paper in (raw, line.line()):
        assert not any(t.encode() in paper for t in (ONE, token(8)))
    done.proof.write_bytes(raw.replace(b'"agency": "shelters"', b'"agency": "outreach"'))
    assert here("verify", done.proof).returncode == 1


def test_a_file_that_brings_the_row_again_is_kept_without_it_also_as_a_workbook(office: Office) -> None:
    _seal(office, ONE)
    sent(office, YEAR[1], file_of(YEAR[1], range(31)), mark=".r2")
    again = Office.open(office.workspace.folder).current("shelters", YEAR[1])["home_exits"]
    assert again.mark == "r2" and ONE not in _kept(office.workspace.folder)
    rows = [["youth_token", "exited_on", "programme"], *([token(n), date(2023, 5, 4), "shelter"] for n in range(12))]
    path = office.workspace.folder.parent / f"shelters.home_exits.{YEAR[2]}.r3.xlsx"
    path.write_bytes(as_xlsx(rows))
    assert take_in(office, path, clock()).status == "accepted"
    kept = Office.open(office.workspace.folder)
    word = kept.current("shelters", YEAR[2])["home_exits"]
    assert (word.mark, word.is_xlsx) == ("r3", False)
    assert sorted(kept.content(word).decode().splitlines()[1:]) == sorted(f"{token(n)},2023-05-04,shelter" for n in range(12) if n != 7)


def test_a_row_that_is_held_goes_as_well(office: Office) -> None:
    held = file_of(YEAR[1], range(30)) + f"{ONE},10 of May,shelter\n".encode()
    assert sent(office, YEAR[1], held, mark=".r2").rows_held == 1
    _seal(office, ONE)
    assert ONE not in _kept(office.workspace.folder) and "10 of May" not in _kept(office.workspace.folder)


def test_a_new_key_brings_nobody_back(office: Office) -> None:
    def new(number: int) -> str:
        return token(number, "second")

    _seal(office, ONE)
    sent(office, YEAR[3], file_of(YEAR[3], range(30), tokens=new))
    assert new(7) in _kept(office.workspace.folder), "nobody can know yet whose it is"
    pairs = "old_token,new_token\r\n" + "".join(f"{token(n)},{new(n)}\r\n" for n in range(30))
    bridges.take_in(office, "shelters.bridge.2023-aaaaaaaa.to.2024-bbbbbbbb.csv", pairs.encode(), date(2023, 10, 1))
    assert new(7) not in _kept(office.workspace.folder) and new(8) in _kept(office.workspace.folder)
    assert not {ONE, new(7)} & set(bridges.tokens(office)) and bridges.tokens(office)[token(8)] == new(8)
    _seal(office, new(8))
    text = _all_frames(Office.open(office.workspace.folder))
    assert token(8) not in text and new(8) not in text, "the old token goes with the new one"


def test_what_cannot_be_sealed_is_refused_in_words_without_the_token(office: Office, tmp_path: Path) -> None:
    book = office.workspace.ledger
    stranger = token(99)
    cases = [("shelters", stranger, "has sent no file with one of these tokens"), ("nobody", ONE, "sends no rows with tokens")]
    for agency, named, says in [*cases, ("shelters", "Jane Doe", "is no token"), ("shelters", "", "no token was given")]:
        (tmp_path / "tokens").write_text(f"{named}\n", encoding="utf-8")
        refused = here("seal", "--agency", agency, "--tokens", tmp_path / "tokens", "--workspace", office.workspace.folder)
        assert refused.returncode == 1 and says in refused.stderr
        assert not named or named not in refused.stdout + refused.stderr
    assert not book.is_file()
    _seal(office, stranger, ahead=True)
    sent(office, YEAR[3], file_of(YEAR[3], [98, 99, 97]))
    assert stranger not in _kept(office.workspace.folder)


def test_the_command_tells_no_token_and_no_number_and_leaves_none_outside(office: Office, tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text(f"{ONE}\n", encoding="utf-8")
    words = ("seal", "--agency", "shelters", "--tokens", tmp_path / "tokens", "--workspace", office.workspace.folder)
    assert "would destroy" in here(*words, "--dry-run").stdout and ONE in _kept(office.workspace.folder)
    done = here(*words)
    assert done.returncode == 0, done.stderr
    (tmp_path / "tokens").unlink()
    told = done.stdout + done.stderr
    assert "Sealed." in told and "Delete your file of tokens" in told and ONE not in told
    assert not [p for p in files_under(office.workspace.folder) if ONE.encode() in p.read_bytes()]
    assert here(*words[:-3], "--workspace", office.workspace.folder, "--tokens", tmp_path / "gone").returncode == 2


def test_whoever_is_stopped_in_the_middle_does_the_same_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real, done = Office.keep, []

    def stops(self: Office, submission: object) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(submission)
        real(self, submission)  # ty: ignore[invalid-argument-type]

    monkeypatch.setattr(Office, "keep", stops)
    with pytest.raises(KeyboardInterrupt):
        _seal(office, ONE)
    monkeypatch.undo()
    half = Office.open(office.workspace.folder)
    assert ONE in _kept(office.workspace.folder)
    words = [counted(half, "shelters", q)["home_exits"] for q in (YEAR[1], YEAR[2])]
    assert words and not any(ONE in rows["youth_token"] for rows in words), "nothing counts it from the first moment on"
    _seal(half, ONE)
    assert ONE not in _all_frames(Office.open(office.workspace.folder))


def test_where_a_file_cannot_be_kept_without_the_row_nothing_is_sealed_and_a_new_one_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _kept(office.workspace.folder)
    monkeypatch.setattr(sealed, "as_file", lambda _: b"youth_token,exited_on,programme\n")
    with pytest.raises(sealed.SealProblem, match="cannot be kept without some of its rows"):
        _seal(office, ONE)
    assert _kept(office.workspace.folder) == before and not sealed.kept(office).marks
    monkeypatch.undo()
    _seal(office, ONE)
    monkeypatch.setattr(sealed, "as_file", lambda _: b"youth_token,exited_on,programme\n")
    refused = sent(Office.open(office.workspace.folder), YEAR[3], file_of(YEAR[3], range(30)))
    assert [f["code"] for f in refused.findings] == ["E194"] and ONE not in refused.to_json()


def test_what_a_backup_from_before_brings_back_is_said_and_goes_again(office: Office, tmp_path: Path) -> None:
    assert here("backup", tmp_path / "b", "--workspace", office.workspace.folder).returncode == 0
    assert here("key", "export", tmp_path / "k", "--workspace", office.workspace.folder).returncode == 0
    _seal(office, ONE)
    back = here("restore", tmp_path / "b", tmp_path / "again", "--key-file", tmp_path / "k")
    assert back.returncode == 0 and "do `safecount seal` and `retain` once more" in back.stdout
    assert ONE in _kept(tmp_path / "again")
    _seal(Office.open(tmp_path / "again"), ONE)
    assert ONE not in _all_frames(Office.open(tmp_path / "again"))


def test_marks_mean_nothing_without_the_county_s_secret(office: Office) -> None:
    _seal(office, ONE)
    one, other = sealed.kept(office), sealed.Sealed.nobody()
    assert one.holds("outreach", ONE) and not other.holds("outreach", ONE)
    assert one.mark(ONE) != other.mark(ONE)


def test_published_figures_stay_the_next_run_counts_without_it_and_both_together_tell_nothing(office: Office) -> None:
    draft = exits_county.ran(office, YEAR[1])
    first = exits_county.published(office, draft)
    assert counts(first)["2023-Q1", "_T"] == ("60", "")
    waiting = exits_county.ran(office, YEAR[2])
    done = _seal(office, ONE)
    assert done.drafts == ("2023-Q2-v1",) and not waiting.exists(), "a draft that counted the rows is taken away"
    assert ONE not in _all_frames(Office.open(office.workspace.folder))
    again = Office.open(office.workspace.folder)
    second = exits_county.ran(again, YEAR[2])
    assert ONE not in _all_frames(again)
    truth = again.frames.load("tabulated", "2023-Q2", "exits").filter(pl.col("programme") == "_T", pl.col("period") == "2023-Q1")
    assert truth["value"].to_list() == [59]
    assert counts(second)["2023-Q1", "_T"] == ("60", ""), "the difference of one young person is not told"
    assert counts(second)["2023-Q2", "_T"] == ("59", "")
    name = drafts.name(again, YEAR[2])
    aided, unaided = gates.attack(again, name), gates.attack_unaided(again, name)
    assert aided.passed and unaided.passed and (unaided.exact, unaided.narrowed) == (0, 0)
