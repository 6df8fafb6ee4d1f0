"""The script that draws the charts and saves tables and charts, with the words of its buttons in the language that is spoken."""

import json
import re
from pathlib import Path

from reports.dashboard.said import said

BOOT = Path(__file__).parent / "boot.js"


def boot() -> str:
    """The script; `"said:save_this_table"` in it stands for a sentence."""
    return re.sub(r'"said:(\w+)"', lambda found: json.dumps(said(found[1]), ensure_ascii=False), BOOT.read_text(encoding="utf-8"))
