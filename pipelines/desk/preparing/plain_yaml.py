"""Reads the mapping's YAML so that nothing is guessed: every value is text as written, and a name said twice is refused."""

from typing import Any

import yaml

from pipelines.desk.preparing.problems import MappingProblem


class _Loader(yaml.BaseLoader):
    """Takes `no`, `01234` and `2025-03-04` as the letters that stand there."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        said: set[object] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name in said:
                raise MappingProblem(f"line {key.start_mark.line + 1}: {name!r} is said twice; keep one of the two")
            said.add(name)
        return super().construct_mapping(node, deep)


def read(text: str) -> dict[str, Any]:
    """The mapping's names and values.

    Raises:
        MappingProblem: it is not YAML, or no names and values.
    """
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=_Loader)):
            raise MappingProblem("a mapping is written out in full, without & and * of YAML")
        said = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise MappingProblem(f"{where}this is not readable YAML; write 'name: value', and put words with : # or ' in quotes") from None
    if not isinstance(said, dict):
        raise MappingProblem("the mapping must hold names and values, one 'name: value' to a line, beginning with extract:")
    return said
