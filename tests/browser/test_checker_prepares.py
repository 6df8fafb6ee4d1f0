"""The page's second tab in a browser: it prepares what the command prepares, shows it in the same words, and keeps nothing."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipelines.desk.preparing import LinkingKey, read_key
from tests.browser.checker import LONG, Desk, opened
from tests.browser.test_dashboard_page import AXE, RULES, TOO_WIDE
from tests.line.command import here
from tests.line.test_prepare import CANARIES, HEADER, MAPPING, NAME, ROWS, SESSIONS, TOTALS

KEY = LinkingKey(2025, bytes(range(7, 39))).file
ALL_KNOWN = "".join(ROWS.splitlines(keepends=True)[:3])


@dataclass(frozen=True)
class Case:
    """What an officer lays on the desk, and what the answer must say so that the case is the one that is meant."""

    says: str
    export: str | bytes = HEADER + ROWS
    mapping: str | bytes = MAPPING
    key: str | None = KEY
    agency: str = "sheriff"
    extract: str = "law_enforcement_contacts"
    beside: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> dict[str, Path]:
        given = {"export": self.export, "mapping": self.mapping, "key": self.key, **self.beside}
        found = {}
        for what, content in given.items():
            if content is not None:
                found[what] = folder / f"{what}.csv"
                found[what].write_bytes(content.encode() if isinstance(content, str) else content)
                found[what].chmod(0o600)
        return found


LINKED = """
extract: law_enforcement_contacts
dates: month-first
beside: {people: Person}
identity: {last: people.Last, first: people.First, born: people.DOB, sex: people.Sex}
columns:
  contact_on: Day
  status: {constant: confirmed}
  disposition: {constant: released_to_parent}
  advocacy_notified: {constant: 'yes'}
  arrested: {constant: 'no'}
  age_band: {age_at: {born: people.DOB, on: Day}}
  gender: people.Sex
  race_ethnicity: {constant: unknown}
  residence: {constant: unknown}
