"""The data dictionary of an extract: what every column means, for those who fill it in and those who read it."""

from collections.abc import Iterator, Sequence

from schemas.agency import Source
from schemas.catalogue import Schemas
from schemas.contract import Contract
from schemas.forms.column_words import TYPES, allowed
from schemas.forms.rule_words import sentences
from schemas.table import Column

_KINDS = {
    "rows": "De-identified rows: a young person appears only as a code that the agency's desk tool makes.",
    "counts": "Totals only: nothing about a single young person is sent, not even a code.",
    "register": "A register of agreements, meetings and the like: nothing about young people.",
}


def dictionary(schemas: Schemas, contract: Contract) -> bytes:
    """One extract as a Markdown page."""
    return ("\n".join(_lines(schemas, contract)) + "\n").encode()


def _lines(schemas: Schemas, contract: Contract) -> Iterator[str]:
    yield from (f"# {contract.title}", "")
    yield f"`{contract.name}`, version {contract.version}, from {contract.effective} on. {_KINDS[contract.kind]}"
    yield from ("", f"{_capital(contract.grain)}.", "")
    yield from _sending(contract)
    yield from ("## Columns", "")
    yield from _table(
        ("column", "kind", "filled in", "what to write", "means", "example"),
        [
            (
                f"`{c.name}`",
                TYPES[c.type],
                "always" if c.required else "may be empty",
                _written(schemas, c),
                c.means,
                c.example or "",
            )
            for c in contract.columns.values()
        ],
    )
    yield from ("## Rules", "")
    yield from (f"- {s}" for s in sentences(contract))
    coded = [c for c in contract.columns.values() if c.codelist]
    if coded:
        yield from ("", "## Codes")
    for column in coded:
        yield from _codes(schemas, column)


def _sending(contract: Contract) -> Iterator[str]:
    carries = "the rows that are new or have changed since the last one" if contract.kind == "rows" else "the whole quarter"
    name = f"AGENCY.{contract.name}.{contract.effective}.csv"
    yield from ("## How often, and under what name", "")
    yield f"- Once a quarter, from {contract.effective} on."
    yield f"- Due {Source.due_days} days after the quarter ends, unless your agreement says otherwise."
    yield f"- A file carries {carries}. Sending it again for the same quarter replaces the earlier one whole."
    yield f"- It is called `{name}` or `.xlsx`: your agency's short name, the extract, the quarter."
    yield ""


def _written(schemas: Schemas, column: Column) -> str:
    return f"a code of [`{column.name}`](#{column.name})" if column.codelist else allowed(schemas, column)


def _codes(schemas: Schemas, column: Column) -> Iterator[str]:
    words = schemas.codelists[column.codelist or ""]
    theirs = {code: [t for t, ours in column.local.items() if ours == code] for code in words.codes}
    rows = [
        (f"`{w.code}`", w.label, w.means, w.includes, w.excludes, ", ".join(f"`{t}`" for t in theirs[w.code]))
        for w in (words.words[c] for c in words.leaves)
    ]
    if column.total:
        rows.append(("`_T`", words.label("_T"), "All of them together", "", "", ""))
    heads = ("code", "label", "means", "includes", "does not include", "your own word, also taken")
    # Columns that no row uses only make the page harder to read.
    used = [i for i, _ in enumerate(heads) if i < 3 or any(row[i] for row in rows)]
    yield from ("", f'### <a id="{column.name}"></a>`{column.name}`: {words.title}', "")
    yield from _table([heads[i] for i in used], [[row[i] for i in used] for row in rows], last_line=False)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], last_line: bool = True) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    if last_line:
        yield ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
