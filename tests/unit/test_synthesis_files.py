"""The made-up agencies' files keep their contracts, tell everything once, and are the same each time."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipelines.synthesis import Written, synthesize
from schemas import Contract, Quarter, Schemas

Row = dict[str, str]
SCHEMAS = Schemas.load()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return synthesize(tmp_path_factory.mktemp("county"), schemas=SCHEMAS, youth_per_year=60, quarters=8, seed=3)


def read(path: Path) -> list[Row]:
    """The rows of a CSV or Excel file as text, days as 2025-12-31."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    texts = [[v.isoformat() if isinstance(v, date) else str(v) for v in row] for row in rows]
    return [dict(zip(map(str, header), row, strict=True)) for row in texts]


def said(path: Path) -> tuple[str, Contract, Quarter, list[Row]]:
    """Agency, contract, quarter, and the rows in our codes."""
    agency, extract, quarter, _ = path.name.split(".")
    contract = SCHEMAS.contracts[extract]
    rows = [{c: contract.columns[c].local.get(v, v) for c, v in row.items()} for row in read(path)]
    return agency, contract, Quarter.parse(quarter), rows


def breaches(contract: Contract, quarter: Quarter, rows: list[Row]) -> list[str]:
    """What is wrong with a file, checked here by hand: cells, key, rules of the row, rules of the file."""
    found = []
    for at, row in enumerate(rows, start=2):
        for name, column in contract.columns.items():
            value = row[name]
            if column.required and not value:
                found.append(f"{at}: {name} is empty")
            if value and column.codelist and value not in SCHEMAS.codes_of(column):
                found.append(f"{at}: {name} is no code")
            if value and column.type == "date" and date.fromisoformat(value) > quarter.end:
                found.append(f"{at}: {name} lies after the quarter")
            if column.type == "token" and not (len(value) == 16 and set(value) <= set("0123456789abcdef")):
                found.append(f"{at}: {name} is no token")
            if column.type == "integer" and int(value) < (column.minimum or 0):
                found.append(f"{at}: {name} is too low")
        for rule in contract.rules:
            f = rule.fields
            matches = all(row[c] in codes for c, codes in f.get("where", {}).items())
            broken = {
                "order": lambda r=row, f=f: r[f["first"]] and r[f["then"]] and r[f["then"]] < r[f["first"]],
                "filled_when": lambda r=row, f=f, m=matches: m and not r[f["column"]],
                "empty_when": lambda r=row, f=f, m=matches: m and r[f["column"]],
                "filled_with": lambda r=row, f=f: r[f["with"]] and not r[f["column"]],
                "at_most": lambda r=row, f=f: int(r[f["column"]]) > int(r[f["other"]]),
            }.get(rule.name)
            if broken and broken():
                found.append(f"{at}: {rule.name} {dict(f)}")
    keys = Counter(tuple(row[c] for c in contract.key) for row in rows)
    found += ["a key stands twice" for times in keys.values() if times > 1]
    return found


def test_every_agency_sends_a_file_for_every_quarter_it_owes(made: Written) -> None:
    quarters = Quarter(2024, 1).through(Quarter(2025, 4))
    due = {(s.agency, s.extract, str(q)) for s in SCHEMAS.sources for q in quarters if s.is_due(q)}
    assert {tuple(f.name.split(".")[:3]) for f in made.files} == due
    assert len(made.files) == len(due)


def test_child_welfare_sends_excel_workbooks_and_the_others_csv(made: Written) -> None:
    assert {f.suffix for f in made.files if f.name.startswith("child_welfare.")} == {".xlsx"}
    assert {f.suffix for f in made.files if not f.name.startswith("child_welfare.")} == {".csv"}


def test_every_file_keeps_its_contract(made: Written) -> None:
    for file in made.files:
        _, contract, quarter, rows = said(file)
        assert breaches(contract, quarter, rows) == [], file.name
        assert list(read(file)[0]) == list(contract.columns), file.name


def test_the_check_itself_sees_a_bad_row() -> None:
    """Otherwise the test above would say nothing."""
    contract = SCHEMAS.contracts["child_welfare_cases"]
    row = {
        "youth_token": "3f9a0c41d27be856",
        "reported_on": "2025-05-02",
        "level": "dependency",
        "dependency_started_on": "",
        "dependency_ended_on": "2026-01-15",
        "age_band": "age_99",
        "gender": "girl",
        "race_ethnicity": "",
        "residence": "unknown",
    }
    assert len(breaches(contract, Quarter(2025, 2), [row, row])) == 11


def test_totals_of_the_advocates_add_up(made: Written) -> None:
    files = [f for f in made.files if f.name.startswith("advocates.")]
    for file in files:
        rows = {r["service"]: (int(r["youth"]), int(r["sessions"])) for r in read(file)}
        youth, sessions = rows.pop("_T")
        parts = [y for y, _ in rows.values()]
        assert set(rows) == set(SCHEMAS.codelists["advocacy_service"].codes)
        assert sum(s for _, s in rows.values()) == sessions
        assert max(parts) <= youth <= sum(parts)
    assert any(len({r["youth"] for r in read(f)}) > 3 for f in files)


