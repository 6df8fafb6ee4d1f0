"""The list of attacks, part 1 of 3: on the tables of one publication. Each is shown to work where nobody withholds, and to get
nowhere against what goes out through the door."""

from itertools import combinations, product
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import audit_table
from pipelines.disclosure_control.protection import protect
from pipelines.disclosure_control.suppression import Requirement, frame, read, suppress
from schemas import Policy
from tests import counted
from tests.attacks import Published, goes_out, kinds, planted, told
from tests.audited import breakdown, measure, nested, table
from tests.spec.test_disclosure_control import COUNT, SHARE, WITHHELD, agreed, counts
from tests.spec.test_disclosure_control import measure as agreed_measure

BY_AGE = {"met": measure(age=breakdown("young", "middle", "old"))}
STEPS = {"met": measure("step", outcome=nested("step", "accepted", "started"), age=breakdown("young", "old"))}
AGES = "measure | period | age | statistic | value\nmet | 2025 | _T | count | {}"
OF = "measure | period | step | age | statistic | value\nmet | 2025 | _T | _T | denominator | {}"
GENDERS = ("girl", "boy", "unknown")


def by_age(total: object, **groups: object) -> str:
    return AGES.format(total) + "".join(f"\nmet | 2025 | {age} | count | {n}" for age, n in groups.items())


def genders(folder: Path, total: int, *parts: int) -> Published:
    drawn = f"gender | all\n_T | {total}" + "".join(f"\n{g} | {n}" for g, n in zip(GENDERS, parts, strict=True))
    return goes_out(folder, COUNT, counts(drawn, COUNT))


def marks(out: Published, statistic: str = "count") -> list[str]:
    return [out.see("referrals", "2024", statistic, gender=g)[1] for g in GENDERS]


def test_a_total_less_the_sum_of_its_other_parts(tmp_path: Path) -> None:
    assert told(planted(tmp_path, BY_AGE, by_age(90, young="c", middle=60, old=20))) == {"young": (10, 10)}
    out = genders(tmp_path, 90, 60, 20, 10)
    assert marks(out) == ["", WITHHELD, WITHHELD]
    assert out.see("referrals", "2024", "count") == (90, "")
    assert out.withstands


def test_one_missing_row(tmp_path: Path) -> None:
    """What has no row is no less in the total. The door gives every code its row, withheld or not."""
    assert told(planted(tmp_path, BY_AGE, by_age(60, middle=21, old=35))) == {"young": (4, 4)}
    out = genders(tmp_path, 90, 60, 20, 10)
    assert set(out.cells["gender"]) == {"_T", *GENDERS}


CUBE = "a | b | c | freq" + "".join(f"\n{a} | {b} | {c} | {{}}" for a, b, c in product(("_T", "x", "y"), repeat=3))


def cube(values: dict[tuple[str, str, str], int]) -> str:
    """All eight inner cells withheld, every total shown."""

    def shown(key: tuple[str, ...]) -> object:
        inside = [n for spot, n in values.items() if all(k in ("_T", s) for k, s in zip(key, spot, strict=True))]
        return "*" if "_T" not in key else sum(inside)

    return CUBE.format(*(shown(key) for key in product(("_T", "x", "y"), repeat=3)))


def test_an_l_shape_and_a_cycle_in_three_dimensions(tmp_path: Path) -> None:
    """Three marks of a square tell each other. Of eight marks in a cube all go up and down together: with a one among those
    that would go up and a one among those that would go down none can move."""
    shape = "a | b | freq\n_T | _T | 100\nx | _T | 45\ny | _T | 55\n_T | u | 52\n_T | v | 48\nx | u | *\nx | v | *\ny | u | *\ny | v | 40"
    assert audit_table([table(tmp_path / "l.csv", shape)], "freq", withheld="*").exact == 3
    numbers = dict(zip(product("xy", repeat=3), (1, 1, 30, 30, 30, 30, 30, 30), strict=True))
    assert audit_table([table(tmp_path / "c.csv", cube(numbers))], "freq", withheld="*").exact == 8
    inner = "a,b,c,freq" + "".join(f"\n{a},{b},{c},{numbers.get((a, b, c), 20)}" for a, b, c in product("xyz", repeat=3))
    (tmp_path / "inner.csv").write_text(inner + "\n", "utf-8")
    asked, _ = read(tmp_path / "inner.csv", "freq", {})
    for kind in ("exact", "full"):
        done = suppress(asked, Requirement.parse(kind, 11))
        frame(asked, done.hidden, "freq").write_csv(tmp_path / f"{kind}.csv")
        audit = audit_table([tmp_path / f"{kind}.csv"], "freq")
        assert (audit.exact, audit.leaks) == (0, ())
        assert audit.passed or kind == "exact"


