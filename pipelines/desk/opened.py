"""Has a workbook opened by another process, within limits of memory and time, so that its death is only one finding."""

import os
import sys
from pathlib import Path

from pipelines.desk import opening
from pipelines.desk.findings import Unreadable, finding

_LONGEST = 400_000_000  # bytes of cells that are taken back
_MEGABYTES, _MOST_MEGABYTES = 160, 2_000  # room for Python and a small workbook; room for the largest
_SECONDS = 20


def tables(content: bytes, unpacked: int, cells: int) -> list[list[list[str]]]:
    """The rows of text of every sheet. `unpacked` bytes and `cells` of the look before say what room it needs.

    Raises:
        Unreadable: damaged, or it would take more than a workbook of that size can need.
    """
    if sys.platform in ("emscripten", "wasi"):  # a browser's page is its own process, and has its own limits
        return _here(content)
    megabytes = min(_MEGABYTES + 5 * unpacked // 1_000_000 + 400 * cells // 1_000_000, _MOST_MEGABYTES)
    ended, answer = _asked(content, megabytes, _SECONDS + unpacked // 4_000_000)
    if ended in (1, 2, opening.DAMAGED) and len(answer) <= _LONGEST:
        raise Unreadable(finding("E116"))
    if ended or len(answer) > _LONGEST:
        raise Unreadable(finding("E125"))
    return opening.unpacked(answer)


def _here(content: bytes) -> list[list[list[str]]]:
    try:
        return opening.tables(content)
    except MemoryError:
        raise Unreadable(finding("E125")) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the reader is no Exception
        raise Unreadable(finding("E116")) from None


def _asked(content: bytes, megabytes: int, seconds: int) -> tuple[int, bytes]:
    """How the other process ended, and what it said. It has no environment, no folder of ours and no voice of its own."""
    import subprocess
    from importlib.util import find_spec
    from threading import Thread, Timer

    library = find_spec("python_calamine")
    if library is None or library.origin is None:
        raise Unreadable(finding("E125"))
    place = str(Path(library.origin).parents[1])
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    limits = [place, str(megabytes), str(seconds), str(_LONGEST)]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(opening.__file__)), *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )
    except OSError:
        raise Unreadable(finding("E125")) from None
    with process:
        clock = Timer(3 * seconds, process.kill)
        clock.start()
        Thread(target=_given, args=(process.stdin, content), daemon=True).start()
        answer = process.stdout.read(_LONGEST + 1) if process.stdout else b""
        if len(answer) > _LONGEST:
            process.kill()
        ended = process.wait()
        clock.cancel()
    return ended, answer


def _given(pipe: object, content: bytes) -> None:
    """Hand the workbook over; a process that has died no longer takes it."""
    try:
        with pipe:  # type: ignore
            pipe.write(content)  # type: ignore
    except (OSError, ValueError):
        pass
