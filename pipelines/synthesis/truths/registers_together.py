"""What registers say when several of them are read together: agreements at a quarter's end, services, needed kinds of service."""

from collections.abc import Callable, Iterable
from datetime import date

from pipelines.synthesis.events import County, Row
from pipelines.synthesis.truth import months_later
from pipelines.synthesis.truths.naive import Counted, Sum
from pipelines.synthesis.truths.sums import lines
from pipelines.synthesis.truths.walking import and_wider
from schemas import Quarter, Schemas

Service = tuple[Quarter, Row]


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    return {
        **_memorandum(county, schemas, last),
        **_services(county, schemas, last),
        "needed_services": _needed(county, schemas, last),
        "action_items": _action_items(county, schemas, last),
    }


def _memorandum(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    reviewed, overdue, joined, left = [], [], [], []
    for quarter, _, row in lines(county, schemas, "agreements", last):
        if row["kind"] != "memorandum":
            continue
        on, whose = quarter.start, {"organization_id": str(row["organization_id"])}
        state, days = "not_in_force", 0
        if row["state"] == "in_force":
            latest = row["reviewed_on"] or row["signed_on"]
            assert isinstance(latest, date)
            due = months_later(latest, 12)
            state, days = ("overdue", (quarter.end - due).days) if due <= quarter.end else ("reviewed", 0)
        reviewed.append(Sum(on, 1, whose, {state: 1}))
        overdue.append(Sum(on, days, whose))
        if _is_within(row["signed_on"], quarter):
            joined.append(Sum(on, 1, whose))
        if _is_within(row["left_on"], quarter):
            left.append(Sum(on, 1, whose))
    found = {"memorandum_reviewed": reviewed, "memorandum_days_overdue": overdue, "memorandum_joined": joined, "memorandum_left": left}
    return {name: Counted(sums) for name, sums in found.items()}


def _is_within(day: object, quarter: Quarter) -> bool:
    return isinstance(day, date) and quarter.start <= day <= quarter.end


def _services(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    active = _active(county, schemas, last)
    room = _beside(county, schemas, "provider_capacity", last)
    spoken = _beside(county, schemas, "directory_languages", last)
    places = _beside(county, schemas, "directory_locations", last)
    mental_health = [(quarter, row) for quarter, row in active if row["taxonomy_term"] == "mental_health"]

    def each(services: Iterable[Service], had: Callable[[Quarter, Row], str]) -> Counted:
        return Counted([Sum(quarter.start, 1, _is_in(row), {had(quarter, row): 1}) for quarter, row in services])

    def complete(quarter: Quarter, row: Row) -> str:
        known = all(row[c] != "unknown" for c in ("taxonomy_term", "need_level", "cost_option"))
        hours = any(place["schedule"] != "unknown" for place in places.get(_key(quarter, row), ()))
        language = any(one["language"] != "unknown" for one in spoken.get(_key(quarter, row), ()))
        return "complete" if known and hours and language and room.get(_key(quarter, row)) else "incomplete"

    def checked(quarter: Quarter, row: Row) -> str:
        on = row["assured_date"]
        if not isinstance(on, date):
            return "never"
        return "within_12_months" if months_later(on, 12) > quarter.end else "longer_ago"

    def wait(quarter: Quarter, row: Row) -> str:
        for told in room.get(_key(quarter, row), ()):
            days = told["wait_days"]
            if isinstance(days, int):
                return "within_7_days" if days <= 7 else "within_30_days" if days <= 30 else "over_30_days"
        return "unknown"

    beds = []
    for quarter, row in mental_health:
        for told in room.get(_key(quarter, row), ()):
            most, free = told["maximum"], told["available"]
            assert isinstance(most, int) and isinstance(free, int)
            beds.append(Sum(quarter.start, most, _is_in(row), {"free": free}))
    return {
        "directory_complete": each(active, complete),
        "directory_checked": each(active, checked),
        "programmes_that_mix": each(active, lambda _, row: str(row["mixes_need_levels"])),
        "service_waits": each(active, wait),
        "mental_health_waits": each(mental_health, wait),
        "mental_health_places": Counted(beds),
    }


def _active(county: County, schemas: Schemas, last: Quarter) -> list[Service]:
    """The services of the directory that take clients on a quarter's last day."""
    return [(quarter, row) for quarter, _, row in lines(county, schemas, "directory_services", last) if row["status"] == "active"]


def _key(quarter: Quarter, row: Row) -> tuple[object, ...]:
    return quarter, row["organization_id"], row["service_id"]


def _beside(county: County, schemas: Schemas, extract: str, last: Quarter) -> dict[tuple[object, ...], list[Row]]:
    """What another part of the directory says of each service."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for quarter, _, row in lines(county, schemas, extract, last):
        found.setdefault(_key(quarter, row), []).append(row)
    return found


def _is_in(row: Row) -> dict[str, str]:
    return {c: str(row[c]) for c in ("organization_id", "taxonomy_term", "need_level")}


def _needed(county: County, schemas: Schemas, last: Quarter) -> Counted:
    """Kinds of service that are needed at one stage at least, and whether there is one, and room in it."""
    active, room = _active(county, schemas, last), _beside(county, schemas, "provider_capacity", last)
    kinds = {(q, str(row["service"])) for q, _, row in lines(county, schemas, "stage_services", last) if row["is_needed"] == "yes"}
    found = []
    for quarter, kind in sorted(kinds):
        services = [row for q, row in active if q == quarter and row["taxonomy_term"] == kind]
        free = [told["available"] for row in services for told in room.get(_key(quarter, row), ())]
        standing = "no_service" if not services else "room_unknown" if not free else "room" if any(free) else "full"
        wider = and_wider(schemas, "service_standing", standing)
        found.append(Sum(quarter.start, 1, {"service": kind}, dict.fromkeys(wider, 1)))
    return Counted(found)


def _action_items(county: County, schemas: Schemas, last: Quarter) -> Counted:
    found = []
    for _, _, row in lines(county, schemas, "safety_net_actions", last):
        due, closed, state = row["due_on"], row["closed_on"], str(row["state"])
        assert isinstance(due, date)
        if state == "closed":
            assert isinstance(closed, date)
            state = "on_time" if closed <= due else "late"
        found.append(Sum(due, 1, {"organization_id": str(row["organization_id"])}, {state: 1}))
    return Counted(found)
