"""Reads large tables without the interpreter stopping again and again to look for rubbish among millions of cells."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def unswept() -> Generator[None]:
    """A third of the time of a large file goes into that search, and a table has nothing to be found by it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
