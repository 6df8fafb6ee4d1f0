"""Extracts that have got another name: a county's own list of agencies is brought up line by line, and all else in it stays."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

RENAMED = {"action_items": "safety_net_actions"}
"""The name that an extract had in an earlier safecount, and the one it has now."""


class CannotRename(ValueError):
    """The list is written so that a line cannot be changed by itself; the message says which to change by hand."""


def old_names(workspace: Path) -> dict[str, str]:
    """Which extracts of the county's agencies.yaml have another name now; not those for which it has a contract of its own."""
    path = _agencies(workspace)
    try:
        raw = yaml.safe_load(_text(path)) if path.is_file() else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}  # whoever reads it next says what is wrong
    own = {p.stem for p in (workspace / "schemas" / "contracts").glob("*.yaml")}
    there = {str(extract) for programme in _programmes(raw) for extract in programme["extracts"]} - own
    return {old: new for old, new in RENAMED.items() if old in there}


def rename(workspace: Path) -> None:
    """Write the new names. Raises CannotRename, and then nothing is changed."""
    path, names = _agencies(workspace), old_names(workspace)
    text = _text(path)
    wanted = yaml.safe_load(text)
    both = any(old in p["extracts"] and new in p["extracts"] for p in _programmes(wanted) for old, new in names.items())
    for programme in _programmes(wanted):
        programme["extracts"] = {names.get(extract, extract): said for extract, said in programme["extracts"].items()}
    for old, new in names.items():
        text = re.sub(rf"^(\s+){old}(\s*:)", rf"\g<1>{new}\g<2>", text, flags=re.MULTILINE)
    if both or yaml.safe_load(text) != wanted:
        which = ", ".join(f"{old} to {new}" for old, new in names.items())
        raise CannotRename(f"schemas/agencies.yaml is written so that it must be changed by hand: {which}")
    aside = path.with_name(".agencies.yaml.new")
    aside.write_bytes(text.encode())
    shutil.copymode(path, aside)
    aside.replace(path)


def _text(path: Path) -> str:
    """With its line ends as they are."""
    return path.read_bytes().decode()


def _agencies(workspace: Path) -> Path:
    return workspace / "schemas" / "agencies.yaml"


def _programmes(raw: Any) -> Iterator[dict[str, Any]]:
    """Those that list their extracts by name; whoever reads the others next says what is wrong with them."""
    agencies = raw.get("agencies") if isinstance(raw, dict) else None
    for agency in agencies.values() if isinstance(agencies, dict) else ():
        programmes = agency.get("programmes") if isinstance(agency, dict) else None
        for programme in programmes.values() if isinstance(programmes, dict) else ():
            if isinstance(programme, dict) and isinstance(programme.get("extracts"), dict):
                yield programme
