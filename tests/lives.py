"""Small made-up lives as rows of extracts, and what follows from them worked out row by row, by loops alone."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from schemas.period import months_after

Row = dict[str, Any]
_DAY = timedelta(days=1)
_START = date(2025, 12, 1)
_LINKED = ("exploitation_linked", "legacy_prostitution")
_REASONS = ("died", "moved", "came_of_age", "record_sealed")
_HORIZONS = (6, 12, 24, 36)


def draw(seed: int, rows: int) -> dict[str, list[Row]]:
    """So many rows of every extract, at random."""
    chance = random.Random(seed)

    def day(or_none: bool = False) -> date | None:
        return (
            None
            if or_none and chance.random() < 0.3
            else _START + timedelta(days=chance.choice([chance.randrange(30), chance.randrange(1500), chance.choice([40, 75, 405])]))
        )

    def later(first: date | None) -> date | None:
        return None if first is None or chance.random() < 0.3 else first + timedelta(days=chance.choice([0, 1, 9, 40, 400]))

    def one(**said: Any) -> Row:
        who = {
            "youth_id": chance.choice("abc"),
            "agency": chance.choice(["sheriff", "probation"]),
            "gender": chance.choice(["girl", "boy"]),
        }
        return {**who, **said}

    pick = chance.choice
    ground = ("exploitation_linked", "legacy_prostitution", "not_linked", "unknown")
    found: dict[str, list[Row]] = {}
    for _ in range(rows):
        contact, spell = day(), day()
        service = day()
        drawn = {
            "law_enforcement_contacts": one(
                contact_on=contact,
                status=pick(["confirmed", "at_risk", "none"]),
                arrested=pick(["yes", "no"]),
                offence_on=day(True),
                offence_group=pick(["property", "exploitation_linked", "unknown"]),
            ),
            "law_enforcement_responses": one(contact_on=contact, charge_ground=pick(ground)),
            "identifications_made": one(identified_on=day(), status=pick(["confirmed", "at_risk"])),
            "cse_reports": one(reported_on=day(), finding=pick(["substantiated", "inconclusive", "unfounded"])),
            "missing_episodes": one(missing_on=spell, located_on=later(spell), exploited_while_missing=pick(["yes", "no"])),
            "missing_from_care": one(missing_on=day(), located_on=None, exploited_while_missing=pick(["yes", None]))
            if chance.random() < 0.1
            else None,
            "follow_ups": one(
                service_started_on=service,
                followup_point=pick(["6m", "12m"]),
                result=pick(["followed", "moved", "died", "unreachable"]),
                followed_on=later(service),
                exploited_again=pick(["yes", "no"]),
            ),
            "probation_referrals": one(petition_on=day(), offence_on=day(), started_on=spell, completed_on=later(spell)),
            "court_petitions": one(
                petition_on=day(),
                petition_kind=pick(["delinquency", "status"]),
                offence_on=day(True),
                charge_ground=pick(ground),
                finding=pick(["sustained", "dismissed"]),
            ),
            "probation_violations": one(violation_on=day(), offence_on=day(), charge_ground=pick(ground)),
            "hall_stays": one(
                admitted_on=spell, released_on=later(spell), intake_decision=pick(["detained", "safety_hold", "released", "unknown"])
            ),
            "hall_releases": one(
                released_on=day(),
                status=pick(["confirmed", "at_risk"]),
                receiver=pick(["parent", "shelter", "shelter"]),
                home_county=pick(["this_county", "other_state"]),
            ),
            "probation_supervision": one(ended_on=later(contact), supervision_end=pick(["completed", "moved_away", "aged_out", "sealed"])),
            "placements": one(
                started_on=day(),
                ended_on=later(spell),
                end_reason=pick(["went_home", "came_of_age"]),
                is_out_of_county=pick(["no", "no", "yes"]),
            ),
            "services_received": one(started_on=spell, ended_on=later(spell), was_completed=pick(["yes", "no", "unknown"])),
        }
        for extract, said in drawn.items():
            found.setdefault(extract, []).extend([said] if said else [])
    unique = {(r["agency"], r["youth_id"], r["contact_on"]): r for r in found["law_enforcement_responses"]}
    found["law_enforcement_responses"] = list(unique.values())
    return found


def findings(lives: dict[str, list[Row]]) -> list[Row]:
    """Every finding of exploitation that no other agency had been the first to tell, up to thirty days before."""
    found = []
    for extract, day, column, sure, maybe in (
        ("law_enforcement_contacts", "contact_on", "status", "confirmed", None),
        ("identifications_made", "identified_on", "status", "confirmed", None),
        ("cse_reports", "reported_on", "finding", "substantiated", "inconclusive"),
        ("missing_episodes", "missing_on", "exploited_while_missing", None, "yes"),
        ("missing_from_care", "missing_on", "exploited_while_missing", None, "yes"),
        ("follow_ups", "followed_on", "exploited_again", None, "yes"),
    ):
        for r in lives.get(extract, []):
            if r[column] is not None and r[column] in (sure, maybe) and r[day] is not None:
                found.append({**r, "on": r[day], "since": r.get("service_started_on") or r[day], "sure": r[column] == sure})
    first: list[Row] = []
    for f in sorted(found, key=lambda f: f["on"]):
        if not any(
            o["youth_id"] == f["youth_id"]
            and o["agency"] != f["agency"]
            and 1 <= (f["on"] - o["on"]).days <= 30
            and (o["sure"] or not f["sure"])
            for o in first
        ):
            first.append(f)
    return first


def offences(lives: dict[str, list[Row]], youth: str, kind: str) -> dict[date, bool]:
    """Days of offences of one kind; whether each is known to be linked to the young person's own exploitation."""
    told: dict[date, list[str]] = {}
    for r in lives.get("law_enforcement_contacts", []) if kind == "arrest" else []:
        if r["youth_id"] == youth and r["arrested"] == "yes" and r["offence_on"]:
            same = [
                x["charge_ground"]
                for x in lives.get("law_enforcement_responses", [])
                if (x["agency"], x["youth_id"], x["contact_on"]) == (r["agency"], youth, r["contact_on"])
            ]
            told.setdefault(r["offence_on"], []).append(same[0] if same and same[0] != "unknown" else r["offence_group"])
    for r in lives.get("probation_referrals", []) if kind == "petition" else []:
        if r["youth_id"] == youth:
            told.setdefault(r["offence_on"], []).append("unknown")
    for r in lives.get("court_petitions", []) if kind in ("petition", "adjudication") else []:
        wanted = r["petition_kind"] == "delinquency" and (kind == "petition" or r["finding"] == "sustained")
        if r["youth_id"] == youth and r["offence_on"] and wanted:
            told.setdefault(r["offence_on"], []).append(r["charge_ground"])
    for r in lives.get("probation_violations", []) if kind == "violation" else []:
        if r["youth_id"] == youth:
            told.setdefault(r["offence_on"], []).append(r["charge_ground"])
    return {
        day: any(g in _LINKED for g in grounds) and not any(g not in (*_LINKED, "unknown") for g in grounds)
        for day, grounds in told.items()
    }


