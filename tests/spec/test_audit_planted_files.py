"""A number planted in any kind of file of a publication is found, and the same file without it is not complained about.

The county withholds how many were asked in the south and in the west; every plant tells something about one of the two.
"""

import io
import json
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import audit_publications
from tests.audited import breakdown, measure, publication
from tests.planted import (
    DRAWN,
    MEASURES,
    TOWNS,
    as_json,
    comma,
    county,
    figure,
    jpeg,
    kinds,
    leaks,
    parquet,
    pdf,
    png,
    shown,
    svg,
    workbook,
)

LONG = [("measure", "period", "town", "statistic", "value", "status")] + [
    ("asked", "2025", t, "count", "" if v == "c" else v, "c" if v == "c" else "") for t, v in TOWNS
]


def told(*changed: tuple[str, object]) -> list[tuple[str, object]]:
    return [(t, dict(changed).get(t, v)) for t, v in TOWNS]


def page(inside: str = "", rows: str = "", section: str = "") -> str:
    cells = "".join(f"<tr><th>{t}</th><td>{'[c]' if v == 'c' else v}</td></tr>" for t, v in TOWNS)
    table = f"<table><caption>asked, 2025</caption><tr><th>Town</th><th>Number</th></tr>{rows or cells}</table>"
    return f'<!doctype html><html><body><section id="m-asked"><p>177 in 2025.</p>{table}{inside}</section>{section}</body></html>'


def cell(south: str) -> str:
    return "".join(f"<tr><th>{t}</th>{south if t == 'south' else f'<td>{v}</td>'}</tr>" for t, v in TOWNS)


def drawn(**changed: object) -> str:
    return as_json(figure(**changed))


def laid(**changed: object) -> str:
    made = figure()
    made["layout"] |= changed  # ty: ignore
    return as_json(made)


CLEAN: dict[str, bytes | str] = {
    "page.html": page(),
    "chart.json": drawn(),
    "records.json": as_json([{"town": t, "period": 2025, "count": None if v == "c" else v} for t, v in TOWNS]),
    "table.csv": comma([("town", "2025"), *TOWNS]),
    "long.csv": comma(LONG),
    "drawing.svg": svg(shown()),
    "book.xlsx": workbook(),
    "rows.parquet": parquet(),
    "sheet.pdf": pdf([("asked in 2025",), *[(t, str(v)) for t, v in TOWNS]]),
    "picture.png": png((b"tEXt", b"Title\0asked in 2025")),
    "photo.jpg": jpeg((0xFE, b"asked in 2025")),
    "notes.txt": "asked in 2025: 177\n",
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_file_that_shows_what_is_published_is_not_complained_about(name: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {name: CLEAN[name]})) == []


def test_a_publication_with_files_of_every_kind_passes(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name, content in CLEAN.items():
            made.writestr(name, content)
    folder = county(tmp_path, {**CLEAN, "all.zip": archive.getvalue()})
    assert leaks(folder) == []


PAGES = {
    "a number in a withheld cell": page(rows=cell("<td>9</td>")),
    "a number that is published for another town": page(rows=cell("<td>40</td>")),
    "a number that another line shows": page(rows=cell('<td data-line="12">20</td>')),
    "a number beside the mark": page(rows=cell("<td>[c] 9</td>")),
    "a bound as a mark": page(rows=cell("<td>&lt;11</td>")),
    "a number in words": page(rows=cell("<td>nine</td>")),
    "a larger number in words": page(rows=cell("<td>thirty-seven</td>")),
    "a width in a style sheet": page("<style>#south { width: 9px }</style>"),
    "digits of another alphabet": page(rows=cell("<td>٩</td>")),
    "an invisible letter between digits": page(rows=cell("<td>3&#8203;7</td>")),
    "another mark": page(rows=cell("<td>*</td>")),
    "the same mark in another colour": page(rows=cell('<td style="color:red">c</td>')),
    "a title": page(rows=cell('<td title="9">c</td>')),
    "data for a script": page(rows=cell('<td data-count="9">c</td>')),
    "what is read aloud": page('<p aria-label="south: 9">asked</p>'),
    "a picture's words": page('<img alt="south 9" src="data:,">'),
    "a comment": page("<!-- south: 9 -->"),
    "a telling comment": page("<!-- south: primary -->"),
    "a sentence": page("<p>In the south 9 were asked.</p>"),
    "a sentence outside of the measure": page(section="<section><p>In 2025, 9 young people of the south were asked.</p></section>"),
    "a hidden sentence": page("<p hidden>south: 9</p>"),
    "a template": page("<template><p>south: 9</p></template>"),
    "a hidden field": page('<input type="hidden" value="9">'),
    "a meter": page('<meter value="9" max="80"></meter>'),
    "a script's data": page('<script>const asked = {"south": 9, "north": 80};</script>'),
    "data in a script's element": page('<script type="application/json">{"south": 9}</script>'),
    "a number drawn by a style sheet": page('<style>.south::after { content: "9" }</style>'),
    "the width of a bar": page(rows=cell('<td><div style="width:11%">c</div></td>')),
    "a file in an address": page(
        f'<a href="data:text/csv;base64,{b64encode(b"town,count" + bytes([10]) + b"south,9").decode()}">the file</a>'
    ),
    "a page in a page": page(
        '<iframe srcdoc="&lt;table&gt;&lt;tr&gt;&lt;th&gt;south&lt;/th&gt;&lt;td&gt;9&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;">'
    ),
    "a drawing in the page": page(svg({**shown(), "south": 9})),
    "a description of the page": page().replace("<body>", '<head><meta name="description" content="south: 9"></head><body>'),
}


@pytest.mark.parametrize("plant", PAGES)
def test_a_plant_in_a_page_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"page.html": PAGES[plant]}))


