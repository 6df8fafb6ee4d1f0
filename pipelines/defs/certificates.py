"""The proof that nothing withheld in a publication can be told, kept on the confidential side when it goes out.

It holds nothing that the published files do not tell somebody who attacks them, so it is not encrypted: whoever is to check it
needs no key.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.defs.office import Office
from pipelines.publication.folder import write_whole

SHELF = "certificates"


def place(office: Office, publication: str) -> Path:
    return office.workspace.confidential / SHELF / f"{publication}.json"


def keep(office: Office, publication: str, certificate: Mapping[str, Any] | None) -> None:
    """Write it where only its owner may read it, whole or not at all. An older one of the name goes."""
    forget(office, publication)
    if certificate is not None:
        path = place(office, publication)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        write_whole(path, _rendered(certificate).encode(), 0o600)


def forget(office: Office, publication: str) -> None:
    place(office, publication).unlink(missing_ok=True)


def read_back(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """As whoever opens the file finds it."""
    return json.loads(_rendered(certificate))


def _rendered(certificate: Mapping[str, Any]) -> str:
    return json.dumps(certificate, ensure_ascii=False, separators=(",", ":"))