def test_a_row_of_ones(tmp_path: Path) -> None:
    """Where so many marks share so many people, each has one."""
    assert told(planted(tmp_path, BY_AGE, by_age(32, young="c", middle="c", old=30))) == {"young": (1, 1), "middle": (1, 1)}
    out = genders(tmp_path, 32, 30, 1, 1)
    assert marks(out) == [WITHHELD] * 3
    assert out.withstands


def test_what_it_says_that_a_nought_would_be_shown(tmp_path: Path) -> None:
    """Of two marks that share ten each is nine at most, since neither is nought."""
    assert told(planted(tmp_path, BY_AGE, by_age(60, young="c", middle="c", old=50))) == {"young": (1, 9), "middle": (1, 9)}
    out = genders(tmp_path, 60, 50, 1, 9)
    assert marks(out) == [WITHHELD] * 3
    assert out.withstands


def test_all_of_a_small_group_and_those_few_who_are_left(tmp_path: Path) -> None:
    assert "all or none of a small group" in kinds(
        planted(tmp_path, STEPS, OF.format(21) + "\nmet | 2025 | accepted | _T | numerator | 21")
    )
    assert "a small complement shown" in kinds(planted(tmp_path, STEPS, OF.format(40) + "\nmet | 2025 | accepted | _T | numerator | 30"))
    for number, (all_of_them, accepted) in enumerate(((21, 21), (21, 0), (40, 30))):
        out = goes_out(tmp_path / str(number), SHARE, counts(f"all | accepted\n{all_of_them} | {accepted}", SHARE))
        assert out.see("referrals", "2024", "numerator", step="accepted") == (None, WITHHELD)
        assert out.see("referrals", "2024", "denominator") == (all_of_them, "")
        assert out.withstands


def test_a_rate_with_its_denominator(tmp_path: Path) -> None:
    drawn = OF.format(50) + "\nmet | 2025 | accepted | _T | numerator | c\nmet | 2025 | accepted | _T | percent | 14"
    assert told(planted(tmp_path, STEPS, drawn))["accepted"] == (7, 7)
    out = goes_out(tmp_path, SHARE, counts("all | accepted\n50 | 7", SHARE))
    assert out.see("referrals", "2024", "percent", step="accepted") == (None, WITHHELD)
    assert out.withstands


