"""The page of threats: what might be done to learn of a young person or to bend a number, and what holds against it."""

from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).parent / "threats.en.yaml"


def content() -> dict[str, Any]:
    """What the page shows, threats gathered by their kind in the order of the methods."""
    said = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    kinds = [(title, [t for t in said["threats"] if t["kind"] == kind]) for kind, title in said["kinds"].items()]
    return {**said, "kinds": kinds}
