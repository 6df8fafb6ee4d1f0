"""Reading an OpenDocument workbook (.ods): its one long text is read as it goes by, so that no reader has to be trusted."""

import re
from collections.abc import Mapping
from xml.parsers import expat

from pipelines.desk.findings import Unreadable, finding, letters
from pipelines.desk.grid import Aside
from pipelines.desk.opening import number
from pipelines.desk.packed import Packed
from pipelines.desk.sheet import Book, Sheet, refuse_large, refuse_many

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "http://www.w3.org/1999/xlink": "xlink",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_CELLS = ("table:table-cell", "table:covered-table-cell")
# Elements that say something beside the cells, and what it is called.
_BESIDE = {
    "table:content-validation": "value in a list",
    "table:help-message": "prompt of a column",
    "table:error-message": "prompt of a column",
    "table:named-range": "name of a range",
    "table:named-expression": "name of a range",
    "table:database-range": "name of a range",
    "table:filter-condition": "value in a filter",
    "table:filter-set-item": "value in a filter",
    "table:scenario": "value in a scenario",
    "table:label-range": "value in a label",
    "text:a": "target of a link",
    "style:map": "value in a format",
}
_OWN_NAME = ("table:name", "table:title")
_UNNAMED = re.compile(r"__Anonymous_Sheet_DB__[0-9]+")
_SHAPES = ("draw:frame", "draw:g", "draw:a", "draw:layer-set", "draw:layer")  # these only hold others
_CARRIED = ("draw:image", "draw:object", "draw:object-ole", "draw:plugin", "draw:applet")
_PROGRAMS = re.compile(r"(basic|scripts)/", re.IGNORECASE)
_FILES = re.compile(r"(pictures|media|object [0-9]+)/", re.IGNORECASE)
_DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+(?:\.[0-9]+)?)S")
_LONGEST = 1_000_000  # letters in one cell
_MOST_ASIDES = 20_000


def read(parts: Packed) -> Book:
    """The sheets of an OpenDocument workbook.

    Raises:
        Unreadable: locked, with programs inside, damaged, or too large.
    """
    if any(_PROGRAMS.match(name) for name in parts.names):
        raise Unreadable(finding("E116"))
    if b"encryption-data" in parts.text("META-INF/manifest.xml"):
        raise Unreadable(finding("E117"))
    body = _Body()
    body.read(parts.text("content.xml"))
    if any(_FILES.match(name) for name in parts.names):
        body.found.add("P521")
    sheets = tuple((table.seen(), table.squared()) for table in body.sheets)
    names = (Aside(f"name of sheet {i}", s.name) for i, (s, _) in enumerate(sheets, 1))
    asides = (*parts.properties("meta.xml"), *names, *body.asides)
    found = (*(finding(code) for code in sorted(body.found)), *(finding("P524", what=what) for what in sorted(body.carried)))
    return Book("OpenDocument workbook", sheets, found, asides)


class _Table:
    """A sheet while it goes by. Empty rows and cells are counted, and set down only when something follows."""

    def __init__(self, name: str, is_hidden: bool) -> None:
        self.name, self.is_hidden, self.has_hidden_lines = name, is_hidden, False
        self.rows: list[list[str]] = []
        self.formulas: set[str] = set()
        self.errors: set[str] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.at, self.width, self.cells = 0, 0, 0  # row and column that come next; cells set down so far
        self._row: list[str] = []
        self._odd: list[tuple[set[str], str]] = []

    def seen(self) -> Sheet:
        odd = frozenset(self.formulas), frozenset(self.errors)
        return Sheet(self.name, self.is_hidden, self.has_hidden_lines, *odd, tuple(self.merged))

    def squared(self) -> list[list[str]]:
        """The rows, all of them as wide as the widest."""
        width = max(map(len, self.rows), default=0)
        refuse_large(len(self.rows), width)
        return [row + [""] * (width - len(row)) for row in self.rows]

    def cell(self, text: str, times: int, attributes: Mapping[str, str]) -> None:
        across, down = _times(attributes, "table:number-columns-spanned"), _times(attributes, "table:number-rows-spanned")
        if across > 1 or down > 1:
            self.merged.append((self.at + 1, self.at + down, self.width + 1, self.width + across))
        odd = [self.formulas] if "table:formula" in attributes else []
        odd += [self.errors] if attributes.get("calcext:value-type") == "error" else []
        if text or odd:
            refuse_large(0, self.width + times)
            self._row += [""] * (self.width - len(self._row)) + [text] * times
            self._odd += [(places, letters(self.width + n)) for places in odd for n in range(times)]
        self.width += times

    def row(self, times: int) -> None:
        """A row that is there several times is set down, and calculates, in each of them."""
        if self._row:
            self.cells += times * len(self._row)
            refuse_large(self.at + times, 0, self.cells)
            refuse_many(len(self.formulas) + len(self.merged) + times * len(self._odd))
            self.rows += [[] for _ in range(self.at - len(self.rows))]
            self.rows += [list(self._row) for _ in range(times)]
            for places, column in self._odd:
                places |= {f"{column}{self.at + n + 1}" for n in range(times)}
        self.at += times
        self.width, self._row, self._odd = 0, [], []


