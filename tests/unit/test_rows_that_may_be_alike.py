"""Where an extract has no key, each row is an event of its own: rows that are alike are kept, counted and reported, never dropped."""

from dataclasses import replace

import polars as pl

from pipelines import desk
from pipelines.confidential.harmonization import harmonize
from pipelines.confidential.record_linkage import last_word
from pipelines.confidential.submissions import changes
from pipelines.confidential.validation import as_text, look_across
from pipelines.confidential.validation.screening import checked
from pipelines.desk import Named
from schemas import Quarter
from schemas.forms.agreement import agreement
from schemas.forms.expectations import expectations
from schemas.forms.rule_words import sentences
from schemas.forms.table_schema import table_schema
from tests.desk_files import as_csv, cells, contacts, schemas

NAME, Q4 = "law_enforcement_contacts", Quarter(2025, 4)
KEYED = schemas().contracts[NAME]
EVENTS = replace(KEYED, key=())
SCHEMAS = replace(schemas(), contracts={**schemas().contracts, NAME: EVENTS})
NAMED = Named("sheriff", NAME, Q4)
ALIKE = "rows that repeat another one, each counted"


def file_of(times: int) -> bytes:
    """Sixty different rows, of which the first stands so many times."""
    rows = contacts(60)
    return as_csv(cells([rows[0]] * times + list(rows[1:]), EVENTS.columns))


def text_of(times: int) -> pl.DataFrame:
    return as_text(checked(file_of(times), NAMED, SCHEMAS).rows)


def test_rows_that_are_alike_are_accepted_and_their_number_stands_in_the_receipts_totals() -> None:
    found = desk.examine(file_of(3), NAMED, SCHEMAS)
    assert (found.status, found.rows_held, len(found.rows)) == ("accepted", 0, 62)
    assert found.totals is not None and (found.totals["rows"], found.totals[ALIKE]) == (62, 2)
    assert checked(file_of(3), NAMED, SCHEMAS).told.totals == found.totals, "the county says the same as the desk"


def test_where_an_extract_has_a_key_the_file_goes_back_with_each_of_these_rows_named() -> None:
    found = desk.examine(file_of(2), NAMED, schemas())
    assert (found.status, {f.code for f in found.findings}) == ("rejected", {"E401"})
    assert sorted(f.row for f in found.findings if f.row) == [2, 3]
    assert ALIKE not in (found.totals or {})


def test_alike_rows_of_one_quarter_and_of_two_are_all_counted_in_whatever_order_the_files_come() -> None:
    first = harmonize(text_of(3), EVENTS, "sheriff", Q4)
    second = harmonize(text_of(2), EVENTS, "sheriff", Quarter(2026, 1))
    whole = last_word([first, second], EVENTS)
    assert whole.height == 62 + 61
    assert whole.equals(last_word([second.reverse(), first.reverse()], EVENTS))
    assert last_word([first, second], KEYED).height == 60, "with a key a row told again takes the place of the one before"


def test_a_resubmission_is_compared_row_by_row_and_alike_rows_by_their_number() -> None:
    assert changes(text_of(3), text_of(2), EVENTS) == {"new": 0, "changed": 0, "unchanged": 61, "gone": 1}
    assert changes(text_of(1), text_of(3), EVENTS) == {"new": 2, "changed": 0, "unchanged": 60, "gone": 0}
    assert changes(text_of(1).clear(), text_of(1), EVENTS) == {"new": 60, "changed": 0, "unchanged": 0, "gone": 0}


def test_the_forms_of_such_an_extract_say_so_and_ask_for_no_unique_rows() -> None:
    assert sentences(EVENTS)[0].startswith("Each row is an event of its own.")
    assert not {"primaryKey", "uniqueKeys"} & set(table_schema(SCHEMAS, EVENTS))
    assert not [e for e in expectations(SCHEMAS, EVENTS) if "unique" in e["type"]]
    said = next(o for o in agreement(SCHEMAS, "sheriff")["schema"] if o["name"] == NAME)
    assert all(q.get("metric") != "duplicateValues" for q in said["quality"])
    assert not [p for p in said["properties"] if p.get("primaryKey")]


def test_nothing_is_called_a_change_of_the_same_row_where_no_two_rows_are_the_same() -> None:
    rows = pl.concat([harmonize(text_of(2), EVENTS, "sheriff", q) for q in (Q4, Quarter(2026, 1))])
    assert "C713" not in {d.code for d in look_across(rows, EVENTS, Quarter(2026, 1), ["sheriff"])}
