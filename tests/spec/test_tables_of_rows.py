"""Tables that have the rows of another: some of them, the first of each young person, those open at a quarter's end, and more columns."""

from datetime import date

import polars as pl

from pipelines.confidential.outcomes import follow
from schemas import Column, Quarter, Table
from schemas.table import First, Spell
from schemas.tables_together import tables_together
from tests import drawn

ON = Column("on", "date", "Day it began")
OFF = Column("off", "date", "Day it ended")
KIND = Column("kind", "code", "What kind", codelist="done")
YOUTH = Column("youth_id", "token", "Who")
STAYS = Table("stays", "one row per stay", ("youth_id", "on"), {"youth_id": YOUTH, "on": ON, "off": OFF, "kind": KIND})
LAST = Quarter(2024, 3)

GIVEN = """
youth_id | on         | off        | kind
b        | 2024-02-01 | 2024-03-31 | done
a        | 2024-01-10 | 2024-01-09 | done
a        | 2024-01-05 | 2024-04-01 | not_done
a        | 2024-01-05 | 2024-07-04 | done
c        |            |            | done
"""


def made(table: Table, given: str = GIVEN, **others: tuple[Table, str]) -> pl.DataFrame:
    written = {"stays": STAYS, **{n: t for n, (t, _) in others.items()}, table.name: table}
    tables = tables_together(written, {}, ())
    frames = {"stays": drawn.frame(given, STAYS), **{n: drawn.frame(text, t) for n, (t, text) in others.items()}}
    return follow(frames, tables, LAST)[table.name]


def of_stays(**said: object) -> Table:
    return Table("own", "one row per stay", (), **{"columns": {}, "rows_of": "stays", **said})  # ty: ignore[invalid-argument-type]


def test_it_has_the_rows_that_match_and_no_others() -> None:
    found = made(of_stays(where={"kind": ["done"]}))
    assert sorted(found["youth_id"]) == ["a", "a", "b", "c"]


def test_days_are_counted_from_one_day_to_another_and_never_backwards() -> None:
    days = Column("days", "integer", "Days", days=("on", "off"))
    found = made(of_stays(columns={"days": days})).sort("youth_id", "on", "off")
    assert found["days"].to_list() == [87, 181, None, 59, None]


def test_a_claim_is_never_empty() -> None:
    claim = Column("long", "boolean", "Sixty days or more", holds={"days": {"at_least": 60}})
    days = Column("days", "integer", "Days", days=("on", "off"))
    found = made(of_stays(columns={"days": days, "long": claim})).sort("youth_id", "on", "off")
    assert found["long"].to_list() == [True, True, False, False, False]


def test_of_several_first_rows_of_a_day_the_same_one_counts_however_they_are_ordered() -> None:
    table = of_stays(first_by="on")
    lines = GIVEN.strip().splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])])
    first, again = made(table), made(table, turned)
    assert first.sort("youth_id").equals(again.sort("youth_id"))
    assert first.sort("youth_id")["on"].to_list() == [date(2024, 1, 5), date(2024, 2, 1)]


def test_a_spell_is_open_on_its_first_and_its_last_day() -> None:
    found = made(of_stays(open_at_quarter_end=Spell("on", "off")))
    assert sorted(zip(found["youth_id"], found["open_on"], found["kind"], strict=True)) == [
        ("a", date(2024, 3, 31), "done"),
        ("a", date(2024, 3, 31), "not_done"),
        ("a", date(2024, 6, 30), "done"),
        ("b", date(2024, 3, 31), "done"),
    ]


def test_a_spell_without_an_end_is_open_up_to_the_last_quarter() -> None:
    given = "youth_id | on | off | kind\na | 2024-05-01 |  | done"
    found = made(of_stays(open_at_quarter_end=Spell("on", "off")), given)
    assert found["open_on"].to_list() == [date(2024, 6, 30), date(2024, 9, 30)]


ENTRIES = Table("entries", "one row per entry", ("youth_id", "on"), {"youth_id": YOUTH, "on": ON, "kind": KIND})
CAME = """
youth_id | on         | kind
a        | 2024-04-01 | done
a        | 2024-04-02 | done
a        | 2024-04-02 | not_done
b        | 2024-03-30 | done
z        | 2024-04-05 | done
"""


def first(**said: object) -> list[date | None]:
    said = {"of": "entries", "day": "on", "after": "off", **said}
    column = Column("again_on", "date", "First entry", first=First(**said))  # ty: ignore[invalid-argument-type]
    found = made(of_stays(columns={"again_on": column}), entries=(ENTRIES, CAME))
    return found.sort("youth_id", "on", "off")["again_on"].to_list()


def test_the_first_day_after_is_found_and_the_day_itself_only_where_it_counts() -> None:
    assert first() == [date(2024, 4, 2), None, date(2024, 4, 1), None, None]
    assert first(same_day=True) == [date(2024, 4, 1), None, date(2024, 4, 1), None, None]


def test_only_the_rows_that_are_asked_for_count() -> None:
    assert first(where={"kind": ["not_done"]}) == [date(2024, 4, 2), None, date(2024, 4, 2), None, None]


def test_a_row_is_never_followed_by_itself() -> None:
    column = Column("next_on", "date", "Next stay", first=First("stays", "on", "on"))
    found = made(of_stays(columns={"next_on": column})).sort("youth_id", "on", "off")
    assert found["next_on"].to_list() == [date(2024, 1, 10), date(2024, 1, 10), None, None, None]
