"""What the page says: headlines, who reported, marks; and what it does when a label means harm."""

import base64
import csv
import hashlib
import json
import re

import pytest

from reports import dashboard
from reports.dashboard.page import BESIDE
from reports.dashboard.publication import read
from reports.dashboard.reporting import reporting
from tests.reports import sample
from tests.reports.reading import Reading
from tests.reports.sample import HOSTILE, Sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = Sample().write(tmp_path_factory.mktemp("publication"))
    dashboard.build(folder)
    return folder


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "dashboard.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    return Reading(html)


def _leads(html):
    return re.findall(r'<p class="lead">(.*?)</p>', html)


def _reported(folder, changes):
    """The publication with the status of some files changed: (agency, quarter) → status."""
    said = json.loads((folder / "publication.json").read_text())
    for row in said["reported"]:
        row["status"] = changes.get((row["agency"], row["quarter"]), "accepted")
    (folder / "publication.json").write_text(json.dumps(said))
    return reporting(read(folder))


def test_the_page_has_a_language_a_title_one_main_heading_and_landmarks(page):
    assert page.of("html")[0].attributes["lang"] == "en"
    assert len(page.of("h1")) == len(page.of("main")) == len(page.of("header")) == len(page.of("footer")) == 1
    assert "Example County task force dashboard" in page.text
    assert "October to December 2025 (2025-Q4)" in page.text


def test_there_is_one_headline_tile_for_each_measure(page):
    assert len(page.of("li", class_="tile")) == len(Sample().schemas.measures)


def test_the_headline_of_a_share_gives_number_percent_and_base_of_the_latest_year(folder, html):
    rows = {
        (r["horizon"], r["period"], r["statistic"]): r["value"]
        for r in sample.rows(folder)
        if r["measure"] == "recidivism" and all(r[d] in ("", "_T") for d in ("age_band", "gender", "race_ethnicity", "residence"))
    }
    number, percent = rows["6m", "2024", "numerator"], rows["6m", "2024", "percent"]
    whole = rows["_T", "2024", "denominator"]
    lead = next(said for said in _leads(html) if "within 6 months" in said)
    assert lead.startswith(f"Of {whole} young people in 2024: {number} ({percent}%) within 6 months.")
    assert lead.endswith("2025: not yet measurable until 2026-Q4.")


def test_a_headline_says_when_the_newest_year_is_not_available(html):
    lead = next(said for said in _leads(html) if "both systems" in said)
    assert "in 2023:" in lead and lead.endswith("2025: not available, because an agency did not report it as a number.")


def test_every_number_in_a_headline_is_published(folder, html):
    published = {r["value"] for r in sample.rows(folder)} | {r["period"] for r in sample.rows(folder)}
    words = {"6", "12", "24"}  # within 6, 12, 24 months
    leads = _leads(html)
    assert len(leads) == len(Sample().schemas.measures)
    for lead in leads:
        said = re.sub(r"\d{4}-Q\d", "", lead)
        assert set(re.findall(r"\d+", said)) <= published | words


def test_a_county_in_its_first_half_year_sees_quarters(tmp_path):
    html = dashboard.build(Sample(first="2025-Q1", last="2025-Q2").write(tmp_path))
    assert any(re.match(r"\d+ sessions from April to June 2025\.", said) for said in _leads(html))
    assert any("What followed cannot be shown: not yet measurable until 2026-Q2." in said for said in _leads(html))


def test_where_parts_of_an_outcome_are_shown_and_no_outcome_is_the_headline_is_of_the_whole(tmp_path):
    folder = Sample().write(tmp_path)
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    outcome, kind = header.index("pathway"), header.index("statistic")
    for line in lines:
        if line[outcome] in ("no_dependency", "dual") and line[kind] in ("numerator", "percent"):
            line[-2:] = ["", "c"]
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])
    lead = next(said for said in _leads(dashboard.build(folder)) if "What followed cannot be shown" in said)
    assert re.match(r"\d+ young people in 2024\. What followed cannot be shown: withheld to protect young people", lead)


def test_who_did_not_report_is_named(page):
    assert "4 of the 5 files due for 2025-Q4 are in; 1 could not be counted." in page.text
    assert "City Police Department: missing" in page.text


