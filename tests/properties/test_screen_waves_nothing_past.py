"""Whatever stands in a file, the county's screen comes to the same answer as the desk's rules: the same findings, rows and totals."""

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.confidential.validation import as_text
from pipelines.confidential.validation.screening import checked, plain
from pipelines.desk import Examination, Named, examine
from schemas import Column, Contract, Quarter, Rule, Schemas
from tests.desk_files import drawn
from tests.desk_files import schemas as shipped

Q = Quarter(2025, 4)
many = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

_VISITS = Contract(
    name="visits",
    title="Visits",
    kind="rows",
    version=1,
    effective=Quarter(2022, 1),
    grain="one row per visit",
    key=("visited_on", "place", "hours"),
    columns={
        "visited_on": Column("visited_on", "date", "Day", required=False),
        "place": Column("place", "code", "Place", required=True, codelist="yes_no", local={"Y": "yes", "Sí": "yes", "N": "no"}),
        "hours": Column("hours", "integer", "Hours", required=False, minimum=2),
        "most_hours": Column("most_hours", "integer", "Most hours", required=False, minimum=0, under=11),
        "by_day": Column("by_day", "boolean", "By day", required=False),
        "left_on": Column("left_on", "date", "Day", required=False),
    },
    rules=(
        Rule("order", {"first": "visited_on", "then": "left_on"}),
        Rule("at_most", {"column": "hours", "other": "most_hours"}),
        Rule("filled_with", {"column": "hours", "with": "by_day"}),
        Rule("empty_when", {"column": "left_on", "where": {"by_day": True, "place": ["yes"]}}),
    ),
    feeds=(),
    dated_by="visited_on",
)


def _agreed() -> Schemas:
    """The shipped agreement, and one more contract, so that every kind of column and of rule between cells comes up."""
    known = shipped()
    sheriff = known.agencies["sheriff"]
    source = replace(sheriff.sources[0], extract="visits", since=Quarter(2022, 1))
    agencies = {**known.agencies, "sheriff": replace(sheriff, sources=(*sheriff.sources, source))}
    return replace(known, contracts={**known.contracts, "visits": _VISITS}, agencies=agencies)


AGREED = _agreed()
SENT = [
    Named("sheriff", "law_enforcement_contacts", Q),
    Named("probation", "probation_referrals", Q),
    Named("child_welfare", "child_welfare_cases", Q),
    Named("sheriff", "visits", Q),
]
_DAYS = ["2025-10-14", "2025-11-02", "2025-12-31", "2025-10-01", "2025-09-30", "2020-10-01", "2020-09-30", "2000-01-01"]
_FAULTS = {
    "token": [
        *("3F9A0C41D27BE856", "3f9a0c41d27be856", "1234567890123456789", "12345678901234567", "abc", "f" * 65, "a1" * 32, "1.23E+15"),
        *("a1a1a1a1b1b1b1b1", "a1a1a1a1a1a1b1b1a1a1b1b1b1b1b1b1", "4a61736d696e652048616c6c204a7273", "d41d8cd98f00b204e9800998ecf8427e"),
        *(
            "1234567890123456",
            "12345678901234561234567890123456",
            drawn(3),
            drawn(3)[:8] + drawn(97)[8:],
            drawn(98) + "ab",
            " " + drawn(96),
            " " + drawn(95) + "ab",
        ),
    ],
    "date": [
        "2025-2-3",
        "2025-02-30",
        "2026-01-01",
        "1999-12-31",
        "2025-10-14 00:00",
        "2025-10-14T00:00:00",
        "14.10.2025",
        "45944",
        "20251014",
    ],
    "code": ["YES", "Yes", "Y", "Sí", "F", "Unknown ", "at risk", "At-Risk", "_T", "other", "Hall, Jasmine", "=1", '""yes""'],
    "integer": ["7", "007", "1,234", "12.0", "-3", "1.5", "99999999", "999999999", "under 11", "under_11", "<11", "1-10", "1", "0", "+1"],
    "boolean": ["TRUE", "True", "yes", "0", "1", "maybe"],
}
_OF_ANY_COLUMN = [
    *("", " ", "\t", "\xa0", "\u200b", "\ufeff", "\x1f", "\x1a", "-", "0", "=1+1", "+1", "@x", "#REF!", "'", "''", "\x00", "\ufffd", "é"),
    *("Jasmine Hall", "078-05-1120", "(707) 555-0142", "a@b.org", "12 Main St", "25JV00123", "2014-05-01", "Total", "Sum", "x" * 40),
    *("a,b", '"', '""', '"yes', 'yes"', 'a"b', '"a""b"', '"yes"', '""yes""', '"a,b"', '" yes"', "a\nb", "a\rb"),
]
_LINES = ["{},", "{},,", "{},x", "", ",", "{}\n", "{}\r", "\n{}", ",{}", "Total,9", "{}\x1a", "no,no", "days,text", '"{}']
_WRAPS = ["{}", " {}", "{} ", "\xa0{}", '"{}"', ' "{}"', '"{}" ', "{}\ufeff", "\u200b{}"]


