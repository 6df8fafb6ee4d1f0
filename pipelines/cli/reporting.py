"""Starts the public side as a process of its own, since it lies above and may reach nothing confidential."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


def reports(
    *words: str | Path, of: "Workspace | None" = None, told: str | None = None, holding: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `python -m reports` with these words, by the agreement of a county if one is given; `told` is its input.
    It keeps the lock that it is handed (`holding`) for as long as it writes, even if we are killed meanwhile."""
    command = [sys.executable, "-m", "reports", *map(str, words), *(_agreed(of) if of else ())]
    return subprocess.run(command, input=told, capture_output=True, text=True, check=False, pass_fds=() if holding is None else (holding,))


def _agreed(county: "Workspace") -> list[str]:
    """Where the county's own agreement lies, and whether it stands without what is shipped."""
    alone = [] if county.shipped_schemas else ["--alone"]
    return ["--schemas", str(county.folder / "schemas"), *alone]
