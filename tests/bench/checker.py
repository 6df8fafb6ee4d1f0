"""`uv run --group dev python -m tests.bench.checker`: the checker page in Chromium beside the same check by this Python, in one run."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.checker.build import FILE_NAME, build
from pipelines.desk.at_the_desk import look
from tests import desk_files as drawn
from tests.browser.checker import opened
from tests.browser.chromium import chromium, executable

ROWS = 100_000
NAME = "sheriff.law_enforcement_contacts.2025-Q4"


def timed(what: Callable[[], Any]) -> float:
    before = time.perf_counter()
    what()
    return time.perf_counter() - before


def main() -> None:
    path = executable()
    if path is None:
        sys.exit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder, chromium(path) as browser:
        page, table = Path(folder) / FILE_NAME, Path(folder) / f"{NAME}.csv"
        building = timed(lambda: page.write_bytes(build()))
        content = drawn.as_csv(drawn.cells(drawn.contacts(ROWS)))
        table.write_bytes(content)
        drawn.schemas()
        before = time.perf_counter()
        with opened(browser, page) as desk:
            desk.wait_until_ready()
            ready = time.perf_counter() - before
            in_page = min(timed(lambda: desk.check(table)) for _ in range(3))
        here = min(timed(lambda: look(content, drawn.CONTACTS, drawn.schemas())) for _ in range(3))
        rows = (
            ("build the page", f"{building:.2f} s", f"{page.stat().st_size / 1e6:.2f} MB"),
            ("page ready", f"{ready:.2f} s", "limit 6 s"),
            (f"{ROWS:,} rows in the page", f"{in_page:.2f} s", f"limit 2 s; this Python {here:.2f} s"),
        )
        for row in rows:
            sys.stdout.write(f"{row[0]:<36}{row[1]:<26}{row[2]}\n")


if __name__ == "__main__":
    main()
