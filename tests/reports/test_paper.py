"""The PDF is tagged for screen readers, says what its page says word for word, and a number planted in it is found."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from reports import pdf
from reports.dashboard.publication import read
from reports.pdf import CannotPrint
from schemas import Schemas
from tests.reports.sample import Sample
from tests.reports.two_publications import OWN, found

weasyprint = pytest.importorskip("weasyprint", reason="the extra `pdf` is not installed", exc_type=(ImportError, OSError))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = small().write(tmp_path_factory.mktemp("paper") / "2025-Q2-v1")
    pdf.build(made, read(made))
    return made


def small(**how: bool) -> Sample:
    """One measure and few quarters: printing takes its time."""
    agreed = Schemas.load()
    return Sample(
        first="2023-Q3",
        last="2025-Q2",
        size=16,
        schemas=replace(agreed, measures={"referral_funnel": agreed.measures["referral_funnel"]}),
        **how,
    )


def test_the_paper_is_tagged_and_says_that_it_follows_the_rules_for_screen_readers(folder):
    raw = (folder / "report.pdf").read_bytes()
    opened = (
        weasyprint.HTML(filename=str(folder / "report.html"))
        .render(pdf_variant="pdf/ua-1")
        .write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
    )
    assert raw.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in opened and b"/Marked true" in opened
    assert re.search(rb"pdfuaid[^<]{0,80}part[^0-9]{0,4}1", opened)
    for tag in (b"/H1", b"/H2", b"/Table", b"/TH", b"/TD", b"/Caption"):
        assert tag in opened, tag


def test_the_same_publication_gives_the_same_paper(folder):
    once = (folder / "report.pdf").read_bytes()
    pdf.build(folder, read(folder))
    assert (folder / "report.pdf").read_bytes() == once


def test_the_attacker_has_nothing_to_say_of_the_paper_as_it_is_made(folder):
    assert found(folder) == set()


@pytest.mark.parametrize(
    "before, after",
    [
        ("[c] withheld", "7331"),
        ("</body>", '<p style="color: white; font-size: 1px">north: 7331</p></body>'),
        ("What the marks mean", "What the 7 marks mean"),
    ],
    ids=["in place of a mark", "in white on white", "in a heading"],
)
def test_a_number_that_only_the_paper_says_is_found(before, after, folder, tmp_path):
    planted = (folder / "report.html").read_text("utf-8").replace(before, after, 1)
    assert after in planted
    for name in (*OWN, "report.html"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "report.pdf").write_bytes(weasyprint.HTML(string=planted).write_pdf(pdf_variant="pdf/ua-1"))
    assert "a paper that does not say what its page says" in found(tmp_path)


def test_a_number_that_page_and_paper_both_say_is_found_on_the_page(folder, tmp_path):
    planted = (folder / "report.html").read_text("utf-8").replace("[c] withheld", "7331", 1)
    for name in OWN:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "report.html").write_text(planted, "utf-8")
    (tmp_path / "report.pdf").write_bytes(weasyprint.HTML(string=planted).write_pdf(pdf_variant="pdf/ua-1"))
    assert "a number that its line in cells.csv does not have" in found(tmp_path)


def test_a_label_cannot_make_the_paper_fetch_anything(tmp_path, monkeypatch):
    folder = small(hostile=True).write(tmp_path / "publication")
    asked = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *said, **_: asked.append(said))
    pdf.build(folder, read(folder))
    assert asked == []


def test_without_the_library_it_is_said_what_is_missing(folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(CannotPrint, match="needs WeasyPrint"):
        pdf.build(folder, read(folder))
