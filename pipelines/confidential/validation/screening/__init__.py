"""Waves the clean rows of a large file past the desk's rules, so that those look only at rows which they may hold.

The rules have one implementation, which is the desk's. Here it is only told of which rows they surely have nothing to say;
whatever is not sure goes to the desk, row by row or as a whole.
"""

from pipelines.confidential.validation.screening.checked import Checked, checked

__all__ = ["Checked", "checked"]
