"""Measures of every shape, tied together: whatever the counts, the attacker of all publications gets nowhere, and is never wrong."""

import random
import tempfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit import Audit, audit_publications, verify_publications
from pipelines.disclosure_control.protection import Protected, protect
from pipelines.publication import store
from schemas import Policy
from tests import counted
from tests.properties.test_disclosure_control import cells_of

POLICY = Policy()
AGREED = counted.kinds_of_measures()
SOME = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def counties(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A year of stays; some young people stay twice, at different places and in different quarters."""
    stays: list[dict[str, Any]] = []
    for quarter, gender, end in product((1, 2, 3, 4), ("girl", "boy", "unknown"), range(len(counted.ENDS))):
        many = draw(st.sampled_from([0, 0, 0, 1, 3, 8, 12, 25]))
        again = draw(st.sampled_from([1, 1, 2, 3]))
        first = draw(st.integers(0, len(stays)))
        known = {"quarter": f"2024-Q{quarter}", "gender": gender, "had": counted.ENDS[end]}
        stays += [{**known, "youth": (first + n) // again} for n in range(many)]
    for quarter in {"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"} - {s["quarter"] for s in stays}:
        stays.append({"quarter": quarter, "gender": "girl", "youth": -1, "had": {"untold"}})
    return sorted(stays, key=lambda s: s["quarter"])


def tabulated(stays: Sequence[Mapping[str, Any]], seed: int) -> pl.DataFrame:
    return counted.frame(counted.together(AGREED, [dict(s) for s in stays], random.Random(seed)), AGREED)


def attacked(folder: Path, results: Sequence[Protected]) -> list[Audit]:
    names = [f"2024-Q4-v{n}" for n in range(1, len(results) + 1)]
    drafts = [store.save_draft(folder, n, r.tables, AGREED, {"publication": n}) for n, r in zip(names, results, strict=True)]
    aided, unaided = (audit_publications(drafts, s, certified=s is None) for s in (frozenset(results[-1].small.rows()), None))
    if unaided.certificate is not None and unaided.passed:
        checked = verify_publications(unaided.certificate, drafts)
        assert (checked.problems, checked.lacking) == ([], 0)
    return [aided, unaided]


def assert_true(audit: Audit, counts: pl.DataFrame) -> None:
    """The attacker's bounds hold the truth."""
    keys = [c for c in counts.columns if c not in ("value", "youth", "rest_youth", "status")]
    truth = {tuple(c for c in row[:-1] if c): row[-1] for row in counts.select(*keys, "value").iter_rows()}
    for cell in audit.cells:
        value = truth.get(tuple(code for _, code in cell.key))
        if value is not None:
            assert cell.low <= value <= (float("inf") if cell.high is None else cell.high), cell.key


@SOME
@given(counties(), st.integers(0, 99))
def test_measures_of_every_shape_give_nothing_away_together(stays: list[dict[str, Any]], seed: int) -> None:
    counts = tabulated(stays, seed)
    result = protect(counts, AGREED, POLICY)
    with tempfile.TemporaryDirectory() as folder:
        for audit in attacked(Path(folder), [result]):
            assert audit.passed, audit.summary()
            assert_true(audit, counts)


@SOME
@given(counties(), st.integers(0, 99))
def test_nor_publication_after_publication(stays: list[dict[str, Any]], seed: int) -> None:
    results: list[Protected] = []
    for quarter in ("2024-Q2", "2024-Q4"):
        counts = tabulated([s for s in stays if s["quarter"] <= quarter], seed)
        results.append(protect(counts, AGREED, POLICY, [cells_of(r) for r in results]))
    with tempfile.TemporaryDirectory() as folder:
        for audit in attacked(Path(folder), results):
            assert audit.passed, audit.summary()


@SOME
@given(counties(), st.integers(0, 99))
def test_what_is_silent_shows_neither_none_nor_all_and_inventories_show_everything(stays: list[dict[str, Any]], seed: int) -> None:
    counts = tabulated(stays, seed)
    cells = cells_of(protect(counts, AGREED, POLICY))
    keys = [c for c in counts.columns if c not in ("value", "youth", "rest_youth", "status")]
    both = counts.join(cells, on=keys, suffix="_shown")
    staff = both.filter(pl.col("measure") == "staff")
    assert staff.height and staff["value"].to_list() == staff["value_shown"].to_list()
    spoke = both.filter((pl.col("measure") == "spoke") & (pl.col("statistic") == "numerator") & pl.col("value_shown").is_not_null())
    home = both.filter(
        (pl.col("measure") == "stays") & (pl.col("step") == "home") & (pl.col("period") == "2024") & (pl.col("gender") == "_T")
    )
    if home["value"].item():
        assert spoke.filter(pl.min_horizontal("value", "rest_youth") < POLICY.threshold).is_empty()
