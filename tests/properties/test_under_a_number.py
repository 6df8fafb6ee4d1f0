"""A number given as "under 4" breaks a rule exactly where no number that it may stand for would keep it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.confidential.validation import rule_counts
from pipelines.desk import rules
from pipelines.desk.cells import ReadColumn
from schemas import Column, Contract, Rule, Schemas
from schemas.codelist import TOTAL
from schemas.forms.expectations import sums

SCHEMAS = Schemas.load()
LIMIT = 4
NUMBER = Column("youth", "integer", "", minimum=0, under=LIMIT)
OTHER = Column("sessions", "integer", "", minimum=0, under=LIMIT)
BY = replace(SCHEMAS.contracts["clients_by_service"].columns["service"], name="service")
CODES = tuple(c for c in SCHEMAS.codes_of(BY) if c != TOTAL)

values = st.sampled_from(["0", "1", "2", "3", "4", "5", "7", "under_4", "under_4"])
tables = st.lists(values, min_size=2, max_size=6)


def contract(rule: str, **fields: str) -> Contract:
    agreed = SCHEMAS.contracts["clients_by_service"]
    columns = {"service": BY, "youth": NUMBER, "sessions": OTHER}
    return replace(agreed, columns=columns, rules=(Rule(rule, fields),))


def read(agreed: Contract, **said: Sequence[str]) -> dict[str, ReadColumn]:
    return {name: ReadColumn(agreed.columns[name], tuple(texts)) for name, texts in said.items()}


def stands_for(value: str) -> Iterable[int]:
    return range(1, LIMIT) if value == "under_4" else (int(value),)


def fits(rule: str, numbers: Sequence[int]) -> bool:
    *parts, whole = numbers
    return sum(parts) == whole if rule == "parts_sum_to_whole" else max(parts) <= whole <= sum(parts)


@pytest.mark.parametrize("rule", ["parts_sum_to_whole", "parts_cover_whole"])
@settings(max_examples=150, deadline=None)
@given(said=tables)
def test_parts_and_their_whole_are_refused_exactly_where_no_completion_fits(rule: str, said: list[str]) -> None:
    """The last number is the whole. The desk and the county's own count come to the same answer."""
    agreed = contract(rule, by="service", column="youth")
    lines = [*CODES[: len(said) - 1], TOTAL]
    possible = any(fits(rule, numbers) for numbers in product(*map(stands_for, said)))
    told = list(rules.of_the_file(read(agreed, service=lines, youth=said), agreed, SCHEMAS))
    assert bool(told) == (not possible)
    frame = pl.DataFrame({"service": lines, "youth": said, "sessions": ["9"] * len(said)})
    assert sum(rule_counts(frame, sums(agreed)).values()) == int(not possible)


@settings(max_examples=150, deadline=None)
@given(pairs=st.lists(st.tuples(values, values), min_size=1, max_size=6))
def test_a_number_and_its_bound_are_refused_exactly_where_no_completion_fits(pairs: list[tuple[str, str]]) -> None:
    agreed = contract("at_most", column="youth", other="sessions")
    youth, sessions = zip(*pairs, strict=True)
    wrong = [i for i, (a, b) in enumerate(pairs) if not any(x <= y for x in stands_for(a) for y in stands_for(b))]
    told = list(rules.of_rows(read(agreed, youth=youth, sessions=sessions), agreed))
    assert [row for breach in told for row in breach.rows] == wrong
    frame = pl.DataFrame({"service": CODES[: len(pairs)], "youth": youth, "sessions": sessions})
    assert sum(rule_counts(frame, sums(agreed)).values()) == len(wrong)
