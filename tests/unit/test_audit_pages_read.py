"""A page is taken apart as it is read: each cell with the headings over and before it, each sentence, and what its source carries."""

from base64 import b64encode
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit.files import pages
from pipelines.disclosure_control.audit.files.items import Chart, Drawing, Entry, Finding, Inside, Note, Script, Series, Words
from tests.planted import county, kinds

HANDBOOK = "handbook/measures/asked.html"


def read(html: str, place: str = "p") -> list:
    return list(pages.read(html.encode(), place, ["asked", "asked_again"]))


def cells(html: str, place: str = "p") -> list[tuple[str, tuple[str, ...]]]:
    return [(e.text, e.near) for e in read(html, place) if isinstance(e, Entry) and not e.aside]


def words(html: str, place: str = "p") -> list[tuple[str, bool]]:
    return [(w.text, w.firm) for w in read(html, place) if isinstance(w, Words)]


SPANNED = """<section id="m-asked"><table><caption>Asked</caption>
<tr><th rowspan="2">Town</th><th colspan="2">2025</th><th>2026</th></tr>
<tr><th>Number</th><th>Percent</th><th>Number</th></tr>
<tr><th rowspan="2">north</th><td>80</td><td>40</td><td colspan="1">9</td></tr>
<tr><td>20</td><td data-line="7">10</td><td>[c]</td></tr>
</table></section>"""


def test_a_cell_has_the_headings_over_it_and_before_it_however_far_they_reach() -> None:
    assert cells(SPANNED) == [
        ("80", ("north", "Number", "2025", "Asked")),
        ("40", ("north", "Percent", "2025", "Asked")),
        ("9", ("north", "Number", "2026", "Asked")),
        ("20", ("north", "[c]", "Number", "2025", "Asked")),
        ("10", ("north", "[c]", "Percent", "2025", "Asked")),
        ("[c]", ("north", "Number", "2026", "Asked")),
    ]


def test_another_towns_number_in_the_second_row_of_a_withheld_town_is_found(tmp_path: Path) -> None:
    rows = "<tr><th rowspan='2'>{}</th><td>c</td></tr><tr><td>40</td></tr>"
    page = '<section id="m-asked"><table><caption>asked, 2025</caption><tr><th>Town</th><th>Number</th></tr>{}</table></section>'
    assert kinds(county(tmp_path, {"page.html": page.format(rows.format("south"))})) == {"a value for a withheld number"}
    assert kinds(county(tmp_path / "mid", {"page.html": page.format("<tr><th>mid</th><td>40</td></tr>")})) == set()


def test_a_cell_knows_its_place_its_measure_and_the_line_that_it_says() -> None:
    found = [e for e in read(SPANNED) if isinstance(e, Entry)]
    assert [e.place for e in found][:3] == [f"p, table 1, row 3, column {c}" for c in (2, 3, 4)]
    assert {e.scope for e in found} == {"asked"}
    assert [e.line for e in found] == [None, None, None, None, 7, None]
    assert found[0].about == "Asked Number 2025"


def test_each_column_of_numbers_is_an_order_and_those_of_words_are_none() -> None:
    series = [s for s in read(SPANNED) if isinstance(s, Series)]
    assert [s.place for s in series] == [f"p, table 1, column {c}" for c in (2, 3, 4)]
    assert series[2].items == ((("north",), "9"), (("north",), None))
    plain = "<table><tr><td>north</td><td>80</td></tr><tr><td>south</td><td>c</td></tr></table>"
    (only,) = [s for s in read(plain) if isinstance(s, Series)]
    assert (only.place, only.items) == ("p, table 1, column 2", ((("north",), "80"), (("south",), None)))


def test_marks_stand_under_the_heading_of_their_numbers_only() -> None:
    table = "<table><tr><th>Town</th><th>Number</th><th>Why</th></tr><tr><td>north</td><td>80</td><td>a</td></tr></table>"
    assert [bool(e.mark) for e in read(table) if isinstance(e, Entry)] == [False, True, False]


@pytest.mark.parametrize(
    ("heading", "read_as_number"), [("Number", True), ("Example", False), ("Months of follow-up", False), ("Like", False)]
)
def test_columns_of_what_something_may_look_like_are_no_counts(heading: str, read_as_number: bool) -> None:
    table = f'<section id="asked"><table><tr><th>Town</th><th>{heading}</th></tr><tr><th>north</th><td>9</td></tr></table></section>'
    assert bool(cells(table)) == read_as_number


