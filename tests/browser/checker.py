"""The checker page in Chromium, handled as an agency's officer would: choose a file, read, save."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, FrameLocator, Locator, Page

LONG = 60_000  # milliseconds; a machine that does five things at once takes its time


@dataclass
class Desk:
    """The page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def inside(self) -> FrameLocator:
        return self.page.frame_locator("#desk")

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def at(self, selector: str) -> Locator:
        return self.inside.locator(selector)

    def wait_until_ready(self) -> None:
        self.at("html[data-ready]").wait_for(state="attached", timeout=LONG)

    def choose(self, path: Path) -> None:
        self.frame.evaluate("document.documentElement.dataset.checked = ''")
        self.at("#file").set_input_files(path)

    def wait_until_checked(self) -> None:
        self.at("html[data-checked=yes]").wait_for(state="attached", timeout=LONG)

    def check(self, path: Path) -> None:
        self.choose(path)
        self.wait_until_checked()

    def lay(self, **files: Path) -> None:
        """Choose files of the second tab."""
        for name, path in files.items():
            self.at(f"#{name}").set_input_files(path)

    def wait_until_proposed(self) -> None:
        """What mapping and file name tell is filled in by then."""
        self.at("html[data-proposed=yes]").wait_for(state="attached", timeout=LONG)

    def show_what_would_leave(self) -> list[str]:
        """The preview, or why there is none, line by line."""
        self.frame.evaluate("document.documentElement.dataset.prepared = ''")
        self.at("#show").click()
        self.at("html[data-prepared=yes]").wait_for(state="attached", timeout=LONG)
        return (self.at("#lines").text_content() or "").split("\n")

    @property
    def result(self) -> dict[str, str]:
        return {name: self.at(f"#{name}").inner_text() for name in ("status", "read_as", "rows_in", "rows_accepted", "rows_held")}

    def saved(self, button: str, folder: Path) -> Path:
        with self.page.expect_download(timeout=LONG) as download:
            self.at(button).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def receipt(self, folder: Path) -> dict[str, Any]:
        return json.loads(self.saved("#save_receipt", folder).read_text(encoding="utf-8"))


@contextmanager
def opened(browser: Browser, file: Path, **how: Any) -> Iterator[Desk]:
    """The page in a window of its own."""
    context = browser.new_context(accept_downloads=True, **how)
    desk = Desk(context.new_page())
    desk.page.on("request", lambda r: desk.requests.append(r.url))
    desk.page.on("console", lambda m: desk.complaints.append(f"{m.type}: {m.text}"))
    desk.page.on("pageerror", lambda e: desk.complaints.append(f"broke: {e}"))
    desk.page.on("filechooser", lambda _: None)  # from the start: a dialog that opened before anyone listened is never told
    desk.page.goto(file.as_uri(), wait_until="load")
    try:
        yield desk
    finally:
        context.close()
