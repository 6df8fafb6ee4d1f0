"""Publication after publication, with figures that change in between or that others tell: the attacker of them all gets nowhere."""

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.disclosure_control.audit import Audit, audit_publications, verify_publications
from pipelines.disclosure_control.protection import Protected, protect
from pipelines.disclosure_control.protection.external import External, read
from pipelines.publication import store
from schemas import Policy
from tests.properties.test_disclosure_control import cells_of, counties, tabulated

POLICY = Policy()
IN_TURN = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
Event = dict[str, Any]


def people(drawn: tuple[dict[str, Any], list[Event]]) -> tuple[dict[str, Any], list[Event]]:
    """Each event is another young person, so that a difference is one of young people."""
    agreed, events = drawn
    agreed["measures"]["one"]["unit"] = "youth"
    return agreed, [{**e, "youth": n} for n, e in enumerate(events)]


def changed(events: list[Event], dice: random.Random) -> list[Event]:
    """Some more of one kind, fewer of one kind, or some who turn out to be of another kind."""
    one, other = dice.choice(events), dice.choice(events)
    alike = [e for e in events if all(e[k] == one[k] for k in ("quarter", "gender", "place", "reached"))]
    many, last = dice.choice([1, 3, 8, 11, 15, 25]), max(e["youth"] for e in events)
    match dice.choice(["more", "more", "fewer", "otherwise", "as before"]):
        case "more":
            return events + [{**one, "youth": last + 1 + n} for n in range(many)]
        case "fewer":
            gone = {e["youth"] for e in alike[:many] if sum(o["quarter"] == e["quarter"] for o in events) > many}
            return [e for e in events if e["youth"] not in gone]
        case "otherwise":
            moved = {e["youth"] for e in alike[:many]}
            return [{**e, "gender": other["gender"], "place": other["place"]} if e["youth"] in moved else e for e in events]
    return events


def in_turn(agreed: Mapping[str, Any], tables: Sequence[pl.DataFrame], told: Sequence[External] = ()) -> Iterator[Protected]:
    """Each table protected beside those before it; what others tell is known from the last one on."""
    earlier: list[pl.DataFrame] = []
    for number, table in enumerate(tables, 1):
        result = protect(table, agreed, POLICY, earlier, external=told if number == len(tables) else ())
        earlier.append(cells_of(result))
        yield result


def attacked(folder: Path, agreed: Mapping[str, Any], results: Sequence[Protected], external: Path | None = None) -> Iterator[Audit]:
    """By one who knows which counts are small, and by one who does not; where nothing is told, a certificate says so."""
    names = [f"2024-Q4-v{n}" for n in range(1, len(results) + 1)]
    drafts = [store.save_draft(folder, n, r.tables, agreed, {"publication": n}) for n, r in zip(names, results, strict=True)]
    for small in (frozenset(results[-1].small.rows()), None):
        audit = audit_publications(drafts, small, external, certified=small is None)
        if audit.certificate is not None and audit.passed:
            checked = verify_publications(audit.certificate, drafts, external)
            assert (checked.problems, checked.lacking) == ([], 0)
        yield audit


def same_bytes(results: Sequence[Protected]) -> list[list[tuple]]:
    return [cells_of(r).rows() for r in results]


@IN_TURN
@given(counties(), st.randoms(use_true_random=False), st.integers(2, 3), st.booleans())
def test_old_and_new_figures_together_give_nothing_away(
    drawn: tuple[dict[str, Any], list[Event]], dice: random.Random, many: int, growing: bool
) -> None:
    agreed, events = people(drawn)
    states = [events]
    for _ in range(many - 1):
        states.append(changed(states[-1], dice))
    ends = ("2024-Q2", "2024-Q3", "2024-Q4")[-many:] if growing else ("2024-Q4",) * many
    tables = [tabulated(agreed, [e for e in s if e["quarter"] <= end]) for s, end in zip(states, ends, strict=True)]
    results = list(in_turn(agreed, tables))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, many + 1):
            aided, unaided = attacked(Path(folder), agreed, results[:number])
            assert aided.passed, aided.summary()
            assert unaided.passed, unaided.summary()
    assert same_bytes(list(in_turn(agreed, tables))) == same_bytes(results)


def told_by_others(counts: pl.DataFrame, dice: random.Random, folder: Path) -> Path:
    """Some of the counts as others might have published them: as they are, in hundreds, or nearly."""
    keys = [c for c in counts.columns if c not in ("value", "youth", "rest_youth", "status")]
    lines = [",".join(("published_by", "published_on", *keys, "value", "low", "high"))]
    rows = list(counts.iter_rows(named=True))
    for row in dice.sample(rows, min(len(rows), dice.randint(1, 4))):
        n = row["value"]
        figure = dice.choice([(n, "", ""), ("", n // 100 * 100, n // 100 * 100 + 99), ("", max(0, n - 3), n + 2), ("", max(0, n - 5), "")])
        lines.append(",".join(map(str, ("State report", "2024-06-30", *(row[k] for k in keys), *figure))))
    path = folder / "external.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@IN_TURN
@given(counties(), st.randoms(use_true_random=False), st.integers(1, 2))
def test_nor_together_with_what_others_published(drawn: tuple[dict[str, Any], list[Event]], dice: random.Random, many: int) -> None:
    agreed, events = drawn
    ends = ("2024-Q3", "2024-Q4")[-many:]
    tables = [tabulated(agreed, [e for e in events if e["quarter"] <= end]) for end in ends]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = told_by_others(tables[-1], dice, folder)
        results = list(in_turn(agreed, tables, read(path, agreed)))
        for audit in attacked(folder, agreed, results, path):
            assert not audit.exact
            assert not audit.leaks
