"""`uv run --group dev python -m tests.bench.page [PUBLICATION_DIR]`: what a reader waits for and carries, beside a plain Plotly page.

The plain page is made in the same run from the same charts, as `plotly.io.to_html` makes it: the whole library and every chart drawn
at once. Interactive is when the last piece of work that held the browser for 50 ms or more is done. Without a folder a made-up
publication of four years is taken.
"""

import gzip
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import plotly.graph_objects as go
import plotly.io
from playwright.sync_api import Browser

from reports import dashboard
from reports.dashboard import page as made_of
from tests.browser.chromium import chromium, executable
from tests.reports.sample import Sample

WATCH = """window.held = []; new PerformanceObserver(seen => seen.getEntries().forEach(e => window.held.push(e.startTime + e.duration)))
  .observe({type: 'longtask', buffered: true});"""
READY = "() => Math.max(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd, ...window.held)"
QUIET = 3_000
"""So many milliseconds nothing more happens when a page is done."""
TIMES = 3


def pages(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in [folder / dashboard.PAGE, *sorted((folder / dashboard.FOLDER).glob("*.html"))]:
        yield path.relative_to(folder).as_posix(), path


def plain(html: str, path: Path) -> int:
    """The page's charts one below another, with nothing of ours; how many there are."""
    figures = [json.loads(f) for f in re.findall(r'<script type="application/json" class="figure"[^>]*>(.*?)</script>', html)]
    parts = [
        plotly.io.to_html(go.Figure(f["data"], f["layout"]), include_plotlyjs=n == 0, full_html=False, default_height=320)
        for n, f in enumerate(figures)
    ]
    path.write_text(f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>", encoding="utf-8")
    return len(figures)


def waited(browser: Browser, path: Path) -> float:
    """Seconds until the page is interactive, the middle of several visits."""
    found = []
    for _ in range(TIMES):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        page.goto(path.resolve().as_uri(), wait_until="load", timeout=120_000)
        page.wait_for_timeout(QUIET)
        found.append(page.evaluate(READY) / 1000)
        page.close()
    return sorted(found)[TIMES // 2]


def row(browser: Browser, name: str, path: Path) -> str:
    content = path.read_bytes()
    packed = len(gzip.compress(content, 6))
    return f"{name:<34}{len(content) / 1e6:>8.2f} MB{packed / 1e6:>8.2f} MB gzipped{waited(browser, path):>8.2f} s until interactive\n"


def main(words: list[str]) -> None:
    path = executable()
    if path is None:
        sys.exit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as place, chromium(path) as browser:
        folder = Path(words[0]) if words else Sample(extra=True).write(Path(place) / "sample")
        began = time.process_time()
        dashboard.build(folder, into=Path(place) / "made")
        sys.stdout.write(f"{'made in':<34}{time.process_time() - began:>8.2f} CPU-s\n")
        for name, page in pages(Path(place) / "made"):
            sys.stdout.write(row(browser, name, page))
            beside = Path(place) / "plain.html"
            if charts := plain(page.read_text(encoding="utf-8"), beside):
                sys.stdout.write(row(browser, f"  plain Plotly, {charts} charts", beside))
        sys.stdout.write(f"Most lines of cells.csv on one page: {made_of.MOST_LINES}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
