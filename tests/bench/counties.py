"""`uv run --group dev python -m tests.bench.counties`: made-up counties, each publishing quarter after quarter, and an attacker who has
kept everything they ever published."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import polars as pl

from pipelines.disclosure_control.audit import Audit, audit_publications
from pipelines.disclosure_control.protection import NotAsPublished, Protected, ProtectionFailed, SumsDisagree, protect, withholding
from pipelines.disclosure_control.protection.marks import Marks
from pipelines.disclosure_control.protection.needs import Needs
from pipelines.disclosure_control.protection.system import System
from pipelines.publication import store
from pipelines.synthesis import synthesize
from schemas import Policy, Quarter, Schemas
from schemas.structure import structure
from tests.stages import harmonized, tabulated

SIZES = (25, 60, 120, 250, 500)
"""Young people newly met in a year; the counties take these in turn."""

LAST = Quarter(2025, 4)
COUNTS = ("count", "denominator")


@dataclass(frozen=True)
class Found:
    """What came of one county. Of all publications together: `withheld` figures, how many of them an attacker tells exactly
    (`naive`: who only knows that nobody is counted below nought; `exact`: who knows the rules), or too closely: `narrowed` of
    those that are small, `narrowed_unaided` of any. `cells`, `shown`: of the last publication, those that are mature and there.

    `full`, `exact_only`: the figures withheld of all quarters published at once, by the rule and by the weaker rule that nothing
    is told exactly. `refused`: why no publication was made, if none was.
    """

    county: int
    youth_per_year: int
    quarters: int
    publications: int = 0
    withheld: int = 0
    naive: int = 0
    exact: int = 0
    narrowed: int = 0
    narrowed_unaided: int = 0
    leaks: int = 0
    cells: int = 0
    shown: int = 0
    quarter_totals: int = 0
    quarter_totals_shown: int = 0
    half_years: int = 0
    half_years_shown: int = 0
    years: int = 0
    years_shown: int = 0
    full: int = 0
    exact_only: int = 0
    revised: int = 0
    held_revisions: int = 0
    seconds: float = 0.0
    seconds_protecting: float = 0.0
    seconds_attacking: float = 0.0
    refused: str = ""


def one(county: int, youth_per_year: int, quarters: int, schemas: Schemas) -> Found:
    """A county's publications, each protected beside those before it, and all of them attacked."""
    found, started = Found(county, youth_per_year, quarters), time.process_time()
    agreed = structure(schemas)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = synthesize(
            folder / "sent", schemas=schemas, youth_per_year=youth_per_year, quarters=quarters, last=LAST, seed=1000 + county
        )
        sent = harmonized(written.files, schemas)
        tables = [tabulated(sent, schemas, LAST.plus(n - quarters)) for n in range(1, quarters + 1)]
        names = [f"{LAST.plus(n - quarters)}-v1" for n in range(1, quarters + 1)]
        before = time.process_time()
        try:
            results = in_turn(tables, names, agreed, schemas.policy)
        except (ProtectionFailed, SumsDisagree, NotAsPublished) as refusal:
            return replace(found, refused=f"{type(refusal).__name__}: {refusal}", seconds=time.process_time() - started)
        protecting = time.process_time() - before
        drafts = [
            store.save_draft(folder / "drafts", n, r.tables, structure(schemas, of=_measures(r)), {"publication": n})
            for n, r in zip(names, results, strict=True)
        ]
        before = time.process_time()
        aided = audit_publications(drafts, frozenset(results[-1].small.rows()))
        unaided = audit_publications(drafts)
        attacking = time.process_time() - before
    rules = [_withheld(protect(tables[-1], agreed, schemas.policy))]
    with no_more_than_not_exact():
        rules.append(_withheld(protect(tables[-1], agreed, schemas.policy)))
    return replace(
        found,
        publications=len(results),
        **_told(aided, unaided),
        **_shown(pl.concat([t.cells for t in results[-1].tables])),
        full=rules[0],
        exact_only=rules[1],
        revised=sum(r.revised for r in results),
        held_revisions=results[-1].held_revisions,
        seconds=time.process_time() - started,
        seconds_protecting=protecting,
        seconds_attacking=attacking,
    )


def in_turn(tables: Sequence[pl.DataFrame], names: Sequence[str], agreed: Mapping[str, Any], policy: Policy) -> list[Protected]:
    results: list[Protected] = []
    for number, table in enumerate(tables):
        earlier = [pl.concat([t.cells for t in r.tables]) for r in results]
        kept = [r.behind for r in results]
        results.append(protect(table, agreed, policy, earlier, names=names[:number], behind=kept))
    return results


@contextmanager
def no_more_than_not_exact() -> Iterator[None]:
    """Protection that asks only that nothing withheld is told exactly: what `full` is measured against."""

    def needs(system: System, given: Marks, small: np.ndarray, events: np.ndarray, policy: Policy) -> Needs:
        n = len(system.cells)
        asked = given.hidden | ((small | events) & ~system.published & ~system.exactly)
        nothing = np.zeros(n, dtype=bool)
        return Needs(np.full(n, np.inf), np.full(n, -np.inf), np.where(asked, 1.0, 0.0), nothing, nothing, np.zeros(n), np.ones(n))

    rule, withholding.needs = withholding.needs, needs
    try:
        yield
    finally:
        withholding.needs = rule


def _measures(result: Protected) -> set[str]:
    """Those that a publication has cells of, which are those that it explains."""
    return {name for t in result.tables for name in t.cells["measure"].unique()}


def _withheld(result: Protected) -> int:
    return result.summary["counts_withheld"]


