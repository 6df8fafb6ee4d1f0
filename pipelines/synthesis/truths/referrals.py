"""Referrals that both sides, or one of them, tell of; and services as the young people received them."""

from dataclasses import dataclass
from datetime import date

from pipelines.synthesis.events import County, Row, Value
from pipelines.synthesis.truth import STEPS, months_later, referred
from pipelines.synthesis.truths.care import thing
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.sums import lines as told_lines
from pipelines.synthesis.truths.walking import Line, and_wider, day_of, rows
from schemas import Quarter, Schemas

SIX_MONTHS = 6
APART = 14  # days
STEP_DAYS = {
    "acknowledged": "acknowledged_on",
    "accepted": "accepted_on",
    "contacted": "first_contact_on",
    "started": "started_on",
    "completed": "completed_on",
}
NOBODY_IN_PARTICULAR = ("self_or_family", "neighbour_agency", "other", "unknown", "_T")


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    """By measure, what is true of referrals and services."""
    known = _known(county, last)
    funnel = [Thing(m.on, "", m.who, m.reached, m.days) for m in referred(county.lives, last)]
    return {
        **_steps(known),
        "referrals_told_by": Counted(
            [_as(r, {r.told_by}, {"both": r.apart} if r.apart is not None else {}) for r in known],
            waits=dict.fromkeys(("both", "sender_only", "receiver_only", "not_comparable"), SIX_MONTHS),
            middle_of=("both",),
        ),
        "referral_endings": Counted(_endings(known, schemas)),
        "referral_pairs": Counted(_pairs(county, schemas, last)),
        "referral_funnel": Counted(funnel, waits=dict.fromkeys(STEPS, SIX_MONTHS), middle_of=STEPS),
        "services_matched": Counted(_matched(rows(county, "services_received", last))),
    }


@dataclass(frozen=True)
class Referral:
    """One referral: `says` is what the sides say of it together, the receiver's word before the sender's where it is about the course."""

    token: str
    on: date
    told_by: str
    apart: int | None
    says: Row

    def days_to(self, step: str) -> int | None:
        on = self.says[STEP_DAYS[step]]
        return (on - self.on).days if isinstance(on, date) else None

    def reached(self, step: str) -> bool:
        """This step or a later one, less than six months after the referral."""
        later = list(STEP_DAYS)[list(STEP_DAYS).index(step) :]
        days = [self.says[STEP_DAYS[other]] for other in later]
        return any(isinstance(on, date) and on < months_later(self.on, SIX_MONTHS) for on in days)


def _known(county: County, last: Quarter) -> list[Referral]:
    made, received = rows(county, "referrals_made", last), rows(county, "referrals_received", last)
    near = []
    for sent in made:
        for got in received:
            same = (sent.token, sent.agency, sent.row["referred_to"], sent.row["service"])
            if same == (got.token, got.row["referred_by"], got.agency, got.row["service"]):
                apart = abs((day_of(got, "received_on") - day_of(sent, "referred_on")).days)
                if apart <= APART:
                    near.append((apart, day_of(sent, "referred_on"), day_of(got, "received_on"), id(sent), id(got), sent, got))
    together: list[tuple[int, Line, Line]] = []
    for apart, *_, sent, got in sorted(near, key=lambda pair: pair[:3]):
        if not any(sent is one or got is other for _, one, other in together):
            together.append((apart, sent, got))
    paired = {id(line) for _, sent, got in together for line in (sent, got)}
    found = [_of_both(apart, sent, got) for apart, sent, got in together]
    for line in made:
        if id(line) not in paired:
            who = "sender_only" if line.row["referred_to"] in county.senders["referrals_received"] else "not_comparable"
            found.append(Referral(line.token, day_of(line, "referred_on"), who, None, line.row))
    for line in received:
        if id(line) not in paired:
            who = "receiver_only" if line.row["referred_by"] in county.senders["referrals_made"] else "not_comparable"
            found.append(Referral(line.token, day_of(line, "received_on"), who, None, line.row))
    return found


