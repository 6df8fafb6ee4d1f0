"""Reads and checks a submission, the same way at the agency's desk, in a browser and at the county.

Standard library, python-calamine and the agreement only: no network, no clock, nothing kept.
"""

from pipelines.desk.catalogue import CATALOGUE, MUST_FIX, NOTE, PLEASE_CONFIRM, explain
from pipelines.desk.examination import Examination, examine
from pipelines.desk.file_name import Named, parse
from pipelines.desk.findings import Finding

__all__ = [
    "CATALOGUE",
    "MUST_FIX",
    "NOTE",
    "PLEASE_CONFIRM",
    "Examination",
    "Finding",
    "Named",
    "examine",
    "explain",
    "parse",
]
