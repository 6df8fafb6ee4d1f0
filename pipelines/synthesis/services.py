"""Referrals from agency to agency, told alike by both; services that start as the referral says; how young people are later."""

from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.care import identified, screening
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Handed, Row
from pipelines.synthesis.life import DAY, Life
from schemas import Quarter
from schemas.period import months_after

DROP_IN, WELFARE = "drop_in_center", "child_welfare"
STEPS = ("acknowledged_on", "accepted_on", "first_contact_on", "started_on", "completed_on", "closed_on")


def helped(life: Life) -> None:
    """Referrals by child welfare, walks into the drop-in center, referrals from there, and child welfare's own services."""
    known = life.known_on
    if known is None:
        return
    chance = life.chance
    if life.cases or any(r.on <= known + timedelta(days=60) for r in life.youth.reports):
        on = max(known, life.scene.begins if chance.happens(0.3) else known) + chance.lag(15)
        share = assumed.REFERRED
        while chance.happens(share):
            refer(life, WELFARE, on)
            on, share = on + chance.lag(40), assumed.REFERRED_AGAIN
    if chance.happens(assumed.WALKS_IN):
        _walks_in(life, known + chance.lag(20))
    for case in life.cases:
        on = max(case.start, known) + chance.lag(10)
        if (case.end is None or on <= case.end) and chance.happens(assumed.CASE_MANAGEMENT):
            serve(life, WELFARE, chance.one_of(assumed.SERVICES_OF[WELFARE]), on, None, _need(life))


def _need(life: Life) -> str:
    return life.chance.one_of(assumed.CODES["need_level"])


def refer(life: Life, sender: str, on: date) -> None:
    """One referral, as its sender tells of it and, if it sends rows, its receiver. Of the others only totals tell."""
    if not life.in_data(on):
        return
    chance = life.chance
    receiver = chance.one_of(assumed.REFERRED_TO[sender])
    service = chance.one_of(assumed.SERVICES_OF[receiver])
    lost = chance.happens(assumed.LOST_ON_THE_WAY)
    arrived = on + timedelta(days=chance.rng.randint(1, 3)) if chance.happens(assumed.ARRIVES_LATER) else on
    need = _need(life)
    course = dict.fromkeys(STEPS) | {"closed_reason": None} if lost else course_of(life.chance, arrived)
    seen = course if not chance.happens(assumed.SENDER_NOT_TOLD) else dict.fromkeys(STEPS) | {"closed_reason": None}
    made: Row = {"referred_on": on, "referred_to": receiver, "service": service, "need_level": need, **seen}
    if life.tell(sender, "referrals_made", {**made, "status": _state(seen)}, states=_so_far) and not lost:
        _arrived(life, sender, receiver, {"service": service, "need_level": need, **course}, arrived)


def _arrived(life: Life, sender: str, receiver: str, course: Row, on: date) -> None:
    """The receiver's row of a referral, and the service that starts as it says."""
    given: Row = {"received_on": on, "referred_by": sender, **course}
    if receiver == DROP_IN:
        life.tell(receiver, "referrals_received", {**given, "status": _state(course)}, states=_so_far)
    life.handed.append(Handed(sender, receiver, life.youth.token, str(course["service"]), on, course))
    started, service = course["started_on"], course["service"]
    if receiver in (DROP_IN, WELFARE) and isinstance(started, date):
        completed, closed = course["completed_on"], course["closed_on"]
        ended = completed or closed
        assert ended is None or isinstance(ended, date)
        serve(life, receiver, str(service), started, ended, str(course["need_level"]), bool(completed))


def _walks_in(life: Life, on: date) -> None:
    """Comes to the drop-in center by themselves, or is sent there by someone who sends totals only."""
    if not life.in_data(on):
        return
    chance = life.chance
    by = chance.one_of({"self_or_family": 0.44, "advocates": 0.30, "schools": 0.12, "other": 0.10, "unknown": 0.04})
    service, need = chance.one_of(assumed.SERVICES_OF[DROP_IN]), _need(life)
    _arrived(life, by, DROP_IN, {"service": service, "need_level": need, **course_of(life.chance, on)}, on)
    if chance.happens(assumed.SCREENED):
        row = life.tell(DROP_IN, "screenings", screening(life, on, "other", on + min(chance.lag(4), timedelta(days=20))))
        if row and row["result"] == "clear_concern" and isinstance(row["screened_on"], date):
            identified(life, DROP_IN, row["screened_on"], "confirmed", "other", None)
    if chance.happens(assumed.REFERRED):
        refer(life, DROP_IN, on + chance.lag(10))


