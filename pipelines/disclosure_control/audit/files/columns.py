"""Reads a Parquet file: its rows, what it says about its columns, and the words written beside them."""

import csv
import io
import json
from collections.abc import Generator, Mapping
from typing import Any

from pipelines.disclosure_control.audit.files import grids
from pipelines.disclosure_control.audit.files.items import Finding, Item, Items, Note

MOST_VALUES, MOST_AGAIN = 2_000_000, 20_000_000
MOST_BYTES = 256 << 20


def read(content: bytes, place: str) -> Items:
    yield from grids.read((yield from _rows(content, place, MOST_VALUES)), place)


def twin(content: bytes, place: str, files: Mapping[str, bytes]) -> Items:
    """A file that says again what cells.csv says: the same lines in the same order, and nothing on the side."""
    told = yield from _rows(content, place, MOST_AGAIN)
    said = list(csv.reader(io.StringIO(files["cells.csv"].decode("utf-8", "replace"), newline="")))
    again = [["" if v is None else grids.said(v) for v in row] for row in told]
    if again[:1] != said[:1]:
        yield Finding("columns that cells.csv does not have", place)
    elif len(again) != len(said):
        yield Finding("not as many lines as cells.csv has", place)
    for n, (mine, theirs) in enumerate(zip(again[1:], said[1:], strict=False), 2):
        if mine != theirs:
            yield Finding("a line that cells.csv does not have", f"{place}, row {n}")


def _rows(content: bytes, place: str, most: int) -> Generator[Item, None, list[list[Any]]]:
    """What is found beside the rows; gives back the rows, their heading first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        told = file.metadata
        size = sum(told.row_group(g).total_byte_size for g in range(told.num_row_groups))
        if told.num_rows * max(1, told.num_columns) > most or size > MOST_BYTES:
            yield Finding("a file that is too large to be read", place)
            return []
        groups = [file.read_row_group(g) for g in range(told.num_row_groups)]
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError, MemoryError):
        yield Finding("a file that cannot be read", place)
        return []
    names = list(schema.names)
    if any(pa.types.is_nested(field.type) for field in schema):
        yield Finding("a column that cannot be read", place)
    yield Note(f"{place}, created by", str(told.created_by or "").partition(" version ")[0])
    yield from _written(told.metadata or {}, place)
    for field in schema:
        yield from _written(field.metadata or {}, f"{place}, a column")
    for g, group in enumerate(groups):
        yield from _statistics(told.row_group(g), group, f"{place}, group {g + 1}")
    columns = [[v for group in groups for v in _plain(group, c)] for c in range(len(names))]
    return [names, *map(list, zip(*columns, strict=True))]


def _plain(group: Any, column: int) -> list[Any]:
    if column >= group.num_columns:
        return []
    found = group.column(column).to_pylist()
    return [v if v is None or isinstance(v, int | float | str | bool) else str(v) for v in found]


def _written(said: dict[bytes, bytes], place: str) -> Items:
    for name, value in said.items():
        key, text = name.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        if key in ("ARROW:schema", "PARQUET:field_id"):
            continue
        if key == "pandas":
            yield from _pandas(text, place)
        else:
            yield Note(f"{place}, {key}", f"{key.replace('_', ' ')}: {text}")


def _pandas(text: str, place: str) -> Items:
    """What pandas writes about an index and its columns; the length of its index is that of the rows."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        yield Finding("a file that cannot be read", f"{place}, pandas")
        return
    if isinstance(said, dict):
        for name, value in said.items():
            if name not in ("index_columns", "pandas_version", "creator", "column_indexes"):
                yield from (Note(f"{place}, pandas", leaf) for leaf in _leaves(value))


def _leaves(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [leaf for v in said.values() for leaf in _leaves(v)]
    if isinstance(said, list):
        return [leaf for v in said for leaf in _leaves(v)]
    return [] if said is None else [str(said)]


def _statistics(told: Any, group: Any, place: str) -> Items:
    """Least and most of a column must be those of the rows that are there."""
    for c in range(told.num_columns):
        column = told.column(c)
        statistics = column.statistics if column.is_stats_set else None
        if statistics is None or c >= group.num_columns:
            continue
        there = [v for v in group.column(c).to_pylist() if v is not None]
        wrong = statistics.has_null_count and statistics.null_count != group.num_rows - len(there)
        wrong |= statistics.has_distinct_count and statistics.distinct_count not in (0, len({repr(v) for v in there}))
        if statistics.has_min_max and isinstance(statistics.min, int | float):
            wrong |= not there or statistics.min != min(there) or statistics.max != max(there)
        elif statistics.has_min_max and there and isinstance(there[0], str) and isinstance(statistics.min, str):
            wrong |= statistics.min[:16] > min(there)[:16] or not min(there).startswith(statistics.min[:8])
        if wrong:
            yield Finding("statistics of a column that its rows do not have", f"{place}, column {c + 1}")
