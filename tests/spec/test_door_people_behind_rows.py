"""Young people behind some rows are among those behind all rows that hold these, however the two are named: who is left is a count too."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.attacks import Published, goes_out, planted, told
from tests.audited import apart, disjoint, measure, nested
from tests.spec.test_disclosure_control import WITHHELD, agreed, counts

PLACE = disjoint("step", "home", "care", "foster", "group", foster="care", group="care")
FUNNEL = nested("step", "accepted", "started")
NEEDS = apart("step", "housing")


def behind(name: str, code: str | None) -> dict[str, Any]:
    return measure(among=(name, code, "at_most"), unit="youth", adds_up=False)


CHAINS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "a part of a group and the group": (
        {"stays": measure("step", outcome=PLACE, population="stays"), "many": behind("stays", "care"), "some": behind("stays", "foster")},
        {"stays": "all | home | care | foster | group\n400 | 100 | 200 | 120 | 80"},
    ),
    "a later step and the one before": (
        {
            "stays": measure("step", outcome=FUNNEL, population="stays"),
            "many": behind("stays", "accepted"),
            "some": behind("stays", "started"),
        },
        {"stays": "all | accepted | started\n400 | 200 | 120"},
    ),
    "one step and all": (
        {"stays": measure("step", outcome=FUNNEL, population="stays"), "many": behind("stays", None), "some": behind("stays", "accepted")},
        {"stays": "all | accepted | started\n400 | 200 | 120"},
    ),
    "a need and the group that was asked for it": (
        {
            "stays": measure("step", outcome=PLACE, population="stays"),
            "needs": measure("step", outcome=NEEDS, among=("stays", "care", "equal")),
            "many": behind("stays", "care"),
            "some": behind("needs", "housing"),
        },
        {"stays": "all | home | care | foster | group\n400 | 100 | 200 | 120 | 80", "needs": "all | housing\n200 | 120"},
    ),
    "a need of a part and the group above": (
        {
            "stays": measure("step", outcome=PLACE, population="stays"),
            "needs": measure("step", outcome=NEEDS, among=("stays", "foster", "equal")),
            "many": behind("stays", "care"),
            "some": behind("needs", "housing"),
        },
        {"stays": "all | home | care | foster | group\n400 | 100 | 200 | 120 | 80", "needs": "all | housing\n120 | 60"},
    ),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_a_few_young_people_between_two_counts_are_not_told(chain: str, tmp_path: Path) -> None:
    """Forty here and thirty-five there leave five; forty and twenty leave twenty, and both may stand."""
    measures, rows = CHAINS[chain]
    structure = agreed(**measures)

    def out(some: int, name: str) -> Published:
        drawn = rows | {"many": "all\n40", "some": f"all\n{some}"}
        return goes_out(tmp_path / name, structure, pl.concat([counts(lines, structure, m) for m, lines in drawn.items()]))

    close, far = out(35, "close"), out(20, "far")
    assert WITHHELD in {close.see(name, "2024", "count")[1] for name in ("many", "some")}
    assert [far.see(name, "2024", "count") for name in ("many", "some")] == [(40, ""), (20, "")]
    assert close.withstands and far.withstands


@pytest.mark.parametrize("chain", CHAINS)
def test_the_attacker_finds_them_where_both_are_shown(chain: str, tmp_path: Path) -> None:
    lines = ["measure | period | step | statistic | value", "many | 2025 | | count | 40", "some | 2025 | | count | 35"]
    audit = planted(tmp_path, CHAINS[chain][0], "\n".join(lines))
    assert not audit.passed
    assert told(audit) or audit.leaks
