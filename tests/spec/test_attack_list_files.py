"""The list of attacks, part 3 of 3: beside the tables, in what is drawn, said, sorted, or published by others."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from pipelines.disclosure_control.protection import Protected, SumsDisagree, protect
from pipelines.publication.receipt import Receipt
from pipelines.publication.signing import create_key
from schemas import Policy
from tests import counted
from tests.attacks import Published, goes_out, kinds, planted, told
from tests.audited import breakdown, measure, nested
from tests.planted import TOWNS, as_json, comma, county, figure, leaks
from tests.planted import kinds as kinds_in
from tests.spec.test_disclosure_control import COUNT, WITHHELD, counts
from tests.unit.test_receipt import FACTS

SMALL = "gender | all\n_T | 90\ngirl | 68\nboy | 14\nunknown | 8"


def page(south: str, *order: str) -> str:
    cells = {t: f"<td>{v}</td>" for t, v in TOWNS} | {"west": "<td>[c]</td>", "south": south}
    rows = "".join(f"<tr><th>{t}</th>{cells[t]}</tr>" for t in order or cells)
    table = f"<table><caption>asked, 2025</caption><tr><th>Town</th><th>Number</th></tr>{rows}</table>"
    return f'<!doctype html><html><body><section id="m-asked"><p>177 in 2025.</p>{table}</section></body></html>'


def test_what_these_pages_and_charts_are_like_without_a_plant(tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"page.html": page("<td>[c]</td>"), "chart.json": as_json(figure())})) == []


def test_a_note_on_who_was_left_out(tmp_path: Path) -> None:
    """`7 without an age were left out` is a count like any other."""
    folder = county(tmp_path)
    said = json.loads((folder / "publication.json").read_text("utf-8"))
    (folder / "publication.json").write_text(json.dumps({**said, "notes": ["In 2025, 7 young people without an age were left out."]}))
    assert leaks(folder)
    assert leaks(county(tmp_path / "page", {"page.html": page("<td>[c]</td>").replace("177 in 2025.", "177 in 2025; 7 left out.")}))
    # The door's own notes say how many figures, and never how many young people.
    first = protect(counts(SMALL, COUNT), COUNT, Policy())
    cells = [t.cells for t in first.tables]
    then: Protected = protect(counts(SMALL.replace("| 90", "| 97").replace("| 68", "| 75"), COUNT), COUNT, Policy(), cells)
    assert then.notes == ("2 published figures have changed and stay as they were: the difference would tell about few young people",)


def test_a_map_beside_a_table(tmp_path: Path) -> None:
    """The map's shade is a number where the table has a mark."""

    def shaded(*shades: float | None) -> str:
        map_of = {"type": "choropleth", "locations": [t for t, _ in TOWNS], "z": list(shades)}
        return as_json({"data": [map_of], "layout": {"title": {"text": "asked, 2025"}}})

    assert leaks(county(tmp_path / "fine", {"page.html": page("<td>[c]</td>"), "map.json": shaded(80, 20, None, None, 40)})) == []
    assert leaks(county(tmp_path, {"page.html": page("<td>[c]</td>"), "map.json": shaded(80, 20, 9, None, 40)}))


@pytest.mark.parametrize(
    "chart",
    [
        figure(hovertext=["80", "20", "9", "", "40"]),
        figure(customdata=[[80], [20], [9], [None], [40]]),
        {**figure(), "layout": {**dict(figure()["layout"]), "yaxis": {"range": [0, 97]}}},  # ty: ignore
    ],
)
def test_what_a_chart_says_when_pointed_at_and_how_far_its_axis_goes(chart: dict, tmp_path: Path) -> None:
    assert leaks(county(tmp_path, {"chart.json": as_json(chart)}))


def test_the_order_of_the_rows(tmp_path: Path) -> None:
    """Sorted by number, a mark between 40 and 20 is between 20 and 40. The door's own order is that of the agreements."""
    by_number = page("<td>[c]</td>", "north", "mid", "south", "east", "west")
    assert kinds_in(county(tmp_path, {"page.html": by_number})) == {"an order that follows the values"}
    out = goes_out(tmp_path, COUNT, counts(SMALL, COUNT))
    assert out.cells["gender"].to_list() == ["_T", "boy", "girl", "unknown"]


