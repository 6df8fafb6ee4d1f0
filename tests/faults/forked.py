"""Commands in forked processes, each with something that goes wrong in it. The libraries are loaded once, before the first fork."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

# All that a command would load: a fork then begins with it. Nothing may be worked out before a fork, since threads do not survive one.
import dagster  # noqa: F401
import great_expectations  # noqa: F401
import highspy  # noqa: F401
import plotly.graph_objects  # noqa: F401

import reports.__main__ as public_side
import reports.dashboard
import reports.drawing
import reports.handbook  # noqa: F401
from pipelines import cli
from pipelines.cli import county as at_the_county
from pipelines.cli.reporting import _agreed
from pipelines.confidential.validation import gx  # noqa: F401
from pipelines.defs import backups, behind, certificates, gates, intake, reviews, runs, seals, shelf  # noqa: F401
from pipelines.disclosure_control import audit, protection  # noqa: F401
from tests.faults.boundaries import PAGES

Trouble = Callable[[], None]
MOST_SECONDS = 300
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, or minus the signal that killed it; and what it said."""

    code: int
    said: str

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


def command(words: Sequence[str], says: Path, trouble: Trouble | None = None, kill_after: float | None = None) -> Ended:
    """One command in a fork, to its end. `trouble` is made in the fork, before the command begins."""
    return Begun.now(words, says, trouble).ended(kill_after)


class Begun:
    """A command that runs in a fork. It asks us for the public side's process, since a fork of a fork would lack its threads."""

    def __init__(self, pid: int, says: Path, asks: int, told: int) -> None:
        self.pid, self._says, self._asks, self._told = pid, says, asks, told
        self.pages: int | None = None

    @staticmethod
    def now(words: Sequence[str], says: Path, trouble: Trouble | None = None) -> "Begun":
        (asks, asking), (hearing, told) = os.pipe(), os.pipe()
        pid = os.fork()
        if pid:
            os.close(asking), os.close(hearing)
            os.set_blocking(asks, False)
            return Begun(pid, says, asks, told)
        os.close(asks), os.close(told)

        def work() -> int:
            at_the_county.reports = partial(_asked_for, asking, hearing)
            frozen()
            sys.argv = ["safecount", *words]
            if trouble:
                trouble()
            return cli._heard(cli._run())

        _to_the_end(work, says)
        raise AssertionError("a fork ended before this")

    def ended(self, kill_after: float | None = None) -> Ended:
        """Wait for it, or kill it after so many seconds. What it asked of the public side goes on, as it would in truth."""
        until = time.monotonic() + (MOST_SECONDS if kill_after is None else kill_after)
        while True:
            self._serve()
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                os.close(self._asks), os.close(self._told)
                said = self._says.read_text("utf-8", errors="replace") if self._says.exists() else ""
                return Ended(os.waitstatus_to_exitcode(status), said)
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
                until += MOST_SECONDS
            time.sleep(0.002)

    def pages_done(self) -> None:
        """Wait for the public side's process that outlived the command that asked for it."""
        if self.pages:
            os.waitpid(self.pages, 0)
            self.pages = None

    def _serve(self) -> None:
        if self.pages is None:
            try:
                asked = os.read(self._asks, 65536)
            except BlockingIOError:
                return
            if not asked:
                return
            self.pages = os.fork()
            if not self.pages:
                _to_the_end(lambda: public_side.main(json.loads(asked)), self._says.with_suffix(".pages"))
            return
        found, status = os.waitpid(self.pages, os.WNOHANG)
        if found:
            self.pages = None
            with suppress(BrokenPipeError):
                os.write(self._told, bytes([os.waitstatus_to_exitcode(status) & 0xFF]))


def _to_the_end(work: Callable[[], int], says: Path) -> NoReturn:
    """In a fork: do it, say it into a file, and end without returning into the parent's code."""
    code = 4
    try:
        out = os.open(says, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(out, 1), os.dup2(out, 2)
        code = work()
    finally:
        os._exit(code)


def _asked_for(asking: int, hearing: int, *words: object, of: Any = None, **_: object) -> subprocess.CompletedProcess[str]:
    """The public side in a process of its own, as always, without the seconds that its libraries take to load."""
    given = [*map(str, words), *(_agreed(of) if of else ())]
    sys.audit(PAGES)
    os.write(asking, json.dumps(given).encode())
    return subprocess.CompletedProcess(given, os.read(hearing, 1)[0], "", "")


def frozen(now: Callable[[], datetime] = lambda: NOON) -> None:
    """In a fork: the county's clock says this, wherever it is asked."""
    intake.clock = reviews.clock = now
    intake.take_in_inbox.__defaults__ = (now,)