def test_some_agencies_write_their_own_words_and_some_ours(made: Written) -> None:
    words: dict[str, set[str]] = {}
    for file in made.files:
        words.setdefault(file.name.split(".")[0], set()).update(r.get("gender", "") for r in read(file))
    assert words["sheriff"] <= {"F", "M", "X", "U"}
    assert words["city_police"] <= {"girl", "boy", "another", "unknown"}
    assert {"F", "girl"} <= words["probation"]  # changed over half way


def test_a_file_saved_from_excel_begins_with_a_byte_order_mark(made: Written) -> None:
    saved = [f for f in made.files if f.name.startswith("city_police.")]
    assert all(f.read_bytes().startswith(b"\xef\xbb\xbf") and b"\r\n" in f.read_bytes() for f in saved)


def test_the_same_young_person_has_the_same_code_in_several_agencies_files(made: Written) -> None:
    known: dict[str, set[str]] = {}
    for file in made.files:
        agency, contract, _, rows = said(file)
        if contract.kind == "rows":
            known.setdefault(agency, set()).update(r["youth_token"] for r in rows)
    assert len(known["sheriff"] & known["city_police"]) >= 10
    assert len(known["sheriff"] & known["probation"]) >= 10
    assert len(known["probation"] & known["child_welfare"]) >= 10


def test_about_one_row_in_ten_comes_a_quarter_late_and_none_later(made: Written) -> None:
    lags = Counter()
    for file in made.files:
        _, contract, quarter, rows = said(file)
        if contract.name == "law_enforcement_contacts" and quarter > Quarter(2024, 1):
            lags.update((quarter.start > date.fromisoformat(r["contact_on"])) for r in rows)
            earliest = min((date.fromisoformat(r["contact_on"]) for r in rows), default=quarter.start)
            assert earliest >= quarter.plus(-2).start  # two back only where a conclusion was told again
    assert 0.05 < lags[True] / (lags[True] + lags[False]) < 0.20


def test_a_row_is_sent_again_only_in_a_quarter_in_which_it_has_changed(made: Written) -> None:
    latest: dict[tuple[str, ...], Row] = {}
    again = 0
    for file in made.files:
        agency, contract, _, rows = said(file)
        for row in rows if contract.kind == "rows" else []:
            key = (agency, contract.name, *(row[c] for c in contract.key))
            assert row != latest.get(key)
            again += key in latest
            latest[key] = row
    assert again > 100


def test_rows_of_one_petition_never_disagree(made: Written) -> None:
    """The end of the case stands on every referral line of the petition, or on none."""
    latest: dict[tuple[str, ...], Row] = {}
    for file in made.files:
        _, contract, _, rows = said(file)
        if contract.name == "probation_referrals":
            latest.update({tuple(r[c] for c in contract.key): r for r in rows})
    petitions: dict[tuple[str, str], set[str]] = {}
    for row in latest.values():
        shared = ("petition_closed_on", "offence_on", "age_band", "gender", "race_ethnicity", "residence")
        told = "|".join(row[c] for c in shared)
        petitions.setdefault((row["youth_token"], row["petition_on"]), set()).add(told)
    assert len(petitions) > 100
    assert all(len(told) == 1 for told in petitions.values())
    referrals = Counter((r["youth_token"], r["referred_on"], r["service"]) for r in latest.values() if r["referred_on"])
    assert max(referrals.values()) == 1  # no referral belongs to two petitions


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two", "other"):
        seed = 8 if name == "other" else 7
        synthesize(tmp_path / name, schemas=SCHEMAS, youth_per_year=20, quarters=4, seed=seed, faults="heavy")
    one, two, other = (
        {str(f.relative_to(tmp_path / n)): f.read_bytes() for f in sorted((tmp_path / n).rglob("*.*")) if f.is_file()}
        for n in ("one", "two", "other")
    )
    assert one == two
    assert one != other


def test_quarters_without_an_agreement_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no agreement for all of 2021-Q4"):
        synthesize(tmp_path, schemas=SCHEMAS, quarters=17)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [{"youth_per_year": 0}, {"quarters": 0}, {"faults": "few"}])
def test_nonsense_is_refused(tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(ValueError, match="must be"):
        synthesize(tmp_path, schemas=SCHEMAS, **wrong)


def test_a_county_of_one_young_person_a_year_still_sends_every_file(tmp_path: Path) -> None:
    made = synthesize(tmp_path, schemas=SCHEMAS, youth_per_year=1, quarters=1, faults="heavy")
    assert len(made.files) + sum(p.kind == "missing_file" for p in made.planted) == 5
