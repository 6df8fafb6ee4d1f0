"""The list of attacks, part 2 of 3: from quarter to quarter and from one publication to the next."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.disclosure_control.audit import audit_publications
from pipelines.disclosure_control.protection import NotAsPublished, protect
from schemas import Policy
from tests import counted
from tests.attacks import goes_out, kinds, planted, told
from tests.audited import breakdown, measure, nested, publication
from tests.spec.test_disclosure_control import COUNT, SHARE, WITHHELD, agreed, counts
from tests.spec.test_disclosure_control import measure as agreed_measure

BY_AGE = {"met": measure(age=breakdown("young", "old"))}
STEPS = {"met": measure("step", outcome=nested("step", "accepted"))}
HEAD = "measure | period | age | statistic | value"


def totals(**periods: object) -> str:
    return HEAD + "".join(f"\nmet | {p.replace('_', '-')[1:]} | _T | count | {n}" for p, n in periods.items())


def year(*quarters: int) -> str:
    shown = [f"2024-Q{n} | {value}" for n, value in enumerate(quarters, 1)]
    return "\n".join(["period | all", *shown, *([f"2024 | {sum(quarters)}"] if len(quarters) == 4 else [])])


def table(accepted: int, days: int) -> pl.DataFrame:
    median = {"measure": "referrals", "period": "2024", "step": "accepted", "statistic": "median_days", "value": days, "youth": 15}
    return pl.concat([counts(f"all | accepted\n90 | {accepted}", SHARE), counted.frame([median], SHARE)])


def test_a_median_that_jumps_between_publications(tmp_path: Path) -> None:
    """Where one young person more moves the median, it is next to that one's number of days."""
    drawn = """
        measure | period | step     | statistic   | value
        met     | 2025   | _T       | denominator | 90
        met     | 2025   | accepted | numerator   | 40
        met     | 2025   | accepted | median_days | {}
        """
    assert kinds(planted(tmp_path, STEPS, drawn.format(20), drawn.format(25))) == {"a median revised without its count"}
    hidden = drawn.replace("| 40", "| c").format(20)
    assert kinds(planted(tmp_path / "hidden", STEPS, hidden)) == {"a median beside a withheld count"}
    out = goes_out(tmp_path, SHARE, table(40, 20), table(41, 25))
    assert out.see("referrals", "2024", "numerator", step="accepted") == (40, "")
    assert out.see("referrals", "2024", "median_days", step="accepted") == (20, "")
    assert out.withstands


def test_a_quarter_a_half_year_and_a_year(tmp_path: Path) -> None:
    """A withheld quarter takes another along, so that neither the year nor what a half of it may show tells it."""
    assert told(planted(tmp_path, BY_AGE, totals(_2025_Q1=20, _2025_Q2="c", _2025_Q3=30, _2025_Q4=25, _2025=83))) == {"2025-Q2": (8, 8)}
    out = goes_out(tmp_path, COUNT, counts(year(20, 8, 30, 25), COUNT))
    assert [out.see("referrals", f"2024-Q{q}", "count")[1] for q in (1, 2, 3, 4)] == [WITHHELD, WITHHELD, "", ""]
    assert out.see("referrals", "2024", "count") == (83, "")
    assert out.withstands
    half = totals(_2025_Q1=20, _2025_Q2="c", _2025_H1=28)
    assert "a period that cannot be attacked" in kinds(planted(tmp_path / "half", BY_AGE, half))


@pytest.mark.parametrize("span", ["2024-Q2/2025-Q1", "2024-07/2025-06", "FFY2025", "2025-03"])
def test_rolling_twelve_months(span: str, tmp_path: Path) -> None:
    """Two years that overlap differ by a quarter come and a quarter gone. None is counted, none goes out."""
    rolling = HEAD + f"\nmet | 2025 | _T | count | 83\nmet | {span} | _T | count | 85"
    assert "a period that cannot be attacked" in kinds(planted(tmp_path, BY_AGE, rolling))
    with pytest.raises(ValueError, match="is not a quarter"):
        protect(counts(f"period | all\n{span} | 85", COUNT), COUNT, Policy())


def test_a_revised_quarter(tmp_path: Path) -> None:
    small = planted(tmp_path, BY_AGE, totals(_2025_Q1=30), totals(_2025_Q1=33))
    assert kinds(small) == {"revised by a small number"}
    out = goes_out(tmp_path, COUNT, counts(year(30), COUNT), counts(year(33), COUNT))
    assert out.see("referrals", "2024-Q1", "count") == (30, "")
    # The year is withheld: less the quarters as they were shown, it would tell the three.
    out = goes_out(tmp_path / "year", COUNT, counts(year(30, 22, 25), COUNT), counts(year(33, 22, 25, 26), COUNT))
    assert out.see("referrals", "2024-Q1", "count") == (30, "")
    assert WITHHELD in {out.see("referrals", p, "count")[1] for p in ("2024", "2024-Q4")}
    assert out.withstands


