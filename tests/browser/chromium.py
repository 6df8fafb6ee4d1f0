"""Opening a page in Chromium as a reader would, and noting all that it asks for and complains about."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
DRAWN = "[...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))"
SCROLLED = """async () => {
  for (const chart of document.querySelectorAll('.chart')) {
    chart.scrollIntoView();
    for (let i = 0; i < 200 && !chart.querySelector('.main-svg'); i++) await new Promise(r => setTimeout(r, 20));
  }
  window.scrollTo(0, 0);
}"""
"""Charts are drawn when a reader comes near."""


def executable() -> str | None:
    """Where Chromium is on this machine; None where there is none."""
    usual = Path("/usr/bin/chromium")
    return shutil.which("chromium") or (str(usual) if usual.is_file() else None)


def needed() -> str:
    """Chromium's path. Without it a test is skipped, but where everything must be tried (CI=true) it fails."""
    found = executable()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed, and these tests must run here")
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


@dataclass
class Opened:
    """A page with what it asked for, what it said on the console and what broke in it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, file: Path, width: int = 1280, height: int = 900, javascript: bool = True) -> Opened:
    """Open a file, and scroll through it until all its charts are drawn."""
    page = browser.new_page(viewport={"width": width, "height": height}, java_script_enabled=javascript)
    seen = Opened(page)
    page.on("request", lambda r: seen.requests.append(r.url))
    page.on("console", lambda m: seen.complaints.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda e: seen.complaints.append(f"broke: {e}"))
    page.on("dialog", lambda d: (seen.complaints.append(f"dialog: {d.type}"), d.dismiss()))
    page.goto(file.resolve().as_uri(), wait_until="load")
    if javascript:
        page.evaluate(SCROLLED)
        page.wait_for_function(DRAWN)
    return seen


def save_screenshot(file: Path, png: Path, width: int = 1280, height: int = 900) -> None:
    """Save the first screen of a page as a picture."""
    path = executable()
    if path is None:
        raise FileNotFoundError("Chromium is not installed")
    with chromium(path) as browser:
        opened(browser, file, width, height).page.screenshot(path=png)


if __name__ == "__main__":
    save_screenshot(Path(sys.argv[1]), Path(sys.argv[2]))
