"""A PDF is read as it is printed: each text where its operators put it, line by line, and each bar with its true size."""

import zlib

import pytest

from pipelines.disclosure_control.audit.files import documents
from pipelines.disclosure_control.audit.files.items import Box, Drawing, Entry, Finding, Label, Note, Words

FONTS = b"<< /Font << /F1 7 0 R /F2 8 0 R >> >>"


def saved(*objects: bytes, end: bytes = b"%%EOF\n") -> bytes:
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1)) + end


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< " + head + b" /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def read(content: str, *more: bytes) -> list:
    return list(documents.read(saved(stream(content.encode("latin-1")), *more), "d"))


def drawn(content: str) -> Drawing:
    return next(item for item in read(content) if isinstance(item, Drawing))


def kinds(items: list) -> list[str]:
    return [item.kind for item in items if isinstance(item, Finding)]


TEXTS = {
    "BT 1 0 0 1 50 60 Tm (a) Tj ET": (50, 60),
    "BT 2 0 0 2 50 60 Tm (a) Tj ET": (50, 60),
    "BT 50 60 Td (a) Tj ET": (50, 60),
    "BT 50 60 Td 1 0 0 9 9 Tm (a) Tj ET": (50, 60),
    "BT 50 60 Td 9 Td (a) Tj ET": (50, 60),
    "BT 50 60 Td 3 4 Td (a) Tj ET": (53, 64),
    "BT 50 60 TD 3 -4 TD T* (a) Tj ET": (53, 52),
    "BT 50 60 TD 7 TL T* (a) Tj ET": (50, 53),
    "BT 7 TL 50 60 Td (a) ' ET": (50, 53),
    'BT 7 TL 50 60 Td 1 2 (a) " ET': (50, 53),
    "BT 5 6 Td ET BT 50 60 Td (a) Tj ET": (50, 60),
    "BT 7 TL 50 60 TD T* (a) Tj ET": (50, 120),
    "BT 7 TL 50 60 Td T* (a) Tj ET": (50, 53),
    "q 2 0 0 3 5 7 cm BT 50 60 Td (a) Tj ET Q": (105, 187),
    "q 2 0 0 3 5 7 cm 1 0 0 1 1 1 cm BT 50 60 Td (a) Tj ET Q": (107, 190),
    "q 2 0 0 3 5 7 cm Q BT 50 60 Td (a) Tj ET": (50, 60),
    "Q Q BT 50 60 Td (a) Tj ET": (50, 60),
    "BT /F1 10 Tf 50 60 Td (abcd) Tj ( ) Tj (a) Tj ET": (75, 60),
    "BT /F1 10 Tf 50 60 Td (abcd) Tj 1 2 Td (a) Tj ET": (71, 62),
}


@pytest.mark.parametrize("content", TEXTS)
def test_a_text_stands_where_its_operators_put_it(content: str) -> None:
    labels = drawn(content + " 1 1 2 2 re f").labels
    assert labels[-1] == Label(*TEXTS[content], "a")


def test_bars_and_corners_lie_where_they_were_moved_to() -> None:
    made = drawn("q 2 0 0 -3 5 7 cm 10 20 8 4 re f 1 2 m 3 4 l S Q 10 20 8 4 re f 1 2 m")
    assert made.boxes == (Box(33, -59, 16, 12), Box(14, 22, 8, 4))
    assert made.points == ((7, 1), (11, -5), (1, 2))


def test_a_line_is_what_stands_at_one_height_from_left_to_right_under_the_words_above() -> None:
    items = read(
        "BT 1 0 0 1 50 90 Tm (asked in 2025) Tj 1 0 0 1 150 70 Tm (9) Tj 1 0 0 1 50 72 Tm (south) Tj "
        "1 0 0 1 250 70 Tm (of 40 met) Tj 1 0 0 1 50 50 Tm (20 more) Tj 1 0 0 1 50 30 Tm (7) Tj ET"
    )
    assert items == [
        Words("d, content 1", "asked in 2025", None, "", True),
        Entry("d, content 1", "9", ("south", "of 40 met", "asked in 2025"), "asked in 2025"),
        Words("d, content 1", "of 40 met", None, "", True, ("asked in 2025",)),
        Words("d, content 1", "20 more", None, "", True, ("asked in 2025",)),
        Words("d, content 1", "7", None, "", True, ("20 more",)),
    ]


