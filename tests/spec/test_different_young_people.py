"""How many different young people there can be where some agencies may only tell totals: each list, each end, each quarter."""

import csv
from pathlib import Path

import pytest

from pipelines.confidential.tabulation import tabulate
from pipelines.confidential.tabulation.bounds import ROWS, Ends, Number, between
from schemas import Quarter, SchemaError, Schemas
from schemas.files import SHIPPED
from tests import drawn
from tests.followed_up import told
from tests.whole_way import SCHEMAS, again, linked, made, shuffled

LISTS = Path(__file__).parents[2].parent / "shared" / "data" / "trafficking_lists" / "MSETools_WesternUS.csv"


def exactly(**lists: int) -> dict[str, Number]:
    return {ROWS if name == "rows" else name: Number(n, n) for name, n in lists.items()}


def test_without_totals_the_number_is_exact():
    assert between(exactly(rows=7), {}) == Ends(7, 7, ROWS)


def test_the_longest_list_at_the_least_and_all_added_up_at_the_most():
    assert between(exactly(rows=7, advocates=12, shelter=3), {}) == Ends(12, 22, "advocates")


def test_the_exact_count_is_named_where_a_total_is_as_large():
    assert between(exactly(rows=12, advocates=12), {}).low_is_of == ROWS


def test_a_number_under_eleven_enters_with_its_ends():
    assert between({ROWS: Number(0, 0), "advocates": Number(1, 10)}, {}) == Ends(1, 10, "advocates")


def test_who_came_from_a_list_is_not_added_twice():
    assert between(exactly(rows=7, advocates=12), {("advocates", ROWS): 5}).high == 14


def test_of_three_lists_that_all_share_people_two_pairs_are_taken_off():
    lists, shared = exactly(rows=9, advocates=9, shelter=9), {("advocates", ROWS): 4, ("shelter", ROWS): 3, ("shelter", "advocates"): 2}
    assert between(lists, shared).high == 27 - 4 - 3, "whoever is on all three stands in three pairs, and is one too many twice"


def test_no_more_people_are_shared_than_the_shorter_list_has():
    assert between(exactly(rows=2, advocates=12), {("advocates", ROWS): 5}) == Ends(12, 12, "advocates")


def test_what_is_shared_with_a_list_that_is_not_counted_changes_nothing():
    assert between(exactly(rows=7, advocates=12), {("advocates", "clinic"): 5}).high == 19


def numbers(measure: str, period: str, **tables: str) -> dict[str, tuple[int | None, int | None, str]]:
    """Statistic: value, the young people behind it, status."""
    m = SCHEMAS.measures[measure]
    frames = {t: drawn.frame(tables.get(t, "agency"), SCHEMAS.tables[t]) for t in m.tables}
    cells = tabulate(frames, m, SCHEMAS, Quarter.parse("2026-Q4")).to_dicts()
    return {c["statistic"]: (c["value"], c["youth"], c["status"]) for c in cells if c["period"] == period}


SERVED = "youth_id | served_on\n a | 2026-01-10\n b | 2026-04-10"
CLIENTS = """
    agency         | quarter | client_kind | youth | youth_low | youth_high
    advocates      | 2026-Q1 | new         | 20    | 20        | 20
    advocates      | 2026-Q1 | _T          | 99    | 99        | 99
    advocates      | 2026-Q2 | new         | 4     | 4         | 4
    advocates      | 2026-Q2 | continuing  | 18    | 18        | 18
    family_shelter | 2026-Q2 | new         |       | 1         | 10
"""


def test_in_a_year_a_programme_served_as_many_as_in_its_fullest_quarter_and_no_more_than_in_all():
    quarter = numbers("young_people_in_services", "2026-Q2", young_people_served=SERVED, clients_served=CLIENTS)
    assert [quarter[s][0] for s in ("count", "low", "high")] == [1, 22, 1 + 22 + 10]
    year = numbers("young_people_in_services", "2026", young_people_served=SERVED, clients_served=CLIENTS)
    assert [year[s][0] for s in ("count", "low", "high")] == [2, 22, 2 + 42 + 10]


def test_the_young_people_behind_the_ends_are_those_of_the_list_that_they_tell_of():
    found = numbers("young_people_in_services", "2026-Q1", young_people_served=SERVED, clients_served=CLIENTS)
    assert found == {"count": (1, 1, ""), "low": (20, 20, ""), "high": (21, 1, "")}


def test_who_is_shared_with_agencies_that_send_rows_follows_from_those_shared_with_any():
    shared = """
        agency    | quarter | partner        | youth_shared | youth_shared_low | youth_shared_high
        advocates | 2026-Q1 | drop_in_center | 3            | 3                | 3
        advocates | 2026-Q1 | child_welfare  | 4            | 4                | 4
        advocates | 2026-Q1 | county_hospital |             | 1                | 10
        advocates | 2026-Q1 | _T             | 16           | 16               | 16
    """
    served = "youth_id | served_on\n" + "\n".join(f"{i} | 2026-01-10" for i in range(30))
    found = numbers(
        "young_people_in_services", "2026-Q1", young_people_served=served, clients_served=CLIENTS, referral_partner_counts=shared
    )
    assert found["high"][0] == 30 + 20 - 6, "16 of any, 10 at most of the hospital alone"


def test_a_missing_file_of_a_programme_leaves_nothing_to_tell():
    m = SCHEMAS.measures["different_young_people"]
    frames = {t: drawn.frame("agency", SCHEMAS.tables[t]) for t in m.tables}
    missing = [("advocates", "identification_counts", Quarter.parse("2026-Q2"))]
    cells = tabulate(frames, m, SCHEMAS, Quarter.parse("2026-Q4"), missing)
    assert set(cells["status"]) == {"x"}


