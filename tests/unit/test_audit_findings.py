"""What the attacker says of a file: each thing once, by its kind, however many there are; and what it lets pass beside it."""

from pathlib import Path

import pytest

from tests.planted import TOWNS, comma, county, kinds, leaks, parquet, pdf, png, workbook

NOBODY, WITHHELD, TELLING = "a number that nobody published", "a value for a withheld number", "a word that tells why a number is withheld"


def page(rows: str, more: str = "", scope: str = "m-asked") -> str:
    head = "<caption>asked, 2025</caption><tr><th>Town</th><th>Number</th></tr>"
    return f'<!doctype html><section id="{scope}"><table>{head}{rows}</table>{more}</section>'


def row(town: str, shown: str, how: str = "") -> str:
    return f"<tr><th>{town}</th><td{how}>{shown}</td></tr>"


def found(folder: Path) -> list[tuple[str, str]]:
    return sorted((leak.kind, dict(leak.key).get("found", "")) for leak in leaks(folder))


def test_two_plants_in_one_file_are_two_findings_and_in_two_files_four(tmp_path: Path) -> None:
    planted = comma([("town", "2025"), ("north", 81), ("east", 20), ("south", 9), ("west", "c"), ("mid", 40)])
    one = found(county(tmp_path / "one", {"a.csv": planted}))
    assert one == [(NOBODY, "81"), (WITHHELD, "9")]
    assert found(county(tmp_path / "two", {"a.csv": planted, "b/c.csv": planted})) == sorted(one * 2)


CELLS = {
    ("south", "9"): {(WITHHELD, "9")},
    ("south", "40"): {(WITHHELD, "40")},
    ("south", "c"): set(),
    ("mid", "40"): set(),
    ("mid", "41"): {(NOBODY, "41")},
    ("mid", "80"): {(NOBODY, "80")},
    ("mid", "c"): set(),
    ("mid", "40.0"): set(),
    ("mid", "twelve"): {(NOBODY, "12")},
    ("all", "177"): set(),
    ("all", "176"): {(NOBODY, "176")},
}


@pytest.mark.parametrize(("town", "shown"), CELLS)
def test_a_cell_of_a_page_is_what_its_labels_say(town: str, shown: str, tmp_path: Path) -> None:
    assert set(found(county(tmp_path, {"p.html": page(row(town, shown))}))) == CELLS[town, shown]


NAMED = {
    ("north", "north", "80"): True,
    ("north", "north", "81"): False,
    ("north", "mid", "80"): False,
    ("east", "north", "80"): False,
    ("south", "south", "c"): True,
    ("south", "south", "9"): False,
}


@pytest.mark.parametrize(("line", "town", "shown"), NAMED)
def test_a_cell_that_names_its_line_has_that_lines_number_and_labels(line: str, town: str, shown: str, tmp_path: Path) -> None:
    lines = (county(tmp_path / "cells") / "cells.csv").read_text("utf-8").splitlines()
    at = next(n for n, text in enumerate(lines, 1) if f",{line}," in text)
    clean = leaks(county(tmp_path, {"p.html": page(row(town, shown, f' data-line="{at}"'))})) == []
    assert clean == NAMED[line, town, shown]


def test_two_marks_must_look_alike(tmp_path: Path) -> None:
    shown = row("north", "80") + row("mid", "40") + row("east", "20")
    alike = shown + row("south", "c") + row("west", "c")
    assert kinds(county(tmp_path / "alike", {"p.html": page(alike)})) == set()
    for n, (text, how) in enumerate((("[c]", ""), ("c", ' class="p"'), ("c", ' style="color:red"'), ("–", ""))):
        assert kinds(county(tmp_path / str(n), {"p.html": page(shown + row("south", "c") + row("west", text, how))})), (text, how)


