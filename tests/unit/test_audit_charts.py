"""A chart is taken apart point by point; ticks and ends of its axes may be round, or they are numbers like any other."""

from base64 import b64encode

import numpy as np
import pytest

from pipelines.disclosure_control.audit.files import charts
from pipelines.disclosure_control.audit.files.items import Chart, Entry, Finding, Series, Words

TOWNS, VALUES = ["north", "east", "south"], [80, 20, None]


def apart(*traces: object, **layout: object) -> list:
    return list(charts.taken_apart(Chart("c", traces, layout, "asked", ("by town",))))


def bars(**changed: object) -> dict[str, object]:
    return {"type": "bar", "x": TOWNS, "y": VALUES, **changed}


def entries(items: list) -> list[tuple[str, str]]:
    return [(e.place, e.text) for e in items if isinstance(e, Entry)]


def kinds(items: list) -> list[str]:
    return [f.kind for f in items if isinstance(f, Finding)]


def test_each_bar_is_a_number_with_its_label_its_notes_and_its_name() -> None:
    note = {"x": "south", "text": "[c]", "y": 0}
    items = apart(bars(name="met"), annotations=[note, {"x": "north", "text": "<b>most</b>"}], title={"text": "2025"})
    about = "south [c] north most 2025"
    assert [e for e in items if isinstance(e, Entry)] == [
        Entry("c, trace 1, y, 1", "80", ("north", "most", "met", "by town"), about, "asked"),
        Entry("c, trace 1, y, 2", "20", ("east", "met", "by town"), about, "asked"),
    ]
    (series,) = [s for s in items if isinstance(s, Series)]
    assert [(near[0], value) for near, value in series.items] == [("north", "80"), ("east", "20"), ("south", None)]
    assert {w.text for w in items if isinstance(w, Words)} == {"north", "east", "south", "met", "[c]", "<b>most</b>", "2025"}


def test_bars_that_lie_and_slices_and_years_are_read_too() -> None:
    assert entries(apart({"y": TOWNS, "x": VALUES}))[0] == ("c, trace 1, x, 1", "80")
    assert entries(apart({"labels": TOWNS, "values": VALUES}))[1] == ("c, trace 1, values, 2", "20")
    assert entries(apart({"x": [2024, 2025], "y": [7, 8.5]})) == [("c, trace 1, y, 1", "7"), ("c, trace 1, y, 2", "8.5")]


@pytest.mark.parametrize("kind", ["i1", "i4", "f8"])
def test_packed_numbers_are_unpacked(kind: str) -> None:
    packed = {"dtype": kind, "bdata": b64encode(np.array([80, 20, 9], kind).tobytes()).decode()}
    assert [text for _, text in entries(apart(bars(y=packed)))] == ["80", "20", "9"]


def test_a_map_has_a_number_for_each_row_and_column() -> None:
    items = apart({"type": "heatmap", "x": ["girl", "boy"], "y": TOWNS, "z": [[1, 2], [3, None], [5, 6]]})
    near = {(e.near[:2], e.text) for e in items if isinstance(e, Entry)}
    assert near == {
        (("north", "girl"), "1"), (("north", "boy"), "2"), (("east", "girl"), "3"), (("south", "girl"), "5"), (("south", "boy"), "6"),
    }  # fmt: skip


def test_a_map_may_have_more_numbers_than_labels() -> None:
    items = apart({"type": "heatmap", "x": ["girl"], "y": ["north"], "z": [[1, 2, 3], [4]]})
    assert [(e.near[0], e.text) for e in items if isinstance(e, Entry)] == [("north", "1"), ("north", "2"), ("north", "3"), ("girl", "4")]


def test_ticks_of_words_and_numbers_are_read() -> None:
    assert entries(apart(bars(), yaxis={"tickvals": ["most", 9]}))[2:] == [("c, yaxis.tickvals", "9")]


def test_what_is_kept_for_a_point_stands_beside_its_label() -> None:
    items = apart(bars(customdata=[[1, "a"], [2, "b"], [None, ""]]))
    aside = [(e.near[0], e.text) for e in items if isinstance(e, Entry) and e.aside]
    assert aside == [("north", "1"), ("north", "a"), ("east", "2"), ("east", "b"), ("south", "")]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"marker": {"size": [8, 2, 9]}}, ["something drawn for a number that is withheld"]),
        ({"marker": {"size": [8, 8, 8]}}, []),
        ({"marker": {"size": [8, 2, None]}}, []),
        ({"marker": {"color": ["blue", "blue", "grey"]}}, []),
        ({"width": [0.8, 0.8, 0.8]}, []),
    ],
)
def test_what_is_withheld_has_no_size(changed: dict, found: list[str]) -> None:
    assert kinds(apart(bars(**changed))) == found


