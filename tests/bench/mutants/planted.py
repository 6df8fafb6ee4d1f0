"""Putting a fault into a program that already runs, or into one that is about to load the file."""

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.bench.mutants.changes import Mutant, changed

Name = tuple[str, int]


def put_in(mutant: Mutant) -> bool:
    """Whether the fault could be put into the functions as they stand in memory; otherwise nothing was changed."""
    path = str(Path(mutant.file).resolve())
    before, after = _codes(Path(mutant.file).read_text("utf-8"), path), _codes(changed(mutant), path)
    if before is None or after is None or before.keys() != after.keys():
        return False
    different = {name for name, code in after.items() if before[name] != code}
    functions: dict[Name, list[FunctionType]] = {name: [] for name in different}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename == path:
            name = (thing.__code__.co_qualname, thing.__code__.co_firstlineno)  # type: ignore[attr-defined]
            if name in different:
                functions[name].append(thing)
    outermost = [name for name in different if "<locals>" not in name[0]]
    if not outermost or any(not functions[name] for name in outermost):
        return False
    found = [(function, after[name]) for name in different for function in functions[name]]
    if any(function.__code__.co_freevars != code.co_freevars for function, code in found):
        return False
    for function, code in found:
        function.__code__ = code
    return True


def _codes(source: str, path: str) -> dict[Name, CodeType] | None:
    """Every function in a file; nothing where two could be taken for each other, or the file is no program."""
    try:
        module = compile(source, path, "exec")
    except (SyntaxError, ValueError):
        return None
    found = [(c.co_qualname, c.co_firstlineno, c) for c in _within(module) if c.co_flags & CO_OPTIMIZED]  # type: ignore[attr-defined]
    found = [one for one in found if not one[0].endswith(("comp>", "<genexpr>"))]
    if max(Counter(one[:2] for one in found).values(), default=0) > 1:
        return None
    return {(name, line): code for name, line, code in found}


def _within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _within(constant)


class Faulty(MetaPathFinder):
    """Loads the one file with the fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        self.path = Path(mutant.file).resolve()
        parts = Path(mutant.file).with_suffix("").parts
        self.is_package = parts[-1] == "__init__"
        self.module = ".".join(parts[:-1] if self.is_package else parts)
        self.source = changed(mutant)

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.module:
            return None
        inside = [str(self.path.parent)] if self.is_package else None
        return spec_from_file_location(name, self.path, loader=self, submodule_search_locations=inside)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)  # noqa: S102

    def load(self) -> None:
        assert self.module not in sys.modules
        sys.meta_path.insert(0, self)
