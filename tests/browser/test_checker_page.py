"""The checker page in a browser: it says what the command says, sends nothing, and can be used without a mouse or eyes."""

import json
import re
from pathlib import Path

import pytest

from pipelines.cli import app
from tests import desk_files as drawn
from tests.browser.checker import opened
from tests.browser.test_dashboard_page import AXE, RULES, TOO_WIDE

SHARED = Path(__file__).parents[3] / "shared" / "data"
NAME = "sheriff.law_enforcement_contacts.2025-Q4"
WRONG = [{**row, "contact_on": "13/45/2026", "gender": "zz"} if i % 2 else row for i, row in enumerate(drawn.contacts(60))]

FILES = {
    "good": (f"{NAME}.csv", drawn.as_csv(drawn.cells(drawn.contacts(20)))),
    "good, semicolons and Windows": (f"{NAME}.csv", drawn.as_csv(drawn.cells(drawn.contacts(20)), ";", "\r\n", "utf-16")),
    "good workbook": (f"{NAME}.xlsx", drawn.as_xlsx(drawn.cells(drawn.contacts(20)))),
    "two sheets alike": (f"{NAME}.xlsx", drawn.as_xlsx(drawn.cells(drawn.contacts(3)), Other=drawn.cells(drawn.contacts(3)))),
    "good totals": ("advocates.advocacy_services.2025-Q4.csv", drawn.as_csv(drawn.cells(drawn.totals()))),
    "wrong totals": ("advocates.advocacy_services.2025-Q4.csv", drawn.as_csv(drawn.cells(drawn.totals(youth_classes="99")))),
    "good referrals": ("probation.probation_referrals.2025-Q4.csv", drawn.as_csv(drawn.cells([drawn.referral()]))),
    "many wrong cells": (f"{NAME}.csv", drawn.as_csv(drawn.cells(WRONG))),
    "many wrong cells in a workbook": (f"{NAME}.xlsx", drawn.as_xlsx(drawn.cells(WRONG))),
    "one held row": (f"{NAME}.csv", drawn.as_csv(drawn.cells(drawn.contacts(60, age_band="old")))),
    "a number of a person": (f"{NAME}.csv", drawn.as_csv(drawn.cells(drawn.contacts(9, gender="123-45-6789")))),
    "a column of names": (
        f"{NAME}.csv",
        drawn.as_csv(drawn.cells([{**row, "Name": "x"} for row in drawn.contacts(9)])),
    ),
    "a column missing": (f"{NAME}.csv", drawn.as_csv([row[1:] for row in drawn.cells(drawn.contacts(9))])),
    "title rows": (f"{NAME}.csv", drawn.as_csv([["Export"], [], *drawn.cells(drawn.contacts(9))])),
    "an unclosed quote": (f"{NAME}.csv", drawn.as_csv(drawn.cells(drawn.contacts(9))) + b'"open,\n1,2\n'),
    "nothing": (f"{NAME}.csv", b""),
    "a page": (f"{NAME}.csv", b"<!doctype html><p>no"),
    "a broken workbook": (f"{NAME}.xlsx", b"PK\x03\x04 and then nothing of the kind"),
    "rows from one who sends totals": ("advocates.law_enforcement_contacts.2025-Q4.csv", b"a,b\n1,2\n"),
    "an unknown agency": ("nobody.law_enforcement_contacts.2025-Q4.csv", b"a,b\n1,2\n"),
}
OF_OTHERS = ("csv_spectrum/csvs/*.csv", "frictionless/*.xlsx", "frictionless/*.xls", "frictionless/*.ods", "ssda903/*.csv")


def files():
    """Drawn files, and where they lie beside the project some that other people collected."""
    yield from FILES.values()
    for path in sorted({p for pattern in OF_OTHERS for p in SHARED.glob(pattern)}):
        if path.suffix in (".csv", ".xlsx", ".xls", ".ods") and path.stat().st_size < 300_000:
            yield NAME + path.suffix, path.read_bytes()


@pytest.fixture(scope="module")
def desk(browser, checker):
    with opened(browser, checker) as desk:
        desk.wait_until_ready()
        yield desk


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / f"{NAME}.csv"
    path.write_bytes(FILES["many wrong cells"][1])
    return path


def told_by_the_command(path, capsys, *options):
    app(["check", str(path), *options], standalone_mode=False)
    return capsys.readouterr().out


def test_nothing_is_asked_for_but_the_file_and_what_it_made_itself(desk, checker):
    assert desk.requests[0] == checker.as_uri()
    assert all(url.startswith("blob:null/") for url in desk.requests[1:])


def test_a_good_file_is_accepted(desk, tmp_path):
    path = tmp_path / f"{NAME}.csv"
    path.write_bytes(FILES["good"][1])
    desk.check(path)
    assert desk.result["status"].lower() == "accepted"
    assert (desk.result["rows_in"], desk.result["rows_accepted"], desk.result["rows_held"]) == ("20", "20", "0")
    assert "comma-separated, UTF-8" in desk.result["read_as"]
    assert desk.at("#state").inner_text() == "Done: accepted. 0 to fix, 0 to confirm."
    assert not desk.at("#save_findings").is_visible()


