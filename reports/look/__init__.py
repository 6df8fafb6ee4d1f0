"""How every page we show looks, and what a page is allowed to do: no page fetches anything, or runs anything it did not bring along."""

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.language import Words, common

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def environment(folder: Path) -> Environment:
    """Templates of a room. Whatever is put into them is escaped, so a label can never become a tag.

    A template says `said("…")` for a sentence of its room, `common("…")` for one of several rooms, `spoken` for the page's `lang`.
    """
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    words: dict[str, Any] = {"said": Words(folder / "words").page, "common": common.page, "spoken": common("lang")}
    made.globals.update(words)
    return made


def security_policy(scripts: Iterable[str] = ()) -> str:
    """The page's Content-Security-Policy: only these very scripts run, and nothing is fetched, framed or sent.

    Styles may be inline because the charts set them; images only from within the page.
    """
    allowed = " ".join(f"'sha256-{_digest(s)}'" for s in scripts) or "'none'"
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
