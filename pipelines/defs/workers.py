"""Counting on several processes or machines: each takes the young people of one part, and the parts are added up to the same cells.

A worker is told the place of the workspace and which part is its own. It reads the encrypted tables itself, so no row is sent to it and
none lies in its memory for longer than it counts; what comes back are counts, which are confidential too.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipelines.confidential import tabulation
from pipelines.defs import maturity
from pipelines.defs.office import Office
from schemas import Quarter

if TYPE_CHECKING:
    from distributed import Client

VARIABLE = "SAFECOUNT_WORKERS"
PARTS_FOR_EACH = 2
MOST = 512
TRIES = 3
_HERE = ("127.0.0.1", "[::1]", "localhost")

Counted = Mapping[str, pl.DataFrame]
Task = tuple[str, str, tuple[str, ...], int, int]
Work = Callable[[Task], Counted]
Spread = Callable[[Sequence[Task]], Iterable[Counted]]
"""Whatever does all tasks and gives their results back in order: this process, several of them, or a cluster."""


class WorkersProblem(Exception):
    """The setting cannot be followed; the message says what would be right."""


def tabulated(office: Office, last: Quarter, followed: Counted, spread: Spread | None, parts: int) -> dict[str, pl.DataFrame]:
    """Every measure counted up to the quarter; those that add up in so many parts where `spread` is given, all others here."""
    schemas, missing = maturity.learnt(office, last), office.missing(last)
    in_parts = tuple(n for n, m in schemas.measures.items() if spread and tabulation.adds_up(m, followed, schemas))
    tasks = [(str(office.workspace.folder), str(last), in_parts, number, parts) for number in range(parts)]
    found = list(spread(tasks)) if spread and in_parts else []
    together = {name: tabulation.added([one[name] for one in found], schemas) for name in in_parts}
    whole = {n: m for n, m in schemas.measures.items() if n not in together}
    counted = {n: tabulation.tabulate(followed, m, schemas, last, missing) for n, m in whole.items()}
    return {n: together[n] if n in together else counted[n] for n in schemas.measures}


def count(task: Task) -> dict[str, pl.DataFrame]:
    """What a worker does: one part of the young people, read and counted where the worker is."""
    folder, quarter, names, number, of = task
    office, last = Office.open(Path(folder)), Quarter.parse(quarter)
    schemas = maturity.learnt(office, last)
    needed = {t for n in names for t in schemas.measures[n].tables}
    tables = {t: tabulation.part(office.frames.load("followed", quarter, t), number, of) for t in needed}
    missing = office.missing(last)
    return {n: tabulation.tabulate(tables, schemas.measures[n], schemas, last, missing) for n in names}


def here(tasks: Sequence[Task]) -> list[dict[str, pl.DataFrame]]:
    return [count(task) for task in tasks]


def processes(number: int, work: Work = count) -> Spread:
    """So many processes of this machine. What a process that died had not finished is done again by new ones."""

    def spread(tasks: Sequence[Task]) -> list[Counted]:
        done: dict[Task, Counted] = {}
        for _ in range(TRIES):
            left = [t for t in tasks if t not in done]
            with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
                asked = {t: pool.submit(work, t) for t in left}
                for task, answer in asked.items():
                    try:
                        done[task] = answer.result()
                    except BrokenProcessPool:
                        continue
            if len(done) == len(tasks):
                return [done[t] for t in tasks]
        raise WorkersProblem("processes that count keep dying; give them more memory, or fewer of them")

    return spread


def cluster(client: "Client", work: Work = count) -> Spread:
    """The workers of a Dask cluster, which see the same workspace folder. A worker that dies is replaced, and its part done again."""
    return lambda tasks: client.gather(client.map(work, tasks, pure=False, retries=TRIES))


def chosen(said: str | None = None) -> tuple[Spread | None, int]:
    """What SAFECOUNT_WORKERS asks for: a number of processes, or the address of a Dask scheduler; and how many parts to make.

    Raises:
        WorkersProblem: it is neither, or an address beyond this machine that is not encrypted, or Dask is not installed.
    """
    said = os.environ.get(VARIABLE, "") if said is None else said
    if not said or said == "1":
        return None, 1
    if said.isdecimal() and int(said) <= MOST:
        return processes(int(said)), PARTS_FOR_EACH * int(said)
    host = said.removeprefix("tcp://").rpartition(":")[0]
    if not said.startswith("tls://") and host not in _HERE:
        raise WorkersProblem(
            f"{VARIABLE} is a number of processes, or a scheduler's address that begins with tls://, for counts go over the wire"
        )
    try:
        from distributed import Client
    except ImportError:
        raise WorkersProblem(f"{VARIABLE} names a cluster, for which the extra `cluster` must be installed") from None
    client = Client(said, set_as_default=False)

    def spread(tasks: Sequence[Task]) -> Iterable[Counted]:
        with client:
            return cluster(client)(tasks)

    return spread, PARTS_FOR_EACH * max(1, len(client.scheduler_info()["workers"]))
