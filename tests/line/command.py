"""Running `safecount` as a user does: its own process, its exit code, what it says."""

import os
import subprocess
import sys
from pathlib import Path

ENTRY = "from pipelines.cli import main; main()"


def safecount(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", ENTRY, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def files_under(*folders: Path) -> list[Path]:
    return [p for folder in folders for p in folder.rglob("*") if p.is_file()]
