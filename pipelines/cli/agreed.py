"""What the county agreed, for a command at a desk."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas import Schemas


def agreed(workspace: Path | None) -> "Schemas":
    """The workspace's agreement; at a desk without a workspace, what is shipped."""
    from pipelines.workspace import SETTINGS, Workspace, named
    from schemas import Schemas

    place = named(workspace)
    return Workspace.open(place).schemas() if workspace or (place / SETTINGS).is_file() else Schemas.load()
