"""Leaving aside, while a package is loaded, what it would load and is not asked for here."""

import importlib
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for a package until something of it is asked for; then it is loaded, and answers itself."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)  # noqa: TID251 a package from outside: no wall of ours is crossed


@contextmanager
def spared(*packages: str) -> Generator[None]:
    """Whoever is loaded in here finds a stand-in for these packages. Those that are loaded already stay as they are."""
    stand_ins = {name: Later(name) for name in packages if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
