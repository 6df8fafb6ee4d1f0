"""The county's counter: all that a person may ask for over the web. Files go in; receipts, statuses and signed papers come out.

No row, and no count that is not on a receipt or in a publication, is ever handed over here.
"""

from pipelines.defs.counter.agencies import Asked, Question, Sent, answer, due, history, issued, papers, reasons, receipt, retract
from pipelines.defs.counter.files import Tried, forget, hand_over, put_together, still_waiting, take, try_out, unfit_name
from pipelines.defs.counter.opened import LARGEST, AtTheCounter, Counter
from pipelines.defs.counter.parts import KEPT, PART, arriving, came, lay_down
from pipelines.defs.counter.stewards import (
    Drafted,
    Published,
    book,
    calendar,
    draft_file,
    drafts,
    in_memory,
    key_holder,
    letters,
    looked,
    numbers_of,
    publications,
    published_file,
    quarters,
)
from pipelines.defs.counter.visits import note, visits

__all__ = [
    "KEPT",
    "LARGEST",
    "PART",
    "Asked",
    "AtTheCounter",
    "Counter",
    "Drafted",
    "Published",
    "Question",
    "Sent",
    "Tried",
    "answer",
    "arriving",
    "book",
    "calendar",
    "came",
    "draft_file",
    "drafts",
    "due",
    "forget",
    "hand_over",
    "history",
    "in_memory",
    "issued",
    "key_holder",
    "lay_down",
    "letters",
    "looked",
    "note",
    "numbers_of",
    "papers",
    "publications",
    "published_file",
    "put_together",
    "quarters",
    "reasons",
    "receipt",
    "retract",
    "still_waiting",
    "take",
    "try_out",
    "unfit_name",
    "visits",
]
