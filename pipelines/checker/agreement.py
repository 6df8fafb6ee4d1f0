"""The agreement as the page carries it: what is agreed of files, as JSON, which a browser reads a hundred times sooner than YAML.

The page reads it with the same code that reads the YAML; only the last step, from text to names and values, is another.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from schemas import files

NOT_AT_A_DESK = ("measures", "mou.yaml", "reference", "grants")
"""What says only how things are counted and shown. A policy comes without what it leaves out of these."""
_DAY, _PAIRS = "$day", "$pairs"


def packed(folders: tuple[Path, ...]) -> dict[str, str]:
    """Path in the page → JSON, for every agreed file that a desk needs; the folders keep their order, later ones extend earlier ones.

    Raises:
        SchemaError: a file holds something that would not come out of the page as it went in.
    """
    found = {}
    for number, folder in enumerate(folders):
        for path in sorted(folder.rglob("*.yaml")):
            place = path.relative_to(folder)
            if place.parts[0] in NOT_AT_A_DESK:
                continue
            raw = files.read(path)
            if place.name == "policy.yaml":
                raw = {name: value for name, value in raw.items() if name != "left_out"}
            text = json.dumps(_told(raw), ensure_ascii=False, separators=(",", ":"))
            if json.loads(text, object_hook=_meant) != raw:
                raise files.SchemaError(f"{path}: holds a value that the checker page cannot carry")
            found[f"{number}/{place.as_posix()}"] = text
    return found


def read(path: Path) -> dict[str, Any]:
    """One packed file, in the page: stands in the place of `schemas.files.read`."""
    return json.loads(path.read_text(encoding="utf-8"), object_hook=_meant)


def _told(value: Any) -> Any:
    """Days, and names that are no texts, have no place in JSON and are wrapped."""
    if isinstance(value, Mapping):
        if all(isinstance(name, str) and not name.startswith("$") for name in value):
            return {name: _told(one) for name, one in value.items()}
        return {_PAIRS: [[_told(name), _told(one)] for name, one in value.items()]}
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


def _meant(told: dict[str, Any]) -> Any:
    if told.keys() == {_DAY}:
        return date.fromisoformat(told[_DAY])
    return dict(told[_PAIRS]) if told.keys() == {_PAIRS} else told
