"""A file arrives from an agency. We keep it as it was sent, and remember whose it is, which counts, and what was withdrawn."""

from pipelines.confidential.submissions.changes import changes
from pipelines.confidential.submissions.confirmation import Confirmation, NotTaken, Tells, asked_for, confirmations
from pipelines.confidential.submissions.retraction import Retraction
from pipelines.confidential.submissions.submission import Submission, current, receive, withdrawn

__all__ = [
    "Confirmation",
    "NotTaken",
    "Retraction",
    "Submission",
    "Tells",
    "asked_for",
    "changes",
    "confirmations",
    "current",
    "receive",
    "withdrawn",
]
