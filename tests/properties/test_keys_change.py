"""Agencies take a new key at a year's turn: with their bridges the county counts what it would have counted without."""

import hashlib
from collections.abc import Iterable
from functools import cache

import polars as pl
import pytest

from pipelines.confidential.record_linkage import Bridge, fitting, one_token, with_one_token
from schemas import Quarter
from tests import small_county
from tests.small_county import SCHEMAS, Cells, Sent

TURN, LAST = Quarter(2027, 1), Quarter(2027, 4)
OLD, NEW = "2026-aaaaaaaa", "2027-bbbbbbbb"
MEASURES = (
    *("different_young_people", "referral_funnel", "referral_endings", "crossover"),
    *("exploited_again_6m", "exploited_again_by_day", "events_at_liberty", "length_of_stay", "missing_young_people"),
)


def anew(token: str) -> str:
    """The token under the new key."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


@cache
def came() -> Sent:
    return [file for file in small_county.sent() if file[1] <= LAST]


@cache
def rotated() -> Sent:
    """The same files; from the turn of the year on every agency writes new tokens, also where it tells an old row again."""
    return [(name, q, _anew(rows) if q >= TURN and "youth_token" in rows.columns else rows) for name, q, rows in came()]


def _anew(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("youth_token").map_elements(anew, return_dtype=pl.String))


@cache
def bridges() -> tuple[Bridge, ...]:
    """Each agency's bridge for all whom it knows at the end, as far as it may be kept."""
    used: dict[str, dict[bool, set[str]]] = {}
    for _, quarter, rows in came():
        if "youth_token" in rows.columns:
            for agency, tokens in rows.group_by("agency").agg("youth_token").iter_rows():
                used.setdefault(agency, {True: set(), False: set()})[quarter < TURN] |= set(tokens)
    kept: list[Bridge] = []
    for agency, by_key in sorted(used.items()):
        pairs = tuple((token, anew(token)) for token in sorted(by_key[True] | by_key[False]))
        kept.append(fitting(Bridge(agency, OLD, NEW, pairs), kept, by_key[True]))
    return tuple(kept)


@cache
def counted(with_bridges: bool) -> dict[str, Cells]:
    tokens = one_token(bridges()) if with_bridges else {}
    files = [(name, q, with_one_token(rows, SCHEMAS.contracts[name], tokens)) for name, q, rows in rotated()]
    return _counted(files, MEASURES)


@cache
def expected() -> dict[str, Cells]:
    return _counted(came(), MEASURES)


def _counted(files: Sent, names: Iterable[str]) -> dict[str, Cells]:
    tables = small_county.tables_of(files, names, LAST)
    return {name: small_county.cells(tables, SCHEMAS.measures[name], LAST) for name in names}


@pytest.mark.parametrize("name", MEASURES)
def test_a_county_with_a_new_key_at_new_year_counts_the_same_as_one_without(name: str) -> None:
    assert any(expected()[name].values()), "something is counted"
    assert counted(True)[name] == expected()[name]


def test_without_the_bridges_one_young_person_would_be_two() -> None:
    assert counted(False)["different_young_people"] != expected()["different_young_people"]
    assert counted(False)["crossover"] != expected()["crossover"]
