"""The certificate of publications: two whole tables for each withheld number, and a verifier that only adds up."""

import ast
import inspect
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pipelines.disclosure_control.audit import Checked, audit_publications, verify_certificate, verify_publications
from tests.audited import breakdown, measure, nested, publication, table
from tests.line.command import safecount

MEASURES = {
    "met": measure("step", outcome=nested("step", "accepted"), age=breakdown("young", "middle", "old"), gender=breakdown("girl", "boy"))
}
DRAWN = """
    measure | period | step     | age    | gender | statistic   | value
    met     | 2025   | _T       | _T     | _T     | denominator | 300
    met     | 2025   | _T       | young  | _T     | denominator | c
    met     | 2025   | _T       | middle | _T     | denominator | c
    met     | 2025   | _T       | old    | _T     | denominator | 100
    met     | 2025   | _T       | _T     | girl   | denominator | 160
    met     | 2025   | _T       | _T     | boy    | denominator | 140
    met     | 2025   | accepted | _T     | _T     | numerator   | 120
    met     | 2025   | accepted | _T     | _T     | percent     | 40
    met     | 2025   | accepted | young  | _T     | numerator   | c
    met     | 2025   | accepted | middle | _T     | numerator   | c
    met     | 2025   | accepted | old    | _T     | numerator   | 40
    met     | 2025   | accepted | _T     | girl   | numerator   | c
    met     | 2025   | accepted | _T     | boy    | numerator   | c
    """


def certified(*folders: Path, external: Path | None = None) -> dict[str, Any]:
    found = audit_publications(folders, external=external, certified=True)
    assert found.certificate is not None
    return json.loads(json.dumps(found.certificate))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return publication(tmp_path / "2025-Q4-v1", MEASURES, DRAWN)


def test_each_withheld_number_has_a_table_at_either_end_of_what_the_attack_found(folder: Path) -> None:
    said = certified(folder)
    assert verify_publications(said, [folder]) == Checked([], withheld=6, lacking=0)
    ends = {tuple(said["not_shown"][c["cell"]]): (c["low"], c["high"]) for c in said["cells"]}
    cells = audit_publications([folder]).cells
    assert ends == {tuple(code for _, code in c.key): (c.low, c.high) for c in cells if c.kind == "withheld"}
    assert ends["met", "2025", "_T", "young", "_T", "denominator"] == (1, 199)


def base_changed(said: dict[str, Any]) -> None:
    said["base"][0] += 1


def table_changed(said: dict[str, Any]) -> None:
    said["tables"][0][0][1] += 1


def end_changed(said: dict[str, Any]) -> None:
    said["cells"][0]["high"] += 1


def table_left_out(said: dict[str, Any]) -> None:
    del said["tables"][-1]


def table_emptied(said: dict[str, Any]) -> None:
    said["tables"][0] = []


def name_changed(said: dict[str, Any]) -> None:
    said["not_shown"][0][3] = "old"


def number_left_out(said: dict[str, Any]) -> None:
    del said["not_shown"][-1], said["base"][-1]


def of_another_publication(said: dict[str, Any]) -> None:
    said["publications"] = ["2025-Q3-v1"]


def halved(said: dict[str, Any]) -> None:
    said["base"] = [value / 2 for value in said["base"]]


def named_twice(said: dict[str, Any]) -> None:
    """One number up under its name and down under another, so that no sum moves."""
    cell, number = said["cells"][0], len(said["base"])
    said["tables"].append([[cell["cell"], 1], [cell["cell"] - number, -1]])
    cell["high"], cell["high_table"] = said["base"][cell["cell"]] + 1, len(said["tables"]) - 1


def far_beyond_the_tables(said: dict[str, Any]) -> None:
    said["cells"][0]["high_table"] = len(said["tables"]) + 5


def before_the_tables(said: dict[str, Any]) -> None:
    said["cells"][0]["low_table"] = -2


