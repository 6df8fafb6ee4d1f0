"""The token recipe does what its page in the handbook says: the page's own test vectors, lists and figures are tried."""

import hashlib
import hmac
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.desk.preparing import days, recipe
from schemas.forms.dictionary import dictionary
from tests.bench import linkage_errors
from tests.desk_files import schemas

PAGE = (Path(__file__).parents[2] / "reports" / "handbook" / "desk" / "token-recipe.md").read_text(encoding="utf-8")
KEY = bytes.fromhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
BORN = date(2010, 3, 4)


def table(heading: str) -> list[list[str]]:
    lines = PAGE[PAGE.index(heading) :].splitlines()[2:]
    rows = lines[: next((i for i, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


VECTORS = table("| Last name | First name |")


def token(last: str, first: str, born: date | None = BORN, sex: str = "f") -> str | None:
    said = recipe.message(last, first, born, sex)
    return None if isinstance(said, recipe.Lacking) else recipe.token(KEY, said)


def test_the_page_has_vectors_of_every_kind():
    assert len(VECTORS) >= 20
    written = " ".join(" ".join(row[:2]) for row in VECTORS)
    for kind in ("ñ", "é", "-", "’", "Jr.", "de la", "王", "محمد", "Иванова"):
        assert kind in written


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row[0]}, {row[1]}, {row[2]}")
def test_a_vector_of_the_page_comes_out_as_printed(row):
    last, first, born, form, sex, said, printed = row
    message = recipe.message(last, first, days.read(born, form), recipe.SEXES[sex.casefold()])
    if isinstance(message, recipe.Lacking):
        assert (said, printed) == (f"none: {message}", "")
        return
    assert message.splitlines() == [recipe.RECIPE, *said.split(" ")]
    by_hand = hmac.new(KEY, "\n".join([recipe.RECIPE, *said.split(" ")]).encode(), hashlib.sha256).hexdigest()[:32]
    assert recipe.token(KEY, message) == printed == by_hand


def test_the_page_lists_every_word_that_the_recipe_treats_apart():
    lists = PAGE[PAGE.index("## The lists") : PAGE.index("## Test vectors")]
    for word in (*recipe.PARTICLES, *recipe.PLACEHOLDERS):
        assert f"`{word}`" in lists
    assert all(f"`{word}`" in PAGE for word in recipe.SUFFIXES)
    named = re.search(r"apostrophes \((.+?)\)", PAGE)
    assert named and all(recipe.last_name(f"O{chr(int(code, 16))}Brien") == "obrien" for code in re.findall(r"U\+([0-9A-F]{4})", named[1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Núñez", "Inés"), ("NUNEZ", "ines")),
        (("O'Neill", "Ana"), ("O’NEILL", "Ana María")),
        (("O Neill", "Ana"), ("ONeill", "Ana")),
        (("Mc Donald", "Ana"), ("McDonald", "Ana")),
        (("García López", "Ana"), ("García-Pérez", "Ana")),
        (("Lopez Jr", "Luis"), ("López, Jr.", "Luis")),
        (("Lopez", "Luis III"), ("Lopez", "Luis")),
        (("Nguye\u0302\u0303n", "Mai"), ("Nguyễn", "Mai")),
        (("Lo\u00adpez\u200b", " Ana\xa0"), ("Lopez", "Ana")),
        (("ＬＯＰＥＺ", "Ana"), ("Lopez", "Ana")),
    ],
)
def test_two_ways_of_writing_one_person_give_one_token(one, other):
    assert token(*one) == token(*other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Lopez", "Ana"), ("Lopez", "Anna")),
        (("Lopez", "Guadalupe"), ("Lopez", "Lupe")),
        (("Smith-Jones", "Ana"), ("Jones-Smith", "Ana")),
        (("Muller", "Ana"), ("Mueller", "Ana")),
        (("Le", "Ana"), ("Lee", "Ana")),
    ],
)
def test_what_the_recipe_does_not_bridge_gives_two_tokens(one, other):
    assert token(*one) != token(*other)


def test_two_parts_are_never_run_together():
    assert token("Ana", "Lopez") != token("Lopez", "Ana")
    assert token("Anal", "Opez") != token("Ana", "Lopez")
    assert len({token("Lopez", "Ana", BORN, sex) for sex in "fmxu"}) == 4


@pytest.mark.parametrize(
    ("last", "first", "born"),
    [
        ("", "Ana", BORN),
        ("Lopez", "", BORN),
        ("Lopez", "Ana", None),
        ("N/A", "Ana", BORN),
        ("Not Known", "Ana", BORN),
        ("Lopez", "Baby Boy", BORN),
        ("XXX", "Ana", BORN),
        ("…", "Ana", BORN),
        ("Doe", "Jane", BORN),
        ("Lopez", "Ana", date(1900, 1, 1)),
    ],
)
def test_too_little_known_gives_no_token(last, first, born):
    assert token(last, first, born) is None


def test_names_that_only_look_unknown_keep_their_token():
    assert all(token(last, "Ana") for last in ("Na", "Minor", "Doe", "Le", "Van", "O", "Do"))


def test_a_birth_date_after_the_quarter_is_none():
    assert recipe.message("Lopez", "Ana", date(2026, 2, 1), "f", not_after=date(2025, 12, 31)) is recipe.Lacking.born


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_at_all_is_read_and_its_own_result_reads_the_same(last, first):
    said = recipe.last_name(last), recipe.first_name(first)
    assert all(part == part.strip() and "\n" not in part for part in said)
    assert recipe.first_name(said[1]) in (said[1], "")
    assert recipe.last_name(last.upper() if last.upper().casefold() == last.casefold() else last) == said[0]


def test_the_figures_of_the_page_are_those_that_are_measured_now():
    stated = dict(table("| Measured | Figure |"))
    found = linkage_errors.measured()
    assert found.records >= 20_000
    printed = {name.split(":")[0].split(",")[0]: figure for name, figure in stated.items() if "were sex" not in name}
    assert printed == {
        "recall": f"{100 * found.recall:.1f} %",
        "precision": f"{100 * found.precision:.2f} %",
        "records without a token": f"{100 * found.without_token / found.records:.1f} %",
    }
    said = dictionary(schemas(), schemas().contracts["child_welfare_cases"]).decode()
    assert f"joined {int(100 * found.recall)} of 100 pairs" in said and f"it joined {int(1000 * found.precision)} were one" in said
    assert "token" not in dictionary(schemas(), schemas().contracts["advocacy_services"]).decode()
    shares = {row[0]: row[1] for row in table("| Error, by each agency |")}
    assert shares == {name: f"{100 * share:.1f} %" for name, share in linkage_errors.RATES.items()}
