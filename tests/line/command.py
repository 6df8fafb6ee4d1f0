"""Running `safecount` as a user does: its own process, its exit code, what it says."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path

ENTRY = "from pipelines.cli import main; main()"


def safecount(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", ENTRY, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def here(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, without its start-up: for tests that run many commands."""
    from pipelines.cli import _run

    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["safecount", *map(str, words)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = _run()
    finally:
        sys.argv = before
    return subprocess.CompletedProcess(sys.argv, code, out.getvalue(), err.getvalue())


def files_under(*folders: Path) -> list[Path]:
    return [p for folder in folders for p in folder.rglob("*") if p.is_file()]
