"""The same row told again, and the same young person told by several agencies, become one."""

from pipelines.confidential.record_linkage.arrivals import arrivals
from pipelines.confidential.record_linkage.bridges import Bridge, BridgeProblem, OneToken, fitting, one_token, with_one_token
from pipelines.confidential.record_linkage.last_word import last_word
from pipelines.confidential.record_linkage.link import link
from pipelines.confidential.record_linkage.meeting import meeting

__all__ = ["Bridge", "BridgeProblem", "OneToken", "arrivals", "fitting", "last_word", "link", "meeting", "one_token", "with_one_token"]
