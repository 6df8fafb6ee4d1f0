"""What was brought in from others is what they published, and comes with its licence."""

import hashlib
from pathlib import Path

import plotly.offline
import pytest

from reports.dashboard.page import LIBRARY, PLOTLY_VERSION

AXE = Path(__file__).parents[1] / "browser" / "vendor"


@pytest.mark.parametrize("folder", [LIBRARY.parent, AXE], ids=["plotly", "axe"])
def test_every_vendored_file_has_the_sum_that_was_noted(folder):
    noted = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert noted
    for digest, name in noted:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_chart_library_in_the_page_is_the_version_that_draws_the_charts():
    assert plotly.offline.get_plotlyjs_version() == PLOTLY_VERSION
    assert f"v{PLOTLY_VERSION}" in LIBRARY.read_text(encoding="utf-8")[:200]


def test_the_library_cannot_end_the_element_it_stands_in():
    library = LIBRARY.read_text(encoding="utf-8").lower()
    assert "</script" not in library and "<!--" not in library


def test_the_licences_lie_beside_what_they_allow():
    assert "MIT License" in (LIBRARY.parent / "LICENSE.plotly.txt").read_text()
    assert "Mozilla Public License" in (AXE / "LICENSE.axe-core.txt").read_text()
