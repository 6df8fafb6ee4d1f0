"""Everything that lies beside the dashboard in a publication's folder, written in one go from its own files."""

from pathlib import Path

from reports import agencies, changes, data, services, workbook
from reports.dashboard.publication import PublicationError, read
from schemas import Schemas

__all__ = ["PublicationError", "build"]


def build(folder: Path, schemas: Schemas, before: Path | None = None, *, paper: bool = False) -> None:
    """Write the files for programs, the workbook, the list of changes, the agencies' pages and the directory.

    `schemas`: the county's agreement; `before`: the folder of the last publication, if there was one; `paper`: whether a PDF is wanted too.

    Raises:
        PublicationError: a file of either folder is missing or is not of the agreed form.
        CannotPrint: a PDF is wanted, and this machine cannot make one.
    """
    publication = read(folder)
    data.build(folder, publication)
    workbook.build(folder, publication)
    changes.build(folder, publication, read(before) if before else None)
    agencies.build(folder, publication, schemas)
    services.build(folder, publication, schemas)
    if paper:
        from reports import pdf  # here: hardly anybody asks for it

        pdf.build(folder, publication)