def test_bars_of_a_page_may_be_as_wide_as_their_numbers(tmp_path: Path) -> None:
    def bar(value: object) -> str:
        return f'<td><div style="width:{value}px">{value}</div></td>' if isinstance(value, int) else f"<td>{value}</td>"

    rows = "".join(f"<tr><th>{t}</th>{bar(v)}</tr>" for t, v in TOWNS)
    assert leaks(county(tmp_path, {"page.html": page(rows=rows)})) == []


VALUES = [80, 20, None, None, 40]
CHARTS = {
    "a bar": drawn(y=[80, 20, 9, None, 40]),
    "a bar of another town's height": drawn(y=[80, 20, 40, None, 40]),
    "a bar to the left": drawn(y=[80, 20, -9, None, 40]),
    "a bar that is not drawn": drawn(y=[80, 20, 9, None, 40], visible="legendonly"),
    "a packed bar": drawn(y={"dtype": "i1", "bdata": b64encode(bytes([80, 20, 9, 0, 40])).decode()}),
    "what is kept for each point": drawn(customdata=[[80], [20], [9], [None], [40]]),
    "what shows when pointed at": drawn(hovertext=["80", "20", "9", "", "40"]),
    "a text on the bar": drawn(text=["80", "20", "9", "", "40"]),
    "a template": drawn(hovertemplate="%{x}: 9<extra></extra>"),
    "a size": drawn(type="scatter", marker={"size": [80, 20, 9, 9, 40]}),
    "a size of another town's": drawn(type="scatter", marker={"size": [80, 20, 20, 40, 40]}),
    "a colour by number": drawn(marker={"color": [80, 20, 9, 0, 40]}),
    "colours that tell two marks apart": drawn(marker={"color": ["blue", "blue", "red", "grey", "blue"]}),
    "an error bar": drawn(error_y={"array": [1, 1, 9, 1, 1]}),
    "a bar's foot": drawn(base=[0, 0, 9, 0, 0]),
    "a width": drawn(width=[0.8, 0.8, 0.09, 0.8, 0.8]),
    "a name": drawn(name="south (9)"),
    "an axis that ends at a withheld number": laid(yaxis={"range": [0, 97]}),
    "an axis that begins at one": laid(yaxis={"range": [9, 80]}),
    "a tick": laid(yaxis={"tickvals": [0, 9, 80]}),
    "a tick's text": laid(yaxis={"tickvals": [0, 40, 80], "ticktext": ["0", "9", "80"]}),
    "bars in the order of their numbers": laid(xaxis={"categoryorder": "total descending"}),
    "an order that somebody made by the numbers": as_json(
        {"data": [{"type": "bar", "x": ["north", "mid", "south", "east", "west"], "y": [80, 40, None, 20, None]}], "layout": {}}
    ),
    "the end of a colour scale": laid(coloraxis={"cmin": 0, "cmax": 97}),
    "a line across": laid(shapes=[{"type": "line", "y0": 9, "y1": 9, "x0": 0, "x1": 1}]),
    "a note": laid(annotations=[{"x": "south", "y": 0, "text": "south: 9"}]),
    "what a chart keeps beside": laid(meta={"south": 9}),
    "a frame of a moving chart": as_json({**figure(), "frames": [{"data": [{"y": [80, 20, 9, None, 40]}]}]}),
    "a list beside a chart": as_json({**figure(), "source": [{"town": "south", "count": 9}]}),
}


