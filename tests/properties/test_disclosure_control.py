"""Whatever the counts, a reader who knows every sum and every rule cannot work out what was withheld."""

from collections.abc import Mapping
from itertools import combinations, product
from typing import Any

import highspy
import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.protection import Protected, protect
from schemas import Policy
from tests import counted

POLICY = Policy()
MOST = POLICY.threshold - 1
FEW_EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


class Reader:
    """Somebody with nothing but cells.csv, measures.json and a solver: written from the published description, shares no code."""

    def __init__(
        self, cells: pl.DataFrame, agreed: Mapping[str, Any], aware: bool = True, blind: bool = False, whole: bool = False
    ) -> None:
        self.agreed, self.columns = agreed, [c for c in cells.columns if c not in ("value", "status")]
        counted_ones = pl.col("statistic").is_in(["count", "denominator", "numerator"])
        counts = cells.filter(counted_ones & pl.col("status").is_in(["", "c"]))
        self.seen = {tuple(r[:-2]): (r[-2], r[-1]) for r in counts.iter_rows()}
        self.keys = list(self.seen)
        self.at = {k: i for i, k in enumerate(self.keys)}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.extra = 0
        self.floor = dict.fromkeys(self.keys, 0.0)
        for name, said in agreed["measures"].items():
            for period in sorted({k[1] for k in self.keys if k[0] == name}):
                self._measure(name, said, period)
        self._same()
        n = len(self.keys) + self.extra
        low, high = np.zeros(n), np.full(n, np.inf)
        for key, (value, status) in self.seen.items():
            i = self.at[key]
            if status == "":
                low[i], high[i] = (0, np.inf) if blind else (value, value)
            elif aware and self._not_nought(key):
                low[i] = 1
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        for a, b in zip(low, high, strict=True):
            self.highs.addVar(a, b)
        if whole:
            self.highs.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.full(n, 1, dtype=np.uint8))
        for row, below, above in self.rows:
            self.highs.addRow(below, above, len(row), np.array(list(row), dtype=np.int32), np.array(list(row.values()), dtype=float))

    def key(self, name: str, period: str, statistic: str, **codes: str) -> tuple:
        own = self.agreed["measures"][name]["dimensions"]
        return (name, period, *(codes.get(c, "_T" if c in own else "") for c in self.columns[2:-1]), statistic)

    def _row(self, terms: list[tuple[tuple, float]], low: float, high: float) -> None:
        found: dict[int, float] = {}
        for key, sign in terms:
            if key not in self.at:
                return
            found[self.at[key]] = found.get(self.at[key], 0) + sign
        self.rows.append((found, low, high))

    def _measure(self, name: str, said: Mapping[str, Any], period: str) -> None:
        if said["lists"]:
            self._lists(name, said["lists"], period)
            return
        outcome = said["outcome"]
        steps = [("numerator", {outcome["dimension"]: c}) for c in outcome["codes"]] if outcome else []
        kinds = [("denominator", {}), *steps] if outcome else [("count", {})]
        places = [{}] + [{b: c} for b, w in said["breakdowns"].items() for c in w["codes"]]
        for statistic, step in kinds:
            for breakdown, words in said["breakdowns"].items():
                for whole in ("_T", *set(words["parents"].values())):
                    inner = [c for c in words["codes"] if words["parents"].get(c, "_T") == whole]
                    terms = [(self.key(name, period, statistic, **step, **{breakdown: c}), -1.0) for c in inner]
                    self._row([(self.key(name, period, statistic, **step, **{breakdown: whole}), 1.0), *terms], 0, 0)
            if len(period) == 4 and said["quarters_sum_to_year"]:
                quarters = [(self.key(name, f"{period}-Q{q}", statistic, **step), -1.0) for q in (1, 2, 3, 4)]
                self._row([(self.key(name, period, statistic, **step), 1.0), *quarters], 0, 0)
        for place in places if outcome else ():
            below = self.key(name, period, "denominator", **place)
            above = {c: self.key(name, period, "numerator", **place, **{outcome["dimension"]: c}) for c in outcome["codes"]}
            if outcome["relation"] == "nested":
                widest_first = sorted(outcome["codes"], key=lambda c: -outcome["follow_up_months"][c])
                order = [below, *(above[c] for c in widest_first if above[c] in self.at)]
                for wide, narrow in zip(order, order[1:], strict=False):
                    self._row([(wide, 1), (narrow, -1)], 0, np.inf)
            else:
                for whole in ("", *set(outcome["parents"].values())):
                    inner = [(above[c], -1.0) for c in outcome["codes"] if outcome["parents"].get(c, "") == whole]
                    self._row([(above[whole] if whole else below, 1.0), *inner], 0, 0)

    def _lists(self, name: str, lists: Mapping[str, Any], period: str) -> None:
        one, two, codes = lists["dimension"], lists["with"], sorted(lists["codes"])
        first = len(self.keys) + self.extra
        patterns = [p for n in range(1, len(codes) + 1) for p in combinations(codes, n)]
        self.extra += len(patterns)
        sums = [((), {})] + [((c,), {one: c}) for c in codes] + [(p, {one: p[0], two: p[1]}) for p in combinations(codes, 2)]
        for on, names in sums:
            key = self.key(name, period, "count", **names)
            inside = {first + i: 1.0 for i, p in enumerate(patterns) if set(on) <= set(p)}
            if key in self.at:
                self.rows.append(({self.at[key]: -1.0, **inside}, 0, 0))

    def _same(self) -> None:
        totals: dict[tuple, list[tuple]] = {}
        for key in self.keys:
            if key[-1] != "numerator" and all(c in ("", "_T") for c in key[2:-1]):
                totals.setdefault((self.agreed["measures"][key[0]]["population"], key[1]), []).append(key)
        for same in totals.values():
            for other in same[1:]:
                self._row([(same[0], 1), (other, -1)], 0, 0)

    def _not_nought(self, key: tuple) -> bool:
        """Whether a nought would have been shown in place of this mark."""
        said = self.agreed["measures"][key[0]]
        place = dict(zip(self.columns[2:-1], key[2:-1], strict=True))
        wholes = [{**place, b: w["parents"].get(place[b], "_T")} for b, w in said["breakdowns"].items() if place[b] != "_T"]
        above = [(*key[:2], *w.values(), key[-1]) for w in wholes]
        of = []
        if said["lists"]:
            one, two = said["lists"]["dimension"], said["lists"]["with"]
            a, b = place[one], place[two]
            of = [{**place, two: "_T"}, {**place, one: b, two: "_T"}] if b != "_T" else [{**place, one: "_T"}] if a != "_T" else []
            of = [(*key[:2], *p.values(), "count") for p in of]
            above += of + [(*key[:2], *{**place, one: "_T", two: "_T"}.values(), "count")] * bool(of)
        elif key[-1] == "numerator":
            outcome = said["outcome"]
            of = [(*key[:2], *{**place, outcome["dimension"]: "_T"}.values(), "denominator")]
            parent = outcome["parents"].get(place[outcome["dimension"]])
            above += of + ([(*key[:2], *{**place, outcome["dimension"]: parent}.values(), "numerator")] if parent else [])
        if any(self.seen.get(k, (0, ""))[1] == "c" for k in above):
            return False
        return all(self.seen[k][0] >= POLICY.smallest_group for k in of if k in self.seen and self.seen[k][1] == "")

    def bounds(self, terms: Mapping[tuple, float]) -> tuple[float, float]:
        cost = np.zeros(len(self.keys) + self.extra)
        for key, sign in terms.items():
            cost[self.at[key]] = sign
        found = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
            self.highs.changeObjectiveSense(sense)
            self.highs.run()
            if self.highs.getModelStatus() == highspy.HighsModelStatus.kUnknown:
                self.highs.clearSolver()
                self.highs.run()
            status = self.highs.getModelStatus()
            unbounded = status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
            assert unbounded or status == highspy.HighsModelStatus.kOptimal, status
            # a table of fractions proves nothing to one who counts people: no fraction makes a number safe
            best = self.highs.getInfo().objective_function_value
            inward = np.ceil(best - 1e-6) if sense == highspy.ObjSense.kMinimize else np.floor(best + 1e-6)
            found.append(np.inf if unbounded else inward)
        return found[0], found[1]

    def sum_of(self, key: tuple) -> dict[tuple, float]:
        """A cell, or one that is never published, as a sum of published ones."""
        said, kind = self.agreed["measures"][key[0]], key[-1]
        place = dict(zip(self.columns[2:-1], key[2:-1], strict=True))
        if kind in ("count", "denominator", "numerator"):
            return {key: 1}
        if said["lists"]:
            one, two = said["lists"]["dimension"], said["lists"]["with"]
            a, b = place[one], place[two]
            if b == "_T":
                return {self.key(*key[:2], "count"): 1, self.key(*key[:2], "count", **{one: a}): -1}
            low, high = sorted((a, b))
            return {self.key(*key[:2], "count", **{one: a}): 1, self.key(*key[:2], "count", **{one: low, two: high}): -1}
        numerator = (*key[:-1], "numerator")
        outcome = said["outcome"]
        if kind == "complement":
            return {(*key[:2], *{**place, outcome["dimension"]: "_T"}.values(), "denominator"): 1, numerator: -1}
        if kind.startswith("difference to "):
            narrower = (*key[:2], *{**place, outcome["dimension"]: kind.removeprefix("difference to ")}.values(), "numerator")
            return {numerator: 1, narrower: -1}
        order = sorted(outcome["codes"], key=lambda c: -outcome["follow_up_months"][c])
        for after in order[order.index(place[outcome["dimension"]]) + 1 :]:
            narrower = (*key[:2], *{**place, outcome["dimension"]: after}.values(), "numerator")
            if narrower in self.at:
                return {numerator: 1, narrower: -1}
        raise AssertionError("a difference has a step after it")


