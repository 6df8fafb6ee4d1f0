"""The guide of each agency says what the agreement says, in words that everyone can read."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
import textstat
import yaml

from pipelines.desk import Named, parse
from pipelines.desk.agreement import refusals
from pipelines.desk.catalogue import CATALOGUE
from pipelines.desk.explaining import every
from reports import handbook
from reports.handbook.guide import words
from schemas import Schemas, mou
from schemas.forms.pack import START
from tests.reports.prose import prose

SCHEMAS, MEMORANDUM = Schemas.load(), mou.read()
DESK = handbook.Desk([asdict(rule) for rule in every()], MEMORANDUM)
GRADE = 9
ROOM = Path(handbook.__file__).parent


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    handbook.build(folder, SCHEMAS, DESK)
    return folder


@pytest.fixture(scope="module")
def guides(book):
    return {name: (book / "desk" / "guides" / f"{name}.html").read_text(encoding="utf-8") for name in SCHEMAS.agencies}


def tiers(name):
    return {s.tier for s in SCHEMAS.agencies[name].sources}


def commands(html):
    return [line for block in re.findall(r"<pre><code>(.*?)</code></pre>", html, re.S) for line in block.split("\n") if line]


def test_a_guide_reads_as_easily_as_a_newspaper(guides):
    for name, html in guides.items():
        said = prose(html)
        assert len(said.split()) > 400, name
        assert textstat.flesch_kincaid_grade(said) <= GRADE, name


@pytest.mark.parametrize(
    "page",
    [
        *("desk/index", "desk/sending", "desk/prepare", "desk/checker", "desk/rules"),
        *("task-force", "steward", "grants", "planning", "notebooks", "glossary"),
    ],
)
def test_the_other_pages_for_people_read_as_easily(book, page):
    assert textstat.flesch_kincaid_grade(prose((book / f"{page}.html").read_text(encoding="utf-8"))) <= GRADE


def test_hard_words_in_long_sentences_would_be_noticed():
    said = "The aforementioned organisation's confidentiality considerations notwithstanding, dissemination necessitates authorisation."
    assert textstat.flesch_kincaid_grade(prose(f"<p>{said}</p>")) > GRADE
    assert prose(f"<p>A word.</p><table><tr><td><p>{said}</p></td></tr></table><pre><code>{said}</code></pre>") == "A word."


def test_a_guide_names_each_file_with_its_form_its_legal_ground_and_its_columns(guides):
    for name, html in guides.items():
        for s in SCHEMAS.agencies[name].sources:
            row = re.search(rf'<tr><th scope="row"><a href="../../contracts/{s.extract}.html">.*?</tr>', html)
            assert row, (name, s.extract)
            told = row[0].replace("&#39;", "'")
            assert all(said in told for said in (s.legal_basis, f"{s.due_days} days after the quarter", s.expires.isoformat()))


def test_the_file_of_a_guide_s_commands_is_one_that_this_agency_may_send(guides):
    for name, html in guides.items():
        checked = [line.split()[-1] for line in commands(html) if line.startswith(("safecount check ", "safecount submit "))]
        assert len(checked) == 2 and len(set(checked)) == 1
        named = parse(checked[0])
        assert isinstance(named, Named) and named.agency == name
        assert refusals(named, SCHEMAS) == ()


def test_every_command_of_a_guide_is_one_that_the_command_line_takes(guides):
    from typer.main import get_command

    from pipelines.cli import app

    known = get_command(app).commands
    seen = set()
    for html in guides.values():
        for line in commands(html):
            said, name, *rest = line.split()
            options = {o for p in known[name].params for o in p.opts}
            assert said == "safecount" and {o for o in rest if o.startswith("--")} <= options, line
            seen.add(name)
    assert seen == {"template", "prepare", "check", "submit", "verify", "explain"}
    assert START in (ROOM / "guide.en.yaml").read_text(encoding="utf-8")


def test_only_linkable_files_are_prepared_with_a_key_and_a_register_is_not_prepared_at_all(guides):
    for name, html in guides.items():
        made = [line for line in commands(html) if line.startswith("safecount prepare ") and "--draft-mapping" not in line]
        agency = SCHEMAS.agencies[name]
        told = {re.search(r"--extract (\w+)", line)[1]: "--key" in line for line in made}
        assert {SCHEMAS.source(name, e).tier for e in told} == tiers(name) - {"register"}
        assert all(with_key == (SCHEMAS.source(name, e).tier == "linkable") for e, with_key in told.items()), agency.name


def test_who_sends_totals_only_is_told_of_no_token_and_where_under_11_may_stand(guides):
    for name, html in guides.items():
        takes = [c for s in SCHEMAS.agencies[name].sources for c in SCHEMAS.contracts[s.extract].columns.values() if c.under]
        assert ("Write <code>under 11</code> in its place" in html) == bool(takes), name
        if tiers(name) <= {"counts", "register"}:
            assert "A token stands" not in html and "--key linking.key" not in html
            assert ("Send no token either, and no code made from a name" in html) == ("counts" in tiers(name))
    assert any("under 11" in html for html in guides.values())


def test_three_findings_are_told_in_the_words_of_the_catalogue(guides):
    for name, html in guides.items():
        codes = [line.split()[-1] for line in commands(html) if line.startswith("safecount explain ")]
        assert len(set(codes)) == 3, name
        assert all(f"{CATALOGUE[code].title} ({code})" in html for code in codes)
    assert "(T601)" in guides["advocates"] and "(P503)" in guides["sheriff"]


def test_every_clause_that_an_agency_s_files_help_to_show_is_in_its_guide_and_no_other(guides):
    for name, html in guides.items():
        sends = {s.extract for s in SCHEMAS.agencies[name].sources}
        for clause in MEMORANDUM.clauses.values():
            concerns = any(f.partition(".")[0] in sends for f in MEMORANDUM.fields_of(clause.id))
            cell = f"<td>{clause.asks}.</td><td>{clause.source}</td>".replace("'", "&#39;")
            assert (cell in html) == concerns, (name, clause.id)


def test_a_guide_shows_the_checker_and_a_receipt_with_words_for_who_does_not_see_them(guides):
    for html in guides.values():
        alts = re.findall(r'<img src="data:image/png;base64,[^"]+" width="\d+" height="\d+" alt="([^"]+)"', html)
        assert len(alts) == 2 and all(len(alt) > 80 for alt in alts)


def test_a_county_without_a_memorandum_has_guides_too(tmp_path):
    handbook.build(tmp_path, SCHEMAS, handbook.Desk(DESK.rules, None, "parole"))
    html = (tmp_path / "desk" / "guides" / "parole.html").read_text(encoding="utf-8")
    assert "No clause of the memorandum rests on your files yet." in html


def test_every_language_of_the_guides_has_the_same_sentences():
    english = shape(words(ROOM))
    for path in ROOM.glob("guide.*.yaml"):
        assert shape(yaml.safe_load(path.read_text(encoding="utf-8"))) == english, path.name


def shape(said):
    """Which sentences there are, and what is filled into each."""
    if isinstance(said, dict):
        return {name: shape(more) for name, more in said.items()}
    return len(said) if isinstance(said, list) else sorted(re.findall(r"{(\w+)}", said))
