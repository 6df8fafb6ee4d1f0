"""Ten million event rows of linked young people, counted by the line's own stages: `python -m tests.bench millions [ROWS]`.

A made-up county of 120 young people a year is laid beside itself until there are enough rows, every copy with young people of its
own, so each count must be that of one county times the number of copies; this is checked. A shard is what a hash of the person
chooses: counts of people and of their events add up over shards, so the same integers come from one shard or sixteen. What does not
add up (a median) is left out. Beside it stand DuckDB reading the same files, and pandas joining new offences to first contacts.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import polars as pl

from pipelines.confidential.tabulation import tabulate
from pipelines.planning.choice import extracts
from pipelines.planning.county import followed
from schemas import Measure, Quarter
from tests.small_county import SCHEMAS, sent

LAST, TOKEN = Quarter(2026, 4), "youth_token"
ADDS_UP = ("denominator", "numerator", "count", "events", "months")
QUESTIONS = {"recidivism": ("recidivism",), "crossover": ("crossover",), "every measure of linked people": ()}
Counts = dict[tuple[str, ...], int]


def asked(question: str) -> list[Measure]:
    """The measures of a question; without names all that count people with a token, or what happened to them."""
    names = QUESTIONS[question]
    return [m for m in SCHEMAS.measures.values() if m.name in names or (not names and m.kind in ("share", "count") and _linked(m))]


def _linked(measure: Measure) -> bool:
    return all(TOKEN in SCHEMAS.contracts[e].columns for t in measure.tables for e in SCHEMAS.extracts_for(t))


def lay_out(folder: Path, rows: int) -> tuple[int, int, int]:
    """Writes one file for each extract; the numbers of copies, of rows, and of young people."""
    wanted = extracts(SCHEMAS, (m.name for m in asked("every measure of linked people")))
    came = {e: [r for name, _, r in sent(120, 12, LAST) if name == e] for e in sorted(wanted)}
    one = {e: pl.concat(found) for e, found in came.items() if found}
    copies = max(1, round(rows / sum(r.height for r in one.values())))
    marks = pl.DataFrame({"copy": [f"{n:06x}" for n in range(copies)]})
    for extract, frame in one.items():
        many = marks.lazy().join(frame.lazy(), how="cross").with_columns(pl.concat_str(TOKEN, "copy").alias(TOKEN)).drop("copy")
        many.sink_parquet(folder / f"{extract}.parquet")
    people = pl.concat([r[TOKEN] for r in one.values()]).n_unique()
    return copies, copies * sum(r.height for r in one.values()), copies * people


def counted(folder: Path, measures: Collection[Measure], shards: int) -> Counts:
    """What the measures count, shard by shard, added up."""
    names = [m.name for m in measures]
    total: Counts = {}
    for shard in range(shards):
        mine = pl.col(TOKEN).hash(seed=7) % shards == shard
        files = (folder / f"{name}.parquet" for name in sorted(extracts(SCHEMAS, names)))
        came = ((p.stem, pl.scan_parquet(p).filter(mine).collect()) for p in files if p.exists())
        tables = followed(came, SCHEMAS, names, LAST)
        for measure in measures:
            cells = tabulate(tables, measure, SCHEMAS, LAST).filter(pl.col("status") == "", pl.col("statistic").is_in(ADDS_UP))
            for *place, value in cells.select("measure", "period", *SCHEMAS.dimensions, "statistic", "value").iter_rows():
                total[tuple(place)] = total.get(tuple(place), 0) + value
    return total


def duckdb_reading(folder: Path) -> int:
    import duckdb

    files = sorted(folder.glob("*.parquet"))
    asks = " union all ".join(f"select count(*) n, sum(hash(columns(*)::varchar)) from '{f}'" for f in files)
    return sum(int(duckdb.sql(f"select n from ({ask})").fetchall()[0][0]) for ask in asks.split(" union all "))


def pandas_recidivism(folder: Path) -> int:
    """Young people with an offence after their first confirmed contact, as one would write it by hand."""
    import pandas as pd

    contacts = pd.read_parquet(
        folder / "law_enforcement_contacts.parquet", columns=[TOKEN, "contact_on", "status", "arrested", "offence_on"]
    )
    petitions = pd.read_parquet(folder / "probation_referrals.parquet", columns=[TOKEN, "offence_on"])
    index = contacts[contacts.status == "confirmed"].groupby(TOKEN).contact_on.min().rename("index_on")
    offences = pd.concat([contacts[contacts.arrested == "yes"][[TOKEN, "offence_on"]], petitions]).dropna().drop_duplicates()
    both = offences.merge(index, left_on=TOKEN, right_index=True)
    days = (pd.to_datetime(both.offence_on) - pd.to_datetime(both.index_on)).dt.days
    return both[(days > 0) & (days <= 365)][TOKEN].nunique()


def timed(name: str, work: Callable[[], object]) -> None:
    """One line: CPU and wall seconds, and the most memory that this process has held."""
    began, clock = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - began, time.perf_counter() - clock
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{name:<48}{cpu:8.1f} CPU-s{wall:8.1f} s{peak:8.0f} MB   {result}\n")
    sys.stdout.flush()


def one(what: str, folder: Path, copies: int, shards: int) -> None:
    """One question in a process of its own, so that its memory is its own."""
    if what in QUESTIONS:
        measures = asked(what)

        def work() -> str:
            found = counted(folder, measures, shards)
            single = counted(folder / "one", measures, 1)
            wrong = sum(found[place] != copies * value for place, value in single.items()) + abs(len(found) - len(single))
            return f"{len(measures)} measures, {len(found)} counts, {wrong} of them not {copies} times one county's"

        timed(f"{what}, {shards} shard{'s' * (shards > 1)}", work)
    else:
        peers = {"DuckDB reading every column": duckdb_reading, "pandas, recidivism within a year": pandas_recidivism}
        timed(what, lambda: peers[what](folder))


def main(words: list[str]) -> None:
    import subprocess

    rows = int(words[0].replace("_", "")) if words else 10_000_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copies, laid, people = lay_out(folder, rows)
        (folder / "one").mkdir()
        for path in folder.glob("*.parquet"):
            mark = f"{0:06x}"
            pl.scan_parquet(path).filter(pl.col(TOKEN).str.ends_with(mark)).sink_parquet(folder / "one" / path.name)
        size = sum(p.stat().st_size for p in folder.glob("*.parquet")) / 2**20
        sys.stdout.write(f"{laid:,} rows of {people:,} young people, {copies} copies of a county, {size:.0f} MB of Parquet\n")
        turns = [("recidivism", 1), ("crossover", 1), ("recidivism", 16), ("crossover", 16), ("every measure of linked people", 16)]
        turns += [("DuckDB reading every column", 1), ("pandas, recidivism within a year", 1)]
        for what, shards in turns:
            subprocess.run([sys.executable, "-m", "tests.bench.millions", what, str(folder), str(copies), str(shards)], check=True)


if __name__ == "__main__":
    one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
