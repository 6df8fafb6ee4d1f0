"""Every person and everything that they could do with a draft, a publication or a confidential return: who may, and who is told why not."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.defs import returns, seals
from pipelines.defs.office import Office
from pipelines.publication import signing
from tests import drawn
from tests.line.command import here

SECRET, PUB, DRAFT, RETURN = "correct horse battery", "2025-Q4-v1", "2025-Q4-v2", "mine-2024-c1"
MAY = """
    does                    | rita | ana | ben | eve | nobody
    approve                 | 1    | 0   | 0   | 2   | 2
    ask for changes         | 1    | 0   | 0   | 2   | 2
    publish                 |      |     |     |     | 1
    withdraw                | 0    | 0   | 0   | 2   | 2
    make a return           | 0    | 0   | 0   | 2   | 2
    approve a return        | 1    | 0   | 0   | 2   | 2
    hand out a return       | 1    | 1   | 1   | 2   | 2
    seal                    | 0    | 0   | 0   | 2   | 2
    destroy old rows        | 0    | 0   | 0   | 2   | 2
    change the store's key  | 0    | 0   | 0   | 2   | 2
"""
"""Exit codes of rita, who ran the line and made the return; of two other stewards; of eve, who has a key and is on no list; and of
somebody without a key (publishing takes none: approvals count). 1: refused for what was done before, 2: for who it is. Nothing has
been approved yet."""
PEOPLE = ("rita", "ana", "ben", "eve", "nobody")
CASES = [(row["does"], who, int(row[who])) for row in drawn.rows(MAY) for who in PEOPLE if row["does"] != "publish" or who == "nobody"]


@pytest.fixture(scope="module", autouse=True)
def passphrase() -> Iterator[None]:
    os.environ["SAFECOUNT_PASSPHRASE"] = SECRET
    yield
    del os.environ["SAFECOUNT_PASSPHRASE"]


@pytest.fixture(scope="module")
def county(demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real county's: a publication, a draft that rita ran, and a confidential return that she made."""
    place = tmp_path_factory.mktemp("who")
    county = Path(shutil.copytree(demo.workspace, place / "county", symlinks=True))
    for name in ("rita", "ana", "ben"):
        assert here("steward", "add", name, "--key", place / f"{name}.key", "--workspace", county).returncode == 0
    settings = county / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo = true", "demo = false"), encoding="utf-8")
    signing.create_key(place / "eve.key", SECRET)
    (place / "token.txt").write_text("ab" * 8 + "\n", encoding="utf-8")
    draft = Path(shutil.copytree(county / "published" / PUB, county / "drafts" / DRAFT))
    (draft / "manifest.json").unlink()
    office, rita = Office.open(county), signing.load_key(place / "rita.key", SECRET)
    seals.note(office, draft, rita)
    made = returns.Return(RETURN, "mine", "2024", "A funder", "An award", PUB, 1, 0, "[]", b"sheet", b"table", rita.public_key)
    office.frames.save(pl.DataFrame([{**vars(made), "signature": rita.sign(made.digest.encode())}]), returns.SHELF, RETURN)
    return county


def _words(does: str, county: Path) -> tuple[str | Path, ...]:
    return {
        "approve": ("approve", DRAFT),
        "ask for changes": ("approve", DRAFT, "--changes", "wrong_number"),
        "publish": ("publish", DRAFT),
        "withdraw": ("withdraw", PUB, "--reason", "wrong_number"),
        "make a return": ("grant", "cal_oes_progress", "2024", "--confidential"),
        "approve a return": ("grant", "--approve", RETURN),
        "hand out a return": ("grant", "--hand-out", RETURN, "--out", county.parent / "out"),
        "seal": ("seal", "--agency", "probation", "--tokens", county.parent / "token.txt", "--ahead"),
        "destroy old rows": ("retain",),
        "change the store's key": ("key", "rotate", "--which", "store"),
    }[does]


@pytest.mark.parametrize(("does", "who", "code"), CASES)
def test_each_may_do_what_the_table_says_and_is_told_why_not(does: str, who: str, code: int, county: Path) -> None:
    key = () if who == "nobody" else ("--key", county.parent / f"{who}.key")
    # Where it is refused it is really asked for; where it may be, only so far that it changes nothing.
    done = here(*_words(does, county), *key, *(("--dry-run",) if code == 0 else ()), "--workspace", county)
    assert done.returncode == code, done.stderr
    assert code == 0 or done.stderr.strip()
    assert does != "publish" or "needs two approvals" in done.stderr


def test_nothing_of_it_was_done(county: Path) -> None:
    office = Office.open(county)
    assert (county / "drafts" / DRAFT).is_dir() and not (county / "published" / DRAFT).exists()
    assert not (county / "published" / "withdrawn.json").exists() and not (county.parent / "out").exists()
    assert returns.stands(office, returns.kept(office, RETURN)).given == ()


def test_a_draft_that_two_approved_stays_where_an_earlier_return_would_tell_more(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ana", "ben"):
        assert here("approve", DRAFT, "--key", county.parent / f"{name}.key", "--workspace", county).returncode == 0
    monkeypatch.setattr(returns, "told_by", lambda *_: ["with what was handed out in confidence"])
    done = here("publish", DRAFT, "--workspace", county)
    assert done.returncode == 1 and "with what was handed out in confidence" in done.stderr
    assert not (county / "published" / DRAFT).exists()