"""
SIGNS = ",04/01/2010,F,{race},94601,REL,CSEC,Y,,,\n"
MANY = "".join(f"10/14/2025,Moss,Fern{letter}" + SIGNS.format(race="H" if letter < "H" else "W") for letter in "ABCDEFGHIJ")
CASES = {
    "rows that may be linked": Case("accepted", HEADER + ALL_KNOWN),
    "rows held, and words without a code": Case("Words without a code", mapping=MAPPING.replace(", W: white", "")),
    "small groups": Case("Small groups: 1 combinations of these have fewer than 5 young people, 3", HEADER + MANY),
    "people in an export of their own": Case(
        "people: comma-separated",
        "Day,Person\n10/14/2025,7\n10/15/2025,8\n",
        LINKED,
        beside={"people": "Person,Last,First,DOB,Sex\n7,Thistlewood,Marigold,03/04/2010,F\n9,Quetzalcoatl,Ann,03/04/2010,F\n"},
    ),
    "no row that a token could be made for": Case("Nothing may be written: every row is held", HEADER + ROWS.splitlines()[3] + "\n"),
    "totals": Case("rows of totals", SESSIONS, TOTALS, None, "advocates", "advocacy_services"),
    "totals with a key": Case("28 CFR 94.115", SESSIONS, TOTALS, KEY, "advocates", "advocacy_services"),
    "a mapping with a wrong code": Case("did you mean", mapping=MAPPING.replace("PC: protective_custody", "PC: protectve_custody")),
    "a mapping that takes over who someone is": Case(
        "mapping: columns: contact_on: ", mapping=MAPPING.replace("contact_on: Contact Date", "contact_on: DOB")
    ),
}


@pytest.fixture(scope="module")
def desk(browser, checker):
    with opened(browser, checker) as desk:
        desk.wait_until_ready()
        desk.at("#tab-prepare").click()
        yield desk


def lay(desk: Desk, case: Case, folder: Path) -> dict[str, Path]:
    files = case.write(folder)
    for what in ("export", "mapping", "key"):
        desk.at(f"#{what}").set_input_files(files.get(what, []))
    for number, name in enumerate(case.beside):
        desk.at(f"#beside_{number}").set_input_files(files[name])
    desk.wait_until_proposed()
    desk.at("#of_agency").select_option(case.agency)
    desk.at("#of_extract").select_option(case.extract)
    desk.at("#of_quarter").fill("2025-Q4")
    return files


def shown(desk: Desk, folder: Path) -> None:
    """Something that would leave stands there, whatever was before."""
    if desk.at("#would").is_hidden():
        lay(desk, CASES["rows that may be linked"], folder)
        desk.show_what_would_leave()


def told_by_the_command(case: Case, files: dict[str, Path]) -> list[str]:
    key = ("--key", files["key"]) if case.key else ()
    beside = [word for name in case.beside for word in ("--beside", f"{name}={files[name]}")]
    for_whom = ("--agency", case.agency, "--extract", case.extract, "--quarter", "2025-Q4")
    ran = here("prepare", files["export"], "--mapping", files["mapping"], *for_whom, *key, *beside, "--yes")
    return (ran.stdout + ran.stderr).splitlines()


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_the_command_says_and_saves_the_same_bytes(desk, tmp_path, monkeypatch, name):
    case = CASES[name]
    monkeypatch.chdir(tmp_path)
    printed = told_by_the_command(case, files := lay(desk, case, tmp_path))
    shown = desk.show_what_would_leave()
    assert case.says in "\n".join(shown)
    (written,) = [*tmp_path.glob(f"*.{case.extract}.*.csv")] or [None]
    assert (written is None) == (shown[-1] == "Nothing was written.")
    if written is None:
        assert shown == printed and not desk.at("#save_prepared").is_visible()
        return
    assert shown == printed[:-1]
    content, saves = written.read_bytes(), tmp_path / "saved"
    saves.mkdir()
    desk.at("#yes").check()
    saved = desk.saved("#save_prepared", saves)
    assert (saved.name, saved.read_bytes()) == (written.name, content)
    assert desk.at("#state").inner_text().startswith(printed[-1])
    assert files["export"].read_bytes() == (case.export.encode() if isinstance(case.export, str) else case.export)


def test_nothing_of_export_or_key_stays_but_what_the_preview_shows(desk, tmp_path):
    lay(desk, CASES["rows held, and words without a code"], tmp_path)
    before = list(desk.page.workers)
    desk.show_what_would_leave()
    assert len(before) == 2 and before[0] in desk.page.workers and before[1] not in desk.page.workers, "who saw the key is gone"
    kept = desk.frame.evaluate("document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((i) => i.value)")
    kept += desk.page.evaluate(
        "document.documentElement.outerHTML + document.title + location.href + JSON.stringify(localStorage) + document.cookie"
    )
    assert "Words without a code" in kept
    for canary in (*CANARIES, read_key(KEY).secret.hex()):
        assert canary.casefold() not in kept.casefold(), canary


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(desk, tmp_path, colours):
    shown(desk, tmp_path)
    desk.page.emulate_media(color_scheme=colours)
    for place in (desk.frame, desk.page):
        place.evaluate(AXE)
        place.evaluate("axe.configure({allowedOrigins: ['<unsafe_all_origins>']})")
    found = desk.page.evaluate(RULES)
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]] == []
    assert any("#lines" in str(n["target"]) for p in found["passes"] for n in p["nodes"])
    desk.page.set_viewport_size({"width": 320, "height": 640})
    assert not desk.page.evaluate(TOO_WIDE) and not desk.frame.evaluate(TOO_WIDE)
    desk.page.set_viewport_size({"width": 1280, "height": 900})


def test_without_a_yes_nothing_is_saved_and_a_yes_is_for_what_was_shown(desk, tmp_path):
    shown(desk, tmp_path)
    assert desk.at("#save_prepared").is_disabled()
    desk.at("#yes").check()
    assert desk.at("#save_prepared").is_enabled()
    desk.at("#of_agency").select_option(index=0)
    assert not desk.at("#save_prepared").is_visible() and not desk.at("#yes").is_checked()
    assert desk.at("#lines").text_content() == ""


def test_the_keyboard_is_enough(desk, tmp_path):
    files, keys = CASES["rows that may be linked"].write(tmp_path), desk.page.keyboard
    export = files["export"].rename(tmp_path / NAME)
    desk.at("#tab-prepare").press("ArrowLeft")
    assert desk.at("#check").is_visible() and desk.at("#prepare").is_hidden()
    keys.press("ArrowRight")
    for path in (export, files["mapping"], files["key"]):
        keys.press("Tab")
        with desk.page.expect_file_chooser() as chooser:
            keys.press("Enter")
        chooser.value.set_files(path)
    desk.wait_until_proposed()
    for _ in "agency", "extract", "quarter":
        keys.press("Tab")
    desk.frame.evaluate("document.documentElement.dataset.prepared = ''")
    keys.press("Enter")
    desk.at("html[data-prepared=yes]").wait_for(state="attached", timeout=LONG)
    assert desk.frame.evaluate("document.activeElement.id") == "would_title"
    assert desk.at("#lines").inner_text().startswith(f"This would leave, and nothing else: {NAME}")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    with desk.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename == NAME
    assert desk.frame.evaluate("[...document.querySelectorAll('#export, #key')].every((i) => i.files.length === 0)")


def test_a_mapping_is_drafted_from_headers_and_a_key_is_made(desk, tmp_path):
    (tmp_path / "export.csv").write_text(HEADER + ROWS, encoding="utf-8")
    desk.at("#export").set_input_files(tmp_path / "export.csv")
    desk.at("#of_agency").select_option("sheriff")
    desk.at("#of_extract").select_option("law_enforcement_contacts")
    draft = desk.saved("#draft_mapping", tmp_path)
    here("prepare", tmp_path / "export.csv", "--extract", "law_enforcement_contacts", "--draft-mapping", tmp_path / "its.yaml")
    assert draft.name == "law_enforcement_contacts.mapping.yaml"
    assert draft.read_bytes() == (tmp_path / "its.yaml").read_bytes()
    desk.at("#year").fill("2027")
    key = read_key(desk.saved("#save_key", tmp_path).read_text(encoding="ascii"))
    said = desk.at("#of_key").inner_text()
    assert key.year == 2027 and f"Its id is {key.id}" in said and key.secret.hex() not in said


def test_the_browser_complained_of_nothing_in_all_this(desk):
    assert desk.complaints == []
