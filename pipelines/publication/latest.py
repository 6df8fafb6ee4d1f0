"""The pointer to the newest publication: two small files beside the publications, so that a link to the newest never changes."""

from pathlib import Path

from pipelines.publication.folder import write_whole
from pipelines.publication.manifest import rendered

NAME, PAGE = "latest.json", "latest.html"
# The name goes into the page as it is: a publication is called like 2026-Q3-v1, and nothing else is pointed at.
_HTML = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={name}/dashboard.html">
<title>The newest publication</title>
</head>
<body>
<p>The newest publication is <a href="{name}/dashboard.html">{name}</a>.</p>
</body>
</html>
"""


def point(published: Path, name: str | None) -> None:
    """Point at a publication, or at none. Each of the two files is there whole, old or new, at any moment."""
    if name is None:
        (published / PAGE).unlink(missing_ok=True)
        (published / NAME).unlink(missing_ok=True)
        return
    files = {"dashboard": "dashboard.html", "cells": "cells.csv", "package": "datapackage.json", "manifest": "manifest.json"}
    write_whole(published / PAGE, _HTML.format(name=name).encode())
    write_whole(published / NAME, rendered({"publication": name, **{what: f"{name}/{file}" for what, file in files.items()}}))
