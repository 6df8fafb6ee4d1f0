"""Changes of law: what is shipped, what a county adds, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from schemas import SchemaError, Schemas, legal_breaks
from schemas.files import SHIPPED

OWN = """
breaks:
  order_of_2024:
    law: Standing order 4
    in_force: 2024-04-01
    changed: Probation records every referral, also those that were talked over only
    source: Juvenile court of the county
    measures: [recidivism]
"""


def laid(folder: Path, text: str = OWN) -> Path:
    (folder / "reference").mkdir(parents=True, exist_ok=True)
    (folder / legal_breaks.NAME).write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> tuple[legal_breaks.LegalBreak, ...]:
    return legal_breaks.read((SHIPPED, folder), Schemas.load().measures)


def test_prostitution_is_no_charge_against_a_minor_since_2017() -> None:
    found = Schemas.load().breaks_of("referrals_to_probation")
    assert [(b.law, b.in_force) for b in found] == [("SB 1322", date(2017, 1, 1))]
    assert found[0].sentence == (
        "The law changed on 2017-01-01 (SB 1322). A minor is no longer charged with prostitution, or with loitering for it. "
        "Numbers before and after do not compare."
    )


def test_a_county_adds_its_own_and_keeps_those_that_come_with_the_product(tmp_path: Path) -> None:
    names = [b.name for b in read(laid(tmp_path))]
    assert "order_of_2024" in names and "sb_1322" in names
    days = [b.in_force for b in read(tmp_path)]
    assert days == sorted(days)


def test_a_county_replaces_one_by_its_name(tmp_path: Path) -> None:
    found = read(laid(tmp_path, OWN.replace("order_of_2024", "sb_1322")))
    assert [b.law for b in found if b.name == "sb_1322"] == ["Standing order 4"]


@pytest.mark.parametrize(
    "before, after, says",
    [
        ("[recidivism]", "[recidivisms]", "order_of_2024: there is no measure 'recidivisms'"),
        ("law: Standing order 4", 'law: "1322"', "order_of_2024: law is a name with letters in it"),
        ("[recidivism]", "[]", "order_of_2024: names each measure that it touches"),
        ("2024-04-01", "spring", "order_of_2024: in_force is the first day of the new law"),
        ("    source: Juvenile court of the county\n", "", "order_of_2024: 'source' is missing"),
        ("law: Standing", "laws: Standing", "does not know 'laws'"),
    ],
)
def test_a_change_of_law_that_is_told_wrongly_is_refused(before: str, after: str, says: str, tmp_path: Path) -> None:
    assert before in OWN
    with pytest.raises(SchemaError, match="legal_breaks.yaml") as refused:
        read(laid(tmp_path, OWN.replace(before, after)))
    assert says in str(refused.value)
