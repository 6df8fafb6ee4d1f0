"""The handbook: what was agreed, in pages that a partner can read without a network and without a computer person."""

from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

from markdown_it import MarkdownIt

from reports import look
from reports.handbook import wording
from schemas import Code, Contract, Measure, Schemas

__all__ = ["build"]

HERE = Path(__file__).parent
Page = tuple[str, str, dict[str, Any]]  # where it lies, its template, what goes into it


def build(out: Path, schemas: Schemas) -> Path:
    """Write all pages under `out`; gives back the first one. The same agreement always gives the same bytes."""
    templates = look.environment(HERE)
    shared = {
        "style": look.STYLE + (HERE / "style.css").read_text(encoding="utf-8"),
        "policy": look.security_policy(),
        "county": schemas.county,
    }
    for path, template, content in pages(schemas):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        html = templates.get_template(template).render(**shared, up="../" * path.count("/"), **content)
        target.write_text(html, encoding="utf-8", newline="\n")
    return out / "index.html"


def pages(schemas: Schemas) -> Iterator[Page]:
    yield from _texts(schemas)
    yield (
        "measures/index.html",
        "list.html.jinja",
        {
            "title": "Measures",
            "says": "Each measure answers one question.",
            "entries": [(f"{m.name}.html", f"{m.title} ({m.id})", m.question) for m in schemas.measures.values()],
        },
    )
    yield (
        "contracts/index.html",
        "list.html.jinja",
        {
            "title": "Files",
            "says": "Each file has a fixed set of columns. None of them is free text.",
            "entries": [(f"{c.name}.html", c.title, c.grain[:1].upper() + c.grain[1:] + ".") for c in schemas.contracts.values()],
        },
    )
    for m in schemas.measures.values():
        yield f"measures/{m.name}.html", "measure.html.jinja", _measure(schemas, m)
    for c in schemas.contracts.values():
        yield f"contracts/{c.name}.html", "contract.html.jinja", _contract(schemas, c)
    yield "codelists.html", "codelists.html.jinja", {"lists": _codelists(schemas)}
    yield (
        "agencies.html",
        "agencies.html.jinja",
        {
            "agreements": [
                (schemas.agencies[s.agency].title, s, schemas.contracts[s.extract].title, wording.TIERS[s.tier]) for s in schemas.sources
            ]
        },
    )


def _texts(schemas: Schemas) -> Iterator[Page]:
    """The written pages; numbers of the policy are put in, so that they are said once."""
    policy = schemas.policy
    numbers = {"threshold": policy.threshold, "less": policy.threshold - 1, "group": policy.smallest_group}
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for path in sorted((HERE / "pages").glob("*.md")):
        text = Template(path.read_text(encoding="utf-8")).substitute(numbers)
        title = text.splitlines()[0].removeprefix("# ")
        yield f"{path.stem}.html", "text.html.jinja", {"title": title, "body": _scrolling(markdown.render(text))}


def _scrolling(html: str) -> str:
    """Wide tables scroll by themselves, so that the page never has to."""
    return (
        html.replace("<table>", '<div class="scroll" role="group" tabindex="0" aria-label="Table"><table>')
        .replace("</table>", "</table></div>")
        .replace("<th>", '<th scope="col">')
    )


def _measure(schemas: Schemas, m: Measure) -> dict[str, Any]:
    outcome = schemas.codelists[m.outcome.codelist] if m.outcome else None
    lists = [(b, schemas.codelist_of(m, b)) for b in m.breakdowns]
    return {
        "m": m,
        "units": wording.units(m),
        "windows": wording.windows(m),
        "outcome": outcome,
        "breakdowns": [(words.name, words.title) for _, words in lists if words],
        "followed": [
            (outcome.label(c), outcome.words[c].means, m.follow_up(c) or "none") for c in (m.outcome.codes if m.outcome else ()) if outcome
        ],
        "files": [(n, schemas.contracts[n].title) for n in sorted(schemas.extracts_for(m.counts))],
        "examples": [{**e, "given": drawn(e["given"]), "expect": drawn(e["expect"])} for e in m.examples],
    }


def _contract(schemas: Schemas, c: Contract) -> dict[str, Any]:
    feeding = [m for m in schemas.measures.values() if c.name in schemas.extracts_for(m.counts)]
    titles = {col.name: schemas.codelists[col.codelist].title if col.codelist else None for col in c.columns.values()}
    return {
        "c": c,
        "kind": wording.KINDS[c.kind],
        "rules": [wording.rule(r) for r in c.rules],
        "columns": [(col, wording.allowed(col, titles[col.name])) for col in c.columns.values()],
        "measures": [(m.name, m.title) for m in feeding],
        "senders": [schemas.agencies[s.agency].title for s in schemas.sources if s.extract == c.name],
    }


def _codelists(schemas: Schemas) -> list[tuple[str, str, list[tuple[str, ...]]]]:
    return [(c.name, c.title, [_word(w) for w in c.words.values()]) for c in schemas.codelists.values()]


def _word(word: Code) -> tuple[str, ...]:
    more = (f". With: {word.includes}" if word.includes else "") + (f". Without: {word.excludes}" if word.excludes else "")
    return word.code, word.label, word.means + more, word.parent or ""


def drawn(table: str) -> tuple[list[str], list[list[str]]]:
    """A table drawn with bars: its heading and its lines."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return head, lines
