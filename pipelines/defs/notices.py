"""A note that a failed run leaves: which run, and at which step. What the step said stays where it was."""

import json
from collections.abc import Iterable

from pipelines.defs.office import Office
from pipelines.publication.folder import write_whole


def leave(office: Office, run: str, job: str, steps: Iterable[str], partition: str) -> None:
    notice = {"run": run, "job": job, "steps": ", ".join(sorted(steps)), "partition": partition}
    folder = office.workspace.confidential / "notices"
    folder.mkdir(exist_ok=True, mode=0o700)
    write_whole(folder / f"{run}.json", json.dumps(notice, indent=2).encode(), mode=0o600)
