"""The page of a plan: what could be shown in a county of a given size, drawn, with the same numbers beside it.

All of it is of made-up counties. What it reads is what `safecount plan` says; no published file and no agency's file is read.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports import look
from reports.dashboard.page import LIBRARY, PLOTLY_VERSION
from reports.dashboard.script import boot
from reports.planning.picture import picture

HERE = Path(__file__).parent


def build(said: Mapping[str, Any], out: Path) -> None:
    """Write the page of a plan; the same plan always gives the same bytes."""
    out.write_text(page(said), encoding="utf-8", newline="\n")


def page(said: Mapping[str, Any]) -> str:
    library, script = LIBRARY.read_text(encoding="utf-8"), boot()
    template = look.environment(HERE).get_template("page.html.jinja")
    return template.render(
        plan=said,
        sections=[(one, picture(one)) for one in said["measures"]],
        style=look.STYLE + (HERE / "style.css").read_text(encoding="utf-8"),
        policy=look.security_policy((library, script)),
        library=library,
        boot=script,
        plotly_version=PLOTLY_VERSION,
    )
