"""A rate per 10,000 leaves beside the published count that it follows from; any other rate, and any other number, does not."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from tests.audited import breakdown, measure, publication

HEADING, WHO = "Per 10,000 young people 10 to 17 years old", "Young people 10 to 17 years old who live here"
MEASURES = {
    "found": {**measure(unit="youth", gender=breakdown("girl", "boy", "another")), "per_residents": {"gender": "gender"}},
    "asked": measure(unit="youth"),
}
DRAWN = """
    measure | period  | gender  | statistic | value
    found   | 2025    | _T      | count     | 60
    found   | 2025    | girl    | count     | 40
    found   | 2025    | boy     | count     | c
    found   | 2025    | another | count     | c
    found   | 2025-Q1 | _T      | count     | 15
    asked   | 2025    |         | count     | 90
"""
RESIDENTS: dict[str, Any] = {
    "heading": HEADING,
    "who": WHO,
    "each": 10_000,
    "as_of": "2026-07-01",
    "source": "State estimates, table P-3",
    "assumption": False,
    "young_people": {"2025": {"_T": 20_000, "gender": {"girl": 9_000, "boy": 11_000}}},
}
GIRLS = "44.4 (31.8 to 60.5)"
"""40 of 9,000, and the exact Poisson limits of 40 at 95 %: 28.58 and 54.47."""


def county(folder: Path, page: str = "", residents: Mapping[str, Any] | None = None, measures: Mapping[str, Any] = MEASURES) -> Path:
    made = publication(folder / "2025-Q4-v1", measures, DRAWN)
    said = json.loads((made / "publication.json").read_text("utf-8"))
    (made / "publication.json").write_text(json.dumps({**said, "residents": RESIDENTS if residents is None else residents}), "utf-8")
    if page:
        (made / "page.html").write_text(f'<!doctype html><html><body><section id="m-found">{page}</section></body></html>', "utf-8")
    return made


def table(girl: str = GIRLS, boy: str = "[c] withheld", lives: str = "11,000", whole: str = "30.0 (22.9 to 38.6)") -> str:
    head = f"<tr><th>Group</th><th>Number</th><th>{WHO}</th><th>{HEADING}</th></tr>"
    rows = [("All", "60", "20,000", whole), ("girl", "40", "9,000", girl), ("boy", "[c] withheld", lives, boy)]
    cells = "".join(f"<tr><th>{name}</th>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for name, *row in rows)
    return f"<table><caption>Young people met, 2025</caption>{head}{cells}</table>"


def kinds(folder: Path) -> set[str]:
    return {leak.kind for leak in in_files(folder, read.folder(folder))}


def test_rates_that_follow_from_published_counts_leave_with_their_limits(tmp_path: Path) -> None:
    assert kinds(county(tmp_path, table())) == set()


@pytest.mark.parametrize("said", [f"60 in 2025. {HEADING}: 30.0 (22.9 to 38.6).", f"40 girl in 2025. {HEADING}: {GIRLS} [u]."])
def test_a_sentence_may_say_such_a_rate(said: str, tmp_path: Path) -> None:
    assert kinds(county(tmp_path, f"<p>{said}</p>")) == set()


PLANTS = {
    "a rate beside a withheld count": table(boy="6.4 (2.6 to 13.1)"),
    "a rate of a withheld count without its limits": table(boy="6.4"),
    "a rate that follows from no published count": table(girl="45.4"),
    "a rate of another group": table(girl="30.0"),
    "a rate to more places than were agreed": table(girl="44.44"),
    "a limit that is none": table(girl="44.4 (31.8 to 61.5)"),
    "a number of residents that was not published": table(lives="11,007"),
    "a number of residents of another group": table(lives="9,000"),
    "a rate in words that follows from no published count": f"<p>boy in 2025. {HEADING}: 6.4.</p>",
    "a rate of a quarter": f"<p>15 in 2025-Q1. {HEADING}: 7.5.</p>",
    "a rate beside other words": "<p>40 girl in 2025, or 44.4 of all.</p>",
}


@pytest.mark.parametrize("plant", PLANTS)
def test_any_other_number_is_found(plant: str, tmp_path: Path) -> None:
    assert kinds(county(tmp_path, PLANTS[plant]))


def test_no_rate_leaves_of_a_measure_that_is_not_given_per_residents(tmp_path: Path) -> None:
    without = {**MEASURES, "found": {**MEASURES["found"], "per_residents": None}}
    residents = {**RESIDENTS, "young_people": {"2025": {"_T": 20_000}}}
    assert kinds(county(tmp_path / "with", f"<p>60 in 2025. {HEADING}: 30.0.</p>", residents)) == set()
    assert kinds(county(tmp_path / "without", f"<p>60 in 2025. {HEADING}: 30.0.</p>", residents, without))


def living(**changed: Any) -> dict[str, Any]:
    return {**RESIDENTS, "young_people": {"2025": {**RESIDENTS["young_people"]["2025"], **changed}}}


SHAPES = {
    "a number of the size of a count": living(gender={"girl": 9_000, "boy": 7}),
    "a part larger than its whole": living(gender={"girl": 20_001}),
    "a group that no measure has": living(gender={"south": 9_000}),
    "a codelist that no measure is broken down by": living(town={"south": 9_000}),
    "a number that is not whole": living(_T=20_000.5),
    "a field that was not agreed": {**RESIDENTS, "boys": 7},
    "another base": {**RESIDENTS, "each": 7},
    "a heading with a count in it": {**RESIDENTS, "heading": f"{HEADING}, boys 7"},
    "a source that tells a count": {**RESIDENTS, "source": "In 2025, 7 young people were boys"},
    "a list in its place": [7],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_numbers_of_residents_say_nothing_but_what_was_agreed(shape: str, tmp_path: Path) -> None:
    assert kinds(county(tmp_path, residents=SHAPES[shape]))


def test_a_publication_without_numbers_of_residents_is_read_as_before(tmp_path: Path) -> None:
    made = publication(
        tmp_path / "2025-Q4-v1", {k: {n: v for n, v in m.items() if n != "per_residents"} for k, m in MEASURES.items()}, DRAWN
    )
    (made / "page.html").write_text('<!doctype html><section id="m-found"><p>60 in 2025.</p></section>', "utf-8")
    assert kinds(made) == set()
    (made / "page.html").write_text(f'<!doctype html><section id="m-found"><p>60 in 2025. {HEADING}: 30.0.</p></section>', "utf-8")
    assert kinds(made)