@pytest.mark.parametrize("word", ["primary", "complementary", "suppressed", "singleton", "small", "unsafe"])
def test_a_word_that_tells_why_is_found_wherever_it_stands(word: str, tmp_path: Path) -> None:
    places = {
        "a name": {f"{word}.csv": comma([("town", "2025"), *TOWNS])},
        "an attribute": {"p.html": page(row("south", "c", f' title="{word}"') + row("north", "80"))},
        "a comment": {"p.html": page(row("north", "80"), f"<!-- {word} -->")},
        "a property": {"p.pdf": pdf([("asked in 2025",)], info=f"({word})")},
        "a picture": {"p.png": png((b"tEXt", f"Comment\0{word}".encode()))},
        "metadata": {"p.parquet": parquet(metadata={"note": word})},
    }
    for n, (place, files) in enumerate(places.items()):
        assert kinds(county(tmp_path / str(n), files)), place
    assert kinds(county(tmp_path / "name", places["a name"])) == {TELLING}


@pytest.mark.parametrize("word", ["primary", "singleton", "small"])
def test_a_word_that_tells_why_is_found_in_a_column_of_its_own_beside_a_withheld_number_alone(word: str, tmp_path: Path) -> None:
    def why(town: str) -> dict[str, bytes | str]:
        return {"t.csv": comma([("town", "2025", "why"), *[(t, v, word if t == town else "") for t, v in TOWNS]])}

    assert kinds(county(tmp_path / "withheld", why("south"))) == {TELLING}
    assert kinds(county(tmp_path / "shown", why("north"))) == set()


SCRIPTS = {
    "const asked = {north: 80}": set(),
    "const asked = {'north': 80, 'east': 20}": set(),
    "const asked = {'south': 9}": {NOBODY},
    "const asked = {'south': 1}": set(),
    "const width = 37": set(),
    "const from = '2025', n = 37": {NOBODY},
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_near_a_name_in_a_script_every_number_must_be_published(script: str, tmp_path: Path) -> None:
    assert kinds(county(tmp_path, {"p.html": page(row("north", "80"), f"<script>{script}</script>")})) == SCRIPTS[script]


def test_a_name_between_backticks_is_a_name(tmp_path: Path) -> None:
    assert kinds(county(tmp_path, {"p.html": page(row("north", "80"), "<script>draw(`south`, 37)</script>")})) == {NOBODY}


def test_a_long_script_is_looked_at_near_names_of_ours_only(tmp_path: Path) -> None:
    filler = "let a = 37;" * 6000
    clean = page(row("north", "80"), f"<script>{filler}</script>")
    assert kinds(county(tmp_path, {"p.html": clean})) == set()
    planted = page(row("north", "80"), f"<script>{filler}const x = {{'asked': [9, 37]}}</script>")
    assert kinds(county(tmp_path / "planted", {"p.html": planted})) == {NOBODY}


def test_rows_may_stand_in_the_order_of_the_codes_or_of_the_letters_and_not_of_the_numbers(tmp_path: Path) -> None:
    told, orders = dict(TOWNS), "an order that follows the values"
    for order, clean in (
        ("north east south west mid", True),
        ("mid west south east north", True),
        ("east mid north south west", True),
        ("north mid south east west", False),
        ("west east south mid north", False),
    ):
        rows = "".join(row(t, str(told[t])) for t in order.split())
        assert (orders not in kinds(county(tmp_path / order, {"p.html": page(rows)}))) == clean, order


def test_formulas_of_a_workbook_are_read_with_their_row(tmp_path: Path) -> None:
    def formula(town_row: int, said: str, value: object):
        return workbook(lambda book, sheet: sheet.write_formula(town_row, 3, said, None, value))

    assert kinds(county(tmp_path / "own", {"b.xlsx": formula(3, "=9", 9)})) != set()
    assert kinds(county(tmp_path / "sum", {"b.xlsx": formula(3, "=B2-71", "")})) != set()


def test_a_publication_is_judged_by_its_own_files_whatever_was_judged_before(tmp_path: Path) -> None:
    clean, planted = page(row("south", "c")), page(row("south", "9"))
    for n, (text, expected) in enumerate(((clean, set()), (planted, {WITHHELD}), (clean, set()), (planted, {WITHHELD}))):
        assert kinds(county(tmp_path / str(n), {"p.html": text})) == expected
