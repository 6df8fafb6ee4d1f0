"""Compiling a function once for this machine: kept beside the code or in the user's cache, or made anew where neither can be written."""

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Any:
    try:
        return njit(cache=True)(function)
    except RuntimeError:  # there is no place to keep it
        return njit(function)
