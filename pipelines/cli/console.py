"""What a command says: plain lines on a terminal, JSON for other programs, and an exit code."""

import json
import os
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from threading import Timer
from typing import Any, NoReturn, TextIO

FINE, DATA, USAGE, PRIVACY, INTERNAL = 0, 1, 2, 3, 4
STEPS = "SAFECOUNT_STEPS"
_PATIENCE = 3.0  # seconds


class Format(StrEnum):
    table = "table"
    json = "json"


class Stop(Exception):
    """End the command with this exit code, after saying this."""

    def __init__(self, code: int, *says: str) -> None:
        super().__init__(*says)
        self.code, self.says = code, says


def say(*lines: str) -> None:
    for line in lines:
        write(f"{line}\n")


def write(text: str) -> None:
    """To whoever reads along. They may have read enough (`| head`); the command still ends with its own exit code."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        unheard(sys.stdout)


def unheard(stream: TextIO) -> None:
    """Nobody takes what is written here any more, so what follows, and what is still held back, goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def complain(*lines: str) -> None:
    for line in lines:
        try:
            sys.stderr.write(f"{line}\n")
        except OSError:
            unheard(sys.stderr)


def stop(code: int, *says: str) -> NoReturn:
    raise Stop(code, *says)


def as_json(content: Any) -> None:
    write(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows in columns wide enough for what they hold."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def facts(pairs: Mapping[str, object]) -> None:
    width = max(map(len, pairs), default=0)
    say(*(f"{name.ljust(width)}  {value}" for name, value in pairs.items()))


def step(text: str) -> None:
    """Progress: one line per step, on a terminal only, or where somebody shows it to a person elsewhere."""
    if sys.stderr.isatty() or STEPS in os.environ:
        complain(f"· {text}")


@contextmanager
def patiently(text: str) -> Generator[None]:
    """Where something takes long, say on a terminal what it is."""
    soon = Timer(_PATIENCE, step, (text,))
    soon.daemon = True
    soon.start()
    try:
        yield
    finally:
        soon.cancel()
