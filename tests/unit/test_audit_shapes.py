"""What is drawn is held against what is published: lengths, places and words of a drawing, in whatever way they lie."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.disclosure_control.audit import read
from pipelines.disclosure_control.audit.files import shapes
from pipelines.disclosure_control.audit.files.items import Box, Drawing, Label
from pipelines.disclosure_control.audit.files.known import Known
from tests.planted import TOWNS, county

DRAWN, NOTHING = "something drawn for a number that is withheld", "a bar that no published number stands for"
BESIDE, NOBODY = "a value for a withheld number", "a number that nobody published"
SHOWN = {"north": 80.0, "east": 20.0, "mid": 40.0}
TITLE = Label(400, 400, "asked in 2025, by town, counted once")


@pytest.fixture
def known(tmp_path: Path) -> Known:
    return Known(read.folder(county(tmp_path)), {})


def standing(lengths: dict[str, float], scale: float = 2) -> tuple[Box, ...]:
    """Bars of one width side by side, each with its town fastened to it."""
    return tuple(Box(50.0 * n, 100 - h * scale / 2, 20, h * scale, (town,)) for n, (town, h) in enumerate(lengths.items()))


def lying(boxes: Sequence[Box]) -> tuple[Box, ...]:
    return tuple(Box(b.y, b.x, b.high, b.wide, b.labels, b.round) for b in boxes)


def kinds(known: Known, boxes: Sequence[Box] = (), labels: Sequence[Label] = (), points: Sequence[tuple[float, float]] = ()) -> set[str]:
    drawing = Drawing("d", tuple(boxes), (*labels, TITLE), tuple(points), "asked")
    return {finding.kind for finding in shapes.judged(drawing, known)}


@pytest.mark.parametrize("scale", [0.5, 1, 2, 7.3])
def test_bars_of_one_scale_are_their_numbers(scale: float, known: Known) -> None:
    assert kinds(known, standing(SHOWN, scale)) == set()
    assert kinds(known, lying(standing(SHOWN, scale))) == set()
    assert kinds(known, standing({**SHOWN, "mid": 46}, scale)) == {NOTHING}
    assert kinds(known, lying(standing({**SHOWN, "mid": 34}, scale))) == {NOTHING}


def test_a_bar_may_be_off_by_a_hair_and_by_no_more(known: Known) -> None:
    assert kinds(known, standing({**SHOWN, "mid": 40.3}, 5)) == set()
    assert kinds(known, standing({**SHOWN, "mid": 40.5}, 5)) == {NOTHING}
    assert kinds(known, standing({**SHOWN, "mid": 39.5}, 5)) == {NOTHING}
    assert kinds(known, standing({**SHOWN, "mid": 40.25}, 1)) == set()


def test_a_bar_for_a_withheld_number_is_found_whatever_its_length(known: Known) -> None:
    for length in (0.5, 9, 40, 80):
        assert DRAWN in kinds(known, standing({**SHOWN, "south": length}))
        assert DRAWN in kinds(known, lying(standing({**SHOWN, "south": length})))
        assert DRAWN in kinds(known, standing({"south": length}))


def test_a_bar_belongs_to_the_labels_in_line_with_it(known: Known) -> None:
    bare = tuple(replace(b, labels=()) for b in standing({**SHOWN, "south": 9}))
    under = [Label(50.0 * n, 120, town) for n, town in enumerate((*SHOWN, "south"))]
    assert DRAWN in kinds(known, bare, under)
    assert DRAWN in kinds(known, lying(bare), [Label(120, w.x, w.text) for w in under])
    aside = [Label(50.0 * n + 14, 120, town) for n, town in enumerate((*SHOWN, "south"))]
    assert DRAWN in kinds(known, bare, aside)
    far = [Label(50.0 * n + 17, 120, town) for n, town in enumerate((*SHOWN, "south"))]
    assert DRAWN not in kinds(known, bare, far)


def test_bars_of_other_widths_and_one_bar_alone_are_measured_by_themselves(known: Known) -> None:
    one, other, *_ = standing({"north": 80, "mid": 46})
    assert kinds(known, [one]) == kinds(known, [other]) == set()
    assert kinds(known, [one, replace(other, wide=10)]) == set()
    assert kinds(known, [one, replace(other, wide=20.04)]) == {NOTHING}


def test_bars_that_are_all_alike_tell_nothing(known: Known) -> None:
    assert kinds(known, standing({"north": 33, "mid": 33})) == set()


def marks(sizes: dict[str, float]) -> tuple[Box, ...]:
    return tuple(Box(50.0 * n, 50, s, s, (town,), True) for n, (town, s) in enumerate(sizes.items()))


def test_round_marks_are_as_wide_as_their_numbers_or_as_large(known: Known) -> None:
    assert kinds(known, marks({"north": 40, "east": 10, "mid": 20})) == set()
    assert kinds(known, marks({"north": 40, "east": 20, "mid": 40 / 2**0.5})) == set()
    assert kinds(known, marks({"north": 40, "east": 15, "mid": 20})) == {NOTHING}
    assert kinds(known, marks({"north": 6, "east": 6, "mid": 6})) == set()


def test_a_mark_or_a_corner_at_a_withheld_towns_label_is_found(known: Known) -> None:
    towns = [Label(100.0 * n, 120, town) for n, town in enumerate(("north", "south"))]
    assert kinds(known, marks({"south": 6})) == {DRAWN}
    assert kinds(known, (), towns, [(0, 30)]) == set()
    for x in (97, 100, 103):
        assert kinds(known, (), towns, [(0, 30), (x, 60)]) == {DRAWN}
    assert kinds(known, (), towns, [(96.5, 30)]) == kinds(known, (), towns, [(103.5, 30)]) == set()
    beside = [Label(120, 100.0 * n, town) for n, town in enumerate(("north", "south"))]
    assert kinds(known, (), beside, [(30, 0)]) == set()
    assert kinds(known, (), beside, [(30, 100)]) == {DRAWN}
    assert kinds(known, [Box(100, 60, 6, 6, (), True)], towns) == {DRAWN}


def test_a_number_belongs_to_the_nearest_label_of_its_line_or_column(known: Known) -> None:
    towns = [Label(100.0 * n, 120, town) for n, (town, _) in enumerate(TOWNS)]

    def at(x: float, y: float, text: str) -> set[str]:
        return kinds(known, (), [*towns, Label(x, y, text)])

    assert at(0, 60, "80") == at(100, 60, "20") == at(8, 60, "80") == set()
    assert at(0, 60, "20") == {NOBODY}
    assert at(100, 60, "21") == {NOBODY}
    assert at(200, 60, "20") == at(200, 60, "9") == at(192, 60, "80") == {BESIDE}
    assert at(110, 128, "20") == at(110, 112, "20") == set()
    assert at(210, 128, "20") == {BESIDE}
    assert at(200, 150, "20") == {BESIDE}
    assert at(208.5, 150, "20") == set()
    assert at(260, 120, "40") == {BESIDE}


@pytest.mark.parametrize("ticks", [(0, 20, 40), (0, 25, 50, 75), (30, 60, 90), (0, 45, 90), (0, 7, 14), (0, 30), (5, 15, 25), (0, 20, 41)])
def test_an_axis_has_even_and_round_steps_or_its_numbers_are_read(ticks: tuple[int, ...], known: Known) -> None:
    even = ticks in ((0, 20, 40), (0, 25, 50, 75))
    upright = [Label(10, 200.0 - 2 * t, str(t)) for t in ticks]
    level = [Label(10 + 50.0 * n, 200, str(t)) for n, t in enumerate(ticks)]
    assert kinds(known, (), upright) == (set() if even else {NOBODY})
    assert kinds(known, (), level) == (set() if even else {NOBODY})


def test_numbers_in_a_sentence_are_read_and_those_of_the_agreement_may_stand(known: Known) -> None:
    assert kinds(known, (), [Label(0, 0, "fewer than 11 are withheld, and 22")]) == set()
    assert kinds(known, (), [Label(0, 0, "177 were asked")]) == set()
    assert kinds(known, (), [Label(0, 0, "176 were asked")]) == {NOBODY}
    assert kinds(known, (), [Label(0, 0, "11")]) == {NOBODY}