def test_a_gap_that_lasts_says_since_when_and_an_earlier_gap_is_listed(tmp_path):
    changes = {("probation", q): "missing" for q in ("2023-Q1", "2025-Q3", "2025-Q4")}
    source = next(s for s in _reported(Sample().write(tmp_path), changes).sources if s.agency == "Probation Department")
    assert (source.status, source.gaps) == ("missing since 2025-Q3", "2023-Q1")


def test_a_rejected_file_counts_as_not_reported(tmp_path):
    found = _reported(Sample().write(tmp_path), {("sheriff", "2025-Q4"): "rejected"})
    assert found.sources[0].status == "rejected, so not counted"
    assert found.sentence == "4 of the 5 files due for 2025-Q4 are in; 1 could not be counted."


def test_when_everyone_reported_the_page_says_so(tmp_path):
    assert _reported(Sample().write(tmp_path), {}).sentence == "Everyone reported for 2025-Q4: all 5 files that were due are in."


@pytest.mark.parametrize(("status", "said"), [("accepted", "is in"), ("missing", "could not be counted")])
def test_where_one_file_is_due_the_page_speaks_of_one(tmp_path, status, said):
    folder = Sample().write(tmp_path)
    about = json.loads((folder / "publication.json").read_text())
    one = [{**next(r for r in about["reported"] if r["quarter"] == "2025-Q4"), "status": status}]
    (folder / "publication.json").write_text(json.dumps({**about, "reported": one}))
    assert reporting(read(folder)).sentence == f"The one file that was due for 2025-Q4 {said}."


def test_only_a_made_up_county_has_the_banner(tmp_path, page):
    assert "Example County does not exist." in page.text
    assert "does not exist" not in Reading(dashboard.build(Sample(demo=False).write(tmp_path))).text


def test_every_mark_is_explained_and_the_threshold_is_in_words(page):
    assert "rests on 1 to 10 young people is not shown" in page.text
    for mark in ("[c] withheld to protect young people", "[m] not yet measurable", "[x] not available"):
        assert mark in page.text


def test_every_measure_says_how_it_was_counted(page):
    for measure in Sample().schemas.measures.values():
        assert all(h in page.text for h in measure.how)
        assert measure.source in page.text


def test_labels_that_look_like_tags_stay_letters(tmp_path):
    html = dashboard.build(Sample(hostile=True, extra=True).write(tmp_path))
    page = Reading(html)
    assert page.of("img") == []
    assert HOSTILE in page.text
    assert len(page.scripts) == 2
    figures = [json.dumps(f) for f in page.figures]
    assert any("&lt;img src=x" in f for f in figures)
    assert not any("<img" in f or "<a " in f or "<script" in f for f in figures)


def test_only_the_scripts_that_the_page_brings_may_run_and_nothing_may_be_fetched(page):
    policy = page.of("meta", http_equiv="Content-Security-Policy")[0].attributes["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in page.scripts]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == hashes and len(hashes) == 2
    assert "connect-src" not in rules and rules["img-src"] == "data: blob:"


def test_the_page_names_no_address_outside_itself(page):
    links = [t.attributes.get(a) for t in page.tags for a in ("href", "src") if t.attributes.get(a)]
    beside = [link for link in links if not link.startswith(("#", "data:,"))]
    assert links and set(beside) <= set(BESIDE)  # files of the same folder


def test_the_same_publication_always_gives_the_same_bytes(folder, html):
    assert dashboard.build(folder) == html


def test_the_page_without_its_data_stays_under_1_600_000_bytes(html):
    data = sum(len(t) for t in re.findall(r"<(?:table|figure).*?</(?:table|figure)>", html, re.DOTALL))
    assert len(html.encode()) - data < 1_600_000


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda text: text.replace("status", "state", 1), "cells.csv has no column 'status'"),
        (lambda text: text.replace("\n", "\nSECRET", 1), "cells.csv line 2: the measure is not described in measures.json"),
        (lambda text: re.sub(r",(\d+),\n", r",SECRET,\n", text, count=1), "cells.csv line 2: the value must be a whole number"),
        (lambda text: re.sub(r",(\d+),\n", r",\1,c\n", text, count=1), "cells.csv line 2: there must be either a value or a mark"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_place_and_without_its_value(tmp_path, change, says):
    cells = Sample().write(tmp_path) / "cells.csv"
    cells.write_text(change(cells.read_text()))
    with pytest.raises(dashboard.PublicationError, match=re.escape(says)) as refused:
        dashboard.build(tmp_path)
    assert "SECRET" not in str(refused.value)
    assert not (tmp_path / "dashboard.html").exists()
