"""What others published, from the workspace's file to the draft: read strictly, said to the steward, and told to the attacker."""

import shutil
from pathlib import Path

import pytest

from tests.line.command import here

HEADER = "published_by,published_on,measure,period,gender,statistic,value,low,high\n"
TRUTH = "extracts/truth/truth.csv"


@pytest.fixture(scope="module")
def county(demo, tmp_path_factory) -> Path:
    """The demo county again, with its last quarter to be published anew."""
    folder = tmp_path_factory.mktemp("external") / "county"
    shutil.copytree(demo.workspace, folder, symlinks=True)
    return folder


def told(county: Path, *lines: str) -> None:
    (county / "facts").mkdir(exist_ok=True)
    (county / "facts" / "external.csv").write_text(HEADER + "".join(f"State report,2025-03-31,{line}\n" for line in lines), "utf-8")


def test_the_doctor_reads_the_file(county: Path) -> None:
    told(county, "referral_funnel,2024,,denominator,,200,299")
    assert "1 figures that others published" in here("doctor", "--workspace", county).stdout
    told(county, "referral_funnel,2024,nobody,denominator,765,,")
    found = here("doctor", "--workspace", county)
    assert found.returncode == 1
    assert "facts/external.csv, line 2: gender is none of _T, girl, boy" in found.stdout
    assert "765" not in found.stdout


def test_a_line_that_cannot_be_used_stops_a_run_before_it_begins(county: Path) -> None:
    told(county, "referral_funnel,2024,,denominator,,299,200")
    found = here("run", "2025-Q4", "--workspace", county)
    assert found.returncode == 1
    assert "facts/external.csv, line 2: low is above high" in found.stderr


def test_a_contradiction_stops_the_run_by_its_line(county: Path) -> None:
    told(county, "referral_funnel,2024,,denominator,765,,")
    found = here("run", "2025-Q4", "--workspace", county)
    assert found.returncode == 1
    assert "facts/external.csv, line 2: says otherwise than the county's own counts" in found.stderr
    assert "765" not in found.stderr


def test_a_small_figure_is_said_to_be_public_already(county: Path) -> None:
    rows = [line.split(",") for line in (county / TRUTH).read_text("utf-8").splitlines()]
    at = {name: i for i, name in enumerate(rows[0])}
    asked = [r for r in rows[1:] if (r[0], r[1], r[at["gender"]], r[at["statistic"]]) == ("crossover", "2024", "unknown", "denominator")]
    value = asked[0][at["value"]]
    assert 0 < int(value) < 11
    told(county, f"crossover,2024,unknown,denominator,{value},,")
    found = here("run", "2025-Q4", "--workspace", county)
    assert found.returncode == 0, found.stderr
    assert "facts/external.csv, line 2 (State report, 2025-03-31: crossover 2024): already public" in found.stdout
