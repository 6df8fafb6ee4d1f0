"""The desk de-identifier: from an agency's own export to the file that may be sent, with nothing of who anyone is.

Pure Python, as the rest of the desk: the command and the browser page call the same `prepared`, and only show what it gives.
"""

from pipelines.desk.preparing import preview
from pipelines.desk.preparing.bridge import Bridge, bridged
from pipelines.desk.preparing.draft import draft
from pipelines.desk.preparing.keys import KeyProblem, LinkingKey
from pipelines.desk.preparing.keys import read as read_key
from pipelines.desk.preparing.preparation import Prepared, prepared
from pipelines.desk.preparing.problems import MappingProblem, Refused

__all__ = [
    "Bridge",
    "KeyProblem",
    "LinkingKey",
    "MappingProblem",
    "Prepared",
    "Refused",
    "bridged",
    "draft",
    "prepared",
    "preview",
    "read_key",
]