def test_two_marks_may_not_look_different() -> None:
    gaps = {"x": [*TOWNS, "west"], "y": [*VALUES, None]}
    assert kinds(apart(bars(**gaps, marker={"color": ["blue", "blue", "red", "grey"]}))) == ["marks that tell withheld numbers apart"]
    assert kinds(apart(bars(**gaps, marker={"color": ["blue", "blue", "red", "blue"]}))) == []
    assert kinds(apart(bars(**gaps, marker={"color": ["blue", "blue", "grey", "grey"]}))) == []


PLAIN = [[0, 20, 40], [0, 25, 50], [20, 40, 60, 80], [0, 0.5, 1], [0, 2.5, 5], [40, 20, 0], [-10, 0, 10], [0, 100, 200], ["a", "b"]]
TELLING = [[0, 9, 18], [0, 20], [0, 20, 41], [9, 29, 49], [0, 30, 60], [7], [0, 0, 0], [0, 0.3, 0.6]]


@pytest.mark.parametrize("ticks", PLAIN)
def test_even_and_round_ticks_tell_nothing(ticks: list) -> None:
    assert not [e for e in entries(apart(bars(), yaxis={"tickvals": ticks})) if "tickvals" in e[0]]


@pytest.mark.parametrize("ticks", TELLING)
def test_other_ticks_are_numbers_like_any_other(ticks: list) -> None:
    found = [text for place, text in entries(apart(bars(), yaxis={"tickvals": ticks})) if "tickvals" in place]
    assert found == [str(t) for t in ticks]


def test_the_text_of_a_tick_is_its_number_or_it_is_read() -> None:
    def read(texts: list[str], ticks: list) -> list[str]:
        items = apart(bars(), yaxis={"tickvals": ticks, "ticktext": texts})
        return [w.text for w in items if isinstance(w, Words) and "ticktext" in w.place]

    assert read(["0", "20", "40"], [0, 20, 40]) == []
    assert read(["0%", "20%", "40%"], [0, 20, 40]) == []
    assert read(["0", "9", "40"], [0, 20, 40]) == ["0", "9", "40"]
    assert read(["0", "20"], [0, 20, 40]) == ["0", "20"]
    assert read(["0", "9", "18"], [0, 9, 18]) == ["0", "9", "18"]
    assert read(["north 9"], []) == ["north 9"]


@pytest.mark.parametrize("end", [80, 81.6, 84, 86.4, 88, 92, 96, 100, 0, -1, 3.5])
def test_an_axis_may_end_at_its_largest_number_a_margin_or_a_round_number_above(end: float) -> None:
    assert kinds(apart(bars(), yaxis={"range": [0, end]})) == []


@pytest.mark.parametrize("end", [1, 9, 79, 81, 90, 97, 200.5001, 0.25])
def test_an_axis_that_ends_elsewhere_is_said(end: float) -> None:
    assert kinds(apart(bars(), yaxis={"range": [0, end]})) == ["an axis that ends at a number that is not published"]
    assert kinds(apart(bars(), coloraxis={"cmax": end})) == ["an axis that ends at a number that is not published"]


def test_a_hundred_is_an_end_where_percents_are_told() -> None:
    telling = apart({"x": TOWNS, "y": [3, 2, None]}, yaxis={"range": [0, 100]})
    assert kinds(telling) == ["an axis that ends at a number that is not published"]
    assert kinds(apart({"x": TOWNS, "y": [3, 2, None]}, yaxis={"range": [0, 100], "title": {"text": "%"}})) == []


def test_an_order_by_number_is_said_where_a_number_is_withheld() -> None:
    by_number = {"categoryorder": "total descending"}
    assert kinds(apart(bars(), xaxis=by_number)) == ["an order that follows the values"]
    assert kinds(apart(bars(y=[80, 20, 40]), xaxis=by_number)) == []
    assert kinds(apart(bars(), xaxis={"categoryorder": "array"})) == []


def test_lines_across_and_notes_have_the_places_that_they_stand_at() -> None:
    shapes = [{"y0": 9, "y1": 9, "x0": 0, "x1": 1}]
    assert [text for _, text in entries(apart(bars(), shapes=shapes))[2:]] == ["9", "9"]
    assert [text for _, text in entries(apart(bars(), meta={"south": 9}))[2:]] == ["9"]
    assert entries(apart(bars(), height=480, margin={"l": 9}))[2:] == []


def test_what_is_no_trace_is_read_name_by_name() -> None:
    assert [(e.near, e.text) for e in apart(["x", 9, {"south": 7}]) if isinstance(e, Entry)] == [
        (("by town",), "9"),
        (("south", "by town"), "7"),
    ]


def test_packed_bytes_that_are_no_numbers_are_refused() -> None:
    for packed in ({"dtype": "i8", "bdata": "AAA="}, {"dtype": "no", "bdata": "AAAA"}):
        with pytest.raises(ValueError, match=r"."):
            charts.unpacked(packed)
