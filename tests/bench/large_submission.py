"""`python -m tests.bench.large_submission`: a million rows taken in at the county, beside the same check by other ways, in one run.

Each way is a process of its own that is given the same file (made up, the same every time, about 100 MB, no row at fault); its CPU
seconds are those of all its threads from start to end, imports included, and its memory the most that was resident at once.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

ROWS, SEED = 1_000_000, 7
AGENCY, EXTRACT, QUARTER = "sheriff", "law_enforcement_contacts", "2025-Q4"
NAME = f"{AGENCY}.{EXTRACT}.{QUARTER}.csv"
LIMITS = "limits: 4 CPU-s, 600 MB"
AT_FAULT = 1_000  # one row in so many has a code that is not listed


def made(path: Path) -> str:
    """A quarter's contacts in which every row is right."""
    import numpy as np
    import polars as pl

    from schemas import Schemas

    schemas, chance = Schemas.load(), np.random.default_rng(SEED)
    contract = schemas.contracts[EXTRACT]
    days = pl.Series([(date(2025, 10, 1) + timedelta(n)).isoformat() for n in range(92)])
    contact, is_arrest = chance.integers(3, 92, ROWS), chance.random(ROWS) < 0.2
    token = chance.bytes(ROWS * 12).hex()
    said = {"youth_token": pl.Series([token[i : i + 24] for i in range(0, len(token), 24)]), "contact_on": days.gather(contact)}
    for name, column in contract.columns.items():
        if column.codelist:
            codes = pl.Series(schemas.codes_of(column))
            said[name] = codes.gather(chance.integers(0, len(codes), ROWS))
    arrest = pl.Series(is_arrest)
    table = pl.DataFrame(said).with_columns(
        arrested=pl.when(arrest).then(pl.lit("yes")).otherwise(pl.lit("no")),
        offence_on=pl.when(arrest).then(days.gather(contact - 3)),
        offence_group=pl.when(arrest).then(pl.col("offence_group")),
    )
    table.select(*contract.columns).write_csv(path)
    return f"{path.stat().st_size / 1e6:.0f} MB"


def with_faults(path: Path, source: Path) -> str:
    lines = source.read_bytes().splitlines(keepends=True)
    for i in range(1, len(lines), AT_FAULT):
        lines[i] = lines[i].rpartition(b",")[0] + b",nowhere\n"
    path.write_bytes(b"".join(lines))
    return f"{path.stat().st_size / 1e6:.0f} MB"


def taken_in(path: Path) -> str:
    """What `safecount submit` does: received, examined, kept encrypted, answered with a signed receipt."""
    from pipelines.defs.intake import clock, take_in
    from pipelines.defs.office import Office
    from pipelines.workspace import Workspace

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        Workspace.create(Path(folder) / "county")
        receipt = take_in(Office.open(Path(folder) / "county"), path, clock())
    return f"{receipt.status}, {receipt.rows_accepted:,} of {receipt.rows_in:,} rows"


def at_the_desk(path: Path) -> str:
    from pipelines import desk
    from schemas import Schemas

    found = desk.examine(path.read_bytes(), (AGENCY, EXTRACT, QUARTER), Schemas.load())
    return f"{found.status}, {len(found.rows):,} of {found.rows_in:,} rows"


def by_hand(path: Path) -> str:
    """Rules of this one contract, written out: no findings by row, no privacy, no receipt."""
    import polars as pl

    from schemas import Schemas

    schemas = Schemas.load()
    columns = schemas.contracts[EXTRACT].columns
    rows, arrested = pl.read_csv(path, infer_schema=False), pl.col("arrested") == "yes"
    days = {name: pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("contact_on", "offence_on")}
    broken = [(~pl.col("youth_token").str.contains("^[0-9a-f]{16,64}$")).sum().alias("token")]
    for name, column in columns.items():
        if column.codelist:
            broken.append((~pl.col(name).is_in(schemas.codes_of(column))).sum().alias(f"code of {name}"))
        if column.required:
            broken.append(pl.col(name).is_null().sum().alias(f"no {name}"))
    for name, day in days.items():
        broken.append((day.is_null() & pl.col(name).is_not_null() | (day > date(2025, 12, 31))).sum().alias(f"day of {name}"))
    broken.append((days["contact_on"] < days["offence_on"]).sum().alias("order"))
    for name in ("offence_on", "offence_group"):
        broken += [(arrested & pl.col(name).is_null()).sum().alias(f"with {name}")]
        broken += [(~arrested & pl.col(name).is_not_null()).sum().alias(f"without {name}")]
    broken.append(pl.struct("youth_token", "contact_on").is_duplicated().sum().alias("key"))
    counts = rows.select(broken).row(0, named=True)
    return f"{sum(counts.values())} broken, {len(counts)} rules"


