"""What one file cannot show: that it is much larger than usual, or that facts in it changed since they were sent.

None of this is wrong by itself, so the agency is asked to confirm. Findings carry counts, never a row or a value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas import Contract, Quarter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEWEST_ROWS = 20  # under this, doubling and halving are chance
EARLIER_QUARTERS = 4
MOST_UNKNOWN = 0.25
UNKNOWN = "unknown"

DOUBTS = {
    "C711": "The file has at least twice, or at most half, as many rows as the agency's earlier quarters.",
    "C712": "More than a quarter of a column's rows say unknown.",
    "C713": "Rows with the same key as earlier rows give another day for something that does not change.",
}

_VOLUME = """
    WITH earlier AS (
        SELECT agency, quarter, rows, row_number() OVER (PARTITION BY agency ORDER BY quarter DESC) AS back
        FROM files WHERE quarter < $quarter
    ), usual AS (
        SELECT agency, median(rows) AS rows FROM earlier WHERE back <= $quarters GROUP BY agency
    )
    SELECT now.agency, now.rows AS seen, round(usual.rows)::BIGINT AS usual
    FROM files AS now JOIN usual USING (agency)
    WHERE now.quarter = $quarter AND greatest(now.rows, usual.rows) >= $fewest
      AND (now.rows >= 2 * usual.rows OR 2 * now.rows <= usual.rows)
    ORDER BY now.agency
"""

_UNKNOWN = """
    SELECT agency, "column", count(*) FILTER (WHERE value = $unknown) AS seen, count(*) AS of_rows
    FROM coded WHERE value IS NOT NULL
    GROUP BY agency, "column"
    HAVING of_rows >= $fewest AND seen > $share * of_rows
    ORDER BY agency, "column"
"""

_CONFLICTS = """
    WITH changed AS (
        SELECT agency, "column", key FROM facts WHERE value IS NOT NULL
        GROUP BY agency, "column", key
        HAVING count(DISTINCT value) > 1 AND bool_or(quarter = $quarter)
    )
    SELECT agency, "column", count(*) AS seen FROM changed GROUP BY agency, "column" ORDER BY agency, "column"
"""


@dataclass(frozen=True)
class Doubt:
    """One thing to confirm: `seen` rows or keys are in doubt, against `usual` where there is such a number."""

    code: str
    agency: str
    extract: str
    quarter: str
    column: str | None
    seen: int
    usual: int | None
    says: str

    def __post_init__(self) -> None:
        if self.code not in DOUBTS:
            raise ValueError(f"code {self.code!r} must be one of {', '.join(DOUBTS)}")


def look_across(rows: pl.DataFrame, contract: Contract, quarter: Quarter, sent: Sequence[str]) -> tuple[Doubt, ...]:
    """Doubts about the files of one extract that were sent for `quarter`.

    `rows` are the harmonized rows of every file of this extract, all agencies and quarters, before a later quarter's
    row replaces an earlier one's. `sent` names the agencies with a file for this quarter, also where it has no rows.
    """
    rows = rows.filter(pl.col("quarter") <= str(quarter))
    from pipelines.confidential.store.duck import connect  # takes time to load, and a file that comes in does not need it

    with connect() as database:
        return (
            *_volume(database, rows, contract, str(quarter), sent),
            *_unknown(database, rows, contract, str(quarter)),
            *_conflicts(database, rows, contract, str(quarter)),
        )


def lasting_facts(contract: Contract) -> tuple[str, ...]:
    """Columns that say on what day something happened that is past: dates that every row has, outside the key."""
    columns = contract.columns.values()
    return tuple(c.name for c in columns if c.type == "date" and c.required and c.name not in contract.key)


def _volume(database: "DuckDBPyConnection", rows: pl.DataFrame, contract: Contract, now: str, sent: Sequence[str]) -> Iterator[Doubt]:
    counted = rows.group_by("agency", "quarter").agg(pl.len().cast(pl.Int64).alias("rows"))
    empty = pl.DataFrame([(agency, now, 0) for agency in sent], schema=counted.schema, orient="row")
    files = pl.concat([counted, empty.join(counted, on=["agency", "quarter"], how="anti")])
    asked = {"quarter": now, "quarters": EARLIER_QUARTERS, "fewest": FEWEST_ROWS}
    for agency, seen, usual in _ask(database, files, "files", _VOLUME, asked):
        says = f"{seen} rows this quarter, about {usual} in the quarters before"
        yield Doubt("C711", agency, contract.name, now, None, seen, usual, says)


def _unknown(database: "DuckDBPyConnection", rows: pl.DataFrame, contract: Contract, now: str) -> Iterator[Doubt]:
    codes = [c.name for c in contract.columns.values() if c.type == "code"]
    current = rows.filter(pl.col("quarter") == now)
    coded = current.unpivot(codes, index="agency", variable_name="column", value_name="value")
    asked = {"unknown": UNKNOWN, "fewest": FEWEST_ROWS, "share": MOST_UNKNOWN}
    for agency, column, seen, of_rows in _ask(database, coded, "coded", _UNKNOWN, asked):
        says = f"{column} is unknown in {seen} of {of_rows} rows"
        yield Doubt("C712", agency, contract.name, now, column, seen, of_rows, says)


def _conflicts(database: "DuckDBPyConnection", rows: pl.DataFrame, contract: Contract, now: str) -> Iterator[Doubt]:
    if not contract.key:
        return
    key = pl.concat_str([pl.col(k).cast(pl.String).fill_null("") for k in contract.key], separator="|").alias("key")
    columns = lasting_facts(contract)
    keyed = rows.select("agency", "quarter", key, *columns)
    facts = keyed.unpivot(columns, index=["agency", "quarter", "key"], variable_name="column", value_name="value")
    for agency, column, seen in _ask(database, facts, "facts", _CONFLICTS, {"quarter": now}):
        says = f"{column} differs from what was sent before for {seen} keys"
        yield Doubt("C713", agency, contract.name, now, column, seen, None, says)


def _ask(database: "DuckDBPyConnection", frame: pl.DataFrame, name: str, question: str, asked: dict) -> list[tuple]:
    database.register(name, frame)
    return database.execute(question, asked).fetchall()
