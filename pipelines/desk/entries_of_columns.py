"""E17: what can be wrong with a header, where the column itself is there."""

from pipelines.desk.entry import of_file

ENTRIES = (
    of_file(
        "E171",
        "A column under another name",
        "column {letter} seems to be {column} under another name",
        "Change its header to {column}, or remove the column if it holds something else",
        "Columns are told apart by their headers. Its header or what it holds makes it likely, and yet nobody but you can know; "
        "so it is asked and never guessed.",
    ),
)
