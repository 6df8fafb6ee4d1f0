"""`safecount plan`: for a county of a given size, what could be shown; as a table, as a file and as a page."""

import csv
import re

import pytest

from pipelines.planning import plan
from schemas import Schemas
from schemas.files import SHIPPED
from tests.line.command import here
from tests.reports.reading import Reading


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """The plan of a county whose own policy has a threshold of 12, and whose own measure has two breakdowns."""
    county, out = tmp_path_factory.mktemp("plan") / "county", tmp_path_factory.mktemp("out") / "plan"
    assert here("init", county).returncode == 0
    shipped = (SHIPPED / "policy.yaml").read_text(encoding="utf-8")
    (county / "schemas" / "policy.yaml").write_text(shipped.replace("threshold: 11 ", "threshold: 12 "), encoding="utf-8")
    funnel = (SHIPPED / "measures" / "referral_funnel.yaml").read_text(encoding="utf-8")
    (county / "schemas" / "measures").mkdir()
    own = re.sub(r"breakdowns: .*", "breakdowns: [age_band, gender]", funnel)
    (county / "schemas" / "measures" / "referral_funnel.yaml").write_text(own, encoding="utf-8")
    asked = ("--youth-per-year", "30", "--measure", "referral_funnel", "--quarters", "8", "--counties", "1")
    return here("plan", *asked, "--workspace", county, "--out", out), out


@pytest.fixture(scope="module")
def lines(planned):
    with (planned[1] / "plan.csv").open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def _one(lines, **wanted):
    return next(row for row in lines if all(row[k] == v for k, v in wanted.items()))


def test_it_says_what_stays_and_what_coarser_would_win_and_that_nobody_is_in_it(planned):
    done, out = planned
    assert done.returncode == 0, done.stderr
    assert "Of 100 cells, shown" in done.stdout
    assert "- Referrals to services, and how far they got (gender, by year):" in done.stdout
    assert "no number here is about anyone, and your files may differ" in done.stdout
    assert str(out / "plan.csv") in done.stdout


def test_each_breakdown_is_tried_as_agreed_over_two_years_and_coarser(lines):
    found = {(row["breakdown"], row["window"], row["change"]) for row in lines}
    assert ("whole", "quarter", "as_agreed") in found
    for by in ("gender", "age_band"):
        assert {(by, "year", "as_agreed"), (by, "two years", "two_years")} <= found
        assert (by, "year", f"without_{by}") not in found
    assert ("age_band", "year", "wider_codes") in found
    assert {by for by, _, _ in found} == {"whole", "gender", "age_band"}
    assert not [row for row in lines if row["window"] == "three years"], "eight quarters hold no three years"


def test_protection_never_shows_more_than_the_small_counts_alone_leave(lines):
    for row in lines:
        least, before, after, noughts = (float(row[c]) for c in ("after_low", "before_percent", "after_percent", "noughts_percent"))
        assert 0 <= noughts <= after <= before <= 100, row
        assert least <= after <= float(row["after_high"]), row
    assert [row for row in lines if row["after_percent"] != row["before_percent"]], "something is withheld besides the small"


def test_which_counts_are_small_does_not_hang_on_what_stands_beside_them(lines):
    for by in ("whole", "gender"):
        agreed = _one(lines, breakdown=by, window="year", change="as_agreed")
        others = [r for r in lines if r["breakdown"] == by and r["window"] == "year" and r["change"] != "wider_codes"]
        assert len(others) >= 3
        assert {r["before_percent"] for r in others} == {agreed["before_percent"]}


def test_over_two_years_there_are_half_as_many_cells_as_in_each_of_two(lines):
    year = _one(lines, breakdown="gender", window="year", change="as_agreed")
    both = _one(lines, breakdown="gender", window="two years", change="two_years")
    assert int(year["cells"]) == 2 * int(both["cells"])


def test_the_page_says_the_same_numbers_and_what_was_assumed(planned, lines):
    page = Reading((planned[1] / "plan.html").read_text(encoding="utf-8"))
    row = _one(lines, breakdown="gender", window="year", change="as_agreed")
    assert "What could be shown in a county of 30 young people a year" in page.text
    assert "No number on this page is about a real young person." in page.text
    assert "every agency sends every file that these measures need" in page.text
    percent = int(float(row["after_percent"]) + 0.5)
    assert any(t.attributes.get("aria-label", "").find("gender, year: ") > 0 for t in page.of("div"))
    assert f"{percent}%" in page.text


def test_the_same_county_always_gives_the_same_plan_and_others_give_others():
    def of(*seeds):
        return plan(Schemas.load(), ["advocacy_sessions"], youth_per_year=30, count=4, seeds=seeds, heard=lambda _: None)

    assert of(1) == of(1)
    assert of(1, 2, 3) != of(4, 5, 6)


def test_a_county_s_own_policy_counts(planned):
    page = Reading((planned[1] / "plan.html").read_text(encoding="utf-8"))
    assert "Counts of 1 to 11 young people are withheld, as the policy says" in page.text


def test_a_dry_run_says_what_it_would_try_and_writes_nothing(tmp_path):
    done = here("plan", "--youth-per-year", "60", "--out", tmp_path / "plan", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith("would try advocacy_sessions, recidivism, referral_funnel and write")
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(
    "words, said",
    [
        (("--youth-per-year", "60", "--measure", "referal_funnel"), "did you mean referral_funnel"),
        (("--youth-per-year", "60", "--measure", "people_trained"), "counts no young people, so nothing of it is ever withheld"),
        (("--youth-per-year", "60", "--measure", "recidivism", "--all"), "--measure and --all exclude each other"),
        (("--youth-per-year", "2"), "--youth-per-year"),
        (("--measure", "recidivism"), "--youth-per-year"),
        (("--youth-per-year", "60", "--quarters", "3"), "--quarters"),
        (("--youth-per-year", "60", "--workspace", "no/such/county"), "is not a workspace"),
        (("--youth-per-year", "60", "--out", "pyproject.toml"), "is a file; give a folder"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(words, said):
    done = here("plan", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
