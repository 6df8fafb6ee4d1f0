"""Sentences are apart from the code, so that a translator adds files and changes none."""

import csv
import json
import re
import string
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reports import agencies, changes, dashboard, language, pdf, services, workbook
from reports.dashboard.publication import read
from reports.dashboard.reporting import reporting
from reports.workbook.tables import tables
from schemas import Schemas, files, mou
from schemas.files import SHIPPED
from tests.reports import of_kinds, pseudo, rated, sizes
from tests.reports.pseudo import county
from tests.reports.sample import Sample

REPORTS = Path(language.__file__).parent.parent
ROOMS = ("agencies", "changes", "dashboard", "language", "look", "pdf", "services", "sheet", "workbook")
READ_OUT = ("aria-label", "title", "alt", "placeholder")
_SCRIPT = re.compile(r"<(script|style)(?! type=.application/json).*?</\1>", re.DOTALL)


class Heard(HTMLParser):
    """Every text of a page that is seen or read out, and the texts of its charts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._in: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.texts += [said for name in READ_OUT if (said := given.get(name))]
        if tag in ("script", "style", "code"):
            self._in.append("figure" if given.get("class") == "figure" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "code"):
            self._in.pop()

    def handle_data(self, data: str) -> None:
        if self._in == ["figure"]:
            self.texts += _of_figure(json.loads(data))
        elif not self._in:
            self.texts.append(data)


def _of_figure(figure: Any) -> Iterator[str]:
    layout = figure["layout"]
    yield from (a["text"] for a in layout.get("annotations", ()))
    yield from (trace["name"] for trace in figure["data"] if "name" in trace)
    yield from (text for axis in ("xaxis", "yaxis") for text in layout.get(axis, {}).get("ticktext", ()))


def _english(html: str) -> list[str]:
    """Texts of a page that are not from a file of words. A sentence may hold a link or a file's name, so the page is read as one."""
    html = _SCRIPT.sub("", html)
    heard = Heard(re.sub(r"</?(a|strong|code)\b[^<>]*>", "", re.sub(r"<(a|code)\b[^<>]*>[\w./ ]+</\1>", "", html)))
    return [said for text in heard.texts if (said := pseudo.left(text))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of a small county as its demo published them, of one with rates, and of one with measures of other kinds."""
    place = tmp_path_factory.mktemp("xx")
    small = sizes.unpacked(25, place / "small")
    schemas, agreed = Schemas.load(), mou.read(SHIPPED)
    agreed = replace(agreed, clauses={n: replace(c, asks=county(c.asks)) for n, c in agreed.clauses.items()})
    _actions(small)
    _services(small)
    others = (
        of_kinds.written(place / "kinds"),
        rated.written(place / "rated", rated.agreed()),
        Sample(first="2025-Q1", extra=True).write(place / "sample"),
    )
    with pseudo.spoken():
        for folder in map(pseudo.countys, (small, *others)):
            publication = read(folder)
            around = dashboard.Around("⟪someone⟫", "2026-05-15")
            promises = dashboard.promised(folder, schemas) if folder == small else ()
            (folder / "datapackage.json").touch()
            changes.build(folder, publication, read(_before(folder)) if folder == small else None)
            agencies.build(folder, publication, schemas)
            told = [agencies.Told("1", r.agency, r.extract, r.quarter, r.status, True, ()) for r in publication.reported[:2]]
            agencies.build_for_agencies(folder / "alone", publication, schemas, told)
            services.build(folder, publication, schemas)
            workbook.build(folder, publication, around)
            (folder / "report.html").write_text(pdf.page(publication, around), "utf-8")
            dashboard.build(folder, memorandum=agreed, promises=promises, around=around)
    return place


def _before(folder: Path) -> Path:
    """The same publication with some numbers otherwise, some not shown, and some files not in."""
    before = folder.parent / "before"
    before.mkdir()
    said = json.loads((folder / "publication.json").read_text("utf-8"))
    said["reported"] = [{**r, "status": "missing"} for r in said["reported"]]
    (before / "publication.json").write_text(json.dumps(said), "utf-8")
    (before / "measures.json").write_bytes((folder / "measures.json").read_bytes())
    heading, *rows = list(csv.reader((folder / "cells.csv").read_text("utf-8").splitlines()))
    with (before / "cells.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([heading, *([*r[:-2], "", "x"] if n % 50 else [*r[:-2], "7331", ""] for n, r in enumerate(rows[:900]))])
    return before


def _actions(folder: Path) -> None:
    rows = [
        ("open", "2020-01-01", ""),
        ("closed", "2020-01-01", "2020-01-01"),
        ("closed", "2020-01-01", "2020-02-01"),
        ("⟪new⟫", "2999-01-01", ""),
    ]
    lines = [f"⟪do⟫,⟪who⟫,2019-12-01,{due},{state},{closed}" for state, due, closed in rows]
    (folder / "actions.csv").write_text("\n".join(["action,organization_id,met_on,due_on,state,closed_on", *lines]), "utf-8")


def _services(folder: Path) -> None:
    told = dict.fromkeys(("organization_id", "taxonomy_term", "status", "need_level", "cost_option", "languages", "schedules"), "⟪code⟫")
    told |= {"location_types": "", "service_areas": "⟪code⟫"}
    rows = [
        {**told, "place": "told", "minimum_age": "11", "maximum_age": "17", "assured_date": "2019-01-01", "mixes_need_levels": "yes"},
        {**told, "place": "not", "minimum_age": "11", "maximum_age": "", "assured_date": "", "mixes_need_levels": "no"},
        {**told, "place": "not", "minimum_age": "", "maximum_age": "17", "assured_date": "2999-01-01", "mixes_need_levels": ""},
    ]
    with (folder / "services.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_every_word_of_a_page_is_the_countys_or_from_a_file_of_words(made: Path) -> None:
    pages = [p for p in made.rglob("*.html") if p.parent.name != "before"]
    assert len(pages) > 30
    assert {str(p.relative_to(made)): found for p in pages if (found := _english(p.read_text("utf-8")))} == {}


def test_a_sentence_that_is_written_into_a_page_would_be_found(made: Path) -> None:
    html = (made / "kinds" / "2025-Q4-v1" / "dashboard.html").read_text("utf-8")
    assert _english(html.replace("<h2", "<p>Of 14 young people: 3</p><h2", 1)) == ["Of 14 young people: 3"]
    assert _english(html.replace('aria-label="⟦', 'aria-label="Table: ⟦', 1)) == ["Table:"]


def test_every_word_of_the_workbook_is_the_countys_or_from_a_file_of_words(made: Path) -> None:
    with zipfile.ZipFile(made / "small" / "tables.xlsx") as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    own = {name for t in tables(read(made / "small")) for name in (t.sheet, t.measure.name)}
    texts = ["".join(t.text or "" for t in one.iter() if t.tag.endswith("}t")) for one in shared]
    assert len(texts) > 100
    assert [found for text in texts if (found := pseudo.left(text)) and found not in own] == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]


def test_a_page_names_its_language_and_writes_numbers_as_it_does(made: Path) -> None:
    html = (made / "rated" / "2025-Q4-v1" / "dashboard.html").read_text("utf-8")
    assert '<html lang="xx">' in html
    assert re.search(r"<td>\d+_\d{3}</td>", html) and re.search(r"\d·\d", html)
    assert not re.search(r"<td>\d+,\d{3}</td>", html)
    assert '"⟦Save this table (CSV)⟧"' in html


def test_english_is_spoken_again_afterwards(tmp_path: Path) -> None:
    publication = read(Sample(first="2025-Q1").write(tmp_path))
    english = reporting(publication).sentence
    with pseudo.spoken():
        assert reporting(publication).sentence != english
    assert reporting(publication).sentence == english


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(LookupError, match="'tlh'"), language.speaking("tlh"):
        pass


@pytest.mark.parametrize(("number", "form"), [(1, "plik"), (2, "pliki"), (5, "plików"), (12, "plików"), (22, "pliki")])
def test_a_language_may_have_more_forms_of_a_word_than_english(monkeypatch: pytest.MonkeyPatch, number: int, form: str) -> None:
    rule = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
    said = {"plural": rule, "forms": "one few many", "files": {"one": "{n} plik", "few": "{n} pliki", "many": "{n} plików"}}
    monkeypatch.setattr(language, "_read", lambda _: said)
    assert language.Words("room/words")("files", n=number) == f"{number} {form}"


def test_what_is_filled_into_a_sentence_of_a_page_never_becomes_a_tag() -> None:
    said = language.common.page("table", caption="<b>5 < 6</b>")
    assert said == "Table: &lt;b&gt;5 &lt; 6&lt;/b&gt;"


def _wrong(english: Any, other: Any, path: str = "") -> set[str]:
    """Where a translation does not fit its English: a name that is missing or too much, a place that is not filled."""
    if isinstance(english, dict) and isinstance(other, dict) and set(english) != {"one", "other"}:
        return set().union(
            {f"{path}{k}" for k in set(english) ^ set(other)},
            *(_wrong(v, other[k], f"{path}{k}.") for k, v in english.items() if k in other),
        )
    if isinstance(english, list) and isinstance(other, list):
        return {path} if len(english) != len(other) else set().union(*(_wrong(e, o, path) for e, o in zip(english, other, strict=True)))
    return {path} if not _places(other) <= _places(english) or _places(english) - _places(other) - {"n"} else set()


def _places(said: Any) -> set[str]:
    texts = said.values() if isinstance(said, dict) else [said]
    return {place for text in texts for _, place, _, _ in string.Formatter().parse(str(text)) if place}


def test_every_translation_has_the_sentences_and_places_of_the_english_one() -> None:
    english = [p for p in REPORTS.rglob("*.en.yaml") if p.parent.name in ROOMS]
    assert len(english) >= 8
    for path in english:
        for other in path.parent.glob(f"{path.name.removesuffix('.en.yaml')}.*.yaml"):
            assert _wrong(files.read(path), files.read(other)) == set(), other.name


def test_a_translation_that_lacks_a_sentence_or_a_place_is_named() -> None:
    english = {"a": "From {first} on", "b": {"one": "One {file}", "other": "{n} {file}"}, "c": ["x"]}
    assert _wrong(english, {"a": "Desde {first}", "b": {"one": "{file}", "few": "{file}", "many": "{n} {file}"}, "c": ["y"]}) == set()
    assert _wrong(english, {"a": "Desde {primero}", "b": {"one": "Un", "other": "{n}"}, "c": []}) == {"a.", "b.", "c."}
    assert _wrong(english, {"a": "Desde {first}", "d": ""}) == {"b", "c", "d"}