def assert_safe(result: Protected, counts: pl.DataFrame, agreed: Mapping[str, Any], whole: bool = False) -> None:
    """No withheld cell can be worked out, and each small count may be up to one and may be ten or more."""
    cells = pl.concat([t.cells for t in result.tables])
    keys = [c for c in cells.columns if c not in ("value", "status")]
    truth = {tuple(r[:-2]): tuple(r[-2:]) for r in counts.select(*keys, "value", "youth").iter_rows()}
    small = [tuple(r) for r in result.small.iter_rows()]
    for aware in (True, False):
        reader, blind = Reader(cells, agreed, aware, whole=whole), Reader(cells, agreed, aware, blind=True)
        for key, (_, status) in reader.seen.items():
            if status == "c":
                low, high = reader.bounds({key: 1})
                assert low < high, f"worked out: {key} aware={aware}"
        for key in small:
            terms = reader.sum_of(key)
            low, high = reader.bounds(terms)
            value = sum(truth[k][0] * sign for k, sign in terms.items())
            if value > MOST:  # many events of few young people
                assert high - low >= MOST, f"too narrow: {key} aware={aware}"
                continue
            forced = 1 if low <= 1 else blind.bounds(terms)[0]
            assert low <= max(1, forced) and high >= MOST, f"narrowed: {key} {low} {high} {value} aware={aware}"


