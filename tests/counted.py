"""Made-up counties as the door gets to see them: counts by measure, period and group, with the young people behind them."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import floor
from typing import Any

import numpy as np
import polars as pl

from pipelines.confidential.tabulation.horizons import survival
from pipelines.disclosure_control.protection.drawing import chain

Row = dict[str, Any]
DAYS = {"d180": 179, "d365": 364}
SHAPES = ("value", "youth", "rest_youth")
ENDS = (
    {"home", "followed", "told"},
    {"home", "housed", "aloud", "first_home", "again", "followed", "again_later", "told"},
    {"care", "foster", "housing", "written", "kept", "again", "untold"},
    {"care", "group", "school", "housing", "followed", "again_later", "not_known"},
    {"told"},
)
"""How a stay may end, in the agreement of `kinds_of_measures`: all the outcomes that go with an end."""


def dimensions(structure: Mapping[str, Any]) -> list[str]:
    """The dimension columns of cells.csv."""
    measures = structure["measures"]
    return list(dict.fromkeys(d for name in sorted(measures) for d in measures[name]["dimensions"]))


def frame(rows: Iterable[Row], structure: Mapping[str, Any]) -> pl.DataFrame:
    """Rows of counts as a tabulated frame; a dimension of the measure that is not named is its total."""
    columns = dimensions(structure)
    schema = {
        **dict.fromkeys(("measure", "period", *columns, "statistic"), pl.String),
        **dict.fromkeys(SHAPES, pl.Int64),
        "status": pl.String,
    }
    full = []
    for row in rows:
        own = structure["measures"][row["measure"]]["dimensions"]
        blank = {d: "_T" if d in own else "" for d in columns}
        full.append({**blank, **dict.fromkeys(SHAPES), "status": "", **row})
    return pl.DataFrame(full, schema=schema)


def shares(structure: Mapping[str, Any], measure: str, events: Iterable[Row]) -> list[Row]:
    """All cells of a share or count, by quarter, and by year where all four quarters are there.

    An event has quarter, youth, reached (the outcome codes it counts for), and a code for each breakdown.
    """
    said, rows, events = structure["measures"][measure], [], list(events)
    quarters = sorted({e["quarter"] for e in events})
    years = [y for y in sorted({q[:4] for q in quarters}) if sum(q[:4] == y for q in quarters) == 4]
    for period in quarters + years:
        inside = [e for e in events if e["quarter"].startswith(period)]
        rows += _group(said, measure, period, {}, inside)
        for breakdown, words in said["breakdowns"].items() if period in years else ():
            for code in words["codes"]:
                below = {code, *(c for c, p in words["parents"].items() if p == code)}
                rows += _group(said, measure, period, {breakdown: code}, [e for e in inside if e[breakdown] in below])
    return rows


def _group(said: Mapping[str, Any], measure: str, period: str, codes: Row, events: list[Row]) -> list[Row]:
    def youth(some: list[Row]) -> int:
        return len({e["youth"] for e in some})

    base = {"measure": measure, "period": period, **codes}
    outcome = said["outcome"]
    if outcome is None:
        return [{**base, "statistic": "count", "value": len(events), "youth": youth(events)}]
    rows = [{**base, "statistic": "denominator", "value": len(events), "youth": youth(events)}]
    for code in outcome["codes"]:
        reached, left = [e for e in events if code in e["reached"]], [e for e in events if code not in e["reached"]]
        step = {**base, outcome["dimension"]: code}
        rows.append({**step, "statistic": "numerator", "value": len(reached), "youth": youth(reached), "rest_youth": youth(left)})
        if code in said["medians"]:
            days = {"value": 20, "youth": youth(reached) // 2 + 1} if reached else {}
            rows.append({**step, "statistic": "median_days", **days})
    return rows


def county(
    structure: Mapping[str, Any], seed: int = 7, youth_per_year: int = 120, years: Iterable[int] = range(2022, 2026)
) -> pl.DataFrame:
    """Some years of a county that meets so many young people a year, for every measure of the structure."""
    dice = random.Random(seed)
    rows: list[Row] = []
    people = {year: [_person(structure, dice) for _ in range(youth_per_year)] for year in years}
    families: dict[str, list[str]] = {}
    for name in sorted(structure["measures"]):
        families.setdefault(structure["measures"][_root(structure, name)]["population"], []).append(name)
    for names in families.values():
        measures = {n: structure["measures"][n] for n in names}
        once = structure["measures"][_root(structure, names[0])]["unit"] == "youth"
        events = []
        for year, met in people.items():
            for number, person in enumerate(met):
                for _ in range(1 if once else dice.randint(1, 3)):
                    words = {b: w for m in measures.values() for b, w in m["breakdowns"].items()}
                    own = {b: person.get(b) or dice.choice(w["codes"]) for b, w in words.items()}
                    when = {"quarter": f"{year}-Q{dice.randint(1, 4)}", "youth": (year, number)}
                    events.append({**own, **when, "had": {n: _reached(m["outcome"], dice) for n, m in measures.items()}})
        events.sort(key=lambda e: e["quarter"])
        for name in names:
            rows += _periods(structure, name, events)
    return frame(rows, structure)


def only(structure: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A structure with these measures alone; none of them may count among another one."""
    return {**structure, "measures": {n: structure["measures"][n] for n in names}}


