"""How well the tests hold the door: small faults are planted in a copy of it, one at a time, and each should fail some test.

`python -m tests.bench mutants [NUMBER] [--seed N] [--folder DIR]`, with cosmic-ray and coverage beside the rest:
`uv run --group dev --with cosmic-ray==8.7.0 --with coverage==7.17.3 python -m tests.bench mutants 500`.

The faults are cosmic-ray's, and lines left out; numba compiles nothing, so that every line can be followed. Which tests run a line is
learnt first; a mutant meets those alone, those that found others in its file first, then the fastest. What was tried is kept in
the folder, so the work can be broken off and taken up again; a mutant that survived is tried again when the tests have changed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parents[3]
ALONE = {
    "NUMBA_DISABLE_JIT": "1",
    "CI": "1",  # hypothesis then draws the same examples every time
    "PYTHONHASHSEED": "0",
    "POLARS_MAX_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "",
}


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench mutants", description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "safecount-mutants")
    asked = parser.parse_args(words)
    if not (find_spec("cosmic_ray") and find_spec("coverage")):
        sys.exit("cosmic-ray and coverage are needed: uv run --group dev --with cosmic-ray==8.7.0 --with coverage==7.17.3 …")
    tree = copied(asked.folder / "tree")
    command = [sys.executable, "-m", "tests.bench.mutants.run", str(asked.folder), str(asked.number), str(asked.seed)]
    sys.exit(subprocess.run(command, cwd=tree, env=os.environ | ALONE, check=False).returncode)


def copied(tree: Path) -> Path:
    """The files of this repository as they stand now, somewhere else; those that did not change are left alone."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=HERE, check=True, capture_output=True, text=True).stdout
    wanted = {name for name in listed.splitlines() if (HERE / name).is_file()}
    for old in [p for p in tree.rglob("*.py") if str(p.relative_to(tree)) not in wanted]:
        old.unlink()
    for name in wanted:
        source, target = HERE / name, tree / name
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return tree
