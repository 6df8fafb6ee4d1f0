"""Opens a workbook that was looked at before. It runs as a process of its own, which may die of it: `opened.py` starts it.

Standard library and python-calamine only, so that it starts at once. The workbook comes in by the one pipe and the cells
leave by the other; nothing is written to a disk.
"""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

DAMAGED, TOO_LARGE = 3, 4  # how the process ends when there are no cells to give
_AT_ONCE = 2_000


def tables(content: bytes) -> list[list[list[str]]]:
    """The rows of text of every sheet, in the order of the workbook."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [_texts(book.get_sheet_by_index(i).to_python(skip_empty_area=False)) for i in range(len(book.sheet_names))]


def _texts(table: list[list[Any]]) -> list[list[str]]:
    rows = [[_text(cell) for cell in row] for row in table]
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    return rows


def _text(cell: Any) -> str:
    """A cell as it would stand in a CSV file; a day without a time is YYYY-MM-DD, a whole number has no decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        return number(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def number(value: float) -> str:
    """From 15 digits on a spreadsheet no longer holds every digit: shown so that it can never pass for a token."""
    if abs(value) < 1e15:
        return str(int(value)) if value == int(value) else repr(float(value))
    return f"{value:.6e}"


def packed(sheets: list[list[list[str]]]) -> Iterator[bytes]:
    """The sheets as lines of JSON: how many rows each has, and then the rows, some thousand to a line."""
    yield json.dumps([len(rows) for rows in sheets]).encode()
    for rows in sheets:
        for at in range(0, len(rows), _AT_ONCE):
            yield json.dumps(rows[at : at + _AT_ONCE], ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(answer: bytes) -> list[list[list[str]]]:
    lines = iter(answer.split(b"\n"))
    sheets: list[list[list[str]]] = []
    for count in json.loads(next(lines)):
        rows: list[list[str]] = []
        while len(rows) < count:
            rows += json.loads(next(lines))
        sheets.append(rows)
    return sheets


def main(library: str, megabytes: str, seconds: str, longest: str) -> int:
    """Read a workbook within these limits. No message of a reader leaves this process: it might quote the file."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_AS, (int(megabytes) << 20, int(megabytes) << 20))
    except (ImportError, ValueError, OSError):
        pass  # a system without such limits; the clock of the process that waits still holds
    sys.path.append(library)
    try:
        left = int(longest)
        for line in packed(tables(sys.stdin.buffer.read())):
            left -= len(line)
            if left < 0:
                return TOO_LARGE
            sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    except MemoryError:
        return TOO_LARGE
    except BaseException:  # a panic of the reader is no Exception
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