def test_every_file_comes_to_the_same_findings_as_with_the_command(desk, tmp_path, capsys):
    count, codes = 0, set()
    for name, content in files():
        path = tmp_path / name
        path.write_bytes(content)
        said = json.loads(told_by_the_command(path, capsys, "--format", "json"))
        desk.check(path)
        receipt = desk.receipt(tmp_path)
        for fact in ("status", "rows_in", "rows_accepted", "rows_held"):
            assert receipt[fact] == said[fact], (count, name, fact)
        assert receipt["how"] == said["read_as"], (count, name)
        assert receipt["findings"] == said["findings"], (count, name)
        count += 1
        codes |= {f["code"] for f in said["findings"]}
    assert count >= len(FILES) and len(codes) > 12


def test_findings_stand_there_in_the_words_and_groups_of_the_command(desk, wrong, capsys):
    printed = told_by_the_command(wrong, capsys).splitlines()
    desk.check(wrong)
    shown = [line.strip() for line in desk.at("#findings").inner_text().splitlines() if line.strip()]
    wanted = [line.strip().removesuffix(":") for line in printed if line.strip()]
    assert shown == wanted[: len(shown)]
    assert wanted[len(shown)].startswith("Result ")
    assert any('"13/45/2026" is not a real date' in line for line in shown)


def test_a_file_that_is_mended_under_the_same_name_can_be_chosen_again(desk, wrong):
    desk.check(wrong)
    assert desk.result["status"].lower() == "rejected"
    wrong.write_bytes(FILES["good"][1])
    desk.check(wrong)
    assert desk.result["status"].lower() == "accepted"


def test_findings_and_the_marked_table_can_be_saved(desk, wrong, tmp_path):
    from openpyxl import load_workbook

    desk.check(wrong)
    lines = list(load_workbook(desk.saved("#save_findings", tmp_path)).active.values)
    assert lines[0][:4] == ("Row", "Cell", "Column", "What is wrong")
    assert len(lines) == 62
    head, first, second, *_ = load_workbook(desk.saved("#save_marked", tmp_path)).active.values
    assert head[-1] == "what to correct" and not first[-1] and "[E201]" in second[-1]


def test_a_receipt_draft_says_that_it_is_none_and_shows_no_cell(desk, wrong, tmp_path):
    desk.check(wrong)
    receipt = desk.receipt(tmp_path)
    assert "signed by nobody" in receipt["draft"] and "signature" not in receipt
    assert re.fullmatch("[0-9a-f]{64}", receipt["sha256"])
    assert "13/45/2026" not in json.dumps(receipt)


def test_a_file_whose_name_says_nothing_is_asked_about_and_the_keyboard_is_enough(desk, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(FILES["good"][1])
    keys = desk.page.keyboard
    desk.frame.evaluate("document.documentElement.dataset.checked = ''")
    desk.at(".skip").press("Enter")
    assert desk.frame.evaluate("document.activeElement.id") == "file"
    with desk.page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files(path)
    desk.at("#agency:focus").wait_for()
    keys.type("Sheriff")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("2025-q4")
    keys.press("Enter")
    desk.wait_until_checked()
    assert desk.frame.evaluate("document.activeElement.id") == "status"
    assert desk.result["status"].lower() == "accepted"
    with desk.page.expect_download() as download:
        keys.press("Tab")
        keys.press("Enter")
    assert download.value.suggested_filename == "export.receipt-draft.json"


def test_what_became_of_the_file_is_announced(desk, wrong):
    desk.check(wrong)
    assert desk.at("[role=status]").inner_text() == "Done: rejected. 61 to fix, 0 to confirm."


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(desk, wrong, colours):
    desk.page.emulate_media(color_scheme=colours)
    desk.check(wrong)
    desk.frame.evaluate("document.getElementById('whose').hidden = false")
    anyone = "axe.configure({allowedOrigins: ['<unsafe_all_origins>']})"
    for place in (desk.frame, desk.page):
        place.evaluate(AXE)
        place.evaluate(anyone)
    found = desk.page.evaluate(RULES)
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]] == []
    assert any("#drop" in str(n["target"]) or "#file" in str(n["target"]) for p in found["passes"] for n in p["nodes"])
    desk.frame.evaluate("document.getElementById('whose').hidden = true")


def test_a_phone_of_320_pixels_needs_no_sideways_scrolling(desk, wrong):
    desk.check(wrong)
    desk.page.set_viewport_size({"width": 320, "height": 640})
    assert not desk.page.evaluate(TOO_WIDE) and not desk.frame.evaluate(TOO_WIDE)
    desk.page.set_viewport_size({"width": 1280, "height": 900})


def test_printed_it_shows_all_findings(desk, wrong):
    desk.check(wrong)
    desk.page.emulate_media(media="print")
    # The frame tells the page how tall it is; that message comes when it comes.
    tall = desk.frame.evaluate("document.body.getBoundingClientRect().height")
    desk.page.wait_for_function("tall => document.getElementById('desk').getBoundingClientRect().height >= tall - 1", arg=tall)
    assert not desk.at("#drop").is_visible() and desk.at("#findings").is_visible()
    desk.page.emulate_media(media="screen")


def test_the_browser_complained_of_nothing_in_all_this(desk):
    assert desk.complaints == []
