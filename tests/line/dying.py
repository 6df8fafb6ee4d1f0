"""A worker that dies once in the middle of its work, as machines do."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.defs.workers import Task, count

MARK = "died.mark"


def count_but_die_once(task: Task) -> Mapping[str, pl.DataFrame]:
    """The first worker that comes to the last part is killed, and leaves a mark in the workspace."""
    mark = Path(task[0]) / MARK
    if task[3] == task[4] - 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return count(task)