WRONG = {
    far_beyond_the_tables: "a table is missing",
    before_the_tables: "a table is missing",
    base_changed: "the base does not agree with what is shown",
    table_changed: "a table does not agree with what is shown",
    end_changed: "a table does not have the value that is said",
    table_left_out: "a table is missing",
    table_emptied: "a table does not have the value that is said",
    name_changed: "it does not name the numbers that are not shown",
    number_left_out: "it does not name the numbers that are not shown",
    of_another_publication: "it is of 2025-Q3-v1, and not of 2025-Q4-v1",
    halved: "something in it is not a whole number",
    named_twice: "it speaks of a number that is not there",
}


@pytest.mark.parametrize("change", WRONG)
def test_a_certificate_that_was_changed_is_found_out(change: Callable[[dict[str, Any]], None], folder: Path) -> None:
    said = certified(folder)
    change(said)
    assert WRONG[change] in verify_publications(said, [folder]).problems


def test_every_number_of_a_certificate_counts(folder: Path) -> None:
    said = certified(folder)
    for place in range(len(said["base"])):
        for change in (1, -1):
            other = deepcopy(said)
            other["base"][place] += change
            assert verify_publications(other, [folder]).problems
    for number, changes in enumerate(said["tables"]):
        for entry in range(len(changes)):
            other = deepcopy(said)
            other["tables"][number][entry][1] += 1
            assert verify_publications(other, [folder]).problems


def test_a_number_without_its_two_tables_is_counted(folder: Path) -> None:
    said = certified(folder)
    del said["cells"][2]
    said["cells"][0]["high"], said["cells"][0]["high_table"] = said["cells"][0]["low"], said["cells"][0]["low_table"]
    assert verify_publications(said, [folder]) == Checked([], withheld=6, lacking=2)


def test_what_is_below_a_floor_is_found_out(folder: Path) -> None:
    said = certified(folder)
    cell = next(c for c in said["cells"] if said["not_shown"][c["cell"]][2:4] == ["_T", "young"])
    other = next(i for i, name in enumerate(said["not_shown"]) if name[2:4] == ["_T", "middle"] and name[-1] == "denominator")
    rests = [i for i, name in enumerate(said["not_shown"]) if name[-1] == "complement" and name[3] in ("young", "middle")]
    table = dict(said["tables"][cell["low_table"]]) if cell["low_table"] >= 0 else {}
    for place, change in ((cell["cell"], -1), (other, 1), *((i, -1 if said["not_shown"][i][3] == "young" else 1) for i in rests)):
        table[place] = table.get(place, 0) + change
    said["tables"].append([[i, change] for i, change in table.items()])
    cell["low"], cell["low_table"] = 0, len(said["tables"]) - 1
    assert verify_publications(said, [folder]).problems == ["a table does not agree with what is shown"]


def test_a_certificate_fits_no_other_figures(folder: Path, tmp_path: Path) -> None:
    said = certified(folder)
    for before, after in (("| 300", "| 301"), ("denominator | 100", "denominator | c")):
        other = publication(tmp_path / "other", MEASURES, DRAWN.replace(before, after))
        assert verify_publications(said, [other]).problems


def test_what_is_told_exactly_has_no_two_tables(tmp_path: Path) -> None:
    told = publication(tmp_path, MEASURES, DRAWN.replace("girl   | numerator   | c", "girl   | numerator   | 70"))
    assert verify_publications(certified(told), [told]) == Checked([], withheld=5, lacking=1)


def test_old_and_new_figures_have_one_certificate(folder: Path, tmp_path: Path) -> None:
    revised = (
        DRAWN.replace("| 300", "| 340").replace("| 160", "| 180").replace("| 140", "| 160").replace("percent     | 40", "percent     | 35")
    )
    later = publication(tmp_path / "2025-Q4-v2", MEASURES, revised, "2025-Q4-v2")
    said = certified(folder, later)
    checked = verify_publications(said, [folder, later])
    assert (checked.problems, checked.withheld, checked.lacking) == ([], 12, 0)
    assert verify_publications(said, [later]).problems == ["it is of 2025-Q4-v1, 2025-Q4-v2, and not of 2025-Q4-v2"]