def assert_nothing_small_is_shown(result: Protected, counts: pl.DataFrame) -> None:
    cells = pl.concat([t.cells for t in result.tables])
    keys = [c for c in cells.columns if c not in ("value", "status")]
    shown = cells.filter(pl.col("status") == "").drop("status").join(counts.drop("value", "status"), on=keys, how="inner")
    few = pl.any_horizontal(pl.col(c).is_between(1, MOST) for c in ("value", "youth"))
    assert shown.filter((pl.col("statistic") != "median_days") & few).is_empty()
    # The rest of a shown denominator. Where a denominator is withheld its numerators are too, but for noughts that a total tells.
    steps = [d for d in ("step", "path", "pathway", "horizon") if d in keys]
    both = [k for k in keys if k not in ("statistic", *steps)]
    below = shown.filter(pl.col("statistic") == "denominator").select(both)
    above = shown.filter(pl.col("statistic") == "numerator")
    assert above.join(below, on=both).filter(pl.col("rest_youth").is_between(1, MOST)).is_empty()
    assert above.join(below, on=both, how="anti").filter(pl.col("value") > 0).is_empty()


NESTED = {
    "dimension": "step",
    "relation": "nested",
    "codes": ["accepted", "started"],
    "parents": {},
    "follow_up_months": {"accepted": 6, "started": 6},
}
SPLIT = {
    "dimension": "path",
    "relation": "partition",
    "codes": ["none", "both", "first", "second"],
    "parents": {"first": "both", "second": "both"},
    "follow_up_months": dict.fromkeys(["none", "both", "first", "second"], 0),
}
WORDS = {
    "gender": {"codes": ["girl", "boy", "unknown"], "parents": {}},
    "place": {"codes": ["here", "north", "south", "away"], "parents": {"north": "here", "south": "here"}},
}


