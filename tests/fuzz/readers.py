"""The readers of what others send, each as one function of some bytes, and what to begin with.

A function returns when the reader answered as it should, with a refusal or not. Whatever else it does is a fault.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from pipelines.desk import MUST_FIX, examine, opened
from pipelines.desk.findings import Unreadable
from pipelines.desk.preparing import LinkingKey, MappingProblem, Refused, prepared
from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import kinds
from pipelines.disclosure_control.audit.files.judge import Judge
from pipelines.disclosure_control.audit.files.known import Known
from schemas import contract, files
from tests import planted
from tests.desk_files import CONTACTS, REFERRALS, TOTALS, as_csv, as_xlsx, cells, contacts, schemas, totals
from tests.line.test_prepare import HEADER, MAPPING, ROWS

SENT = (CONTACTS, REFERRALS, TOTALS)
PUBLIC = (".csv", ".tsv", ".json", ".svg", ".pdf", ".png", ".jpg", ".zip", ".html", ".xlsx", ".txt")
"""Not Parquet: Arrow ends the whole process where a file's head is damaged in some ways. The attack ends with it, and nothing passes."""
KEY = LinkingKey(2025, bytes(range(32)))


@dataclass(frozen=True)
class Reader:
    """`begins`: inputs that it knows; `longest`: bytes of the longest that is tried."""

    answers: Callable[[bytes], None]
    begins: Callable[[], list[bytes]]
    longest: int = 4_000


def _submission(content: bytes, named: tuple[str, str, str]) -> None:
    read = examine(content, named, schemas())
    assert read.rows_in == len(read.rows) + read.rows_held, "rows got lost"
    refused = any(f.kind == MUST_FIX and f.scope != "row" for f in read.findings)
    assert not (refused and read.rows), "rows of a refused file are accepted"


def text_file(content: bytes) -> None:
    """An agency's file as text; the first byte says which agency's."""
    _submission(content[1:], SENT[content[0] % len(SENT)] if content else CONTACTS)


def workbook(content: bytes) -> None:
    """A workbook one part of which, named by the first byte, is what follows. The cells are opened here, and not in a child."""
    if content:
        with patch.object(opened, "tables", lambda content, *_: opened._here(content)):
            _submission(repacked(workbook_parts(), content[0], content[1:]), CONTACTS)


def public_file(content: bytes) -> None:
    """A file in a publication folder, of the kind that the first byte says. The attacker may not choke on it."""
    if content:
        kind, known = PUBLIC[content[0] % len(PUBLIC)], _known()
        body = kinds.STARTS.get(kind, b"") + content[1:]
        try:
            list(Judge(known).findings(kinds.read(f"f{kind}", body, "f", known.said.measures, False)))
        except Exception:  # such a file is one that cannot be read, and stops the publication
            return


def mapping(content: bytes) -> None:
    """An agency's own mapping from its export to what may leave."""
    try:
        prepared((HEADER + ROWS).encode(), content.decode("utf-8", "replace"), KEY, CONTACTS, schemas())
    except (MappingProblem, Refused, Unreadable):
        return


def agreement(content: bytes) -> None:
    """A county's own contract."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "law_enforcement_contacts.yaml"
        path.write_bytes(content)
        try:
            contract.Contract.read(path)
        except files.SchemaError:
            return


@cache
def _known() -> Known:
    with tempfile.TemporaryDirectory() as folder:
        return Known(read.folder(planted.county(Path(folder))), {})


@cache
def workbook_parts() -> Mapping[str, bytes]:
    """The parts of a workbook that is right, by their names."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(cells(contacts(3))))) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist())}


def repacked(parts: Mapping[str, bytes], number: int, body: bytes) -> bytes:
    """A workbook of these parts, one of which, by its place in the alphabet, is another."""
    changed = {**parts, sorted(parts)[number % len(parts)]: body}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return file.getvalue()


def _texts() -> list[bytes]:
    clean = [as_csv(cells(contacts(3))), as_csv(cells(totals())), as_csv(cells(contacts(2))).replace(b",", b";")]
    return [bytes([n]) + content for n, content in zip((0, 2, 0), clean, strict=True)]


def _parts() -> list[bytes]:
    return [bytes([n]) + body for n, (_, body) in enumerate(sorted(workbook_parts().items()))]


def _public() -> list[bytes]:
    return [bytes([n]) + body for n, kind in enumerate(PUBLIC) for body in _of_kind(kind)]


def _of_kind(kind: str) -> Iterator[bytes]:
    made = {
        ".csv": b"town,2025\nnorth,80\nsouth,c\n", ".tsv": b"town\t2025\nnorth\t80\n", ".json": b'{"data":[{"type":"bar","y":[80,null]}]}',
        ".svg": planted.svg(planted.shown()).encode(), ".pdf": planted.pdf([("asked in 2025",)]),
        ".png": planted.png((b"tEXt", b"Comment\0x")),
        ".jpg": planted.jpeg((0xFE, b"asked")), ".xlsx": planted.workbook(),
        ".html": b'<section id="m-asked"><table><caption>asked, 2025</caption><tr><th>north</th><td>80</td></tr></table></section>',
        ".txt": b"In 2025 it was 80.\n", ".zip": repacked({"a.csv": b""}, 0, b"town,2025\nnorth,80\n"),
    }  # fmt: skip
    if kind in made:
        yield made[kind].removeprefix(kinds.STARTS.get(kind, b""))


def _contracts() -> list[bytes]:
    shelf = files.SHIPPED / "contracts"
    return [path.read_bytes() for path in sorted(shelf.glob("*.yaml"))[:4]]


READERS: dict[str, Reader] = {
    "text_file": Reader(text_file, _texts),
    "workbook": Reader(workbook, _parts, 20_000),
    "public_file": Reader(public_file, _public, 20_000),
    "mapping": Reader(mapping, lambda: [MAPPING.encode()]),
    "agreement": Reader(agreement, _contracts, 8_000),
}
