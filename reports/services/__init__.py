"""The directory of services as pages: who helps with what, for whom, and when each entry was last checked."""

import csv
from pathlib import Path

from reports import sheet
from reports.dashboard.publication import Publication
from reports.services.entries import by_kind, entries
from schemas import Schemas

__all__ = ["FOLDER", "TABLE", "build"]

HERE = Path(__file__).parent
TABLE, FOLDER = "services.csv", "services"


def build(folder: Path, publication: Publication, schemas: Schemas) -> None:
    """Write services/index.html, where the publication has a directory."""
    if not (folder / TABLE).is_file():
        return
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        found = entries(list(csv.DictReader(file)), schemas, publication.quarter)
    sheet.write(folder / FOLDER / "index.html", HERE, "page.html.jinja", publication, depth=1, kinds=by_kind(found))
