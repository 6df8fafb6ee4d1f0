"""A page for each agency: how its files came in, which measures they feed and what of these is withheld, and what is due next.

In a publication it says only what the publication itself says. What rules its files broke is told to the agency alone, on a page
of the same form outside of the publication: a rule like “many more rows than last time” tells something of numbers that nobody published.
"""

from collections.abc import Sequence
from pathlib import Path

from reports import sheet
from reports.agencies.page import AgencyPage, Told, pages
from reports.dashboard.publication import Publication
from schemas import Schemas

__all__ = ["FOLDER", "Told", "build", "build_for_agencies"]

HERE = Path(__file__).parent
FOLDER = "agencies"


def build(folder: Path, publication: Publication, schemas: Schemas) -> None:
    """Write agencies/index.html and a page for each agency that owed a file, into a publication's folder."""
    _write(folder / FOLDER, publication, pages(publication, schemas))


def build_for_agencies(out: Path, publication: Publication, schemas: Schemas, told: Sequence[Told]) -> None:
    """The same pages with what the receipts said of each file, written outside of the publication. Each goes to its agency alone."""
    _write(out, publication, pages(publication, schemas, told), alone=True)


def _write(out: Path, publication: Publication, found: Sequence[AgencyPage], alone: bool = False) -> None:
    if not alone:  # there is no list of the others on what one of them gets
        sheet.write(out / "index.html", HERE, "index.html.jinja", publication, depth=1, pages=found)
    for page in found:
        sheet.write(out / f"{page.agency}.html", HERE, "page.html.jinja", publication, depth=1, page=page, alone=alone)
