"""Reads the mapping's YAML so that nothing is guessed: every value is text as written, and a name said twice is refused."""

from typing import Any

import yaml

from pipelines.desk.preparing.problems import MappingProblem
from schemas import strange


def read(text: str) -> dict[str, Any]:
    """The mapping's names and values.

    Raises:
        MappingProblem: it is not YAML, or no names and values.
    """
    try:
        if wrong := strange.trouble(text, yaml.BaseLoader, numbers=False):
            raise MappingProblem(wrong)
        said = yaml.load(text, Loader=yaml.BaseLoader)  # takes `no`, `01234` and `2025-03-04` as the letters that stand there
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise MappingProblem(f"{where}this is not readable YAML; write 'name: value', and put words with : # or ' in quotes") from None
    if not isinstance(said, dict):
        raise MappingProblem("the mapping must hold names and values, one 'name: value' to a line, beginning with extract:")
    return said
