"""A county's workspace: where its files lie, and what its `safecount.toml` says."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from schemas import Schemas
from schemas.files import SHIPPED, SchemaError

FOLDERS = ("schemas", "inbox", "facts", "confidential", "drafts", "published", "receipts")
_PRIVATE = ("inbox", "confidential", "receipts")
SETTINGS = "safecount.toml"
FORMAT = 2
"""Of which make a workspace is. 1: without stewards, a ledger, and a line that says its make."""
_MAKE = "# Of which make this workspace is; `safecount upgrade` brings an older one up.\n"
_STEWARDS = """
# Who may run the line and approve what comes of it; each keeps the other half of the key, under a passphrase.
[stewards]
"""


DAGSTER = """# Dagster's own records lie here, beside the encrypted data. Nothing is sent to anyone.
telemetry:
  enabled: false
nux:
  enabled: false
"""


class WorkspaceError(ValueError):
    """The folder is not a workspace, or its settings are wrong; the message says what would be right."""


@dataclass(frozen=True)
class Workspace:
    """`demo`: made-up data, which one person may publish. `shipped_schemas`: the county's files extend those of safecount.
    `stewards`: who may run the line and approve what comes of it, each name with a public key. `portal`: how it is served, which
    the portal reads for itself. `format`: of which make the workspace is. `embargo`: the day before which nothing is published."""

    folder: Path
    demo: bool
    shipped_schemas: bool
    stewards: Mapping[str, str] = field(default_factory=dict)
    portal: Mapping[str, Any] = field(default_factory=dict)
    format: int = 1
    embargo: date | None = None

    @staticmethod
    def create(folder: Path, *, demo: bool = False, shipped_schemas: bool = True) -> "Workspace":
        """A new workspace in an empty or new folder.

        Raises:
            WorkspaceError: the folder already holds something.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WorkspaceError(f"{folder} already holds something; name a new or an empty folder")
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, mode=0o700 if name in _PRIVATE else 0o755)
        agencies = SHIPPED / "agencies.yaml"
        (folder / "schemas" / "agencies.yaml").write_text(agencies.read_text(encoding="utf-8"), encoding="utf-8")
        (folder / ".gitignore").write_text("# Keys and confidential data lie here.\n*\n", encoding="utf-8")
        (folder / SETTINGS).write_text(_settings(demo, shipped_schemas), encoding="utf-8")
        made = Workspace(folder, demo, shipped_schemas, format=FORMAT)
        made.dagster_home.mkdir(mode=0o700)
        (made.dagster_home / "dagster.yaml").write_text(DAGSTER, encoding="utf-8")
        return made

    @staticmethod
    def open(folder: Path) -> "Workspace":
        """An existing workspace.

        Raises:
            WorkspaceError: there is none, or its settings cannot be read.
        """
        settings = folder / SETTINGS
        if not settings.is_file():
            raise WorkspaceError(f"{folder} is not a workspace (no {SETTINGS}); make one with: safecount init {folder}")
        try:
            said = tomllib.loads(settings.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WorkspaceError(f"{settings} is not readable TOML") from error
        known = {"demo": False, "shipped_schemas": True}
        stewards, portal = said.pop("stewards", {}), said.pop("portal", {})
        made, embargo = said.pop("format", 1), said.pop("embargo", None)
        strange = sorted(set(said) - set(known))
        if strange:
            raise WorkspaceError(
                f"{settings}: does not know {strange[0]!r}; it knows {', '.join(known)}, format, embargo, portal and stewards"
            )
        if not isinstance(portal, dict):
            raise WorkspaceError(f"{settings}: portal is a part of its own, [portal]")
        values = {**known, **said}
        if not all(isinstance(v, bool) for v in values.values()):
            raise WorkspaceError(f"{settings}: {' and '.join(known)} are true or false")
        _check(settings, stewards)
        _check_make(settings, made, embargo)
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True, mode=0o700 if name in _PRIVATE else 0o755)
        return Workspace(folder, **values, stewards=stewards, portal=portal, format=made, embargo=embargo)

    def add_steward(self, name: str, public_key: str) -> "Workspace":
        """Write somebody onto the list in `safecount.toml`, and read it again.

        Raises:
            WorkspaceError: the name or the key is on it already, or is no name or key.
        """
        settings = self.folder / SETTINGS
        _check(settings, {name: public_key})
        if name in self.stewards:
            raise WorkspaceError(f"{settings}: there is a steward {name} already; give another name, or take the old line out")
        if public_key in self.stewards.values():
            raise WorkspaceError(f"{settings}: this key is on the list already; each steward has a key of their own")
        text = settings.read_text(encoding="utf-8").rstrip("\n") + "\n"
        said = tomllib.loads(text)
        text += f'{"" if "stewards" in said else _STEWARDS}{name} = "{public_key}"\n'
        self._rewrite(text, {**said, "stewards": {**said.get("stewards", {}), name: public_key}})
        return Workspace.open(self.folder)

    def remove_steward(self, name: str) -> "Workspace":
        """Take somebody off the list in `safecount.toml`, and read it again.

        Raises:
            WorkspaceError: there is nobody of that name, or their line is not written as `steward add` writes it.
        """
        settings = self.folder / SETTINGS
        if name not in self.stewards:
            raise WorkspaceError(f"{settings}: there is no steward {name}")
        text = settings.read_text(encoding="utf-8")
        said = tomllib.loads(text)
        less = {key: value for key, value in said["stewards"].items() if key != name}
        line = re.compile(rf'^{name}\s*=\s*"{self.stewards[name]}"[^\n]*\n?', re.MULTILINE)
        self._rewrite(line.sub("", text, count=1), {**said, "stewards": less})
        return Workspace.open(self.folder)

    def made_current(self) -> "Workspace":
        """Write into `safecount.toml` that the workspace is of today's make, and read it again."""
        settings = self.folder / SETTINGS
        text = settings.read_text(encoding="utf-8")
        said = tomllib.loads(text)
        rest = re.sub(r"^format\s*=[^\n]*\n", "", text, count=1, flags=re.MULTILINE)
        self._rewrite(f"{_MAKE}format = {FORMAT}\n{rest.removeprefix(_MAKE)}", {**said, "format": FORMAT})
        return Workspace.open(self.folder)

    def _rewrite(self, text: str, wanted: Mapping[str, object]) -> None:
        settings = self.folder / SETTINGS
        _checked_toml(settings, text, wanted)
        aside = settings.with_name(f".{SETTINGS}.new")
        aside.write_text(text, encoding="utf-8")
        aside.replace(settings)

    def schemas(self, *, for_a_desk: bool = False) -> Schemas:
        """What this county agreed: the shipped files, extended and replaced by those in its own `schemas/`."""
        own = self.folder / "schemas"
        if not (own / "agencies.yaml").is_file():
            raise SchemaError(f"{own / 'agencies.yaml'}: is missing; it says which agencies of the county send what")
        if self.shipped_schemas:
            return Schemas.load(SHIPPED, own, for_a_desk=for_a_desk)
        if not (own / "policy.yaml").is_file():
            raise SchemaError(f"{own / 'policy.yaml'}: is missing; without the shipped schemas a county brings its own")
        return Schemas.load(own, for_a_desk=for_a_desk)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def confidential(self) -> Path:
        return self.folder / "confidential"

    @property
    def external(self) -> Path:
        """What others published of the county's figures; the file need not be there."""
        return self.folder / "facts" / "external.csv"

    @property
    def ledger(self) -> Path:
        """The book of what was done, one signed line after another."""
        return self.folder / "ledger.jsonl"

    @property
    def drafts(self) -> Path:
        return self.folder / "drafts"

    @property
    def published(self) -> Path:
        return self.folder / "published"

    @property
    def receipts(self) -> Path:
        return self.folder / "receipts"

    @property
    def dagster_home(self) -> Path:
        return self.confidential / "dagster"


