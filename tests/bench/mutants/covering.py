"""Which tests run which lines of the door, how long each takes alone, and which of them a mutant has to meet."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.mutants.changes import DOOR, Mutant

TESTS = (
    *("tests/unit/test_door*.py", "tests/unit/test_suppression_*.py", "tests/unit/test_audit_*.py", "tests/unit/test_certificate.py"),
    *("tests/spec/test_disclosure_control.py", "tests/spec/test_counted_among.py", "tests/spec/test_horizons_told_together.py"),
    *("tests/spec/test_sooner_and_later.py", "tests/spec/test_shapes_of_outcomes.py", "tests/spec/test_kept_silent.py"),
    *("tests/spec/test_steps_apart.py", "tests/spec/test_inventories.py", "tests/spec/test_least_and_most.py"),
    *("tests/spec/test_figures_beside_counts.py", "tests/spec/test_revisions.py", "tests/spec/test_external_facts.py"),
    *("tests/spec/test_attack_list_*.py", "tests/spec/test_audit_*.py", "tests/spec/test_different_young_people.py"),
    *("tests/spec/test_what_was_published_before.py", "tests/spec/test_told_to_be_small.py", "tests/spec/test_words_of_other_measures.py"),
    *("tests/spec/test_a_group_published_as_nobody.py", "tests/spec/test_door_*.py"),
    *("tests/properties/test_disclosure_control.py", "tests/properties/test_suppression*.py", "tests/properties/test_audit_*.py"),
    *("tests/properties/test_kinds_of_measures.py", "tests/properties/test_publications_in_turn.py", "tests/spec/test_days_and_limits.py"),
)
TOO_SLOW = 8.0
"""CPU seconds of one test alone."""
ENOUGH = 15.0
"""CPU seconds of all tests that one mutant meets, each reckoned by itself; together they take about a fifth of that."""


def files() -> list[str]:
    return sorted({str(path) for pattern in TESTS for path in Path().glob(pattern)})


def fingerprint(*paths: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def of_the_door() -> str:
    """The door and what the tests share: where one of these changes, all is learnt anew."""
    return fingerprint(*DOOR.rglob("*.py"), *Path("tests").glob("*.py"))


@dataclass
class Covered:
    """`tests`: by name its seconds, whether it passes, its file's fingerprint, and for each file of the door the lines it runs, as bits."""

    path: Path
    tests: dict[str, dict[str, Any]] = field(default_factory=dict)

    @staticmethod
    def read(path: Path) -> "Covered":
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return Covered(path, kept["tests"] if kept.get("door") == of_the_door() else {})

    def save(self) -> None:
        self.path.write_text(json.dumps({"door": of_the_door(), "tests": self.tests}), "utf-8")

    def knows(self, test: str, mark: str) -> bool:
        return self.tests.get(test, {}).get("mark") == mark

    def add(self, test: str, mark: str, passes: bool, seconds: float, lines: Mapping[str, Iterable[int]]) -> None:
        bits = {file: format(sum(1 << n for n in some), "x") for file, some in lines.items()}
        self.tests[test] = {"mark": mark, "passes": passes, "seconds": round(seconds, 3), "lines": bits}

    def to_meet(self, mutant: Mutant, found_before: Counter[str], here: Sequence[str], known: Collection[str]) -> tuple[list[str], int]:
        """The tests that a mutant meets, in order, but for those of `known` files, and how many more run its line but would take too long.

        What runs when a file is loaded has no line in any test: then all tests that run something of that file, or else of its folder,
        are asked.
        """
        wanted = ((1 << (mutant.last + 1)) - 1) >> mutant.first << mutant.first if mutant.in_function else ~0
        new = [t for t in here if self.tests[t]["passes"] and self.tests[t]["mark"] not in known]
        able = [t for t in new if int(self.tests[t]["lines"].get(mutant.file, "0"), 16) & wanted]
        if not able and not mutant.in_function:
            room = f"{Path(mutant.file).parent}/"
            able = [t for t in new if any(file.startswith(room) for file in self.tests[t]["lines"])]
        able.sort(key=lambda t: (-found_before[t], self.tests[t]["seconds"], t))
        chosen, seconds = [], 0.0
        for test in able:
            seconds += self.tests[test]["seconds"]
            if seconds > ENOUGH or self.tests[test]["seconds"] > TOO_SLOW:
                break
            chosen.append(test)
        return chosen, len(able) - len(chosen)
