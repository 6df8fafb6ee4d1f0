"""cells.csv and the seal: the form in which numbers leave, always the same bytes."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.publication import cells
from pipelines.publication.seal import seal

ROWS = [
    ("b", "2024", "_T", "", "count", 12, ""),
    ("a", "2024-Q1", "", "accepted", "percent", None, "z"),
    ("a", "2024", "", "accepted", "numerator", None, "c"),
]
COLUMNS = ["measure", "period", "service", "step", "statistic", "value", "status"]


def frame(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={c: pl.Int64 if c == "value" else pl.String for c in COLUMNS}, orient="row")


def tables(rows: list[tuple]) -> list:
    return [seal(m, frame([r for r in rows if r[0] == m]), 11) for m in dict.fromkeys(r[0] for r in rows)]


def test_cells_are_written_in_one_order_whatever_order_they_come_in(tmp_path: Path) -> None:
    cells.write(tables(ROWS), tmp_path / "one.csv")
    cells.write(tables(ROWS[::-1]), tmp_path / "other.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()
    assert (tmp_path / "one.csv").read_text() == (
        "measure,period,service,step,statistic,value,status\n"
        "a,2024,,accepted,numerator,,c\n"
        "a,2024-Q1,,accepted,percent,,z\n"
        "b,2024,_T,,count,12,\n"
    )


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    cells.write(tables(ROWS), tmp_path / "cells.csv")
    assert cells.read(tmp_path / "cells.csv").equals(cells.ordered(frame(ROWS)))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("a", "2024", "", "", "count", 7, "c"), "only if, it is shown"),
        (("a", "2024", "", "", "count", None, ""), "only if, it is shown"),
        (("a", "2024", "", "", "count", None, "hidden"), "nobody knows"),
        (("a", "2024", "", "", "mean", 7, ""), "nobody knows"),
    ],
)
def test_a_cell_out_of_form_gets_no_seal(row: tuple, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        seal("a", frame([row]), 11)


def test_a_table_holds_one_measure() -> None:
    with pytest.raises(ValueError, match="another measure"):
        seal("a", frame(ROWS), 11)


def test_a_cell_is_there_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there twice"):
        cells.write(tables(ROWS) + tables(ROWS[:1]), tmp_path / "cells.csv")
    assert not (tmp_path / "cells.csv").exists()


def test_a_file_that_is_not_cells_is_refused_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text("measure,period,statistic,value,status\na,2024,count,SECRET,\n")
    with pytest.raises(ValueError, match="cannot be read as cells") as refusal:
        cells.read(tmp_path / "cells.csv")
    assert "SECRET" not in str(refusal.value)
