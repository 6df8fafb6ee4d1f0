"""The page as one file: text, tables, charts and the chart library itself, so that it opens anywhere without a network."""

import re
from pathlib import Path

from reports import look
from reports.dashboard.publication import Publication
from reports.dashboard.reporting import reporting
from reports.dashboard.sections import section
from reports.dashboard.words import months

HERE = Path(__file__).parent
PLOTLY_VERSION = "4.1.1"
LIBRARY = HERE / "vendor" / f"plotly-cartesian-{PLOTLY_VERSION}.min.js"


def page(publication: Publication) -> str:
    """The whole page; the same publication always gives the same bytes."""
    library, boot = LIBRARY.read_text(encoding="utf-8"), (HERE / "boot.js").read_text(encoding="utf-8")
    names = {r.agency: r.name for r in publication.reported}
    rendered = (
        look.environment(HERE)
        .get_template("page.html.jinja")
        .render(
            publication=publication,
            months=months(publication.quarter),
            reporting=reporting(publication),
            sections=[section(m, publication, names) for m in publication.drawn],
            style=look.STYLE + (HERE / "style.css").read_text(encoding="utf-8"),
            policy=look.security_policy((library, boot)),
            library=library,
            boot=boot,
            plotly_version=PLOTLY_VERSION,
        )
    )
    return re.sub(r"\A\s+", "", rendered)
