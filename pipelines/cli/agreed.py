"""What the county agreed, for a command at a desk."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas import Schemas


def agreed(workspace: Path | None) -> "Schemas":
    """The workspace's agreement; at a desk without a workspace, what is shipped. Without measures, which no desk needs."""
    from pipelines.workspace import county
    from schemas import Schemas

    there = county(workspace)
    return there.schemas(for_a_desk=True) if there else Schemas.load(for_a_desk=True)