@pytest.mark.parametrize("plant", CHARTS)
def test_a_plant_in_a_chart_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"chart.json": CHARTS[plant]}))
    assert leaks(county(tmp_path / "page", {"page.html": page(f'<script type="application/json">{CHARTS[plant]}</script>')}))


def test_a_chart_may_have_room_above_its_largest_bar(tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"chart.json": laid(yaxis={"range": [0, 88], "tickvals": [0, 25, 50, 75]})})) == []


def high(south: float) -> str:
    return svg({**shown(), "south": south})


DRAWINGS = {
    "a bar": high(9),
    "a bar of another town's height": high(40),
    "a bar that is higher than its number": svg({**shown(), "mid": 46}),
    "a bar as a path": svg(shown(), '<path d="M100,200 V182 H120 V200 Z"/>'),
    "a bar that is moved into place": svg(shown(), '<g transform="translate(100 182)"><rect width="20" height="18"/></g>'),
    "a round mark": svg(shown(), '<circle cx="110" cy="182" r="3"/>'),
    "a line's corner": svg(shown(), '<polyline points="30,40 70,160 110,182 190,120"/>'),
    "a number": svg(shown(), '<text x="110" y="170">9</text>'),
    "a title": svg(shown(), '<rect x="0" y="0" width="1" height="1"><title>south: 9</title></rect>'),
    "a description": svg(shown(), "<desc>south: 9</desc>"),
    "data for a script": svg(shown(), '<g data-south="9"></g>'),
    "what a program writes beside": svg(shown(), "<metadata><south>9</south></metadata>"),
    "a comment": svg(shown(), "<!-- south 9 -->"),
}


@pytest.mark.parametrize("plant", DRAWINGS)
def test_a_plant_in_a_drawing_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"drawing.svg": DRAWINGS[plant]}))


TABLES = {
    "a number": comma([("town", "2025"), *told(("south", 9))]),
    "another town's number": comma([("town", "2025"), *told(("south", 40))]),
    "a number with a separator": comma([("town", "2025"), *told(("south", "9.0"))]),
    "two marks": comma([("town", "2025"), *told(("south", "p"))]),
    "a mark and a gap": comma([("town", "2025"), *told(("south", ""))]),
    "a bound as a mark": comma([("town", "2025"), *told(("south", "<11"))]),
    "a column that tells the marks apart": comma([(*r, "rule" if n == 0 else "p" if r[2] == "south" else "") for n, r in enumerate(LONG)]),
    "rows in the order of their numbers": comma(
        [("town", "2025"), ("north", 80), ("mid", 40), ("south", "c"), ("east", 20), ("west", "c")]
    ),
    "a number in the long form": comma([(*r[:4], 9, "") if r[2] == "south" else r for r in LONG]),
    "a number above the table": "counted: 9 in the south\n" + comma([("town", "2025"), *TOWNS]),
    "a number in a heading": comma([("town", "2025 (9 in the south)"), *TOWNS]),
    "a column of another number": comma([("town", "2025", "hidden"), *[(t, v, 9 if t == "south" else "") for t, v in TOWNS]]),
    "one row for each young person": comma([("town", "period"), *[("south", "2025")] * 9]),
}


@pytest.mark.parametrize("plant", TABLES)
def test_a_plant_in_a_table_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"table.csv": TABLES[plant]}))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_is_read_with_any_separator(separator: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"table.csv": TABLES["a number"].replace(",", separator)}))
    assert leaks(county(tmp_path / "clean", {"table.csv": str(CLEAN["table.csv"]).replace(",", separator)})) == []


def test_a_table_is_read_in_any_alphabet(tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"table.csv": TABLES["a number"].encode("utf-16")}))


