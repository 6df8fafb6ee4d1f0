"""Every small fault that could be planted in the door, and a sample of them in which each place counts once."""

import ast
import hashlib
import inspect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

DOOR = Path("pipelines/disclosure_control")
ROOMS = ("protection", "suppression", "audit/files", "audit")
LEFT_OUT = "StatementLeftOut"
SAME_ANYWAY = ("_Eq_Is", "_NotEq_IsNot")
"""Equal short words and numbers are mostly the same object, so such a change would change nothing."""

KINDS = {"ReplaceBinaryOperator": "operator", "ReplaceComparisonOperator": "comparison"}
"""The parts of a text that a family of operators looks at."""

Position = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Mutant:
    """`occurrence`: which of the places in the file that the operator could change. `first`, `last`: the lines of the statement."""

    file: str
    operator: str
    occurrence: int
    line: int
    first: int
    last: int
    in_function: bool
    source: str

    @property
    def key(self) -> str:
        return f"{self.file} {self.operator} {self.occurrence}"

    @property
    def room(self) -> str:
        return next(room for room in ROOMS if self.file.startswith(f"{DOOR}/{room}"))

    @property
    def said(self) -> dict[str, Any]:
        return asdict(self)


def sample(number: int, seed: int) -> list[Mutant]:
    """A place is drawn first and then what happens there; a larger sample holds the smaller one."""
    places: dict[tuple[Path, Position], list[tuple[str, int]]] = defaultdict(list)
    for file in sorted(DOOR.rglob("*.py")):
        for position, operator, occurrence in _in_file(file):
            places[file, position].append((operator, occurrence))
    chance = Random(seed)
    order = sorted(places)
    chance.shuffle(order)
    return [_made(*place, *chance.choice(sorted(places[place]))) for place in order[:number]]


def _made(file: Path, position: Position, operator: str, occurrence: int) -> Mutant:
    source, line = file.read_text("utf-8"), position[0][0]
    spans = [span for span in _spans(ast.parse(source)) if span[0] <= line <= span[1]]
    first, last, inside = min(spans, key=lambda span: span[1] - span[0])
    return Mutant(str(file), operator, occurrence, line, first, last, inside, hashlib.sha256(source.encode()).hexdigest()[:16])


def changed(mutant: Mutant) -> str:
    """The file's text with the fault in it."""
    source = Path(mutant.file).read_text("utf-8")
    if mutant.operator == LEFT_OUT:
        return _without(source, list(_statements(ast.parse(source)))[mutant.occurrence])
    from cosmic_ray.mutating import mutate_code

    found = mutate_code(source, _operators()[mutant.operator], mutant.occurrence)
    assert found is not None, mutant.key
    return found


def _without(source: str, statement: ast.stmt) -> str:
    """With `pass` in place of a statement, and every other line where it was."""
    lines, last = source.splitlines(keepends=True), statement.end_lineno or statement.lineno
    nothing = lines[statement.lineno - 1][: statement.col_offset] + "pass\n" + "\n" * (last - statement.lineno)
    return "".join([*lines[: statement.lineno - 1], nothing, *lines[last:]])


def _in_file(file: Path) -> Iterator[tuple[Position, str, int]]:
    """Every change that could be made, by its place, operator and occurrence."""
    from cosmic_ray.ast import ast_nodes, get_ast

    source = file.read_text("utf-8")
    tree = ast.parse(source)
    spared, signs = _spared(tree), _signs(tree)
    nodes: dict[str, list[Any]] = {"": list(ast_nodes(get_ast(source)))}
    nodes |= {kind: [n for n in nodes[""] if n.type == kind] for kind in KINDS.values()}
    for name, operator in _operators().items():
        kind = next((kind for family, kind in KINDS.items() if name.startswith(family)), "")
        places = [place for node in nodes[kind] for place in operator.mutation_positions(node)]
        for occurrence, (start, end) in enumerate(places):
            is_sum = kind != "operator" or _inside(start, end, signs)
            if is_sum and not _inside(start, end, spared) and not name.endswith(SAME_ANYWAY):
                yield (start, end), name, occurrence
    for occurrence, node in enumerate(_statements(tree)):
        yield ((node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)), LEFT_OUT, occurrence


_KNOWN: dict[str, Any] = {}


def _operators() -> dict[str, Any]:
    """Those of cosmic-ray that need not be told what to look for."""
    if not _KNOWN:
        from cosmic_ray.operators.provider import OperatorProvider

        provider = OperatorProvider()
        for name in sorted(provider):
            needed = [
                p for p in inspect.signature(provider[name]).parameters.values() if p.default is p.empty and p.kind < p.VAR_POSITIONAL
            ]
            if not needed:
                _KNOWN[name] = provider[name]()
    return _KNOWN


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """What can be left out and leaves a program: calls, sums that grow, refusals, and turns in a loop."""
    for node in ast.walk(tree):
        alone = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
        if alone or isinstance(node, ast.AugAssign | ast.Raise | ast.Continue):
            yield node


def _inside(start: tuple[int, int], end: tuple[int, int], places: list[Position]) -> bool:
    return any(first <= start and end <= last for first, last in places)


def _signs(tree: ast.AST) -> list[Position]:
    """Where a sign stands between two numbers or sets; elsewhere a star unpacks or parts arguments."""
    sums = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    return [((n.left.end_lineno or 0, n.left.end_col_offset or 0), (n.right.lineno, n.right.col_offset)) for n in sums]


def _spared(tree: ast.AST) -> list[Position]:
    """Where a sign is no sum but part of a type, a mutant would only fail to load, or change nothing."""
    found: list[ast.AST | None] = []
    for node in ast.walk(tree):
        found += [node.annotation] if isinstance(node, ast.arg | ast.AnnAssign) else []
        found += [node.returns] if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.Module):
            values = [s.value for s in node.body if isinstance(s, ast.Assign)]
            found += [v for v in values if isinstance(v, ast.Subscript) or isinstance(v, ast.BinOp) and isinstance(v.op, ast.BitOr)]
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in found if n is not None]  # type: ignore[attr-defined]


def _spans(tree: ast.AST) -> list[tuple[int, int, bool]]:
    """First and last line of every statement, of one with a body those of its head; whether it runs when a function does."""
    found = [(1, 10**6, False)]

    def walk(node: ast.AST, inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            within = inside or isinstance(node, ast.FunctionDef) and isinstance(child, ast.stmt)
            if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                begins = child.pattern.lineno if isinstance(child, ast.match_case) else child.lineno
                first = min([begins, *(d.lineno for d in getattr(child, "decorator_list", ()))])
                body = getattr(child, "body", None)
                found.append((first, max(first, body[0].lineno - 1) if body else getattr(child, "end_lineno", first), within))
            walk(child, within)

    walk(tree, False)
    return found
