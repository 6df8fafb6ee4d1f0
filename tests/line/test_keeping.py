"""What is kept is encrypted, and what is published is whole or not there."""

import json
import shutil
import stat

import polars as pl
import pytest

from pipelines.confidential.store.frames import Frames
from pipelines.confidential.store.keys import VARIABLE, KeyProblem, store_key
from pipelines.publication import signing, store
from pipelines.publication.folder import made_aside

SECRET = "deadbeefcafe0042"


def test_a_frame_at_rest_says_nothing_without_its_key(tmp_path):
    Frames.open(tmp_path).save(pl.DataFrame({"youth_token": [SECRET]}), "linked", "2023-Q1", "rows")
    raw = (tmp_path / "linked" / "2023-Q1" / "rows.parquet").read_bytes()
    assert SECRET.encode() not in raw and b"youth_token" not in raw
    with pytest.raises(KeyProblem):
        Frames(tmp_path, bytes(32)).load("linked", "2023-Q1", "rows")
    assert Frames.open(tmp_path).load("linked", "2023-Q1", "rows")["youth_token"].to_list() == [SECRET]


def test_duckdb_reads_what_polars_encrypted(tmp_path):
    import base64

    import duckdb

    frames = Frames.open(tmp_path)
    frames.save(pl.DataFrame({"n": [1, 2, 3]}), "linked", "rows")
    with duckdb.connect() as database:
        database.execute(f"PRAGMA add_parquet_key('county', '{base64.b64encode(frames.key).decode()}')")
        found = database.execute(
            "SELECT sum(n) FROM read_parquet(?, encryption_config = {footer_key: 'county'})", [str(frames.path("linked", "rows"))]
        )
        assert found.fetchone() == (6,)


def test_the_key_is_its_owners_only(tmp_path):
    store_key(tmp_path)
    path = tmp_path / "keys" / "store.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(KeyProblem, match="chmod 600"):
        store_key(tmp_path)


def test_the_key_may_come_from_outside(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "ab" * 32)
    assert store_key(tmp_path) == bytes.fromhex("ab" * 32)
    assert not (tmp_path / "keys").exists()
    monkeypatch.setenv(VARIABLE, "short")
    with pytest.raises(KeyProblem) as problem:
        store_key(tmp_path)
    assert "short" not in str(problem.value)


def test_a_lost_key_is_not_replaced_by_a_new_one(tmp_path):
    Frames.open(tmp_path).save(pl.DataFrame({"n": [1]}), "submissions", "sheriff", "2023-Q1", "rows")
    (tmp_path / "keys" / "store.key").unlink()
    with pytest.raises(KeyProblem, match="put the county's key back"):
        Frames.open(tmp_path)


def test_a_publication_that_is_cut_short_is_not_there_and_the_earlier_one_is_whole(tmp_path, monkeypatch):
    key = signing.load_or_create(tmp_path / "county.key")
    published = tmp_path / "published"
    for name in ("2023-Q1-v1", "2023-Q2-v1"):
        draft = tmp_path / "drafts" / name
        draft.mkdir(parents=True)
        (draft / "cells.csv").write_text(name)
        (draft / "dashboard.html").write_text(name)
    store.publish(tmp_path / "drafts" / "2023-Q1-v1", published, {}, key.public_key, key.sign)

    def full_disk(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.shutil, "copyfile", full_disk)
    with pytest.raises(OSError):
        store.publish(tmp_path / "drafts" / "2023-Q2-v1", published, {}, key.public_key, key.sign)
    assert [p.name for p in published.iterdir() if p.is_dir()] == ["2023-Q1-v1"]
    assert _newest(published) == "2023-Q1-v1"
    assert (tmp_path / "drafts" / "2023-Q2-v1" / "cells.csv").read_text() == "2023-Q2-v1"
    monkeypatch.undo()
    store.publish(tmp_path / "drafts" / "2023-Q2-v1", published, {}, key.public_key, key.sign)
    assert store.publications(published) == ["2023-Q1-v1", "2023-Q2-v1"]
    assert _newest(published) == "2023-Q2-v1"


def _newest(published):
    """The publication that both pointers lead to."""
    said = json.loads((published / "latest.json").read_text())
    assert all((published / said[what]).is_file() for what in ("dashboard", "cells", "manifest"))
    assert f'<a href="{said["dashboard"]}">' in (published / "latest.html").read_text()
    return said["publication"]


def test_a_folder_made_aside_is_never_seen_half(tmp_path):
    target = tmp_path / "shelf"
    with pytest.raises(RuntimeError), made_aside(target) as folder:
        (folder / "half").write_text("x")
        assert not target.exists()
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    shutil.rmtree(tmp_path)
