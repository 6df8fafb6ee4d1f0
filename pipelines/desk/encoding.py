"""Which letters the bytes of a file stand for; where that cannot be told for certain the file is refused."""

import re

from pipelines.desk.findings import Unreadable, finding

_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_WINDOWS = "Windows-1252 (it is not UTF-8; letters with accents were read that way)"
_MAC = "Mac Roman (it is not UTF-8; letters with accents were read that way)"
# A single letter of Windows-1252 between plain ones; two in a row may be another alphabet, or broken UTF-8.
_LONE_LETTER = re.compile(rb"(?<![\x80-\xff])[\x82-\x8c\x8e\x91-\x9c\x9e-\xff](?![\x80-\xff])")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f\x7f]")
# Beside a small letter: a letter with an accent in Windows-1252, or in Mac Roman, and hardly ever one in the other.
_AS_IN_WINDOWS = re.compile(rb"(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[A-Za-z])")
_AS_ON_A_MAC = re.compile(rb"(?<=[a-z])[\x87-\x90\x98\x9c-\x9f](?![\x80-\xff])")


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and in words which encoding it was in.

    Raises:
        Unreadable: zero bytes, or letters that might be others.
    """
    try:
        if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
            raise Unreadable(finding("E108"))
        if content.startswith(_MARKS[:2]):
            text, encoding = content.decode("utf-16"), "UTF-16"
        else:
            text, encoding = content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        if content.startswith(_MARKS):  # it says what it is, and is not
            raise Unreadable(finding("E108")) from None
        text, encoding = _of_one_byte(content)
    if "\x00" in text:
        raise Unreadable(finding("E111"))
    if "\ufffd" in text:
        encoding += " (some letters had been lost before: they are question marks in a diamond)"
    return text, encoding


def _of_one_byte(content: bytes) -> tuple[str, str]:
    """Only where every letter beyond plain ones stands alone, as accents do in English and Spanish."""
    if b"\x00" in content:
        raise Unreadable(finding("E111"))
    beyond = len(content) - len(content.translate(None, bytes(range(128, 256))))
    if _CONTROLS.search(content) or beyond * 10 > len(content):
        raise Unreadable(finding("E108"))
    windows, mac = len(_AS_IN_WINDOWS.findall(content)), len(_AS_ON_A_MAC.findall(content))
    lines_as_on_a_mac = b"\r" in content and b"\n" not in content
    if windows and (mac or lines_as_on_a_mac):
        raise Unreadable(finding("E108"))
    if mac or lines_as_on_a_mac:
        return content.decode("mac-roman"), _MAC
    if beyond != len(_LONE_LETTER.findall(content)):
        raise Unreadable(finding("E108"))
    return content.decode("cp1252"), _WINDOWS
