"""What an agency is told of a resubmission: how many rows are new, changed, unchanged or gone."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.confidential.submissions import changes
from tests.desk_files import schemas

CONTRACT = schemas().contracts["law_enforcement_contacts"]
_rows = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(["1", "2", None])), st.sampled_from(["x", "y", None]), max_size=8
)


def _frame(rows: dict[tuple[str, str | None], str | None]) -> pl.DataFrame:
    filled = [{"youth_token": a, "contact_on": b, "status": said} for (a, b), said in rows.items()]
    return pl.DataFrame(filled, schema=dict.fromkeys(CONTRACT.columns, pl.String))


@settings(max_examples=60, deadline=None)
@given(before=_rows, after=_rows)
def test_rows_are_told_apart_by_their_key_and_an_empty_cell_is_a_value_like_any_other(before: dict, after: dict) -> None:
    told = changes(_frame(before), _frame(after), CONTRACT)
    both = before.keys() & after.keys()
    assert told == {
        "new": len(after.keys() - before.keys()),
        "changed": sum(before[key] != after[key] for key in both),
        "unchanged": sum(before[key] == after[key] for key in both),
        "gone": len(before.keys() - after.keys()),
    }


def test_a_first_submission_is_all_new() -> None:
    after = _frame({("a", "1"): "x", ("b", "1"): None})
    assert changes(after.clear(), after, CONTRACT) == {"new": 2, "changed": 0, "unchanged": 0, "gone": 0}
