"""The handbook holds a page for everything that was agreed, and its links lead somewhere."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from pipelines.desk.explaining import every
from pipelines.publication import review
from reports import handbook
from reports.handbook import wording
from schemas import Rule, Schemas, mou
from schemas.contract import RULES
from tests.reports.reading import Reading

SCHEMAS = Schemas.load()


DESK = handbook.Desk([asdict(rule) for rule in every()], mou.read())


def read(folder, desk=None):
    handbook.build(folder, SCHEMAS, desk)
    return {p.relative_to(folder): Reading(p.read_text(encoding="utf-8")) for p in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The handbook as it goes with a publication."""
    return read(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The handbook with its desk part, as agencies get it."""
    return read(tmp_path_factory.mktemp("whole"), DESK)


def test_every_link_leads_to_a_page_and_a_place_that_exist(book, whole):
    _lead_somewhere(book)
    _lead_somewhere(whole)


def test_the_handbook_of_one_agency_is_whole_too(tmp_path):
    pages = read(tmp_path, replace(DESK, agency="parole"))
    _lead_somewhere(pages)
    assert [p.name for p in pages if p.parent.name == "guides"] == ["parole.html"]


def test_a_publication_has_nothing_of_the_desk_part(book, whole):
    """Its examples and test vectors are numbers that nobody published, and the attacker lets no publication out with them."""
    assert not [path for path in book if "desk" in path.parts]
    assert {path for path in whole if "desk" not in path.parts} == set(book)
    assert {path.stem for path in whole if path.parent.name == "guides"} == set(SCHEMAS.agencies)
    assert "safecount handbook" in book[Path("index.html")].text


def test_the_page_for_the_steward_shows_every_step_of_a_draft_as_the_code_has_it(book):
    shown = book[Path("steward.html")].text
    for (state, step), then in review.STEPS.items():
        assert " ".join((state, step, then)) in " ".join(shown.split())


def test_every_page_of_the_desk_can_be_found_from_its_first_page(whole):
    listed = {t.attributes["href"] for t in whole[Path("desk/index.html")].of("a")}
    for path in whole:
        if path.parts[0] == "desk" and path.name != "index.html":
            assert path.relative_to("desk").as_posix() in listed


def _lead_somewhere(book):
    checked = 0
    for path, page in book.items():
        for link in (t.attributes.get("href") or "" for t in page.of("a")):
            where, _, place = link.partition("#")
            target = Path(*_plain((path.parent / where).parts)) if where else path
            assert target in book, f"{path}: {link}"
            assert not place or any(t.attributes.get("id") == place for t in book[target].tags), f"{path}: {link}"
            checked += 1
    assert checked > 100


def _plain(parts):
    found: list[str] = []
    for part in parts:
        found = found[:-1] if part == ".." else [*found, part]
    return found


def test_every_measure_has_a_page_with_its_question_its_rules_and_its_examples(book):
    for m in SCHEMAS.measures.values():
        page = book[Path("measures") / f"{m.name}.html"]
        for said in (m.title, m.question, m.source, *m.how, *(e["title"] for e in m.examples)):
            assert said in page.text
        assert len(page.tables) >= 2 * len(m.examples)


def test_an_example_is_drawn_as_the_table_that_was_agreed(book):
    page = book[Path("measures") / "recidivism.html"]
    given = next(t for t in page.tables if t.caption == "Given")
    assert [c for _, c in given.columns] == ["index_on", "reoffended_on"]
    assert [said for row in given.rows for said in [row.heading]] == list("abcdefg")


def test_every_contract_has_a_page_with_each_column_and_rule(book):
    for c in SCHEMAS.contracts.values():
        page = book[Path("contracts") / f"{c.name}.html"]
        for column in c.columns.values():
            assert column.name in page.text and column.means in page.text
        assert all(wording.rule(r, c.columns) in page.text for r in c.rules)


def test_every_code_is_explained(book):
    text = book[Path("codelists.html")].text
    for codelist in SCHEMAS.codelists.values():
        assert all(w.code in text and w.label in text and w.means in text for w in codelist.words.values())


def test_every_rule_that_a_contract_can_have_has_words():
    for name, fields in RULES.items():
        given = {f: {"a": ("b",)} if f == "where" else f"<{f}>" for f in fields}
        said = wording.rule(Rule(name, given), {})
        assert said.endswith(".") and all(f"<{f}>" in said for f in fields if f != "where")


def test_every_clause_of_the_agreement_is_found_with_its_measures_or_the_reason_why_there_is_none(whole):
    page = whole[Path("desk/clauses.html")]
    links = {t.attributes["href"] for t in page.of("a")}
    memorandum = DESK.memorandum
    for clause in memorandum.clauses.values():
        assert any(t.attributes.get("id") == clause.id for t in page.tags), clause.id
        assert clause.asks in page.text and clause.source in page.text
    named = {name for clause in memorandum.clauses.values() for name in clause.measures}
    for name in named:
        asked = memorandum.measures[name]
        assert f"{asked.title} ({name})" in page.text
        assert asked.not_counted in page.text and asked.in_part in page.text
    answering = {m.name for m in SCHEMAS.measures.values() if m.id in named}
    assert {f"../measures/{name}.html" for name in answering} <= links


def test_a_measure_that_a_county_has_not_is_said_to_be_counted_by_nothing(tmp_path):
    left = {name: m for name, m in SCHEMAS.measures.items() if m.id != "E11"}
    handbook.build(tmp_path, replace(SCHEMAS, measures=left), replace(DESK, agency="parole"))
    text = Reading((tmp_path / "desk" / "clauses.html").read_text(encoding="utf-8")).text
    assert "This county counts nothing of it." in text


def test_a_county_without_a_memorandum_has_no_such_page(tmp_path):
    pages = read(tmp_path, replace(DESK, memorandum=None, agency="parole"))
    assert Path("desk/clauses.html") not in pages
    _lead_somewhere(pages)


def test_a_row_for_the_whole_is_asked_for_only_where_the_column_has_one():
    asked = [
        (c.columns[r.fields["column"]].total, "_T" in wording.rule(r, c.columns))
        for c in SCHEMAS.contracts.values()
        for r in c.rules
        if r.name == "every_code"
    ]
    assert {(True, True), (False, False)} == set(asked)


def test_the_page_on_withholding_speaks_of_the_numbers_in_force(book):
    text = book[Path("disclosure-control.html")].text
    assert "a number that stands for 1 to 10 young people" in text
    assert "threshold 11" in text and "a group of fewer than 22" in text
    assert "$" not in text


def test_pages_run_no_script_and_fetch_nothing(whole):
    for page in whole.values():
        assert all((t.attributes["src"] or "").startswith("data:image/png;base64,") for t in page.of("img"))
        policy = page.of("meta", http_equiv="Content-Security-Policy")[0].attributes["content"] or ""
        assert page.scripts == []
        assert "default-src 'none'; script-src 'none'" in policy


def test_building_twice_gives_the_same_bytes(tmp_path):
    first, second = (handbook.build(tmp_path / name, SCHEMAS, DESK).parent for name in "ab")
    for page in first.rglob("*.html"):
        assert page.read_bytes() == (second / page.relative_to(first)).read_bytes()


def test_the_county_of_another_kind_is_shown_whole():
    said = dict(handbook.texts_of_another_county())
    files = sorted(handbook.ANOTHER_COUNTY.rglob("*.yaml"))
    assert len(files) == 8
    for path in files:
        assert any(path.read_text(encoding="utf-8") in text for text in said.values()), path.name


def test_the_page_of_versions_says_since_when_each_file_has_its_form_and_what_changed_in_law(book):
    page = book[Path("versions.html")]
    assert "2017-01-01SB 1322A minor is no longer charged with prostitution" in page.text
    assert all(f"{c.title}v{c.version}{c.effective}" in page.text for c in SCHEMAS.contracts.values())
    assert "measures/exploiter_arrests.html" in {t.attributes["href"] for t in page.of("a")}


def test_a_publication_that_no_change_of_law_touches_says_so(tmp_path):
    handbook.build(tmp_path, replace(SCHEMAS, measures={"advocacy_sessions": SCHEMAS.measures["advocacy_sessions"]}))
    assert "No change touches the measures of this publication." in (tmp_path / "versions.html").read_text(encoding="utf-8")


def test_every_picture_has_words_for_those_who_do_not_see_it(book):
    shown = [tag for path in ("notebooks.html", "planning.html") for tag in book[Path(path)].of("img")]
    assert len(shown) == 6 and all(len(tag.attributes["alt"]) > 60 for tag in shown)
