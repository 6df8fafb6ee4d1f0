"""Which published numbers rest on so few young people that chance alone moves them a lot: they are marked, not hidden."""

from math import floor, sqrt

FEW = 20
"""Fewer than so many counted, or asked: United States vital statistics have long called such a rate unreliable."""
WIDEST = 0.30
"""A share that chance could move this far from end to end is one that the National Center for Health Statistics does not present
(Data presentation standards for proportions, Series 2, No. 175, 2017). Here it is shown with a mark."""
_Z = 1.959964
"""Of a normal curve, 95 % lies within so many standard deviations."""
_HAIR = 1e-9


def few(counted: int) -> bool:
    """Whether a rate of so many, or a change from or to so many, says little."""
    return counted < FEW


def unreliable_share(part: int, whole: int) -> bool:
    """Whether so many out of so many is too uncertain a share to build on."""
    return whole > 0 and (whole < FEW or _wilson_width(part, whole) >= WIDEST)


def limits(part: int, whole: int) -> tuple[int, int]:
    """The ends of Wilson's 95 % interval in whole percents, half up, as the limits in cells.csv are.

    >>> limits(50, 100)
    (40, 60)
    """
    middle, half = (part / whole + _Z * _Z / (2 * whole)) / (1 + _Z * _Z / whole), _wilson_width(part, whole) / 2
    return floor(100 * (middle - half) + 0.5 + _HAIR), floor(100 * (middle + half) + 0.5 + _HAIR)


def _wilson_width(part: int, whole: int) -> float:
    """From end to end of Wilson's 95 % interval."""
    share, z2 = part / whole, _Z * _Z
    return 2 * _Z * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
