"""The data dictionary of an extract: what every column means, for those who fill it in and those who read it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms.description import DescribedColumn, described

CODE_HEADS = ("code", "label", "means", "includes", "does not include", "your own word, also taken")
COLUMN_HEADS = ("column", "kind", "filled in", "what to write", "means", "example")


def dictionary(schemas: Schemas, contract: Contract) -> bytes:
    """One extract as a Markdown page."""
    return ("\n".join(_lines(schemas, contract)) + "\n").encode()


def dictionary_json(schemas: Schemas, contract: Contract) -> bytes:
    """The same for other programs."""
    return (json.dumps(asdict(described(schemas, contract)), indent=2, ensure_ascii=False) + "\n").encode()


def column_row(column: DescribedColumn) -> tuple[str, ...]:
    """A line of the table of columns; names, codes and links between them are marked as in Markdown."""
    filled = "always" if column.required else "may be empty"
    write = f"a code of [`{column.name}`](#{column.name})" if column.codes else column.write
    return (f"`{column.name}`", column.kind, filled, write, column.means, column.example)


def code_rows(column: DescribedColumn) -> tuple[list[str], list[list[str]]]:
    """Heads and lines of a column's table of codes. What no line uses only makes the page harder to read, and is left out."""
    rows = [(f"`{c.code}`", c.label, c.means, c.includes, c.excludes, ", ".join(f"`{word}`" for word in c.own_words)) for c in column.codes]
    used = [i for i, _ in enumerate(CODE_HEADS) if i < 3 or any(row[i] for row in rows)]
    return [CODE_HEADS[i] for i in used], [[row[i] for i in used] for row in rows]


def _lines(schemas: Schemas, contract: Contract) -> Iterator[str]:
    it = described(schemas, contract)
    yield from (f"# {it.title}", "")
    yield f"`{it.extract}`, version {it.version}, from {it.effective} on. {it.about}"
    yield from ("", it.grain, "", "## How often, and under what name", "")
    yield from (f"- {line}" for line in it.sending)
    yield ""
    for remark in it.remarks:
        yield from (remark, "")
    yield from ("## Columns", "")
    yield from _table(COLUMN_HEADS, [column_row(c) for c in it.columns])
    yield from ("", "## Rules", "")
    yield from (f"- {s}" for s in it.rules)
    coded = [c for c in it.columns if c.codes]
    if coded:
        yield from ("", "## Codes")
    for column in coded:
        yield from ("", f'### <a id="{column.name}"></a>`{column.name}`: {column.codelist}', "")
        yield from _table(*code_rows(column))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
