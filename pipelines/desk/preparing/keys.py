"""The key that the linkable agencies share and the county never holds, and the small file that it is kept in."""

import hmac
import re
from dataclasses import dataclass, field

LENGTH = 32
_FIRST_LINE = "safecount linking key, form 1"
_LINE = re.compile(r"(id|year|key): (\S+)")


class KeyProblem(Exception):
    """There is no usable key; the message says what would be right, and never the key."""


@dataclass(frozen=True)
class LinkingKey:
    """32 random bytes for one year. `id` follows from them, so that two agencies can compare it over the telephone."""

    year: int
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != LENGTH:
            raise KeyProblem(f"a linking key is {LENGTH} bytes long, written as {2 * LENGTH} hex digits; this one is {len(self.secret)}")
        if not 2000 <= self.year <= 2999:
            raise KeyProblem("the year of a linking key is written like 2026")
        if len(set(self.secret)) < LENGTH // 4:
            raise KeyProblem("this key is not random; make one with: safecount prepare --make-key FILE")

    @property
    def id(self) -> str:
        return hmac.new(self.secret, b"safecount linking key id", "sha256").hexdigest()[:8]

    @property
    def file(self) -> str:
        return f"{_FIRST_LINE}\nid: {self.id}\nyear: {self.year}\nkey: {self.secret.hex()}\n"


def read(text: str) -> LinkingKey:
    """The key in a key file.

    Raises:
        KeyProblem: the file is not one, or was changed.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").strip().splitlines()]
    said = {found[1]: found[2] for line in lines[1:] if (found := _LINE.fullmatch(line))}
    if not lines or lines[0] != _FIRST_LINE or len(lines) != 4 or len(said) != 3:
        raise KeyProblem(f"this is not a key file: it has four lines, {_FIRST_LINE!r}, then id, year and key; make one with --make-key")
    try:
        secret, year = bytes.fromhex(said["key"]), int(said["year"])
    except ValueError:
        raise KeyProblem(f"the key file's key is {2 * LENGTH} hex digits, and its year a number like 2026") from None
    key = LinkingKey(year, secret)
    if not hmac.compare_digest(key.id, said["id"]):
        raise KeyProblem("the key does not fit its id: the file was changed or copied wrongly; ask for it again")
    return key