CELLS = {
    "a mark of its own": ("count,,c\nasked,2025,,_T,west", "count,,s\nasked,2025,,_T,west"),
    "a mark in quotes": ("south,count,,c", 'south,count,,"c"'),
    "a mark with a space": ("south,count,,c", "south,count,,c "),
    "a number with a zero before it": ("east,count,20,", "east,count,020,"),
    "an empty line": ("asked,2025,,_T,south", "\nasked,2025,,_T,south"),
}


@pytest.mark.parametrize("plant", CELLS)
def test_cells_are_written_in_one_way_only(plant: str, tmp_path: Path) -> None:
    before, after = CELLS[plant]
    folder = county(tmp_path)
    text = (folder / "cells.csv").read_text("utf-8")
    assert before in text
    from pipelines.disclosure_control.audit import read
    from pipelines.disclosure_control.audit.files import in_files

    said = read.folder(folder)
    (folder / "cells.csv").write_text(text.replace(before, after), "utf-8")
    assert list(in_files(folder, said))


def test_rows_of_the_cells_in_the_order_of_their_numbers_are_found(tmp_path: Path) -> None:
    lines = DRAWN.strip().splitlines()
    towns = {line.split("|")[4].strip(): line for line in lines[-5:]}
    ordered = "\n".join([*lines[:-5], *(towns[t] for t in ("north", "mid", "south", "east", "west"))])
    assert "an order that follows the values" in kinds(publication(tmp_path / "2025-Q4-v1", MEASURES, ordered))


SELF = {
    "a number in a note": ("publication.json", {"notes": ["In 2025, 9 young people of the south were asked."]}),
    "a number of its own": ("publication.json", {"south": 9}),
    "a number in a list": ("publication.json", {"quarters": ["2025-Q4", 9]}),
    "a number beside the agreements": ("measures.json", {"asked_south": 9}),
}


@pytest.mark.parametrize("plant", SELF)
def test_a_plant_in_what_the_publication_says_of_itself_is_found(plant: str, tmp_path: Path) -> None:
    name, change = SELF[plant]
    folder = county(tmp_path)
    said = json.loads((folder / name).read_text("utf-8"))
    (folder / name).write_text(json.dumps({**said, **change}), "utf-8")
    assert leaks(folder)


def test_a_label_with_a_count_in_it_is_found(tmp_path: Path) -> None:
    folder = county(tmp_path)
    text = (folder / "measures.json").read_text("utf-8").replace('"south": "south"', '"south": "South (9)"')
    (folder / "measures.json").write_text(text, "utf-8")
    assert "a label with a number in it" in kinds(folder)


JSONS = {
    "a record": as_json([{"town": t, "period": 2025, "count": v if isinstance(v, int) else 9} for t, v in TOWNS]),
    "a number under names": as_json({"asked": {"2025": {"north": 80, "south": 9}}}),
    "a number under names, published elsewhere": as_json({"asked": {"2025": {"north": 80, "south": 40}}}),
    "columns": as_json({"town": ["north", "south"], "count": [80, 9]}),
    "a number as a name": as_json({"asked": {"9": "south"}}),
    "a number in a text": as_json({"note": "In 2025 the south asked 9 times"}),
    "the same name twice": '{"north": 80, "north": 20}',
}


@pytest.mark.parametrize("plant", JSONS)
def test_a_plant_in_json_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"data.json": JSONS[plant]}))


def hidden_sheet(book, sheet) -> None:
    other = book.add_worksheet("data")
    other.write_row(0, 0, ("town", "count"))
    other.write_row(1, 0, ("south", 9))
    other.hide()


def very_hidden_sheet(book, sheet) -> None:
    hidden_sheet(book, sheet)
    book.worksheets()[-1].very_hidden()


def hidden_row(book, sheet) -> None:
    sheet.write_row(8, 0, ("south", 9))
    sheet.set_row(8, None, None, {"hidden": True})


def chart(book, sheet) -> None:
    drawn = book.add_chart({"type": "column"})
    drawn.add_series({"values": ["asked 2025", 1, 1, 3, 1], "categories": ["asked 2025", 1, 0, 3, 0], "values_data": [80, 20, 9]})
    drawn.set_title({"name": "asked"})
    sheet.insert_chart("D2", drawn)


