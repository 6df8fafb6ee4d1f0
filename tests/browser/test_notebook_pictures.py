"""The pictures of the notebooks in the handbook: as marimo shows them in a browser, from its own server, without a network.

What a notebook says is kept beside its picture and compared each time (`tests/line/test_notebooks.py`). One notebook is shown in a
browser each time too, and all of them when pictures are taken anew:
SAFECOUNT_PICTURES=reports/handbook/pictures uv run --group dev pytest tests/browser/test_notebook_pictures.py tests/line/test_notebooks.py
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reports.handbook.guide import words
from reports.handbook.picture import FOLDER, picture
from tests.browser.chromium import needed

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LAST = {
    "reading_a_publication": "never two groups of a dozen",
    "checking_the_door": "with its pages, workbook and charts",
    "what_a_threshold_costs": "tries more",
}
"""Each notebook, and words of what it says last."""
WIDTH, LARGEST = 980, 150_000
HERE = ("http://127.0.0.1:", "data:", "blob:")
NOT_NEEDED = "https://cdn.jsdelivr.net/npm/mathjax"
"""marimo asks for letters of mathematics wherever there is text; no notebook has any, and nothing lacks without them."""


@contextmanager
def served(notebook: Path, publication: Path) -> Iterator[str]:
    """The notebook as an app, on this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SAFECOUNT_PUBLICATION": str(publication), "MARIMO_SKIP_UPDATE_CHECK": "1"}
    command = [sys.executable, "-m", "marimo", "-q", "run", str(notebook), "--headless", "--no-token", "--host", "127.0.0.1"]
    server = subprocess.Popen([*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


TAKEN = os.environ.get("SAFECOUNT_PICTURES")
SHOWN = tuple(LAST) if TAKEN else ("reading_a_publication",)


@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_is_whole_in_a_browser_without_a_network(browser, demo, tmp_path, name):
    needed()
    outward: list[str] = []
    with served(NOTEBOOKS / f"{name}.py", demo.publication) as address:
        page = browser.new_page(viewport={"width": WIDTH, "height": 1400})
        page.route(lambda url: not url.startswith(HERE), lambda route: (outward.append(route.request.url), route.abort()))
        page.goto(address, wait_until="commit")
        last = page.get_by_text(LAST[name]).first
        last.wait_for(timeout=120_000)
        for there in ("h1", "table", *((".main-svg",) if name != "checking_the_door" else ())):
            page.locator(there).first.wait_for(timeout=60_000)
        assert page.get_by_text("Traceback").count() == page.get_by_text("This cell raised an exception").count() == 0
        page.wait_for_timeout(500)  # letters and bars find their places
        place = Path(TAKEN or tmp_path) / f"{name}.png"
        end = last.bounding_box()
        page.screenshot(path=place, clip={"x": 0, "y": 0, "width": WIDTH, "height": end["y"] + end["height"] + 24})
        page.close()
    assert all(url.startswith(NOT_NEEDED) for url in outward)
    assert 10_000 < place.stat().st_size <= LARGEST


@pytest.mark.parametrize("name", LAST)
def test_a_picture_of_a_notebook_is_small_and_has_its_words(name):
    said = words(FOLDER.parent)["pictures"][name]
    shown = picture(name, said)
    assert shown.width == WIDTH and (FOLDER / f"{name}.png").stat().st_size <= LARGEST
    assert len(said["alt"]) > 60 and said["caption"]
    assert {path.stem for path in NOTEBOOKS.glob("*.py")} == set(LAST)
