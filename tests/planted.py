"""A publication folder with two measures, and small files of many kinds that show it, for tests that plant something in them."""

import io
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from pipelines.disclosure_control.audit.shown import Leak
from tests.audited import breakdown, measure, nested, publication

MEASURES = {
    "met": measure("step", outcome=nested("step", "accepted"), age=breakdown("age 12 to 13", "age 14 to 15")),
    "asked": measure(age=breakdown("age 12 to 13"), town=breakdown("north", "east", "south", "west", "mid")),
}
DRAWN = """
    measure | period | step     | age          | town  | statistic   | value
    met     | 2025   | _T       | _T           |       | denominator | 60
    met     | 2025   | _T       | age 12 to 13 |       | denominator | 24
    met     | 2025   | _T       | age 14 to 15 |       | denominator | 36
    met     | 2025   | accepted | _T           |       | numerator   | 15
    met     | 2025   | accepted | _T           |       | percent     | 25
    met     | 2025   | accepted | _T           |       | median_days | 4
    met     | 2025   | accepted | age 12 to 13 |       | numerator   | c
    met     | 2025   | accepted | age 14 to 15 |       | numerator   | c
    asked   | 2025   |          | _T           | _T    | count       | 177
    asked   | 2025   |          | _T           | north | count       | 80
    asked   | 2025   |          | _T           | east  | count       | 20
    asked   | 2025   |          | _T           | south | count       | c
    asked   | 2025   |          | _T           | west  | count       | c
    asked   | 2025   |          | _T           | mid   | count       | 40
    """
TOWNS: tuple[tuple[str, object], ...] = (("north", 80), ("east", 20), ("south", "c"), ("west", "c"), ("mid", 40))


def leaks(folder: Path) -> list[Leak]:
    return list(in_files(folder, read.folder(folder)))


def kinds(folder: Path) -> set[str]:
    return {leak.kind for leak in leaks(folder)}


def county(path: Path, files: Mapping[str, bytes | str] | None = None) -> Path:
    """The publication's folder with more files in it."""
    folder = publication(path / "2025-Q4-v1", MEASURES, DRAWN)
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def figure(**changed: object) -> dict[str, object]:
    """A bar chart of the towns; changes are made to its trace."""
    values = [v if isinstance(v, int) else None for _, v in TOWNS]
    trace = {"type": "bar", "x": [t for t, _ in TOWNS], "y": values, **changed}
    notes = [{"x": t, "y": 0, "text": "[c]", "showarrow": False} for t, v in TOWNS if v == "c"]
    layout = {"title": {"text": "asked, 2025"}, "yaxis": {"range": [0, 80], "tickvals": [0, 20, 40, 60, 80]}, "annotations": notes}
    return {"data": [trace], "layout": layout}


def svg(bars: Mapping[str, float], extra: str = "", scale: float = 2) -> str:
    """Standing bars with their labels under them and their numbers over them; a town without a bar has its mark."""
    drawn = []
    for n, (town, value) in enumerate(TOWNS):
        x = 20 + 40 * n
        if town in bars:
            high = bars[town] * scale
            drawn.append(f'<rect x="{x}" y="{200 - high}" width="20" height="{high}" fill="#05a"/>')
        told = f'<text x="{x + 10}" y="{195 - bars.get(town, 0) * scale}">{value}</text>'
        drawn.append(f'<text x="{x + 10}" y="215">{town}</text>' + told)
    title = '<text x="100" y="12">asked in 2025, by town, counted once</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 230">{title}{"".join(drawn)}{extra}</svg>'


def shown() -> dict[str, float]:
    return {t: float(v) for t, v in TOWNS if isinstance(v, int)}


def pdf(lines: Sequence[Sequence[str]], info: str = "(Example County)", extra: bytes = b"", drawn: str = "", packed: bool = True) -> bytes:
    """A page with one line of text for each row, each text at its own place."""
    parts = [drawn, "BT /F1 10 Tf"]
    for n, line in enumerate(lines):
        for c, text in enumerate(line):
            parts.append(f"1 0 0 1 {50 + 120 * c} {700 - 20 * n} Tm ({text}) Tj")
    content = "\n".join([*parts, "ET"]).encode()
    body = zlib.compress(content) if packed else content
    how = b"/Filter /FlateDecode " if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< " + how + b"/Length %d >>\nstream\n" % len(body) + body + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title {info} /Producer (a writer 1.2.3) /CreationDate (D:20260101000000Z) >>".encode(),
    ]
    made = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1)) + extra
    return made + b"trailer\n<< /Root 1 0 R /Info 6 0 R /Size 7 >>\nstartxref\n0\n%%EOF\n"


def png(*chunks: tuple[bytes, bytes], after: bytes = b"") -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(part(*c) for c in chunks)
        + part(b"IDAT", zlib.compress(b"\0\0"))
        + part(b"IEND", b"")
        + after
    )


def jpeg(*segments: tuple[int, bytes], after: bytes = b"") -> bytes:
    made = b"".join(bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body for kind, body in segments)
    return b"\xff\xd8" + made + b"\xff\xda\x00\x02\x00\xff\xd9" + after


def workbook(changes=lambda book, sheet: None, rows: Sequence[Sequence[object]] | None = None) -> bytes:
    """The towns in a sheet, by xlsxwriter; `changes` plants something."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("asked 2025")
    for r, row in enumerate(rows or [("town", "count"), *TOWNS]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    changes(book, sheet)
    book.close()
    return made.getvalue()


def parquet(rows: Sequence[tuple[str, object]] = TOWNS, metadata: Mapping[str, str] | None = None, **how: object) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "measure": ["asked"] * len(rows), "period": ["2025"] * len(rows), "town": [t for t, _ in rows],
        "count": pa.array([v if isinstance(v, int) else None for _, v in rows], pa.int64()),
        "status": ["c" if v == "c" else "" for _, v in rows],
    }  # fmt: skip
    table = pa.table(columns)
    if metadata:
        table = table.replace_schema_metadata(dict(metadata))
    made = io.BytesIO()
    pq.write_table(table, made, **how)
    return made.getvalue()


def comma(rows: Sequence[Sequence[object]]) -> str:
    return "".join(",".join(str(v) for v in row) + "\n" for row in rows)


def as_json(content: object) -> str:
    return json.dumps(content)
