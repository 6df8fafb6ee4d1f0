"""Whatever bytes arrive, the desk answers, repeats nothing, and accepts no row that breaks a rule."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.desk import MUST_FIX, Examination, examine
from tests.desk_files import (
    CONTACTS,
    EXTRACTS,
    QUARTER,
    TOTALS,
    as_csv,
    as_xlsx,
    cells,
    contacts,
    examined,
    schemas,
    told,
    totals,
)

SENT = [*EXTRACTS.values(), ("child_welfare", "child_welfare_cases", QUARTER)]
CLEAN = {CONTACTS: as_csv(cells(contacts(25))), TOTALS: as_csv(cells(totals()))}
WORKBOOK = as_xlsx(cells(contacts(3)))
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
few = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _holds_together(read: Examination, extract: str) -> None:
    """What every answer has, checked from the rules as a partner reads them and not from the desk's own code."""
    contract = schemas().contracts[extract]
    assert read.rows_in == len(read.rows) + read.rows_held
    if any(f.kind == MUST_FIX and f.scope != "row" for f in read.findings):
        assert (read.status, read.rows) == ("rejected", ())
    for row in read.rows:
        said = dict(zip(contract.columns, row, strict=True))
        for name, value in said.items():
            column = contract.columns[name]
            if value is None:
                assert not column.required
            elif column.type == "date":
                assert date(2000, 1, 1) <= date.fromisoformat(value) <= date(2025, 12, 31)
            elif column.type == "token":
                assert re.fullmatch("[0-9a-f]{16,64}", value)
            elif column.type == "code":
                assert value in schemas().codes_of(column)
            else:
                assert int(value) >= (column.minimum or 0) and str(int(value)) == value
        if extract == CONTACTS[1]:
            assert (said["arrested"] == "yes") == (said["offence_on"] is not None) == (said["offence_group"] is not None)
            assert said["offence_on"] is None or str(said["offence_on"]) <= str(said["contact_on"])
    keys = [tuple(dict(zip(contract.columns, row, strict=True))[name] for name in contract.key) for row in read.rows]
    assert len(set(keys)) == len(keys)


@few
@given(content=st.binary(max_size=600), named=st.sampled_from(SENT))
def test_arbitrary_bytes_are_answered_and_nothing_of_them_is_accepted(content: bytes, named: tuple[str, str, str]) -> None:
    read = examine(content, named, schemas())
    assert read.rows == () and read.findings
    _holds_together(read, named[1])


@few
@given(named=st.sampled_from([CONTACTS, TOTALS]), data=st.data())
def test_a_clean_file_with_bytes_changed_never_yields_a_row_that_breaks_a_rule(named: tuple[str, str, str], data: st.DataObject) -> None:
    content = bytearray(CLEAN[named])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b",", b'"', b"\n", b"\r", b";", b"\x00"])
        )
    _holds_together(examine(bytes(content), named, schemas()), named[1])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_workbook_with_bytes_changed_is_answered(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 1] = data.draw(st.binary(max_size=2))
    _holds_together(examine(bytes(content), CONTACTS, schemas()), CONTACTS[1])


_cell = st.sampled_from(
    [
        "",
        "yes",
        "no",
        "2025-10-14",
        "2025-10-15",
        "2026-01-01",
        "2025-02-30",
        "x",
        "F",
        "girl",
        "0123456789abcdef",
        "Total",
        "12",
    ]
)
_row = st.fixed_dictionaries({name: st.just(value) | _cell for name, value in contacts(1)[0].items()})


@few
@given(st.lists(_row, min_size=1, max_size=8))
def test_rows_of_any_cells_are_accepted_only_where_they_keep_the_rules(rows: list[dict[str, str]]) -> None:
    read = examined([*contacts(150), *rows])
    _holds_together(read, CONTACTS[1])
    again = examine(as_csv([list(read.columns), *([cell or "" for cell in row] for row in read.rows)]), CONTACTS, schemas())
    if read.rows:
        assert (again.rows, again.rows_held) == (read.rows, 0)


@few
@given(
    canary=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=0, max_size=20).map(
        lambda t: f"Qzx{t}jv"
    ),
    column=st.sampled_from(list(contacts(1)[0])),
    place=st.sampled_from(["cell", "header", "title", "extra"]),
)
def test_no_finding_repeats_what_stands_in_the_file(canary: str, column: str, place: str) -> None:
    table = cells(contacts(9))
    if place == "cell":
        table[5][table[0].index(column)] = canary
    elif place == "header":
        table[0][table[0].index(column)] = canary
    elif place == "title":
        table.insert(0, [canary])
    else:
        table[5].append(canary)
    read = examine(as_csv(table), CONTACTS, schemas())
    assert canary not in told(read)
    assert all(canary not in str(cell) for row in read.rows for cell in row)


@pytest.mark.parametrize("folder", ["csv_spectrum", "frictionless", "messy_spreadsheets"])
@pytest.mark.skipif(not SHARED.is_dir(), reason="the collections of messy files are not on this machine")
def test_messy_files_of_others_are_answered_within_five_seconds_and_none_is_taken_for_ours(folder: str) -> None:
    files = [path for path in sorted((SHARED / folder).rglob("*")) if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for named in (CONTACTS, TOTALS):
            begun = time.perf_counter()
            read = examine(content, named, schemas())
            assert time.perf_counter() - begun < 5, path.name
            assert (read.status, read.rows) == ("rejected", ()), path.name