def test_a_rate_alone_by_trying_all_whole_numbers(tmp_path: Path) -> None:
    """43 % of ten or fewer is three of seven, and nothing else."""
    fit = [(n, d) for d in range(1, 11) for n in range(d + 1) if (200 * n + d) // (2 * d) == 43]
    assert fit == [(3, 7)]
    drawn = OF.format("c") + "\nmet | 2025 | accepted | _T | numerator | c\nmet | 2025 | accepted | _T | percent | 43"
    assert "a percentage beside a withheld count" in kinds(planted(tmp_path, STEPS, drawn))
    out = goes_out(tmp_path, SHARE, counts("all | accepted\n7 | 3", SHARE))
    assert out.see("referrals", "2024", "percent", step="accepted") == (None, WITHHELD)


def test_two_rates_with_one_denominator(tmp_path: Path) -> None:
    """80 % accepted and 60 % started: only five, or ten, have both."""
    rates = {"accepted": 80, "started": 60}
    fit = [d for d in range(1, 11) if all(any((200 * n + d) // (2 * d) == p for n in range(d + 1)) for p in rates.values())]
    assert fit == [5, 10]
    drawn = OF.format("c") + "".join(
        f"\nmet | 2025 | {s} | _T | numerator | c\nmet | 2025 | {s} | _T | percent | {p}" for s, p in rates.items()
    )
    assert [leak.kind for leak in planted(tmp_path, STEPS, drawn).leaks] == ["a percentage beside a withheld count"] * 2
    structure = agreed(referrals=agreed_measure(nested("step", "accepted", "started")))
    out = goes_out(tmp_path, structure, counts("all | accepted | started\n10 | 8 | 6", structure))
    assert [out.see("referrals", "2024", "percent", step=s) for s in rates] == [(None, WITHHELD)] * 2


def test_a_mean_times_how_many(tmp_path: Path) -> None:
    """No mean is counted, none goes through the door, and none that somebody wrote into the file goes out."""
    mean = {"measure": "referrals", "period": "2024", "step": "accepted", "statistic": "mean_days", "value": 14, "youth": 40}
    with pytest.raises(ValueError, match="mean_days: this is not counted before protection"):
        protect(counted.frame([mean], SHARE), SHARE, Policy())
    drawn = OF.format(90) + "\nmet | 2025 | accepted | _T | numerator | 40\nmet | 2025 | accepted | _T | mean_days | 14"
    assert kinds(planted(tmp_path, STEPS, drawn)) == {"a statistic that cannot be attacked"}


def test_totals_of_an_agency_that_sends_totals_only(tmp_path: Path) -> None:
    """The advocates know, and may tell, their own total: less it, the county's total would be the others'."""
    structure = agreed(referrals=agreed_measure(codes=("advocates", "probation", "sheriff")))
    drawn = counts("gender | all\n_T | 100\nadvocates | 14\nprobation | 80\nsheriff | 6", structure)
    own = "measure | period | gender | statistic | value\nreferrals | 2024 | advocates | count | 14"
    alone = goes_out(tmp_path / "alone", structure, drawn)
    assert alone.see("referrals", "2024", "count", gender="probation") == (80, "")
    out = goes_out(tmp_path, structure, drawn, others=own)
    assert [out.see("referrals", "2024", "count", gender=g) for g in ("probation", "sheriff")] == [(None, WITHHELD)] * 2
    assert out.withstands
    assert not Published(alone.see, alone.cells, alone.folders, alone.last, out.others).withstands


def lists(folder: Path, people: dict[str, int]) -> Published:
    """Lists of agencies, by how many young people are on exactly which of them."""
    codes = sorted(set("".join(people)))
    known = agreed_measure(unit="youth", kind="overlap", quarters_sum_to_year=False, dimensions=["agency", "with_agency"], breakdowns={})
    structure = agreed(known={**known, "lists": {"dimension": "agency", "with": "with_agency", "codes": codes}})
    rows = []
    for on in [(), *((a,) for a in codes), *combinations(codes, 2)]:
        value = sum(n for pattern, n in people.items() if set(on) <= set(pattern))
        place = dict(zip(("agency", "with_agency"), on, strict=False))
        rows.append({"measure": "known", "period": "2024", "statistic": "count", **place, "value": value, "youth": value})
    return goes_out(folder, structure, counted.frame(rows, structure))


def test_the_sum_over_agencies_beside_the_countys_own_total(tmp_path: Path) -> None:
    """Three lists of forty make 120. Were the 117 young people of the county shown beside all three, three are on two lists."""
    out = lists(tmp_path, {"A": 38, "B": 38, "C": 38, "AB": 1, "AC": 1, "BC": 1})
    shown = [out.see("known", "2024", "count", **where)[1] for where in ({}, *({"agency": a} for a in "ABC"))]
    assert WITHHELD in shown
    assert [out.see("known", "2024", "count", agency=a, with_agency=b)[1] for a, b in combinations("ABC", 2)] == [WITHHELD] * 3
    assert out.withstands


def test_those_in_both_systems_from_both_lists_and_their_union(tmp_path: Path) -> None:
    """|A| + |B| − |A ∪ B|."""
    two = {"met": measure("agency", "with_agency", lists=("a", "b"), adds_up=False)}
    drawn = """
        measure | period | agency | with_agency | statistic | value
        met     | 2025   | _T     | _T          | count     | 51
        met     | 2025   | a      | _T          | count     | 30
        met     | 2025   | b      | _T          | count     | 25
        met     | 2025   | a      | b           | count     | c
        """
    assert told(planted(tmp_path, two, drawn))["a b"] == (4, 4)
    out = lists(tmp_path, {"A": 26, "B": 21, "AB": 4})
    shown = [out.see("known", "2024", "count", **where)[1] for where in ({}, {"agency": "A"}, {"agency": "B"})]
    assert WITHHELD in shown
    assert out.withstands


def test_the_row_of_those_of_whom_it_is_not_known(tmp_path: Path) -> None:
    """The unknown are a part like any other: left out, they would be what the others leave."""
    assert told(planted(tmp_path, {"met": measure(age=breakdown("young", "old", "unknown"))}, by_age(60, young=20, old=33))) == {
        "unknown": (7, 7)
    }
    out = genders(tmp_path, 60, 33, 20, 7)
    assert marks(out) == ["", WITHHELD, WITHHELD]
    assert out.withstands


def test_a_group_inside_a_group(tmp_path: Path) -> None:
    """All young people less the boys are the others."""
    assert told(planted(tmp_path, {"met": measure(age=breakdown("boys", "others"))}, by_age(60, boys=53))) == {"others": (7, 7)}
    structure = agreed(referrals=agreed_measure(codes=("boy", "girl")))
    out = goes_out(tmp_path, structure, counts("gender | all\n_T | 60\nboy | 53\ngirl | 7", structure))
    assert [out.see("referrals", "2024", "count", gender=g)[1] for g in ("boy", "girl")] == [WITHHELD] * 2
    assert out.withstands
