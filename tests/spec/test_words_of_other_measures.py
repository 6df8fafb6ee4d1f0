"""Beside the numbers of one measure, a word that is a code of other measures only is just a word; a label of another group is not."""

from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from tests.audited import breakdown, measure, nested, publication

MEASURES = {
    "met": measure("step", outcome=nested("step", "accepted", "started")),
    "ended": measure(reason=breakdown("completed", "left", "moved", "missing")),
    "sought": measure(kind=breakdown("missing", "moved", "left", "completed")),
}
DRAWN = """
    measure | period | step     | reason    | statistic   | value
    met     | 2025   | _T       |           | denominator | 60
    met     | 2025   | accepted |           | numerator   | 45
    met     | 2025   | started  |           | numerator   | c
    ended   | 2025   |          | completed | count       | 50
    ended   | 2025   |          | left      | count       | c
    ended   | 2025   |          | moved     | count       | c
    ended   | 2025   |          | missing   | count       | 0
    """


def found(folder: Path, section: str, rows: str, caption: str) -> list[str]:
    made = publication(folder, MEASURES, DRAWN)
    (made / "dashboard.html").write_text(
        f'<!doctype html><html><body><section id="m-{section}"><table><caption>{caption}</caption>'
        f"<tr><th>What</th><th>Number</th></tr>{rows}</table></section></body></html>",
        "utf-8",
    )
    return [leak.kind for leak in in_files(made, read.folder(made))]


def row(label: str, line: int, text: str) -> str:
    return f'<tr><th>{label}</th><td data-line="{line}">{text}</td></tr>'


MET = row("All", 2, "60") + row("accepted", 3, "45") + row("started", 4, "[c] withheld")


@pytest.mark.parametrize("caption", ["Met, 2025: how it moved on", "Met, 2025: none is missing", "Met, 2025"])
def test_a_word_in_a_caption_is_no_label_of_a_group_that_this_measure_has_not(tmp_path: Path, caption: str) -> None:
    assert found(tmp_path, "met", MET, caption) == []


def test_the_label_of_another_measures_group_is_found_beside_a_number(tmp_path: Path) -> None:
    wrong = MET.replace("<th>accepted</th>", "<th>moved</th>")
    assert found(tmp_path, "met", wrong, "Met, 2025") == ["a number beside the labels of another one"]


def test_the_label_of_another_outcome_is_found_beside_a_number(tmp_path: Path) -> None:
    wrong = MET.replace("<th>accepted</th>", "<th>started</th>", 1)
    assert "a number beside the labels of another one" in found(tmp_path, "met", wrong, "Met, 2025")


def test_the_order_of_its_own_codelist_says_nothing(tmp_path: Path) -> None:
    lines = [("completed", 5, "50"), ("left", 6, "[c] withheld"), ("moved", 7, "[c] withheld"), ("missing", 8, "0")]
    assert found(tmp_path / "agreed", "ended", "".join(row(*line) for line in lines), "Ended, 2025") == []
    turned = [lines[0], lines[2], lines[1], lines[3]]
    assert found(tmp_path / "turned", "ended", "".join(row(*line) for line in turned), "Ended, 2025") == [
        "an order that follows the values"
    ]
