"""Two organisations are a pair of a quarter when a referral went between them, and an agreement counts for both."""

from pipelines.confidential.outcomes import follow
from schemas import Quarter, Schemas
from tests import drawn

SCHEMAS = Schemas.load()


def pairs(made: str = "", received: str = "", totals: str = "", agreements: str = "") -> list[tuple[str, str, str, bool]]:
    told = {
        "referrals_made": f"agency | referred_on | referred_to\n{made}",
        "referrals_received": f"agency | received_on | referred_by\n{received}",
        "referral_partner_counts": f"agency | quarter | partner | received | received_low | sent | sent_low\n{totals}",
        "agreements": f"quarter | organization_id | other_organization_id | kind | state\n{agreements}",
    }
    linked = {name: drawn.frame(rows, SCHEMAS.tables[name]) for name, rows in told.items()}
    return follow(linked, {"referral_pairs": SCHEMAS.tables["referral_pairs"]}, Quarter(2026, 4))["referral_pairs"].rows()


def test_rows_of_either_side_and_totals_make_one_pair_of_a_quarter():
    found = pairs(
        made="child_welfare | 2026-01-05 | drop_in_center\nchild_welfare | 2026-03-31 | drop_in_center",
        received="drop_in_center | 2026-02-05 | child_welfare",
        totals="advocates | 2026-01 | _T | 20 | 20 | 20 | 20".replace("2026-01", "2026-Q1")
        + "\nadvocates | 2026-Q1 | mental_health | 0 | 0 | | 1"
        + "\nadvocates | 2026-Q1 | probation | 0 | 0 | 0 | 0",
    )
    assert found == [("2026-Q1", "advocates", "mental_health", False), ("2026-Q1", "child_welfare", "drop_in_center", False)]


def test_the_day_of_the_referral_tells_the_quarter():
    assert [q for q, *_ in pairs(made="a | 2026-03-31 | b\na | 2026-04-01 | b")] == ["2026-Q1", "2026-Q2"]


def test_nobody_in_particular_is_no_pair():
    people = ("self_or_family", "neighbour_agency", "other", "unknown", "drop_in_center")
    assert pairs(received="\n".join(f"drop_in_center | 2026-02-05 | {who}" for who in people)) == []


def test_an_agreement_counts_for_both_in_its_quarter_only_when_in_force_and_about_referrals():
    exchanged = "\n".join(f"a | 2026-02-05 | {other}\na | 2026-05-05 | {other}" for other in "bcd")
    agreed = "2026-Q1 | b | a | referral | in_force\n2026-Q1 | a | c | referral | in_preparation\n2026-Q1 | a | d | data | in_force"
    found = pairs(made=exchanged, agreements=agreed)
    assert [(q, other) for q, _, other, has in found if has] == [("2026-Q1", "b")]
    assert len(found) == 6
