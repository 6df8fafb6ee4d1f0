"""The first screen: large numbers of the newest time that can be shown, and what changed, of numbers that two publications show."""

import csv
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import dashboard
from reports.dashboard.reporting import Reporting, Source
from tests.reports import of_kinds
from tests.reports.reading import Reading
from tests.reports.sample import Sample

Cell = dict[str, str]
FIRST, LAST = "2025-Q3", "2025-Q4"


def _tiles(html: str) -> dict[str, str]:
    """Title → all that the tile says."""
    found = re.findall(
        r'<li class="tile">\s*<h3><a [^>]*>(.*?)</a></h3>(.*?)</li>\s*(?=<li class="tile">|</ul>\s*(?:<p|</section>))', html, re.DOTALL
    )
    return {title: " ".join(re.sub(r"<[^>]+>", " ", body).split()) for title, body in found}


def _changed(html: str) -> list[str]:
    part = html.partition('aria-labelledby="changed">')[2].partition("</section>")[0]
    return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in re.findall(r"<(?:li|p)>(.*?)</(?:li|p)>", part, re.DOTALL)]


def _rewritten(folder: Path, change: Callable[[Cell], None]) -> Path:
    """The publication with some of its cells changed."""
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), list(reader)
    for row in rows:
        change(row)
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def _whole(row: Cell) -> bool:
    return all(row[d] in ("", "_T") for d in ("age_band", "gender", "race_ethnicity", "residence", "service"))


def _withheld(row: Cell) -> None:
    row["value"], row["status"] = "", "c"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Sample().write(tmp_path_factory.mktemp("now"))


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return dashboard.build(folder)


def test_a_county_with_few_measures_has_its_own_in_place_of_what_it_does_not_collect(html: str) -> None:
    assert list(_tiles(html)) == [
        "Referrals that led to a service",
        "Known to both systems",
        "New arrests and petitions",
        "Help given by confidential advocates",
    ]
    said = re.sub(r"<[^>]+>", "", re.findall(r'<p class="not-collected">(.*?)</p>', html)[0])
    assert said == "Not collected yet: Young people identified; Advocates told; Exploited again within a year."


def test_a_share_says_of_how_many_and_how_far_chance_may_move_it(folder: Path, html: str) -> None:
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["measure"] == "referral_funnel" and r["period"] == "2024" and _whole(r)]
    cell = {(r["step"], r["statistic"]): r["value"] for r in rows}
    said = _tiles(html)["Referrals that led to a service"]
    percent, part, whole = cell["started", "percent"], cell["started", "numerator"], cell["_T", "denominator"]
    assert said.startswith(f"{percent}% of the referrals made in 2024 {part} of {whole} referrals As far as chance goes: between ")
    assert "The latest year that can be shown. 2025: not yet measurable until 2026-Q4" in said


def test_a_quarter_that_can_be_shown_comes_before_any_year(tmp_path: Path) -> None:
    made = of_kinds.written(tmp_path, of_kinds.DRAWN + "    identified_as_exploited | 2025-Q4 | | | count | 48\n")
    assert _tiles(dashboard.build(made))["Young people identified"].startswith("48 young people from October to December 2025")
    assert list(in_files(made, read.folder(made))) == []


def test_a_nought_of_long_ago_is_not_told_as_news(tmp_path: Path) -> None:
    drawn = of_kinds.DRAWN + "    identified_as_exploited | 2024 | | | count | 0\n"
    made = of_kinds.written(
        tmp_path, drawn.replace("identified_as_exploited | 2025 | | | count | 0", "identified_as_exploited | 2025 | | | count | c")
    )
    said = _tiles(dashboard.build(made))["Young people identified"]
    assert said == "Not shown Withheld to protect young people (2025) The last number shown: 0 (2024)"


def test_a_nought_of_the_newest_year_is_a_number_like_others(tmp_path: Path) -> None:
    assert _tiles(dashboard.build(of_kinds.written(tmp_path)))["Young people identified"].startswith("0 young people in 2025")


