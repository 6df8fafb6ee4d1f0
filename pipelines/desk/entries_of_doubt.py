"""C7 and N8: what is worth a second look, and what was understood without anyone having to do anything."""

from pipelines.desk.entry import to_confirm, to_note

_HIDE = "What the eye does not see is sent along all the same, and has been the cause of the worst leaks."
_BEFORE = " It is asked only where the file is checked beside the one before (`check --previous`)."

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
    to_confirm(
        "C721",
        "Far more or far fewer than in the quarter before",
        "{what}: {now}, which is {change} in the file of {earlier}: {before}",
        "Confirm that it is so, or look for rows left out or taken twice",
        "A doubled or halved file is more often half an export, or two of them, than half the work." + _BEFORE,
    ),
    to_confirm(
        "C722",
        "What there was in the quarter before is gone",
        "{what}: none, and {before} in the file of {earlier}",
        "Confirm that nothing happened, or export it anew",
        "What falls to nothing was more often forgotten than ended." + _BEFORE,
    ),
    to_confirm(
        "C723",
        "A code that is no longer used",
        "no row has the code {line}, and {before} had it in the file of {earlier}",
        "Confirm that there were none, or see whether it is now called otherwise",
        "A code that disappears was often renamed in the case system." + _BEFORE,
    ),
    to_confirm(
        "C724",
        "Events that came late",
        "{count} of {rows} rows are dated before {quarter} and were not in the file of {earlier}",
        "Confirm that they are late and not from another file",
        "Late events are welcome: they are counted in the quarter of their day. Many of them may be an old export." + _BEFORE,
    ),
    to_confirm(
        "C725",
        "Rows that say something new",
        "{count} rows were in the file of {earlier} and now say something else",
        "Confirm that they were changed; the later one counts",
        "A row that is sent again replaces the one before." + _BEFORE,
    ),
    to_confirm(
        "C726",
        "The same rows as in the quarter before",
        "{count} of {rows} rows are the same as in the file of {earlier}",
        "Confirm that they belong here; a quarter's file has only rows that are new or changed",
        "They are counted once. Yet a file made of old rows may be the old file." + _BEFORE,
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
