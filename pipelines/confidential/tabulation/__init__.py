"""Rows in, counts out. The counts are still confidential: small ones have not been withheld yet."""

from pipelines.confidential.tabulation.shards import added, adds_up, part
from pipelines.confidential.tabulation.tabulate import tabulate
from pipelines.confidential.tabulation.together import together

__all__ = ["added", "adds_up", "part", "tabulate", "together"]