def named(folder: Path | None) -> Path:
    """The workspace folder that is meant: the one given, else $SAFECOUNT_WORKSPACE, else ./workspace."""
    return folder or Path(os.environ.get("SAFECOUNT_WORKSPACE") or "workspace")


def around(path: Path) -> Path | None:
    """The workspace folder that a file or folder lies in, if it lies in one."""
    return next((folder for folder in path.resolve().parents if (folder / SETTINGS).is_file()), None)


def county(folder: Path | None) -> Workspace | None:
    """The workspace that is meant, where there is one; none at a desk that has no workspace and names none.

    Raises:
        WorkspaceError: a folder is given and is no workspace.
    """
    place = named(folder)
    return Workspace.open(place) if folder or (place / SETTINGS).is_file() else None


def _check_make(settings: Path, made: object, embargo: object) -> None:
    """Raises WorkspaceError where the workspace was made by a later safecount, or the embargo is no day."""
    if type(made) is not int or made < 1:
        raise WorkspaceError(f"{settings}: format is a whole number, which `safecount upgrade` writes")
    if made > FORMAT:
        raise WorkspaceError(
            f"{settings}: the workspace was made by a later safecount (format {made}, this one knows {FORMAT}); use that one"
        )
    if embargo is not None and type(embargo) is not date:
        raise WorkspaceError(f"{settings}: embargo is the first day on which something may be published, like embargo = 2026-12-01")


def _check(settings: Path, stewards: object) -> None:
    """Raises WorkspaceError unless these are names with public keys, no key twice."""
    if not isinstance(stewards, dict) or not all(re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", str(name)) for name in stewards):
        raise WorkspaceError(f"{settings}: stewards have names of small letters, digits, hyphens and underscores")
    if not all(isinstance(key, str) and re.fullmatch("[0-9a-f]{64}", key) for key in stewards.values()):
        raise WorkspaceError(f"{settings}: each steward has a public key of 64 hex digits; `safecount steward add` writes it")
    if len(set(stewards.values())) < len(stewards):
        raise WorkspaceError(f"{settings}: two stewards have the same key; each has one of their own")


def _checked_toml(settings: Path, text: str, wanted: Mapping[str, object]) -> None:
    """The list of stewards must come last in the file, so that a line can be added to it and means what it should."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        said = {}
    if said != wanted:
        raise WorkspaceError(f"{settings}: [stewards] must be the last part of the file")


def _settings(demo: bool, shipped_schemas: bool) -> str:
    return (
        f"{_MAKE}format = {FORMAT}\n"
        "# A made-up county may be published by one person; a real one needs two approvals.\n"
        f"demo = {str(demo).lower()}\n"
        "# Whether the contracts, codelists, tables and measures that come with safecount count beside those in schemas/.\n"
        f"shipped_schemas = {str(shipped_schemas).lower()}\n"
    )