def course_of(chance: Chance, on: date) -> Row:
    """How a referral went: its steps, up to where it stopped, and how it was closed."""
    steps: Row = dict.fromkeys(STEPS) | {"closed_reason": None}
    if chance.happens(assumed.ACKNOWLEDGED):
        steps["acknowledged_on"] = on + chance.lag(3)
    latest = on
    if not chance.happens(assumed.ACCEPTED):
        return _closed(chance, steps, latest, chance.one_of(assumed.NOT_ACCEPTED))
    latest = steps["accepted_on"] = on + chance.lag(5)
    if not chance.happens(assumed.CONTACTED):
        return _closed(chance, steps, latest, chance.one_of(assumed.NOT_REACHED))
    latest = steps["first_contact_on"] = max(on, latest) + chance.lag(4)
    if not chance.happens(assumed.STARTED):
        return _closed(chance, steps, latest, chance.one_of(assumed.NOT_STARTED))
    latest = steps["started_on"] = latest + chance.lag(8)
    latest += timedelta(days=14) + chance.lag(assumed.SERVICE_FOR)
    if chance.happens(assumed.COMPLETED):
        steps["completed_on"] = latest
        return {**steps, "closed_on": latest, "closed_reason": "completed"}
    return _closed(chance, steps, latest, "left_early")


def _closed(chance: Chance, steps: Row, latest: date, reason: str) -> Row:
    if chance.happens(assumed.STAYS_OPEN):
        return steps
    return {**steps, "closed_on": latest + chance.lag(18), "closed_reason": reason}


_STATES = {
    **dict.fromkeys(("waitlist", "ineligible", "safety"), "rejected"),
    **dict.fromkeys(("declined", "moved", "detained"), "cancelled"),
    **dict.fromkeys(("left_early", "unreachable", "missing", "other"), "failed"),
    "completed": "completed",
    "unknown": "unknown",
}


def _state(row: Row) -> str:
    """The state that goes with the steps and the end that can be seen."""
    if row["closed_on"]:
        return _STATES[str(row["closed_reason"])]
    return "in_progress" if row["started_on"] else "accepted" if row["accepted_on"] else "requested"


def _so_far(row: Row, _quarter: Quarter) -> Row:
    return {"status": _state(row)}


def serve(life: Life, agency: str, service: str, on: date, ended: date | None, need: str, completed: bool = False) -> bool:
    """A service from its first day; the sessions so far are told anew each quarter while it goes on."""
    chance, last = life.chance, life.scene.last
    usual = on + timedelta(days=7) + chance.lag(assumed.SERVICE_FOR)
    until = ended or usual
    days = [on]
    while (until - days[-1]).days > 3 and len(days) < 60:
        days.append(min(until, days[-1] + DAY + chance.lag(assumed.A_SESSION_EVERY)))
    first = Quarter.of(on)
    running = [q.end for q in first.through(min(last, Quarter.of(until).plus(-1)))]
    done = completed or (ended is None and chance.happens(assumed.CODES["was_completed"]["yes"]))
    matched = need if chance.happens(0.74) else chance.one_of(assumed.CODES["need_level"])

    def so_far(row: Row, quarter: Quarter) -> Row:
        return {"sessions": sum(1 for day in days if day <= quarter.end)}

    given: Row = {
        "service": service,
        "started_on": on,
        "ended_on": until,
        "was_completed": "yes" if done else "no",
        "sessions": len(days),
        "need_level": need,
        "service_level": matched,
    }
    written = life.in_data(on) and life.tell(agency, "services_received", given, news=running, states=so_far)
    if written:
        life.started.append((agency, on))
    return bool(written)


def followed_up(life: Life) -> None:
    """Six and twelve months after the first service at an agency, whether or not the young person could be asked."""
    chance, firsts = life.chance, {}
    for agency, on in sorted(life.started, key=lambda s: s[1]):
        firsts.setdefault(agency, on)
    for agency, on in firsts.items():
        for point, months in (("6m", 6), ("12m", 12)):
            due = months_after(on, months)
            if due > life.scene.last.end:
                continue
            asked = due + min(chance.lag(8), timedelta(days=30)) if chance.happens(assumed.FOLLOWED_UP[point]) else None
            given: Row = {"service_started_on": on, "followup_point": point, "followed_on": asked, "result": "followed"}
            if asked is None:
                given["result"] = "came_of_age" if life.someone.is_adult(due) else chance.one_of(assumed.NOT_FOLLOWED_UP)
                given |= dict.fromkeys(("stable_housing", "in_school", "caring_adult", "health_cover", "exploited_again"))
            life.tell(agency, "follow_ups", given, known_on=asked or due + timedelta(days=30))