def test_worked_examples_are_passed_over_in_the_handbook_of_measures_alone() -> None:
    table = "<table><tr><th>Town</th><th>Number</th></tr><tr><th>north</th><td>9</td></tr></table>"
    example = f'<div class="a example"><div><p>9 of north</p>{table}</div>{table}</div>'
    assert cells(example, HANDBOOK) == []
    assert words(example, HANDBOOK) == [("9 of north", False)]
    assert len(cells(example)) == 2
    assert len(cells(example + table, HANDBOOK)) == 1
    assert len(cells(f'<div class="examples">{table}</div>', HANDBOOK)) == 1
    assert len(cells(f"<div>{table}</div>", HANDBOOK)) == 1
    assert len(cells(f'<p class="example"></p>{table}', HANDBOOK)) == 1


def test_a_sentence_is_what_stands_between_two_blocks() -> None:
    assert words("<p>In 2025 <b>9</b> young<br>people</p><div>and 8</div>tail 7") == [
        ("In 2025 9 young people", False),
        ("and 8", False),
        ("tail 7", False),
    ]
    assert words("<p>no number</p><p>  </p>") == []
    assert words("<p>9</p><p>1,234.5 %</p><p>0</p>") == [("9", True), ("1,234.5 %", True), ("0", False)]
    assert words("<table><tr><td>north</td></tr></table><p>9 later</p>") == [("9 later", False)]


def test_what_stands_with_a_measure_speaks_of_it() -> None:
    found = [w for w in read('<section id="m-asked_again"><p>9 met</p></section><section><p>8 met</p></section>') if isinstance(w, Words)]
    assert [(w.text, w.scope, w.firm) for w in found] == [("9 met", "asked_again", True), ("8 met", None, False)]
    linked = [w.scope for w in read('<a href="x.html#asked">9</a><footer>8 left</footer>') if isinstance(w, Words)]
    assert linked == ["asked", None]


def test_attributes_are_read_but_for_those_that_place_and_link() -> None:
    quiet = '<p id="a9" class="b9" style="color:red" data-line="9" tabindex="9" width="9">met</p>'
    assert read(quiet) == []
    assert words('<p aria-label="south 9">met</p><p title="9.5">met</p><p title="nine">met</p>') == [("south 9", False), ("9.5", True)]
    assert [n.text for n in read('<p onclick="tell(9)">met</p>') if isinstance(n, Note)] == ["tell(9)"]
    assert [n.text for n in read('<meta name="description" content="9">') if isinstance(n, Note)] == ["9"]
    for known in ('name="viewport"', 'name="referrer"', 'name="generator"', 'http-equiv="x"'):
        assert read(f'<meta {known} content="width=9">') == []
    assert [f.kind for f in read('<p title="9" title="8">met</p>') if isinstance(f, Finding)] == ["the same attribute twice"]


def test_what_a_cell_carries_aside_stands_with_its_labels() -> None:
    table = '<table><tr><th title="asked 9">Town</th><th>Number 7</th></tr><tr><th>north</th><td title="9" data-x="8">80</td></tr></table>'
    found = read(table)
    assert [(e.place.rpartition(", ")[2], e.text, e.near) for e in found if isinstance(e, Entry) and e.aside] == [
        ("title", "9", ("north", "Number 7")),
        ("data-x", "8", ("north", "Number 7")),
    ]
    assert [(w.place, w.text) for w in found if isinstance(w, Words)] == [
        ("heading of p, table 1, row 1, column 1", "asked 9"),
        ("heading of p, table 1, row 1, column 2", "Number 7"),
    ]


def test_a_sentence_in_a_table_of_no_measure_is_words_and_a_number_is_a_number() -> None:
    table = "<table><tr><th>Which</th><th>What</th></tr><tr><td>a</td><td>up to 9 days</td></tr><tr><td>b</td><td>&lt; 9</td></tr></table>"
    assert words(table) == [("up to 9 days", False)]
    assert [text for text, _ in cells(table)] == ["a", "b", "< 9"]


def test_comments_declarations_and_style_are_notes() -> None:
    found = [
        (n.place, n.text) for n in read('<!-- 9 --><style>a::after{content:"south 9"} b{width:8px}</style>\n<?x 7?>') if isinstance(n, Note)
    ]
    assert found == [("p, comment, line 1", " 9 "), ("p, style, line 1", '"south 9"'), ("p, declaration, line 2", "x 7?")]
    assert [(s.own, "width" in s.text) for s in read("<style>b{width:8px}</style>") if isinstance(s, Script)] == [(True, True)]


