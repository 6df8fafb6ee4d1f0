"""A new key for the store: everything is encrypted anew beside what is there, and then takes its place. It is finished, or never happened.

Until all of it lies ready nothing has changed. From then on it only remains to move files, which whoever opens the store next does where
somebody was stopped.
"""

import os
import secrets
import shutil
from pathlib import Path

import polars as pl

from pipelines.confidential.store.frames import READY, Frames, finish
from pipelines.confidential.store.keys import key_id, parsed
from pipelines.confidential.store.places import write_private
from pipelines.publication.folder import flush_folder

ASIDE, NOTES = ".newkey", "rotations"
_KEY = Path("keys") / "store.key"


def new_key() -> bytes:
    return secrets.token_bytes(32)


def rotate(frames: Frames, key: bytes, note: pl.DataFrame, *, keep_key: bool) -> int:
    """Encrypt every frame with another key; how many there are. `keep_key`: it is put where the store looks for it.
    `note` is kept with them: what is to be written down once it has happened.

    Raises KeyProblem when a frame does not open with the key of today; then nothing has changed.
    """
    place = frames.confidential
    aside = place / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    new = Frames(aside, key)
    paths = sorted(p for p in place.rglob("*.parquet") if not any(part.startswith(".") for part in p.relative_to(place).parts))
    for path in paths:
        name = path.relative_to(place).with_suffix("").parts
        frame = frames.load(*name)
        new.save(frame, *name, row_by_row="content" in frame.columns)
        if not new.load(*name).equals(frame):
            raise RuntimeError("a frame did not come back as it was")
    new.save(note, NOTES, key_id(key))
    if keep_key:
        (aside / _KEY).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(aside / _KEY, key.hex())
        parsed((aside / _KEY).read_text(encoding="ascii"), "the new key")
    aside.mkdir(exist_ok=True, mode=0o700)
    for folder in [p for p in aside.rglob("*") if p.is_dir()]:
        flush_folder(folder)
    flush_folder(aside)
    os.replace(aside, place / READY)  # the one moment: from here on it has happened
    flush_folder(place)
    finish(place)
    return len(paths)