def _of_both(apart: int, sent: Line, got: Line) -> Referral:
    says: dict[str, Value] = dict(sent.row)
    for column in (*STEP_DAYS.values(), "closed_on", "closed_reason"):
        if got.row[column] is not None:
            says[column] = got.row[column]
    return Referral(sent.token, min(day_of(sent, "referred_on"), day_of(got, "received_on")), "both", apart, says)


def _as(referral: Referral, had: set[str], days: dict[str, int] | None = None) -> Thing:
    says = {column: str(value) for column, value in referral.says.items() if value is not None}
    return Thing(referral.on, referral.token, says, frozenset(had), days or {})


def _steps(known: list[Referral]) -> dict[str, Counted]:
    ended = []
    for referral in known:
        closed = referral.says["closed_on"]
        in_time = isinstance(closed, date) and (closed - referral.on).days <= 90
        ended.append(_as(referral, {"within_90_days"} if in_time else set()))
    waits = dict.fromkeys(STEP_DAYS, SIX_MONTHS)
    return {
        "referral_steps": Counted([_as(r, {s for s in STEP_DAYS if r.reached(s)}) for r in known], waits=waits),
        "referrals_ended_in_time": Counted(ended, waits={"within_90_days": SIX_MONTHS}),
        "referral_time_to_answer": _speed(known, "acknowledged"),
        "referral_time_to_contact": _speed(known, "contacted"),
        "referral_time_to_start": _speed(known, "started"),
    }


def _speed(known: list[Referral], step: str) -> Counted:
    found = []
    for referral in known:
        if referral.reached(step):
            days = referral.days_to(step)
            how = "unknown" if days is None else "within_2_days" if days <= 2 else "later"
            found.append(_as(referral, {how}, {} if days is None else {"_T": days}))
    return Counted(found, whole_waits=SIX_MONTHS, middle_of=("_T",))


def _endings(known: list[Referral], schemas: Schemas) -> list[Thing]:
    found = []
    for referral in known:
        closed = referral.says["closed_on"]
        if isinstance(closed, date):
            says = {column: str(referral.says[column]) for column in ("service", "need_level")}
            found.append(Thing(closed, referral.token, says, and_wider(schemas, "end_of_referral", referral.says["closed_reason"])))
    return found


def _pairs(county: County, schemas: Schemas, last: Quarter) -> list[Thing]:
    """Each two that exchanged a referral in a quarter, once; and whether they had agreed on referrals when it ended."""
    went: set[tuple[Quarter, frozenset[str]]] = set()
    for line in rows(county, "referrals_made", last):
        went.add((Quarter.of(day_of(line, "referred_on")), frozenset({line.agency, str(line.row["referred_to"])})))
    for line in rows(county, "referrals_received", last):
        went.add((Quarter.of(day_of(line, "received_on")), frozenset({line.agency, str(line.row["referred_by"])})))
    for quarter, agency, row in told_lines(county, schemas, "referral_partner_counts", last):
        if row["received"] != 0 or row["sent"] != 0:  # "under 11" is one at least
            went.add((quarter, frozenset({agency, str(row["partner"])})))
    agreed = {
        (quarter, frozenset({str(row["organization_id"]), str(row["other_organization_id"])}))
        for quarter, _, row in told_lines(county, schemas, "agreements", last)
        if row["kind"] == "referral" and row["state"] == "in_force"
    }
    found = []
    for quarter, two in went:
        if len(two) == 2 and not two & set(NOBODY_IN_PARTICULAR):
            found.append(Thing(quarter.start, " ".join(sorted(two)), {}, frozenset({"in_force"} if (quarter, two) in agreed else ())))
    return found


def _matched(lines: list[Line]) -> list[Thing]:
    found = []
    for line in lines:
        need, made_for = line.row["need_level"], line.row["service_level"]
        if need == "unknown":
            match = "need_unknown"
        elif made_for == "unknown":
            match = "service_unknown"
        elif need == made_for:
            match = f"{need}_matched"
        else:
            match = f"{need}_in_{made_for}"
        found.append(thing(line, "started_on", [match]))
    return found
