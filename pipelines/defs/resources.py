"""How Dagster reaches the office, and where it keeps what assets make: encrypted, in the workspace."""

import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from pipelines.defs.guard import tight_lipped
from pipelines.defs.office import Office

Parts = dict[str, pl.DataFrame]


@lru_cache(maxsize=8)
def _opened(folder: str) -> Office:
    return Office.open(Path(folder))


class County(dg.ConfigurableResource):
    """The office of one workspace folder."""

    folder: str

    @property
    def office(self) -> Office:
        return _opened(self.folder)


class ConfidentialStore(dg.ConfigurableIOManager):
    """Frames by asset, partition and name. An asset over several partitions gives and takes a mapping partition → frames."""

    folder: str

    @tight_lipped
    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        if obj is None:
            return
        asset = context.asset_key.path[-1]
        for partition in context.asset_partition_keys:
            self._replace(asset, _place(partition), obj[partition] if _by_agency(partition) else obj)

    @tight_lipped
    def load_input(self, context: dg.InputContext) -> Any:
        asset = context.asset_key.path[-1]
        keys = list(context.asset_partition_keys)
        if not _by_agency(keys[0]):
            return self._load(asset, _place(keys[0]))
        last = context.partition_key if context.has_partition_key and not _by_agency(context.partition_key) else None
        wanted = [k for k in sorted(keys) if last is None or _quarter(k) <= last]
        return {k: self._load(asset, _place(k)) for k in wanted}

    def _replace(self, asset: str, place: tuple[str, ...], parts: Mapping[str, pl.DataFrame]) -> None:
        frames = _opened(self.folder).frames
        folder = frames.confidential.joinpath(asset, *place)
        for name, frame in parts.items():
            frames.save(frame, asset, *place, name)
        for left_over in folder.glob("*.parquet"):
            if left_over.stem not in parts:
                left_over.unlink()
        if not parts and folder.exists():
            shutil.rmtree(folder)

    def _load(self, asset: str, place: tuple[str, ...]) -> Parts:
        frames = _opened(self.folder).frames
        folder = frames.confidential.joinpath(asset, *place)
        return {p.stem: frames.load(asset, *place, p.stem) for p in sorted(folder.glob("*.parquet"))}


def _by_agency(partition: str) -> bool:
    """Whether a partition is of a quarter and an agency, and not of a quarter alone."""
    return "|" in partition


def _quarter(partition: str) -> str:
    return partition.split("|")[1]


def _place(partition: str) -> tuple[str, ...]:
    return tuple(partition.split("|"))