BOOKS: dict[str, Callable] = {
    "a number": lambda book, sheet: sheet.write(3, 1, 9),
    "a hidden sheet": hidden_sheet,
    "a very hidden sheet": very_hidden_sheet,
    "a hidden row": hidden_row,
    "a hidden column": lambda book, sheet: (
        sheet.write(0, 5, "more"),
        sheet.write(3, 5, 9),
        sheet.set_column(5, 5, None, None, {"hidden": 1}),
    ),
    "a formula": lambda book, sheet: sheet.write_formula(3, 1, "=177-80-20-40-28", None, 9),
    "a formula that was not worked out": lambda book, sheet: sheet.write_formula(3, 1, "=B2-B3", None, ""),
    "a formula's numbers": lambda book, sheet: sheet.write_formula(1, 1, "=71+9", None, 80),
    "a comment": lambda book, sheet: sheet.write_comment("B4", "was 9"),
    "a telling comment": lambda book, sheet: sheet.write_comment("B4", "primary"),
    "a name": lambda book, sheet: book.define_name("south", "=9"),
    "a telling name": lambda book, sheet: book.define_name("primary_cells", "='asked 2025'!$B$4"),
    "a property": lambda book, sheet: book.set_properties({"comments": "south: 9"}),
    "a telling property": lambda book, sheet: book.set_properties({"keywords": "complementary"}),
    "a property of its own": lambda book, sheet: book.set_custom_property("south", 9),
    "a chart's kept numbers": chart,
    "a number in a header": lambda book, sheet: sheet.set_header("&Lsouth: 9"),
    "a number in a format": lambda book, sheet: sheet.write(3, 1, "c", book.add_format({"num_format": '"south 9"'})),
    "a list of choices": lambda book, sheet: sheet.data_validation("B4", {"validate": "list", "source": ["9", "c"]}),
    "a sheet's name": lambda book, sheet: book.add_worksheet("south 9"),
    "a text box": lambda book, sheet: sheet.insert_textbox("D2", "south: 9"),
}


@pytest.mark.parametrize("plant", BOOKS)
def test_a_plant_in_a_workbook_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"book.xlsx": workbook(BOOKS[plant])}))


def rezipped(content: bytes, changes: dict[str, Callable[[str], str]], more: dict[str, str] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, lambda text: text)(old.read(name).decode()))
        for name, text in (more or {}).items():
            new.writestr(name, text)
    return made.getvalue()


PARTS = {
    "a text that no cell uses": ({"xl/sharedStrings.xml": lambda t: t.replace("</sst>", "<si><t>south: 9</t></si></sst>")}, {}),
    "what a pivot table keeps": ({}, {"xl/pivotCache/pivotCacheRecords1.xml": '<r xmlns="x"><r><s v="south"/><n v="9"/></r></r>'}),
    "what a link keeps": ({}, {"xl/externalLinks/externalLink1.xml": '<e xmlns="x"><cell r="A1"><v>9</v></cell></e>'}),
    "a part of its own": ({}, {"customXml/item1.xml": "<south>9</south>"}),
    "a program": ({}, {"xl/vbaProject.bin": "x"}),
}


@pytest.mark.parametrize("plant", PARTS)
def test_a_plant_in_a_workbooks_parts_is_found(plant: str, tmp_path: Path) -> None:
    changes, more = PARTS[plant]
    assert leaks(county(tmp_path, {"book.xlsx": rezipped(workbook(), changes, more)}))


def test_a_workbook_of_another_writer_is_read_too(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")

    def made(south: object) -> bytes:
        book = openpyxl.Workbook()
        book.active.title = "asked 2025"
        for row in (("town", "count"), *told(("south", south))):
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    assert leaks(county(tmp_path, {"book.xlsx": made("c")})) == []
    assert leaks(county(tmp_path / "planted", {"book.xlsx": made(9)}))


def lying(content: bytes) -> bytes:
    """Statistics of another number than any row has."""
    low, other = (20).to_bytes(8, "little"), (9).to_bytes(8, "little")
    head, foot = content[: content.rfind(low) - 200], content[content.rfind(low) - 200 :]
    return head + foot.replace(low, other)


PARQUETS = {
    "a number": parquet(told(("south", 9))),
    "another town's number": parquet(told(("south", 40))),
    "a statistic that no row has": lying(parquet(compression="NONE", use_dictionary=False)),
    "words written beside": parquet(metadata={"south": "9"}),
    "telling words": parquet(metadata={"note": "complementary"}),
}


@pytest.mark.parametrize("plant", PARQUETS)
def test_a_plant_in_a_parquet_file_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"rows.parquet": PARQUETS[plant]}))