def _root(structure: Mapping[str, Any], name: str) -> str:
    """The measure that this one counts among, and which counts among no other."""
    while among := structure["measures"][name].get("among"):
        name = among["measure"]
    return name


def _person(structure: Mapping[str, Any], dice: random.Random) -> Row:
    """Who somebody is, the same in every measure. Most belong to the larger groups; the service differs each time."""
    found = {}
    for breakdown, words in sorted(_breakdowns(structure).items()):
        common = words["codes"][:3] if len(words["codes"]) > 3 else words["codes"][:2]
        found[breakdown] = dice.choice(words["codes"] if dice.random() < 0.35 else common)
    return {b: c for b, c in found.items() if b != "service"}


def _breakdowns(structure: Mapping[str, Any]) -> dict[str, Any]:
    return {b: w for m in structure["measures"].values() for b, w in m["breakdowns"].items() if not w["parents"]}


def _reached(outcome: Mapping[str, Any] | None, dice: random.Random) -> set[str]:
    if outcome is None:
        return set()
    if outcome["relation"] == "nested":
        found: set[str] = set()
        for code in chain(outcome):
            if dice.random() > 0.65:
                break
            found.add(code)
        return found
    if outcome["relation"] == "apart":
        return {c for c in outcome["codes"] if dice.random() < 0.5}
    parents = outcome["parents"]
    leaves = [c for c in outcome["codes"] if c not in parents.values()]
    leaf = dice.choice(leaves) if dice.random() < 0.5 else leaves[0]
    if outcome["relation"] == "disjoint" and dice.random() < 0.3:
        return set()
    found = {leaf}
    while leaf in parents:
        leaf = parents[leaf]
        found.add(leaf)
    return found


def kinds_of_measures() -> dict[str, Any]:
    """A structure with every shape that a measure can have, small enough to be drawn at random often."""
    gender = {"gender": {"codes": ["girl", "boy", "unknown"], "parents": {}}}
    team = {"team": {"codes": ["day", "night"], "parents": {}}}
    place = _outcome("disjoint", "home", "care", "foster", "group", foster="care", group="care")
    measures = {
        "stays": _said("stays", place, **gender),
        "needs": _said("stays", _outcome("apart", "housing", "school"), among=("stays", "care", "equal"), **gender),
        "plans": _said("stays", _outcome("nested", "written", "kept"), among=("needs", "housing", "equal")),
        "young": _said("youth", _outcome("apart", "housed"), among=("stays", None, "at_most"), adds_up=False, **gender),
        "young_in_care": _said("youth", None, among=("stays", "care", "at_most"), adds_up=False),
        "went": _said("youth", _outcome("disjoint", "first_home", adds_up=False), among=("stays", None, "at_most"), adds_up=False),
        "spoke": _said("stays", _outcome("apart", "aloud", "alone"), among=("stays", "home", "equal"), safety=True),
        "calls": _said("calls", _outcome("disjoint", "answered", "lost"), kind="totals"),
        "staff": _said("staff", _outcome("apart", "trained"), kind="inventory", **team),
        "heard": _said("stays", _outcome("partition", "told", "untold", "not_known"), **gender),
        "six": _said("stays", _outcome("apart", "again", "followed"), **gender),
        "twelve": _said(
            "stays",
            _outcome("apart", "again_later"),
            among=("six", "followed", "equal"),
            outlasts=[{"measure": "six", "codes": {"again_later": "again"}}],
            **gender,
        ),
        "first": _said("youth", None, part_of="stays", adds_up=False),
        "by_day": _said("youth", _outcome("nested", *DAYS), among=("stays", None, "at_most"), kind="horizons", adds_up=False, **gender),
        "liberty": _said("youth", _outcome("apart", "harmed", "arrested"), kind="rate", adds_up=False, **gender),
        "different": _said("youth", None, kind="bounds", adds_up=False) | {"population": "young people on lists"},
        "hidden": _said("youth", None, kind="estimate", adds_up=False) | {"population": "young people seen"},
    }
    return {"threshold": 11, "smallest_group": 22, "measures": measures}


