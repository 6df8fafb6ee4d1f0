"""The handbook: what was agreed, in pages that a partner can read without a network and without a computer person.

Its public part goes with every publication; its desk part is for agencies, and in no publication.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from pipelines.publication import review
from reports import look
from reports.handbook import clauses, for_agencies, threats, versions, wording
from reports.handbook.for_agencies import HERE, Desk, Page
from schemas import Code, Contract, Measure, Schemas

__all__ = ["Desk", "build"]

PICTURED = (
    *("reading_a_publication", "checking_the_door", "what_a_threshold_costs", "portal_quarter", "portal_draft"),
    *("small_county", "middling_county", "large_county"),
)
"""Pictures in the public part: of a made-up county, each."""

ANOTHER_COUNTY = HERE / "another_county"
"""The schemas of a small county of another kind, as a county would write them."""

_TO_THE_DESK = "[I send a file for my agency](desk/index.html): a guide for each agency, from the blank form to the receipt."
_WITHOUT_DESK = "I send a file for my agency: ask your county for your guide. `safecount handbook` writes it."


def build(out: Path, schemas: Schemas, desk: Desk | None = None) -> Path:
    """Write all pages under `out`, with `desk` those for agencies too; gives back the first one.

    The same agreement always gives the same bytes.
    """
    templates = look.environment(HERE)
    templates.filters["coded"] = _coded
    shared = {
        "desk": desk is not None,
        "style": look.STYLE + (HERE / "style.css").read_text(encoding="utf-8"),
        "policy": look.security_policy(),
        "county": schemas.county,
    }
    for path, template, content in pages(schemas, desk):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        html = templates.get_template(template).render(**shared, up="../" * path.count("/"), **content)
        target.write_text(html, encoding="utf-8", newline="\n")
    return out / "index.html"


def pages(schemas: Schemas, desk: Desk | None = None) -> Iterator[Page]:
    yield from _texts(
        schemas,
        "pages",
        "",
        {
            "agencies": _WITHOUT_DESK if desk is None else _TO_THE_DESK,
            "states": review.steps(),
            **texts_of_another_county(),
            **{name: for_agencies.pictured(name) for name in PICTURED},
        },
    )
    if desk is not None:
        asked = clauses.LINK if desk.memorandum else ""
        shown = {name: for_agencies.pictured(name) for name in ("checker", "portal_due")}
        filled = {"guides": for_agencies.listed(schemas, desk), **shown, "clauses": asked}
        yield from _texts(schemas, "desk", "desk/", filled)
        yield from clauses.pages(schemas, desk.memorandum, desk.cells)
        yield from for_agencies.pages(schemas, desk)
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
    fed = _fed(schemas)
    for c in schemas.contracts.values():
        yield f"contracts/{c.name}.html", "contract.html.jinja", _contract(schemas, c, fed[c.name])
    yield "codelists.html", "codelists.html.jinja", {"lists": _codelists(schemas)}
    yield "threats.html", "threats.html.jinja", threats.content()
    yield "versions.html", "versions.html.jinja", versions.content(schemas)
    yield (
        "agencies.html",
        "agencies.html.jinja",
        {
            "agreements": [
                (schemas.agencies[s.agency].title, s, schemas.contracts[s.extract].title, wording.TIERS[s.tier]) for s in schemas.sources
            ]
        },
    )


def _texts(schemas: Schemas, folder: str, place: str, filled: Mapping[str, str]) -> Iterator[Page]:
    """The written pages of a folder; numbers of the policy are put in, so that they are said once."""
    policy = schemas.policy
    numbers = {"threshold": policy.threshold, "less": policy.threshold - 1, "group": policy.smallest_group}
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for path in sorted((HERE / folder).glob("*.md")):
        text = Template(path.read_text(encoding="utf-8")).substitute(numbers, **filled)
        title = text.splitlines()[0].removeprefix("# ")
        yield (
            f"{place}{path.stem}.html",
            "text.html.jinja",
            {"title": title, "body": for_agencies.with_pictures(_scrolling(markdown.render(text)))},
        )


def texts_of_another_county() -> dict[str, str]:
    """The files of the example county, as they stand in the page that explains them; tests run them."""
    shown = {
        "agencies": "agencies",
        "policy": "policy",
        "contract": "contracts/home_exits",
        "entries": "contracts/shelter_entries",
        "codelist": "codelists/return_window",
        "programmes": "codelists/programme",
        "table": "tables/exits_followed",
        "measure": "measures/returns",
    }
    texts = {word: (ANOTHER_COUNTY / f"{name}.yaml").read_text(encoding="utf-8") for word, name in shown.items()}
    return {f"county_{word}": f"```yaml\n{text}```" for word, text in texts.items()}


def _coded(text: str) -> Markup:
    """What stands in backticks is set as code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts))


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
    among = schemas.measures[m.among.measure] if m.among else None
    words = schemas.codelists[among.outcome.codelist] if among and among.outcome else None
    return {
        "m": m,
        "among": among,
        "among_code": words.label(m.among.code) if words and m.among and m.among.code else "",
        "units": wording.units(m),
        "residents": schemas.residents if schemas.per_residents(m) is not None else None,
        "rated_by": [words.title for b, words in lists if words and b in (schemas.per_residents(m) or {})],
        "breaks": schemas.breaks_of(m.name),
        "windows": wording.windows(m),
        "outcome": outcome,
        "breakdowns": [(words.name, words.title) for _, words in lists if words],
        "followed": [
            (outcome.label(c), outcome.words[c].means, m.follow_up(c) or "none") for c in (m.outcome.codes if m.outcome else ()) if outcome
        ],
        "files": [(n, schemas.contracts[n].title) for n in sorted(schemas.extracts_for(m.counts))],
        "examples": [{**e, "given": drawn(e["given"]), "expect": drawn(e["expect"])} for e in m.examples],
    }


def _fed(schemas: Schemas) -> dict[str, list[Measure]]:
    """The measures that count what is in each file."""
    needed = {m.name: schemas.extracts_for(m.counts) for m in schemas.measures.values()}
    return {name: [m for m in schemas.measures.values() if name in needed[m.name]] for name in schemas.contracts}


def _contract(schemas: Schemas, c: Contract, feeding: list[Measure]) -> dict[str, Any]:
    titles = {col.name: schemas.codelists[col.codelist].title if col.codelist else None for col in c.columns.values()}
    return {
        "c": c,
        "kind": wording.KINDS[c.kind],
        "rules": [wording.rule(r, c.columns) for r in c.rules],
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
