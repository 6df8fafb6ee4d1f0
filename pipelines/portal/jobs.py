"""What a steward starts runs as a process of its own, by the very command that others type; the page shows what it says."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pipelines.defs import counter
from pipelines.portal.models import Job, Person

_ONE = Lock()
_MOST = 8_000  # characters of what it said that are kept
_UNKNOWN, _KILLED = -1, 128  # from there on a shell means signals
_NOTED = '"$@"; echo $? > "$0.part" && mv "$0.part" "$0"'
"""How a command ended is written down beside what it said, also when the portal is gone by then."""
_watched: dict[str, Thread] = {}


class Busy(Exception):
    """Something else is running; one at a time."""


def start(person: Person, what: str, about: str, words: Sequence[str], key: bytes = b"", passphrase: str = "") -> Job:
    """Start `safecount WHAT ABOUT …`. A key is handed to that process in memory and is gone with it; no disk ever has it.

    Raises:
        Busy: another one is running.
    """
    with _ONE, ExitStack() as held:
        if any(running(job) for job in Job.objects.filter(ended_at=None)):
            raise Busy
        command = [sys.executable, "-m", "pipelines.cli", what, about, *words, "--workspace", str(settings.PORTAL.workspace)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SAFECOUNT_PORTAL")}
        environment |= {"SAFECOUNT_STEPS": "1", "PYTHONUNBUFFERED": "1"}
        handles: tuple[int, ...] = ()
        if key:
            place = held.enter_context(counter.in_memory(key))
            handles = (int(place.name),)
            command += ["--key", str(place)]
            environment["SAFECOUNT_PASSPHRASE"] = passphrase
        job = Job.objects.create(person=person, what=what, about=about)
        log = _log(job)
        with log.open("wb") as said:
            log.chmod(0o600)
            fcntl.flock(said, fcntl.LOCK_EX)  # held by what is started for as long as it runs, whatever becomes of us
            child = subprocess.Popen(
                ["/bin/sh", "-c", _NOTED, str(_code(job)), *command],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=environment,
                pass_fds=handles,
                start_new_session=True,
            )
        Job.objects.filter(id=job.id).update(pid=child.pid)
        _watched[job.id.hex] = Thread(target=_watch, args=(job, child), daemon=True)
        _watched[job.id.hex].start()
    job.refresh_from_db()
    return job


def look(job: Job, patience: float = 0.0) -> Job:
    """The job as it is now, after waiting a little for its end."""
    watcher = _watched.get(job.id.hex)
    if watcher is not None:
        watcher.join(patience)
    with _ONE:  # not while it is being started
        job.refresh_from_db()
        if job.ended_at is None and not running(job):
            _ended(job)  # the portal was stopped while it ran
            job.refresh_from_db()
    if job.ended_at is None:
        job.said = _said(job)
    return job


def running(job: Job) -> bool:
    watcher = _watched.get(job.id.hex)
    if watcher is not None:
        return watcher.is_alive()
    try:
        with _log(job).open("rb") as said:
            fcntl.flock(said, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _watch(job: Job, child: "subprocess.Popen[bytes]") -> None:
    try:
        child.wait()
        _ended(job)
    finally:
        connection.close()


def _ended(job: Job) -> None:
    """If it was killed, nothing here tells how far it came; the draft or the publication does."""
    noted = _code(job)
    code = int(noted.read_text(encoding="ascii")) if noted.is_file() else _UNKNOWN
    code = code if code < _KILLED else _UNKNOWN
    Job.objects.filter(id=job.id, ended_at=None).update(ended_at=timezone.now(), code=code, said=_said(job))
    for path in (_log(job), noted):
        path.unlink(missing_ok=True)


def _said(job: Job) -> str:
    try:
        return _log(job).read_text(encoding="utf-8", errors="replace")[-_MOST:]
    except OSError:
        return ""


def _log(job: Job) -> Path:
    folder = settings.PORTAL.folder / "jobs"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / f"{job.id.hex}.txt"


def _code(job: Job) -> Path:
    return _log(job).with_suffix(".ended")