def _said(unit: str, outcome: Row | None, among: tuple | None = None, adds_up: bool = True, **more: Any) -> Row:
    fixed = {k: more.pop(k) for k in ("kind", "safety", "part_of", "outlasts") if k in more}
    return {
        "kind": "share" if outcome else "count",
        "safety": False,
        "unit": unit,
        "outcome": outcome,
        "breakdowns": more,
        "dimensions": [*(["step"] if outcome else []), *more],
        "population": f"{among[0]} {among[1]} {unit}" if among else unit,
        "among": dict(zip(("measure", "code", "relation"), among, strict=True)) if among else None,
        "of_young_people": fixed.get("kind") != "inventory",
        "quarters_sum_to_year": adds_up,
        "lists": None,
        "medians": [],
        "nine_in_ten": [],
        **fixed,
    }


def _outcome(relation: str, *codes: str, adds_up: bool = True, **parents: str) -> Row:
    return {
        "dimension": "step",
        "relation": relation,
        "codes": list(codes),
        "parents": parents,
        "numerators_add_up": adds_up,
        "follow_up_months": dict.fromkeys(codes, 0),
    }


def together(structure: Mapping[str, Any], stays: Iterable[Row], dice: random.Random) -> list[Row]:
    """All cells of `kinds_of_measures` from stays, in order of time: each has quarter, youth, gender, and `had`, its outcomes."""
    stays, rows = list(stays), []
    quarters = sorted({s["quarter"] for s in stays})
    for name, said in structure["measures"].items():
        if said["unit"] == "calls":
            rows += _calls(name, said, quarters, _years(quarters), dice)
        elif said["kind"] == "inventory":
            rows += _staff(name, said, quarters, dice)
        elif said["kind"] in FIGURES:
            for period in (*(quarters if said["kind"] == "bounds" else ()), *_years(quarters)):
                rows += FIGURES[said["kind"]](name, period, [s for s in stays if s["quarter"].startswith(period)], dice)
        else:
            rows += _periods(structure, name, stays)
    return rows


def _years(quarters: Iterable[str]) -> list[str]:
    """Those of which all four quarters are there."""
    there = set(quarters)
    return [y for y in sorted({q[:4] for q in there}) if sum(q[:4] == y for q in there) == 4]


def _periods(structure: Mapping[str, Any], name: str, events: list[Row]) -> Iterator[Row]:
    """The cells of a measure. An event has quarter, youth, a code for each breakdown, and `had`: outcomes, for each measure or for all."""
    said = structure["measures"][name]
    quarters = sorted({e["quarter"] for e in events})
    years = _years(quarters)
    for period in (*([] if said.get("safety") else quarters), *years):
        inside = _counted(structure, name, [e for e in events if e["quarter"].startswith(period)])
        yield from _group(said, name, period, {}, inside)
        for breakdown, words in said["breakdowns"].items() if period in years else ():
            for code in words["codes"]:
                below = _within(code, words["parents"])
                yield from _group(said, name, period, {breakdown: code}, [e for e in inside if e[breakdown] in below])


def _within(code: str, parents: Mapping[str, str]) -> set[str]:
    return {code, *(c for part, p in parents.items() if p == code for c in _within(part, parents))}


def _counted(structure: Mapping[str, Any], name: str, events: list[Row]) -> list[Row]:
    """What a measure counts of some events, with the codes that each reached; of young people one each, as the first event says."""

    def had(event: Row, measure: str) -> set[str]:
        return event["had"][measure] if isinstance(event["had"], Mapping) else event["had"]

    said, measures = structure["measures"][name], structure["measures"]
    among, found, rows_of = said.get("among"), events, said["unit"]
    while among:
        found = [e for e in found if among["code"] is None or among["code"] in had(e, among["measure"])]
        rows_of, among = measures[among["measure"]]["unit"], measures[among["measure"]].get("among")
    if said["unit"] != "youth" or rows_of == "youth":
        return [{**e, "reached": had(e, name)} for e in found]
    first: dict[Any, Row] = {}
    for event in found:
        one = first.setdefault(event["youth"], {**event, "reached": set(had(event, name))})
        if said["outcome"] and said["outcome"]["relation"] in ("apart", "nested"):
            one["reached"] |= had(event, name)
    return list(first.values())