LINES = [("asked in 2025",), *[(t, str(v)) for t, v in TOWNS]]
EARLIER = b"9 0 obj\n<< /Length 44 >>\nstream\nBT /F1 9 Tf 1 0 0 1 50 50 Tm (south: 9) Tj ET\nendstream\nendobj\n"
DOCUMENTS = {
    "a number": pdf([("asked in 2025",), *[(t, str(v)) for t, v in told(("south", 9))]]),
    "another town's number": pdf([("asked in 2025",), *[(t, str(v)) for t, v in told(("south", 40))]]),
    "a number that is not packed": pdf([("south: 9",)], packed=False),
    "a number in octal letters": pdf([("south", "\\071")]),
    "a page of an earlier saving": pdf(LINES, extra=EARLIER),
    "a property": pdf(LINES, info="(south: 9)"),
    "a property in sixteen bits": pdf(LINES, info="<FEFF0073006F007500740068003A00200039>"),
    "a telling property": pdf(LINES, info="(primary cells)"),
    "a file inside": pdf(LINES, extra=b"9 0 obj\n<< /Type /EmbeddedFile /Length 1 >>\nstream\n9\nendstream\nendobj\n"),
    "a bar": pdf(LINES, drawn="200 695 80 10 re f 200 675 20 10 re f 200 655 9 10 re f 200 615 40 10 re f"),
    "a program": pdf(LINES, extra=b"9 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"),
    "a font that nobody explains": pdf(LINES).replace(b"/Subtype /Type1", b"/Subtype /Type0"),
}


@pytest.mark.parametrize("plant", DOCUMENTS)
def test_a_plant_in_a_document_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"sheet.pdf": DOCUMENTS[plant]}))


def test_bars_of_a_document_may_be_as_long_as_their_numbers(tmp_path: Path) -> None:
    bars = "200 675 160 10 re f 200 655 40 10 re f 200 595 80 10 re f"
    assert leaks(county(tmp_path, {"sheet.pdf": pdf(LINES, drawn=bars)})) == []


PICTURES = {
    "picture.png": {
        "a text": png((b"tEXt", b"Comment\0south: 9")),
        "a packed text": png((b"zTXt", b"Comment\0\0" + zlib.compress(b"south: 9"))),
        "a text in any alphabet": png((b"iTXt", b"Comment\0\0\0en\0\0south: 9")),
        "a telling text": png((b"tEXt", b"Comment\0primary")),
        "a part of its own": png((b"soUt", b"9")),
        "something after the end": png(after=b"south: 9"),
        "a packed text without end": png((b"zTXt", b"Comment\0\0" + zlib.compress(b"1" * (2 << 20)))),
    },
    "photo.jpg": {
        "a comment": jpeg((0xFE, b"south: 9")),
        "a property": jpeg((0xE1, b"Exif\0\0II*\0 south: 9")),
        "something after the end": jpeg(after=b"south: 9"),
    },
}


@pytest.mark.parametrize(("name", "plant"), [(name, plant) for name, plants in PICTURES.items() for plant in plants])
def test_a_plant_in_a_picture_is_found(name: str, plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {name: PICTURES[name][plant]}))


def archived(members: dict[str, bytes | str], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


ARCHIVES = {
    "a table": archived({"table.csv": TABLES["a number"]}),
    "an archive in an archive": archived({"more.zip": archived({"table.csv": TABLES["a number"]})}),
    "a member's name": archived({"south_9.csv": CLEAN["table.csv"]}),
    "a comment": archived({"table.csv": CLEAN["table.csv"]}, b"south: 9"),
    "something before it": b"PK\x03\x04south: 9, which nobody lists" + archived({"table.csv": CLEAN["table.csv"]}),
    "something after it": archived({"table.csv": CLEAN["table.csv"]}) + b"south: 9",
    "a kind that cannot be attacked": archived({"table.sqlite": b"x"}),
    "an archive in an archive in an archive": archived({"a.zip": archived({"b.zip": archived({"c.zip": archived({"t.csv": "a,b\n"})})})}),
}


@pytest.mark.parametrize("plant", ARCHIVES)
def test_a_plant_in_an_archive_is_found(plant: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"all.zip": ARCHIVES[plant]}))


