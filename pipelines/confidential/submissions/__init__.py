"""A file arrives from an agency. We keep it as it was sent, and remember whose it is and which came last."""

from pipelines.confidential.submissions.changes import changes
from pipelines.confidential.submissions.submission import Submission, current, receive

__all__ = ["Submission", "changes", "current", "receive"]
