"""Each reader in turn, or those that are named, for its part of the time; what it did is told in a line."""

import argparse
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.readers import READERS

HEAD = f"{'reader':<14}{'inputs':>10}{'seconds':>9}{'slowest':>9}{'MB':>7}   what it did"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--minutes", type=float, default=60, help="for all of them together")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/safecount-fuzz"), help="where inputs are kept, to go on with")
    asked = parser.parse_args(words)
    if find_spec("atheris") is None:
        sys.stdout.write("atheris is needed: uv run --group dev --with atheris==3.0.0 python -m tests.fuzz …\n")
        return 2
    chosen = asked.readers or list(READERS)
    sys.stdout.write(HEAD + "\n")
    return max(_one(name, int(60 * asked.minutes / len(chosen)), asked.folder / name) for name in chosen)


def _one(name: str, seconds: int, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    ran = subprocess.run([sys.executable, "-m", "tests.fuzz.run", name, str(seconds), str(folder)], capture_output=True, check=False)
    said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
    (folder / "last.log").write_text(said, "utf-8")
    figures = dict(re.findall(r"stat::(\w+):\s+(\d+)", said))
    kept = sorted(p.name for p in set(folder.iterdir()) - before if p.name.startswith(("crash-", "timeout-", "oom-", "slow-unit-")))
    kinds = ("number_of_executed_units", "slowest_unit_time_sec", "peak_rss_mb")
    inputs, slowest, room = (figures.get(kind, "?") for kind in kinds)
    ended = "answered all" if not (ran.returncode or kept) else f"see {folder}: {', '.join(kept) or 'last.log'}"
    sys.stdout.write(f"{name:<14}{inputs:>10}{seconds:>9}{slowest:>9}{room:>7}   {ended}\n")
    sys.stdout.flush()
    return int(bool(ran.returncode))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
