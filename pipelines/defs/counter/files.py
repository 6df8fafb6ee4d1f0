"""A file comes over the web: it waits encrypted, is judged like any other, and only its receipt is seen again."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from pipelines import desk
from pipelines.confidential.submissions import receive
from pipelines.confidential.validation.screening import checked
from pipelines.defs.answers import handing_over, questions
from pipelines.defs.counter import parts
from pipelines.defs.counter.opened import TICKET, WAITING, AtTheCounter, Counter, known
from pipelines.defs.guard import ConfidentialStageFailed, tight_lipped
from pipelines.defs.intake import clock, moved_by, take_in_named
from pipelines.defs.office import Office
from pipelines.desk import Named
from pipelines.publication.receipt import Receipt
from schemas import Quarter

_PART = 1 << 20


@dataclass(frozen=True)
class Tried:
    """What a file would be told if it were sent; nothing of it was kept. `changes` is against the file that counts now."""

    status: str
    rows_in: int
    rows_accepted: int
    rows_held: int
    findings: tuple[dict[str, Any], ...]
    changes: dict[str, int]
    to_confirm: tuple[str, ...]


def unfit_name(counter: Counter, agency: str, extract: str, quarter: str, file_name: str) -> str:
    """Why a file called like this is surely another one than was asked for; empty where it may be the right one.

    Whose it is, for what and when, says the page it was sent from. The name only helps to notice a mistake; it is never repeated.
    """
    told = desk.parse(file_name)
    if not isinstance(told, Named):
        return told.says if told.code == "P523" else ""
    if told.agency != agency:
        return "the file's name says that it is another agency's"
    return "the file's name says another extract or quarter" if (told.extract, str(told.quarter)) != (extract, quarter) else ""


def hand_over(counter: Counter, agency: str, extract: str, quarter: str, ticket: str, read: Callable[[int], bytes]) -> None:
    """Lay a file onto the encrypted shelf, to be judged in its turn. When this returns it is safe on the disk.

    Raises:
        AtTheCounter: the agency owes no such file.
    """
    _owed(counter, agency, extract, quarter)
    parts = list(iter(lambda: read(_PART), b"")) or [b""]
    frame = pl.DataFrame({"content": parts}, schema={"content": pl.Binary}).with_columns(
        agency=pl.lit(agency), extract=pl.lit(extract), quarter=pl.lit(quarter)
    )
    with handing_over(counter.workspace.confidential):  # the key is read within, so that it is not changed before the file lies there
        counter.office().frames.save(frame, WAITING, known(ticket), row_by_row=True)


def put_together(counter: Counter, agency: str, extract: str, quarter: str, ticket: str) -> None:
    """Hand over the file that is here in parts; they stay where they are until it is judged. Raises AtTheCounter."""
    hand_over(counter, agency, extract, quarter, ticket, lambda _: b"")


def still_waiting(counter: Counter) -> list[str]:
    """The tickets of files that were handed over and not yet judged."""
    return sorted(p.stem for p in (counter.workspace.confidential / WAITING).glob("*.parquet") if TICKET.fullmatch(p.stem))


def take(counter: Counter, ticket: str) -> Receipt:
    """Judge a waiting file as `submit` does, and answer it with its receipt. It stays on the shelf until `forget`.

    Whoever was stopped in between judges it again: the same bytes are then a repeat, and nothing is there twice.
    """
    return _taken(counter.office(), known(ticket))


@tight_lipped
def _taken(office: Office, ticket: str) -> Receipt:
    frame = office.frames.load(WAITING, ticket)
    row = frame.drop("content").row(0, named=True)
    content = b"".join(frame["content"]) or parts.content(office.frames, ticket)
    return take_in_named(office, _named(row["agency"], row["extract"], row["quarter"], content), content, clock())


def forget(counter: Counter, ticket: str) -> None:
    counter.office().frames.remove(WAITING, known(ticket))
    parts.forget(counter, ticket)


def try_out(counter: Counter, agency: str, extract: str, quarter: str, content: bytes) -> Tried:
    """What would be said of a file, and what it would change. Nothing is kept. Raises AtTheCounter."""
    _owed(counter, agency, extract, quarter)
    try:
        return _tried(counter.office(), _named(agency, extract, quarter, content), content)
    except ConfidentialStageFailed:
        raise AtTheCounter("the file could not be examined; tell the data steward") from None


@tight_lipped
def _tried(office: Office, named: Named, content: bytes) -> Tried:
    found = checked(content, named, office.schemas)
    told = found.told
    sent = receive(
        named.agency, named.extract, named.quarter, b"", number=1, received_at=clock().isoformat(timespec="seconds"), is_xlsx=named.is_xlsx
    )
    moved = moved_by(office, replace(sent, status=told.status), found)
    findings = tuple(asdict(f) for f in told.findings)
    rows = (told.totals or {}).get("rows", 0)
    return Tried(told.status, told.rows_in, rows, told.rows_held, findings, moved, questions(told))


def _named(agency: str, extract: str, quarter: str, content: bytes) -> Named:
    """Whether it is a workbook its first bytes say."""
    return Named(agency, extract, Quarter.parse(quarter), content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")))


def _owed(counter: Counter, agency: str, extract: str, quarter: str) -> None:
    """Raises AtTheCounter unless the agency's agreement has such a file."""
    try:
        when = Quarter.parse(quarter)
    except ValueError:
        raise AtTheCounter("a quarter is written like 2026-Q3") from None
    source = counter.schemas.source(agency, extract)
    if source is None or not source.is_due(when):
        raise AtTheCounter("your agency owes no such file")
