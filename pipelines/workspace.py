"""A county's workspace: where its files lie, and what its `safecount.toml` says."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from schemas import Schemas
from schemas.files import SHIPPED, SchemaError

FOLDERS = ("schemas", "inbox", "facts", "confidential", "drafts", "published", "receipts")
_PRIVATE = ("inbox", "confidential", "receipts")
SETTINGS = "safecount.toml"


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
    """`demo`: made-up data, which one person may publish. `shipped_schemas`: the county's files extend those of safecount."""

    folder: Path
    demo: bool
    shipped_schemas: bool

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
        made = Workspace(folder, demo, shipped_schemas)
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
        strange = sorted(set(said) - set(known))
        if strange:
            raise WorkspaceError(f"{settings}: does not know {strange[0]!r}; it knows {', '.join(known)}")
        values = {**known, **said}
        if not all(isinstance(v, bool) for v in values.values()):
            raise WorkspaceError(f"{settings}: {' and '.join(known)} are true or false")
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True, mode=0o700 if name in _PRIVATE else 0o755)
        return Workspace(folder, **values)

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


def _settings(demo: bool, shipped_schemas: bool) -> str:
    return (
        "# A made-up county may be published by one person; a real one needs two approvals.\n"
        f"demo = {str(demo).lower()}\n"
        "# Whether the contracts, codelists, tables and measures that come with safecount count beside those in schemas/.\n"
        f"shipped_schemas = {str(shipped_schemas).lower()}\n"
    )
