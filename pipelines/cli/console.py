"""What a command says: plain lines on a terminal, JSON for other programs, and an exit code."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NoReturn

FINE, DATA, USAGE, PRIVACY, INTERNAL = 0, 1, 2, 3, 4


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
        sys.stdout.write(f"{line}\n")


def complain(*lines: str) -> None:
    for line in lines:
        sys.stderr.write(f"{line}\n")


def stop(code: int, *says: str) -> NoReturn:
    raise Stop(code, *says)


def as_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


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
    """Progress: one line per step, on a terminal only."""
    if sys.stderr.isatty():
        complain(f"· {text}")