NAMES = ["south_9.csv", "9/table.csv", "primary.csv", "table_complementary.csv", "north-small.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_a_plant_in_a_files_name_is_found(name: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {name: CLEAN["table.csv"]}))


@pytest.mark.parametrize("name", ["asked-2025-Q4-v1.csv", "2025/table.csv", "table_2025-12-31.csv"])
def test_a_files_name_may_say_when(name: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {name: CLEAN["table.csv"]})) == []


@pytest.mark.parametrize("name", ["table.sqlite", "table.xls", "page.mhtml", "table", ".DS_Store", "table.csv.gz", "notebook.ipynb"])
def test_a_kind_of_file_that_nobody_can_attack_does_not_leave(name: str, tmp_path: Path) -> None:
    assert kinds(county(tmp_path, {name: b"x"})) == {"a kind of file that cannot be attacked"}


def test_a_link_does_not_leave(tmp_path: Path) -> None:
    folder = county(tmp_path)
    (folder / "table.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert kinds(folder) == {"a link in place of a file"}


BROKEN = {
    "book.xlsx": [b"PK\x03\x04" + b"x" * 40, workbook()[:-200], rezipped(workbook(), {"xl/workbook.xml": lambda t: t[:50]})],
    "rows.parquet": [b"PAR1" + b"x" * 40, parquet()[:-30]],
    "sheet.pdf": [b"%PDF-1.7\n", pdf(LINES)[:200], pdf(LINES).replace(b"/Info", b"/Encrypt 8 0 R /Info")],
    "picture.png": [png()[:20], png()[:-6]],
    "photo.jpg": [jpeg((0xFE, b"x"))[:5]],
    "data.json": [b"{", b"[" * 100_000, b"[" * 100 + b"]" * 100],
    "page.html": [b'<script type="application/json">{broken</script>'],
    "chart.json": [
        as_json(figure(y={"dtype": "i8", "bdata": "AAA"})).encode(),
        as_json(figure(y={"dtype": "no", "bdata": "AAAA"})).encode(),
    ],
    "all.zip": [b"PK\x03\x04" + b"x" * 40],
    "table.csv": [b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"],
}


@pytest.mark.parametrize(("name", "n"), [(name, n) for name, contents in BROKEN.items() for n in range(len(contents))])
def test_a_broken_file_is_a_finding_and_no_crash(name: str, n: int, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {name: BROKEN[name][n]}))


def test_files_that_grow_without_end_are_not_unpacked(tmp_path: Path) -> None:
    bomb = archived({"table.csv": b"0" * (80 << 20)})
    assert "a file that is too large to be read" in kinds(county(tmp_path, {"all.zip": bomb}))
    packed = zlib.compress(b" " * (80 << 20))
    stream = b"9 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream\nendobj\n"
    assert "a file that is too large to be read" in kinds(county(tmp_path / "pdf", {"sheet.pdf": pdf(LINES, extra=stream)}))


def test_entities_of_a_workbook_are_not_followed(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "9"><!ENTITY b "&a;&a;&a;">]>'
    planted = rezipped(workbook(), {"xl/sharedStrings.xml": lambda t: t.replace("<sst", f"{entity}<sst", 1)})
    assert kinds(county(tmp_path, {"book.xlsx": planted})) == {"a file that cannot be read"}


def test_a_whole_audit_fails_by_a_files_plant_and_its_summary_says_no_number(tmp_path: Path) -> None:
    folder = county(tmp_path, {"handbook/south-97531.csv": comma([("town", "2025"), *told(("south", 97531))])})
    audit = audit_publications([folder])
    assert not audit.passed
    assert "97531" not in audit.summary()
    assert not any("97531" in leak.kind or "south" in leak.kind for leak in audit.leaks)
    found = [dict(leak.key) for leak in audit.leaks]
    assert {"97531"} <= {f.get("found") for f in found}
    assert {f["file"] for f in found if "file" in f} == {"handbook/south-97531.csv"}
    assert "97531" in audit.to_json()


def test_a_page_s_rows_in_the_order_of_their_numbers_are_found(tmp_path: Path) -> None:
    rows = "".join(f"<tr><th>{t}</th><td>{dict(TOWNS)[t]}</td></tr>" for t in ("north", "mid", "south", "east", "west"))
    assert kinds(county(tmp_path, {"page.html": page(rows=rows.replace(">c<", ">[c]<"))})) == {"an order that follows the values"}


def test_a_map_of_colours_is_read_place_by_place(tmp_path: Path) -> None:
    def heat(south: object) -> str:
        return as_json({"data": [{"type": "heatmap", "x": ["asked"], "y": ["north", "south"], "z": [[80], [south]]}], "layout": {}})

    assert leaks(county(tmp_path, {"chart.json": heat(None)})) == []
    assert kinds(county(tmp_path / "planted", {"chart.json": heat(40)})) == {"a value for a withheld number"}


@pytest.mark.parametrize("feature", ["a comment", "a text box", "a chart of what is shown"])
def test_what_a_workbook_may_have(feature: str, tmp_path: Path) -> None:
    def change(book, sheet) -> None:
        if feature == "a comment":
            sheet.write_comment("B4", "withheld")
        elif feature == "a text box":
            sheet.insert_textbox("D2", "asked in 2025")
        else:
            drawn = book.add_chart({"type": "column"})
            drawn.add_series({"values": ["asked 2025", 1, 1, 2, 1], "categories": ["asked 2025", 1, 0, 2, 0], "name": "asked 2025"})
            sheet.insert_chart("D2", drawn)

    assert leaks(county(tmp_path, {"book.xlsx": workbook(change)})) == []


TOO_MUCH: dict[str, bytes | str] = {
    "cells.html": "<table><tr>" + "<td colspan=1000>1</td>" * 2000 + "</table>",
    "nested.html": "<svg>" * 5000,
    "notes.html": "<!--" * 5000,
    "sentence.html": "<p>" + "south 9; " * 30_000 + "</p>",
    "calls.html": "<script>" + "Plotly.newPlot('a',[" * 2000 + "</script>",
    "wide.csv": ",".join(["9"] * 3000),
    "deep.json": "[" * 90 + "]" * 90,
    "open.pdf": b"%PDF-1.7\n" + b"1 0 obj " * 50_000 + b"%%EOF",
    "brackets.pdf": pdf([("(" * 2000,)], packed=False),
    "drawing.svg": "<svg>" + "<rect width='9' height='9'/><text x='1' y='2'>9</text>" * 3000 + "</svg>",
    "line.txt": "9" * 30_000,
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_to_read_is_a_finding(name: str, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {name: TOO_MUCH[name]}))


def test_the_command_fails_and_prints_no_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pipelines.cli.checking import audit

    folder = county(tmp_path, {"table.csv": comma([("town", "2025"), *told(("south", 97531))])})
    assert audit([folder]) == 1
    says = capsys.readouterr()
    assert "a value for a withheld number" in says.out + says.err
    assert "97531" not in says.out + says.err


def test_the_order_of_a_codelist_tells_nothing_though_another_measure_has_the_column_by_another_one(tmp_path: Path) -> None:
    measures = {
        "gone": measure(reason=breakdown("home", "hall", "other")),
        "ended": measure(reason=breakdown("other", "lost", "home")),
    }
    rows = (
        "gone | 2025 | _T | count | 95\ngone | 2025 | home | count | 60\ngone | 2025 | hall | count | c\ngone | 2025 | other | count | 20\n"
    )
    folder = publication(
        tmp_path / "2025-Q4-v1", measures, f"measure | period | reason | statistic | value\n{rows}ended | 2025 | _T | count | 40"
    )

    def shown(*order: str) -> set[str]:
        told = {"home": "60", "hall": "[c]", "other": "20"}
        lines = "".join(f"<tr><th>{name}</th><td>{told[name]}</td></tr>" for name in order)
        table = f"<table><caption>gone, 2025</caption><tr><th>Reason</th><th>Number</th></tr>{lines}</table>"
        (folder / "page.html").write_text(f'<!doctype html><section id="m-gone">{table}</section>', "utf-8")
        return kinds(folder)

    assert "an order that follows the values" not in shown("home", "hall", "other")
    measures["gone"]["breakdowns"]["reason"]["codes"] = ["hall", "home", "other"]
    (folder / "measures.json").write_text(json.dumps({"threshold": 11, "smallest_group": 22, "measures": measures}), "utf-8")
    assert "an order that follows the values" in shown("home", "hall", "other")
