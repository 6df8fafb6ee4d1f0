"""Reads a workbook (XLSX) part by part: sheets also where they are hidden, formulas, comments, names, what a program keeps beside them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from pipelines.disclosure_control.audit.files import archives, grids
from pipelines.disclosure_control.audit.files.items import Entry, Finding, Inside, Items, Note, Sheet, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT, plain

MOST_CELLS = 1_000_000
LAYOUT = re.compile(r"(\[Content_Types\]\.xml|.*\.rels|xl/theme/.*\.xml|xl/calcChain\.xml|xl/metadata\.xml|docProps/thumbnail\..*)")
APP = {
    "Application",
    "AppVersion",
    "DocSecurity",
    "ScaleCrop",
    "LinksUpToDate",
    "SharedDoc",
    "HyperlinksChanged",
    "HeadingPairs",
    "TotalTime",
}
PLACES = {"Row", "Column", "Anchor", "col", "row", "colOff", "rowOff", "AutoFill", "MoveWithCells", "SizeWithCells"}
"""Where a comment's box or a chart lies on the sheet."""
REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|[A-Za-z_.]+\d+\(")

ABOVE = 10
ABOUT = re.compile(r"In cells\.csv this measure is called ([a-z0-9_]+)\.")  # a line by itself above a sheet's table


class _BrokenError(ValueError):
    pass


@dataclass(frozen=True)
class _Cell:
    text: str
    formula: str


def read(content: bytes, place: str, measures: Iterable[str] = ()) -> Items:
    """`measures`: a sheet that says which of these it is about has the numbers of no other."""
    known = frozenset(measures)
    archive = archives.opened(content, place)
    yield from archive.found
    parts = archive.members
    if not parts:
        return
    try:
        shared = _shared(parts)
        used: set[int] = set()
        yield from _book(parts, place)
        for name, body in parts.items():
            where = f"{place}, {name}"
            if LAYOUT.fullmatch(name) and "thumbnail" not in name:
                continue
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml|xl/chartsheets/[^/]+\.xml", name):
                yield from _sheet(body, where, shared, used, known)
            elif name == "xl/sharedStrings.xml":
                continue
            elif name == "xl/workbook.xml" or name.startswith("docProps/") and name.endswith(".xml"):
                yield from _properties(body, where)
            elif name == "xl/styles.xml":
                yield from _formats(body, where)
            elif re.search(
                r"pivotCache|pivotTables|externalLinks|queryTables|/tables/|connections|slicer|timeline", name
            ) and name.endswith(".xml"):
                yield from _everything(body, where, keep=True)
            elif name.startswith("xl/charts/") and name.endswith(".xml"):
                yield from _chart(body, where)
            elif name.endswith((".xml", ".vml")):
                yield from _everything(body, where, keep=False)
            else:
                yield Inside(place, name, body)
        for n, text in enumerate(shared):
            if n not in used and text:
                yield Note(f"{place}, a text that no cell uses", text)
                yield Words(f"{place}, a text that no cell uses", text, None, text, True)
    except _BrokenError:
        yield Finding("a file that cannot be read", place)


def _tree(body: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        raise _BrokenError
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as e:
        raise _BrokenError from e


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (e for e in root.iter() if _name(e) == name)


def _text(element: ElementTree.Element) -> str:
    return "".join(t.text or "" for t in _all(element, "t"))


def _shared(parts: Mapping[str, bytes]) -> list[str]:
    body = parts.get("xl/sharedStrings.xml")
    return [_text(item) for item in _all(_tree(body), "si")] if body else []


def _book(parts: Mapping[str, bytes], place: str) -> Items:
    for name in ("xl/workbook.xml", "[Content_Types].xml"):
        if name not in parts:
            raise _BrokenError
    for n, sheet in enumerate(_all(_tree(parts["xl/workbook.xml"]), "sheet"), 1):
        yield Words(f"{place}, name of sheet {n}", sheet.get("name", ""), None, sheet.get("name", ""), True)


def _properties(body: bytes, place: str) -> Items:
    for element in _tree(body).iter():
        name = _name(element)
        text = (element.text or "").strip()
        if name in APP or not text:
            continue
        if name in ("definedName",):
            yield Note(f"{place}, {name}", f"{element.get('name', '')} {element.get('comment', '')} {_bare(text)}")
        elif not _inside_app(place, name):
            yield Note(f"{place}, {name}", f"{element.get('name', '')} {text}")


def _inside_app(place: str, name: str) -> bool:
    """Counts of sheets and the like, which the program writes by itself."""
    return place.endswith("docProps/app.xml") and name in ("i4", "Pages", "Words", "Characters", "Lines", "Paragraphs")


def _formats(body: bytes, place: str) -> Items:
    for element in _all(_tree(body), "numFmt"):
        for text in re.findall(r'"([^"]*)"', element.get("formatCode", "")):
            yield Note(f"{place}, a number's format", text)


def _chart(body: bytes, place: str) -> Items:
    """A chart's kept values; its texts; its axis."""
    root = _tree(body)
    for series in _all(root, "ser"):
        groups = {k: [p for c in _all(series, k) for p in _all(c, "pt")] for k in ("cat", "val", "xVal", "yVal", "bubbleSize", "tx")}
        names = {p.get("idx"): (next(_all(p, "v")).text or "") for p in groups["cat"]}
        title = tuple(next(_all(p, "v")).text or "" for p in groups["tx"])
        for kind in ("val", "xVal", "yVal", "bubbleSize"):
            for point in groups[kind]:
                text = next(_all(point, "v")).text or ""
                yield Entry(f"{place}, {kind}", text, tuple(t for t in (names.get(point.get("idx"), ""), *title) if t), " ".join(title))
    for element in root.iter():
        if _name(element) in ("max", "min") and element.get("val") and _name(element) == "max":
            yield Note(f"{place}, axis", element.get("val", ""))
        elif _name(element) == "t" and element.text:
            yield Words(f"{place}, text", element.text, None, element.text, True)


def _everything(body: bytes, place: str, keep: bool) -> Items:
    """Every text of a part; with `keep` its attributes too, where values are kept."""
    for element in _tree(body).iter():
        if element.text and element.text.strip() and _name(element) not in PLACES:
            yield Note(f"{place}, {_name(element)}", _bare(element.text.strip()))
        if keep:
            for name, value in element.attrib.items():
                if name in ("v", "name", "caption", "displayName", "description", "totalsRowLabel", "minValue", "maxValue", "recordCount"):
                    yield Note(f"{place}, {_name(element)} {name}", value)


def _sheet(body: bytes, place: str, shared: list[str], used: set[int], measures: Collection[str]) -> Items:
    root = _tree(body)
    rows: list[list[_Cell]] = []
    many = 0
    for line in _all(root, "row"):
        at = int(line.get("r", len(rows) + 1)) if line.get("r", "1").isdecimal() else len(rows) + 1
        rows += [[]] * max(0, at - 1 - len(rows)) if at - 1 - len(rows) < 1000 else []
        row: list[_Cell] = []
        for cell in line:
            if _name(cell) != "c":
                continue
            column = _column(cell.get("r", ""))
            if column is None or column > 16_384:
                column = len(row)
            many += 1 + max(0, column - len(row))
            if many > MOST_CELLS:
                yield Finding("a file that is too large to be read", place)
                return
            row += [_Cell("", "")] * (column - len(row))
            row.append(_cell(cell, shared, used))
        rows.append(row)
    texts = [[plain(c.text) for c in row] for row in rows]
    about = next((n for n, row in enumerate(texts[:ABOVE]) if row and ABOUT.fullmatch(row[0]) and not any(row[1:])), None)
    measure = ABOUT.sub(r"\1", texts[about][0]) if about is not None else ""
    if about is not None and measure in measures:
        above = [text for row in texts[:about] for text in row if text and DIGIT.search(text)]
        yield from (Words(f"{place}, above the table", text, measure, text, True) for text in above)
        yield Sheet(place, measure, tuple(map(tuple, texts[about + 1 :])))
    else:
        yield from grids.read([[c.text for c in row] for row in rows], place)
    heading = [c.text for c in next((row for row in rows if any(c.text for c in row)), [])]
    for r, row in enumerate(rows, 1):
        for c, cell in enumerate(row):
            if cell.formula:
                near = tuple(o.text for n, o in enumerate(row) if n != c and o.text and not o.formula) + tuple(heading[c : c + 1])
                yield Entry(f"{place}, formula, row {r}, column {c + 1}", _bare(cell.formula), near, " ".join(near), aside=True)
                if not cell.text:
                    yield Entry(f"{place}, formula, row {r}, column {c + 1}", "0", near, " ".join(near), aside=True)
    for element in root.iter():
        name = _name(element)
        if name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", "formula", "formula1", "formula2"):
            yield Note(f"{place}, {name}", _bare(re.sub(r"&(?:\d+|\"[^\"]*\"|[A-Z])", " ", element.text or "")))
        for attribute in ("prompt", "promptTitle", "error", "errorTitle", "tooltip", "display", "codeName"):
            if element.get(attribute) and name in ("dataValidation", "hyperlink"):
                yield Note(f"{place}, {name}", element.get(attribute, ""))


def _cell(cell: ElementTree.Element, shared: list[str], used: set[int]) -> _Cell:
    kind = cell.get("t", "n")
    formula = next((e.text or "" for e in cell if _name(e) == "f"), "")
    value = next((e.text or "" for e in cell if _name(e) == "v"), "")
    if kind == "s":
        n = int(value) if value.strip().isdecimal() else -1
        if not 0 <= n < len(shared):
            raise _BrokenError
        used.add(n)
        return _Cell(shared[n], formula)
    if kind == "inlineStr":
        return _Cell(_text(cell), formula)
    if kind == "n" and value:
        try:
            return _Cell(grids.said(float(value)), formula)
        except ValueError as e:
            raise _BrokenError from e
    return _Cell(value, formula)


def _column(reference: str) -> int | None:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return None
    column = 0
    for letter in letters[0]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _bare(formula: str) -> str:
    """A formula without the places that it points at."""
    return REFERENCE.sub(" ", formula)
