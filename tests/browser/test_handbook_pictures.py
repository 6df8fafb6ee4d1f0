"""The pictures in the handbook show the product as it is: taken from the checker page and from a receipt, never drawn.

What a picture says is kept beside it (`checker.json` beside `checker.png`), and compared with what the page says now; pixels differ
from machine to machine. When one is stale, take it anew, look at it, and see that its words in `guide.en.yaml` still fit:
SAFECOUNT_PICTURES=reports/handbook/pictures uv run --group dev pytest tests/browser/test_handbook_pictures.py
"""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

from pipelines.checker.build import FILE_NAME, build
from pipelines.defs.intake import take_in
from pipelines.defs.office import Office
from pipelines.workspace import Workspace
from reports.handbook.guide import words
from reports.handbook.picture import FOLDER, picture
from tests import desk_files as drawn
from tests.browser import checker, chromium
from tests.browser.test_checker_page import NAME

WIDTH, HEIGHT = 760, 950
LARGEST = 150_000
MISTAKES = {7: {"contact_on": "13/45/2026"}, 23: {"gender": "femal"}}
SIGNS = re.compile(r"\b[0-9a-f]{16,}\b")  # keys and signatures are new each time

# Every text that is shown, in reading order, with whether it lies wholly on the first screen.
TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const text = node.textContent.replace(/\\s+/g, ' ').trim(), range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect(), parent = node.parentElement;
    if (text && box.width > 1 && !parent.closest('script, style, .skip') && getComputedStyle(parent).visibility === 'visible')
      found.push([text, box.bottom <= innerHeight]);
  }
  return found;
}"""


def compared(name: str, page: Page, seen: Page | Frame, folder: Path) -> None:
    """Take the picture, and hold what the committed one says to what the page says now."""
    told = [(SIGNS.sub("…", text), shown) for text, shown in seen.evaluate(TEXTS)]
    place = Path(os.environ.get("SAFECOUNT_PICTURES") or folder)
    page.screenshot(path=place / f"{name}.png")
    assert 10_000 < (place / f"{name}.png").stat().st_size <= LARGEST
    if os.environ.get("SAFECOUNT_PICTURES"):
        first_screen = next((i for i, (_, shown) in enumerate(told) if not shown), len(told))
        kept = json.dumps([text for text, _ in told[:first_screen]], indent=1, ensure_ascii=False)
        (place / f"{name}.json").write_text(f"{kept}\n", encoding="utf-8")
    says = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert len(says) > 15
    assert says == [text for text, _ in told[: len(says)]], f"{name}.png is stale; the first lines of this file say how to take it anew"


@pytest.fixture
def file(tmp_path):
    """A quarter's file of the Sheriff's Office with two mistakes."""
    path = tmp_path / f"{NAME}.csv"
    rows = [{**row, **MISTAKES.get(i, {})} for i, row in enumerate(drawn.contacts(60))]
    path.write_bytes(drawn.as_csv(drawn.cells(rows)))
    return path


def test_the_picture_of_the_checker_says_what_the_page_says(browser, tmp_path, file):
    page = tmp_path / FILE_NAME
    page.write_bytes(build())
    with checker.opened(browser, page, viewport={"width": WIDTH, "height": HEIGHT}) as desk:
        desk.wait_until_ready()
        desk.check(file)
        desk.frame.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        compared("checker", desk.page, desk.frame, tmp_path)


def test_the_picture_of_a_receipt_says_what_the_receipt_says(browser, tmp_path, file):
    office = Office.open(Workspace.create(tmp_path / "county", demo=True).folder)
    receipt = take_in(office, file, datetime(2026, 1, 20, 9, 30, tzinfo=UTC))
    seen = chromium.opened(browser, office.workspace.receipts / receipt.agency / f"{receipt.name}.html", WIDTH, HEIGHT)
    compared("receipt", seen.page, seen.page, tmp_path)
    seen.page.close()


@pytest.mark.parametrize("name", ["checker", "receipt", "portal_due", "portal_quarter", "portal_draft"])
def test_a_picture_is_small_and_its_words_name_what_is_on_it(name):
    """What the words quote from a picture stands on it."""
    said = words(FOLDER.parent)["pictures"][name]
    shown = " ".join(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))).casefold()
    quoted = re.findall(r"“([^”]+)”", said["alt"])
    assert quoted and all(q.casefold() in shown for q in quoted)
    assert (FOLDER / f"{name}.png").stat().st_size <= LARGEST
    assert picture(name, said).width == WIDTH
