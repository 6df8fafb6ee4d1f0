"""The stages of the line called one after the other, without Dagster and without a workspace: from agencies' files to counts."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from pipelines.confidential.harmonization import gathered, harmonize
from pipelines.confidential.outcomes import follow
from pipelines.confidential.record_linkage import last_word, link
from pipelines.confidential.tabulation import tabulate
from schemas import Column, Quarter, Schemas, under


def read(path: Path) -> list[dict[str, str | None]]:
    """The rows of a file as an agency sends it, all of them text."""
    if path.suffix == ".xlsx":
        header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        texts = [[_as_text(v) for v in row] for row in rows]
        return [dict(zip(map(str, header), row, strict=True)) for row in texts]
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def _our_word(column: Column, said: str | None) -> str | None:
    """As an examined file has it."""
    if column.under and said == under.written(column.under):
        return under.word(column.under)
    return column.local.get(str(said), said) or None


def _as_text(value: object) -> str:
    """A workbook knows no whole numbers; what is one is written as one."""
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def harmonized(files: Sequence[Path], schemas: Schemas) -> list[tuple[str, Quarter, pl.DataFrame]]:
    """Each file's rows in our words, with its extract and its quarter."""
    found = []
    for file in files:
        agency, extract, quarter, _ = file.name.split(".")
        contract = schemas.contracts[extract]
        ours = [{c: _our_word(contract.columns[c], v) for c, v in row.items()} for row in read(file)]
        text = pl.DataFrame(ours, schema=dict.fromkeys(contract.columns, pl.String))
        found.append((extract, Quarter.parse(quarter), harmonize(text, contract, agency, Quarter.parse(quarter))))
    return found


def tabulated(sent: Sequence[tuple[str, Quarter, pl.DataFrame]], schemas: Schemas, last: Quarter) -> pl.DataFrame:
    """Every measure counted from what was sent up to a quarter."""
    words = {}
    for extract, contract in schemas.contracts.items():
        frames = [rows for name, quarter, rows in sent if name == extract and quarter <= last]
        if frames:
            words[extract] = last_word(frames, contract)
    followed = follow(link(gathered(words, schemas.contracts.values(), schemas.tables)), schemas.tables, last)
    return pl.concat([tabulate(followed, m, schemas, last) for _, m in sorted(schemas.measures.items())])
