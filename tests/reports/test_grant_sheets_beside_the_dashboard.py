"""Where a funder's sheet and the dashboard state the same number, both say the same: every shipped form is walked beside the page."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reports import dashboard
from reports.grants import build
from schemas import Schemas
from schemas.files import SHIPPED
from tests.reports.reading import Reading
from tests.reports.sample import SHOWN, Sample

FORMS = ("voca_pmt", "ovc_trafficking", "otip_dvht", "ojjdp_title_ii", "cal_oes_progress", "cdss_csec")
ASKED = ("new_and_continuing", "served_in_federal_year", "people_trained", "referral_totals", "referral_end_totals", "screening_coverage")
PERIODS = {"voca_pmt": ("2025-Q2", "FFY2025"), "ojjdp_title_ii": ("2025-Q4", "FFY2025"), "cdss_csec": ("SFY2025", "2024")}


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    schemas = Schemas.load()
    few = replace(schemas, measures={n: schemas.measures[n] for n in (*SHOWN, *ASKED)})
    folder = Sample(schemas=few, size=120).write(tmp_path_factory.mktemp("publication") / "2025-Q4-v1")
    dashboard.build(folder)
    return folder


@pytest.fixture(scope="module")
def on_the_page(publication: Path) -> dict[int, str]:
    """What the dashboard says, by the line of cells.csv that it stands for."""
    page = Reading((publication / "dashboard.html").read_text(encoding="utf-8"))
    return {line: said for table in page.tables for row in table.rows for line, said in row.cells if line is not None}


def test_a_sheet_says_what_the_dashboard_says(publication: Path, on_the_page: dict[int, str], tmp_path: Path) -> None:
    alike = marks = 0
    for form in FORMS:
        for period in PERIODS.get(form, ("2025-Q1", "2025")):
            build(publication, (SHIPPED,), form, period, tmp_path / form / period)
            trace = json.loads((tmp_path / form / period / "trace.json").read_text(encoding="utf-8"))
            for row in trace["rows"]:
                for cell in (c for c in row["cells"] if len(c["lines"]) == 1 and not c["less"]):
                    said = on_the_page[cell["lines"][0]]
                    if cell["said"].isdigit() and cell["shown"]:
                        assert said == cell["said"], (form, period, row["number"])
                        alike += 1
                    elif cell["said"].startswith("["):
                        assert said[:3] == cell["said"][:3], (form, period, row["number"])
                        marks += 1
    assert alike > 20 and marks > 3
