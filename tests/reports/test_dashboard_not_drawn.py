"""Measures of a kind that the page cannot draw yet are left to cells.csv, and the page says how many they are."""

import json
from pathlib import Path

from reports import dashboard
from tests.reports.sample import Sample


def _as(kind: str, folder: Path) -> str:
    agreed = json.loads((folder / "measures.json").read_text("utf-8"))
    agreed["measures"]["recidivism"]["kind"] = kind
    (folder / "measures.json").write_text(json.dumps(agreed), "utf-8")
    return dashboard.build(folder)


def test_the_page_says_how_many_measures_it_leaves_out(tmp_path: Path) -> None:
    folder = Sample(size=20).write(tmp_path)
    whole = _as("share", folder)
    assert "not drawn here" not in whole
    html = _as("horizons", folder)
    assert "1 measure is in <code>cells.csv</code> beside this page, and not drawn here yet." in html
    assert html.count('<section class="measure"') == whole.count('<section class="measure"') - 1
