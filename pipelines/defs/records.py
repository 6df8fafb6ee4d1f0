"""Where Dagster writes down which run did what: files in the workspace, or a PostgreSQL server where one setting names it."""

import os
import warnings

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
warnings.filterwarnings("ignore", message=".*(currently in beta|currently in preview).*")

import dagster as dg  # noqa: E402  (the environment comes first)

from pipelines.defs.office import Office  # noqa: E402
from pipelines.workspace import DAGSTER  # noqa: E402

VARIABLE = "SAFECOUNT_DAGSTER_POSTGRES"
# The address is named and not written here: a password may be in it.
_ON_A_SERVER = f"""{DAGSTER}storage:
  postgres:
    postgres_url:
      env: {VARIABLE}
"""


class RecordsProblem(Exception):
    """Dagster's records cannot be kept where the setting says; the message never holds the address, in which a password may be."""


def instance(office: Office) -> dg.DagsterInstance:
    """Dagster's records of this workspace, with telemetry off. SQLite files, or the server that SAFECOUNT_DAGSTER_POSTGRES names.

    A `dagster.yaml` that the county wrote itself stays as it is.

    Raises:
        RecordsProblem: the server cannot be reached, or the extra `postgres` is not installed.
    """
    home = office.workspace.dagster_home
    home.mkdir(exist_ok=True, mode=0o700)
    settings, wanted = home / "dagster.yaml", _ON_A_SERVER if os.environ.get(VARIABLE) else DAGSTER
    said = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    if said in ("", DAGSTER, _ON_A_SERVER) and said != wanted:
        settings.write_text(wanted, encoding="utf-8")
    try:
        return dg.DagsterInstance.from_config(str(home))
    except Exception as error:
        if wanted is DAGSTER:
            raise
        why = _why(error)
    raise RecordsProblem(why)


def _why(error: Exception) -> str:
    seen: BaseException | None = error
    while seen:
        if isinstance(seen, ImportError):
            return f"{VARIABLE} asks for PostgreSQL, for which the extra `postgres` must be installed: uv sync --extra postgres"
        seen = seen.__cause__ or seen.__context__
    return f"the PostgreSQL server that {VARIABLE} names does not answer, or does not let us in; write postgresql://NAME:PASSWORD@HOST/DATABASE"
