"""The true number of young people always lies between the ends, and nothing closer follows from what agencies tell."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.confidential.tabulation import tabulate
from pipelines.confidential.tabulation.bounds import ROWS, Number, between
from schemas import Quarter, Schemas

SCHEMAS = Schemas.load()
MEASURE = SCHEMAS.measures["young_people_in_services"]
PROGRAMMES = ("advocates", "family_shelter", "mental_health")
SENDERS = ("child_welfare", "drop_in_center")
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")

people = st.integers(0, 14)
worlds = st.lists(
    st.fixed_dictionaries({"who": people, "where": st.sampled_from([*PROGRAMMES, *SENDERS]), "quarter": st.sampled_from(QUARTERS)}),
    max_size=60,
)


def told(number: int, vague: bool) -> dict[str, int | None]:
    """As a programme may give it: exactly, or as under 11."""
    return {"": None, "_low": 1, "_high": 10} if vague and 1 <= number <= 10 else {"": number, "_low": number, "_high": number}


def frame(rows: Sequence[Mapping[str, object]], table: str) -> pl.DataFrame:
    kinds = {"date": pl.Date, "integer": pl.Int64}
    columns = {c.name: kinds.get(c.type, pl.String) for c in SCHEMAS.tables[table].columns.values()}
    return pl.DataFrame([{n: r.get(n) for n in columns} for r in rows], schema=columns)


def tables(world: list[dict[str, object]], vague: bool, knows: bool) -> dict[str, pl.DataFrame]:
    """What would be sent of a world; where a programme `knows` with whom it shares young people, it tells some of them."""
    served = [{"youth_id": str(e["who"]), "served_on": Quarter.parse(str(e["quarter"])).start} for e in world if e["where"] in SENDERS]
    clients, shared = [], []
    for programme, quarter in product(PROGRAMMES, QUARTERS):
        here = at(world, (programme,), quarter)
        number = told(len(here), vague)
        clients.append({"agency": programme, "quarter": quarter, "client_kind": "new"} | {f"youth{k}": n for k, n in number.items()})
        if not knows:
            continue
        for partner in (*PROGRAMMES, *SENDERS, "_T"):
            places = (*PROGRAMMES, *SENDERS) if partner == "_T" else (partner,)
            both = here & at(world, tuple(p for p in places if p != programme), quarter)
            number = told(len(both), vague)
            shared.append(
                {"agency": programme, "quarter": quarter, "partner": partner} | {f"youth_shared{k}": n for k, n in number.items()}
            )
    named = {"young_people_served": served, "clients_served": clients, "referral_partner_counts": shared}
    return {name: frame(rows, name) for name, rows in named.items()}


def at(world: list[dict[str, object]], places: tuple[str, ...], period: str) -> set[object]:
    return {e["who"] for e in world if e["where"] in places and str(e["quarter"]).startswith(period)}


def ends(given_tables: dict[str, pl.DataFrame]) -> dict[tuple[str, str], int]:
    cells = tabulate(given_tables, MEASURE, SCHEMAS, Quarter.parse("2026-Q4"))
    return {(c["period"], c["statistic"]): c["value"] for c in cells.to_dicts()}


@settings(max_examples=60, deadline=None)
@given(worlds, st.booleans())
def test_the_truth_lies_between_and_what_programmes_share_never_widens(world, vague):
    loose, tight = ends(tables(world, vague, knows=False)), ends(tables(world, vague, knows=True))
    for period in (*QUARTERS, "2026"):
        truth = len(at(world, (*PROGRAMMES, *SENDERS), period))
        assert loose[period, "count"] == tight[period, "count"] == len(at(world, SENDERS, period))
        assert loose[period, "low"] <= tight[period, "low"] <= truth <= tight[period, "high"] <= loose[period, "high"]
        assert tight[period, "count"] <= tight[period, "low"]


NAMES = (ROWS, "a", "b")
PAIRS = list(combinations(NAMES, 2))
REGIONS = [frozenset(r) for size in (1, 2, 3) for r in combinations(NAMES, size)]
EVERY = np.array(list(product(range(5), repeat=len(REGIONS))), dtype=np.int8)
"""How many people are on exactly these lists and no other: every way there is."""
SIZES = {n: EVERY[:, [n in r for r in REGIONS]].sum(axis=1) for n in NAMES}
BOTH = {p: EVERY[:, [set(p) <= r for r in REGIONS]].sum(axis=1) for p in PAIRS}
ALL = EVERY.sum(axis=1)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 1), min_size=3, max_size=3),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
)
def test_both_ends_are_reached_by_some_people_on_these_lists(lows, widths, shares):
    lists = {n: Number(low, low + wide) for n, low, wide in zip(NAMES, lows, widths, strict=True)}
    shared = {p: min(w, *(lists[n].low for n in p)) for p, w in zip(PAIRS, shares, strict=True)}
    fits = np.ones(len(EVERY), dtype=bool)
    for n in NAMES:
        fits &= (SIZES[n] >= lists[n].low) & (SIZES[n] <= lists[n].high)
    for p, least in shared.items():
        fits &= BOTH[p] >= least
    found = between(lists, shared)
    assert (found.low, found.high) == (ALL[fits].min(), ALL[fits].max())