WRITTEN = {
    "(a\\(9\\)) Tj": "a(9)",
    "(a\\0719) Tj": "a99",
    "(a\\71b) Tj": "a9b",
    "(a(9)) Tj": "a(9)",
    "(a\\n9) Tj": "a 9",
    "<61 39> Tj": "a9",
    "<613> Tj": "a0",
    "<FEFF00610039> Tj": "a9",
    "[(a) -300 (9)] TJ": "a 9",
    "[(a) -100 (9)] TJ": "a9",
    "[(a) 300 (9)] TJ": "a9",
}


@pytest.mark.parametrize("content", WRITTEN)
def test_a_text_says_what_is_printed(content: str) -> None:
    said = [w.text for w in read(f"BT 1 2 Td {content} ET 1 Tr") if isinstance(w, Words)]
    assert said == [WRITTEN[content]]


def cmap(content: bytes) -> tuple[bytes, ...]:
    used = b"<< /Type /Page /Resources " + FONTS + b" >>"
    font = b"<< /Type /Font /Subtype /Type0 /ToUnicode 9 0 R >>"
    return used, b"<< >>", b"<< >>", b"<< >>", b"<< >>", font, b"<< /Subtype /Type0 >>", stream(content)


ONE_BY_ONE = b"2 beginbfchar <0001> <0073> <0002> <00390030> endbfchar"
IN_A_ROW = b"1 beginbfrange <0001> <0003> <0037> endbfrange"
CODED = {
    ("<00010002> Tj", ONE_BY_ONE): "s90",
    ("(\\000\\002) Tj", b"1 beginbfchar <0102> <0040> <0002> <0039> endbfchar"): None,
    ("(\\001) Tj", b"1 beginbfchar <01> <0039> endbfchar"): "9",
    ("<0102> Tj", b"1 beginbfchar <01> <0038> <02> <0039> endbfchar"): "89",
    ("<000100020003> Tj", IN_A_ROW): "789",
}


@pytest.mark.parametrize(("written", "explained"), CODED)
def test_codes_are_read_as_the_font_explains_them(written: str, explained: bytes) -> None:
    items = read(f"BT /F1 9 Tf 1 2 Td {written} ET", *cmap(explained))
    expected = CODED[written, explained]
    if expected is not None:
        assert kinds(items) == []
        assert [w.text for w in items if isinstance(w, Words)] == [expected]


@pytest.mark.parametrize("written", ["<0004> Tj", "<0000> Tj"])
def test_a_code_that_the_font_does_not_explain_is_said(written: str) -> None:
    assert kinds(read(f"BT /F1 9 Tf 1 2 Td {written} ET", *cmap(IN_A_ROW))) == ["a text that cannot be read"]


def test_a_font_that_nobody_explains_is_said_where_it_is_used() -> None:
    assert kinds(read("BT /F2 9 Tf 1 2 Td (9) Tj ET", *cmap(IN_A_ROW))) == ["a text that cannot be read"]
    assert kinds(read("BT /F2 9 Tf 1 2 Td () Tj ET", *cmap(IN_A_ROW))) == []


def test_what_stands_between_the_operators_is_no_text() -> None:
    assert kinds(read("BT 1 2 Td (9) Tj ET \x80")) == ["a text that cannot be read"]
    assert kinds(read("BI /W 1 ID EI BT (a) Tj ET")) == ["a text that cannot be read"]


