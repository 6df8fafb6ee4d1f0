"""One pytest session that has loaded every test, and runs some of them, in processes of their own, over one mutant after the other."""

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol

from tests.bench.mutants.changes import DOOR, Mutant
from tests.bench.mutants.covering import TOO_SLOW, Covered, fingerprint
from tests.bench.mutants.planted import put_in

OPTIONS = "addopts=--import-mode=importlib -p no:cacheprovider -p no:xdist -p no:terminal -s"
MEMORY = 12 << 30
PATIENCE = 5.0
"""A test that takes so many times as long as it should, and so many seconds besides, hangs."""
ELSEWHERE = "put elsewhere"


class End(NamedTuple):
    """`how`: killed, survived, timed out, or that the fault cannot be put into a running program. `by`: the test that found it."""

    how: str
    by: str
    seconds: float
    told: Any = None


def apart(work: Callable[[Callable[[Any], None]], None]) -> tuple[list[Any], int, float]:
    """What a forked process told, how it ended, and its CPU seconds. It may be silent for two minutes by the clock, and no longer."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _alone(reading, writing, work)
    os.close(writing)
    heard = b""
    while True:
        ready, _, _ = select.select([reading], [], [], 120)
        if not ready:
            os.kill(child, signal.SIGKILL)
        some = os.read(reading, 1 << 20) if ready else b""
        heard += some
        if not some:
            break
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    lines = [json.loads(line) for line in heard.decode().split("\n")[:-1]]
    return lines, status, used.ru_utime + used.ru_stime


def _alone(reading: int, writing: int, work: Callable[[Callable[[Any], None]], None]) -> None:
    os.close(reading)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def tell(thing: Any) -> None:
        os.write(writing, json.dumps(thing).encode() + b"\n")

    with suppress(BaseException):
        work(tell)
    os._exit(0)


def met(items: Sequence[pytest.Item], seconds: Callable[[str], float], tell: Callable[[Any], None]) -> None:
    """Run until one fails."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        tell(["runs", item.nodeid])
        signal.setitimer(signal.ITIMER_PROF, PATIENCE * (1 + seconds(item.nodeid)))
        reports = runtestprotocol(item, nextitem=following, log=False)
        signal.setitimer(signal.ITIMER_PROF, 0)
        if any(report.failed for report in reports):
            tell(["killed", item.nodeid])
            return
    tell(["survived", ""])


def judged(lines: Sequence[Sequence[str]], status: int, seconds: float) -> End:
    last = lines[-1] if lines else ["runs", "loading the file"]
    if last[0] in ("killed", "survived", ELSEWHERE):
        return End(last[0], last[1], seconds)
    hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGKILL)
    return End("timed out" if hung else "killed", last[1], seconds)


class Session:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, work: Callable[["Session"], None]) -> None:
        self.work = work
        self.items: dict[str, pytest.Item] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        from hypothesis import HealthCheck, Phase, settings

        for item in items:
            held = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
            function = getattr(item.obj, "__func__", item.obj) if held else None  # type: ignore[attr-defined]
            if function is not None:  # a failing example need not be made small
                phases, checks = (Phase.explicit, Phase.generate), list(HealthCheck)
                function._hypothesis_internal_use_settings = settings(held, phases=phases, suppress_health_check=checks)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        assert not _computing(), "a file of tests computes when it is loaded; threads do not go with a fork"
        self.items = {item.nodeid: item for item in session.items}
        self.work(self)
        return True

    def learn(self, covered: Covered) -> None:
        """Each test once, alone and without a fault, with the lines of the door that it runs."""
        marks = {str(item.path): fingerprint(item.path) for item in self.items.values()}
        new = [i for i in self.items.values() if not covered.knows(i.nodeid, marks[str(i.path)])]
        for number, item in enumerate(new):
            lines, status, seconds = apart(lambda tell, item=item: _followed(item, tell))  # type: ignore[misc]
            passes, ran = lines[-1][1:] if lines and lines[-1][0] == "ran" else (False, {})
            covered.add(item.nodeid, marks[str(item.path)], passes, seconds, ran)
            if number % 25 == 24 or item is new[-1]:
                covered.save()
                print(f"{number + 1} of {len(new)} tests followed", file=sys.stderr, flush=True)  # noqa: T201

    def meets(self, mutant: Mutant, chosen: Sequence[str], covered: Covered) -> End:
        def work(tell: Callable[[Any], None]) -> None:
            if put_in(mutant):
                met([self.items[t] for t in chosen], lambda t: covered.tests[t]["seconds"], tell)
            else:
                tell([ELSEWHERE, ""])

        return judged(*apart(work))


def _computing() -> bool:
    return any(task.read_text().startswith(("polars-0", "tokio")) for task in Path("/proc/self/task").glob("*/comm"))


def _followed(item: pytest.Item, tell: Callable[[Any], None]) -> None:
    from coverage import Coverage

    signal.setitimer(signal.ITIMER_PROF, TOO_SLOW)
    follower = Coverage(data_file=None, config_file=False, include=[f"{DOOR.resolve()}/*"])
    follower.start()
    reports = runtestprotocol(item, nextitem=None, log=False)
    follower.stop()
    data = follower.get_data()
    ran = {str(Path(f).relative_to(Path.cwd())): data.lines(f) for f in data.measured_files()}
    tell(["ran", all(r.passed or r.skipped for r in reports), ran])


def run(paths: Sequence[str], work: Callable[[Session], None], folder: Path) -> int:
    (folder / "temp").mkdir(exist_ok=True)
    words = [*paths, "-o", OPTIONS, "-o", "tmp_path_retention_policy=none", "--basetemp", str(folder / "temp" / str(time.time_ns()))]
    return int(pytest.main(words, plugins=[Session(work)]))
