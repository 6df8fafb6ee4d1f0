"""A funder who may have withheld numbers gets them in a copy of its own: two others approve it, the book says so, and it tells no more."""

import csv
import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from pipelines.defs import behind, returns, reviews
from pipelines.defs.office import Office
from pipelines.defs.returns.paper import Fields
from pipelines.publication import ledger
from tests.line.command import here

SECRET, PEOPLE, PUB = "correct horse battery", ("rita", "ana", "ben"), "2025-Q4-v1"
AWARD = "confidential: {basis: 'Award A-1, condition 7', funder_publishes: false}"
FORM = """
title: "=cmd|A form"
funder: A funder
form: No. 1
source: the funder
periods: [quarter, half, year]
%s
questions:
  - {number: 1, asks: Sessions, match: exact, measure: advocacy_sessions}
  - {number: 2, asks: Referrals by step, match: exact, measure: referral_funnel, split: step, statistic: numerator}
  - {number: 3, asks: New offences, match: exact, measure: recidivism, at: {horizon: 6m}, statistic: numerator, total: none}
  - {number: 4, asks: Money, match: provider, why: The award says it.}
"""
RETURN = "mine-2024-c1"


@pytest.fixture(scope="module", autouse=True)
def passphrase() -> Iterator[None]:
    os.environ["SAFECOUNT_PASSPHRASE"] = SECRET
    yield
    del os.environ["SAFECOUNT_PASSPHRASE"]


