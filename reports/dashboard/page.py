"""The page as files: one that holds everything, or a first page with one for each theme where that would be too long to open quickly.

Each file holds all that it needs, also the chart library, so that it opens anywhere without a network.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import look
from reports.dashboard.about import Around, about
from reports.dashboard.agenda import Theme, agenda
from reports.dashboard.clauses import Clause, clauses
from reports.dashboard.measures import Measure
from reports.dashboard.promises import Promise
from reports.dashboard.publication import Publication
from reports.dashboard.reporting import reporting
from reports.dashboard.said import said
from reports.dashboard.script import boot
from reports.dashboard.sections import Section, section
from reports.dashboard.since import changes
from reports.dashboard.tiles import tiles
from reports.dashboard.timeliness import timeliness
from reports.dashboard.words import months
from schemas.mou import Memorandum

HERE = Path(__file__).parent
PLOTLY_VERSION = "4.1.1"
LIBRARY = HERE / "vendor" / f"plotly-cartesian-{PLOTLY_VERSION}.min.js"
PAGE, FOLDER = "dashboard.html", "dashboard"
MOST_LINES = 15_000
"""So many lines of cells.csv stand on one page; with more it would take a browser seconds before anyone could scroll."""
DUTIES = "memorandum"
BESIDE = said.of(
    {
        "changes.html": "beside_changes",
        "tables.xlsx": "beside_workbook",
        "cells.csv": "beside_cells",
        "actions.csv": "beside_actions",
        "datapackage.json": "beside_package",
        "report.pdf": "beside_paper",
        "agencies/index.html": "beside_agencies",
        "services/index.html": "beside_services",
        "handbook/index.html": "beside_handbook",
    }
)
"""What may lie beside the page, and what a reader finds there."""


@dataclass(frozen=True)
class Part:
    """A theme with its sections. `page` is the file it stands in, empty on the first page itself."""

    theme: Theme
    page: str
    titles: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...] = ()


def pages(
    publication: Publication,
    last: Publication | None = None,
    memorandum: Memorandum | None = None,
    there: Collection[str] = (),
    promises: Sequence[Promise] = (),
    around: Around | None = None,
) -> dict[str, str]:
    """The files by their names in the publication; the same publication always gives the same bytes. `there`: which files of BESIDE
    lie beside the page."""
    themes = agenda().ordered(publication.drawn)
    folder = publication.cells.many > MOST_LINES
    names = {r.agency: r.name for r in publication.reported}
    where = {m.name: f"{FOLDER}/{theme.id}.html" if folder else "" for theme, measures in themes for m in measures}
    within = {name: f"{Path(page).name}" for name, page in where.items()}
    asked = clauses(publication, memorandum, within)
    if asked and not any(theme.id == DUTIES for theme, _ in themes):
        themes = (*themes, *((t, ()) for t in agenda().themes if t.id == DUTIES))
    parts = [_part(publication, theme, measures, names, folder, asked) for theme, measures in themes]
    first = {
        "folder": folder,
        "parts_of_page": parts,
        "places": where,
        "tiles": tiles(publication, names),
        "changes": changes(publication, last),
        "reporting": reporting(publication),
        "timeliness": timeliness(publication),
        "promises": promises,
        "words": agenda().words,
        "about": about(publication, last, around or Around(), there),
        "beside": {name: says for name, says in BESIDE.items() if name in there},
    }
    found = {PAGE: _rendered("page.html.jinja", publication, first)}
    if folder:
        found |= {part.page: _rendered("theme.html.jinja", publication, {"part": part}) for part in parts}
    return found


def _part(
    publication: Publication, theme: Theme, measures: tuple[Measure, ...], names: Mapping[str, str], folder: bool, asked: tuple[Clause, ...]
) -> Part:
    titles = tuple((m.name, m.title) for m in measures)
    page = f"{FOLDER}/{theme.id}.html" if folder else ""
    return Part(theme, page, titles, tuple(section(m, publication, names) for m in measures), asked if theme.id == DUTIES else ())


def _rendered(template: str, publication: Publication, more: Mapping[str, object]) -> str:
    library, script = LIBRARY.read_text(encoding="utf-8"), boot()
    rendered = (
        look.environment(HERE)
        .get_template(template)
        .render(
            publication=publication,
            months=months(publication.quarter),
            style=look.STYLE + (HERE / "style.css").read_text(encoding="utf-8"),
            policy=look.security_policy((library, script)),
            library=library,
            boot=script,
            plotly_version=PLOTLY_VERSION,
            **more,
        )
    )
    return re.sub(r"\A\s+", "", rendered)
