"""Days on which the longer windows turn occur in the county, and any contract at all can be filled."""

from datetime import date
from random import Random

import pytest

from pipelines.synthesis import ALL, county
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.edges import AFTER, DAYS, MONTHS, WHAT, planned
from pipelines.synthesis.events import Youth
from pipelines.synthesis.filling import broken, filled, totalled
from schemas import Quarter, Schemas
from schemas.codelist import TOTAL
from schemas.period import months_after

SCHEMAS = Schemas.load()
LAST = Quarter(2028, 4)


@pytest.fixture(scope="module")
def lives() -> tuple[Youth, ...]:
    return county(SCHEMAS, youth_per_year=150, quarters=12, last=LAST, seed=1, extracts=ALL).lives


def days_of(youth: Youth, extract: str, column: str) -> list[date]:
    rows = [e.by(LAST.plus(4)) or {} for e in youth.entries if e.extract == extract]
    return sorted(r[column] for r in rows if r[column])


EVENTS = {
    "exploited again": ("identifications_made", "identified_on"),
    "offended again": ("probation_violations", "offence_on"),
    "detained again": ("hall_stays", "admitted_on"),
}
STARTS = {"service": ("services_received", "started_on"), "release": ("hall_releases", "released_on")}


@pytest.mark.parametrize("after", AFTER)
def test_events_lie_on_the_days_where_a_window_turns(lives: tuple[Youth, ...], after: str) -> None:
    days, months = set(), set()
    for youth in lives:
        for start in days_of(youth, *STARTS[after])[:1]:
            for what in EVENTS.values():
                for on in days_of(youth, *what):
                    days.add((on - start).days)
                    months |= {(m, (on - months_after(start, m)).days) for m in MONTHS}
    assert set(DAYS) == {0, 180, 181, 365, 366, 730}
    assert set(DAYS) <= days
    assert {(m, at) for m in MONTHS for at in (-1, 0)} <= months


def test_every_kind_of_event_is_planned_at_every_edge() -> None:
    edges = {(0, day) for day in DAYS} | {(m, at) for m in MONTHS for at in (-1, 0)}
    assert set(planned()) == {(after, what, *edge) for after in AFTER for what in WHAT for edge in edges}


@pytest.mark.parametrize("extract", sorted(SCHEMAS.contracts))
def test_any_extract_can_be_filled_around_a_few_values(extract: str) -> None:
    contract = SCHEMAS.contracts[extract]
    chance = Chance(Random(extract), Quarter(2026, 1), LAST)
    given = {c.name: "a1b2c3d4e5f60718" for c in contract.columns.values() if c.type == "token"}
    given |= {contract.dated_by: date(2026, 2, 1)} if contract.dated_by else {}
    for _ in range(25):
        row = filled(contract, SCHEMAS, chance, given)
        assert list(row) == list(contract.columns)
        assert not list(broken(contract, row))
        assert all(row[c.name] is not None for c in contract.columns.values() if c.required)
        assert all(row[c.name] in (None, *SCHEMAS.codes_of(c)) for c in contract.columns.values() if c.codelist)


def test_what_cannot_be_filled_is_said() -> None:
    contract = SCHEMAS.contracts["hall_stays"]
    given = {"youth_token": "a1b2c3d4e5f60718", "admitted_on": date(2026, 2, 1), "released_on": date(2026, 1, 1)}
    with pytest.raises(ValueError, match="hall_stays: no row keeps every rule with admitted_on, released_on, youth_token given"):
        filled(contract, SCHEMAS, Chance(Random(1), Quarter(2026, 1), LAST), given)


@pytest.mark.parametrize("extract", sorted(c.name for c in SCHEMAS.contracts.values() if c.kind == "counts"))
def test_totals_of_which_nothing_is_known_still_add_up(extract: str) -> None:
    contract = SCHEMAS.contracts[extract]
    rows = totalled(contract, SCHEMAS, Chance(Random(extract), Quarter(2026, 1), LAST))
    assert not [rule.name for row in rows for rule in broken(contract, row)]
    for rule in contract.rules:
        if rule.name == "every_code":
            column = contract.columns[rule.fields["column"]]
            assert [r[column.name] for r in rows] == list(SCHEMAS.codes_of(column))
        if rule.name in ("parts_sum_to_whole", "parts_cover_whole"):
            parts = [r[rule.fields["column"]] for r in rows if r[rule.fields["by"]] != TOTAL]
            (whole,) = (r[rule.fields["column"]] for r in rows if r[rule.fields["by"]] == TOTAL)
            assert whole == sum(parts)