@pytest.fixture(scope="module")
def county(demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with a publication, three stewards and a form that gives a right to withheld numbers; rita has made a return."""
    place = tmp_path_factory.mktemp("returns")
    county = Path(shutil.copytree(demo.workspace, place / "county", symlinks=True))
    settings = county / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo = true", "demo = false"), encoding="utf-8")
    for name in PEOPLE:
        added = here("steward", "add", name, "--key", place / "keys" / f"{name}.key", "--workspace", county)
        assert added.returncode == 0, added.stderr
    (county / "schemas" / "grants").mkdir()
    for name, award in (("mine", AWARD), ("open", AWARD.replace("false", "true")), ("plain", "")):
        (county / "schemas" / "grants" / f"{name}.yaml").write_text(FORM % award, encoding="utf-8")
    assert _do(county, "mine", "2024").returncode == 0
    before = _files(county)
    made = _do(county, "mine", "2024", "--confidential", by="rita")
    assert made.returncode == 0, made.stderr
    assert f"{RETURN} is made and kept encrypted" in made.stdout
    assert _files(county) - before == {f"confidential/returns/{RETURN}.parquet"}, "nothing of it is anywhere else"
    return county


def _files(county: Path) -> set[str]:
    return {p.relative_to(county).as_posix() for p in county.rglob("*") if p.is_file() and not p.name.startswith(".")}


def _do(county: Path, *words: str | Path, by: str | None = None):
    key = ("--key", county.parent / "keys" / f"{by}.key") if by else ()
    return here("grant", *words, *key, "--workspace", county)


def _answers(folder: Path, name: str = "CONFIDENTIAL-answers.csv") -> dict[str, dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return {row["number"]: row for row in csv.DictReader(file)}


def test_it_is_encrypted_where_it_is_kept(county: Path) -> None:
    raw = (county / "confidential" / "returns" / f"{RETURN}.parquet").read_bytes()
    assert raw[:4] == b"PARE" and b"Award A-1" not in raw


@pytest.mark.parametrize(("form", "says"), [("plain", "gives no right to withheld numbers"), ("open", "publishes what it gets")])
def test_without_a_right_to_it_or_for_a_funder_who_publishes_there_is_none(form: str, says: str, county: Path) -> None:
    refused = _do(county, form, "2024", "--confidential", by="rita")
    assert refused.returncode == 3 and says in refused.stderr
    assert not list((county / "confidential" / "returns").glob(f"{form}*"))


def test_nobody_does_any_of_it_without_a_key(county: Path, tmp_path: Path) -> None:
    assert _do(county, "mine", "2024", "--confidential").returncode == 2
    assert _do(county, "--approve", RETURN).returncode == 2
    assert _do(county, "--hand-out", RETURN, "--out", tmp_path / "out").returncode == 2
    assert _do(county, "--approve", "mine-2024-c9", by="ana").returncode == 2
    assert not (tmp_path / "out").exists()


def _two_groups(office: Office) -> dict[Fields, int]:
    """Of the groups of a total that is shown the only two that are withheld, with their true numbers."""
    pairs: dict[tuple[str, ...], list[Fields]] = {}
    for fields in returns.withheld(office, PUB).values():
        said = dict(fields)
        group = next((c for c in ("gender", "race_ethnicity", "age_band", "residence", "service") if said.get(c, "_T") != "_T"), None)
        if group and said["statistic"] in ("count", "denominator"):
            pairs.setdefault((said["measure"], said["period"], group), []).append(fields)
    return returns.counted(office, PUB, set(next(found for found in pairs.values() if len(found) == 2)))


def test_a_number_with_which_another_could_be_told_is_left_out(county: Path) -> None:
    office = Office.open(county)
    two = _two_groups(office)
    assert returns.safe(office, dict(list(two.items())[:1])) == {}, "the other one is the rest"
    assert returns.safe(office, two) == two, "who is given both is told nothing else"
    (fields, number), *others = two.items()
    assert returns.safe(office, {fields: number + 1, **dict(others)}) == {}, "nobody can say what a number tells that cannot be true"


def test_one_person_alone_gets_nothing_by_calling_the_county_made_up_or_by_counting_anew(county: Path, tmp_path: Path) -> None:
    office = Office.open(Path(shutil.copytree(county, tmp_path / "county", symlinks=True)))
    about = office.workspace.published / PUB / "publication.json"
    about.write_text(json.dumps({**json.loads(about.read_bytes()), "demo": False}), encoding="utf-8")
    settings = office.workspace.folder / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo = false", "demo = true"), encoding="utf-8")
    pretending = Office.open(office.workspace.folder)
    assert pretending.workspace.demo
    with pytest.raises(returns.ReturnProblem, match="has 0 of 2 approvals"):
        returns.hand_out(pretending, returns.kept(pretending, RETURN), tmp_path / "out", "rita")
    assert not (tmp_path / "out").exists()

    assert behind.is_as_counted(office, PUB)
    late = office.frames.load("tabulated", "2025-Q4", "advocacy_sessions").with_columns(pl.col("value") + 1)
    office.frames.save(late, "tabulated", "2025-Q4", "advocacy_sessions")
    trace = json.loads((county / "grants" / "mine-2024-v1" / "trace.json").read_bytes())
    with pytest.raises(returns.ReturnProblem, match="what the line counted last is not what 2025-Q4-v1 was made of"):
        returns.make(office, trace, None)


def test_a_publication_with_which_an_earlier_return_would_tell_another_number_does_not_go_out(county: Path, tmp_path: Path) -> None:
    office = Office.open(Path(shutil.copytree(county, tmp_path / "county", symlinks=True)))
    (fields, number), *_ = _two_groups(office).items()
    earlier = replace(returns.kept(office, RETURN), name="mine-2023-c1", given=json.dumps([[list(map(list, fields)), number]]))
    office.frames.save(pl.DataFrame([vars(earlier)]), returns.SHELF, earlier.name)
    assert returns.told_by(office, [office.workspace.published / PUB]) == [], "it was made, and never handed out"
    reviews.write_down(office, returns.HANDED_OUT, "rita", earlier.about)
    [says] = returns.told_by(office, [office.workspace.published / PUB])
    assert "with what was handed out in confidence (A funder) other withheld numbers could be told" in says


def test_one_makes_it_two_approve_it_and_it_is_handed_out_with_the_true_numbers(county: Path, tmp_path: Path) -> None:
    early = _do(county, "--hand-out", RETURN, "--out", tmp_path / "out", by="rita")
    assert early.returncode == 1 and "has 0 of 2 approvals" in early.stderr
    own = _do(county, "--approve", RETURN, by="rita")
    assert own.returncode == 1 and "you made this return" in own.stderr
    assert _do(county, "--look", RETURN).returncode == 2, "nobody reads it without a name"
    read = _do(county, "--look", RETURN, by="ana").stdout
    assert "Somebody else must look at it too" in _do(county, "--approve", RETURN, by="ana").stdout
    again = _do(county, "--hand-out", RETURN, "--out", tmp_path / "out", by="ana")
    assert again.returncode == 1 and "has 1 of 2 approvals" in again.stderr
    assert "Approved by two" in _do(county, "--approve", RETURN, by="ben").stdout
    for inside in ("published/2025", "grants", "confidential/here", "."):
        refused = _do(county, "--hand-out", RETURN, "--out", county / inside, by="rita")
        assert refused.returncode == 1 and "outside of the workspace" in refused.stderr
    out = _do(county, "--hand-out", RETURN, "--out", tmp_path / "out", by="rita")
    assert out.returncode == 0, out.stderr

    said, public = _answers(tmp_path / "out"), _answers(county / "grants" / "mine-2024-v1", "answers.csv")
    assert (tmp_path / "out" / "CONFIDENTIAL-answers.csv").read_text("utf-8").strip() in read, "whoever approves has read the same"
    columns = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2024")
    cells = [(said[n][c], public[n][c]) for n in said for c in columns]
    assert all(given == shown for given, shown in cells if shown.isdigit()), "what is public is the same in both"
    assert any(given.isdigit() and shown.startswith("[c]") for given, shown in cells), "and what is withheld is in the copy"
    assert all(given.isdigit() or given.startswith("[c] left out") for given, shown in cells if shown.startswith("[c]"))
    assert all(row["status"].startswith("CONFIDENTIAL") for row in said.values())
    marked = {(n, c) for n, row in said.items() for c in row["withheld_in_public"].split("; ") if c}
    assert marked == {(n, c) for n in said for c in columns if said[n][c].isdigit() and not public[n][c].isdigit()}
    book = load_workbook(tmp_path / "out" / "CONFIDENTIAL-sheet.xlsx")
    red = [cell.value for row in book["Questions"].iter_rows(min_row=3) for cell in row if cell.font.b]
    assert red == [int(said[n][c]) for n in said for c in columns if (n, c) in marked], "in the workbook they are red"
    for sheet in book:
        assert "CONFIDENTIAL" in str(sheet["A1"].value) and "CONFIDENTIAL" in str(sheet.oddHeader.center.text)
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in (tmp_path / "out").iterdir())


def test_the_book_says_who_gave_what_to_whom_and_no_number(county: Path) -> None:
    entries = [e for e in ledger.read(county / "ledger.jsonl") if e.what.startswith("confidential return")]
    assert [(e.what, e.who) for e in entries] == [
        ("confidential return made", "rita"),
        ("confidential return read", "ana"),
        ("confidential return handed out", "rita"),
    ]
    assert set(entries[2].about) == {"return", "form", "period", "funder", "publication", "withheld", "sheet", "table", "approved_by"}
    assert len(entries[2].about["approved_by"]) == 2
    assert here("verify", county / "ledger.jsonl").returncode == 0


def test_what_was_handed_out_is_known_to_the_attacker_of_all_that_comes_later(county: Path) -> None:
    office = Office.open(county)
    assert [one.name for one in returns.handed_out(office)] == [RETURN]
    given = returns.numbers_of(returns.kept(office, RETURN))
    assert returns.safe(office, given) == given
    assert returns.told_by(office, [county / "published" / PUB]) == []


def test_a_return_that_was_touched_has_no_approvals_any_more(county: Path) -> None:
    office = Office.open(county)
    made = returns.kept(office, RETURN)
    assert returns.stands(office, made).state == "approved"
    touched = replace(made, table=made.table + b"\n")
    assert returns.stands(office, touched).given == ()
