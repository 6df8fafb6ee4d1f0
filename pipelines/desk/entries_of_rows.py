"""E2 a cell, E3 between columns, E4 between rows: what can be wrong with what a file says."""

from pipelines.desk.entry import of_file, of_row

_ROW_HELD = "The row is held until it is sent again; the other rows are used."
_FLOW = "The steps come one after the other, so that a later one without the earlier one, or before it, cannot be counted."
_SUMS = "Totals that do not agree with their parts cannot be published beside each other."

ENTRIES = (
    of_row(
        "E201",
        "Not a real date",
        "this is not a real date",
        "Write YYYY-MM-DD",
        "Only one form is taken, since 03/04/2025 is a day in March to one reader and in April to another. " + _ROW_HELD,
    ),
    of_row(
        "E202",
        "A date long before the extract",
        "this date lies before the year 2000",
        "Write the day of the event, as YYYY-MM-DD",
        "It is a slip of the pen, or a day of birth, which must not be sent. " + _ROW_HELD,
    ),
    of_row(
        "E203",
        "A date after the quarter",
        "this date lies after the end of {quarter}",
        "Write a day up to {end}",
        "A quarter's file carries what had happened by its last day. " + _ROW_HELD,
    ),
    of_row(
        "E204",
        "A cell that must be filled is empty",
        "this cell must be filled",
        "{allowed}",
        "The column is needed in every row. Where the agency does not know, most lists have a code for that. " + _ROW_HELD,
    ),
    of_row(
        "E205",
        "Not a code of the list",
        "this is not a code of the list",
        "{allowed}",
        "Each idea has one list of words, so that the same thing is called the same at every agency. " + _ROW_HELD,
    ),
    of_row(
        "E206",
        "Not a youth token",
        "this is not a token",
        "Write the token of 16 to 64 digits and letters a to f, as text",
        "The token is made by your desk tool; a name or number of any kind is not one. A spreadsheet "
        "shortens a long number unless the cell is text. " + _ROW_HELD,
    ),
    of_row(
        "E207",
        "Not a whole number",
        "this is not a whole number of plausible size",
        "{allowed}",
        "A range or a word cannot be added up, so it is taken only in columns whose description says so. " + _ROW_HELD,
    ),
    of_row(
        "E208",
        "A number below the smallest",
        "this number is below the smallest that is possible, {minimum}",
        "Write {minimum} or more",
        _ROW_HELD,
    ),
    of_row("E209", "Not true or false", "this is neither true nor false", "Write true or false", _ROW_HELD),
    of_row(
        "E210",
        "A spreadsheet's error",
        "this cell shows a spreadsheet's error, such as a division by zero",
        "Write the value itself, or leave the cell empty",
        "An error reads as an empty cell, which would say “not yet”. " + _ROW_HELD,
    ),
    of_row(
        "E211",
        "A formula",
        "this cell is a formula",
        "Copy the column and paste it as values",
        "A formula shows what was last calculated, which may be nothing or zero. " + _ROW_HELD,
    ),
    of_row(
        "E212",
        "A line with too few or too many cells",
        "this line has {what} cells: {now}, and the header has {before}",
        "Fill the line so that each cell stands under its header",
        "A cell too few shifts all that follow under the wrong header. " + _ROW_HELD,
    ),
    of_row(
        "E213",
        "Another range than the agreed one",
        "this range is not one that may stand here",
        "{allowed}",
        "One range is agreed on, so that lines can still be checked against each other. Beware of a spreadsheet, which makes a "
        "day of 1-10. " + _ROW_HELD,
    ),
    of_row(
        "E219",
        "The example in place of a token",
        "this is the example of the form, and no one's token",
        "Write the token that `safecount prepare` makes of the agency's own record",
        "Every agency has the same example; whoever copies it makes one young person of many. " + _ROW_HELD,
    ),
    of_row(
        "E214",
        "A number that can be read in two ways",
        "this may be thousands, or a number with three decimals",
        "Write it with digits alone, such as 250000, or 250",
        "250.000 is two hundred and fifty to one reader and a quarter of a million to another; so is 250,000 in some files. " + _ROW_HELD,
    ),
    of_row(
        "E215",
        "A line that is no row of the table",
        "this is no row of the table: a note, a stamp, a total, or the header again",
        "Delete the line; if it stands for a young person, fill it",
        "Whoever fills such a line, so that it passes, makes up a young person. " + _ROW_HELD,
    ),
    of_row(
        "E301",
        "Two dates in the wrong order",
        "this day lies before {first}",
        "Write a day on or after {first}, or correct {first}",
        _FLOW + " " + _ROW_HELD,
    ),
    of_row(
        "E302",
        "A cell that this row needs is empty",
        "this cell must be filled where {where}",
        "Fill it, or correct {other}",
        _ROW_HELD,
    ),
    of_row(
        "E303",
        "A cell that this row cannot have is filled",
        "this cell must be empty where {where}",
        "Empty it, or correct {other}",
        _ROW_HELD,
    ),
    of_row(
        "E304",
        "A later step without the earlier one",
        "this cell must be filled, since {other} is filled",
        "Fill it, or empty {other}",
        _FLOW + " " + _ROW_HELD,
    ),
    of_row(
        "E305",
        "A number over the one that bounds it",
        "this number is larger than {other}",
        "Correct one of the two",
        _ROW_HELD,
    ),
    of_file(
        "E401",
        "Two rows with the same key",
        "another row has the same {key}",
        "Keep one row for each {key}",
        "The extract has {grain}. Two of them would be counted twice, and nobody can say which is right.",
    ),
    of_file(
        "E402",
        "A line is missing",
        "there is no line for {line} under {column}",
        "Add a line with {column} {line}; write 0 where there was nothing",
        "A missing line is not the same as a zero.",
    ),
    of_file(
        "E403",
        "The parts do not add up to the whole",
        "the lines of {column} do not add up to the line _T",
        "Correct the line that is wrong",
        _SUMS,
    ),
    of_file(
        "E404",
        "The whole does not fit its parts",
        "{column} in the line _T is smaller than its largest part, or larger than all parts together",
        "Correct the line that is wrong; a young person may be in several lines and is counted once in _T",
        _SUMS,
    ),
    of_file(
        "E405",
        "A file of totals with a held line",
        "a line of totals must be fixed",
        "Fix it and send the file again",
        "Totals are taken whole or not at all: without one line they cannot be checked against each other.",
    ),
)