def _good(column: Column, at: int, draw: st.DrawFn) -> str:
    if column.type == "token":
        return drawn(at, "a")
    if column.type == "date":
        return draw(st.sampled_from(_DAYS if column.required else ["", *_DAYS]))
    if column.type == "boolean":
        return draw(st.sampled_from(["true", "false", ""]))
    if column.type == "integer":
        return str(2 + at)
    return draw(st.sampled_from([*AGREED.codes_of(column), *column.local] + ([] if column.required else [""])))


def _row(contract: Contract, at: int, draw: st.DrawFn) -> dict[str, str]:
    """A row of good cells; mostly one that breaks no rule either."""
    row = {name: _good(column, at, draw) for name, column in contract.columns.items()}
    for rule in () if _rarely(draw) else contract.rules * 2:
        said = rule.fields
        meant = {name: column.local.get(row[name], row[name]) for name, column in contract.columns.items()}
        where = all(meant[name] in (["true"] if codes is True else codes) for name, codes in said.get("where", {}).items())
        if rule.name == "order" and row[said["first"]] and row[said["then"]]:
            row[said["then"]] = max(row[said["first"]], row[said["then"]])
        elif (rule.name == "filled_when" and where or rule.name == "filled_with" and row[said["with"]]) and not row[said["column"]]:
            row[said["column"]] = next(filter(None, (_good(contract.columns[said["column"]], at, draw) for _ in range(9))), "")
        elif rule.name == "empty_when" and where or rule.name == "at_most":
            row[said["column"] if rule.name == "empty_when" else said["other"]] = ""
    return row


def _rarely(draw: st.DrawFn) -> bool:
    return draw(st.integers(0, 14)) == 7


@st.composite
def _files(draw: st.DrawFn) -> tuple[bytes, Named]:
    """A file of some rows, most of them right, and of faults of the kinds that agencies' files have."""
    named = draw(st.sampled_from(SENT))
    contract = AGREED.contracts[named.extract]
    names = draw(st.permutations(list(contract.columns))) if draw(st.booleans()) else list(contract.columns)
    drawn = [_row(contract, i, draw) for i in range(draw(st.integers(1, 4)))]
    tokens = {name: column for name, column in contract.columns.items() if column.type in ("token", "integer") and name in contract.key}
    more = range(len(drawn), draw(st.integers(len(drawn), 30)))
    rows = drawn + [{**drawn[i % len(drawn)], **{name: _good(c, i, draw) for name, c in tokens.items()}} for i in more]
    if _rarely(draw):
        rows.append({c.name: c.example or _good(c, 9, draw) for c in contract.columns.values()})
    quoted = draw(st.sampled_from([False, False, True]))
    lines = [[f'"{row[name]}"' if quoted else row[name] for name in names] for row in rows]
    for _ in range(draw(st.sampled_from([0, 1, 1, 3, 9]))):
        line, place = draw(st.sampled_from(lines)), draw(st.integers(0, len(names) - 1))
        same = draw(st.sampled_from(lines)) if draw(st.booleans()) else line
        line[:] = same  # another row may have the same key
        if draw(st.booleans()):
            line[place] = draw(st.sampled_from(_WRAPS)).format(line[place])
        elif draw(st.booleans()):
            line[place] = draw(st.sampled_from(_FAULTS[contract.columns[names[place]].type]))
        elif draw(st.booleans()):
            line[place] = draw(st.sampled_from(_OF_ANY_COLUMN))
    written = [",".join(line) for line in lines]
    if draw(st.integers(0, 4)) == 3:
        at = draw(st.integers(0, len(written) - 1))
        form = draw(st.sampled_from(_LINES))
        written[at] = form.format(written[at]) if draw(st.booleans()) else written[at].rpartition(",")[0]
    head = ",".join(draw(st.sampled_from([str, str.upper, lambda s: s.replace("_", " "), lambda s: f'"{s}"']))(name) for name in names)
    head += draw(st.sampled_from([",", " ", ",notes"])) if _rarely(draw) else ""
    ends = "\r" if _rarely(draw) else draw(st.sampled_from(["\n", "\r\n"]))
    text = ends.join([head, *written]) + draw(st.sampled_from(["", ends, ends, ends * 2, "\x1a", f"{ends}\x1a"]))
    above = draw(st.sampled_from([ends, f"Contacts{ends}"])) if _rarely(draw) else ""
    encoding = "cp1252" if _rarely(draw) else draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig"]))
    return (above + text).encode(encoding, "replace"), named


