"""The published numbers for programs: the same lines in a second form, and what every column and mark means."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.dashboard.publication import Publication
from reports.data import package, rows, web
from reports.data.columns import columns

__all__ = ["PACKAGE", "ROWS", "WEB", "build"]

ROWS, PACKAGE, WEB = "cells.parquet", "datapackage.json", "cells.csv-metadata.json"


def build(folder: Path, publication: Publication) -> None:
    """Write the three files into a publication's folder. The same publication always gives the same bytes."""
    described = columns(publication, rows.heading(folder / "cells.csv"))
    rows.write(folder / "cells.csv", folder / ROWS)
    _write(folder / PACKAGE, package.package(publication, described))
    _write(folder / WEB, web.metadata(publication, described))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
