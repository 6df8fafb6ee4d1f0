"""What agencies that may tell totals only say about their young people: how many there are, and with whom they share them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas import files


@dataclass(frozen=True)
class Told:
    """How many young people each agency has on its own list: the number in column `value` of its rows of a counts extract.

    `where` picks one row of each agency and quarter. With `new_each_quarter` nobody is in the numbers of two quarters, so that a year
    is their sum; else the young people of a year are no fewer than those of any quarter, and no more than all quarters together.
    """

    extract: str
    value: str
    where: Mapping[str, Any] = field(default_factory=dict)
    new_each_quarter: bool = False


@dataclass(frozen=True)
class CameFrom:
    """How many of the young people on an agency's own list came from an organisation on whose list they are too, by its own records.

    `partner` is the column of the organisation, with `_T` for all of them together.
    """

    extract: str
    value: str
    partner: str


def told(raw: list[Mapping[str, Any]]) -> tuple[Told, ...]:
    for one in raw:
        files.only(one, *Told.__dataclass_fields__)
    return tuple(Told(**one) for one in raw)


def came_from(raw: list[Mapping[str, Any]]) -> tuple[CameFrom, ...]:
    for one in raw:
        files.only(one, *CameFrom.__dataclass_fields__)
    return tuple(CameFrom(**one) for one in raw)
