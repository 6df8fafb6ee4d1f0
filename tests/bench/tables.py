"""`python -m tests.bench tables`: what is hidden, what it costs and what an attacker makes of it, beside the best of others.

The tables, and what others made of them, are in `bench/` of the folder `shared` next to the repository.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pipelines.disclosure_control.audit import Audit, audit_table
from pipelines.disclosure_control.audit.pieces import Depth
from pipelines.disclosure_control.suppression import Requirement, Suppressed, Table, frame, read, suppress

SHARED = Path(__file__).resolve().parents[3] / "shared" / "bench"
Peer = tuple[int, int, str]
"""Cells withheld besides, their sum, CPU seconds (w: by the clock)."""
FIVE = ("d2_s", "d3_s", "d2_m", "d3_m", "d2_l")
LIMITS = {"d2_l": 0.3, "d5_1e4": 6.0}
PEER = "GaussSuppression"
HEAD = (
    *("table", "besides", "value", "CPU-s", "fractions", "to exact", "Range10", "optimum", "ratio"),
    *("exact", "narrowed", "undecided", "open", "CPU-s"),
)


@dataclass(frozen=True)
class Measured:
    secondary: int
    value: int
    cpu: float
    undecided: int
    table: Table
    done: Suppressed

    def row(self, *more: object) -> list[str]:
        return [f"{self.secondary}", f"{self.value}", f"{self.cpu:.2f}", *map(str, more)]


def measured(table: Table, requirement: Requirement) -> Measured:
    began = time.process_time()
    done = suppress(table, requirement)
    took, more = time.process_time() - began, done.hidden & ~done.primary
    return Measured(int(more.sum()), int(table.values[more].sum()), took, done.undecided, table, done)


def attacked(found: Measured, depth: Depth, least: int, threshold: int = 11) -> tuple[Audit, float]:
    """The attack on the file alone, with the hierarchies that a reader knows; and its CPU seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, levels = Path(folder) / "t.csv", {}
        frame(found.table, found.done.hidden, "freq").write_csv(path)
        for dimension in found.table.dimensions:
            if dimension.parents:
                levels[dimension.name] = Path(folder) / f"{dimension.name}.csv"
                lines = (f"{code},{parent}\n" for code, parent in dimension.parents.items())
                levels[dimension.name].write_text("code,parent\n" + "".join(lines), "utf-8")
        began = time.process_time()
        audit = audit_table([path], "freq", reach=(least, None), hierarchies=levels, threshold=threshold, bounds=depth)
        return audit, time.process_time() - began


def opened(name: str) -> Table:
    levels = {p.stem.removeprefix(f"{name}_"): p for p in SHARED.glob(f"{name}_*.csv") if p.stem.count("_") == name.count("_") + 1}
    return read(SHARED / f"{name}.csv", "freq", levels)[0]


def names() -> list[str]:
    """The tables, the smallest first: every file that is no hierarchy and no result."""
    files = [p for p in SHARED.glob("d*.csv") if "freq" in p.read_text("utf-8").partition("\n")[0]]
    return [p.stem for p in sorted(files, key=lambda p: p.stat().st_size)]


def peers(method: str) -> dict[str, Peer]:
    """Per table: secondary cells, their sum, CPU seconds where kept (else those of the clock, marked w)."""
    found: dict[str, Peer] = {}
    for line in _lines("peers.csv"):
        if line[1] == method and line[4].isdigit():
            cpu = next((f.removeprefix("cpu=") for f in line if f.startswith("cpu=")), "")
            before = found.get(line[0], (0, 0, ""))[2]
            kept = cpu or (before if before and not before.endswith("w") else f"{float(line[-1] or 0):.2f}w")
            found[line[0]] = int(line[4]), int(line[5]), kept
    return found


def optima(attacker: str, requirement: str) -> dict[str, int]:
    return {line[0]: int(line[7]) for line in _lines("expected.csv") if line[3:5] == [attacker, requirement]}


