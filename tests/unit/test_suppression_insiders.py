"""Withholding against those who know their own counts: no agency, and no two together, can work out another's."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from pipelines.disclosure_control.audit import audit_table
from pipelines.disclosure_control.suppression import Requirement, Table, frame, suppress
from pipelines.disclosure_control.suppression.table import Dimension

AGENCIES = ["courts", "homes", "police", "school"]


def table(inner: list[int], agencies: int = 4) -> Table:
    ages = [f"a{i}" for i in range(len(inner) // agencies)]
    return Table((Dimension.of("agency", AGENCIES[:agencies], {}), Dimension.of("age", ages, {})), np.array(inner, np.int64))


def made_up(seed: int, agencies: int = 4, ages: int = 4) -> Table:
    chance = np.random.default_rng(seed)
    return table(chance.choice([0, 1, 3, 8, 15, 30, 60], agencies * ages).tolist(), agencies)


def told(of: Table, hidden: np.ndarray) -> bool:
    """Whether some agency, or two, can add up a withheld count of others: what they do not know is then one number alone."""
    sums = of.sums.toarray()
    inner = hidden[of.places]
    shown = sums[~hidden][:, inner]
    code = np.repeat(np.arange(len(of.dimensions[0].leaves)), len(of.dimensions[1].leaves))[inner]
    for size in (1, 2):
        for own in combinations(range(len(of.dimensions[0].leaves)), size):
            theirs = np.isin(code, own)
            rank = np.linalg.matrix_rank(shown[:, ~theirs]) if (~theirs).any() else 0
            for i in range(int((~theirs).sum())):
                one = np.eye(int((~theirs).sum()))[[i]]
                if np.linalg.matrix_rank(np.vstack([shown[:, ~theirs], one])) == rank:
                    return True
    return False


@pytest.mark.parametrize("protection", ["exact", "full", "width:10"])
@pytest.mark.parametrize("seed", range(4))
def test_no_agency_and_no_two_can_add_up_what_is_withheld_of_others(seed: int, protection: str, tmp_path: Path) -> None:
    of, requirement = made_up(seed), Requirement.parse(protection, 11)
    alone, done = suppress(of, requirement), suppress(of, requirement, contributor="agency")
    assert not told(of, done.hidden)
    assert done.hidden[alone.primary].all()
    assert done.hidden.sum() >= alone.hidden.sum() or not told(of, alone.hidden)
    frame(of, done.hidden, "n").write_csv(tmp_path / "t.csv")
    audit = audit_table([tmp_path / "t.csv"], "n", contributor="agency")
    assert (audit.exact, audit.leaks) == (0, ())
    assert audit.insiders is not None and audit.insiders.exact == 0


def test_where_two_hide_each_other_a_third_and_a_fourth_are_needed() -> None:
    of = table([5, 40, 30, 6, 50, 60, 33, 44, 70, 20, 80, 90])
    alone, done = suppress(of, Requirement("exact")), suppress(of, Requirement("exact"), contributor="agency")
    column = [hidden.reshape(of.shape)[1:, 1] for hidden in (alone.hidden, done.hidden)]
    assert column[0].sum() == 2
    assert column[1].sum() == 4
    assert told(of, alone.hidden) and not told(of, done.hidden)


def test_nothing_small_is_nothing_to_tell() -> None:
    done = suppress(table([20, 0, 30, 40, 50, 60, 70, 80]), Requirement("exact"), contributor="agency")
    assert not done.hidden.any()


def test_of_two_agencies_each_can_tell_the_others_count_from_a_shown_total_so_no_total_of_both_is_shown() -> None:
    of = table([5, 40, 6, 50], 2)
    done = suppress(of, Requirement("exact"), contributor="agency")
    assert done.hidden.reshape(of.shape)[:, 1:].all()
    assert not told(of, done.hidden)