def losses(lives: dict[str, list[Row]], youth: str) -> Iterator[tuple[date, str]]:
    """Every day from which nothing more can be told, and why."""
    ends = {"moved_away": "moved", "aged_out": "came_of_age", "sealed": "record_sealed"}
    for r in lives.get("probation_supervision", []):
        if r["youth_id"] == youth and r["ended_on"] and r["supervision_end"] in ends:
            yield r["ended_on"], ends[r["supervision_end"]]
    for r in lives.get("placements", []):
        if r["youth_id"] == youth and r["end_reason"] == "came_of_age" and r["ended_on"]:
            yield r["ended_on"], "came_of_age"
        if r["youth_id"] == youth and r["is_out_of_county"] == "yes":
            yield r["started_on"], "moved"
    for r in lives.get("hall_releases", []):
        if r["youth_id"] == youth and r["home_county"] == "other_state" and r["receiver"] == "parent":
            yield r["released_on"], "moved"
    for r in lives.get("follow_ups", []):
        if r["youth_id"] == youth and r["result"] in _REASONS:
            yield months_after(r["service_started_on"], int(r["followup_point"][:-1])), r["result"]


def starts(lives: dict[str, list[Row]], of: str) -> list[Row]:
    """The first day of each young person in each year from which they are followed, and who they were."""
    if of == "identification":
        told = [(f["youth_id"], f["on"], f["agency"], f["gender"]) for f in findings(lives) if f["sure"]]
    elif of == "service":
        told = [(r["youth_id"], r["started_on"], r["agency"], r["gender"]) for r in lives.get("services_received", [])]
    else:
        told = [
            (r["youth_id"], r["released_on"], r["agency"], r["gender"])
            for r in lives.get("hall_releases", [])
            if r["status"] == "confirmed"
        ]
    first: dict[tuple[str, int], Row] = {}
    for youth, day, _, gender in sorted(told):
        first.setdefault((youth, day.year), {"youth_id": youth, "index_on": day, "gender": gender})
    return list(first.values())