def _told(aided: Audit, unaided: Audit) -> dict[str, int]:
    marked = [c for c in aided.cells if c.kind == "withheld"]
    return {
        "withheld": aided.withheld,
        "naive": sum(c.naive_low == c.naive_high for c in marked),
        "exact": aided.exact,
        "narrowed": aided.narrowed + len(aided.infeasible) + aided.unsettled,
        "narrowed_unaided": unaided.narrowed,
        "leaks": len(aided.leaks),
    }


def _shown(cells: pl.DataFrame) -> dict[str, int]:
    there = cells.filter(pl.col("status").is_in(["", "r", "c"]))
    shown = pl.col("status") != "c"
    codes = [c for c in cells.columns if c not in ("measure", "period", "statistic", "value", "status")]
    totals = there.filter(pl.col("statistic").is_in(COUNTS), *(pl.col(c).is_in(["", "_T"]) for c in codes))
    quarters = totals.filter(pl.col("period").str.contains("-"))
    half = (pl.col("period").str.slice(6).cast(pl.Int64) > 2).alias("second")
    halves = quarters.group_by("measure", pl.col("period").str.slice(0, 4).alias("year"), half).agg(shown.all(), pl.len())
    halves = halves.filter(pl.col("len") == 2)
    years = totals.filter(~pl.col("period").str.contains("-"))
    return {
        "cells": there.height,
        "shown": there.filter(shown).height,
        "quarter_totals": quarters.height,
        "quarter_totals_shown": quarters.filter(shown).height,
        "half_years": halves.height,
        "half_years_shown": int(halves["status"].sum()),
        "years": years.height,
        "years_shown": years.filter(shown).height,
    }


def finished(path: Path | None) -> list[Found]:
    """The counties of an earlier run. A line that was being written when the run was killed is not one."""
    known = {f.name for f in fields(Found)}
    done = []
    for line in path.read_text("utf-8").split("\n")[:-1] if path and path.exists() else ():
        said = json.loads(line)
        done.append(Found(**{k: v for k, v in said.items() if k in known}))
    return done


def run(numbers: Collection[int], quarters: int, sizes: Sequence[int], resume: Path | None, seconds: float) -> Iterator[Found]:
    """Those that are finished already, then the others, each kept as soon as it is finished."""
    done = {f.county: f for f in finished(resume) if f.quarters == quarters and f.youth_per_year == sizes[f.county % len(sizes)]}
    yield from (f for n, f in done.items() if n in numbers)
    if resume and resume.exists() and not resume.read_bytes().endswith(b"\n"):
        whole = resume.read_bytes().rpartition(b"\n")
        resume.write_bytes(whole[0] + whole[1])
    schemas, started = Schemas.load(), time.monotonic()
    for number in numbers:
        if number in done:
            continue
        if time.monotonic() - started > seconds:
            return
        found = one(number, sizes[number % len(sizes)], quarters, schemas)
        if resume:
            with resume.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(found)) + "\n")
        yield found


def table(found: Sequence[Found]) -> str:
    """By county size: what was told, what was shown and what it cost."""
    lines = [
        "young people | counties | refused | withheld | told exactly    | told too closely | leaks | cells | quarters | half-years | years"
        " | withheld at once | CPU-s a county",
        "a year       |          |         | figures  | naive, by rules | of small, of any |       | shown | shown    | shown      | shown"
        " | full (exact)     | (protect, attack)",
    ]
    for size in sorted({f.youth_per_year for f in found}):
        lines.append(_line(str(size), [f for f in found if f.youth_per_year == size]))
    return "\n".join([*lines, _line("all", found)])


def _line(name: str, counties: Sequence[Found]) -> str:
    def total(field: str) -> int:
        return sum(getattr(f, field) for f in counties)

    def share(part: str, whole: str) -> str:
        return f"{total(part) / total(whole):.1%}" if total(whole) else "-"

    times = [mean(getattr(f, t) for f in counties) for t in ("seconds", "seconds_protecting", "seconds_attacking")]
    return " | ".join(
        [
            f"{name:<12}",
            f"{len(counties):<8}",
            f"{sum(bool(f.refused) for f in counties):<7}",
            f"{total('withheld'):<8}",
            f"{total('naive')}, {total('exact')}".ljust(15),
            f"{total('narrowed')}, {total('narrowed_unaided')}".ljust(16),
            f"{total('leaks'):<5}",
            f"{share('shown', 'cells'):<5}",
            f"{share('quarter_totals_shown', 'quarter_totals'):<8}",
            f"{share('half_years_shown', 'half_years'):<10}",
            f"{share('years_shown', 'years'):<5}",
            f"{total('full')} ({total('exact_only')})".ljust(16),
            f"{times[0]:.1f} ({times[1]:.1f}, {times[2]:.1f})",
        ]
    )


def main(words: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench.counties", description=__doc__)
    asked.add_argument("--counties", "--many", type=int, default=200)
    asked.add_argument("--quarters", type=int, default=8)
    asked.add_argument("--resume", type=Path, help="a file with a line for each finished county; a killed run goes on from it")
    asked.add_argument("--minutes", type=float, default=float("inf"), help="begin no further county after so long")
    said = asked.parse_args(words)
    found = []
    for one_of_them in run(range(said.counties), said.quarters, SIZES, said.resume, 60 * said.minutes):
        found.append(one_of_them)
        sys.stderr.write(f"\r{len(found)} of {said.counties} counties")
    sys.stderr.write("\n")
    sys.stdout.write(table(found) + "\n" if found else "no county was finished\n")
    told = sum(f.naive + f.exact + f.narrowed + f.leaks for f in found)
    for f in found:
        if f.refused:
            sys.stdout.write(f"county {f.county} ({f.youth_per_year} a year): {f.refused}\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
