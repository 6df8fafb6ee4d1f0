"""The same row told again, and the same young person told by several agencies, become one."""

from pipelines.confidential.record_linkage.last_word import last_word
from pipelines.confidential.record_linkage.link import link

__all__ = ["last_word", "link"]