def test_the_first_publication_sets_years_side_by_side_and_says_so(html: str) -> None:
    said = _changed(html)
    assert said[0] == "This is the first publication. So years are set side by side."
    assert any(re.fullmatch(r"Help given by confidential advocates: \d+ in 2025, (up|down) from \d+ in 2024\.", one) for one in said)


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication of a quarter before, of the same county: all its numbers are in the newer one."""
    return _before(Sample().write(tmp_path_factory.mktemp("last")))


def _before(folder: Path, change: Callable[[Cell], None] = lambda row: None) -> Path:
    about = json.loads((folder / "publication.json").read_text("utf-8"))
    (folder / "publication.json").write_text(json.dumps({**about, "publication": f"{FIRST}-v1", "quarter": FIRST}), "utf-8")
    path = folder / "cells.csv"
    head, *lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *(one for one in lines if one.split(",")[1] not in ("2025-Q4", "2025"))]) + "\n", "utf-8")
    return _rewritten(folder, change)


def test_since_the_last_publication_each_number_is_held_against_the_last_one_that_it_showed(folder: Path, last: Path) -> None:
    said = _changed(dashboard.build(folder, before=last))
    assert said[0] == "Since 2025-Q3-v1:"
    assert any(re.fullmatch(r"Help given by confidential advocates: \d+ in 2025, (up|down) from \d+ in 2024\.", one) for one in said)
    nothing = next(one for one in said if one.startswith("Nothing newer since then on: "))
    assert "Referrals to services, and how far they got" in nothing


def test_of_a_number_that_one_of_the_two_withholds_nothing_is_said(folder: Path, tmp_path: Path) -> None:
    def change(row: Cell) -> None:
        if row["measure"] == "advocacy_sessions":
            _withheld(row)

    said = _changed(dashboard.build(folder, before=_before(Sample().write(tmp_path), change)))
    assert not any("Help given" in one for one in said)


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_no_sentence_speaks_of_a_year_that_is_withheld(tmp_path: Path, year: str) -> None:
    """Not now, and not of what the last publication showed beside it: there is no word of more or less than that year."""

    def change(row: Cell) -> None:
        if row["measure"] == "advocacy_sessions" and row["period"].startswith(year):
            _withheld(row)

    now = _rewritten(Sample().write(tmp_path / "now"), change)
    then = _before(Sample().write(tmp_path / "then"), change)
    said = [one for one in _changed(dashboard.build(now, before=then)) if "Help given" in one]
    assert said and not any(year in one for one in said)


def test_no_change_in_percent_is_ever_worked_out(folder: Path, last: Path) -> None:
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        published = {r["value"] for r in csv.DictReader(file)}
    for said in _changed(dashboard.build(folder, before=last)):
        bare = re.sub(r"2025-Q3-v1|\b20\d\d\b", "", said)
        assert set(re.findall(r"\d+", bare)) <= published


def test_a_number_that_was_revised_since_is_named(tmp_path: Path, last: Path) -> None:
    def change(row: Cell) -> None:
        if row["measure"] == "advocacy_sessions" and row["period"] == "2024-Q1" and row["status"] == "":
            row["value"], row["status"] = "999", "r"

    now = _rewritten(Sample().write(tmp_path), change)
    assert "Revised since then: Help given by confidential advocates." in _changed(dashboard.build(now, before=last))


def test_the_attacker_reads_both_screens_and_finds_a_false_number_in_either(tmp_path: Path, last: Path) -> None:
    made = Sample().write(tmp_path)
    html = dashboard.build(made, before=last)
    assert not [leak for leak in in_files(made, read.folder(made)) if dict(leak.key)["file"] == "dashboard.html"]
    change = next(one for one in _changed(html) if "Help given" in one)
    number = re.findall(r": (\d+) in", change)[0]
    low = re.findall(r"As far as chance goes: between (\d+)%", html)[0]
    over = re.findall(r'<p class="says">Sessions: (\d+) in ', html)[0]
    plants = {
        f": {number} in 2025, ": ": 4321 in 2025, ",
        f"goes: between {low}%": f"goes: between {int(low) - 1}%",
        f"Sessions: {over} in ": f"Sessions: {int(over) + 1} in ",
    }
    for told, instead in plants.items():
        assert told in html
        (made / "dashboard.html").write_text(html.replace(told, instead, 1), "utf-8")
        assert [leak for leak in in_files(made, read.folder(made)) if leak.kind == "a number that nobody published"]


def test_where_many_files_are_due_only_agencies_are_named_of_which_something_lacks_and_since_when() -> None:
    fine = [Source(f"Agency {n}", "A file", "accepted", False, "none") for n in range(12)]
    gone = [Source("Sheriff", title, "missing since 2025-Q2", True, "none", "2025-Q2") for title in ("Contacts", "Interviews")]
    some = [Source("Probation", "Stays", "missing", True, "none"), Source("Probation", "Releases", "accepted", False, "none")]
    assert Reporting("", (*fine, *gone, *some)).short == (
        ("Sheriff", "no file could be counted since 2025-Q2", True),
        ("Probation", "some files are missing", True),
        ("All others", "every file is in", False),
    )
    assert Reporting("", (*fine, *fine)).short == (("All agencies", "every file is in", False),)


def test_how_files_came_in_stands_in_words_by_quarter_and_in_the_order_of_names(html: str) -> None:
    table = next(t for t in Reading(html).tables if t.caption.startswith("How each agency"))
    assert [row.heading for row in table.rows] == sorted(row.heading for row in table.rows)
    assert table.columns[-1] == ("", "2025-Q4") and len(table.columns) == 8
    said = {row.heading: [text for _, text in row.cells] for row in table.rows}
    assert said["City Police Department"][-1] == "not in"
    assert said["Probation Department"][-2:] == ["in part", "in"]
    assert {text for row in said.values() for text in row} <= {"in", "in part", "some not in", "not in", "nothing due"}


def test_the_page_leads_to_what_lies_beside_it_and_to_nothing_else(tmp_path: Path) -> None:
    folder = Sample().write(tmp_path / "2025-Q4-v1")
    assert 'href="tables.xlsx"' not in dashboard.build(folder)
    (folder / "tables.xlsx").write_bytes(b"PK")
    html = dashboard.build(folder)
    assert '<a href="tables.xlsx">The same tables as a workbook</a>' in html
    assert '<a href="cells.csv">Every number, a line each, for programs</a>' in html
    assert "report.pdf" not in html
