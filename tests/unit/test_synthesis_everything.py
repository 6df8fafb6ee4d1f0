"""A county that sends every extract: the desk takes every file, agencies tell of the same things alike, and nothing else changes."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.cli import app
from pipelines.desk import MUST_FIX, examine, privacy
from pipelines.synthesis import ALL, EXTRACTS, Written, county, synthesize
from pipelines.synthesis.events import County
from pipelines.synthesis.extracts import Sheet, sheets
from schemas import Quarter, Schemas

SCHEMAS = Schemas.load()
LAST = Quarter(2026, 4)
Row = dict[str, object]


def everything(youth: int = 100, quarters: int = 4, last: Quarter = LAST, seed: int = 4) -> County:
    return county(SCHEMAS, youth_per_year=youth, quarters=quarters, last=last, seed=seed, extracts=ALL)


@pytest.fixture(scope="module")
def made() -> County:
    return everything()


@pytest.fixture(scope="module")
def sent(made: County) -> list[Sheet]:
    return sheets(made, SCHEMAS)


@pytest.fixture(scope="module")
def rows(sent: list[Sheet]) -> dict[str, list[Row]]:
    """The last word on every row of every extract, in our codes, with the agency that said it."""
    latest: dict[tuple[object, ...], Row] = {}
    for sheet in sent:
        contract = SCHEMAS.contracts[sheet.extract]
        for row in sheet.rows:
            ours: Row = {name: contract.columns[name].local.get(str(value), value) for name, value in row.items()}
            by = (sheet.quarter,) if contract.kind != "rows" else ()
            latest[(sheet.extract, sheet.agency, *by, *(row[c] for c in contract.key))] = {"agency": sheet.agency, **ours}
    found: dict[str, list[Row]] = {extract: [] for extract in SCHEMAS.contracts}
    for key, row in latest.items():
        found[str(key[0])].append(row)
    return found


def must_fix(files: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str | None]]:
    words = privacy.agreed_words(SCHEMAS)
    monkeypatch.setattr(privacy, "agreed_words", lambda schemas: words)  # the same for every file
    found = []
    for file in files:
        agency, extract, quarter, _ = file.name.split(".")
        seen = examine(file.read_bytes(), (agency, extract, quarter), SCHEMAS)
        found += [(file.name, f.code, f.column) for f in seen.findings if f.kind == MUST_FIX]
        found += [(file.name, seen.status, None)] * (not seen.is_accepted)
    return found


def test_the_desk_takes_every_file_of_a_small_county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = synthesize(tmp_path / "small", schemas=SCHEMAS, youth_per_year=25, quarters=4, last=LAST, seed=1, extracts=ALL)
    assert must_fix((f for f in written.files if ".2026-Q2." in f.name), monkeypatch) == []


def test_the_desk_takes_every_file_of_a_larger_county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = synthesize(tmp_path / "larger", schemas=SCHEMAS, youth_per_year=120, quarters=4, last=LAST, seed=2, extracts=ALL)
    assert must_fix(iter(written.files), monkeypatch) == []


def test_every_agency_sends_every_file_that_it_owes(sent: list[Sheet]) -> None:
    quarters = Quarter(2026, 1).through(LAST)
    due = [(s.agency, s.extract, q) for s in SCHEMAS.sources for q in quarters if s.is_due(q)]
    assert Counter((s.agency, s.extract, s.quarter) for s in sent) == Counter(due)
    assert {s.extract for s in sent} == set(SCHEMAS.contracts)


def test_nearly_every_extract_has_rows(rows: dict[str, list[Row]]) -> None:
    assert {extract for extract, told in rows.items() if not told} <= {"custody_testimony", "breaches"}


def test_the_first_four_extracts_stay_as_they_are(made: County, sent: list[Sheet]) -> None:
    alone = county(SCHEMAS, youth_per_year=100, quarters=4, last=LAST, seed=4)
    assert sheets(alone, SCHEMAS) == [s for s in sent if s.extract in EXTRACTS]
    lives = [(y.token, y.contacts, y.petitions, y.reports, y.sessions) for y in made.lives[: len(alone.lives)]]
    assert lives == [(y.token, y.contacts, y.petitions, y.reports, y.sessions) for y in alone.lives]


def test_what_is_sent_does_not_change_what_happens(sent: list[Sheet]) -> None:
    wanted = {"hall_stays", "referral_counts"}
    few = county(SCHEMAS, youth_per_year=100, quarters=4, last=LAST, seed=4, extracts=wanted)
    assert sheets(few, SCHEMAS) == [s for s in sent if s.extract in wanted]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    def of(name: str, seed: int) -> dict[str, bytes]:
        chosen: dict = {"youth_per_year": 10, "quarters": 1, "last": Quarter(2026, 2), "extracts": ALL, "faults": "heavy"}
        written = synthesize(tmp_path / name, schemas=SCHEMAS, seed=seed, **chosen)
        return {f.name: f.read_bytes() for f in written.files}

    assert of("one", 7) == of("two", 7)
    assert of("one", 7) != of("other", 8)


def test_an_extract_is_sent_from_the_quarter_in_which_its_agreement_begins() -> None:
    long = everything(youth=10, quarters=8)
    first: dict[str, Quarter] = {}
    for sheet in sheets(long, SCHEMAS):
        first.setdefault(sheet.extract, sheet.quarter)
    assert {e for e, q in first.items() if q == Quarter(2025, 1)} == set(EXTRACTS)
    assert {q for e, q in first.items() if e not in EXTRACTS} == {Quarter(2026, 1)}


def test_extracts_without_an_agreement_in_these_quarters_are_refused() -> None:
    with pytest.raises(ValueError, match="no agreement to send"):
        everything(last=Quarter(2025, 4))
    with pytest.raises(ValueError, match="no agency has an agreement to send 'hall_stay'"):
        county(SCHEMAS, youth_per_year=10, quarters=1, last=LAST, seed=1, extracts=["hall_stay"])


def told(rows: dict[str, list[Row]], extract: str, *columns: str, **where: object) -> Counter:
    """What the rows say in these columns, of those that match."""
    found = (r for r in rows[extract] if all(r[c] == v for c, v in where.items()))
    return Counter(tuple(r[c] for c in columns) for r in found)


def test_lines_about_the_same_occasions_tell_of_as_many(rows: dict[str, list[Row]]) -> None:
    at_all = told(rows, "medical_duties", "agency", "due", "youth", duty="crisis_referral")
    assert at_all == told(rows, "medical_duties", "agency", "due", "youth", duty="crisis_referral_24h")
    assert sum(isinstance(due, int) and due > 0 for _, due, _ in at_all) > 1


EPISODE = ("youth_token", "missing_on", "missing_from", "circumstance", "located_on", "located_how", "exploited_while_missing")


@pytest.mark.parametrize(
    ("one", "columns", "where", "other", "others"),
    [
        ("law_enforcement_responses", "agency youth_token contact_on", {}, "law_enforcement_contacts", "agency youth_token contact_on"),
        ("detained_client_notices", "youth_token detained_on", {}, "hall_stays", "youth_token admitted_on"),
        ("hall_releases", "youth_token released_on", {}, "hall_stays", "youth_token released_on"),
        ("cse_reports", "youth_token reported_on", {}, "child_welfare_cases", "youth_token reported_on"),
        (
            "court_petitions",
            "youth_token petition_on offence_on",
            {"petition_kind": "delinquency"},
            "probation_referrals",
            "youth_token petition_on offence_on",
        ),
        (
            "court_petitions",
            "youth_token jurisdiction_on",
            {"petition_kind": "dependency"},
            "child_welfare_cases",
            "youth_token dependency_started_on",
        ),
        (
            "juvenile_prosecutions",
            "youth_token decided_on charge_ground",
            {"charging_decision": "filed"},
            "court_petitions",
            "youth_token petition_on charge_ground",
        ),
    ],
)
def test_two_agencies_tell_of_the_same_event_on_the_same_day(
    rows: dict[str, list[Row]], one: str, columns: str, where: Row, other: str, others: str
) -> None:
    here, there = told(rows, one, *columns.split(), **where), told(rows, other, *others.split())
    late = {key for key in here if key not in there}
    assert here
    # Each agency is late by itself: the other's row may come a quarter later, which for the last quarter lies beyond the data.
    assert len(late) <= 0.06 * len(here) + 1
    assert all(any(isinstance(v, date) and v >= LAST.plus(-1).start for v in key) for key in late)


def test_every_contact_with_concern_has_a_row_of_what_was_done(made: County) -> None:
    for youth in made.lives:
        responses = {(e.agency, e.values["contact_on"]) for e in youth.entries if e.extract == "law_enforcement_responses"}
        assert responses == {(c.agency, c.on) for c in youth.contacts if c.status != "none"}


def test_every_stay_that_ended_has_its_release(made: County) -> None:
    seen = 0
    for youth in made.lives:
        stays, releases = [], []
        for entry in youth.entries:
            row = entry.by(LAST.plus(2)) or {}
            if entry.extract == "hall_stays" and row["released_on"] and row["released_on"] <= LAST.end:
                stays.append((row["released_on"], (row["released_on"] - row["admitted_on"]).days, row["status"]))
            if entry.extract == "hall_releases":
                releases.append((row["released_on"], row["stay_days"], row["status"]))
        known = {r for r in releases if r[0] < LAST.plus(-1).end}
        assert {s for s in stays if s[0] < LAST.plus(-1).end} == known
        seen += len(known)
    assert seen > 10


def test_an_episode_from_care_is_told_alike_by_law_enforcement(rows: dict[str, list[Row]]) -> None:
    episodes = {(r["youth_token"], r["missing_on"]): r for r in rows["missing_episodes"]}
    compared = 0
    for row in rows["missing_from_care"]:
        there = episodes.get((row["youth_token"], row["missing_on"]))
        if there:
            compared += 1
            alike = [c for c in EPISODE if row["located_on"] and there["located_on"] or not c.startswith(("located", "exploited"))]
            assert [row[c] for c in alike] == [there[c] for c in alike]
    assert compared > 10
    assert compared > 0.75 * len(rows["missing_from_care"])


def test_most_referrals_arrive_where_they_were_sent_and_a_few_are_lost(made: County) -> None:
    arrived = lost = 0
    for youth in made.lives:
        received = [e.values for e in youth.entries if e.extract == "referrals_received" and e.values["referred_by"] == "child_welfare"]
        for entry in youth.entries:
            row = entry.values
            if entry.extract == "referrals_made" and row["referred_to"] == "drop_in_center":
                near = [r for r in received if r["service"] == row["service"] and 0 <= (r["received_on"] - row["referred_on"]).days <= 3]
                assert all(r["need_level"] == row["need_level"] for r in near) or len(near) > 1
                arrived, lost = arrived + bool(near), lost + (not near)
    assert arrived > 10
    assert 0 < lost < 0.25 * arrived


def test_a_service_starts_as_the_referral_says(rows: dict[str, list[Row]]) -> None:
    services = told(rows, "services_received", "youth_token", "service", "started_on", agency="drop_in_center")
    started = [r for r in rows["referrals_received"] if r["started_on"]]
    there = [(r["youth_token"], r["service"], r["started_on"]) in services for r in started]
    assert len(there) > 5
    assert sum(there) >= len(there) - 2  # a service may come a quarter late by itself


def test_nobody_is_missing_on_a_day_in_the_hall_or_with_the_police(made: County) -> None:
    days = Counter()
    for youth in made.lives:
        seen = {c.on for c in youth.contacts} | {e.values["admitted_on"] for e in youth.entries if e.extract == "hall_stays"}
        for entry in youth.entries:
            if entry.extract in ("missing_episodes", "missing_from_care"):
                row = entry.by(LAST.plus(9)) or {}
                days["episodes"] += 1
                days["seen meanwhile"] += any(row["missing_on"] < on < (row["located_on"] or LAST.end) for on in seen)
    assert days["episodes"] > 20
    assert days["seen meanwhile"] <= 0.05 * days["episodes"]  # taken in again for what was done while away


def test_about_one_row_in_ten_comes_a_quarter_late(made: County) -> None:
    lags = Counter()
    for youth in made.lives:
        for entry in youth.entries:
            on = entry.values[SCHEMAS.contracts[entry.extract].dated_by or ""]
            if entry.extract not in ("follow_ups", "court_petitions") and on >= date(2026, 1, 1):
                lags[(entry.sent.year - on.year) * 4 + entry.sent.number - Quarter.of(on).number] += 1
    assert set(lags) == {0, 1}
    assert 0.05 < lags[1] / lags.total() < 0.15


def test_new_clients_are_the_same_number_on_every_sheet(rows: dict[str, list[Row]], sent: list[Sheet]) -> None:
    whole: dict[tuple[str, Quarter], set[object]] = {}
    for sheet in sent:
        if sheet.extract.startswith("new_clients_by_"):
            column = SCHEMAS.contracts[sheet.extract].key[0]
            (total,) = (r["youth"] for r in sheet.rows if r[column] == "_T")
            if not isinstance(total, str):  # "under 11"
                whole.setdefault((sheet.agency, sheet.quarter), set()).add(total)
    assert len(whole) > 10
    assert all(len(told) == 1 for told in whole.values())


def test_totals_are_counts_of_the_hidden_clients(made: County, sent: list[Sheet]) -> None:
    """A second count of three extracts, by hand."""
    compared = 0
    for sheet in sent:
        clients = [c for c in made.clients if c.agency == sheet.agency]
        start, end = sheet.quarter.start, sheet.quarter.end
        served = {c.name for c in clients if any(start <= on <= end for on, _ in c.visits)}
        first = {c.name for c in clients if start <= c.first_on <= end}
        at_work = {c.name for c in clients if c.is_open(end)}
        expected = {
            "clients_by_service": {"youth": len(served)},
            "identification_counts": {"youth": len(first), "youth_open": len(at_work)},
        }
        expected |= {"clients_by_need_level": {"youth": len(first)}}
        for column, number in expected.get(sheet.extract, {}).items():
            total = next(r[column] for r in sheet.rows if "_T" in r.values())
            assert total == number or (total == "under 11" and 0 < number < 11)
            compared += number
    assert compared > 50


def test_some_clients_are_in_other_agencies_rows_and_some_are_not(made: County) -> None:
    shares = {}
    for agency in {c.agency for c in made.clients} - {"hall_clinic", "public_defender"}:
        known = [c.is_in_rows for c in made.clients if c.agency == agency]
        shares[agency] = sum(known) / len(known)
    assert len(shares) == 6
    assert all(0.25 < share < 0.75 for share in shares.values())
    assert 0.30 < sum(shares.values()) / len(shares) < 0.65


def test_a_small_programme_says_under_11_in_some_of_its_files(sent: list[Sheet]) -> None:
    vague = Counter(s.agency for s in sent if any("under 11" in r.values() for r in s.rows))
    assert vague
    assert set(vague) <= {"hall_clinic", "family_shelter", "victim_witness"}
    assert vague.total() < 0.5 * sum(s.agency in vague for s in sent)


def test_no_row_of_a_register_or_of_totals_points_at_anybody(made: County, sent: list[Sheet]) -> None:
    tokens = {y.token for y in made.lives} | {c.name for c in made.clients}
    for sheet in sent:
        contract = SCHEMAS.contracts[sheet.extract]
        if contract.kind != "rows" or "youth_token" not in contract.columns:
            assert not tokens & {v for row in sheet.rows for v in row.values()}


def test_reviews_are_numbered_in_each_meeting_and_meetings_were_held(rows: dict[str, list[Row]]) -> None:
    held = {r["planned_on"] for r in rows["safety_net_meetings"] if r["was_held"] == "yes"}
    lines: dict[object, list[object]] = {}
    for row in rows["safety_net_reviews"]:
        lines.setdefault(row["met_on"], []).append(row["line"])
    assert len(lines) > 10
    assert set(lines) <= held
    assert all(sorted(told) == list(range(1, len(told) + 1)) for told in lines.values())


def test_the_command_writes_everything_when_asked_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--youth-per-year", "5", "--quarters", "1", "--last", "2026-Q1"]
    app(["synthesize", str(tmp_path / "all"), "--everything", *words], standalone_mode=False)
    app(["synthesize", str(tmp_path / "four"), *words], standalone_mode=False)
    extracts = {name: {f.name.split(".")[1] for f in (tmp_path / name).iterdir() if f.is_file()} for name in ("all", "four")}
    assert extracts == {"all": set(SCHEMAS.contracts), "four": set(EXTRACTS)}
    app(["synthesize", str(tmp_path / "none"), "--everything", "--dry-run"], standalone_mode=False)
    assert "would write 4 quarters up to 2026-Q4" in " ".join(capsys.readouterr().out.split())
    assert not (tmp_path / "none").exists()


def test_faults_are_planted_in_any_extract(tmp_path: Path) -> None:
    chosen: dict = {"youth_per_year": 40, "quarters": 2, "last": Quarter(2026, 2), "seed": 3, "extracts": ALL}
    clean, heavy = (synthesize(tmp_path / level, schemas=SCHEMAS, faults=level, **chosen) for level in ("none", "heavy"))
    spoiled = [p for p in heavy.planted if p.row and p.kind != "duplicate_key" and p.file.endswith(".csv")]
    assert len({p.file.split(".")[1] for p in spoiled}) > 8
    for planted in spoiled:
        one, other = (table(w, planted.file)[planted.row - 1] for w in (clean, heavy))
        assert sum(a != b for a, b in zip(one, other, strict=True)) == 1, planted


def table(written: Written, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((written.folder / name).read_bytes().decode("utf-8-sig"), newline="")))
