"""Each agency has a page: how its files came in, which measures count them, how much of these is shown, and what is due next."""

import re

import pytest
import textstat

from reports import agencies
from reports.agencies import Told
from reports.dashboard.publication import read
from schemas import Schemas
from tests.reports.prose import prose
from tests.reports.reading import Reading
from tests.reports.sample import MISSING
from tests.reports.two_publications import Two, alone, found, two


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Two:
    return two(tmp_path_factory.mktemp("two"))


def page(both: Two, agency: str) -> str:
    return (both.now / "agencies" / f"{agency}.html").read_text("utf-8")


def rows(html: str, number: int) -> dict[str, list[str]]:
    table = Reading(html).tables[number]
    return {row.heading: [text for _, text in row.cells] for row in table.rows}


def test_every_agency_of_whom_a_file_was_due_has_a_page_and_the_list_leads_there(both):
    index = (both.now / "agencies" / "index.html").read_text("utf-8")
    linked = set(re.findall(r'href="(\w+)\.html"', index))
    assert linked == {r.agency for r in read(both.now).reported}
    assert all((both.now / "agencies" / f"{agency}.html").is_file() for agency in linked)


def test_a_missing_file_is_said_and_the_next_one_has_its_day(both):
    agency, quarter = MISSING
    files = rows(page(both, agency), 0)
    assert {line[1] for line in files.values()} == {"missing"}, quarter
    assert {line[-1] for line in files.values()} == {"due on 2026-04-30"}


def test_the_measures_that_count_its_files_say_how_much_of_them_is_shown(both):
    assert rows(page(both, "child_welfare"), 1)["Both systems, dependency and delinquency"][-1] == (
        "some numbers are not yet measurable or not available, since a file is missing"
    )
    assert "withheld to protect young people" in rows(page(both, "probation"), 1)["New arrests and petitions"][-1]
    assert rows(page(both, "advocates"), 1)["Help given by confidential advocates"][-1] == "every number is shown"


def test_the_page_that_is_published_says_nothing_of_receipts(both):
    assert not re.search(r"receipt|on time|\b[A-Z]\d{3}\b", page(both, "probation"), re.IGNORECASE)


def test_what_the_receipts_said_goes_to_the_agency_alone(both, tmp_path):
    told = [
        Told(
            "probation.probation_referrals.2025-Q4.001", "probation", "probation_referrals", "2025-Q4", "accepted in part", False, ("E201",)
        ),
        Told("sheriff.law_enforcement_contacts.2025-Q4.001", "sheriff", "law_enforcement_contacts", "2025-Q4", "accepted", True, ("C701",)),
    ]
    agencies.build_for_agencies(tmp_path, read(both.now), Schemas.load(), told)
    mine, theirs = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("probation", "sheriff"))
    assert rows(mine, 1) == {told[0].submission: ["2025-Q4", "accepted in part", "late", "E201"]}
    assert "C701" in theirs and "C701" not in mine and "E201" not in theirs
    assert not (tmp_path / "index.html").exists()


@pytest.mark.parametrize(
    "plant",
    [
        lambda html: html.replace("<td>missing</td>", "<td>accepted, 77 young people</td>", 1),
        lambda html: html.replace("<h2>Your files", "<p>In 2025 there were 7 new arrests and petitions.</p><h2>Your files", 1),
        lambda html: html.replace("<tr><th scope=\"row\">", "<tr title=\"recidivism: 7\"><th scope=\"row\">", 1),
    ],
    ids=["a number beside a status", "a number in a sentence", "a number on the side"],
)  # fmt: skip
def test_a_number_planted_in_an_agency_s_page_is_found(plant, both, tmp_path):
    clean = page(both, MISSING[0])
    planted = plant(clean)
    assert planted != clean
    name = f"agencies/{MISSING[0]}.html"
    assert found(alone(both.now, tmp_path / "clean", name, clean.encode())) == set()
    assert found(alone(both.now, tmp_path / "planted", name, planted.encode())) != set()


@pytest.mark.parametrize("name", ["changes.html", "agencies/index.html", "agencies/probation.html"])
def test_the_pages_beside_the_dashboard_are_easy_to_read(name, both):
    assert textstat.flesch_kincaid_grade(prose((both.now / name).read_text("utf-8"))) <= 9
