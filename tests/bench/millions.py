"""Ten million event rows of linked young people, counted by the line's own stages: `python -m tests.bench millions [ROWS]`.

A made-up county of 120 young people a year is laid beside itself until there are enough rows, every copy with young people of its
own, so each count must be that of one county times the number of copies; this is checked. A shard is what a hash of the person
chooses: counts of people and of their events add up over shards, so the same integers come from one shard or sixteen. What does not
add up (a median) is left out. Beside it stand DuckDB reading the same files, and pandas counting the same.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import polars as pl

from pipelines.confidential.harmonization import columns_for
from pipelines.confidential.tabulation import tabulate
from pipelines.planning.choice import extracts
from pipelines.planning.county import followed, tables_for
from schemas import Measure, Quarter
from schemas.codelist import TOTAL
from tests.bench import by_pandas
from tests.bench.by_pandas import Place
from tests.small_county import SCHEMAS, sent

LAST, TOKEN = Quarter(2026, 4), "youth_token"
ADDS_UP = ("denominator", "numerator", "count", "events", "months")
PANDAS = {"pandas, recidivism": by_pandas.recidivism, "pandas, crossover": by_pandas.crossover}
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
    files = [folder / f"{name}.parquet" for name in sorted(extracts(SCHEMAS, names))]
    tables = tables_for(SCHEMAS, names)
    columns = {p.stem: columns_for(SCHEMAS.contracts[p.stem], tables) for p in files}
    total: Counts = {}
    for shard in range(shards):
        mine = pl.col(TOKEN).hash(seed=7) % shards == shard
        came = ((p.stem, pl.scan_parquet(p).filter(mine).select(columns[p.stem]).collect()) for p in files if p.exists())
        tables = followed(came, SCHEMAS, names, LAST)
        for measure in measures:
            cells = tabulate(tables, measure, SCHEMAS, LAST).filter(pl.col("status") == "", pl.col("statistic").is_in(ADDS_UP))
            for *place, value in cells.select("measure", "period", *SCHEMAS.dimensions, "statistic", "value").iter_rows():
                total[tuple(place)] = total.get(tuple(place), 0) + value
    return total


def duckdb_reading(folder: Path) -> str:
    """All rows, every column of which is looked at."""
    import duckdb

    files = sorted(folder.glob("*.parquet"))
    read = [duckdb.sql(f"select count(*), bit_xor(hash(columns(*))) from '{f}'").fetchall()[0][0] for f in files]
    return f"{sum(read)} rows"


def agreed(ours: Counts, theirs: Mapping[Place, int]) -> str:
    """How many of our counts a second way of counting has too, and how many it has otherwise; what it lacks is nought."""
    wrong = 0
    for (_, period, *codes, statistic), value in ours.items():
        at = frozenset((d, c) for d, c in zip(SCHEMAS.dimensions, codes, strict=True) if c not in ("", TOTAL))
        wrong += theirs.get((period, at, statistic), 0) != value
    return f"{len(ours)} of our counts looked up, {wrong} of them otherwise"


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
    elif what in PANDAS:
        found = dict[Place, int]()
        timed(what, lambda: found.update(PANDAS[what](folder)) or f"{len(found)} counts")
        ours = counted(folder / "one", asked(what.removeprefix("pandas, ")), 1)
        sys.stdout.write(f"  of one county: {agreed(ours, PANDAS[what](folder / 'one'))}\n")
    else:
        timed(what, lambda: duckdb_reading(folder))


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
        turns += [("DuckDB reading every column", 1), *((what, 1) for what in PANDAS)]
        for what, shards in turns:
            subprocess.run([sys.executable, "-m", "tests.bench.millions", what, str(folder), str(copies), str(shards)], check=True)


if __name__ == "__main__":
    one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