def _calls(name: str, said: Row, quarters: list[str], years: list[str], dice: random.Random) -> Iterator[Row]:
    """Calls as an agency counted them itself: numbers, with the most young people behind one of them."""
    some: dict[str, Row] = {}
    for quarter in quarters:
        answered, lost, open_ = (dice.choice([0, 3, 9, 12, 30]) for _ in range(3))
        some[quarter] = {"": answered + lost + open_, "answered": answered, "lost": lost}
    for year in years:
        some[year] = {c: sum(some[q][c] for q in quarters if q.startswith(year)) for c in ("", *said["outcome"]["codes"])}
    for period, of in some.items():
        base = {"measure": name, "period": period}
        yield {**base, "statistic": "denominator", "value": of[""], "youth": -(-of[""] // 2)}
        for code in said["outcome"]["codes"]:
            rest = of[""] - of[code]
            yield {
                **base,
                "step": code,
                "statistic": "numerator",
                "value": of[code],
                "youth": -(-of[code] // 2),
                "rest_youth": -(-rest // 2),
            }


def _by_gender(stays: list[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """All young people, and those of each gender, each by their first stay."""
    young = list({s["youth"]: s for s in reversed(stays)}.values())
    yield {}, young
    for gender in ("girl", "boy", "unknown"):
        yield {"gender": gender}, [y for y in young if y["gender"] == gender]


def _by_day(name: str, period: str, stays: list[Row], dice: random.Random) -> Iterator[Row]:
    """Some had it on a day, some were lost on one; who they are is the same in every publication."""
    for codes, young in _by_gender(stays):
        base = {"measure": name, "period": period, **codes}
        yield {**base, "statistic": "denominator", "value": len(young), "youth": len(young)}
        day = {y["youth"]: random.Random(f"day {y['youth']}") for y in young}
        days = np.array([d.choice([40, 150, 300, 900]) for d in day.values()], dtype=int)
        known = survival(days, np.array([d.random() < 0.8 for d in day.values()], dtype=bool), list(DAYS.values()))
        for i, (code, of) in enumerate(zip(DAYS, known, strict=True)):
            for statistic, without in (("percent", of.without), ("ci_low", of.high), ("ci_high", of.low)):
                value = floor(100 * (1 - without) + 0.5 + 1e-9) if young else None
                yield {**base, "step": code, "statistic": statistic, "value": value, "youth": of.fewest(known[:i])}


def _liberty(name: str, period: str, stays: list[Row], dice: random.Random) -> Iterator[Row]:
    for codes, young in _by_gender(stays):
        base = {"measure": name, "period": period, **codes}
        yield {**base, "statistic": "months", "value": 5 * len(young), "youth": len(young)}
        for code, some in (("harmed", 2), ("arrested", 7)):
            times = [t for y in young if (t := random.Random(f"{code} {y['youth']}").choice([0] * some + [1, 1, 5]))]
            people = {"youth": len(times), "rest_youth": len(young) - len(times)}
            yield {**base, "step": code, "statistic": "events", "value": sum(times), **people}


def _different(name: str, period: str, stays: list[Row], dice: random.Random) -> Iterator[Row]:
    lists = [len({s["youth"] for s in stays}), dice.choice([0, 4, 12, 30, 60]), dice.choice([0, 0, 11, 20])]
    ends = {"count": lists[0], "low": max(lists), "high": sum(lists)}
    behind = {**ends, "high": min((n for n in lists if n), default=0)}
    yield from ({"measure": name, "period": period, "statistic": s, "value": v, "youth": behind[s]} for s, v in ends.items())


def _hidden(name: str, period: str, stays: list[Row], dice: random.Random) -> Iterator[Row]:
    youth = dice.choice([0, 5, 11, 40])
    for statistic, value in (("estimate", 90), ("ci_low", 60), ("ci_high", 150)):
        yield {
            "measure": name,
            "period": period,
            "statistic": statistic,
            **({"value": value, "youth": youth} if youth else {"status": "u"}),
        }


FIGURES = {"horizons": _by_day, "rate": _liberty, "bounds": _different, "estimate": _hidden}
"""What the kinds that tell more than counts have to say of the stays of a period."""


def _staff(name: str, said: Row, quarters: list[str], dice: random.Random) -> Iterator[Row]:
    for quarter in quarters:
        for team in ("_T", *said["breakdowns"]["team"]["codes"]):
            base = {"measure": name, "period": quarter, "team": team, "youth": 0}
            yield {**base, "statistic": "denominator", "value": dice.randint(0, 9)}
            yield {**base, "step": "trained", "statistic": "numerator", "value": dice.randint(0, 4), "rest_youth": 0}


Shown = Callable[..., tuple[int | None, str]]


def reader(tables: Iterable[Any]) -> Shown:
    """What a reader sees: value and status of the cell that is asked for."""
    cells = pl.concat([t.cells for t in tables])

    def see(measure: str, period: str, statistic: str, **codes: str) -> tuple[int | None, str]:
        own = cells.filter((pl.col("measure") == measure) & (pl.col("period") == period) & (pl.col("statistic") == statistic))
        for dimension in [c for c in cells.columns if c not in ("measure", "period", "statistic", "value", "status")]:
            wanted = [codes[dimension]] if dimension in codes else ["_T", ""]
            own = own.filter(pl.col(dimension).is_in(wanted))
        return own.select("value", "status").row(0)

    return see
