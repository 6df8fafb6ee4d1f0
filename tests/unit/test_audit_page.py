"""Numbers planted on a page that the publication withholds: in tables, charts, sentences and what is read aloud."""

import json
from base64 import b64encode
from pathlib import Path

import plotly.graph_objects as go
import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from tests.audited import breakdown, measure, nested, publication

MEASURES = {
    "met": measure("step", outcome=nested("step", "accepted"), age=breakdown("age 12 to 13", "age 14 to 15")),
    "asked": measure(age=breakdown("age 12 to 13")),
}
DRAWN = """
    measure | period | step     | age          | statistic   | value
    met     | 2025   | _T       | _T           | denominator | 60
    met     | 2025   | _T       | age 12 to 13 | denominator | 24
    met     | 2025   | _T       | age 14 to 15 | denominator | 36
    met     | 2025   | accepted | _T           | numerator   | 15
    met     | 2025   | accepted | _T           | percent     | 25
    met     | 2025   | accepted | _T           | median_days | 4
    met     | 2025   | accepted | age 12 to 13 | numerator   | c
    met     | 2025   | accepted | age 14 to 15 | numerator   | c
    asked   | 2025   |          | _T           | count       | 77
    """
PAGE = """<!doctype html><html><head><style>td { width: 31px }</style></head><body>
<section id="m-met" aria-label="People met: 60"><h2>People met</h2>
<p>Of 60 referrals in 2025: 15 (25%) accepted, after a median of 4 days; by age 12 to 13 and more.</p>
<table><caption>People met</caption>
<tr><th rowspan="2">Group</th><th rowspan="2">All</th><th colspan="3">Accepted</th></tr>
<tr><th>Number</th><th>Percent</th><th>Median days</th></tr>
<tr><th>All, 2025</th><td>60</td><td data-line="5">15</td><td>25</td><td>4</td></tr>
<tr><th>Age 12 to 13</th><td>24</td><td data-line="8">[c] withheld</td><td>[c]</td><td>[c]</td></tr>
</table>
<div class="chart" role="img" aria-label="Bars: 24, 36"></div>
<script type="application/json">FIGURE</script>
</section><section><p>All 12 files are in.</p></section></body></html>"""


def found_on(folder: Path) -> list[tuple[str, str]]:
    """What is found, and the number."""
    return [(leak.kind, dict(leak.key)["found"]) for leak in in_files(folder, read.folder(folder))]


def figure(**changed: object) -> str:
    drawn = go.Figure(go.Bar(x=["age 12 to 13", "age 14 to 15"], y=[24, 36]), {"template": None})
    drawn.update_layout(annotations=[{"text": "age 12 to 13: <b>24</b>"}], yaxis={"range": [0, 36]})
    said = json.loads(drawn.to_json())
    said["data"][0] |= changed
    return json.dumps(said)


def page(tmp_path: Path, text: str) -> Path:
    folder = publication(tmp_path, MEASURES, DRAWN)
    (folder / "dashboard.html").write_text(text, "utf-8")
    return folder


def test_a_page_of_published_numbers_has_nothing_to_find(tmp_path: Path) -> None:
    assert found_on(page(tmp_path, PAGE.replace("FIGURE", figure()))) == []


PLANTED = {
    "in a table": ("<td>24</td>", "<td>9</td>"),
    "under a mark": ("[c] withheld</td>", "[c] 9</td>"),
    "a percent in a column of numbers": ("<td>24</td>", "<td>25</td>"),
    "a number of another measure": ("<td>24</td>", "<td>77</td>"),
    "a number of another line": ('<td data-line="5">15', '<td data-line="5">24'),
    "in a sentence": ("after a median", "(not: 45) after a median"),
    "as a percent": ("(25%)", "(15%)"),
    "read aloud": ("Bars: 24, 36", "Bars: 9, 36"),
    "in a picture's words": ("<h2>", '<img alt="9 young people" src="data:,"><h2>'),
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_number_planted_in_the_page_is_found(where: str, tmp_path: Path) -> None:
    before, after = PLANTED[where]
    assert before in PAGE
    assert found_on(page(tmp_path, PAGE.replace(before, after).replace("FIGURE", figure())))


CHARTS = {
    "a bar": {"y": [24, 9]},
    "a packed bar": {"y": {"dtype": "i1", "bdata": b64encode(bytes([24, 9])).decode()}},
    "a bar that is not drawn": {"y": [24, 9], "visible": False},
    "what shows when pointed at": {"customdata": [[24], [9]]},
    "words when pointed at": {"hovertext": ["24 young people", "9 young people"]},
    "a template": {"hovertemplate": "%{x}: 9<extra></extra>"},
    "a size": {"marker": {"size": [24, 9]}},
    "an error bar": {"error_y": {"array": [9, 9]}},
    "a name": {"name": "middle (9)"},
}


@pytest.mark.parametrize("where", CHARTS)
def test_a_number_planted_in_a_chart_is_found(where: str, tmp_path: Path) -> None:
    found = found_on(page(tmp_path, PAGE.replace("FIGURE", figure(**CHARTS[where]))))
    assert "9" in {number for _, number in found}
    assert all("9" not in kind for kind, _ in found)


@pytest.mark.parametrize("layout", ['"range": [0, 41]', '"tickvals": [0, 9]', '"ticktext": ["9"]'])
def test_an_axis_that_follows_a_withheld_number_is_found(layout: str, tmp_path: Path) -> None:
    assert found_on(page(tmp_path, PAGE.replace("FIGURE", figure().replace('"range": [0, 36]', layout))))


def test_an_axis_with_some_room_above_the_largest_bar_is_not(tmp_path: Path) -> None:
    text = PAGE.replace("FIGURE", figure().replace('"range": [0, 36]', '"range": [0, 39.6]'))
    assert found_on(page(tmp_path, text)) == []


def test_a_chart_drawn_by_a_call_is_read_too(tmp_path: Path) -> None:
    drawn = go.Figure(go.Bar(y=[24, 9]), {"template": None}).to_html(include_plotlyjs=False, full_html=False)
    text = PAGE.replace('<script type="application/json">FIGURE</script>', drawn)
    assert {number for _, number in found_on(page(tmp_path, text))} == {"9"}


def test_a_chart_that_cannot_be_read_is_not_taken_for_a_clean_one(tmp_path: Path) -> None:
    assert found_on(page(tmp_path, PAGE.replace("FIGURE", "{broken"))) == [("a chart that cannot be read", "")]
