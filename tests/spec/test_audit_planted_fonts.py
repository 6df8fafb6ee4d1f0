"""A PDF whose letters are codes of a font is read by what the font says of them, wherever that is named; else it does not leave."""

from pathlib import Path

import pytest

from tests.planted import TOWNS, county, kinds

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789[], "


def coded(text: str) -> str:
    return "<" + "".join(f"{LETTERS.index(c) + 3:04x}" for c in text) + ">"


def paper(rows: list[tuple[str, ...]], *, named: bool = True) -> bytes:
    """A page with a line for each town. The page names its fonts in a part of their own, as many programs do."""
    parts = ["BT /F1 10 Tf"]
    for n, row in enumerate(rows):
        parts += [f"1 0 0 1 {50 + 120 * c} {700 - 20 * n} Tm {coded(text)} Tj" for c, text in enumerate(row)]
    content = "\n".join([*parts, "ET"]).encode()
    told = "".join(f"<{n + 3:04x}> <{ord(c):04x}>\n" for n, c in enumerate(LETTERS))
    cmap = f"begincmap\n{len(LETTERS)} beginbfchar\n{told}endbfchar\nendcmap".encode()
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font 7 0 R >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        font,
        b"<< /Length %d >>\nstream\n" % len(cmap) + cmap + b"\nendstream",
        b"<< /F1 5 0 R >>" if named else b"<< /F2 5 0 R >>",
    ]
    made = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return made + b"trailer\n<< /Root 1 0 R /Size 8 >>\nstartxref\n0\n%%EOF\n"


SHOWN: list[tuple[str, ...]] = [("asked in 2025",), *((town, "[c]" if value == "c" else str(value)) for town, value in TOWNS)]


def test_a_paper_that_says_what_is_published_is_not_complained_about(tmp_path: Path) -> None:
    assert kinds(county(tmp_path, {"sheet.pdf": paper(SHOWN)})) == set()


def test_a_number_in_codes_of_a_font_that_is_named_elsewhere_is_found(tmp_path: Path) -> None:
    planted = [(row[0], "7331") if row[0] == "south" else row for row in SHOWN]
    assert kinds(county(tmp_path, {"sheet.pdf": paper(planted)})) == {"a value for a withheld number"}


@pytest.mark.parametrize("rows", [SHOWN, SHOWN[:2]])
def test_codes_of_a_font_that_nobody_names_do_not_leave(rows: list[tuple[str, ...]], tmp_path: Path) -> None:
    assert "a text that cannot be read" in kinds(county(tmp_path, {"sheet.pdf": paper(rows, named=False)}))