def by_great_expectations(path: Path) -> str:
    """The suite that the contract itself gives, yes or no only."""
    import polars as pl

    from pipelines.confidential.validation import gx
    from schemas import Schemas
    from schemas.forms.expectations import expectations

    schemas = Schemas.load()
    with patch.object(gx, "MOST_ROWS", 10 * ROWS):
        found = gx.judge_rows(pl.read_csv(path, infer_schema=False), expectations(schemas, schemas.contracts[EXTRACT]))
    return f"{len(found.failed)} broken, {found.expectations} rules"


def by_pandera(path: Path) -> str:
    """The same rules in pandera on Polars; it is no part of safecount and only measured where it is installed."""
    try:
        import pandera.polars as pa
    except ImportError:
        return "not installed"
    import polars as pl

    from schemas import Schemas

    schemas = Schemas.load()

    def kinds(name: str) -> list:
        column = schemas.contracts[EXTRACT].columns[name]
        if column.codelist:
            return [pa.Check.isin(list(schemas.codes_of(column)))]
        return [pa.Check.str_matches("^[0-9a-f]{16,64}$" if column.type == "token" else "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]

    def holds(rule: pl.Expr) -> "pa.Check":
        return pa.Check(lambda data: data.lazyframe.select(rule))

    arrested, offence = pl.col("arrested") == "yes", (pl.col("offence_on"), pl.col("offence_group"))
    schema = pa.DataFrameSchema(
        {n: pa.Column(pl.String, kinds(n), nullable=not c.required) for n, c in schemas.contracts[EXTRACT].columns.items()},
        checks=[holds(arrested == column.is_not_null()) for column in offence]
        + [holds((pl.col("offence_on") <= pl.col("contact_on")).fill_null(True))],
        unique=["youth_token", "contact_on"],
    )
    try:
        schema.validate(pl.read_csv(path, infer_schema=False), lazy=True)
    except pa.errors.SchemaErrors as broken:
        return f"{len(broken.failure_cases)} cases at fault"
    return "nothing broken"


WAYS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "taken in at the county, with its receipt": ("all right", taken_in),
    f"  the same, one row in {AT_FAULT:,} at fault": ("faults", taken_in),
    "the desk's examination alone": ("all right", at_the_desk),
    "Polars rules written by hand": ("all right", by_hand),
    "Great Expectations on pandas": ("all right", by_great_expectations),
    "pandera on Polars": ("all right", by_pandera),
}


def child(way: str, *paths: str) -> None:
    begun = os.times()
    done = {"made": made, "with_faults": with_faults, **{name: do for name, (_, do) in WAYS.items()}}[way]
    said = done(*map(Path, paths))  # type: ignore
    sys.stdout.write(json.dumps({"said": said, "start": begun.user + begun.system}) + "\n")


def run(way: str, *paths: Path) -> tuple[str, float, float]:
    """What a way says, the CPU seconds of its process, and its largest resident size in MB."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.bench.large_submission", way, *map(str, paths)], stdout=subprocess.PIPE
    )
    answer = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = json.loads(answer.splitlines()[-1])["said"] if not process.returncode else f"stopped with {process.returncode}"
    return said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = {"all right": Path(folder) / "right" / NAME, "faults": Path(folder) / "faults" / NAME}
        for path in paths.values():
            path.parent.mkdir()
        size, _, _ = run("made", paths["all right"])
        run("with_faults", paths["faults"], paths["all right"])
        sys.stdout.write(f"{ROWS:,} rows, {size}; {LIMITS}\n{'':<44}{'CPU-s':>7}{'MB':>8}\n")
        for name, (file, _) in WAYS.items():
            said, seconds, megabytes = run(name, paths[file])
            sys.stdout.write(f"{name:<44}{seconds:>7.1f}{megabytes:>8,.0f}   {said}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    child(*sys.argv[1:]) if len(sys.argv) > 1 else main()
