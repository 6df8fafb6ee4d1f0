"""E1: what can be wrong with a file as a whole, from its name to its sheets."""

from pipelines.desk.entry import of_file

_NAME = "The name says who sends what for which quarter; it is never shown back, since it might hold a young person's name."
_SAFE = "A workbook is looked at before it is opened, so that a damaged or hostile one cannot stop the machine."
_HIDE = "What the eye does not see is sent along all the same, and has been the cause of the worst leaks."

ENTRIES = (
    of_file(
        "E101",
        "The file name is not of the agreed form",
        "the file name is not of the form AGENCY.EXTRACT.QUARTER.csv or .xlsx",
        "Rename the file",
        _NAME,
    ),
    of_file(
        "E102",
        "The agency in the file name is not known",
        "the first part of the file name is not an agency of this county",
        "Begin the name with one of {names}",
        _NAME,
    ),
    of_file(
        "E103",
        "The extract in the file name is not known",
        "the second part of the file name is not an extract we know",
        "Make it one of {names}",
        _NAME,
    ),
    of_file(
        "E104",
        "The quarter in the file name cannot be read",
        "the third part of the file name is not a quarter",
        "Write the year and the quarter",
        _NAME,
    ),
    of_file(
        "E105",
        "The quarter lies before the extract's first",
        "the extract {extract} begins with {first}",
        "Send quarters from {first} on",
        "The form of an extract holds from one quarter on; earlier quarters were never agreed.",
    ),
    of_file(
        "E106",
        "The file is empty",
        "the file is empty",
        "Send the header row even when nothing happened in the quarter",
        "A header without rows says that nothing happened. An empty file may as well be a copy that broke off.",
    ),
    of_file(
        "E107",
        "The file is not a table",
        "the file is not a table of rows and columns",
        "Save it as CSV (comma-separated, UTF-8) or as an XLSX workbook, and let the name end in .csv or .xlsx",
        "A PDF, a web page, a picture or a workbook under the wrong name cannot be read as rows.",
    ),
    of_file(
        "E108",
        "The letters of the file cannot be read",
        "the file's text encoding cannot be told for certain",
        "Save it as “CSV UTF-8”",
        "Guessing an encoding turns one letter into another without a word.",
    ),
    of_file(
        "E109",
        "A quotation mark is not closed",
        "a quotation mark is not closed, or a cell holds a line break, so that rows run into each other",
        "Remove the quotation mark, or save the file anew from the spreadsheet",
        "After an unclosed quotation mark whole rows vanish into one cell, and nobody is told.",
    ),
    of_file(
        "E111",
        "The file holds zero bytes",
        "the file holds zero bytes, which no text has",
        "Save it as “CSV UTF-8”",
        "Zero bytes come from a damaged copy or an encoding that is not named.",
    ),
    of_file(
        "E112",
        "No header row was found",
        "none of the first ten rows is the header of the extract {extract}",
        "Begin the file with the header row: {columns}",
        "Columns are told apart by their headers, never by their place.",
    ),
    of_file(
        "E113",
        "A column is missing",
        "there is no column {column}",
        "Add a column with the header {column}; leave its cells empty where there is nothing to say",
        "A missing column is not the same as an empty one: empty means “not yet”, missing means nobody looked.",
    ),
    of_file(
        "E114",
        "A column is not part of the extract",
        "column {letter} is not part of the extract {extract}",
        "Remove the column{hint}",
        "What was not agreed is not sent. Its header is not shown back, since it might be a name.",
    ),
    of_file(
        "E115",
        "A header appears twice",
        "the header {column} appears more than once",
        "Keep one column {column}",
        "Nobody can say which of the two is meant.",
    ),
    of_file(
        "E116",
        "The workbook cannot be opened",
        "the workbook is damaged, or not an XLSX workbook",
        "Save it anew as “Excel Workbook (.xlsx)”, without macros and links to other files",
        _SAFE,
    ),
    of_file(
        "E117",
        "The workbook is locked",
        "the workbook is protected with a password, or of the old .xls form",
        "Remove the password and save it as “Excel Workbook (.xlsx)”",
        "A locked workbook cannot be checked, at your desk or here.",
    ),
    of_file(
        "E118",
        "The file is too large",
        "the file is larger than any quarter can be, or has cells far outside the table",
        "Delete what lies outside the table, or copy the table into our template",
        _SAFE,
    ),
    of_file(
        "E119",
        "Another sheet holds something",
        "sheet {number} holds something and is not one of our template's",
        "Delete the sheet, so that only the table is left",
        _HIDE,
    ),
    of_file(
        "E121",
        "Several sheets look like the table",
        "sheets {numbers} have the same headers",
        "Keep the one sheet that is meant",
        "Nobody can say which of them is meant.",
    ),
    of_file(
        "E122",
        "Too many rows are held",
        "{held} of {rows} rows have something that must be fixed",
        "Fix the rows and send the file again",
        "Where so much of a file is held, counts of the rest would mislead. The share is agreed in the policy.",
    ),
)
