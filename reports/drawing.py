"""Draws all that a publication shows beside its numbers, every page and file of it or nothing, from its own files alone."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports import agencies, changes, dashboard, data, handbook, pdf, services, workbook
from reports.dashboard.publication import Publication, PublicationError, read
from reports.pdf import CannotPrint
from schemas import SchemaError, Schemas, mou
from schemas.mou import Memorandum

__all__ = ["DRAWN", "STEPS", "Agreement", "CannotPrint", "NotDrawn", "PublicationError", "SchemaError", "draw"]

DRAWN = (
    *("handbook", data.ROWS, data.PACKAGE, data.WEB, workbook.BOOK, changes.TABLE, changes.PAGE, agencies.FOLDER, services.FOLDER),
    *(pdf.PAGE, pdf.PAPER, dashboard.FOLDER, dashboard.PAGE),
)
"""What is drawn, in the order in which it is put in its place: the first page last, since it leads to all the rest."""


class NotDrawn(RuntimeError):
    """A page or file could not be made, so nothing was. Names the step and the kind of trouble: a message could carry a value."""

    def __init__(self, step: str, error: Exception) -> None:
        super().__init__(f"{STEPS[step][0]} could not be made ({type(error).__name__}), so nothing was drawn")
        self.step = step


@dataclass(frozen=True)
class Agreement:
    """What the county agreed, and the memorandum where there is one."""

    schemas: Schemas
    memorandum: Memorandum | None = None

    @staticmethod
    def of(places: Sequence[Path]) -> "Agreement":
        """As the folders of YAML say it, the later over the earlier."""
        return Agreement(Schemas.load(*places), mou.read_if_any(*places))


@dataclass(frozen=True)
class _Desk:
    """Where is drawn, and from what. `before` is the folder of the last publication, where there was one."""

    folder: Path
    publication: Publication
    agreed: Agreement
    before: Path | None

    @property
    def around(self) -> dashboard.Around:
        return dashboard.Around.of(self.agreed.schemas, self.publication.quarter)


def _handbook(at: _Desk) -> None:
    """Of all measures those that are published: the county's own handbook explains the others too."""
    given = {m.name for m in at.publication.measures}
    measures = {name: m for name, m in at.agreed.schemas.measures.items() if name in given}
    handbook.build(at.folder / "handbook", replace(at.agreed.schemas, measures=measures))


def _changes(at: _Desk) -> None:
    changes.build(at.folder, at.publication, read(at.before) if at.before else None)


def _dashboard(at: _Desk) -> None:
    actions = (at.folder / dashboard.ACTIONS).is_file()
    promises = dashboard.promised(at.folder, at.agreed.schemas) if actions else ()
    dashboard.build(at.folder, before=at.before, memorandum=at.agreed.memorandum, promises=promises, around=at.around)


STEPS: Mapping[str, tuple[str, Callable[[_Desk], None]]] = {
    "handbook": ("the handbook", _handbook),
    "data_files": ("the files for programs", lambda at: data.build(at.folder, at.publication)),
    "workbook": ("the workbook", lambda at: workbook.build(at.folder, at.publication, at.around)),
    "changes": ("the list of changes", _changes),
    "agency_pages": ("the agencies' pages", lambda at: agencies.build(at.folder, at.publication, at.agreed.schemas)),
    "service_pages": ("the directory of services", lambda at: services.build(at.folder, at.publication, at.agreed.schemas)),
    "paper": ("the report on paper", lambda at: pdf.build(at.folder, at.publication, at.around)),
    "dashboard": ("the dashboard", _dashboard),
}
"""In this order, since the dashboard leads to what is there already."""


def draw(folder: Path, agreed: Agreement, before: Path | None = None, *, paper: bool = False) -> None:
    """Draw everything into a folder with the numbers of a publication; `paper`: the PDF too, which takes an extra.

    It is drawn aside and put in its place when the last page is done. Its numbers are read, and never written.

    Raises:
        NotDrawn, PublicationError, SchemaError, CannotPrint: one page could not be made; the folder is as it was.
    """
    aside = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}")
    aside.mkdir()
    try:
        for path in sorted(p for p in folder.iterdir() if p.is_file() and p.name not in DRAWN):
            shutil.copyfile(path, aside / path.name)
        at = _Desk(aside, read(aside), agreed, before)
        for step in STEPS:
            if step != "paper" or paper:
                _done(step, at)
        _put(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _done(step: str, at: _Desk) -> None:
    try:
        STEPS[step][1](at)
    except (PublicationError, SchemaError, CannotPrint, OSError):
        raise  # these say in a sentence what is wrong, without a value
    except Exception as error:
        raise NotDrawn(step, error) from None


def _put(aside: Path, folder: Path) -> None:
    """Without its first page a folder counts as not drawn, so that goes first and comes last."""
    (folder / dashboard.PAGE).unlink(missing_ok=True)
    for name in DRAWN:
        there = folder / name
        if there.is_dir():
            shutil.rmtree(there)
        else:
            there.unlink(missing_ok=True)
        if (aside / name).exists():
            (aside / name).replace(there)
