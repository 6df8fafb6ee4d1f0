"""Three made-up counties of a year through the door, alone and again with late rows: what is shown is no less than it was, and holds."""

import random
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.audit import audit_publications
from pipelines.disclosure_control.protection import Protected, protect
from pipelines.publication import store
from schemas import Policy
from tests import counted

AGREED, POLICY = counted.kinds_of_measures(), Policy()
KEYS = ("measure", "period", "statistic", "gender", "step", "team")
SHOWN = {("few", 1): 228, ("some", 2): 446, ("many", 3): 509}
"""How many numbers are shown of each, in November 2026."""
SIZES = {"few": (0, 0, 1, 2, 5), "some": (0, 3, 8, 12, 25), "many": (9, 14, 30, 45, 70)}


def stays(size: str, seed: int, late: bool = False) -> list[dict[str, Any]]:
    """A year of stays; some young people stay twice. `late`: with some that were told of afterwards."""
    dice, found = random.Random(seed), []
    for quarter, gender, end in product((1, 2, 3, 4), ("girl", "boy", "unknown"), range(len(counted.ENDS))):
        many, again, first = dice.choice(SIZES[size]), dice.choice([1, 1, 2]), dice.randint(0, len(found))
        more = dice.choice([0, 0, 0, 12, 15]) if late and size == "many" else dice.choice([0, 0, 0, 1, 2]) if late else 0
        known = {"quarter": f"2024-Q{quarter}", "gender": gender, "had": counted.ENDS[end]}
        found += [{**known, "youth": (first + n) // again} for n in range(many)]
        found += [{**known, "youth": 10_000 + 100 * len(found) + n} for n in range(more)]
    return found


def tabulated(size: str, seed: int, late: bool = False) -> pl.DataFrame:
    return counted.frame(counted.together(AGREED, stays(size, seed, late), random.Random(seed)), AGREED)


@cache
def first(size: str, seed: int) -> Protected:
    return protect(tabulated(size, seed), AGREED, POLICY)


def cells(result: Protected) -> pl.DataFrame:
    return pl.concat([t.cells for t in result.tables])


def holds(folder: Path, *results: Protected) -> None:
    """The attacker gets nowhere, alone or told which counts are small."""
    names = [f"2024-Q4-v{n}" for n in range(1, len(results) + 1)]
    drafts = [store.save_draft(folder, n, r.tables, AGREED, {"publication": n}) for n, r in zip(names, results, strict=True)]
    for small in (None, frozenset(results[-1].small.rows())):
        audit = audit_publications(drafts, small)
        assert audit.passed, audit.summary()


@pytest.mark.parametrize(("size", "seed"), SHOWN)
def test_what_is_shown_is_no_less_than_it_was_and_gives_nothing_away(size: str, seed: int, tmp_path: Path) -> None:
    counts, result = tabulated(size, seed), first(size, seed)
    shown = cells(result)
    holds(tmp_path, result)
    assert shown["value"].is_not_null().sum() >= SHOWN[size, seed]
    both = counts.join(shown, on=[c for c in KEYS if c in counts.columns], suffix="_shown").filter(pl.col("value_shown").is_not_null())
    assert (both["value"] == both["value_shown"]).all()
    of_people = both.filter((pl.col("measure") != "staff") & pl.col("statistic").is_in(["count", "numerator", "denominator"]))
    assert of_people.filter(pl.col("youth").is_between(1, 10) | pl.col("value").is_between(1, 10)).is_empty()
    assert of_people.filter((pl.col("statistic") == "numerator") & pl.col("rest_youth").is_between(1, 10)).is_empty()


@pytest.mark.parametrize(("size", "seed"), SHOWN)
def test_the_summary_counts_what_was_done(size: str, seed: int) -> None:
    result = first(size, seed)
    shown, said = cells(result), result.summary
    assert said["cells"] == shown.height
    assert said["shown"] == shown["status"].is_in(["", "r"]).sum() == shown["value"].is_not_null().sum()
    assert said["withheld"] == (shown["status"] == "c").sum()
    assert said["primary"] + said["complementary"] == said["counts_withheld"] <= said["withheld"]
    assert said["primary"] > 0
    assert (said["revised"], said["held_revisions"], result.revised, result.held_revisions, result.notes) == (0, 0, 0, 0, ())


@pytest.mark.parametrize(("size", "seed"), SHOWN)
def test_the_young_people_behind_what_is_shown_are_kept_and_of_nothing_else(size: str, seed: int) -> None:
    counts, result = tabulated(size, seed), first(size, seed)
    keys = [c for c in KEYS if c in counts.columns]
    both = counts.join(cells(result), on=keys, suffix="_shown").filter(pl.col("value_shown").is_not_null() & pl.col("youth").is_not_null())
    both = both.filter(pl.col("statistic").is_in(["count", "numerator", "denominator"]) & (pl.col("measure") != "staff"))
    own = result.behind.filter(pl.col("statistic") != "complement").select(*keys, "youth").sort(keys)
    kept = {tuple(k): n for *k, n in own.iter_rows()}
    expected = {tuple(k): n for *k, n in both.select(*keys, "youth").iter_rows()}
    assert {k: n for k, n in kept.items() if k in expected} == expected
    rests = result.behind.filter(pl.col("statistic") == "complement").with_columns(statistic=pl.lit("numerator"))
    left = {tuple(k): n for *k, n in rests.select(*keys, "youth").iter_rows()}
    of_steps = both.filter(pl.col("statistic") == "numerator")
    assert left == {tuple(k): n for *k, n in of_steps.select(*keys, "rest_youth").iter_rows()}


@pytest.mark.parametrize(("size", "seed"), SHOWN)
def test_late_rows_change_what_is_shown_by_many_or_not_at_all(size: str, seed: int, tmp_path: Path) -> None:
    before = first(size, seed)
    late = tabulated(size, seed, late=True)
    second = protect(late, AGREED, POLICY, [cells(before)], names=["2024-Q4-v1"], behind=[before.behind])
    holds(tmp_path, before, second)
    keys = list(cells(before).columns[:-2])
    both = cells(before).join(cells(second), on=keys, suffix="_now")
    assert both.height == cells(before).height
    seen = both.filter(pl.col("value").is_not_null())
    assert seen["value_now"].is_not_null().all()
    changed = seen.filter(pl.col("value") != pl.col("value_now"))
    assert set(changed["status_now"]) <= {"r"}
    counts = changed.filter(pl.col("statistic").is_in(["count", "numerator", "denominator"]) & (pl.col("measure") != "staff"))
    assert counts.filter((pl.col("value") - pl.col("value_now")).abs() < 11).is_empty()
    assert second.revised == 0 or not counts.is_empty()
