"""The desk part of the handbook, for people at agencies: how to send a file, a guide for each agency, every finding in plain words.

It is handed to agencies and is no part of a publication: its examples and test vectors are numbers that nobody published.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from reports.handbook import guide
from reports.handbook.done import Row
from reports.handbook.guide import Told, Words
from reports.handbook.picture import picture
from schemas import Schemas
from schemas.mou import Memorandum

HERE = Path(__file__).parent
Page = tuple[str, str, dict[str, Any]]  # where it lies, its template, what goes into it


@dataclass(frozen=True)
class Desk:
    """What the desk part needs beside the agreement: the rules of the desk, the memorandum where there is one, and for whom.

    `rules` are as `safecount explain --format json` gives them: the desk itself is not to be reached from here. `cells` are those of a
    publication, where it is to be said how far duties are done.
    """

    rules: Sequence[Told]
    memorandum: Memorandum | None = None
    agency: str | None = None
    cells: Sequence[Row] = ()

    def agencies(self, schemas: Schemas) -> list[str]:
        """Those that have a guide, by name; an agency that sends nothing yet has none."""
        return [a.name for a in schemas.agencies.values() if a.sources and self.agency in (None, a.name)]


def pages(schemas: Schemas, desk: Desk) -> Iterator[Page]:
    """The pages that are not written by hand."""
    said = guide.words(HERE)
    rules = {r["code"]: r for r in desk.rules}
    for name in desk.agencies(schemas):
        told = guide.Guide(schemas, desk.memorandum, rules, schemas.agencies[name], said)
        yield f"desk/guides/{name}.html", "guide.html.jinja", told.content()
    yield "desk/rules.html", "rules.html.jinja", {"groups": _grouped(desk.rules)}


def listed(schemas: Schemas, desk: Desk) -> str:
    """The guides as a list in Markdown, for the first page of the desk part."""
    return "\n".join(f"- [{schemas.agencies[name].title}](guides/{name}.html)" for name in desk.agencies(schemas))


def pictured(name: str) -> str:
    """A picture in Markdown, by its name. What it holds is put in last: a hundred thousand letters are no link to be read by rules."""
    words: Words = guide.words(HERE)["pictures"]
    return f"![{words[name]['alt']}](picture-{name})"


def with_pictures(html: str) -> str:
    """A page with its pictures in the places of their names."""
    words: Words = guide.words(HERE)["pictures"]
    return re.sub(r'(?<=src=")picture-(\w+)(?=")', lambda found: picture(found[1], words[found[1]]).source, html)


def _grouped(rules: Sequence[Told]) -> list[tuple[str, list[Mapping[str, str]]]]:
    """The rules under their groups; what a rule of the county does not say is empty."""
    names = ("code", "title", "means", "do", "why", "wrong", "right", "then")
    whole = [{"group": r["group"], **{n: r.get(n, "") for n in names}} for r in rules]
    return [(group, list(of_it)) for group, of_it in groupby(whole, key=lambda r: r["group"])]
