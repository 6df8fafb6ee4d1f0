"""The pictures of a dashboard's first screen in the handbook: of a small, a middling and a large made-up county, as it looks now.

They are taken anew as `test_handbook_pictures.py` says, with this file's name:
SAFECOUNT_PICTURES=reports/handbook/pictures uv run --group dev pytest tests/browser/test_size_pictures.py
"""

import pytest

from reports import dashboard
from reports.handbook.guide import words
from reports.handbook.picture import FOLDER, picture
from tests.browser.test_handbook_pictures import LARGEST, compared
from tests.reports import sizes

NAMES = {25: "small_county", 120: "middling_county", 300: "large_county"}
WIDTH, HEIGHT = 900, 820


@pytest.mark.parametrize("size", sizes.SIZES)
def test_the_first_screen_of_a_county_of_this_size_says_what_its_picture_says(browser, tmp_path, size):
    folder = sizes.unpacked(size, tmp_path / "publication")
    dashboard.build(folder)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto((folder / dashboard.PAGE).as_uri())
    compared(NAMES[size], page, page, tmp_path)
    page.close()


@pytest.mark.parametrize("name", NAMES.values())
def test_a_picture_of_a_first_screen_is_small_and_has_its_words(name):
    said = words(FOLDER.parent)["pictures"][name]
    assert picture(name, said).width == WIDTH and (FOLDER / f"{name}.png").stat().st_size <= LARGEST
    assert len(said["alt"]) > 60 and said["caption"]
