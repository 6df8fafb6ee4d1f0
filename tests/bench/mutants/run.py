"""Works within the copy: draws the mutants, lets each meet its tests, keeps what was found, and tells it."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.mutants.changes import Mutant, sample
from tests.bench.mutants.covering import ENOUGH, TOO_SLOW, Covered, files, fingerprint
from tests.bench.mutants.planted import Faulty
from tests.bench.mutants.session import ELSEWHERE, End, Session, apart, judged, met, run
from tests.bench.mutants.told import told

LIGHT = (
    "numpy",
    "polars",
    "scipy.sparse",
    "scipy.optimize",
    "highspy",
    "numba",
    "hypothesis",
    "yaml",
    "pyarrow.parquet",
    "xlsxwriter",
    "jinja2",
)
"""Loaded once, and used by every process that is forked. Nothing is computed before that: threads do not go with a fork."""
BEHIND = ("schemas.structure", "pipelines.publication.store")


class Book:
    """What was found so far, a line of JSON for each."""

    def __init__(self, path: Path, mutants: Sequence[Mutant]) -> None:
        self.path, self.asked = path, {m.key: m for m in mutants}
        self.now = {fingerprint(Path(file)) for file in files()}
        self.found: dict[str, dict[str, Any]] = {}
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            kept = json.loads(line)
            mutant = self.asked.get(kept["key"])
            if mutant and mutant.source == kept["source"]:
                self.found[kept["key"]] = kept

    def open(self) -> list[Mutant]:
        """Those not tried yet, and those that survived other tests, or fewer."""
        return [m for m in self.asked.values() if not self.known(m) >= self.now]

    def known(self, mutant: Mutant) -> set[str]:
        """The files of tests, as they then were, that need not be asked again: all of them, where one found it."""
        kept = self.found.get(mutant.key)
        if kept is not None and kept["how"] != "survived":
            return self.now
        if kept is None or (kept["left_out"] and kept["enough"] < ENOUGH):
            return set()
        return set(kept["marks"])

    def finders(self, file: str) -> Counter[str]:
        """How many mutants of a file each test has found."""
        return Counter(kept["by"] for kept in self.found.values() if kept["file"] == file and kept["how"] == "killed")

    def add(self, mutant: Mutant, end: End, met_with: int, left_out: int) -> None:
        if self.known(mutant):
            met_with, left_out = met_with + self.found[mutant.key]["met"], left_out + self.found[mutant.key]["left_out"]
        about: dict[str, Any] = {
            "how": end.how,
            "by": end.by,
            "seconds": round(end.seconds, 1),
            "met": met_with,
            "left_out": left_out,
            "enough": ENOUGH,
        }
        if end.how == "survived":
            about["marks"] = sorted(self.now)
        self.found[mutant.key] = {"key": mutant.key, **mutant.said, **about}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self.found[mutant.key]) + "\n")
        so_far = Counter(kept["how"] for kept in self.found.values())
        sys.stderr.write(f"{len(self.found)} {dict(so_far)} {end.how} in {end.seconds:.1f} s: {mutant.key} {end.by}\n")


def loaded(mutant: Mutant, chosen: Sequence[str], covered: Covered, folder: Path) -> End:
    """In a process that has not yet read the door."""

    def work(tell: Callable[[Any], None]) -> None:
        tell(["runs", "loading the file"])
        Faulty(mutant).load()

        def meet(session: Session) -> None:
            met([session.items[t] for t in chosen], lambda t: covered.tests[t]["seconds"], tell)

        run(sorted({t.split("::")[0] for t in chosen}), meet, folder)

    return judged(*apart(work))


def main(folder: Path, number: int, seed: int) -> None:
    mutants = sample(number, seed)
    book, covered = Book(folder / f"found-{seed}.jsonl", mutants), Covered.read(folder / "covered.json")
    for module in (*LIGHT, *BEHIND):
        __import__(module)
    assert not any(name.startswith("pipelines.disclosure_control") for name in sys.modules)

    def work(session: Session) -> None:
        session.learn(covered)
        here = list(session.items)
        for mutant in book.open():
            chosen, left_out = covered.to_meet(mutant, book.finders(mutant.file), here, book.known(mutant))
            if not chosen:
                end = End("survived", "", 0)
            else:
                end = session.meets(mutant, chosen, covered) if mutant.in_function else End(ELSEWHERE, "", 0)
            if end.how != ELSEWHERE:
                book.add(mutant, end, len(chosen), left_out)

    if book.open() or not covered.tests:
        child = os.fork()
        if not child:
            run(files(), work, folder)
            os._exit(0)
        os.waitpid(child, 0)
    book, covered = Book(book.path, mutants), Covered.read(covered.path)
    here = list(covered.tests)
    for mutant in book.open():
        chosen, left_out = covered.to_meet(mutant, book.finders(mutant.file), here, book.known(mutant))
        end = loaded(mutant, chosen, covered, folder) if chosen else End("survived", "", 0)
        book.add(mutant, end, len(chosen), left_out)
    asked = [t for t in covered.tests.values() if t["passes"] and t["seconds"] <= TOO_SLOW]
    sys.stdout.write(f"{len(asked)} tests were asked; {len(covered.tests) - len(asked)} fail here without a fault, or take too long\n")
    sys.stdout.write(told(mutants, book.found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
