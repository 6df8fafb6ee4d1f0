"""P5 and T6: what must not be sent at all, for it tells who someone is or no agreement allows it."""

from pipelines.desk.entry import of_privacy

_HIDE = "What the eye does not see is sent along all the same, and has been the cause of the worst leaks."
_TOOL = "Only de-identified rows may be sent. The file was not kept."
_DEAL = "Rows and totals may be taken only under an agreement that allows it and is in force. The file was not kept."

ENTRIES = (
    of_privacy(
        "P501",
        "A column of names",
        "the header of column {letter} says that it holds names of persons",
        "Remove the column before sending",
        _TOOL,
    ),
    of_privacy(
        "P502",
        "A column of government numbers",
        "the header of column {letter} says that it holds a Social Security or other government number",
        "Remove the column before sending",
        _TOOL,
    ),
    of_privacy(
        "P503",
        "A column of birth dates",
        "the header of column {letter} says that it holds dates of birth",
        "Remove the column; the age band is enough",
        _TOOL,
    ),
    of_privacy(
        "P504",
        "A column of contact details",
        "the header of column {letter} says that it holds phone numbers, e-mail or accounts",
        "Remove the column before sending",
        _TOOL,
    ),
    of_privacy(
        "P505",
        "A column of addresses",
        "the header of column {letter} says that it holds addresses",
        "Remove the column; in or out of the county is enough",
        _TOOL,
    ),
    of_privacy(
        "P506",
        "A column of case numbers",
        "the header of column {letter} says that it holds case or record numbers",
        "Remove the column; the token made at your desk takes its place",
        _TOOL,
    ),
    of_privacy(
        "P507",
        "A column of free text",
        "the header of column {letter} says that it holds notes in free text",
        "Remove the column before sending",
        "Free text names people sooner or later. The file was not kept.",
    ),
    of_privacy("P511", "A Social Security number", "this looks like a Social Security number", "Remove it", _TOOL),
    of_privacy("P512", "An e-mail address", "this looks like an e-mail address", "Remove it", _TOOL),
    of_privacy("P513", "A phone number", "this looks like a phone number", "Remove it", _TOOL),
    of_privacy("P514", "A date of birth", "this looks like a date of birth", "Remove it; the age band is enough", _TOOL),
    of_privacy(
        "P515",
        "A street address",
        "this looks like a street address",
        "Remove it; in or out of the county is enough",
        _TOOL,
    ),
    of_privacy("P516", "A person's name", "this looks like the name of a person", "Remove it; the token takes its place", _TOOL),
    of_privacy(
        "P520",
        "Comments in the workbook",
        "the workbook has comments",
        "Delete all comments before sending",
        "Comments are free text. The file was not kept.",
    ),
    of_privacy(
        "P521",
        "Pictures or other files in the workbook",
        "the workbook carries pictures or other files inside",
        "Delete them before sending",
        "Pictures and embedded files cannot be checked. The file was not kept.",
    ),
    of_privacy(
        "P522",
        "A hidden sheet holds something",
        "sheet {number} is hidden and holds something",
        "Unhide it, see what it holds, and delete it",
        _HIDE + " The file was not kept.",
    ),
    of_privacy(
        "T601",
        "Rows from an agency that may send totals only",
        "this looks like rows about young people, and this programme may send totals only",
        "Send the totals of the quarter, with none of the rows, tokens or dates",
        _DEAL,
    ),
    of_privacy(
        "T602",
        "No agreement on this extract",
        "there is no agreement that this agency sends the extract {extract}",
        "Check the file name: this agency sends {names}",
        _DEAL,
    ),
    of_privacy(
        "T603",
        "The agreement has expired",
        "the agreement on the extract {extract} expired on {expires}",
        "Have the agreement renewed first",
        _DEAL,
    ),
    of_privacy(
        "T604",
        "The agreement had not begun",
        "the agreement on the extract {extract} begins with {first}",
        "Send quarters from {first} on",
        _DEAL,
    ),
)
