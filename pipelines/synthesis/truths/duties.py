"""What programmes tell in totals of their duties, of needs and of clients, put together from the lines of each quarter's file."""

from collections.abc import Callable, Iterator, Mapping

from pipelines.synthesis.events import County, Row
from pipelines.synthesis.truths.naive import Counted, Sum
from pipelines.synthesis.truths.sums import lines
from schemas import Quarter, Schemas
from schemas.codelist import TOTAL

MEDICAL = {
    "medical_safety_plans": "safety_plan",
    "community_visits": "community_visit",
    "sart_calls": "sart",
    "crisis_care_after_release": "crisis_care_after_release",
}
MENTAL_HEALTH = {
    "mental_health_crisis_referrals": "crisis_referral",
    "mental_health_safety_plans": "safety_plan",
    "counselling_paid_by_victim_funds": "compensation_paid",
}
COUNSELLING = {"counselling_begun": "started_14_days", "counselling_kept_up": "three_sessions", "counselling_completed": "completed"}
AGAIN = {"clients_arrested_again": "re_arrested", "clients_exploited_again": "re_exploited"}
ASKED = {
    "clients_housing_after": "stable_housing",
    "clients_school_after": "in_school",
    "clients_caring_adult_after": "caring_adult",
    "clients_health_cover_after": "health_cover",
}
File = Mapping[str, Row]  # the lines of one agency's file of one quarter, by the code that tells them apart


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    def each(extract: str, split: str, tells: Callable[[File], tuple[int | None, dict[str, int | None]]]) -> Counted:
        found = []
        for quarter, file in _files(county, schemas, extract, split, last):
            number, parts = tells(file)
            found.append(Sum(quarter.start, number, {}, parts))
        return Counted(found)

    def needs(extract: str) -> Counted:
        return each(extract, "need", lambda file: (_number(file[TOTAL], "youth"), {n: _number(r, "youth") for n, r in file.items()}))

    def treated(need: str) -> Counted:
        """Of one need, as many as were found to have it, and of these as many as were treated."""
        return each("medical_needs", "need", lambda f: (_number(f[need], "youth"), {"met": _number(f[need], "youth_met")}))

    found = {
        "crisis_referrals": each("medical_duties", "duty", _crisis_referrals),
        "medical_needs": needs("medical_needs"),
        "mental_health_needs": needs("mental_health_needs"),
    }
    for name, duty in MEDICAL.items():
        found[name] = each("medical_duties", "duty", lambda file, duty=duty: _duty(file[duty]))
    for name, duty in MENTAL_HEALTH.items():
        found[name] = each("mental_health_duties", "duty", lambda file, duty=duty: _duty(file[duty]))
    for name, duty in COUNSELLING.items():
        found[name] = each("mental_health_duties", "duty", lambda file, duty=duty: _counselling(file, duty))
    for name in schemas.measures:
        if name.startswith("medical_care_"):
            found[name] = treated(name.removeprefix("medical_care_"))
    for months in (6, 12):
        for name, what in AGAIN.items():
            found[f"{name}_{months}_months"] = each("client_outcomes", "outcome", lambda f, w=what, m=months: _again(f[w], m))
        for name, asked in ASKED.items():
            found[f"{name}_{months}_months"] = each("quality_of_life_counts", "quality", lambda f, a=asked, m=months: _asked(f[a], m))
    return found


def _files(county: County, schemas: Schemas, extract: str, split: str, last: Quarter) -> Iterator[tuple[Quarter, File]]:
    files: dict[tuple[Quarter, str], dict[str, Row]] = {}
    for quarter, agency, row in lines(county, schemas, extract, last):
        files.setdefault((quarter, agency), {})[str(row[split])] = row
    for (quarter, _), file in files.items():
        yield quarter, file


def _number(row: Row, *columns: str) -> int | None:
    """What stands in the first column less what stands in the others; none where one says "under 11", or they are more than it."""
    numbers = [n for c in columns if isinstance(n := row[c], int)]
    if len(numbers) < len(columns) or sum(numbers[1:]) > numbers[0]:
        return None
    return numbers[0] - sum(numbers[1:])


def _duty(row: Row) -> tuple[int | None, dict[str, int | None]]:
    """How often it was to be done, was done, was not, or nobody knows. How many young people these were must be told exactly too."""
    due = None if _number(row, "youth") is None else _number(row, "due")
    done = None if _number(row, "youth_done") is None else _number(row, "done")
    return due, {"done": done, "not_done": _number(row, "due", "done", "not_known"), "unknown": _number(row, "not_known")}


def _are_of_the_same(one: Row, other: Row) -> bool:
    """Whether two lines tell, exactly, of the same number of occasions."""
    return _number(one, "due") is not None and _number(one, "due") == _number(other, "due")


def _counselling(file: File, duty: str) -> tuple[int | None, dict[str, int | None]]:
    """Of the referrals that the first line tells of. A line that tells of another number is about others."""
    referred, _ = _duty(file["started_14_days"])
    _, parts = _duty(file[duty])
    return referred, parts if _are_of_the_same(file["started_14_days"], file[duty]) else dict.fromkeys(parts)


def _crisis_referrals(file: File) -> tuple[int | None, dict[str, int | None]]:
    """Disclosures, and how soon they were referred, where both lines are about the same ones."""
    at_all, within_a_day = file["crisis_referral"], file["crisis_referral_24h"]
    disclosed, parts = _duty(at_all)
    referred, soon = _number(at_all, "done"), _number(within_a_day, "done")
    agree = _are_of_the_same(at_all, within_a_day) and referred is not None and soon is not None and soon <= referred
    return disclosed, {
        "referred": parts["done"],
        "within_24_hours": _duty(within_a_day)[1]["done"] if agree else None,
        "later": referred - soon if agree else None,
        "not_referred": parts["not_done"],
        "unknown": parts["unknown"],
    }


def _again(row: Row, months: int) -> tuple[int | None, dict[str, int | None]]:
    return _number(row, f"tracked_{months}m"), {f"{months}m": _number(row, f"again_{months}m")}


def _asked(row: Row, months: int) -> tuple[int | None, dict[str, int | None]]:
    due, asked, yes = f"due_{months}m", f"asked_{months}m", f"yes_{months}m"
    return _number(row, due), {"yes": _number(row, yes), "no": _number(row, asked, yes), "unknown": _number(row, due, asked)}
