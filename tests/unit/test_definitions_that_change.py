"""A measure that is counted another way from now on has a line in its series, and keeps it."""

import json
from pathlib import Path

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import in_files
from pipelines.publication import definitions
from pipelines.publication.manifest import rendered
from reports import dashboard
from schemas import Quarter, Schemas
from schemas.structure import structure
from tests.reports.reading import Reading
from tests.reports.sample import Sample

NOW = structure(Schemas.load())["measures"]
NAME = "referral_funnel"
FORMER = {**NOW, NAME: {**NOW[NAME], "how": ["Counted another way."]}}
LAST, THIS = Quarter(2026, 3), Quarter(2026, 4)


def _own(cut: dict) -> list[dict[str, str]]:
    return [b for b in cut[NAME]["breaks"] if b["law"] == definitions.CALLED]


def test_nothing_is_cut_where_nothing_changed() -> None:
    assert definitions.changed(NOW, NOW) == [] and definitions.cut(NOW, NOW, LAST, THIS) == NOW


def test_another_title_or_label_is_no_other_definition() -> None:
    assert definitions.changed({**NOW, NAME: {**NOW[NAME], "title": "Another title", "breakdowns": {}}}, NOW) == []


def test_the_line_is_before_the_first_quarter_that_was_not_out_yet() -> None:
    (cut,) = _own(definitions.cut(FORMER, NOW, LAST, THIS))
    assert cut["on"] == "2026-10-01"
    assert cut["says"].startswith("The definition changed with the publication of 2026-Q4.") and "do not compare" in cut["says"]


def test_only_the_measure_itself_is_cut() -> None:
    cut = definitions.cut(FORMER, NOW, LAST, THIS)
    assert {name for name in NOW if cut[name] != NOW[name]} == {NAME}


def test_later_publications_keep_the_line() -> None:
    first = definitions.cut(FORMER, NOW, LAST, THIS)
    later = definitions.cut(first, NOW, THIS, THIS.plus(1))
    assert _own(later) == _own(first)


def test_a_second_change_is_a_second_line_and_the_same_one_in_a_correction_is_none() -> None:
    first = definitions.cut(FORMER, NOW, LAST, THIS)
    again = definitions.cut(first, {**NOW, NAME: {**NOW[NAME], "unit": "rows"}}, THIS, THIS.plus(1))
    assert [b["on"] for b in _own(again)] == ["2026-10-01", "2027-01-01"]
    corrected = definitions.cut(first, {**NOW, NAME: {**NOW[NAME], "unit": "rows"}}, THIS, THIS)
    assert [b["on"] for b in _own(corrected)] == ["2026-10-01"]


def test_the_page_draws_the_line_says_it_and_the_attacker_lets_it_pass(tmp_path: Path) -> None:
    folder = Sample(first="2025-Q1", last="2026-Q1").write(tmp_path / "2026-Q1-v1")
    path = folder / "measures.json"
    said = json.loads(path.read_bytes())
    former = {name: {**one, "how": ["Counted another way."]} for name, one in said["measures"].items()}
    cut = definitions.cut(former, said["measures"], Quarter(2025, 4), Quarter(2026, 1))
    path.write_bytes(rendered({**said, "measures": cut}))
    dashboard.build(folder)
    page = Reading((folder / "dashboard.html").read_text("utf-8"))
    lines = [a["text"] for f in page.figures for a in f["layout"].get("annotations", ())]
    assert definitions.CALLED in lines
    assert "The definition changed with the publication of 2026-Q1." in page.text
    assert "the law changed" not in page.text
    assert not list(in_files(folder, read.folder(folder)))
