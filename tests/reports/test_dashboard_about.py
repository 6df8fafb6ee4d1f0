"""What stands around the numbers: contact, what comes next, corrections, use; in plain words, and nothing of it is taken for a number."""

import json
import re
from pathlib import Path

import openpyxl
import pytest
import textstat

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import dashboard, pdf, workbook
from reports.dashboard.about import Around
from reports.dashboard.publication import read as published
from schemas import Schemas
from tests.reports.prose import prose
from tests.reports.reading import Reading
from tests.reports.sample import Sample

AROUND = Around("the data steward of Example County, data@county.example", "2025-07-30")


def _about(html: str) -> dict[str, str]:
    part = re.search(r'<section class="theme" id="about".*?</section>', html, re.DOTALL)
    assert part
    entries = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", part[0], re.DOTALL)
    return {term: " ".join(Reading(f"<p>{says}</p>").text.split()) for term, says in entries}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path_factory.mktemp("about"))
    said = json.loads((folder / "publication.json").read_text("utf-8"))
    (folder / "publication.json").write_text(json.dumps({**said, "licence": "CC-BY-4.0"}), "utf-8")
    (folder / "handbook").mkdir()
    (folder / "handbook" / "index.html").write_text("<p>The handbook.</p>", encoding="utf-8")
    dashboard.build(folder, around=AROUND)
    return folder


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "dashboard.html").read_text(encoding="utf-8")


def test_it_says_what_comes_next_whom_to_ask_and_how_to_use_it(html: str) -> None:
    said = _about(html)
    assert said["What comes next"].startswith("The next publication covers July to September 2025. Its files are due by 2025-07-30.")
    assert said["Whom to ask"].startswith("Ask the data steward of Example County, data@county.example.")
    assert said["How to cite it"].startswith("“Example County task force dashboard, publication 2025-Q2-v1.”")
    assert "under the licence CC-BY-4.0" in said["How you may use it"]
    assert said["When a number was wrong"].startswith("What was published stays as it is.")
    assert "level AA of the Web Content Accessibility Guidelines" in said["For everyone"]
    assert "The next one covers July to September 2025." in Reading(html).text


def test_it_leads_only_to_what_lies_beside_the_page(html: str) -> None:
    links = [t.attributes["href"] for t in Reading(html).of("a")]
    assert "handbook/index.html" in links and "handbook/disclosure-control.html" in links and "changes.html" not in links


def test_the_workbook_and_the_paper_say_the_same_in_short(folder: Path, tmp_path: Path) -> None:
    said, publication = _about((folder / "dashboard.html").read_text("utf-8")), published(folder)
    short = [said[term] for term in ("What comes next", "Whom to ask")]
    workbook.build(tmp_path, publication, AROUND)
    cover = [row[0].value for row in openpyxl.load_workbook(tmp_path / "tables.xlsx")["Cover"].iter_rows()]
    paper = Reading(pdf.page(publication, AROUND)).text
    assert all(line in cover and line in paper for line in short)


def test_it_names_the_publication_before(folder: Path, tmp_path: Path) -> None:
    before = Sample(first="2025-Q1", last="2025-Q1").write(tmp_path / "2025-Q1-v1")
    html = dashboard.build(folder, into=tmp_path, before=before)
    assert _about(html)["What came before"].startswith("The last publication was 2025-Q1-v1.")


def test_what_nobody_agreed_is_left_away(tmp_path: Path) -> None:
    html = dashboard.build(Sample(first="2025-Q1", last="2025-Q2").write(tmp_path))
    assert {"What came before", "What comes next", "Whom to ask", "How you may use it"}.isdisjoint(_about(html))
    assert "The next one covers" not in html and "What it tells" in _about(html)


def test_the_attacker_takes_none_of_it_for_a_number(folder: Path) -> None:
    assert list(in_files(folder, read.folder(folder))) == []


def test_a_number_that_somebody_wrote_into_the_contact_does_not_leave(folder: Path, tmp_path: Path) -> None:
    for own in ("cells.csv", "measures.json", "publication.json"):
        (tmp_path / own).write_bytes((folder / own).read_bytes())
    dashboard.build(tmp_path, around=Around("the office; recidivism in 2025: 7331"))
    found = [dict(leak.key) for leak in in_files(tmp_path, read.folder(tmp_path))]
    assert found and all("7331" in leak["found"] for leak in found)


def test_it_is_plain(html: str) -> None:
    said = "".join(f"<p>{says}</p>" for says in _about(html).values())
    assert textstat.flesch_kincaid_grade(prose(said)) <= 9


def test_the_due_day_is_the_last_one_of_the_next_quarter() -> None:
    assert Around.of(Schemas.load(), "2026-Q1").due == "2026-07-30"
    assert Around.of(Schemas.load(), "2040-Q1").due == ""


def test_where_a_large_number_is_withheld_the_first_screen_says_that_this_is_not_zero(tmp_path: Path) -> None:
    html = dashboard.build(Sample(withhold_all=True, first="2023-Q1", last="2024-Q4").write(tmp_path))
    assert "That never means zero." in Reading(html).text
