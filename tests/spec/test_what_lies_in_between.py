"""Of three measures that count among each other the one in between may be missing: then what is left of the first is a count too."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.disclosure_control.protection import protect
from schemas import Policy
from tests.attacks import goes_out, planted
from tests.audited import apart, breakdown, measure, nested
from tests.spec.test_disclosure_control import agreed, counts, published

BY: dict[str, Any] = {"gender": breakdown("girl", "boy", "unknown")}
CHAIN: dict[str, Any] = {
    "stays": measure("step", outcome=nested("step", "detained"), population="stays", **BY),
    "detained": measure("step", outcome=nested("step", "asked"), among=("stays", "detained", "equal"), **BY),
    "questions": measure("step", outcome=apart("step", "yes"), among=("detained", "asked", "equal"), **BY),
}
HEAD = "measure | period | step | gender | statistic | value\n"
WHOLE = "stays | 2025 | detained | _T | numerator | 60\nquestions | 2025 | _T | _T | denominator | {}"


@pytest.mark.parametrize(("asked", "leaks"), [(57, True), (60, False), (30, False)], ids=["three", "nobody", "many"])
def test_the_attacker_subtracts_over_what_is_missing(tmp_path: Path, asked: int, leaks: bool) -> None:
    assert bool(planted(tmp_path, CHAIN, HEAD + WHOLE.format(asked)).leaks) is leaks


def test_and_so_within_each_group(tmp_path: Path) -> None:
    drawn = HEAD + WHOLE.format(30) + "\nstays | 2025 | detained | girl | numerator | 25\nquestions | 2025 | _T | girl | denominator | 20"
    assert planted(tmp_path, CHAIN, drawn).leaks


def test_with_the_one_in_between_nothing_new_is_asked(tmp_path: Path) -> None:
    between = "\ndetained | 2025 | _T | _T | denominator | 60\n"
    assert not planted(tmp_path, CHAIN, HEAD + WHOLE.format(30) + between).leaks


def drawn(**periods: str) -> pl.DataFrame:
    stays = "period | all | detained\n{} | 90 | 60"
    detained = "period | all | asked\n{} | 60 | 57"
    questions = "period | all | yes\n{} | 57 | 30"
    of = {"stays": stays, "detained": detained, "questions": questions}
    return pl.concat([counts(of[name].format(period), agreed(**CHAIN), name) for name, period in periods.items()])


def shown(tabulated: pl.DataFrame, policy: Policy = Policy()) -> set[str]:  # noqa: B008
    cells = published(protect(tabulated, agreed(**CHAIN), policy))
    return set(cells.filter(pl.col("value").is_not_null())["measure"])


def test_who_counts_among_a_measure_that_is_left_out_goes_with_it() -> None:
    whole = drawn(stays="2025", detained="2025", questions="2025")
    assert shown(whole, Policy(left_out=(("detained", "", ""),))) == {"stays"}
    assert shown(whole, Policy(left_out=(("questions", "", ""),))) == {"stays", "detained"}


def test_nor_is_shown_what_counts_among_one_that_is_not_given_in_the_period(tmp_path: Path) -> None:
    torn = drawn(stays="2025", questions="2025")
    assert shown(torn) == {"stays"}
    assert goes_out(tmp_path, agreed(**CHAIN), torn).withstands
    assert shown(drawn(stays="2024", questions="2025")) == {"stays", "questions"}


def test_a_chain_that_is_cut_drops_all_that_hangs_on_it() -> None:
    longer = {**CHAIN, "replies": measure("step", outcome=apart("step", "late"), among=("questions", "yes", "equal"))}
    both = [counts("all | detained\n90 | 60", agreed(**longer), "stays"), counts("all | yes\n57 | 30", agreed(**longer), "questions")]
    cells = published(protect(pl.concat([*both, counts("all | late\n30 | 15", agreed(**longer), "replies")]), agreed(**longer), Policy()))
    assert set(cells["measure"]) == {"stays"}
