"""Who comes late to a group that was published as nobody is held back, and no mark stands where all can be told."""

from pathlib import Path

import polars as pl

from pipelines.disclosure_control.audit import audit_publications
from pipelines.disclosure_control.protection import protect
from pipelines.publication import store
from schemas import Policy
from tests import counted
from tests.spec.test_disclosure_control import FUNNEL, counts, published

EARLY = "gender | all | accepted | started\n_T | 60 | 0 | 0\ngirl | 0 | 0 | 0\nboy | 60 | 0 | 0\nunknown | 0 | 0 | 0"
LATE = "gender | all | accepted | started\n_T | 62 | 40 | 25\ngirl | 2 | 2 | 1\nboy | 60 | 38 | 24\nunknown | 0 | 0 | 0"


def not_yet(frame: pl.DataFrame) -> pl.DataFrame:
    """Nobody could be followed for long enough."""
    step = pl.col("statistic") == "numerator"
    nothing = [pl.when(step).then(None).otherwise(c).alias(c) for c in ("value", "youth", "rest_youth")]
    return frame.with_columns(*nothing, status=pl.when(step).then(pl.lit("m")).otherwise("status"))


def test_nobody_of_nobody_took_a_step_and_the_attacker_finds_nothing_told_exactly(tmp_path: Path) -> None:
    first = protect(not_yet(counts(EARLY, FUNNEL)), FUNNEL, Policy())
    then = protect(counts(LATE, FUNNEL), FUNNEL, Policy(), [published(first)], names=["2024-Q4-v1"])
    see = counted.reader(then.tables)
    assert see("referrals", "2024", "denominator", gender="girl") == (0, "")  # as it was published
    assert see("referrals", "2024", "numerator", gender="girl", step="accepted") == (0, "")
    assert see("referrals", "2024", "percent", gender="girl", step="started") == (None, "z")
    made = [("2024-Q4-v1", first), ("2025-Q2-v1", then)]
    folders = [store.save_draft(tmp_path, n, r.tables, FUNNEL, {"publication": n}) for n, r in made]
    assert audit_publications(folders, frozenset(then.small.rows())).passed
