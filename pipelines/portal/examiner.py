"""Has files examined one after the other by a process of its own, which lets people at a browser go first and goes when no file comes."""

import json
import logging
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from pipelines.defs import counter
from pipelines.defs.counter import AtTheCounter, Counter, Tried
from pipelines.portal import logs

_GIVES_WAY = 10  # steps of niceness: what people wait for at a browser goes first
_IDLE = 300.0  # seconds after which it goes; what its memory held of a file goes with it
_LISTS = ("findings", "to_confirm")
_log = logging.getLogger("portal.examiner")


class NotExamined(Exception):
    """Something went wrong here; what it was the examiner has written down."""


class Examiner:
    """A file takes several times its size in memory while it is examined, so there is never more than one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._one = folder, Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def take(self, ticket: str) -> tuple[str, str]:
        """Have a file from the shelf judged: under which name it was answered, and its status. Raises NotExamined."""
        said = self._asked({"ticket": ticket})
        return said["submission"], said["status"]

    def try_out(self, agency: str, extract: str, quarter: str, content: bytes) -> Tried:
        """What a file would be told. Raises NotExamined, or AtTheCounter where the agency owes no such file."""
        said = self._asked({"agency": agency, "extract": extract, "quarter": quarter}, content)
        for name in _LISTS:
            said[name] = tuple(said[name])
        return Tried(**said)

    def _asked(self, about: Mapping[str, str], content: bytes = b"") -> dict[str, Any]:
        with self._one:
            said = self._told(about, content) or self._told(about, content)  # once more by a new one, if the old one went meanwhile
        if "refused" in said:
            raise AtTheCounter(said["refused"])
        if "done" not in said:
            raise NotExamined
        return said["done"]

    def _told(self, about: Mapping[str, str], content: bytes) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._process = _started(self._folder)
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None and answering is not None
        try:
            asking.write(json.dumps({"about": about, "size": len(content)}).encode() + b"\n" + content)
            asking.flush()
            answer = answering.readline()
        except OSError:
            answer = b""
        if answer:
            return json.loads(answer)
        self._process.kill()
        self._process.wait()
        return {}


class AtOnce(Examiner):
    """For tests: the same in this very process."""

    def __init__(self, of: Counter) -> None:
        super().__init__(of.folder)
        self._of = of

    def _told(self, about: Mapping[str, str], content: bytes) -> dict[str, Any]:
        return examined(self._of, about, content)


def examined(of: Counter, about: Mapping[str, str], content: bytes) -> dict[str, Any]:
    """One file, from the shelf or as it is given, and what became of it."""
    try:
        return {"done": _taken(of, about["ticket"]) if "ticket" in about else _tried(of, about, content)}
    except AtTheCounter as error:
        return {"refused": str(error)}
    except Exception as error:
        _log.error("a file could not be examined", exc_info=error)
        return {"stopped": True}


def main(folder: Path) -> None:
    """In the process of its own, until the portal ends or no file has come for a while."""
    os.nice(_GIVES_WAY)
    asking, answering = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1), os.dup2(nowhere, 2)  # what a library cries out may quote a file
    logs.set_up()
    desk = Counter(folder)
    while select.select([asking], [], [], _IDLE)[0] and (line := asking.readline()):
        said = json.loads(line)
        answering.write(json.dumps(examined(desk, said["about"], asking.read(said["size"]))).encode() + b"\n")
        answering.flush()


def _taken(of: Counter, ticket: str) -> dict[str, Any]:
    receipt = counter.take(of, ticket)
    return {"submission": receipt.submission, "status": receipt.status}


def _tried(of: Counter, about: Mapping[str, str], content: bytes) -> dict[str, Any]:
    return asdict(counter.try_out(of, about["agency"], about["extract"], about["quarter"], content))


def _started(folder: Path) -> "subprocess.Popen[bytes]":
    """It has no secret of the portal, and is not stopped by the keys that stop the portal: a file that it has begun it finishes."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("SAFECOUNT_PORTAL")}
    command = [sys.executable, "-m", __name__, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=known, start_new_session=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