def kept(lives: dict[str, list[Row]], youth: str) -> list[tuple[date, date | None]]:
    return [
        (r["admitted_on"], r["released_on"])
        for r in lives.get("hall_stays", [])
        if r["youth_id"] == youth and r["intake_decision"] in ("detained", "safety_hold")
    ]


def followed(lives: dict[str, list[Row]], of: str, cut: date) -> list[Row]:
    """The rows of the table of those who are followed from an identification, a service or a release."""
    return sorted((_followed(lives, start, cut) for start in starts(lives, of)), key=lambda r: (r["youth_id"], r["index_on"]))


def _followed(lives: dict[str, list[Row]], start: Row, cut: date) -> Row:
    youth, index = start["youth_id"], start["index_on"]
    row = dict(start)
    again = [f["on"] for f in findings(lives) if f["youth_id"] == youth and f["on"] > index and f["since"] >= index]
    row["exploited_again_on"] = min(again, default=None)
    for kind, done in (("arrest", "arrested"), ("petition", "petitioned"), ("adjudication", "adjudicated"), ("violation", "violated")):
        days = {d: linked for d, linked in offences(lives, youth, kind).items() if d > index}
        row[f"{done}_for_offence_on"] = min(days, default=None)
        row[f"{done}_unlinked_on"] = min((d for d, linked in days.items() if not linked), default=None)
    row["redetained_on"] = min((a for a, _ in kept(lives, youth) if a > index), default=None)
    left = [(d, _REASONS.index(why)) for d, why in losses(lives, youth) if index <= d <= cut]
    row["followed_until"], row["lost_reason"] = (min(left)[0], _REASONS[min(left)[1]]) if left else (cut, "not_yet")
    for h in _HORIZONS:
        whole = row["followed_until"] >= months_after(index, h)
        row[f"standing_{h}m"] = "followed" if whole else None if row["lost_reason"] == "not_yet" else row["lost_reason"]
    for h in (12, 24):
        days = sum(
            any(a <= d and (b is None or d < b) and d <= cut for a, b in kept(lives, youth))
            for d in _days(index + _DAY, months_after(index, h))
        )
        row[f"days_detained_{h}m"] = days if row[f"standing_{h}m"] == "followed" else None
    return row


def at_liberty(lives: dict[str, list[Row]], cut: date) -> list[Row]:
    """The rows of the table of time at liberty."""
    rows = []
    first: dict[str, Row] = {}
    for start in starts(lives, "identification"):
        first.setdefault(start["youth_id"], start)
    for youth, start in sorted(first.items()):
        index = start["index_on"]
        last = min([cut, *(d for d, _ in losses(lives, youth) if d >= index)])
        spells = [
            (r["admitted_on"], r["released_on"])
            for r in lives.get("hall_stays", [])
            if r["youth_id"] == youth and (r["released_on"] or r["intake_decision"] != "released")
        ] + [
            (r["missing_on"], r["located_on"])
            for e in ("missing_episodes", "missing_from_care")
            for r in lives.get(e, [])
            if r["youth_id"] == youth
        ]
        free = [d for d in _days(index + _DAY, last + _DAY) if not any(a < d and (b is None or d < b) for a, b in spells)]
        found = {f["on"] for f in findings(lives) if f["youth_id"] == youth and f["since"] == f["on"]}
        arrests = set(offences(lives, youth, "arrest"))
        for year in sorted({d.year for d in _days(index + _DAY, last + _DAY)}):
            days = {d for d in free if d.year == year}
            rows.append(
                {
                    "youth_id": youth,
                    "year_on": date(year, 1, 1),
                    "days_at_liberty": len(days),
                    "times_exploited": len(days & found),
                    "offences": len(days & arrests),
                    "gender": start["gender"],
                }
            )
    return rows


def _days(first: date, before: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(max(0, (before - first).days)))