def test_one_mark_for_the_small_and_another_for_the_rest(tmp_path: Path) -> None:
    """`<11` beside `*` would say which of them is small."""
    for mark in ("<td>&lt;11</td>", "<td>*</td>"):
        assert leaks(county(tmp_path / str(len(mark)), {"page.html": page(mark)}))
    flags = comma([("town", "2025"), *[(t, "<11" if t == "south" else v) for t, v in TOWNS]])
    assert leaks(county(tmp_path / "flags", {"table.csv": flags}))
    out = goes_out(tmp_path, COUNT, counts(SMALL, COUNT))
    hidden = out.cells.filter(out.cells["value"].is_null())
    assert hidden["gender"].to_list() == ["boy", "unknown"]
    assert set(hidden["status"]) == {WITHHELD}


def test_a_rounded_figure_here_and_an_exact_one_elsewhere(tmp_path: Path) -> None:
    """The state rounds to five: 15 boys are 13 to 17, so that of 22 withheld five to nine would be left."""
    rounded = "measure | period | gender | statistic | low | high\nreferrals | 2024 | boy | count | 13 | 17"
    alone = goes_out(tmp_path / "alone", COUNT, counts(SMALL, COUNT))
    assert alone.see("referrals", "2024", "count", gender="girl") == (68, "")
    out = goes_out(tmp_path, COUNT, counts(SMALL, COUNT), others=rounded)
    assert out.see("referrals", "2024", "count", gender="girl") == (None, WITHHELD)
    assert out.withstands
    both = Published(alone.see, alone.cells, alone.folders, alone.last, out.others).attacked()
    assert told(both)["unknown"] == (5, 9)


def test_a_rate_for_each_inhabitant(tmp_path: Path) -> None:
    """How many live in a county is no secret: a rate is a count. Only a rate whose denominator is published stands anywhere."""
    drawn = """
        measure | period | age   | statistic      | value
        met     | 2025   | _T    | count          | 60
        met     | 2025   | young | count          | c
        met     | 2025   | old   | count          | c
        met     | 2025   | young | rate_per_10000 | 12
        """
    assert kinds(planted(tmp_path, {"met": measure(age=breakdown("young", "old"))}, drawn)) == {"a cell outside the agreed tables"}
    share = """
        measure | period | step     | statistic      | value
        met     | 2025   | _T       | denominator    | 8000
        met     | 2025   | accepted | numerator      | c
        met     | 2025   | accepted | rate_per_10000 | 9
        """
    told_by_it = planted(tmp_path / "share", {"met": measure("step", outcome=nested("step", "accepted"))}, share)
    assert told(told_by_it)["accepted"] == (7, 7)
    assert kinds(told_by_it) == {"a rate beside a withheld count"}
    rate = {"measure": "referrals", "period": "2024", "statistic": "rate_per_10000", "value": 12, "youth": 40}
    with pytest.raises(ValueError, match="rate_per_10000: this is not counted before protection"):
        protect(counted.frame([rate], COUNT), COUNT, Policy())


def test_receipts_and_messages_about_errors(tmp_path: Path) -> None:
    """How many rows were held goes to the agency that sent them. What reports may see of a receipt has no number in it."""
    receipt = Receipt.signed(create_key(tmp_path / "county.key"), **FACTS)
    seen = json.dumps({k: v for k, v in asdict(receipt.status_part()).items() if k not in ("submission", "quarter", "rule_codes")})
    assert not any(c.isdigit() for c in seen), seen
    folder = county(tmp_path / "county")
    said = json.loads((folder / "publication.json").read_text("utf-8"))
    row = {"agency": "probation", "quarter": "2025-Q4", "status": "accepted in part"}
    (folder / "publication.json").write_text(json.dumps({**said, "reported": [row]}))
    assert leaks(folder) == []
    for more in ({"rows_held": 7}, {"status": "accepted in part: 7 rows held"}, {"status": "accepted in part: seven rows held"}):
        (folder / "publication.json").write_text(json.dumps({**said, "reported": [{**row, **more}]}))
        assert leaks(folder)


def test_refusals_of_the_door_say_no_number(tmp_path: Path) -> None:
    with pytest.raises(SumsDisagree) as torn:
        protect(counts("gender | all\n_T | 90\ngirl | 77\nboy | 14\nunknown | 8", COUNT), COUNT, Policy())
    with pytest.raises(ValueError) as below:
        protect(counts("all\n-77", COUNT), COUNT, Policy())
    for refusal in (torn, below):
        assert not {"77", "90", "14", "8"} & set(str(refusal.value).replace(",", " ").replace("-", " ").split())
