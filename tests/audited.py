"""Small publications and tables drawn for the tests of the attacker, written to files as they would be published."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MARKS = ("c", "m", "x")


def breakdown(*codes: str, **parents: str) -> dict[str, Any]:
    return {"title": "Group", "codes": list(codes), "labels": {c: c for c in codes}, "parents": parents}


def measure(
    *dimensions: str,
    outcome: Mapping[str, Any] | None = None,
    lists: Sequence[str] = (),
    population: str = "",
    adds_up: bool = True,
    among: tuple[str, str | None, str] | None = None,
    safety: bool = False,
    kind: str = "",
    of_young_people: bool = True,
    unit: str = "referrals",
    **breakdowns: Mapping[str, Any],
) -> dict[str, Any]:
    """One measure as measures.json has it. `dimensions`: those of the outcome or of the lists, if any. `among`: another measure,
    its code, and whether the counts are equal or at_most."""
    return {
        "id": "T1",
        "title": "Young people met",
        "question": "How many?",
        "source": "The test",
        "how": [],
        "kind": kind or ("share" if outcome else "overlap" if lists else "count"),
        "unit": unit,
        "population": population or (f"{among[0]} {among[1]} {unit}" if among else "somebody"),
        "among": dict(zip(("measure", "code", "relation"), among, strict=True)) if among else None,
        "safety": safety,
        "of_young_people": of_young_people,
        "dimensions": [*dimensions, *breakdowns],
        "quarters_sum_to_year": adds_up,
        "outcome": outcome,
        "breakdowns": breakdowns,
        "lists": {"dimension": "agency", "with": "with_agency", "codes": list(lists)} if lists else None,
        "medians": [],
        "nine_in_ten": [],
    }


def nested(dimension: str, *codes: str, months: Sequence[int] = ()) -> dict[str, Any]:
    return _outcome(dimension, "nested", codes, {}, months)


def partition(dimension: str, *codes: str, **parents: str) -> dict[str, Any]:
    return _outcome(dimension, "partition", codes, parents, ())


def disjoint(dimension: str, *codes: str, **parents: str) -> dict[str, Any]:
    return _outcome(dimension, "disjoint", codes, parents, ())


def apart(dimension: str, *codes: str) -> dict[str, Any]:
    return _outcome(dimension, "apart", codes, {}, ())


def _outcome(dimension: str, relation: str, codes: Sequence[str], parents: Mapping[str, str], months: Sequence[int]) -> dict[str, Any]:
    follow_up = dict(zip(codes, months, strict=False)) if months else dict.fromkeys(codes, 6)
    labels = {c: c for c in codes}
    return {
        "dimension": dimension, "title": "Outcome", "relation": relation, "codes": list(codes), "labels": labels,
        "parents": dict(parents), "follow_up_months": follow_up, "numerators_add_up": True,
    }  # fmt: skip


def publication(folder: Path, measures: Mapping[str, Any], drawn: str, name: str = "2025-Q4-v1") -> Path:
    """A publication folder. In the drawn table a value of c, m or x is a mark."""
    folder.mkdir(parents=True, exist_ok=True)
    header, *lines = ([f.strip() for f in line.split("|")] for line in drawn.strip().splitlines())
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n")
        write.writerow([*header, "status"])
        for line in lines:
            write.writerow([*line[:-1], "", line[-1]] if line[-1] in MARKS else [*line, ""])
    agreed = {"threshold": 11, "smallest_group": 22, "measures": measures}
    about = {"publication": name, "county": "Example County", "quarter": "2025-Q4", "notes": []}
    (folder / "measures.json").write_text(json.dumps(agreed), "utf-8")
    (folder / "publication.json").write_text(json.dumps(about), "utf-8")
    return folder


def table(path: Path, drawn: str) -> Path:
    """A plain CSV from a drawn table."""
    lines = [",".join(field.strip() for field in line.split("|")) for line in drawn.strip().splitlines()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