def small_structure(outcome: Mapping[str, Any] | None, breakdowns: list[str]) -> dict[str, Any]:
    """One measure of any shape."""
    named = [outcome["dimension"]] if outcome else []
    measure = {
        "dimensions": [*named, *breakdowns],
        "outcome": outcome,
        "breakdowns": {b: WORDS[b] for b in breakdowns},
        "lists": None,
        "medians": [],
        "unit": "referrals",
        "population": "some",
        "quarters_sum_to_year": True,
        "kind": "share" if outcome else "count",
    }
    return {"threshold": 11, "smallest_group": 22, "measures": {"one": measure}}


REACHED = {"": set(), "accepted": {"accepted"}, "started": {"accepted", "started"}, "none": {"none"}}


@st.composite
def counties(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A year of a made-up county, event by event: some groups large, some of a few young people, some of none."""
    outcome = draw(st.sampled_from([NESTED, SPLIT, None]))
    breakdowns = draw(st.sampled_from([["gender"], ["place"], ["gender", "place"]]))
    ends = ["none", "first", "second"] if outcome is SPLIT else ["", "accepted", "started"]
    events: list[dict[str, Any]] = []
    for quarter, gender, end in product((1, 2, 3, 4), WORDS["gender"]["codes"], ends if outcome else [""]):
        many = draw(st.sampled_from([0, 0, 1, 3, 8, 12, 25]))
        known = {"quarter": f"2024-Q{quarter}", "gender": gender, "place": draw(st.sampled_from(["north", "south", "away"]))}
        reached = REACHED.get(end, {end, "both"})
        events += [{**known, "reached": reached, "youth": len(events) + n // 2} for n in range(many)]
    for quarter in {"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"} - {e["quarter"] for e in events}:
        lone = {"none"} if outcome is SPLIT else set()
        events.append({"quarter": quarter, "gender": "girl", "place": "away", "reached": lone, "youth": -1})
    return small_structure(outcome, breakdowns), events


def tabulated(agreed: Mapping[str, Any], events: list[dict[str, Any]]) -> pl.DataFrame:
    return counted.frame(counted.shares(agreed, "one", events), agreed)


def cells_of(result: Protected) -> pl.DataFrame:
    return pl.concat([t.cells for t in result.tables])


@FEW_EXAMPLES
@given(counties())
def test_no_withheld_number_can_be_worked_out(drawn: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    agreed, events = drawn
    counts = tabulated(agreed, events)
    result = protect(counts, agreed, POLICY)
    assert_nothing_small_is_shown(result, counts)
    assert_safe(result, counts, agreed)


@FEW_EXAMPLES
@given(counties())
def test_nor_from_all_publications_of_a_year_together(drawn: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    agreed, events = drawn
    earlier: list[pl.DataFrame] = []
    for quarter in ("2024-Q2", "2024-Q3", "2024-Q4"):
        counts = tabulated(agreed, [e for e in events if e["quarter"] <= quarter])
        result = protect(counts, agreed, POLICY, earlier)
        earlier.append(cells_of(result))
    keys = [c for c in earlier[-1].columns if c not in ("value", "status")]
    for before in earlier:
        both = before.join(earlier[-1], on=keys, how="left", suffix="_now")
        assert both.select("value", "status").rows() == both.select("value_now", "status_now").rows()
    assert_safe(result, counts, agreed)


@FEW_EXAMPLES
@given(counties(), st.randoms(use_true_random=False))
def test_what_was_shown_stays_when_counts_are_revised(drawn: tuple[dict[str, Any], list[dict[str, Any]]], dice: Any) -> None:
    agreed, events = drawn
    first = cells_of(protect(tabulated(agreed, [e for e in events if e["quarter"] < "2024-Q4"]), agreed, POLICY))
    late = [dict(dice.choice(events)) for _ in range(6)]
    result = protect(tabulated(agreed, events + late), agreed, POLICY, [first])
    cells = cells_of(result)
    keys = [c for c in cells.columns if c not in ("value", "status")]
    both = first.join(cells, on=keys, how="left", suffix="_now")
    assert both.select("value", "status").rows() == both.select("value_now", "status_now").rows()
    reader = Reader(cells, agreed)
    withheld = [key for key, (_, status) in reader.seen.items() if status == "c"]
    assert all(low < high for low, high in map(reader.bounds, ({k: 1} for k in withheld)))


@FEW_EXAMPLES
@given(st.integers(2, 4), st.lists(st.sampled_from([0, 0, 1, 3, 8, 12, 40, 90]), min_size=15, max_size=15))
def test_who_is_on_two_lists_cannot_be_worked_out_when_few(many: int, people: list[int]) -> None:
    codes = list("ABCD")[:many]
    patterns = [frozenset(p) for n in range(1, many + 1) for p in combinations(codes, n)]
    lists = {"dimension": "agency", "with": "with_agency", "codes": codes}
    agreed = small_structure(None, [])
    agreed["measures"]["one"] |= {"dimensions": ["agency", "with_agency"], "lists": lists, "quarters_sum_to_year": False}
    rows = []
    for on in [(), *((c,) for c in codes), *combinations(codes, 2)]:
        value = sum(n for p, n in zip(patterns, people, strict=False) if set(on) <= p)
        place = dict(zip(("agency", "with_agency"), on, strict=False))
        rows.append({"measure": "one", "period": "2024", "statistic": "count", **place, "value": value, "youth": value})
    counts = counted.frame(rows, agreed)
    result = protect(counts, agreed, POLICY)
    assert_nothing_small_is_shown(result, counts)
    assert_safe(result, counts, agreed, whole=True)


@FEW_EXAMPLES
@given(counties(), st.randoms(use_true_random=False))
def test_the_order_in_which_counts_arrive_changes_nothing(drawn: tuple[dict[str, Any], list[dict[str, Any]]], dice: Any) -> None:
    agreed, events = drawn
    counts = tabulated(agreed, events)
    order = list(range(counts.height))
    dice.shuffle(order)
    one, other = protect(counts, agreed, POLICY), protect(counts[order], agreed, POLICY)
    assert [t.cells.rows() for t in one.tables] == [t.cells.rows() for t in other.tables]
    assert one.small.rows() == other.small.rows()
