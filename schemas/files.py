"""Finding and reading the agreed YAML files, and saying plainly where one of them is wrong."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from schemas import strange

SHIPPED = Path(__file__).parent
State = tuple[tuple[str, int, int], ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SchemaError(ValueError):
    """An agreed file does not hold together; the message names the file and what would be right."""


@contextmanager
def blamed_on(path: Path) -> Generator[None]:
    """Turn what goes wrong while a file is read into one sentence that names the file."""
    try:
        yield
    except SchemaError as error:
        raise error if str(error).startswith(str(path)) else SchemaError(f"{path}: {error}") from error
    except KeyError as error:
        raise SchemaError(f"{path}: {error.args[0]!r} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise SchemaError(f"{path}: {error}") from error


def read(path: Path) -> dict[str, Any]:
    """One YAML file as a mapping.

    Raises:
        SchemaError: the file is not YAML, or not a mapping of names to values.
    """
    try:
        text = path.read_text(encoding="utf-8")
        wrong = "" if path.is_relative_to(SHIPPED) else strange.trouble(text, _Loader)
        if wrong:
            raise SchemaError(f"{path}: {wrong}")
        raw = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise SchemaError(f"{path}{where}: is not readable YAML ({type(error).__name__})") from error
    if not isinstance(raw, dict):
        raise SchemaError(f"{path}: must hold names and values, one 'name: value' to a line")
    return raw


def state(folders: tuple[Path, ...]) -> State:
    """Every YAML file in them with its size and the time it was last written: while this is the same, so is what they say."""
    found = ((path, path.stat()) for folder in folders for path in sorted(folder.rglob("*.yaml")))
    return tuple((str(path), about.st_size, about.st_mtime_ns) for path, about in found)


def shelf(folders: tuple[Path, ...], name: str) -> dict[str, Path]:
    """All YAML files of one shelf (`contracts`, `measures` …) by stem; a later folder replaces an earlier one's."""
    return {p.stem: p for folder in folders for p in sorted((folder / name).glob("*.yaml"))}


def nearest(folders: tuple[Path, ...], name: str) -> Path:
    """The one file of this name that counts: that of the last folder which has it."""
    found = [folder / name for folder in folders if (folder / name).is_file()]
    if not found:
        raise SchemaError(f"{name}: no such file in {', '.join(map(str, folders))}")
    return found[-1]


def only(raw: Mapping[str, Any], *allowed: str) -> None:
    """Refuse a key nobody knows, so that a misspelt one is never silently ignored."""
    unknown = sorted(set(raw) - set(allowed))
    if unknown:
        raise SchemaError(f"does not know {unknown[0]!r}; it knows {', '.join(sorted(allowed))}")