def test_where_not_all_can_be_unchanged_it_is_said(tmp_path: Path) -> None:
    drawn = """
        measure | period | step     | age    | gender | statistic   | value
        met     | 2025   | _T       | _T     | _T     | denominator | 200
        met     | 2025   | _T       | young  | _T     | denominator | c
        met     | 2025   | _T       | middle | _T     | denominator | c
        met     | 2025   | _T       | old    | _T     | denominator | 100
        met     | 2025   | accepted | _T     | _T     | numerator   | c
        met     | 2025   | accepted | _T     | _T     | percent     | 40
        """
    folders = [
        publication(tmp_path / name, MEASURES, text, name)
        for name, text in (("2025-Q4-v1", drawn), ("2025-Q4-v2", drawn.replace("| 40", "| 60").replace("| 100", "| 130")))
    ]
    said = certified(*folders)
    assert said["loose"] == [["somebody", "2025"]]
    assert verify_publications(said, folders) == Checked([], withheld=6, lacking=0)
    assert verify_publications({**said, "loose": []}, folders).problems
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(said), "utf-8")
    assert "In 1 groups of tables" in safecount("audit", *folders, "--check-certificate", kept).stderr


def test_what_others_published_is_taken_for_known(folder: Path, tmp_path: Path) -> None:
    others = table(
        tmp_path / "external.csv",
        "published_by|published_on|measure|period|age|statistic|value|low|high\nState|2025-01-01|met|2025|young|denominator||50|99",
    )
    said = certified(folder, external=others)
    assert verify_publications(said, [folder], others) == Checked([], withheld=6, lacking=0)
    assert verify_publications(certified(folder), [folder], others).problems


def test_a_number_without_an_upper_end_has_two_tables_as_well(tmp_path: Path) -> None:
    drawn = """
        measure | period | age   | statistic | value
        met     | 2025   | _T    | count     | c
        met     | 2025   | young | count     | c
        met     | 2025   | old   | count     | 40
        """
    endless = publication(tmp_path, {"met": measure(age=breakdown("young", "old"))}, drawn)
    said = certified(endless)
    assert verify_publications(said, [endless]) == Checked([], withheld=2, lacking=0)
    assert all(c["endless"] and c["high"] > 1000 for c in said["cells"])


def test_figures_that_contradict_each_other_have_no_certificate(tmp_path: Path) -> None:
    wrong = publication(tmp_path, MEASURES, DRAWN.replace("girl   | denominator | 160", "girl   | denominator | 170"))
    assert audit_publications([wrong], certified=True).certificate is None


@pytest.mark.parametrize("verifier", [verify_certificate, verify_publications])
def test_the_verifier_has_neither_a_solver_nor_arrays(verifier: Callable[..., Any]) -> None:
    source = ast.parse(Path(inspect.getfile(verifier)).read_text("utf-8"))
    named = {n.module or "" for n in ast.walk(source) if isinstance(n, ast.ImportFrom)}
    named |= {a.name for n in ast.walk(source) if isinstance(n, ast.Import) for a in n.names}
    assert "pathlib" in named
    assert not {n for n in named if n.split(".")[0] in ("numpy", "highspy") or n.split(".")[-1] in ("solver", "bounds", "attack")}


def test_the_command_writes_a_certificate_and_checks_it(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    made = safecount("audit", folder, "--certificate", kept)
    assert (made.returncode, made.stderr) == (0, "")
    checked = safecount("audit", folder, "--check-certificate", kept)
    assert (checked.returncode, checked.stdout) == (0, "The certificate is right: each of 6 withheld numbers has two tables.\n")
    kept.write_text(kept.read_text("utf-8").replace('"high": 199', '"high": 198'), "utf-8")
    wrong = safecount("audit", folder, "--check-certificate", kept, "--format", "json")
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout) == {"ok": False, "problems": ["a table does not have the value that is said"], "withheld": 6}
    kept.write_text('{"columns": [], "not_shown": [], "base": [], "tables": [], "cells": []}', "utf-8")
    assert safecount("audit", folder, "--check-certificate", kept).returncode == 2