def test_lengths_of_one_kind_are_bars_with_the_words_that_follow() -> None:
    bars = "".join(f'<div class="bar" style="width:{n}%"></div><p>{town}</p>' for town, n in (("north", 80), ("south", 9)))
    (drawing,) = [d for d in read(bars) if isinstance(d, Drawing)]
    assert [(b.x, b.y, b.wide, b.high, b.labels[0]) for b in drawing.boxes] == [(0, 0, 80, 1, "north"), (0, 1, 9, 1, "south")]
    assert drawing.place == "p, style of <div>"
    assert not [d for d in read(bars.replace("9%", "80%")) if isinstance(d, Drawing)]
    row = '<tr><td>{}</td><td><i style="{}:{}px">{}</i></td></tr>'
    inside = f"<table>{row.format('north', 'height', 80, 80)}{row.format('south', 'flex-basis', 9, 'c')}</table>"
    (drawing,) = [d for d in read(inside) if isinstance(d, Drawing) and d.boxes]
    assert [(b.x, b.y, b.wide, b.high, b.labels) for b in drawing.boxes] == [(0, 0, 80, 1, ("north",)), (0, 1, 9, 1, ("south",))]


def test_a_file_in_an_address_is_opened_by_its_kind() -> None:
    def carried(address: str) -> list[tuple[str, bytes]]:
        return [(i.name, i.content) for i in read(f'<a href="{address}">file</a>') if isinstance(i, Inside)]

    packed = b64encode(b"town,count").decode()
    assert carried(f"data:text/csv;base64,{packed}") == [("carried.csv", b"town,count")]
    assert carried("data:text/plain;charset=utf-8,south%209") == [("carried.txt", b"south 9")]
    assert carried("data:,south%209") == [("carried.txt", b"south 9")]
    assert carried("data:image/webp;base64,AAAA") == [("carried.unknown", b"\0\0\0")]
    assert carried("data:text/csv") == carried("data:text/csv,") == []
    assert [f.kind for f in read('<a href="data:text/csv;base64,AAAAA">file</a>') if isinstance(f, Finding)] == [
        "a file that cannot be read"
    ]
    assert [i.name for i in read('<iframe srcdoc="&lt;p&gt;9"></iframe>') if isinstance(i, Inside)] == ["srcdoc.html"]


def test_charts_of_a_page_are_found_in_its_scripts_with_the_words_around() -> None:
    call = '<p>by town</p><script>Plotly.newPlot(\'a\', [{"y": [9]}] , {"title": "t"});Plotly.react("b",[{"y":[8]}])</script>'
    charts = [c for c in read(f'<section id="asked">{call}</section>') if isinstance(c, Chart)]
    assert [(c.place, c.traces, c.layout, c.scope, c.near) for c in charts] == [
        ("p, chart 1", ({"y": [9]},), {"title": "t"}, "asked", ("by town",)),
        ("p, chart 2", ({"y": [8]},), {}, "asked", ("by town",)),
    ]
    assert [f.kind for f in read("<script>Plotly.newPlot('a',[{broken</script>") if isinstance(f, Finding)] == [
        "a chart that cannot be read"
    ]
    with pytest.raises(ValueError, match="more charts"):
        read("<script>" + "Plotly.newPlot('a',[]);" * 502 + "</script>")


def test_a_short_script_is_read_whole_and_a_long_one_is_a_library() -> None:
    assert [s.own for s in read("<script>" + " " * 10 + "a</script>") if isinstance(s, Script)] == [True]
    assert [s.own for s in read("<script>" + "a" * 60_000 + "</script>") if isinstance(s, Script)] == [True]
    assert [s.own for s in read("<script>" + "a" * 60_001 + "</script>") if isinstance(s, Script)] == [False]
    assert read("<script> </script>") == []


def test_a_page_that_nobody_could_read_is_said() -> None:
    for wrong in ("<!--" * 2001, "<b" * 500_001):
        assert [f.kind for f in read(wrong) if isinstance(f, Finding)] == ["a page that is too large to be read"]
    assert not [f for f in read("<!-- a -->" * 1990) if isinstance(f, Finding)]
    wide = "<table><tr>" + "<td>1</td>" * 501 + "</tr></table>"
    assert [f.kind for f in read(wide) if isinstance(f, Finding)] == ["a table that is too large to be read"]
    assert len(cells(wide.replace("<td>1</td>", "", 1))) == 500


def test_a_drawing_in_a_page_is_read_as_a_drawing() -> None:
    found = [d for d in read('<p>a</p><svg><rect width="3" height="4"/></svg><SVG><rect width="5" height="6"/>') if isinstance(d, Drawing)]
    assert [(d.place, d.boxes[0].wide) for d in found] == [("p, drawing 1", 3), ("p, drawing 2", 5)]
