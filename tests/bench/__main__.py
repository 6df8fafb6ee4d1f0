"""`uv run --group dev python -m tests.bench`: what things cost here and now, beside a peer or a limit measured in the same run.

With `tables`: plain tables protected and attacked, beside what other programs made of them. With `large`: one of 136,224 cells.
With `method`: what a reader can tell who runs our program on every table. With `millions`: ten million rows of linked people, counted.
With `portal`: fifty agencies that upload at once, beside slow and idle ones; with `portal quarter` a whole quarter in a browser's words.
With `truth`: every measure of three counties beside its naive truth. With `mutants`: how many small faults in the door the tests notice.
With `scale`: the whole line at growing sizes. With `counties --many 1000`: made-up counties publish, and all of it is attacked.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

Row = tuple[str, str, str]
RUN = "import sys; from pipelines.cli import main; sys.argv[0] = 'safecount'; main()"


def used(command: list[str]) -> tuple[float, float]:
    """CPU seconds and the largest resident size in MB of a command and the processes it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def python(code: str, *words: str) -> list[str]:
    return [sys.executable, "-c", code, *words]


def helping() -> Row:
    ours, _ = used(python(RUN, "--help"))
    peer, _ = used(python("import typer"))
    return "safecount --help", f"{ours:.2f} CPU-s", f"importing typer alone: {peer:.2f} CPU-s"


def demo() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        ours, size = used(python(RUN, "demo", "--into", f"{folder}/county"))
    engines, _ = used(python("import dagster, great_expectations, polars, duckdb, plotly.graph_objects"))
    return "safecount demo", f"{ours:.1f} CPU-s, {size:.0f} MB", f"importing its libraries alone: {engines:.1f} CPU-s"


def checking() -> Row:
    """A hundred thousand rows at the desk, beside Python's own csv module reading the same bytes."""
    import csv
    import io

    from pipelines.desk import Named, examine
    from schemas import Quarter, Schemas

    head = "youth_token,reported_on,level,dependency_started_on,dependency_ended_on,age_band,gender,race_ethnicity,residence\n"
    line = "{:016x},2025-{:02d}-{:02d},substantiated,,,age_14_15,girl,latino,in_county\n"
    content = (head + "".join(line.format(i, 10 + i % 3, 1 + i % 28) for i in range(100_000))).encode()
    named, schemas = Named("child_welfare", "child_welfare_cases", Quarter(2025, 4)), Schemas.load()
    ours = took(lambda: examine(content, named, schemas))
    peer = took(lambda: list(csv.reader(io.StringIO(content.decode()))))
    return "100,000 rows checked at the desk", f"{ours:.2f} CPU-s", f"csv.reader alone: {peer:.2f} CPU-s"


def protecting() -> Row:
    """The demo county's counts protected, and its files attacked."""
    import polars as pl

    from pipelines.confidential.store.frames import Frames
    from pipelines.disclosure_control.audit import audit_publications
    from pipelines.disclosure_control.protection import protect
    from schemas import Schemas
    from schemas.structure import structure

    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county"
        used(python(RUN, "demo", "--into", str(county)))
        counted = pl.concat(Frames.open(county / "confidential").load_all("tabulated", "2025-Q4"))
        schemas = Schemas.load()
        ours = took(lambda: protect(counted, structure(schemas), schemas.policy))
        attack = took(lambda: audit_publications([county / "published" / "2025-Q4-v1"]))
    return f"{counted.height} counts protected", f"{ours:.2f} CPU-s", f"attacking the result: {attack:.2f} CPU-s"


def took(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(words: list[str]) -> None:
    from tests.bench import counties, large, method, millions, mutants, portal, scale, tables, truth

    if words[:1] == ["tables"]:
        tables.main(words[1:])
    elif words == ["large"]:
        large.main()
    elif words == ["method"]:
        method.main()
    elif words[:1] == ["truth"]:
        truth.main(words[1:])
    elif words[:1] == ["millions"]:
        millions.main(words[1:])
    elif words[:1] == ["portal"]:
        portal.main(words[1:])
    elif words[:1] == ["mutants"]:
        mutants.main(words[1:])
    elif words[:1] == ["scale"]:
        scale.main(words[1:])
    elif words[:1] == ["counties"]:
        sys.exit(counties.main(words[1:]))
    elif words:
        sys.exit(
            "python -m tests.bench [tables [NAME…] | large | method | millions [ROWS] | mutants [NUMBER] | portal [quarter] | truth [SEEDS]"
            " | scale [SIZE…] | counties …]"
        )
    else:
        for row in [bench() for bench in (helping, checking, demo, protecting)]:
            sys.stdout.write(f"{row[0]:<36}{row[1]:<26}{row[2]}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
