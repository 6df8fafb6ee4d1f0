"""Trying out what a county could show: made-up counties of its size go through the line, and the cells that stay are counted.

No row of a real young person comes here. The rows are drawn by `synthesis`, pass the stages in memory, and are thrown away.
"""

from pipelines.planning.choice import CannotPlan, chosen
from pipelines.planning.lines import FIELDS, Line, as_row
from pipelines.planning.plan import plan
from pipelines.planning.told import told

__all__ = ["FIELDS", "CannotPlan", "Line", "as_row", "chosen", "plan", "told"]
