"""How long late events are waited for follows from how late they came, and what was once complete stays so."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from pipelines.confidential.record_linkage.arrivals import FORM, NAME, arrivals, numbered
from pipelines.confidential.store.frames import Frames
from pipelines.defs import maturity
from schemas import Quarter, Schemas

SCHEMAS = Schemas.load()
CONTACTS = SCHEMAS.contracts["law_enforcement_contacts"]
LAST = Quarter(2025, 4)


def sent(quarter: str, *days: str, agency: str = "sheriff") -> pl.DataFrame:
    """A file of contacts; each is known by its day, so that one told again is the same row."""
    rows = [{"agency": agency, "quarter": quarter, **{k: f"{k}-{day}" for k in CONTACTS.key}, CONTACTS.dated_by: day} for day in days]
    return pl.DataFrame(rows).with_columns(pl.col(str(CONTACTS.dated_by)).str.to_date())


def lags(*frames: pl.DataFrame) -> dict[tuple[int, int], int]:
    return {(r["happened"] - numbered(LAST), r["late"]): r["rows"] for r in arrivals(frames, CONTACTS).iter_rows(named=True)}


def test_a_row_came_with_the_first_file_that_tells_of_it() -> None:
    assert lags(sent("2025-Q3", "2025-09-30"), sent("2025-Q4", "2025-09-30", "2025-08-01", "2025-10-01")) == {
        (-1, 0): 1,
        (-1, 1): 1,
        (0, 0): 1,
    }


def test_what_happened_before_an_agency_s_first_file_says_nothing() -> None:
    assert lags(sent("2025-Q4", "2025-09-30", "2025-10-01"), sent("2025-Q3", "2025-07-01", agency="city_police")) == {(0, 0): 1, (-1, 0): 1}


def test_totals_and_registers_say_nothing() -> None:
    assert arrivals([sent("2025-Q4", "2025-10-01")], SCHEMAS.contracts["advocacy_services"]).is_empty()


def came(*told: tuple[int, int, int]) -> pl.DataFrame:
    """(quarters before the last in which it happened, quarters late, rows)."""
    return pl.DataFrame([(numbered(LAST) - ago, late, rows) for ago, late, rows in told], schema=FORM, orient="row")


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        ([(7, 0, 94), (6, 1, 4), (5, 3, 2)], 1),
        ([(7, 0, 90), (6, 1, 4), (5, 3, 6)], 3),
        ([(7, 0, 95), (7, 4, 5)], 0),
        ([(7, 0, 94), (7, 4, 6)], 4),
        ([(7, 0, 100), (3, 3, 900)], 0),
        ([(6, 0, 60), (6, 3, 60)], 0),
        ([(7, 0, 40), (7, 3, 59)], 0),
    ],
    ids=[
        "one",
        "three",
        "95 of 100 are enough",
        "94 are not",
        "no year to arrive yet",
        "seven quarters are too few",
        "99 rows are too few",
    ],
)
def test_the_fewest_quarters_within_which_nearly_all_came(told, waited) -> None:
    assert maturity.caught(came(*told), LAST) == waited


@pytest.fixture
def office(tmp_path: Path) -> SimpleNamespace:
    """A county of which the publication of 2025-Q1 waited two quarters, and rows have come three quarters late since."""
    shelf = tmp_path / "published"
    (shelf / "2025-Q1-v1").mkdir(parents=True)
    (shelf / "2025-Q1-v1" / "publication.json").write_text('{"late_quarters": 2}')
    frames = Frames.open(tmp_path)
    frames.save(came((7, 0, 90), (7, 3, 10)), "linked", str(LAST), NAME)
    return SimpleNamespace(schemas=SCHEMAS, frames=frames, workspace=SimpleNamespace(published=shelf))


def test_later_rows_make_new_cohorts_wait_and_no_published_one(office: SimpleNamespace) -> None:
    policy = maturity.learnt(office, LAST).policy
    assert policy.late_quarters == 3
    assert policy.complete(Quarter(2024, 3)) == Quarter(2025, 1)  # as the publication of that quarter had it
    assert policy.complete(Quarter(2024, 4)) == Quarter(2025, 3)


def test_it_is_never_waited_less_than_was_agreed(office: SimpleNamespace) -> None:
    office.frames.save(came((7, 0, 500)), "linked", str(LAST), NAME)
    assert maturity.learnt(office, LAST).policy.late_quarters == SCHEMAS.policy.late_quarters == 2


def test_without_a_run_it_is_waited_as_agreed(office: SimpleNamespace) -> None:
    assert maturity.learnt(office, Quarter(2026, 1)).policy.late_quarters == 2


def test_a_mature_cohort_stays_so_and_the_next_waits_longer(office: SimpleNamespace) -> None:
    measure = SCHEMAS.measures["recidivism"]
    code = next(c for c in measure.outcome.codes if measure.follow_up(c) == 6)
    policy = maturity.learnt(office, LAST).policy
    waits = {str(q): str(measure.matures(q, code, policy)) for q in Quarter(2024, 1).through(Quarter(2024, 2))}
    assert waits == {"2024-Q1": "2025-Q1", "2024-Q2": "2025-Q3"}