def test_what_a_revision_leaves_to_those_who_are_withheld(tmp_path: Path) -> None:
    """Fifteen more, twelve of them girls: the three others would be told, so nothing is revised."""
    parts = "gender | all\n_T | {}\ngirl | {}\nboy | 20\nunknown | {}"
    out = goes_out(tmp_path, COUNT, counts(parts.format(90, 60, 10), COUNT), counts(parts.format(105, 72, 13), COUNT))
    assert out.see("referrals", "2024", "count") == (90, "")
    assert out.see("referrals", "2024", "count", gender="girl") == (60, "")
    assert out.withstands


def test_an_agency_that_comes_late(tmp_path: Path) -> None:
    """All that a total grows by is the late agency's."""
    structure = agreed(referrals=agreed_measure(codes=("one", "other", "late")))
    drawn = "gender | all\n_T | {}\none | 50\nother | 40\nlate | {}"
    out = goes_out(tmp_path, structure, counts(drawn.format(90, 0), structure), counts(drawn.format(97, 7), structure))
    assert out.see("referrals", "2024", "count") == (90, "")
    assert out.withstands
    grown = HEAD.replace("age", "agency") + "\nmet | 2025 | _T | count | {}"
    of_agencies = {"met": measure(agency=breakdown("one", "other", "late"))}
    assert kinds(planted(tmp_path / "late", of_agencies, grown.format(90), grown.format(97))) == {"revised by a small number"}


def test_age_bands_that_are_cut_anew(tmp_path: Path) -> None:
    """10 to 13 in one publication and 10 to 14 in the next would leave those of 14. Bands that were published stay."""

    def cut(*codes: str) -> dict:
        return agreed(referrals={**agreed_measure(), "dimensions": ["age"], "breakdowns": {"age": {"codes": list(codes), "parents": {}}}})

    before, after = cut("10 to 13", "14 to 17"), cut("10 to 14", "15 to 17")
    first = protect(counts("age | all\n_T | 90\n10 to 13 | 40\n14 to 17 | 50", before), before, Policy())
    with pytest.raises(NotAsPublished, match="no code '10 to 13' of age"):
        protect(
            counts("age | all\n_T | 90\n10 to 14 | 46\n15 to 17 | 44", after), after, Policy(), [pl.concat([t.cells for t in first.tables])]
        )
    # Both cuts side by side say that they are the same young people, but not which band lies in which: that is refused too.
    wider = {"met": measure(age=breakdown("10 to 13", "14 to 17"))}
    anew = {"met": measure(age=breakdown("10 to 14", "15 to 17"))}
    shown = [HEAD + f"\nmet | 2025 | _T | count | 90\nmet | 2025 | {a} | count | {n}" for a, n in (("10 to 13", 40), ("10 to 14", 46))]
    folders = [publication(tmp_path / str(n), m, d) for n, (m, d) in enumerate(zip((wider, anew), shown, strict=True))]
    assert "a cell outside the agreed tables" in kinds(audit_publications(folders))


def test_another_choice_of_what_to_withhold_in_the_next_publication(tmp_path: Path) -> None:
    """Withheld once, withheld again, and shown once, shown again: what one publication hides the next does not tell."""
    first, then = (counts(f"gender | all\n_T | {70 + boys}\ngirl | 60\nboy | {boys}\nunknown | 10", COUNT) for boys in (20, 70))
    for number, (tables, marks) in enumerate((((then,), [WITHHELD, "", WITHHELD]), ((first, then), ["", WITHHELD, WITHHELD]))):
        out = goes_out(tmp_path / str(number), COUNT, *tables)
        assert [out.see("referrals", "2024", "count", gender=g)[1] for g in ("girl", "boy", "unknown")] == marks
        assert out.withstands
    three = {"met": measure(age=breakdown("many", "some", "few"))}
    one, other = (
        HEAD + "".join(f"\nmet | 2025 | {age} | count | {n}" for age, n in zip(("_T", "many", "some", "few"), found, strict=True))
        for found in ((90, 60, "c", "c"), (90, "c", 20, "c"))
    )
    assert planted(tmp_path / "one", three, one).passed
    assert planted(tmp_path / "other", three, other).passed
    assert told(planted(tmp_path / "both", three, one, other)) == {"many": (60, 60), "some": (20, 20), "few": (10, 10)}


def test_a_percent_change(tmp_path: Path) -> None:
    """`Up 40 % from 15` is 21. No change is counted, and none that somebody wrote goes out."""
    change = {"measure": "referrals", "period": "2024", "statistic": "percent_change", "value": 40, "youth": 15}
    with pytest.raises(ValueError, match="percent_change: this is not counted before protection"):
        protect(counted.frame([change], COUNT), COUNT, Policy())
    drawn = totals(_2024=15, _2025="c") + "\nmet | 2025 | _T | percent_change | 40"
    assert kinds(planted(tmp_path, BY_AGE, drawn)) == {"a statistic that cannot be attacked"}
