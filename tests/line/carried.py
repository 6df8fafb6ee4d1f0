"""Five hundred made-up identifiers, each in a place of a file where people leave them; and where any of them was kept."""

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import openpyxl
from openpyxl.comments import Comment

from tests.desk_files import as_csv, cells, contact, drawn, totals
from tests.identifiers import identifiers, persons

OF_EACH = 20
CONTACTS, TOTALS = "sheriff.law_enforcement_contacts.{}.{}", "advocates.advocacy_services.{}.{}"
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\']{10,31}")
_FILE_NAME = re.compile(r"[^/\\:*?\"<>|\x00-\x1f]{10,80}")
_WINDOW = 8


@dataclass(frozen=True)
class Carrier:
    """A file that carries canaries in one kind of place. `shows` are those that stand in plain cells of its own table."""

    place: str
    name: str
    content: bytes
    canaries: tuple[str, ...]


def canaries(seed: int) -> Iterator[str]:
    """Distinct, and long enough not to be found by chance."""
    seen: set[str] = set()
    for text in (text for _, text in identifiers(60, seed)):
        if len(text) >= 10 and text.isascii() and text not in seen:
            seen.add(text)
            yield text


def carriers(quarter: str, day: str, seed: int) -> list[Carrier]:
    """So many files, with twenty canaries each; all of them different."""
    supply = list(canaries(seed))
    names = list(dict.fromkeys(p for p in persons(400, seed) if len(p) >= 14))

    def take(fits: re.Pattern[str] | None = None) -> tuple[str, ...]:
        chosen = list(islice((c for c in supply if fits is None or fits.fullmatch(c)), OF_EACH))
        supply[:] = [c for c in supply if c not in chosen]
        assert len(chosen) == OF_EACH
        return tuple(chosen)

    def good(count: int, **changed: str) -> list[dict[str, str]]:
        return [contact(youth_token=drawn(i, "c"), contact_on=day, offence_on=day, **changed) for i in range(count)]

    table = cells(good(30))
    csv, xlsx = CONTACTS.format(quarter, "csv"), CONTACTS.format(quarter, "xlsx")
    made: list[Carrier] = []
    for column in ("youth_token", "status", "disposition", "residence", "offence_on"):
        held = take()
        rows = good(60)
        for row, canary in zip(rows, held, strict=False):
            row[column] = canary
        made.append(Carrier(f"cells of {column}", csv, as_csv(cells(rows)), held))
    held = take()
    made.append(Carrier("an unknown column", csv, as_csv(_beside(table, ["shift", *held])), held))
    held = take()
    made.append(Carrier("headers", csv, as_csv([[*table[0], *held], *([*row, *["x"] * OF_EACH] for row in table[1:])]), held))
    held = take()
    made.append(Carrier("titles above the table", csv, as_csv([*([c] for c in held[:8]), list(held[8:]), *table]), held))
    held = take()
    made.append(Carrier("lines that do not fit", csv, as_csv([*table, *([*table[1], c] for c in held)]), held))
    held = take()
    made.append(Carrier("lines of totals", csv, as_csv([*table, *(["Total", c, *[""] * 10] for c in held)]), held))
    held = take()
    rows = [{**row, "youth": c} for row, c in zip(totals() * 4, held, strict=False)]
    made.append(Carrier("totals", TOTALS.format(quarter, "csv"), as_csv(cells(rows)), held))
    held = take()
    made.append(Carrier("an open quotation mark", csv, as_csv(table) + ('"' + "\n".join(held)).encode(), held))
    held = take()
    made.append(Carrier("no table at all", csv, ("<html>" + "<p>".join(held)).encode(), held))
    held = take()
    made.append(Carrier("another alphabet's encoding", csv, as_csv(_beside(table, ["shift", *held]), encoding="utf-16"), held))
    first_last = [name for name in names if "," not in name]
    held = tuple(first_last[:OF_EACH])
    names = [name for name in names if name not in held]
    rows = good(600)
    for row, canary in zip(rows, held, strict=False):
        row["gender"] = canary
    made.append(Carrier("names in place of codes", csv, as_csv(cells(rows)), held))
    held = tuple(names[:OF_EACH])
    made.append(Carrier("names above the table", csv, as_csv([list(held), *cells(good(40))]), held))
    return [*made, *_workbooks(table, xlsx, take), *_names(csv, table, take)]


