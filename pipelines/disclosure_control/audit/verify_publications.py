"""Checks a certificate against publication folders by adding whole numbers up: no solver, and no code of the attack but what
reads the files and says which numbers they tie together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.disclosure_control.audit.publications import whole_system
from pipelines.disclosure_control.audit.system import System
from pipelines.disclosure_control.audit.verify_certificate import misshapen


@dataclass(frozen=True)
class Checked:
    """`problems`: what is wrong with the certificate. Of the `withheld` numbers so many are `lacking` two tables."""

    problems: list[str]
    withheld: int = 0
    lacking: int = 0


def verify_publications(said: Mapping[str, Any], folders: Sequence[Path], external: Path | None = None) -> Checked:
    """Whether each withheld number has two whole tables that agree with all that is shown.

    Raises:
        KeyError, TypeError, ValueError: it is not a certificate of publications.
    """
    names, system = whole_system(folders, external, {(population, year) for population, year in said["loose"]})
    if said["publications"] != names:
        return Checked([f"it is of {', '.join(map(str, said['publications']))}, and not of {', '.join(names)}"])
    return check(said, system)


def check(said: Mapping[str, Any], system: System) -> Checked:
    """The same for numbers of any kind and what ties them together."""
    unknowns, base, cells = system.unknowns, list(said["base"]), said["cells"]
    hidden = [i for i, u in enumerate(unknowns) if u.value is None]
    if said["not_shown"] != [[code for _, code in unknowns[i].key] for i in hidden] or len(base) != len(hidden):
        return Checked(["it does not name the numbers that are not shown"])
    broken = misshapen(said)
    if broken:
        return Checked(broken)

    tables: list[dict[int, int]] = [*(dict(table) for table in said["tables"]), {}]  # the last one, −1, is the base
    values = [u.value or 0 for u in unknowns]
    for i, value in zip(hidden, base, strict=True):
        values[i] = value
    sums = [sum(a * values[i] for i, a in relation.terms) for relation in system.relations]
    holding: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, relation in enumerate(system.relations):
        for i, a in relation.terms:
            holding[i].append((number, a))

    def holds(number: int, total: int) -> bool:
        low, high = system.relations[number].low, system.relations[number].high
        return (low is None or low <= total) and (high is None or total <= high)

    def within(i: int, value: int) -> bool:
        ceiling = unknowns[i].ceiling
        return value >= unknowns[i].floor and (ceiling is None or value <= ceiling)

    def fits(table: Mapping[int, int]) -> bool:
        """Whether the base with these changes satisfies every relation that they touch, and every floor."""
        totals: dict[int, int] = {}
        for i, change in table.items():
            for number, a in holding[hidden[i]]:
                totals[number] = totals.get(number, sums[number]) + a * change
        return all(within(hidden[i], base[i] + c) for i, c in table.items()) and all(holds(n, t) for n, t in totals.items())

    problems = []
    if not all(holds(n, t) for n, t in enumerate(sums)) or not all(map(within, hidden, base)):
        problems.append("the base does not agree with what is shown")
    if not all(map(fits, tables)):
        problems.append("a table does not agree with what is shown")
    ends = [(c["cell"], c[end], tables[c[f"{end}_table"]]) for c in cells for end in ("low", "high")]
    if any(base[i] + table.get(i, 0) != value for i, value, table in ends):
        problems.append("a table does not have the value that is said")
    withheld = {n for n, i in enumerate(hidden) if unknowns[i].kind == "withheld"}
    lacking = withheld - {c["cell"] for c in cells if c["low"] < c["high"]}
    return Checked(problems, len(withheld), len(lacking))
