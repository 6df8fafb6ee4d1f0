"""For an agency's own eyes: each finding beside what stands in the cell, so that the cell need not be looked up.

Findings carry no values, so that receipts cannot. Here they are paired with the table again, and only here; what may tell
who someone is stays unshown at the desk too, since screens are read over shoulders and files are passed on.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pipelines.desk import meant, privacy, screen, suggestions
from pipelines.desk.catalogue import CATALOGUE
from pipelines.desk.entry import ROW
from pipelines.desk.examination import Examination, examined_as_read
from pipelines.desk.file_name import Named
from pipelines.desk.findings import Finding, letters
from pipelines.desk.grid import Grid, trimmed
from schemas import Contract, Quarter, Schemas

LONGEST = 40  # characters of a cell that are shown
_OFTEN = 3  # a text that comes this often in a column is a word of the agency's, and no name
_THIS = re.compile(r"this(?: (?:date|day|number|row|line))? (?=is |lies )")
_WORTHLESS = ("E204", "E210", "E211", "E302", "E304")  # nothing stands there, or not what was typed
_ALSO = ("C701", "E401")
_RANDOM = re.compile(r"(?=.*[A-Fa-f.+])[0-9A-Fa-f.+-]{10,64}")
_NAMELIKE = re.compile(r"[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]*){1,3}")


@dataclass(frozen=True)
class Look:
    """One file as its own agency sees it. `grid` is None where the file could not be read."""

    examination: Examination
    grid: Grid | None
    named: Named
    schemas: Schemas

    @property
    def contract(self) -> Contract | None:
        return self.schemas.contracts.get(self.named.extract)

    def findings(self) -> Iterator[Finding]:
        """Every finding, those included that the examination only counts."""
        more = self.examination.unlisted
        last = {(f.code, f.column): f for f in self.examination.findings if (f.code, f.column) in more}
        yield from (f for f in self.examination.findings if f.code != "N805" or not more)
        for key, rows in more.items():
            like = last.get(key)
            if like is not None:
                letter = (like.cell or "").rstrip("0123456789")
                yield from (replace(like, row=row, cell=f"{letter}{row}" if letter else None) for row in rows)

    def label(self, column: str | None) -> str:
        """What a column is called: as the contract says it for people, where it does."""
        known = self.contract.columns.get(column or "") if self.contract else None
        return str(getattr(known, "label", "") or column or "")

    def stands(self, finding: Finding) -> str:
        """What stands in the finding's cell, made safe to be shown; empty where nothing does, or it should not be shown."""
        if not self._may_show(finding):
            return ""
        text = self._text(finding)
        return "" if not text or self._tells(text, finding.column or "") else safe(text)

    def says(self, finding: Finding) -> str:
        """What is wrong, with the value in the sentence: "13/45/2026" is not a real date."""
        if finding.code == "E171":
            header = self.header(finding)
            return f'you have "{header}"; did you mean {finding.column}? (column {_letter(finding)})' if header else finding.says
        value = self.stands(finding)
        if not value:
            return finding.says
        said, put = _THIS.subn(f'"{value}" '.replace("\\", r"\\"), finding.says, count=1)
        return said if put else f'{finding.says} (it says "{value}")'

    def allowed(self, finding: Finding) -> str:
        """What would be right, with what was most likely meant: did you mean girl? It may tell what stands there."""
        column = self.contract.columns.get(finding.column or "") if self.contract else None
        if column is None or not self._may_show(finding):
            return finding.allowed
        return meant.advice(finding, self._text(finding), column, self.schemas) or finding.allowed

    def text(self, finding: Finding) -> str:
        """The sentence that is shown: Row 42, cell H42 — accepted_on: "13/45/2026" is not a real date. Write … [E201]"""
        place = [f"row {finding.row}"] if finding.row else []
        place += [f"cell {finding.cell}"] if finding.cell else []
        about = self.label(finding.column) if place else ""
        where = ", ".join(place) + (" — " if place and about else "") + about
        said = f"{where}: {self.says(finding)}" if where else self.says(finding)
        example = f", for example {finding.example}" if finding.example else ""
        end = "" if said.endswith("?") else "."
        return f"{said[0].upper()}{said[1:]}{end} {self.allowed(finding)}{example}. [{finding.code}]"

    def header(self, finding: Finding) -> str:
        """The header of a column under another name; empty where it may itself be a name or a number of a person."""
        place = _place(finding)
        if self.grid is None or place is None or place >= len(self.grid.header):
            return ""
        text = trimmed(self.grid.header[place])
        named = screen.header_code(text) or screen.value_code(text, self.named.quarter, "text", self._words)
        is_name = self._is_namelike(text) and suggestions.words_of(text).isdisjoint(self._column_words)
        return "" if named or is_name else safe(text)

    def _may_show(self, finding: Finding) -> bool:
        entry = CATALOGUE[finding.code]
        shown = entry.scope == ROW or finding.code in _ALSO
        if not shown or finding.code in _WORTHLESS or not finding.cell or finding.column is None:
            return False
        return finding.cell not in self._unshown

    @cached_property
    def _unshown(self) -> frozenset[str]:
        """Cells in which the privacy screen found something."""
        listed = {f.cell: f for f in self.examination.findings if f.code[0] in "PT" and f.cell}
        last = {(f.code, f.column): _letter(f) for f in listed.values()}
        more = {f"{last[key]}{row}" for key, rows in self.examination.unlisted.items() if key in last for row in rows}
        return frozenset({*listed, *more})

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {number: i for i, number in enumerate(self.grid.numbers)} if self.grid else {}

    @cached_property
    def _words(self) -> frozenset[str]:
        return privacy.agreed_words(self.schemas)

    @cached_property
    def _column_words(self) -> frozenset[str]:
        return frozenset(word for contract in self.schemas.contracts.values() for name in contract.columns for word in name.split("_"))

    @cached_property
    def _times(self) -> dict[int, Counter[str]]:
        return {}

    def _text(self, finding: Finding) -> str:
        at, place = self._rows.get(finding.row or 0), _place(finding)
        if self.grid is None or at is None or place is None or place >= len(self.grid.rows[at]):
            return ""
        return self.grid.rows[at][place]

    def _tells(self, text: str, column: str) -> bool:
        known = self.contract.columns.get(column) if self.contract else None
        holds = known.type if known else "text"
        # a day of long ago may be one of birth also in a column of days
        if screen.value_code(text, self.named.quarter, "text" if holds == "date" else holds, self._words):
            return True
        if holds == "token":  # what is no token is often a number or name of a person
            return not _RANDOM.fullmatch(trimmed(text))
        return self._is_namelike(text) and self._rarely(text, column)

    def _is_namelike(self, text: str) -> bool:
        words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
        return bool(_NAMELIKE.fullmatch(trimmed(text))) and not words.issubset(self._words)

    def _rarely(self, text: str, column: str) -> bool:
        if self.grid is None:
            return True
        place = next((i for i, header in enumerate(self.grid.header) if trimmed(header).casefold() == column), None)
        if place is None:
            return True
        if place not in self._times:
            self._times[place] = Counter(row[place] for row in self.grid.rows if place < len(row))
        return self._times[place][text] < _OFTEN


def look(content: bytes, named: Named | tuple[str, str, Quarter | str], schemas: Schemas) -> Look:
    """Examine a file at its agency's own desk."""
    examination, grid = examined_as_read(content, named, schemas)
    if not isinstance(named, Named):
        agency, extract, quarter = named
        named = Named(agency, extract, quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter))
    return Look(examination, grid, named, schemas)


def safe(text: str) -> str:
    """A text as it may be shown: what a terminal would obey is spelled out, and long ones are cut."""
    shown = "".join(_spelled(c) for c in trimmed(text)[: LONGEST + 1])
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _spelled(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    kind = unicodedata.category(character)
    if kind[0] == "C" or kind in ("Zl", "Zp"):
        return f"\\u{{{ord(character):x}}}"
    return " " if kind == "Zs" else character


def _letter(finding: Finding) -> str:
    return (finding.cell or "").rstrip("0123456789")


def _place(finding: Finding) -> int | None:
    """The column counted from 0 of a cell like H42."""
    letter = _letter(finding)
    if not re.fullmatch("[A-Z]{1,3}", letter):
        return None
    place = 0
    for c in letter:
        place = place * 26 + ord(c) - 64
    return place - 1 if letters(place - 1) == letter else None
