"""The handbook goes out beside the numbers: whatever a county shows, the attacker finds nothing in what it explains."""

import csv
import json
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from reports import handbook
from schemas import Schemas
from schemas.structure import dimensions, structure

SCHEMAS = Schemas.load()


@pytest.fixture(scope="module")
def nothing_shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All measures and none of their numbers, so that no number of a text is by chance one that is published."""
    folder, agreed = tmp_path_factory.mktemp("nothing") / "2026-Q4-v1", structure(SCHEMAS)
    columns = dimensions(agreed)
    (folder / "handbook").mkdir(parents=True)
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n")
        write.writerow(["measure", "period", *columns, "statistic", "value", "status"])
        for name, said in sorted(agreed["measures"].items()):
            whole = ["_T" if d in said["dimensions"] else "" for d in columns]
            write.writerow([name, "2026", *whole, "denominator" if said["outcome"] else "count", "", "x"])
    about = {"publication": "2026-Q4-v1", "county": SCHEMAS.county, "quarter": "2026-Q4", "notes": []}
    (folder / "measures.json").write_text(json.dumps(agreed), "utf-8")
    (folder / "publication.json").write_text(json.dumps(about), "utf-8")
    handbook.build(folder / "handbook", SCHEMAS)
    return folder


def test_no_sentence_of_it_is_taken_for_a_number_of_the_county(nothing_shown: Path) -> None:
    found = [(leak.kind, *(v for k, v in leak.key if k != "file")) for leak in in_files(nothing_shown, read.folder(nothing_shown))]
    assert [leak for leak in found if leak[1].startswith("handbook/")] == []
