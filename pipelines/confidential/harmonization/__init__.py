"""Each agency's words become our words, and each agency's table becomes the shared one."""

from pipelines.confidential.harmonization.feed import feed
from pipelines.confidential.harmonization.gathered import columns_for, gathered
from pipelines.confidential.harmonization.harmonize import harmonize, nothing

__all__ = ["columns_for", "feed", "gathered", "harmonize", "nothing"]
