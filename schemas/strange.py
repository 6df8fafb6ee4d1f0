"""What a county's own YAML may not hold: tricks that would stop the machine, or a thing that is said twice so that one goes unseen."""

from typing import Any

import yaml

LARGEST, DEEPEST, LONGEST_NUMBER = 1_000_000, 40, 18


def trouble(text: str, loader: Any, *, numbers: bool = True) -> str:
    """The first such thing, in a sentence; empty where there is none. It reads piece by piece, so that nothing is ever unfolded.

    `numbers`: what looks like a number is read as one by this loader.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    if len(text) > LARGEST:
        return f"has {LARGEST:,} characters at most"
    open_ones: list[_Open] = []
    for piece in yaml.parse(text, Loader=loader):
        line = piece.start_mark.line + 1
        if isinstance(piece, yaml.AliasEvent) or getattr(piece, "anchor", None):
            return f"line {line}: write it out in full, without & and * of YAML"
        if isinstance(piece, yaml.CollectionEndEvent):
            open_ones.pop()
            continue
        if not isinstance(piece, yaml.NodeEvent):
            continue
        if numbers and isinstance(piece, yaml.ScalarEvent) and piece.implicit[0] and _too_long(piece.value):
            return f"line {line}: a number has {LONGEST_NUMBER} digits at most"
        if open_ones and open_ones[-1].again(piece):
            return f"line {line}: {piece.value[:40]!r} is said twice; keep one of the two"
        if isinstance(piece, yaml.CollectionStartEvent):
            open_ones.append(_Open(isinstance(piece, yaml.MappingStartEvent)))
        if len(open_ones) > DEEPEST:
            return f"line {line}: is nested more than {DEEPEST} deep"
    return ""


class _Open:
    """A list or a mapping that has begun; of a mapping every second piece is a name."""

    def __init__(self, is_mapping: bool) -> None:
        self._is_mapping, self._names, self._pieces = is_mapping, set[str](), 0

    def again(self, piece: yaml.NodeEvent) -> bool:
        """Whether this piece is a name that the mapping has already."""
        self._pieces += 1
        if not self._is_mapping or self._pieces % 2 == 0 or not isinstance(piece, yaml.ScalarEvent):
            return False
        seen = piece.value in self._names
        self._names.add(piece.value)
        return seen


def _too_long(value: str) -> bool:
    digits = value.replace("_", "").lstrip("+-")
    return len(digits) > LONGEST_NUMBER and digits[:1].isdigit() and all(c in "0123456789abcdefABCDEFxXoO:." for c in digits)