def _workbooks(table: Sequence[Sequence[str]], name: str, take) -> Iterator[Carrier]:
    def book() -> openpyxl.Workbook:
        made = openpyxl.Workbook()
        for row in table:
            made.active.append(list(row))
        return made

    def saved(place: str, made: openpyxl.Workbook, held: tuple[str, ...], *more: tuple[str, str]) -> Carrier:
        out = io.BytesIO()
        made.save(out)
        with zipfile.ZipFile(out, "a") as packed:
            for part, text in more:
                packed.writestr(part, text)
        return Carrier(place, name, out.getvalue(), held)

    held, made = take(), book()
    for i, canary in enumerate(held):
        made.active.cell(i + 2, 3).value = canary
    yield saved("cells of a workbook", made, held)
    held, made = take(), book()
    for i, canary in enumerate(held):
        made.active.cell(i + 2, 1).comment = Comment(canary, "clerk")
    yield saved("comments", made, held)
    held, made = take(), book()
    sheet = made.create_sheet("key")
    sheet.sheet_state = "hidden"
    for canary in held:
        sheet.append([canary])
    yield saved("a hidden sheet", made, held)
    held, made = take(), book()
    sheet = made.create_sheet("old")
    sheet.append(list(held))
    yield saved("another sheet", made, held)
    held, made = take(_SHEET_NAME), book()
    for canary in held:
        made.create_sheet(canary)
    yield saved("names of sheets", made, held)
    held, made = take(), book()
    said = made.properties
    said.title, said.subject, said.keywords, said.description, said.category = (
        *(", ".join(held[i : i + 4]) for i in range(0, 16, 4)),
        held[16],
    )
    said.creator, said.lastModifiedBy, said.identifier = held[17:]
    yield saved("properties of the document", made, held)
    held, made = take(), book()
    made.active.oddHeader.center.text = " / ".join(held[:10])
    made.active.oddFooter.left.text = " / ".join(held[10:])
    yield saved("headers and footers", made, held)
    held = take()
    boxes = "".join(f"<a:t>{c.replace('<', '').replace('>', '')}</a:t>" for c in held)
    yield saved("text boxes", book(), held, ("xl/drawings/drawing9.xml", f"<xdr>{boxes}</xdr>"))


def _names(name: str, table: Sequence[Sequence[str]], take) -> Iterator[Carrier]:
    for canary in take(_FILE_NAME):
        yield Carrier("names of files", f"{canary}.csv", as_csv(table), (canary,))


def _beside(table: Sequence[Sequence[str]], column: Iterable[str]) -> list[list[str]]:
    texts = [*column, *[""] * len(table)]
    return [[*row, texts[i]] for i, row in enumerate(table)]


class Sought:
    """The canaries as bytes: as they are, in UTF-16, in base64, and each of them in archives of any depth."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.needles: dict[bytes, str] = {}
        for text in texts:
            for form in {text, text.lower(), re.sub(r"[^0-9]", "", text)}:
                if len(form) >= 9:
                    self._add(form, text)
        starts = np.array([np.frombuffer(n[:_WINDOW], dtype="<u8")[0] for n in self.needles], dtype="<u8")
        self.starts = np.unique(starts)

    def _add(self, form: str, text: str) -> None:
        self.needles[form.encode()] = text
        self.needles[form.encode("utf-16-le")] = text
        for before in range(3):
            whole = base64.b64encode(b"\0" * before + form.encode())
            first, last = -(-before * 8 // 6), (before + len(form.encode())) * 8 // 6
            self.needles[whole[first:last]] = text

    def found(self, data: bytes, depth: int = 0) -> set[str]:
        hits = self._plainly(data)
        if data[:2] == b"PK" and depth < 3:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for part in packed.infolist():
                    hits |= self.found(packed.read(part), depth + 1)
        elif data[:2] == b"\x1f\x8b" and depth < 3:
            hits |= self.found(zlib.decompress(data, 31), depth + 1)
        return hits

    def _plainly(self, data: bytes) -> set[str]:
        likely = False
        for shift in range(_WINDOW):
            windows = (
                np.frombuffer(data, dtype="<u8", offset=shift, count=max(0, (len(data) - shift) // _WINDOW)) if len(data) > shift else ()
            )
            if len(windows) and np.isin(windows, self.starts).any():
                likely = True
                break
        return {text for needle, text in self.needles.items() if needle in data} if likely else set()

    def kept(self, paths: Iterable[Path]) -> dict[str, set[str]]:
        """File → the canaries in it, its name included."""
        found = {str(p): self.found(p.read_bytes()) | self.found(str(p).encode()) for p in paths}
        return {path: hits for path, hits in found.items() if hits}
