"""Two ways of counting agree: the stages over the agencies' files, and plain loops over the lives behind them."""

import csv
import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pipelines.confidential.harmonization import feed, harmonize
from pipelines.confidential.outcomes import follow
from pipelines.confidential.record_linkage import last_word, link
from pipelines.confidential.tabulation import tabulate
from pipelines.synthesis import county, synthesize, truth_at
from schemas import Quarter, Schemas

SCHEMAS = Schemas.load()
LAST = Quarter(2025, 4)
Cells = dict[tuple[str, ...], tuple[str, str]]


def read(path: Path) -> list[dict[str, str | None]]:
    if path.suffix == ".xlsx":
        header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        texts = [[v.isoformat() if isinstance(v, date) else str(v) for v in row] for row in rows]
        return [dict(zip(map(str, header), row, strict=True)) for row in texts]
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def counted(files: tuple[Path, ...], last: Quarter) -> Cells:
    """What the stages make of all files up to a quarter."""
    sent: dict[str, list[pl.DataFrame]] = {}
    for file in files:
        agency, extract, quarter, _ = file.name.split(".")
        contract = SCHEMAS.contracts[extract]
        if Quarter.parse(quarter) <= last:
            ours = [{c: contract.columns[c].local.get(str(v), v) or None for c, v in row.items()} for row in read(file)]
            text = pl.DataFrame(ours, schema=dict.fromkeys(contract.columns, pl.String))
            sent.setdefault(extract, []).append(harmonize(text, contract, agency, Quarter.parse(quarter)))
    tables: dict[str, list[pl.DataFrame]] = {}
    for extract, frames in sent.items():
        contract = SCHEMAS.contracts[extract]
        for name, rows in feed(last_word(frames, contract), contract, SCHEMAS.tables).items():
            tables.setdefault(name, []).append(rows)
    followed = follow(link({name: pl.concat(frames) for name, frames in tables.items()}), SCHEMAS.tables)
    measured = [tabulate(followed, m, SCHEMAS, last) for m in SCHEMAS.measures.values()]
    return cells(row for frame in measured for row in frame.to_dicts())


def cells(rows) -> Cells:
    return {
        (r["measure"], r["period"], *(r.get(d) or "" for d in SCHEMAS.dimensions), r["statistic"]): (
            "" if r["value"] is None else str(r["value"]),
            r["status"],
        )
        for r in rows
    }


@pytest.mark.parametrize(("seed", "youth", "last"), [(1, 120, LAST), (2, 25, LAST), (3, 120, Quarter(2024, 3))])
def test_the_stages_count_from_the_files_what_is_true_of_the_lives(tmp_path: Path, seed: int, youth: int, last: Quarter) -> None:
    written = synthesize(tmp_path, schemas=SCHEMAS, youth_per_year=youth, seed=seed)
    lives = county(SCHEMAS, youth_per_year=youth, quarters=16, last=LAST, seed=seed)
    truth = cells(truth_at(lives, SCHEMAS, last))
    assert counted(written.files, last) == truth
    assert len(truth) > 1000
