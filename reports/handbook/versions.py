"""The page of versions: since when each file has its form, and what in law or in counting changed when."""

from importlib.metadata import version
from typing import Any

from schemas import Schemas


def content(schemas: Schemas) -> dict[str, Any]:
    """Of changes those that touch a measure of the handbook, the newest first."""
    touched = [(b, [(m, schemas.measures[m].title) for m in b.measures if m in schemas.measures]) for b in schemas.legal_breaks]
    return {
        "made_with": version("safecount"),
        "breaks": sorted((pair for pair in touched if pair[1]), key=lambda pair: pair[0].in_force, reverse=True),
        "files": [(c.title, f"v{c.version}", str(c.effective)) for c in schemas.contracts.values()],
    }
