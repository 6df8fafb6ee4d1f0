"""Pictures within pages: a page holds all it shows, so that one page can be handed on by itself."""

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"


@dataclass(frozen=True)
class Picture:
    """A picture with its size in pixels, the words for those who do not see it, and the line under it."""

    source: str
    width: int
    height: int
    alt: str
    caption: str


def picture(name: str, words: Mapping[str, str]) -> Picture:
    """The picture of this name; `words` are its `alt` and its `caption`."""
    content = (FOLDER / f"{name}.png").read_bytes()
    width, height = struct.unpack(">II", content[16:24])  # where every PNG says its size
    return Picture(f"data:image/png;base64,{base64.b64encode(content).decode()}", width, height, words["alt"], words["caption"])
