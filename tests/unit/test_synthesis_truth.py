"""The truth beside the made-up files: right on the days where a definition turns, and in agreement with itself."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.synthesis import Written, county, synthesize, truth_at
from pipelines.synthesis.events import Contact, Described, Petition, Referral, Report, Told, Youth
from pipelines.synthesis.truth import followed_up, is_mature, middle, months_later, pathway, petitioned, referred
from schemas import Quarter, Schemas, Year
from schemas.period import months_after

SCHEMAS = Schemas.load()
END = Quarter(2027, 4)
GIRL = Described("age_14_15", "girl", "black", "in_county")
Cells = dict[tuple[str, ...], str]


def day(text: str) -> date:
    return date.fromisoformat(text)


def told(text: str) -> Told | None:
    return Told(day(text), Quarter.of(day(text))) if text else None


def contact(
    on: str,
    status: str = "confirmed",
    offence_on: str = "",
    agency: str = "sheriff",
    who: Described = GIRL,
    late: int = 0,
) -> Contact:
    sent = Quarter.of(day(on)).plus(late)
    return Contact(
        agency,
        day(on),
        sent,
        who,
        status,
        status,
        sent,
        "other",
        "yes",
        "yes" if offence_on else "no",
        day(offence_on) if offence_on else None,
        "other" if offence_on else None,
    )


def petition(on: str, closed_on: str = "", offence_on: str = "2020-01-01", made: tuple[Referral, ...] = ()) -> Petition:
    return Petition("probation", day(on), Quarter.of(day(on)), GIRL, day(offence_on), told(closed_on), made)


def report(on: str, opened_on: str, ended_on: str = "") -> Report:
    sent = Quarter.of(day(on))
    return Report("child_welfare", day(on), sent, GIRL, True, sent, told(opened_on), told(ended_on))


@pytest.mark.parametrize(
    ("offence_on", "horizons"),
    [
        ("2024-01-09", ""),
        ("2024-01-10", ""),  # before, and on the index day
        ("2024-01-11", "6m 12m 24m"),
        ("2024-07-09", "6m 12m 24m"),
        ("2024-07-10", "12m 24m"),
        ("2025-01-09", "12m 24m"),
        ("2025-01-10", "24m"),
        ("2026-01-09", "24m"),
        ("2026-01-10", ""),
    ],
)
@pytest.mark.parametrize("through", ["arrest", "petition"])
def test_an_offence_counts_from_the_day_after_the_index_day_to_the_day_before_the_window_ends(
    offence_on: str, horizons: str, through: str
) -> None:
    if through == "arrest":
        youth = Youth("a", contacts=(contact("2024-01-10"), contact("2026-03-01", "none", offence_on)))
    else:
        about = petition("2026-03-01", offence_on=offence_on)
        youth = Youth("a", contacts=(contact("2024-01-10"),), petitions=(about,))
    (member,) = followed_up([youth], END)
    assert member.on == day("2024-01-10")
    assert member.reached == set(horizons.split())


def test_the_index_day_is_the_first_confirmed_contact_whoever_told_of_it() -> None:
    boy = Described("age_12_13", "boy", "unknown", "unknown")
    youth = Youth(
        "a",
        contacts=(
            contact("2024-01-05", "at_risk"),
            contact("2024-03-01"),
            contact("2024-02-01", agency="sheriff"),
            contact("2024-02-01", agency="city_police", who=boy),
        ),
    )
    (member,) = followed_up([youth], END)
    assert (member.on, member.who["gender"]) == (day("2024-02-01"), "boy")


def test_what_is_told_after_the_last_quarter_is_not_known_yet() -> None:
    youth = Youth("a", contacts=(contact("2024-03-30", late=1),))
    assert followed_up([youth], Quarter(2024, 1)) == []
    assert len(followed_up([youth], Quarter(2024, 2))) == 1


def test_someone_confirmed_only_in_a_later_file_counts_from_that_file_on() -> None:
    settled = replace(contact("2024-03-30", "confirmed"), at_first="at_risk", settled=Quarter(2024, 2))
    assert followed_up([Youth("a", contacts=(settled,))], Quarter(2024, 1)) == []
    assert [m.on for m in followed_up([Youth("a", contacts=(settled,))], Quarter(2024, 2))] == [day("2024-03-30")]


@pytest.mark.parametrize(("step_on", "days"), [("2025-08-31", 0), ("2025-09-01", 1), ("2026-02-27", 180), ("2026-02-28", None), ("", None)])
def test_a_step_counts_before_six_months_are_over(step_on: str, days: int | None) -> None:
    made = Referral("medical", day("2025-08-31"), Quarter(2025, 3), told(step_on), None, None, None, None)
    (member,) = referred([Youth("a", petitions=(petition("2025-08-30", made=(made,)),))], END)
    assert member.days.get("accepted") == days
    assert member.who["service"] == "medical"


@pytest.mark.parametrize(
    ("opened_on", "ended_on", "expected"),
    [
        ("2024-01-01", "2024-03-01", "concurrent_dependency_first"),  # ended on the day of the petition
        ("2024-01-01", "2024-02-29", "nonconcurrent_dependency_first"),
        ("2024-01-01", "", "concurrent_dependency_first"),
        ("2024-03-01", "2024-03-01", "concurrent_same_day"),
        ("2024-06-30", "", "concurrent_delinquency_first"),  # opened on the day the petition's case ended
        ("2024-07-01", "", "nonconcurrent_delinquency_first"),
        ("2025-02-28", "", "nonconcurrent_delinquency_first"),
        ("2025-03-01", "", "no_dependency"),  # twelve months after the petition
    ],
)
def test_pathways_turn_on_a_single_day(opened_on: str, ended_on: str, expected: str) -> None:
    case = report("2024-01-01", opened_on, ended_on)
    youth = Youth("a", petitions=(petition("2024-03-01", "2024-06-30"),), reports=(case,))
    (member,) = petitioned([youth], END)
    assert member.reached - {"dual"} == {expected}
    assert ("dual" in member.reached) == (expected != "no_dependency")


def test_a_second_petition_can_make_the_two_systems_meet() -> None:
    first = day("2024-03-01")
    ended = [(first, day("2024-04-01"))]
    later = [*ended, (day("2024-09-01"), None)]
    case = [(day("2024-08-01"), day("2024-10-01"))]
    assert pathway(first, ended, case) == "nonconcurrent_delinquency_first"
    assert pathway(first, later, case) == "concurrent_delinquency_first"


def test_months_are_counted_like_the_calendar_everyone_uses() -> None:
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(365 + 366)]
    assert all(months_later(d, n) == months_after(d, n) for d in days for n in (0, 6, 12, 24))


@pytest.mark.parametrize(("days", "expected"), [([], None), ([5], 5), ([9, 1], 1), ([3, 1, 2], 2), ([4, 4, 9, 9], 4), ([0, 0, 0, 7, 8], 0)])
def test_the_median_is_a_day_that_occurred(days: list[int], expected: int | None) -> None:
    assert middle(days) == expected


@pytest.mark.parametrize("code", ["6m", "12m", "24m"])
def test_a_figure_is_mature_when_the_agreement_says_so(code: str) -> None:
    measure = SCHEMAS.measures["recidivism"]
    for period in (Quarter(2023, 1), Quarter(2023, 4), Year(2023)):
        due = measure.matures(period, code, SCHEMAS.policy)
        months = measure.follow_up(code)
        assert is_mature(period, months, SCHEMAS.policy.late_quarters, due)
        assert not is_mature(period, months, SCHEMAS.policy.late_quarters, due.plus(-1))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return synthesize(tmp_path_factory.mktemp("county"), schemas=SCHEMAS, seed=5)


@pytest.fixture(scope="module")
def rows(made: Written) -> list[dict[str, str]]:
    with made.truth.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(rows: list[dict[str, str]], measure: str, period: str, statistic: str, **at: str) -> int | None:
    """The one value of the whole, or at the given codes; None where it is not mature."""
    dims = SCHEMAS.measures[measure].dimensions
    wanted = {**dict.fromkeys(dims, "_T"), **at}
    wanted |= {"measure": measure, "period": period, "statistic": statistic}
    (row,) = [r for r in rows if all(r.get(c) == v for c, v in wanted.items())]
    return int(row["value"]) if row["value"] else None


def test_the_columns_are_those_of_published_cells(rows: list[dict[str, str]]) -> None:
    assert list(rows[0]) == ["measure", "period", *SCHEMAS.dimensions, "statistic", "value", "status"]


def test_no_cell_is_told_twice(rows: list[dict[str, str]]) -> None:
    places = [tuple(v for c, v in r.items() if c not in ("value", "status")) for r in rows]
    assert len(places) == len(set(places))


def test_steps_of_the_funnel_and_horizons_are_nested_in_every_cell(rows: list[dict[str, str]]) -> None:
    codes = {
        "referral_funnel": ("step", ["accepted", "started", "completed"]),
        "recidivism": ("horizon", ["6m", "12m", "24m"]),
    }
    compared = 0
    for name, (outcome, order) in codes.items():
        cells: dict[tuple[str, ...], dict[str, str]] = {}
        for r in rows:
            if r["measure"] == name and r["statistic"] in ("denominator", "numerator") and r["value"]:
                place = tuple(v for c, v in r.items() if c not in ("value", "status", "statistic", outcome))
                cells.setdefault(place, {})[r[outcome]] = r["value"]
        for cell in cells.values():
            whole = int(cell["_T"])
            reached = [int(cell[c]) for c in order if c in cell]
            assert all(n <= whole for n in reached)
            assert reached == sorted(reached, reverse=name == "referral_funnel")
            compared += len(reached)
    assert compared > 300


def test_pathways_split_the_first_petitions(rows: list[dict[str, str]]) -> None:
    leaves = SCHEMAS.codelists["pathway"].leaves
    for period in ("2022-Q1", "2022", "2023"):
        parts = {c: total(rows, "crossover", period, "numerator", pathway=c) or 0 for c in leaves}
        dual = total(rows, "crossover", period, "numerator", pathway="dual")
        assert sum(parts.values()) == total(rows, "crossover", period, "denominator")
        assert sum(n for c, n in parts.items() if c != "no_dependency") == dual


def test_quarters_add_up_to_years(rows: list[dict[str, str]]) -> None:
    for measure, statistic, at in [
        ("advocacy_sessions", "count", {}),
        ("crossover", "denominator", {}),
        ("recidivism", "denominator", {}),
        ("referral_funnel", "denominator", {}),
        ("referral_funnel", "numerator", {"step": "completed"}),
        ("recidivism", "numerator", {"horizon": "12m"}),
    ]:
        quarters = [total(rows, measure, f"2023-Q{n}", statistic, **at) or 0 for n in (1, 2, 3, 4)]
        assert sum(quarters) == total(rows, measure, "2023", statistic, **at)
        assert sum(quarters) > 0


def test_breakdowns_add_up_to_the_whole_and_list_every_code(rows: list[dict[str, str]]) -> None:
    for name in sorted({r["measure"] for r in rows}):
        measure = SCHEMAS.measures[name]
        statistic = "count" if measure.kind == "totals" else "denominator"
        for breakdown in measure.breakdowns:
            words = SCHEMAS.codelist_of(measure, breakdown)
            assert words
            parts = [total(rows, name, "2024", statistic, **{breakdown: c}) or 0 for c in words.codes]
            assert sum(parts) == total(rows, name, "2024", statistic)


def test_what_is_not_mature_has_no_value(rows: list[dict[str, str]]) -> None:
    assert {r["status"] for r in rows} == {"", "m"}
    assert all(r["value"] == "" for r in rows if r["status"] == "m")
    assert all(r["value"] for r in rows if r["status"] == "" and r["statistic"] != "median_days")
    assert total(rows, "recidivism", "2023-Q2", "numerator", horizon="24m") is not None  # 2025-Q2 and two quarters more
    assert total(rows, "recidivism", "2023-Q3", "numerator", horizon="24m") is None
    assert total(rows, "referral_funnel", "2025-Q1", "median_days", step="accepted") is None


def test_faults_in_the_files_do_not_touch_the_truth(made: Written, tmp_path: Path) -> None:
    spoiled = synthesize(tmp_path, schemas=SCHEMAS, seed=5, faults="heavy")
    assert spoiled.truth.read_bytes() == made.truth.read_bytes()


def test_the_county_looks_as_assumed() -> None:
    """Wide margins: this is to notice a broken dice, not to test luck."""
    last = Quarter(2025, 4)
    large = county(SCHEMAS, youth_per_year=600, quarters=16, last=last, seed=11)
    cells = truth_at(large, SCHEMAS, last)

    def share(measure: str, period: str, **at: str) -> float:
        whole = total(cells, measure, period, "denominator") or 1
        return (total(cells, measure, period, "numerator", **at) or 0) / whole

    assert 0.28 < share("recidivism", "2023", horizon="12m") < 0.42
    assert 0.70 < share("referral_funnel", "2023", step="accepted") < 0.80
    assert 0.50 < share("referral_funnel", "2023", step="started") < 0.60
    assert 0.25 < share("referral_funnel", "2023", step="completed") < 0.36
    assert 0.35 < share("crossover", "2023", pathway="dual") < 0.55
    identified = [y for y in large.lives if any(c.status != "none" for c in y.contacts)]
    assert 550 < len(identified) / 4 < 650
    assert 0.38 < sum(bool(y.petitions) for y in identified) / len(identified) < 0.50
    races = [c.who.race_ethnicity for y in identified for c in y.contacts]
    assert 0.06 < races.count("unknown") / len(races) < 0.10
    petitioned_a_year = sum(bool(y.petitions) for y in identified) / 4
    assert (total(cells, "crossover", "2023", "denominator") or 0) > petitioned_a_year


def test_boundary_days_are_in_the_county() -> None:
    """Days on which a definition turns occur among the lives, not only in drawn examples."""
    made = county(SCHEMAS, youth_per_year=120, quarters=16, last=Quarter(2025, 4), seed=1)
    found = set()
    for youth in made.lives:
        confirmed = [c.on for c in youth.contacts if c.status == "confirmed"]
        offences = [c.offence_on for c in youth.contacts if c.offence_on] + [p.offence_on for p in youth.petitions]
        for months in (0, 6, 12, 24):
            end = months_after(min(confirmed), months) if confirmed else None
            found |= {(months, (o - end).days) for o in offences if end and -1 <= (o - end).days <= 0}
        for first in youth.petitions[:1]:
            for opened in [r.opened.on for r in youth.reports if r.opened]:
                found |= {"same day"} if opened == first.on else set()
                found |= {"horizon"} if opened == months_after(first.on, 12) else set()
            for r in first.referrals:
                found |= {"step"} if r.accepted and r.accepted.on == months_after(r.on, 6) else set()
        found |= {"two agencies"} if len({c.agency for c in youth.contacts}) > 1 else set()
        found |= {"petitions"} if len(youth.petitions) > 2 else set()
    assert {(0, 0), (6, -1), (6, 0), (12, -1), (12, 0), (24, -1), (24, 0)} <= found
    assert {"same day", "horizon", "step", "two agencies", "petitions"} <= found
