"""The clerk behind the counter: takes files that were handed over from the shelf, one after the other, and has each judged."""

import logging
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Event, Semaphore, Thread

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from pipelines.defs import counter
from pipelines.portal.examiner import AtOnce, Examiner
from pipelines.portal.models import Upload

TWO = Semaphore(2)
"""So many files are laid onto the shelf at a time; each takes its size in memory for a moment."""
_ROUND = 30.0  # seconds after which the shelf is looked at even if nobody came
_FEW = 3  # files that are waited for; where there are more, a browser is told at once that its file waits
_log = logging.getLogger("portal.clerk")


class Clerk(Thread):
    """Works as long as the server does. What it did not get to is still on the shelf at the next start."""

    def __init__(self) -> None:
        super().__init__(name="clerk", daemon=True)
        self.came = Event()
        self.given_up: set[str] = set()

    def run(self) -> None:
        while True:
            close_old_connections()
            try:
                work_off(self.given_up)
                forget_what_never_came(timezone.now() - counter.KEPT)
            except Exception as error:  # the next file must still be judged
                _log.error("the clerk stumbled", exc_info=error)
            self.came.wait(_ROUND)
            self.came.clear()


_clerks: list[Clerk] = []
_answered: dict[str, Event] = {}


def start() -> None:
    """What was on its way when the server was stopped never came in whole. Of what comes in parts the browser brings the rest."""
    if not _clerks:
        forget_what_never_came(timezone.now())
        _clerks.append(Clerk())
        _clerks[0].start()


def forget_what_never_came(before: datetime) -> None:
    """Files that were begun before, and of which nothing is here, or no part came for a day."""
    there = [*counter.still_waiting(settings.COUNTER), *counter.arriving(settings.COUNTER)]
    Upload.objects.filter(state=Upload.State.ARRIVING, at__lt=before).exclude(id__in=there).delete()


def examiner() -> Examiner:
    """The one examiner of this county's portal."""
    return AtOnce(settings.COUNTER) if settings.CLERK_AT_ONCE else _examiner(settings.COUNTER.folder)


def soon(ticket: str, patience: float) -> None:
    """Have a file judged in its turn, and wait a little for it."""
    if settings.CLERK_AT_ONCE:
        work_off(set())
        return
    done = _answered.setdefault(ticket, Event())
    for clerk in _clerks:
        clerk.came.set()
    done.wait(patience if len(_answered) <= _FEW else 0.0)
    _answered.pop(ticket, None)


def work_off(given_up: set[str]) -> None:
    """Judge all that waits. A file that cannot be judged stays on the shelf and is tried again after the next start."""
    for ticket in counter.still_waiting(settings.COUNTER):
        if ticket in given_up:
            continue
        mine = Upload.objects.filter(id=ticket)
        try:
            submission, status = examiner().take(ticket)
        except Exception as error:
            given_up.add(ticket)
            mine.update(state=Upload.State.STOPPED)
            _log.error("a file could not be examined", exc_info=error)
        else:
            mine.update(state=Upload.State.ANSWERED, submission=submission, status=status)
            counter.forget(settings.COUNTER, ticket)
        if ticket in _answered:
            _answered[ticket].set()


@cache
def _examiner(folder: Path) -> Examiner:
    return Examiner(folder)
