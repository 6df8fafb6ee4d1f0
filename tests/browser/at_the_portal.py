"""People at their browsers, and a portal that can be killed and started again while they look at it."""

import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.test_dashboard_page import TOO_WIDE, violations
from tests.browser.test_handbook_pictures import HEIGHT, WIDTH
from tests.portal.conftest import PASSWORD
from tests.portal.served import Served, code, served


class Looked:
    """A person at a browser: every page they open is looked over, and every request they cause is noted."""

    def __init__(self, browser: Browser, portal: Served, javascript: bool = True, width: int = 1100) -> None:
        self.context: BrowserContext = browser.new_context(java_script_enabled=javascript, viewport={"width": width, "height": 900})
        self.page: Page = self.context.new_page()
        self.home, self.complaints, self.asked = f"http://127.0.0.1:{portal.port}", list[str](), list[str]()
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.complaints.append(f"{m.type}: {m.text}"))
        self.page.on("request", lambda r: self.asked.append(r.url))

    def open(self, path: str) -> Page:
        self.page.goto(self.home + path)
        return self.page

    def sign_in(self, email: str, secret: str = "") -> None:
        self.open("/account/login/")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button")
        if secret:
            self.page.fill("#id_code", code(secret))
            self.page.click("main .acts button >> nth=0")

    def at_fault(self) -> list[str]:
        """What axe-core finds on this page, and whether it is wider than a narrow screen."""
        found = [f"{self.page.url}: {v}" for v in violations(self.page)]
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 800})
        if wide := self.page.evaluate(TOO_WIDE):
            found.append(f"{self.page.url}: too wide at 320 px: {wide}")
        if size:
            self.page.set_viewport_size(size)
        return found


@dataclass
class Portal:
    """A portal that can be killed and started again at the same address; and the people at their browsers."""

    place: Path
    browser: Browser
    held: ExitStack = field(default_factory=ExitStack)
    people: dict[str, Looked] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def starts(self, *words: str, port: int = 0) -> None:
        self.running: Served = self.held.enter_context(served(self.place / "county", *words, port=port, program="tests.portal.on_a_day"))

    def stops_at_once(self, *also: int) -> None:
        """kill -9, and the same for other processes, each with all that it started; then it is started again."""
        for pid in also:
            os.killpg(pid, signal.SIGKILL)
        self.running.process.kill()
        self.held.close()
        self.starts(port=self.running.port)

    def somebody(self, name: str, link: str) -> Looked:
        """Whoever follows an invitation, and signs in for the first time."""
        who = self.people[name] = Looked(self.browser, self.running, width=WIDTH)
        who.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        who.page.goto(link)
        self.looked_over(who, only=name in ("rita", "sam"))
        who.page.fill("#id_password1", PASSWORD)
        who.page.fill("#id_password2", PASSWORD)
        who.page.click("main button")
        self.looked_over(who, only=name == "rita")  # where one signs in
        who.sign_in(f"{name}@example.org")
        return who

    def looked_over(self, who: Looked, only: bool = True) -> None:
        self.faults += who.at_fault() if only else []
