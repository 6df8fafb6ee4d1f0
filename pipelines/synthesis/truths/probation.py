"""What probation does with exploited and at-risk young people: referrals to it, monitoring, programmes, supervision."""

from collections.abc import Iterable
from datetime import date

from pipelines.synthesis.events import County
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import WHO, Line, and_wider, day_of, described, in_order, rows
from schemas import Quarter, Schemas


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    return {
        **_monitored(county, last),
        **_referred(county, schemas, last),
        **_programmes(county, last),
        **_supervised(county, last),
    }


def _monitored(county: County, last: Quarter) -> dict[str, Counted]:
    """Times on GPS; one that still lasts has no end and no length."""
    things = []
    for line in in_order(rows(county, "gps_monitoring", last), "gps_on"):
        over = line.row["gps_off"] is not None
        days = {"_T": (day_of(line, "gps_off") - day_of(line, "gps_on")).days} if over else {}
        things.append(Thing(day_of(line, "gps_on"), line.token, {}, frozenset([str(line.row["gps_end"])] if over else []), days))
    return {"times_on_gps": Counted(things, middle_of=("_T",)), "young_people_on_gps": Counted(things, people=True)}


def _referred(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    referred = in_order(rows(county, "delinquency_referrals", last), "referral_on")
    linked = [r for r in referred if r.row["charge_ground"] in ("exploitation_linked", "legacy_prostitution")]

    def by(lines: Iterable[Line], column: str, codelist: str) -> list[Thing]:
        return [_thing(r, "referral_on", and_wider(schemas, codelist, r.row[column])) for r in lines]

    known = by(linked, "child_welfare_involvement", "known_to_child_welfare")
    return {
        "referrals_to_probation": Counted(by(referred, "charge_ground", "charge_linked")),
        "linked_offences": Counted(by(linked, "nibrs_offence", "nibrs_offence"), people=True, first_says=True),
        "linked_and_known_to_child_welfare": Counted(known, people=True, first_says=True),
    }


def _programmes(county: County, last: Quarter) -> dict[str, Counted]:
    begun = in_order(rows(county, "probation_programmes", last), "started_on")
    starts = [Thing(day_of(p, "started_on"), p.token, described(p, "service"), _stage(p)) for p in begun]

    def responsive(stage: str) -> Counted:
        """Whether any of the programmes of a stage is written to be gender responsive, or of any nobody knows."""
        there = [p for p in begun if p.row["service_stage"] == stage]
        return Counted([_thing(p, "started_on", [str(p.row["gender_responsive"])]) for p in there], people=True)

    taken = [Thing(on, p.token, {}, _stage(p)) for on in quarter_ends(county, last) for p in begun if is_open(p, "started_on", on)]
    return {
        "programme_starts": Counted(starts),
        "young_people_in_new_programmes": Counted(starts, people=True),
        "gender_responsive_in_hall": responsive("detention_based"),
        "gender_responsive_after_release": responsive("aftercare"),
        "programme_places_taken": Counted(taken),
    }


def _stage(programme: Line) -> frozenset[str]:
    return frozenset([str(programme.row["service_stage"])])


def _supervised(county: County, last: Quarter) -> dict[str, Counted]:
    """Young people under supervision when a quarter ends. Of several such times the one that began first tells who it is."""
    begun = in_order(rows(county, "probation_supervision", last), "supervised_on")
    statuses, systems = [], []
    for on in quarter_ends(county, last):
        here = [s for s in begun if is_open(s, "supervised_on", on)]
        at_work = Systems(county, last, on)
        for line in here:
            who = described(line, *WHO)
            statuses.append(Thing(on, line.token, who, frozenset([str(line.row["status"])])))
            systems.append(Thing(on, line.token, who, frozenset([at_work.number(line.token)])))
    return {
        "supervised_at_quarter_end": Counted(statuses, people=True, first_says=True),
        "systems_at_the_same_time": Counted(systems, people=True, first_says=True),
    }


class Systems:
    """Which of four systems are at work for whom on one day: probation, child welfare, mental health care, other care agencies."""

    def __init__(self, county: County, last: Quarter, on: date) -> None:
        self.known: dict[str, set[str]] = {}
        self.doubted: dict[str, set[str]] = {}
        for line in rows(county, "probation_supervision", last):
            if is_open(line, "supervised_on", on):
                self._add(line.token, "probation")
                if line.row["child_welfare_involvement"] == "open_case":
                    self._add(line.token, "child_welfare")
                if line.row["child_welfare_involvement"] == "unknown":
                    self.doubted.setdefault(line.token, set()).add("child_welfare")
                if line.row["mental_health_care"] == "yes":
                    self._add(line.token, "mental_health")
                if line.row["mental_health_care"] == "unknown":
                    self.doubted.setdefault(line.token, set()).add("mental_health")
        for youth in county.lives:
            for report in youth.reports:
                opened = report.opened if report.opened and report.opened.sent <= last else None
                ended = report.ended if report.ended and report.ended.sent <= last else None
                if opened and opened.on <= on and (ended is None or ended.on >= on):
                    self._add(youth.token, "child_welfare")
        for line in rows(county, "identifications_made", last):
            if is_open(line, "identified_on", on, "episode_ended_on"):
                self._add(line.token, line.agency if line.agency in ("probation", "child_welfare") else "other_care")
        for line in rows(county, "services_received", last):
            if line.row["service"] == "mental_health" and is_open(line, "started_on", on):
                self._add(line.token, "mental_health")

    def _add(self, token: str, system: str) -> None:
        self.known.setdefault(token, set()).add(system)

    def number(self, token: str) -> str:
        known = self.known.get(token, set())
        if len(known) >= 3:
            return "three_or_more"
        if self.doubted.get(token, set()) - known:
            return "unknown"
        return {1: "one_system", 2: "two_systems"}[len(known)]


def quarter_ends(county: County, last: Quarter) -> list[date]:
    return [quarter.end for quarter in county.first.through(last)]


def is_open(line: Line, start: str, on: date, end: str = "ended_on") -> bool:
    """Whether it had begun by a day, and not ended before it."""
    return day_of(line, start) <= on and (line.row[end] is None or day_of(line, end) >= on)


def _thing(line: Line, day: str, had: Iterable[str]) -> Thing:
    who = described(line, *WHO) if "age_band" in line.row else {}
    return Thing(day_of(line, day), line.token, who, frozenset(had))
