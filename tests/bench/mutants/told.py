"""What was found, room by room, and each mutant that no test noticed: file, line, and what stood there before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tests.bench.mutants.changes import ROOMS, Mutant, changed

HOW = ("killed", "timed out", "survived")


def told(mutants: Sequence[Mutant], found: Mapping[str, Mapping[str, Any]]) -> str:
    counts = Counter((m.room, found[m.key]["how"]) for m in mutants if m.key in found)
    lines = [f"{'room':<16}{'tried':>8}" + "".join(f"{how:>12}" for how in HOW) + f"{'found':>10}"]
    for room in ROOMS:
        lines.append(_line(room, [counts[room, how] for how in HOW]))
    lines.append(_line("the door", [sum(counts[room, how] for room in ROOMS) for how in HOW]))
    left = [m for m in mutants if m.key in found and found[m.key]["how"] == "survived"]
    for mutant in sorted(left, key=lambda m: (m.file, m.line)):
        kept = found[mutant.key]
        more = f", {kept['left_out']} more would take too long" if kept["left_out"] else ""
        lines += ["", f"{mutant.file}:{mutant.line} {mutant.operator} (met {kept['met']} tests{more})", *_change(mutant)]
    return "\n".join(lines) + "\n"


def _line(room: str, numbers: Sequence[int]) -> str:
    """A mutant that makes a test hang was noticed."""
    tried = sum(numbers)
    share = f"{100 * (tried - numbers[-1]) / tried:.1f} %" if tried else "-"
    return f"{room:<16}{tried:>8}" + "".join(f"{number:>12}" for number in numbers) + f"{share:>10}"


def _change(mutant: Mutant) -> list[str]:
    before, after = Path(mutant.file).read_text("utf-8").splitlines(), changed(mutant).splitlines()
    return [f"    {line}" for line in unified_diff(before, after, lineterm="", n=0) if line[:2] not in ("--", "++", "@@")]