class _Body:
    """The parts of the text as they go by."""

    def __init__(self) -> None:
        self.sheets: list[_Table] = []
        self.found: set[str] = set()
        self.carried: set[str] = set()
        self.asides: list[Aside] = []
        self._beside: list[str] = []
        self._hidden: set[str] = set()
        self._style = ""
        self._open: list[str] = []
        self._attributes: Mapping[str, str] = {}
        self._said: list[str] | None = None
        self._times, self._letters, self._aside = 1, 0, 0

    def read(self, text: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.CommentHandler = lambda text: self.aside("value in a note", text)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self.start, self.end, self.letters
        try:
            parser.Parse(text, True)
        except (expat.ExpatError, ValueError, LookupError):
            raise Unreadable(finding("E116")) from None
        if not self.sheets:
            raise Unreadable(finding("E116"))

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        name = _short(tag)
        attributes = {_short(key): value for key, value in given.items()}
        self._open.append(name)
        if name in _BESIDE:
            self.told(name, attributes)
        if name.startswith("draw:") and self.sheets and not self._aside and name not in (*_CARRIED, *_SHAPES):
            self.carried.add("a text box")
        if name == "table:data-pilot-table":
            self.carried.add("a pivot table's copy of rows")
        if self._aside or name == "office:annotation":
            self._aside += 1
            self.found |= {"P520"} if name == "office:annotation" else set()
        elif name in _CELLS:
            if self._said is not None:
                raise ValueError  # a table inside of a cell
            self._attributes, self._said, self._letters = attributes, [], 0
        elif name.startswith("text:") and self._said is not None:
            self._text(name, attributes)
        elif name == "table:table":
            self.sheets.append(_Table(attributes.get("table:name", ""), attributes.get("table:style-name") in self._hidden))
        elif name == "table:table-row":
            self._times = _times(attributes, "table:number-rows-repeated")
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden.add(self._style)
        elif name in _CARRIED:
            self.found.add("P521")
        elif name == "table:tracked-changes":
            self._aside = 1
            self.found.add("E127")
        elif name == "table:table-source":
            raise ValueError  # cells of another workbook
        if name in ("table:table-row-group", "table:table-column-group") and attributes.get("table:display") == "false":
            self.sheets[-1].has_hidden_lines = True
        if name in ("table:table-row", "table:table-column") and attributes.get("table:visibility") in ("collapse", "filter"):
            self.sheets[-1].has_hidden_lines = True

    def told(self, name: str, attributes: Mapping[str, str]) -> None:
        """What an element beside the cells says in its attributes; a list to choose from word by word."""
        for key, value in attributes.items():
            is_name = key in _OWN_NAME and _BESIDE[name].startswith("name ")
            if not _UNNAMED.fullmatch(value):
                self.aside(_BESIDE[name] if is_name or not _BESIDE[name].startswith("name ") else "value in a range", value)
            for said in re.findall(r'"([^"]*)"', value):
                self.aside("value in a list", said)

    def aside(self, place: str, text: str) -> None:
        if len(text.strip()) > 3 and len(self.asides) < _MOST_ASIDES:
            self.asides.append(Aside(place, text.strip()))

    def _text(self, name: str, attributes: Mapping[str, str]) -> None:
        said = self._said if self._said is not None else []
        if name == "text:p" and said:
            said.append("\n")
        elif name == "text:s":
            said.append(" " * min(_times(attributes, "text:c"), 1000))
        elif name in ("text:tab", "text:line-break"):
            said.append("\t" if name == "text:tab" else "\n")

    def letters(self, text: str) -> None:
        if self._said is not None and not self._aside and self._open[-1].startswith("text:"):
            self._letters += len(text)
            if self._letters > _LONGEST:
                raise Unreadable(finding("E118"))
            self._said.append(text)
        elif self._said is None and not self._aside:
            self._beside.append(text)

    def end(self, tag: str) -> None:
        name = self._open.pop()
        if name == "text:p" and self._beside:
            self.aside("prompt or heading", "".join(self._beside))
        if self._said is None:
            self._beside = self._beside if name.startswith("text:") and name != "text:p" else []
        if self._aside:
            self._aside -= 1
        elif name in _CELLS:
            times = _times(self._attributes, "table:number-columns-repeated")
            self.sheets[-1].cell(_value(self._attributes, "".join(self._said or ())), times, self._attributes)
            self._said = None
        elif name == "table:table-row":
            self.sheets[-1].row(self._times)


def _short(name: str) -> str:
    space, _, word = name.rpartition(" ")
    return f"{_SPACES.get(space, '')}:{word}"


def _times(attributes: Mapping[str, str], name: str) -> int:
    said = attributes.get(name, "1")
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise ValueError
    return int(said)


def _value(attributes: Mapping[str, str], text: str) -> str:
    """A cell as it would stand in a CSV file; see `opening.number`."""
    kind = attributes.get("office:value-type", "")
    if kind in ("float", "percentage", "currency"):
        return number(float(attributes["office:value"]))
    if kind == "date":
        return attributes["office:date-value"].replace("T00:00:00", "").replace("T", " ")
    if kind == "time":
        found = _DURATION.fullmatch(attributes["office:time-value"])
        return f"{int(found[1]):02d}:{int(found[2]):02d}:{found[3]}" if found else attributes["office:time-value"]
    if kind == "boolean":
        return attributes["office:boolean-value"]
    return attributes.get("office:string-value", text)
