"""Texts of every kind are judged by what they say of the counts; what is too long to be read is not waved past."""

import json
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import among, read
from pipelines.disclosure_control.audit.files import columns, judge, pictures
from pipelines.disclosure_control.audit.files.items import Entry, Finding, Note, Series, Words
from pipelines.disclosure_control.audit.files.judge import Judge
from pipelines.disclosure_control.audit.files.known import Known
from tests.audited import breakdown, measure, publication
from tests.planted import county, jpeg, parquet

TOO_LONG, TELLING = "a text that is too long to be read", "a word that tells why a number is withheld"
ORDER, WITHHELD, NOBODY = "an order that follows the values", "a value for a withheld number", "a number in text that is not published"


@pytest.fixture
def known(tmp_path: Path) -> Known:
    return Known(read.folder(county(tmp_path)), {})


def kinds(known: Known, *items) -> list[str]:
    return [found.kind for found in Judge(known).findings(items)]


@pytest.mark.parametrize(("kind", "most"), [(Entry, judge.LONG), (Words, judge.LONG), (Note, 10 * judge.LONG)])
def test_so_long_a_text_is_read_and_no_longer_one(kind: type, most: int, known: Known) -> None:
    near = {"near": ()} if kind is Entry else {}
    assert kinds(known, kind("p", "a" * most, **near)) == []
    assert kinds(known, kind("p", "a" * (most + 1), **near)) == [TOO_LONG]


@pytest.mark.parametrize("word", ["small", "primary", "Suppressed", "sensitive"])
def test_an_explanation_may_say_why_in_general_but_of_no_group_in_a_year(word: str, known: Known) -> None:
    assert kinds(known, Words("p", f"Counts from 1 to 10 are {word}.")) == []
    assert kinds(known, Words("p", f"In 2025 the number of south was {word}.")) == [TELLING]
    assert kinds(known, Words("p", "In 2025 the number of south is not shown.")) == []


def test_a_number_in_an_explanation_is_one_of_the_counts_once_it_speaks_of_them(known: Known) -> None:
    assert kinds(known, Words("p", "Look at the table twice, 7 times if need be.")) == []
    assert kinds(known, Words("p", "7 young people")) == [NOBODY]
    assert kinds(known, Words("p", "In 2025 it was 7.")) == [NOBODY]
    assert kinds(known, Words("p", "south: 7")) == [NOBODY]
    assert kinds(known, Words("p", "In 2025 it was 80.")) == []
    assert kinds(known, Words("p", "Suppose it was 7 in 2025.")) == []


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (("c", ""), ("c", ""), True),
        (("c", "bold"), ("c", ""), False),
        (("c", ""), ("[c]", ""), False),
        (("c", "bold"), ("c", "bold"), True),
    ],
)
def test_all_withheld_numbers_are_marked_and_look_alike(first: tuple, second: tuple, alike: bool, known: Known) -> None:
    marks = [Entry("p", text, (town,), scope="asked", mark="n", look=look) for town, (text, look) in (("south", first), ("west", second))]
    assert kinds(known, *marks) == ([] if alike else ["marks that tell withheld numbers apart"])


def ordered(*towns: tuple[str, str | None]) -> Series:
    return Series("p", tuple(((town, "asked", "2025"), value) for town, value in towns))


def test_an_order_by_value_says_between_which_two_a_withheld_number_lies(known: Known) -> None:
    assert kinds(known, ordered(("north", "80"), ("mid", "40"), ("south", None), ("east", "20"))) == [ORDER]
    assert kinds(known, ordered(("east", "20"), ("south", None), ("mid", "40"), ("north", "80"))) == [ORDER]
    assert kinds(known, ordered(("north", "80"), ("mid", "40"), ("east", "20"), ("south", None))) == []
    assert kinds(known, ordered(("mid", "40"), ("north", "80"), ("south", None), ("east", "20"))) == []
    assert kinds(known, ordered(("east", "20"), ("mid", "40"), ("south", None))) == []


def test_a_name_is_understood_by_its_label_and_by_its_code(tmp_path: Path) -> None:
    towns = {
        **breakdown("to_north", "to_south", "to_east"),
        "labels": {"to_north": "Northside", "to_south": "Southside", "to_east": "Eastside"},
    }
    drawn = """
        measure | period | town     | statistic | value
        asked   | 2025   | _T       | count     | 100
        asked   | 2025   | to_north | count     | 60
        asked   | 2025   | to_south | count     | c
        asked   | 2025   | to_east  | count     | c
        """
    known = Known(read.folder(publication(tmp_path, {"asked": measure(town=towns)}, drawn)), {})
    for name in ("Southside", "to_south"):
        assert kinds(known, Entry("p", "60", (name, "2025"), scope="asked")) == [WITHHELD]
    for name in ("Northside", "to_north"):
        assert kinds(known, Entry("p", "60", (name, "2025"), scope="asked")) == []


def test_of_a_photograph_comments_and_properties_are_read_and_no_measure_of_light() -> None:
    def notes(*parts: tuple[int, bytes]) -> list[str]:
        return [item.text for item in pictures.jpeg(jpeg(*parts), "p") if isinstance(item, Note)]

    assert notes((0xFE, b"seven"), (0xE1, b"\0\0Exif nine\0\0")) == ["seven", "Exif nine"]
    assert notes((0xED, b"\0s\0e\0v\0e\0n\0")) == ["seven"]
    assert notes((0xEE, b"Adobe\0\0"), (0xDB, b"abcdefgh"), (0xC0, b"abcdefgh"), (0xE0, b"JFIF here")) == []
    broken = [item for item in pictures.jpeg(jpeg((0xFE, b"seven"))[:9], "p") if isinstance(item, Finding)]
    assert [found.kind for found in broken] == [pictures.BROKEN]


def test_what_pandas_writes_beside_a_table_is_read_but_for_its_own_names() -> None:
    def notes(said: object) -> list[str]:
        written = {"pandas": said if isinstance(said, str) else json.dumps(said)}
        return [
            item.text if isinstance(item, Note) else item.kind
            for item in columns.read(parquet(metadata=written), "p")
            if isinstance(item, (Note, Finding))
        ]

    assert notes({"creator": {"library": "pyarrow"}, "pandas_version": "3", "index_columns": [{"stop": 5}], "column_indexes": []}) == [
        "parquet-cpp-arrow"
    ]
    assert notes({"attributes": {"south": [9, None, {"west": "8"}]}}) == ["parquet-cpp-arrow", "9", "8"]
    assert notes("{south: 9") == ["parquet-cpp-arrow", "a file that cannot be read"]


def test_measures_that_count_among_each_other_are_of_one_family_and_others_are_not() -> None:
    measures = {
        "met": measure(population="who was met"),
        "told": measure(population="who was told", among=("met", None, "at_most")),
        "again": measure(population="who was told again", among=("told", None, "at_most")),
        "asked": measure(population="who was asked"),
        "early": measure(population="who was early") | {"part_of": "asked"},
    }
    found = among.families(measures)
    assert found["met"] == found["told"] == found["again"] == "who was met"
    assert found["asked"] == found["early"] == "who was asked"