@pytest.mark.parametrize(
    "before, after, says",
    [
        ("{extract: identification_counts,", "{extract: identifications_made,", "has no totals but rows"),
        ("value: youth,", "value: identified_as,", "there is no column of numbers"),
        ("identified_as: [_T]", "identified_as: [everybody]", "there is no code 'everybody'"),
        ("kind: bounds", "kind: count", "bounds name the 'totals'"),
        ("unit: youth", "unit: lists", "are of young people"),
    ],
)
def test_bounds_ask_totals_of_those_who_may_only_tell_totals(tmp_path, before, after, says):
    text = (SHIPPED / "measures" / "different_young_people.yaml").read_text("utf-8")
    assert before in text
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "different_young_people.yaml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(SchemaError, match=says):
        Schemas.load(SHIPPED, tmp_path)


IDENTIFIED = {
    "law_enforcement_contacts": """
        agency  | youth_token | contact_on | status
        sheriff | a           | 2026-03-01 | at_risk
        sheriff | a           | 2026-01-01 | confirmed
        sheriff | b           | 2026-01-01 | none
    """,
    "identifications_made": """
        agency         | youth_token | identified_on | status
        drop_in_center | a           | 2026-02-01    | at_risk
        drop_in_center | a           | 2027-02-01    | at_risk
        probation      | c           | 2026-02-01    | at_risk
    """,
    "cse_grid": "youth_token | recorded_on | category\n b | 2026-02-02 | at_risk",
    "cse_reports": "youth_token | reported_on | finding\n b | 2026-02-01 | substantiated\n d | 2026-02-01 | inconclusive",
    "probation_supervision": "youth_token | supervised_on\n c | 2026-01-15",
}


def test_each_agency_finds_a_young_person_once_for_the_first_time():
    assert told(made("identified_by_agency", "2027-Q1", **IDENTIFIED), "agency", "youth_id", "identified_on") == [
        ("child_welfare", "b", "2026-02-01"),
        ("drop_in_center", "a", "2026-02-01"),
        ("probation", "c", "2026-01-15"),
        ("sheriff", "a", "2026-01-01"),
    ]


def test_each_part_of_the_county_sees_a_young_person_once_a_year():
    assert told(made("seen_by_system", "2027-Q1", **IDENTIFIED), "youth_id", "system", "seen_on") == [
        ("a", "law_enforcement", "2026-01-01"),
        ("a", "others", "2026-02-01"),
        ("a", "others", "2027-02-01"),
        ("b", "child_welfare", "2026-02-01"),
        ("c", "probation", "2026-01-15"),
    ]


def test_a_service_counts_in_every_quarter_in_which_it_went_on():
    services = """
        youth_token | service   | started_on | ended_on
        a           | mentoring | 2025-12-31 | 2026-04-01
        a           | education | 2026-02-01 | 2026-02-02
        b           | mentoring | 2026-03-31 | 2026-03-31
        c           | mentoring | 2026-02-01 |
    """
    referrals = """
        youth_token | petition_on | offence_on | service  | referred_on | accepted_on | started_on | completed_on
        d           | 2025-09-01  | 2025-09-01 | advocacy | 2025-09-01  | 2025-09-02  | 2025-09-30 | 2026-04-01
        e           | 2026-01-01  | 2026-01-01 | advocacy | 2026-01-01  | 2026-01-02  |            |
        f           | 2026-01-01  | 2026-01-01 | advocacy | 2026-01-01  | 2026-01-02  | 2026-01-03 |
    """
    rows = made("young_people_served", "2026-Q2", services_received=services, probation_referrals=referrals)
    assert told(rows, "youth_id", "served_on") == [
        ("a", "2025-12-31"),
        ("a", "2026-01-01"),
        ("a", "2026-04-01"),
        ("b", "2026-03-31"),
        ("c", "2026-02-01"),
        ("c", "2026-04-01"),
        ("d", "2025-09-30"),
        ("d", "2025-10-01"),
        ("d", "2026-01-01"),
        ("d", "2026-04-01"),
        ("f", "2026-01-03"),
    ]


@pytest.mark.parametrize("table", ["identified_by_agency", "seen_by_system"])
def test_the_order_of_the_rows_does_not_matter(table):
    tables = linked([table], **IDENTIFIED)
    once = again(table, "2027-Q1", tables)
    assert all(again(table, "2027-Q1", shuffled(tables, seed)).equals(once) for seed in range(5))


def test_345_real_people_on_five_lists_lie_between_the_ends_whichever_lists_are_totals():
    if not LISTS.is_file():
        pytest.skip("the real lists are not on this machine")
    with LISTS.open(encoding="utf-8") as file:
        patterns = [(frozenset(n for n in "ABCDE" if float(r[n])), int(float(r["count"]))) for r in csv.DictReader(file)]

    def on(names: str, other: str = "ABCDE") -> int:
        return sum(n for p, n in patterns if p & set(names) and p & set(other))

    assert on("ABCDE") == 345
    for rows in ("A", "AB", "CE", "ABD", "BCDE", "ABCDE"):
        totals = [n for n in "ABCDE" if n not in rows]
        lists = exactly(rows=on(rows), **{n: on(n) for n in totals})
        loose, tight = between(lists, {}), between(lists, {(n, ROWS): on(n, rows) for n in totals})
        assert max(on(n) for n in (rows, *totals)) == loose.low <= 345 <= tight.high <= loose.high == on(rows) + sum(on(n) for n in totals)
    assert between(exactly(rows=on("BCDE"), A=on("A")), {("A", ROWS): on("A", "BCDE")}).high == 345
