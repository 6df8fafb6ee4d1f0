"""A drawing is read as it is drawn: where each bar, mark, corner and word comes to lie, however it was written down."""

import pytest

from pipelines.disclosure_control.audit.files import drawings
from pipelines.disclosure_control.audit.files.items import Box, Drawing, Finding, Label, Note, Words


def read(inside: str, alone: bool = True) -> list:
    return list(drawings.drawn(f'<svg viewBox="0 0 100 100">{inside}</svg>', "d", alone))


def drawn(inside: str) -> Drawing:
    return next(item for item in read(inside) if isinstance(item, Drawing))


def box(inside: str) -> tuple[float, float, float, float]:
    """The middle of the only box, how wide and how high it is."""
    (one,) = drawn(inside).boxes
    return round(one.x, 6), round(one.y, 6), round(one.wide, 6), round(one.high, 6)


MOVES = {
    "": (20, 35, 20, 10),
    "translate(5)": (25, 35, 20, 10),
    "translate(5, 7)": (25, 42, 20, 10),
    "scale(2)": (40, 70, 40, 20),
    "scale(2, 3)": (40, 105, 40, 30),
    "scale(2 -3)": (40, -105, 40, 30),
    "matrix(2 0 0 3 1 4)": (41, 109, 40, 30),
    "matrix(0 1 -1 0 0 0)": (-35, 20, 10, 20),
    "rotate(90)": (-35, 20, 10, 20),
    "rotate(90 20 35)": (20, 35, 10, 20),
    "rotate(90 0 1)": (-34, 21, 10, 20),
    "translate(1 2) scale(2 3)": (41, 107, 40, 30),
    "scale(2 3) translate(1 2)": (42, 111, 40, 30),
    "matrix(1 2 3) translate(5 7)": (25, 42, 20, 10),
    "skewX(30) translate(5 7)": (25, 42, 20, 10),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_bar_lies_where_it_was_moved_to(move: str) -> None:
    bar = '<rect x="10" y="30" width="20" height="10" {}/>'
    assert box(bar.format(f'transform="{move}"')) == MOVES[move]
    assert box(f'<g transform="{move}">{bar.format("")}</g>') == MOVES[move]


def test_moves_of_what_stands_around_are_taken_first_and_end_with_it() -> None:
    inside = '<g transform="scale(2)"><g transform="translate(1 2)"><rect x="10" y="30" width="20" height="10"/></g></g>'
    assert box(inside) == (42, 74, 40, 20)
    after = '<g transform="scale(2)"></g><rect x="10" y="30" width="20" height="10"/>'
    assert box(after) == (20, 35, 20, 10)


def test_a_round_mark_has_its_middle_and_its_width_and_grows_with_its_scale() -> None:
    (mark,) = drawn('<circle cx="10" cy="20" r="3" transform="scale(2)"/>').boxes
    assert mark == Box(20, 40, 12, 12, (), True)
    (other,) = drawn('<ellipse cx="10" cy="20" rx="4" ry="2"/>').boxes
    assert (other.x, other.y, other.wide, other.round) == (10, 20, 8, True)


PATHS = {
    "M10,40 V20 H30 V40 Z": (20, 30, 20, 20),
    "M10,40 L10,20 L30,20 L30,40": (20, 30, 20, 20),
    "m10,40 v-20 h20 v20 z": (20, 30, 20, 20),
    "m10,40 l0,-20 20,0 0,20": (20, 30, 20, 20),
    "M10 40 10 20 30 20 30 40": (20, 30, 20, 20),
    "M10,40 Q0,0 10,20 C1,2,3,4,30,20 A5 5 0 0 1 30 40": (20, 30, 20, 20),
    "M10,40 T10,20 S9,9,30,20 L30,40": (20, 30, 20, 20),
    "M1e1,4.0e1 V.2e2 H+30 V40": (20, 30, 20, 20),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_four_corners_is_a_bar(path: str) -> None:
    assert box(f'<path d="{path}"/>') == PATHS[path]


def test_lines_with_corners_are_their_corners_and_straight_ones_are_nothing() -> None:
    assert drawn('<polyline points="1,2 3,4 5,9"/>').points == ((1, 2), (3, 4), (5, 9))
    assert drawn('<polygon points="1,2 3,4 5,9"/>').points == ((1, 2), (3, 4), (5, 9))
    assert drawn('<line x1="1" y1="2" x2="5" y2="9" transform="translate(1 1)"/>').points == ((2, 3), (6, 10))
    assert drawn('<path d="M1,2 L5,9 h2"/>').points == ((1, 2), (5, 9), (7, 9))
    assert drawn('<path d="M1,2 L5,9"/>').points == ((1, 2), (5, 9))
    flat = drawn('<line x1="1" y1="2" x2="5" y2="2"/><line x1="1" y1="2" x2="1" y2="9"/>')
    assert (flat.points, flat.boxes) == ((), ())


def test_words_stand_where_they_are_written() -> None:
    inside = '<g transform="translate(10 20)"><text x="1" y="2">north <tspan>80</tspan><tspan x="5" y="6">south</tspan></text></g>'
    assert drawn(inside).labels == (Label(11, 22, "north 80"), Label(15, 26, "south"))
    assert drawn('<tspan x="5" y="6">lost</tspan>').labels == ()
    assert drawn('<text x="1" y="2"> </text>').labels == ()


def test_what_is_said_of_a_bar_goes_with_it() -> None:
    inside = '<g aria-label="towns"><rect width="5" height="9" data-town="north"><title>in 2025</title></rect></g>'
    (first,) = drawn(inside).boxes
    assert first.labels == ("north", "towns", "in 2025")
    (below,) = drawn('<g><title>in 2025</title><rect width="5" height="9"/></g>').boxes
    assert set(below.labels) == {"in 2025"}


@pytest.mark.parametrize("name", ["aria-label", "alt", "title", "value", "desc", "data-any"])
def test_a_number_that_is_read_aloud_or_kept_is_words(name: str) -> None:
    said = [item for item in read(f'<g {name}="south 9"></g><g {name}="south"></g>') if isinstance(item, Words)]
    assert [(w.text, w.firm) for w in said] == [("south 9", True), ("south", False)]


def test_a_drawing_in_a_page_leaves_texts_that_the_page_reads_to_the_page() -> None:
    inside = "<title>met 9</title><style>.a{width:9px}</style><metadata>south 9</metadata><!-- south 9 -->lost 9"
    alone = read(inside)
    assert [n.place for n in alone if isinstance(n, Note)] == ["d, <title>", "d, <style>", "d, <metadata>", "d, comment"]
    assert [w.text for w in alone if isinstance(w, Words)] == ["lost 9"]
    assert [n.place for n in read(inside, alone=False) if isinstance(n, Note)] == ["d, <metadata>"]


def test_what_no_reader_could_follow_is_said() -> None:
    assert Finding("a file that cannot be read", "d") in list(drawings.drawn('<!DOCTYPE x [<!ENTITY a "9">]><svg></svg>', "d"))
    with pytest.raises(ValueError, match="too deep"):
        read("<g>" * 202)
    assert not [item for item in read("<g>" * 190) if isinstance(item, Finding)]
