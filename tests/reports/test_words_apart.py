"""No template and no code of a page holds a sentence, and no file of words holds one that nobody says."""

import ast
import re
from pathlib import Path

import pytest

from schemas import files
from tests.reports.test_languages import REPORTS, ROOMS, Heard

CODES = {"accepted in part", "accepted with confirmations", "shown for the first time", "marked otherwise"}
"""What files have for a status or a change, in every language."""
FOR_MACHINES = ("'Segoe UI'", "'unsafe-inline'", "cells.csv line ")
"""In a list of fonts, in what a page may do, and in errors."""


def _texts(room: str) -> str:
    own = [p for ending in ("*.py", "*.jinja", "boot.js") for p in (REPORTS / room).glob(ending)]
    return "\n".join(p.read_text("utf-8") for p in own)


@pytest.mark.parametrize("room", [r for r in ROOMS if (REPORTS / r / "words.en.yaml").is_file()])
def test_each_sentence_is_said_somewhere_and_each_that_is_said_is_in_the_file(room: str) -> None:
    name, rooms = ("common", ROOMS) if room == "language" else ("said", (room,))
    code = "\n".join(map(_texts, rooms))
    known = set(files.read(REPORTS / room / "words.en.yaml"))
    made_of_parts = {k for k in known if k.startswith(("mark_", "percent_", "measure_percent_by_"))}
    assert {k for k in known - made_of_parts if not re.search(rf'"(said:)?{k}"', code)} == set()
    assert set(re.findall(rf'\b{name}\(\s*"(\w+)"', code)) - {"mark_"} <= known


TEMPLATES = sorted(p for r in ROOMS for p in (REPORTS / r).glob("*.jinja"))


@pytest.mark.parametrize("path", TEMPLATES, ids=[f"{p.parent.name}/{p.name}" for p in TEMPLATES])
def test_a_template_holds_no_words(path: Path) -> None:
    text = path.read_text("utf-8")
    expressions = re.findall(r"\{[{%].*?[%}]\}", text, re.DOTALL)
    quoted = [q for e in expressions for q in re.findall(r"\"([^\"<]*)\"|'([^'<]*)'", e)]
    assert [q for pair in quoted for q in pair if re.search(r"[A-Za-z]+[.,:;]? +[A-Za-z]", q)] == []
    plain = re.sub(r"\{[{%#].*?[%#}]\}", "", text, flags=re.DOTALL)
    said = Heard(plain).texts
    assert [s.strip() for s in said if re.search(r"[A-Za-z]{2}", s) and s.strip() not in ("changes.csv", "services.csv")] == []


@pytest.mark.parametrize("room", ROOMS)
def test_python_holds_no_sentences_but_those_of_errors(room: str) -> None:
    found = []
    for path in (REPORTS / room).glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        spared = {id(n) for r in ast.walk(tree) if isinstance(r, ast.Raise | ast.Expr) and _no_call(r) for n in ast.walk(r)}
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in spared]
        found += [f"{path.name}: {t}" for t in texts if re.search(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}", t) and t not in CODES]
    assert [f for f in found if not any(spared in f for spared in FOR_MACHINES)] == []


def _no_call(node: ast.Raise | ast.Expr) -> bool:
    """An error's words, or a docstring."""
    return isinstance(node, ast.Raise) or isinstance(node.value, ast.Constant)
