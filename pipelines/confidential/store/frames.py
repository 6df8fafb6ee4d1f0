"""Frames on disk: Parquet, encrypted with the county's key, whole or not there at all."""

import os
import secrets
import shutil
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.confidential.store.keys import KeyProblem, is_kept, store_key
from pipelines.publication.folder import flush_folder

# Polars says that its Parquet encryption may still change its interface; the format is the Parquet standard's.
warnings.filterwarnings("ignore", message=".*[Ee]ncryption.*unstable.*")


READY = ".newkey.ready"
"""Everything that is kept, encrypted with a new key, and waiting to be moved into its place."""


def finish(confidential: Path) -> None:
    """Move what lies ready into its place, the key itself last. Two who do it at once do no harm."""
    ready = confidential / READY
    if not ready.is_dir():
        return
    key = ready / "keys" / "store.key"
    frames = sorted(ready.rglob("*.parquet"))
    for path in [*frames, *([key] if key.exists() else [])]:
        target = confidential / path.relative_to(ready)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileNotFoundError):
            path.replace(target)
            flush_folder(target.parent)
    shutil.rmtree(ready, ignore_errors=True)


@dataclass(frozen=True)
class Frames:
    """The encrypted frames of one workspace, by name: `state/part/…`."""

    confidential: Path
    key: bytes

    @staticmethod
    def open(confidential: Path) -> "Frames":
        """Raises KeyProblem when there is no usable key. A change of keys that somebody was stopped in is finished first."""
        finish(confidential)
        return Frames(confidential, store_key(confidential))

    def path(self, *name: str) -> Path:
        return self.confidential.joinpath(*name[:-1], f"{name[-1]}.parquet")

    def save(self, frame: pl.DataFrame, *name: str, row_by_row: bool = False) -> None:
        """Write a frame so that a reader sees the old one or the new one, never half of it.

        A frame of few rows of a megabyte is written `row_by_row`: all at once would take several times its size in memory.
        """
        if not is_kept(self.confidential, self.key):
            raise KeyProblem("the county's key was changed meanwhile, so nothing is written with the former one; start this again")
        path = self.path(*name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            frame.write_parquet(
                aside,
                encryption=pl.ParquetEncryptionProperties(footer_key=self.key),
                row_group_size=1 if row_by_row else None,
                compression_level=1 if row_by_row else None,
                statistics=not row_by_row,
            )
            with aside.open("rb") as written:
                os.fsync(written.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)

    def load(self, *name: str) -> pl.DataFrame:
        """Raises FileNotFoundError when there is none, KeyProblem when the key does not fit."""
        return self._read(self.path(*name))

    def load_all(self, *name: str, without: str | None = None) -> list[pl.DataFrame]:
        """Every frame in a folder, by file name; one column may be left where it is."""
        return [self._read(p, without) for p in sorted(self.confidential.joinpath(*name).glob("*.parquet"))]

    def has(self, *name: str) -> bool:
        return self.path(*name).exists()

    def remove(self, *name: str) -> None:
        self.path(*name).unlink(missing_ok=True)

    def _read(self, path: Path, without: str | None = None) -> pl.DataFrame:
        try:
            frame = pl.scan_parquet(path, decryption=pl.ParquetDecryptionProperties(footer_key=self.key), glob=False)
            return (frame.drop(without) if without else frame).collect()
        except pl.exceptions.ComputeError as error:
            if "ncrypt" in str(error) or "decrypt" in str(error):
                raise KeyProblem(f"{path.name} cannot be opened with this key; it belongs to another key, or was changed") from None
            raise
