"""What is found in a file before anybody judges it: values with the labels beside them, texts, charts, drawings, notes on the side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a table that may hold a number. `near` are the labels around it, nearest first; `named` are labels
    whose column says which dimension they are of; `line` is the line of cells.csv that it says it comes from."""

    place: str
    text: str
    near: tuple[str, ...]
    about: str = ""
    scope: str | None = None
    line: int | None = None
    look: str = ""
    named: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    """Marks of withheld numbers under one such name must all look alike. Empty: what stands here is no mark."""
    aside: bool = False
    """Whether this is an attribute or a note of a table's cell, and not what stands in it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text. `firm`: it speaks of the counts, so that every number in it must be published; other texts explain."""

    place: str
    text: str
    scope: str | None = None
    about: str = ""
    firm: bool = False
    near: tuple[str, ...] = ()
    first: bool = False
    """Whether it is one of the agreements' own sentences, which other texts may repeat."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as its data and layout, with the words that stand around it."""

    place: str
    traces: tuple[Any, ...]
    layout: Mapping[str, Any]
    scope: str | None = None
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn rectangle or round mark: its middle, its size, and labels fastened to it."""

    x: float
    y: float
    wide: float
    high: float
    labels: tuple[str, ...] = ()
    round: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    place: str
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    points: tuple[tuple[float, float], ...] = ()
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Things in an order, each with its labels and what stands beside it (None: nothing)."""

    place: str
    items: tuple[tuple[tuple[str, ...], str | None], ...]
    scope: str | None = None
    named: tuple[str, ...] = ()
    """The column that the labels are of, where that is known."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that says which measure's lines of cells.csv it shows: its rows, the heading first."""

    place: str
    measure: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a program wrote on the side: a document's properties, a statistic of a column, a comment."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong whatever its numbers are. `kind` is safe to print."""

    kind: str
    place: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """A file that another file carries. `name` tells its kind."""

    place: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Script:
    """A program in a page. `own`: it is short, so that each of its numbers is looked at."""

    place: str
    text: str
    own: bool


Item = Entry | Words | Chart | Drawing | Series | Sheet | Note | Finding | Inside | Script
Items = Iterator[Item]
