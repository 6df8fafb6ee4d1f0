"""The copy of a return with withheld numbers, for a funder who may have them: made by one steward, approved by two others, handed out."""

from pipelines.defs.returns.attacked import HANDED_OUT, handed_out, safe, told_by
from pipelines.defs.returns.counts import counted, withheld
from pipelines.defs.returns.handing import approve, hand_out, look, stands
from pipelines.defs.returns.making import MADE, make
from pipelines.defs.returns.paper import SHELF, Return, ReturnProblem, kept, numbers_of

__all__ = [
    "HANDED_OUT",
    "MADE",
    "SHELF",
    "Return",
    "ReturnProblem",
    "approve",
    "counted",
    "hand_out",
    "handed_out",
    "kept",
    "look",
    "make",
    "numbers_of",
    "safe",
    "stands",
    "told_by",
    "withheld",
]
