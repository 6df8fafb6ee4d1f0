"""Secondary suppression of plain tables: which cells to hide so that the small ones cannot be worked out from the others."""

from pipelines.disclosure_control.suppression.outcome import Suppressed
from pipelines.disclosure_control.suppression.proofs import CannotProtect
from pipelines.disclosure_control.suppression.requirement import Requirement
from pipelines.disclosure_control.suppression.suppress import ready, suppress
from pipelines.disclosure_control.suppression.table import Table, frame, read

__all__ = ["CannotProtect", "Requirement", "Suppressed", "Table", "frame", "read", "ready", "suppress"]