def _lines(name: str) -> list[list[str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def ratio(ours: float, theirs: float | None) -> str:
    return f"{ours / theirs:.3f}" if theirs else "-"


def show(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Each row as soon as it is known."""
    sys.stdout.write(f"\n{title}\n")
    widths = [max(len(text), 7) for text in head]
    for line in chain([head], rows):
        sys.stdout.write("  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)) + "\n")
        sys.stdout.flush()


def main(chosen: Sequence[str] = ()) -> None:
    if not SHARED.is_dir():
        sys.stdout.write(f"There are no tables to measure here: {SHARED} is not there.\n")
        return
    tables = {name: opened(name) for name in chosen or names()}
    smallest = next(iter(tables.values()))
    for kind in ("exact", "full", "width"):  # numba compiles once; that is no table's cost
        suppress(smallest, Requirement(kind, 10))
    gauss, wide = peers("Gauss"), peers("GaussRange10")
    aware, ten = optima("x>=1 if suppressed", "width>=1"), optima("x>=0", "width>=10")
    exact: dict[str, Measured] = {}
    show(
        f"exact, beside {PEER} (Gauss) and the proven optimum for a reader who knows that zeros are shown",
        ("table", "cells", "small", "besides", "value", "CPU-s", "Gauss", "value", "CPU-s", "ratio", "cells", "optimum", "ratio"),
        (_beside(name, table, exact, gauss.get(name), aware.get(name)) for name, table in tables.items()),
    )
    audited: dict[str, float] = {}
    show(
        "the attack on exact: withheld cells told exactly by a reader who is naive, who knows the rules, who counts in whole numbers",
        ("table", "withheld", "naive", "CPU-s", "rules", "CPU-s", "by wholes", "decided", "undecided"),
        (_attack_row(name, one, audited) for name, one in exact.items()),
    )
    show(
        "full, and the attack on it by a reader who knows that what is withheld is 1 or more",
        HEAD,
        (_wider(name, measured(table, Requirement()), exact[name], "enough", 1) for name, table in tables.items()),
    )
    width: dict[str, Measured] = {}
    show(
        "width:10, and the attack on it by a reader who knows only that counts are not negative",
        HEAD,
        (_wide(name, table, width, exact[name], wide.get(name), ten.get(name)) for name, table in tables.items()),
    )
    show("what is asked", (f"{'':<58}", "ours", "asked", "held"), _asked(exact, width, audited, aware, gauss))


def _beside(name: str, table: Table, exact: dict[str, Measured], peer: Peer | None, best: int | None) -> list[str]:
    exact[name] = one = measured(table, Requirement("exact"))
    theirs = [f"{peer[0]}", f"{peer[1]}", peer[2], ratio(one.value, peer[1]), ratio(one.secondary, peer[0])] if peer else ["-"] * 5
    cells, small = f"{one.done.hidden.size}", f"{int(one.done.primary.sum())}"
    return [name, cells, small, *one.row(), *theirs, f"{best or '-'}", ratio(one.value, best)]


def _attack_row(name: str, one: Measured, audited: dict[str, float]) -> list[str]:
    (naive, first), (aware, second) = attacked(one, "exact", 0), attacked(one, "exact", 1)
    audited[name] = second
    counts = (aware.by_wholes, aware.withheld - aware.undecided, aware.undecided)
    return [name, f"{aware.withheld}", f"{naive.exact}", f"{first:.2f}", f"{aware.exact}", f"{second:.2f}", *map(str, counts)]


def _wider(
    name: str, one: Measured, exact: Measured, depth: Depth, least: int, peer: Peer | None = None, best: int | None = None
) -> list[str]:
    audit, cpu = attacked(one, depth, least)
    more = [ratio(one.value, exact.value), f"{peer[1] if peer else '-'}", f"{best or '-'}", ratio(one.value, best)]
    told = [f"{audit.exact}", f"{audit.narrowed}", f"{audit.undecided}", f"{audit.unsettled}", f"{cpu:.2f}"]
    return [name, *one.row(one.undecided), *more, *told]


def _wide(name: str, table: Table, width: dict[str, Measured], exact: Measured, peer: Peer | None, best: int | None) -> list[str]:
    width[name] = measured(table, Requirement("width", 10))
    return _wider(name, width[name], exact, "exact", 0, peer, best)


def _asked(
    exact: dict[str, Measured],
    width: dict[str, Measured],
    audited: dict[str, float],
    aware: dict[str, int],
    gauss: dict[str, Peer],
) -> list[list[str]]:
    rows = []

    def ask(what: str, ours: float, most: float, digits: int = 0) -> None:
        rows.append([what, f"{ours:.{digits}f}", f"{most:.{digits}f}", "yes" if ours <= most else "NO"])

    if all(name in exact for name in FIVE):
        theirs = sum(gauss[n][0] for n in FIVE)
        ask(f"cells besides over {', '.join(FIVE)}: 5 % fewer than {theirs}", sum(exact[n].secondary for n in FIVE), 0.95 * theirs)
    for name, one in exact.items():
        if name in gauss:
            ask(f"{name}: value within 1 % of {PEER}", one.value, 1.01 * gauss[name][1])
        if name in aware:
            ask(f"{name}: value within 3 % of the optimum", one.value, 1.03 * aware[name])
        if name in LIMITS:
            ask(f"{name}: CPU-s with its audit", one.cpu + audited[name], LIMITS[name], 2)
    if "d5_1e4" in exact:
        ask(f"d5_1e4: cells besides, {PEER} has", exact["d5_1e4"].secondary, gauss["d5_1e4"][0])
    if "d3_m" in exact:
        ask("d3_m: CPU-s of its audit", audited["d3_m"], 0.05, 2)
        best = optima("x>=0", "width>=10")["d3_m"]
        ask(f"d3_m, width:10: value within 5 % of {best}", width["d3_m"].value, 1.05 * best)
        ask("d3_m, width:10: CPU-s", width["d3_m"].cpu, 10, 1)
    return rows
