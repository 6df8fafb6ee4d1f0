"""C7 and N8: what is worth a second look, and what was understood without anyone having to do anything."""

from pipelines.desk.entry import to_confirm, to_note

_HIDE = "What the eye does not see is sent along all the same, and has been the cause of the worst leaks."

ENTRIES = (
    to_confirm(
        "C701",
        "A row dated many years back",
        "this row is dated more than {years} years before the quarter",
        "Confirm that the day is right and is not a date of birth",
        "Late events are welcome; so old a day is more often a slip, or a day of birth in the wrong column.",
    ),
    to_confirm(
        "C702",
        "No row is dated in the quarter",
        "none of the {rows} rows is dated in {quarter}",
        "Confirm that this is the right file for {quarter}",
        "A quarter's file usually has something new; this may be last quarter's file under a new name.",
    ),
    to_confirm(
        "C703",
        "Hidden rows or columns",
        "the sheet has hidden rows or columns, which were read like the others",
        "Confirm that they belong to the table",
        _HIDE,
    ),
    to_note(
        "N801",
        "No rows",
        "the file has a header and no rows",
        "It is taken to say that nothing happened in the quarter",
        "A header without rows is a report, not a missing file.",
    ),
    to_note(
        "N802",
        "The template's example was left out",
        "this is the example row of our template",
        "It was left out; you may delete it",
        "The example is made up and is not counted.",
    ),
    to_note(
        "N803",
        "A line of totals was left out",
        "this is a line of totals at the end of a table of rows",
        "It was left out; you may delete it",
        "The totals are made from the rows, so a line of totals is not an event.",
    ),
    to_note(
        "N804",
        "Codes written in another way",
        "cells of {column} written in another way than the list, and understood: {cells}",
        "Nothing need be done",
        "Capitals, spaces and hyphens do not matter where only one code can be meant.",
    ),
    to_note(
        "N805",
        "More of the same",
        "rows that have the finding {of}{where} and are not listed: {more}",
        "Fix them likewise",
        "The same finding is listed a thousand times at most for each column.",
    ),
)