def test_streams_are_unpacked_as_they_say() -> None:
    content = b"BT 1 2 Td (south 9) Tj ET"
    for packed, head in (
        (zlib.compress(content), b"/Filter /FlateDecode"),
        (content.hex().encode() + b">", b"/Filter /ASCIIHexDecode"),
        (zlib.compress(content).hex().encode() + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
    ):
        items = list(documents.read(saved(stream(packed, head)), "d"))
        assert items == [Words("d, content 1", "south 9", None, "", True)]


@pytest.mark.parametrize("end", [b"", b">", b" >", b"0>"])
def test_hex_letters_are_read_however_many_signs_there_are(end: bytes) -> None:
    content = b"BT 1 2 Td (south 9) Tj ET".hex().encode() + end
    assert [w.text for w in documents.read(saved(stream(content, b"/Filter /ASCIIHexDecode")), "d") if isinstance(w, Words)] == ["south 9"]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"/Filter /LZWDecode", ["a part that cannot be read"]),
        (b"/Filter /FlateDecode", ["a part that cannot be read"]),
        (b"/Filter /LZWDecode /Subtype /Type1C", []),
        (b"/Filter /DCTDecode /Subtype /Image", ["a picture in a document that cannot be read"]),
        (b"/Subtype /Image", ["a picture in a document that cannot be read"]),
        (b"/Type /EmbeddedFile", ["a file inside a document"]),
        (b"/Type /XRef /Filter /LZWDecode", []),
    ],
)
def test_a_stream_that_cannot_be_unpacked_is_said(head: bytes, kind: list[str]) -> None:
    assert kinds(list(documents.read(saved(stream(b"(9) Tj", head)), "d"))) == kind


def test_objects_packed_together_are_read_one_by_one() -> None:
    inner = [b"<< /Title (south 9) >>", b"<< /Subject (west 8) >>"]
    head = b"11 0 12 %d " % len(inner[0])
    packed = stream(head + b"".join(inner), b"/Type /ObjStm /N 2 /First %d" % len(head))
    found = [(n.place, n.text) for n in documents.read(saved(packed), "d") if isinstance(n, Note)]
    assert found == [("d, Title", "south 9"), ("d, Subject", "west 8")]


def test_fonts_that_are_packed_together_explain_their_own_codes_only() -> None:
    fonts = [b"<< /Type /Font /Subtype /Type0 /ToUnicode 9 0 R >>", b"<< /Type /Font /Subtype /Type0 >>", b"<< /Type /Page >>"]
    head = b"7 0 8 %d 10 %d " % (len(fonts[0]), len(fonts[0] + fonts[1]))
    packed = stream(head + b"".join(fonts), b"/Type /ObjStm /N 3 /First %d" % len(head))
    more = (b"<< /Resources " + FONTS + b" >>", *[b"<< >>"] * 6, stream(IN_A_ROW), packed)
    explained = read("BT /F1 9 Tf 1 2 Td <0001> Tj ET", *more)
    assert ([w.text for w in explained if isinstance(w, Words)], kinds(explained)) == (["7"], [])
    assert kinds(read("BT /F2 9 Tf 1 2 Td <0001> Tj ET", *more)) == ["a text that cannot be read"]


def test_properties_are_read_and_programs_may_say_their_version() -> None:
    one = b"<< /Title (south 9) /Producer (a writer 1.2.3) /ID (9) /CreationDate (D:20260101) >>"
    assert [(n.place, n.text) for n in documents.read(saved(one), "d")] == [("d, Title", "south 9"), ("d, Producer", "a writer ")]
    about = stream(b"<x>south 9</x><y> </y>", b"/Type /Metadata")
    assert list(documents.read(saved(about), "d")) == [Note("d, metadata", "south 9")]


@pytest.mark.parametrize("word", [b"JavaScript", b"JS", b"Launch", b"RichMedia"])
def test_what_could_run_is_said(word: bytes) -> None:
    assert kinds(list(documents.read(saved(b"<< /S /" + word + b" >>"), "d"))) == ["a part that cannot be read"]


def test_a_file_that_does_not_end_or_is_locked_or_has_no_parts_is_said() -> None:
    assert kinds(list(documents.read(saved(b"<< >>", end=b""), "d"))) == ["a file that cannot be read"]
    assert kinds(list(documents.read(saved(b"<< >>", end=b"%%EOF\nsouth 9"), "d"))) == ["bytes that belong to no part of the file"]
    assert kinds(list(documents.read(saved(b"<< >>", end=b"trailer << /Encrypt 1 0 R >> %%EOF"), "d"))) == ["a file that is locked"]
    assert kinds(list(documents.read(b"%PDF-1.7\n%%EOF", "d"))) == ["a file that cannot be read"]
