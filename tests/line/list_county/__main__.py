"""`python -m tests.line.list_county LISTS.csv WORKSPACE`: furnish a workspace made by `safecount init WORKSPACE --own-schemas-only`."""

import sys
from pathlib import Path

from tests.line.list_county import furnish, people

file, workspace = map(Path, sys.argv[1:])
furnish(workspace, people(file))
sys.stdout.write(f"Now: safecount run 2024-Q1 --workspace {workspace}\n")
