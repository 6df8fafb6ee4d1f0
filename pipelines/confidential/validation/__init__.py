"""Whether accepted rows hold together: with their contract, with earlier quarters and with each other.

Great Expectations takes seconds to load, so `gx` is imported only by those who ask it for a judgement.
"""

from pipelines.confidential.validation.accepted import accepted, as_text
from pipelines.confidential.validation.cross_file import DOUBTS, Doubt, look_across
from pipelines.confidential.validation.judgement import Judgement
from pipelines.confidential.validation.rule_counts import rule_counts

__all__ = ["DOUBTS", "Doubt", "Judgement", "accepted", "as_text", "look_across", "rule_counts"]
