"""The file of how many young people live in the county: what it holds, and what it is refused for."""

from pathlib import Path

import pytest

from schemas import SchemaError, Schemas, residents
from schemas.files import SHIPPED

COUNTY = "River County"
CODELISTS = Schemas.load().codelists
GOOD = """
    year | gender | race_ethnicity | young_people
    2024 | _T     | _T             | 900
    2024 | girl   | _T             | 400
    2024 | boy    | _T             | 500
    2024 | _T     | black          | 300
    2025 | _T     | _T             | 910
    2025 | girl   | _T             | 410
    2025 | boy    | _T             | 500
    2025 | _T     | black          | 310
"""


def laid(folder: Path, drawn: str = GOOD, **said: str) -> Path:
    """A county's schemas folder with such a file."""
    fields = {"county": COUNTY, "ages": "[10, 17]", "as_of": "2026-07-01", "source": "State estimates P-3", **said}
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    head = "\n".join(f"{name}: {value}" for name, value in fields.items())
    (folder / residents.NAME).write_text(f"{head}\nyoung_people: |\n{drawn.strip(chr(10))}\n", encoding="utf-8")
    return folder


def read(folder: Path, county: str = COUNTY) -> residents.Residents | None:
    return residents.read((SHIPPED, folder), county, CODELISTS)


def test_a_good_file_says_how_many_live_here_by_year_and_group(tmp_path: Path) -> None:
    found = read(laid(tmp_path))
    assert found is not None
    assert found.heading == "Per 10,000 young people 10 to 17 years old"
    assert found.published({"gender"})["young_people"] == {
        "2024": {"_T": 900, "gender": {"girl": 400, "boy": 500}},
        "2025": {"_T": 910, "gender": {"girl": 410, "boy": 500}},
    }


WRONG = {
    "an unknown code": (
        "| girl   | _T             | 400",
        "| girls  | _T             | 400",
        "row 2: codelist 'gender' has no code 'girls'",
    ),
    "an unknown codelist": ("race_ethnicity", "race", "there is no codelist 'race'"),
    "a missing year": ("2025 |", "2026 |", "2025 is missing, between 2024 and 2026"),
    "a year without its whole": ("2025 | _T     | _T             | 910\n", "", "2025 has no row for all"),
    "a group that one year lacks": ("    2025 | _T     | black          | 310\n", "", "2025 has no row for black of race_ethnicity"),
    "a part larger than its whole": (
        "| black          | 300",
        "| black          | 901",
        "in 2024, black of race_ethnicity is more than the whole",
    ),
    "parts larger together than their whole": (
        "2024 | boy    | _T             | 500",
        "2024 | boy | _T | 501",
        "the parts by gender are more",
    ),
    "a negative number": ("| 410", "| -410", "row 6: young_people is a whole number"),
    "a number with a comma": ("| 910", "| 9,100", "row 5: young_people is a whole number"),
    "a row twice": ("2025 | girl   | _T             | 410", "2024 | girl | _T | 400", "row 6: says again what an earlier row says"),
    "two groups in a row": ("2024 | girl   | _T ", "2024 | girl | black ", "row 2: names two groups, gender and race_ethnicity"),
    "too few for a rate": ("| black          | 300", "| black          | 99", "row 4: has fewer than 100 young people; leave the row out"),
    "a field too few": ("2024 | boy    | _T             | 500", "2024 | boy | 500", "row 3: has 3 fields; there are 4 columns"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_does_not_hold_together_is_refused_and_the_message_says_where(wrong: str, tmp_path: Path) -> None:
    before, after, says = WRONG[wrong]
    assert before in GOOD
    with pytest.raises(SchemaError, match="residents.yaml") as refused:
        read(laid(tmp_path, GOOD.replace(before, after)))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "said, says",
    [({"ages": "10 to 17"}, "like [10, 17]"), ({"as_of": "summer"}, "like 2026-07-01"), ({"source": '""'}, "names who published")],
)
def test_ages_day_and_source_must_be_named(said: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaError) as refused:
        read(laid(tmp_path, **said))
    assert says in str(refused.value)


def test_a_real_county_never_gets_the_numbers_of_the_made_up_one(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path, "Example County") is not None


def test_a_file_of_another_county_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="is of another county than"):
        read(laid(tmp_path, county="Lake County"))


def test_the_numbers_of_the_made_up_county_are_called_an_assumption() -> None:
    found = Schemas.load().residents
    assert found is not None and found.assumption
    assert sorted(found.whole) == [2022, 2023, 2024, 2025, 2026]


def test_a_rate_is_given_by_the_breakdowns_of_which_it_is_known_how_many_live_here() -> None:
    schemas = Schemas.load()
    by = schemas.per_residents(schemas.measures["identified_as_exploited"])
    assert by == {"age_band": "age_band", "gender": "gender", "race_ethnicity": "race_ethnicity"}
    assert schemas.per_residents(schemas.measures["recidivism"]) is None