def _same(content: bytes, named: Named, at_once: int, most_asked: float = 1.0) -> None:
    """The county's answer and the desk's, field by field."""
    wanted = examine(content, named, AGREED)
    with patch.object(plain, "AT_ONCE", at_once), patch.object(plain, "TOP", 200):
        got = checked(content, named, AGREED, fewest=0, most_asked=most_asked)
    for field in dataclasses.fields(Examination):
        if field.name != "rows":
            assert getattr(got.told, field.name) == getattr(wanted, field.name), field.name
    assert list(got.told.totals or {}) == list(wanted.totals or {})
    assert tuple(as_text(got.rows).rows()) == wanted.rows


@many
@given(file=_files(), at_once=st.sampled_from([1_000, 9_000]))
def test_the_county_finds_in_any_file_what_the_desk_finds(file: tuple[bytes, Named], at_once: int) -> None:
    _same(*file, at_once)


@settings(many, max_examples=12)
@given(file=_files(), most_asked=st.sampled_from([0.1, 0.5]))
def test_it_does_so_too_where_many_odd_rows_send_the_whole_file_to_the_desk(file: tuple[bytes, Named], most_asked: float) -> None:
    _same(*file, 9_000, most_asked)


def _right(columns: Mapping[str, Column]) -> list[list[str]]:
    """Thirty rows that are right, each with a key of its own."""
    clean = {"youth_token": "{token}", "contact_on": "2025-10-14", "arrested": "no", "offence_on": "", "offence_group": ""}
    clean |= {"visited_on": "2025-10-14", "place": "yes", "hours": "{}", "most_hours": "", "by_day": "", "left_on": ""}
    rows = [[clean.get(n) or (AGREED.codes_of(c)[0] if c.required and c.codelist else "") for n, c in columns.items()] for _ in range(30)]
    return [[cell.format(i + 2, token=drawn(i)) for cell in row] for i, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("named", "quoted"), [(SENT[0], False), (SENT[3], False), (SENT[3], True)], ids=["contacts, plain", "visits, plain", "visits, quoted"]
)
def test_a_fault_in_any_column_is_found_as_the_desk_finds_it(named: Named, quoted: bool) -> None:
    """Each fault by itself, in a row for every column; the same files hold what drawn ones meet only now and then."""
    columns = AGREED.contracts[named.extract].columns
    rows = _right(columns)
    form = '"{}"' if quoted else "{}"
    for fault in [*(f for faults in _FAULTS.values() for f in faults), *_OF_ANY_COLUMN, *_WRAPS]:
        lines = [[form.format(cell) for cell in row] for row in rows]
        for i in range(len(columns)):
            lines[2 * i + 1][i] = fault.format(rows[2 * i + 1][i]) if fault in _WRAPS else fault
        _same("\n".join([",".join(columns), *map(",".join, lines)]).encode(), named, 1_500)
    for (kind, _), name in {(column.type, column.minimum): name for name, column in columns.items()}.items():
        for fault in (*_FAULTS[kind], *_WRAPS):  # alone in its file, so that the other rows are accepted
            lines, place = [[form.format(cell) for cell in row] for row in rows], list(columns).index(name)
            lines[2][place] = fault.format(rows[2][place]) if fault in _WRAPS else fault
            _same("\n".join([",".join(columns), *map(",".join, lines)]).encode(), named, 9_000)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_line_that_is_no_row_is_found_as_the_desk_finds_it(ends: str) -> None:
    columns = AGREED.contracts["visits"].columns
    for form in _LINES:
        for at in (0, 19, 29):
            lines = [",".join(row) for row in _right(columns)]
            lines[at] = form.format(lines[at])
            _same(ends.join([",".join(columns), *lines]).encode(), SENT[3], 1_000)
