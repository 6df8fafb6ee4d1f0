"""Spoils the made-up files the way real ones come: bad rows, missing files, files sent again, and worse.

none   nothing is spoiled
some   a few bad rows, one missing file in an early quarter, one file that was sent short and is sent again
heavy  many of those; a file with too many bad rows, a duplicate key, a column that names people, two files in wrong
       encodings, an empty file

Whatever is planted is listed, by file, kind and row, so that what finds it can be checked. The truth is not touched: it
stays the truth of the lives, which spoiled files cannot tell in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from pipelines.synthesis.events import Row
from pipelines.synthesis.extracts import Sheet
from schemas import Contract, Quarter, Schemas

LEVELS = ("none", "some", "heavy")
BAD_ROWS = ("bad_date", "unknown_code", "after_quarter", "missing_value", "wrong_order")
# Under one row in twenty the rest of a file is accepted; this many rows let one bad row pass.
ROOM_FOR_ONE = 21


@dataclass(frozen=True)
class Planted:
    """One fault. `row` counts from the top of the file, the header being row 1; None where the whole file is meant."""

    file: str
    kind: str
    row: int | None = None


@dataclass(frozen=True)
class Sending:
    """What reaches the county: the files, those that are sent again later, and what is wrong with them."""

    sheets: tuple[Sheet, ...]
    again: tuple[Sheet, ...] = ()
    planted: tuple[Planted, ...] = ()


def spoil(sheets: Iterable[Sheet], schemas: Schemas, level: str, rng: Random) -> Sending:
    if level not in LEVELS:
        raise ValueError(f"faults must be one of {', '.join(LEVELS)}")
    spoiler = _Spoiler(list(sheets), schemas, rng)
    if level == "some":
        spoiler.lose("child_welfare_cases", place=1)
        spoiler.send_short()
        for kind in BAD_ROWS[:3]:
            spoiler.bad_row(kind)
    elif level == "heavy":
        spoiler.name_people()
        spoiler.duplicate_key()
        spoiler.wrong_encoding()
        spoiler.unreadable_encoding()
        spoiler.empty()
        spoiler.too_many_bad_rows()
        spoiler.lose("child_welfare_cases", place=1)
        spoiler.lose("advocacy_services", place=2)
        for _ in range(max(1, len(spoiler.sheets) // 25)):
            spoiler.lose()
            spoiler.send_short()
        for turn in range(max(5, len(spoiler.sheets) // 5)):
            spoiler.bad_row(BAD_ROWS[turn % len(BAD_ROWS)])
    return Sending(tuple(spoiler.sheets), tuple(spoiler.again), tuple(spoiler.planted))


class _Spoiler:
    """Each file is spoiled in one way at most, apart from further bad rows in long files."""

    def __init__(self, sheets: list[Sheet], schemas: Schemas, rng: Random) -> None:
        self.sheets = sheets
        self.again: list[Sheet] = []
        self.planted: list[Planted] = []
        self._schemas = schemas
        self._rng = rng
        self._touched: set[str] = set()

    def lose(self, extract: str | None = None, place: int | None = None) -> None:
        """A file that never comes; `place` picks the quarter by its number from the first."""
        quarters = sorted({s.quarter for s in self.sheets})
        early = {quarters[place]} if place is not None and place < len(quarters) else None
        sheet = self._any(lambda s: (extract is None or s.extract == extract) and (early is None or s.quarter in early))
        if sheet:
            self.sheets.remove(sheet)
            self._note(sheet, "missing_file")

    def send_short(self) -> None:
        """A file that lacks its last rows, and the whole of it sent again."""
        sheet = self._any(lambda s: self._of_rows(s) and len(s.rows) > 3)
        if sheet:
            self._put(sheet, replace(sheet, rows=sheet.rows[: len(sheet.rows) * 2 // 3]), "sent_short")
            self.again.append(sheet)

    def bad_row(self, kind: str) -> None:
        """One more bad row, in a file long enough that the rest of it stands."""
        sheet = self._any(lambda s: self._of_rows(s) and len(s.rows) >= ROOM_FOR_ONE and self._can(s, kind))
        sheet = sheet or max(
            (s for s in self.sheets if self._of_rows(s) and s.name not in self._touched and self._can(s, kind)),
            key=lambda s: len(s.rows),
            default=None,
        )
        if sheet:
            self._spoil_rows(sheet, kind, 1)

    def too_many_bad_rows(self) -> None:
        sheet = self._any(lambda s: self._of_rows(s) and len(s.rows) >= ROOM_FOR_ONE)
        if sheet:
            self._spoil_rows(sheet, "unknown_code", len(sheet.rows) // 6 + 1)

    def duplicate_key(self) -> None:
        """The same key twice, saying two different things."""
        sheet = self._any(lambda s: s.extract == "law_enforcement_contacts" and bool(s.rows))
        if sheet:
            copy = dict(sheet.rows[0])
            copy["disposition"] = "unknown" if copy["disposition"] == "other" else "other"
            if copy["arrested"] in ("yes", "Y"):
                copy["offence_group"] = "unknown" if copy["offence_group"] == "other" else "other"
            self._put(sheet, replace(sheet, rows=(*sheet.rows, copy)), "duplicate_key", len(sheet.rows) + 2)

    def name_people(self) -> None:
        """A column with made-up names, which must never be sent."""
        sheet = self._any(lambda s: self._of_rows(s) and bool(s.rows))
        if sheet:
            rows = tuple({**row, "last_name": f"Madeup{at}"} for at, row in enumerate(sheet.rows))
            self._put(sheet, replace(sheet, columns=(*sheet.columns, "last_name"), rows=rows), "names_people")

    def wrong_encoding(self) -> None:
        """Saved in an old Windows encoding, with one letter in it that UTF-8 writes otherwise."""
        sheet = self._any(lambda s: self._of_rows(s) and bool(s.rows) and s.name.endswith(".csv") and "race_ethnicity" in s.columns)
        if sheet:
            rows = ({**sheet.rows[0], "race_ethnicity": "hispano/española"}, *sheet.rows[1:])
            self._put(sheet, replace(sheet, rows=rows, encoding="cp1252"), "wrong_encoding")

    def unreadable_encoding(self) -> None:
        """Two bytes a letter, and nothing at the top of the file that says so."""
        sheet = self._any(lambda s: self._of_rows(s) and s.name.endswith(".csv"))
        if sheet:
            self._put(sheet, replace(sheet, encoding="utf-16-le"), "unreadable_encoding")

    def empty(self) -> None:
        sheet = self._any(lambda s: s.name.endswith(".csv"))
        if sheet:
            self._put(sheet, replace(sheet, blank=True), "empty_file")

    def _any(self, wanted) -> Sheet | None:
        found = [s for s in self.sheets if s.name not in self._touched and wanted(s)]
        return self._rng.choice(found) if found else None

    def _of_rows(self, sheet: Sheet) -> bool:
        return self._schemas.contracts[sheet.extract].kind == "rows"

    def _can(self, sheet: Sheet, kind: str) -> bool:
        contract = self._schemas.contracts[sheet.extract]
        return any(spoiled(row, kind, contract, sheet.quarter) for row in sheet.rows)

    def _spoil_rows(self, sheet: Sheet, kind: str, count: int) -> None:
        contract = self._schemas.contracts[sheet.extract]
        rows = list(sheet.rows)
        places = [at for at, row in enumerate(rows) if spoiled(row, kind, contract, sheet.quarter)]
        for at in sorted(self._rng.sample(places, min(count, len(places)))):
            bad = spoiled(rows[at], kind, contract, sheet.quarter)
            assert bad is not None, "only rows that can be spoiled in this way were picked"
            rows[at] = bad
            self.planted.append(Planted(sheet.name, kind, at + 2))
        self._put(sheet, replace(sheet, rows=tuple(rows)))

    def _put(self, sheet: Sheet, spoiled_sheet: Sheet, kind: str | None = None, row: int | None = None) -> None:
        self.sheets[self.sheets.index(sheet)] = spoiled_sheet
        self._touched.add(sheet.name)
        if kind:
            self._note(sheet, kind, row)

    def _note(self, sheet: Sheet, kind: str, row: int | None = None) -> None:
        self._touched.add(sheet.name)
        self.planted.append(Planted(sheet.name, kind, row))


def spoiled(row: Row, kind: str, contract: Contract, quarter: Quarter) -> Row | None:
    """The row with one fault of this kind, or None where the row has no place for it."""
    dated_by = contract.dated_by
    if dated_by is None:
        return None
    day = row[dated_by]
    if kind == "bad_date":
        return {**row, dated_by: "31/02/2024"}
    if kind == "unknown_code":
        name = _first_of(contract, "residence", "code")
        return {**row, name: "elsewhere"} if name else None
    if kind == "missing_value":
        name = _first_of(contract, "gender", "code")
        return {**row, name: None} if name else None
    if kind == "after_quarter":
        # Only where nothing follows the date: otherwise the row would break the order of its dates too.
        others = [c.name for c in contract.columns.values() if c.type == "date" and c.name != dated_by]
        alone = not any(isinstance(row[name], date) for name in others)
        return {**row, dated_by: quarter.end + timedelta(days=9)} if alone else None
    for rule in contract.rules:
        if rule.name == "order" and rule.fields["then"] != dated_by:
            first, then = row[rule.fields["first"]], row[rule.fields["then"]]
            if isinstance(first, date) and isinstance(then, date) and rule.fields["then"] not in contract.key:
                return {**row, rule.fields["then"]: first - timedelta(days=1)}
    if isinstance(day, date) and "offence_on" in row and row["offence_on"]:
        return {**row, "offence_on": day + timedelta(days=1)}
    return None


def _first_of(contract: Contract, usual: str, kind: str) -> str | None:
    """The usual column where the extract has it, else its last required one of this kind that is no part of the key."""
    names = [c.name for c in contract.columns.values() if c.required and c.type == kind and c.name not in contract.key]
    return usual if usual in names else names[-1] if names else None
