"""The publication on paper: the numbers of the whole county as a tagged PDF (PDF/UA-1), which a screen reader reads in order.

It is written only when asked for, since it needs WeasyPrint (the extra `pdf`) and Pango, which the operating system brings.
"""

import warnings
from pathlib import Path

from reports import look
from reports.dashboard.about import Around, in_short
from reports.dashboard.publication import Publication
from reports.dashboard.reporting import reporting
from reports.dashboard.words import MARKS, months
from reports.workbook.tables import Table, tables

__all__ = ["PAGE", "PAPER", "CannotPrint", "build", "page"]

HERE = Path(__file__).parent
PAPER, PAGE = "report.pdf", "report.html"


class CannotPrint(RuntimeError):
    """The PDF cannot be made on this machine; the message says what is missing."""


def build(folder: Path, publication: Publication, around: Around | None = None) -> None:
    """Write report.pdf into a publication's folder, and report.html, which says the same word for word.

    The same publication always gives the same bytes on the same machine.

    Raises:
        CannotPrint: WeasyPrint or Pango is not installed.
    """
    try:
        from weasyprint import HTML  # an extra, which loads a library of the operating system
    except ImportError:
        raise CannotPrint("the PDF needs WeasyPrint; install it with: pip install 'safecount[pdf]'") from None
    except OSError:
        raise CannotPrint("the PDF needs Pango; on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        html = page(publication, around)
        made = HTML(string=html, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    (folder / PAGE).write_text(html, encoding="utf-8", newline="\n")
    (folder / PAPER).write_bytes(made)


def page(publication: Publication, around: Around | None = None) -> str:
    """The paper as HTML. Each measure begins with its question; groups are in the workbook, which has room for them."""
    shown = [t for t in tables(publication) if t.sheet.endswith(("_years", "_quarters"))]
    return (
        look.environment(HERE)
        .get_template("page.html.jinja")
        .render(
            publication=publication,
            months=months(publication.quarter),
            reporting=reporting(publication),
            measures=[(m, told) for m in publication.measures if (told := [_Told(t) for t in shown if t.measure is m])],
            policy=look.security_policy(),
            marks=MARKS,
            around=in_short(publication, around or Around()),
            style=(HERE / "style.css").read_text(encoding="utf-8"),
        )
    )


class _Told:
    """A table whose places know their lines of cells.csv."""

    def __init__(self, table: Table) -> None:
        self.title, self.heading = table.title, table.heading
        self.told = [list(zip(row, lines, strict=True)) for row, lines in zip(table.rows, table.lines, strict=True)]


def _nothing(address: str, *_: object, **__: object) -> dict[str, object]:
    """Nothing is ever fetched, whatever a label says."""
    raise ValueError("nothing is fetched")
