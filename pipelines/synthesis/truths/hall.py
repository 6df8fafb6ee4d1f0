"""Stays in the juvenile hall, releases from it, and detained young people who are called to court as witnesses."""

from collections.abc import Iterable

from pipelines.synthesis.events import County
from pipelines.synthesis.truths.naive import Counted, Thing
from pipelines.synthesis.truths.walking import WHO, Line, and_wider, day_of, described, in_order, rows
from schemas import Quarter, Schemas

ASKED = ("prosecutor_coordinated", "defence_coordinated", "social_worker_coordinated", "advocate_coordinated")
MADE_SAFE = ("advocate_coordinated", "safety_plan_verified", "transport_there")


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    return {**_stays(county, schemas, last), **_releases(county, schemas, last), **_appearances(county, last)}


def _stays(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    stays = in_order(rows(county, "hall_stays", last), "admitted_on")
    kept = [s for s in stays if s.row["intake_decision"] in ("detained", "safety_hold")]
    detained = [s for s in stays if s.row["intake_decision"] == "detained"]
    holds = [s for s in stays if s.row["intake_decision"] == "safety_hold"]
    assessed = [s for s in stays if s.row["risk_assessed"] == "yes"]
    from_outside = [s for s in kept if s.row["home_county"] in ("neighbouring", "elsewhere_in_state", "other_state")]

    def by(lines: Iterable[Line], column: str, codelist: str) -> Counted:
        return Counted([_thing(s, "admitted_on", and_wider(schemas, codelist, s.row[column])) for s in lines])

    return {
        "brought_to_hall": by(stays, "brought_by", "brought_by"),
        "hall_intake_decisions": by(stays, "intake_decision", "intake_outcome"),
        "grounds_of_detention": by(detained, "detention_basis", "ground_of_stay"),
        "advocates_told_of_stay": by(kept, "advocacy_notified", "how_soon"),
        "medical_referral_in_hall": by(kept, "medical_referral", "how_soon"),
        "mental_health_referral_in_hall": by(kept, "mental_health_referral", "how_soon"),
        "kept_by_home_county": by(kept, "home_county", "home_in_groups"),
        "home_agency_contacted": by(from_outside, "home_agency_contact", "how_soon"),
        "risk_factors_considered": by(stays, "risk_assessed", "yes_no"),
        "risk_advice_followed": by(assessed, "override_reason", "advice_followed"),
        "protective_holds": Counted([_hold(s) for s in holds], middle_of=("_T",)),
    }


def _hold(stay: Line) -> Thing:
    """A protective hold, with its days where it has ended."""
    days = {} if stay.row["hold_ended_on"] is None else {"_T": (day_of(stay, "hold_ended_on") - day_of(stay, "admitted_on")).days}
    return _thing(stay, "admitted_on", [str(stay.row["hold_services"])], days)


def _releases(county: County, schemas: Schemas, last: Quarter) -> dict[str, Counted]:
    releases = in_order(rows(county, "hall_releases", last), "released_on")
    planned = [r for r in releases if r.row["release_plan"] == "complete"]
    sent_away = [r for r in releases if r.row["receiver"] == "out_of_county_agency"]

    def by(lines: Iterable[Line], column: str, codelist: str, waits: int = 0) -> Counted:
        things = [_thing(r, "released_on", and_wider(schemas, codelist, r.row[column])) for r in lines]
        return Counted(things, waits=dict.fromkeys(schemas.codelists[codelist].codes, waits))

    return {
        "released_to_whom": by(releases, "receiver", "receiver"),
        "release_plans": by(releases, "release_plan", "release_plan"),
        "medical_referral_at_release": by(releases, "medical_referral", "done"),
        "mental_health_referral_at_release": by(releases, "mental_health_referral", "done"),
        "advocate_for_whole_stay": by(releases, "advocate_whole_stay", "yes_no"),
        "home_advocate_contacted": by(releases, "home_advocate_contacted", "done"),
        "arrival_at_home_confirmed": by(planned, "receiver_confirmed", "done"),
        "other_county_contact_recorded": by(sent_away, "contact_recorded", "done"),
        "other_county_followed_30_days": by(sent_away, "follow_up_30", "follow_up_learned", 1),
        "other_county_followed_90_days": by(sent_away, "follow_up_90", "follow_up_learned", 3),
        "length_of_stay": Counted(
            [_stayed(r) for r in releases], middle_of=("_T", "confirmed", "at_risk"), nine_in_ten_of=("_T", "confirmed")
        ),
    }


def _stayed(release: Line) -> Thing:
    days, status = release.row["stay_days"], str(release.row["status"])
    assert isinstance(days, int)
    return _thing(release, "released_on", [status], {"_T": days, status: days})


def _appearances(county: County, last: Quarter) -> dict[str, Counted]:
    called = in_order(rows(county, "custody_testimony", last), "appearance_on")
    arranged = [c for c in called if "all_arranged" in _arranged(c)]
    elsewhere = [c for c in called if c.row["other_county"] == "yes"]
    place = {"yes": ["elsewhere"], "unknown": ["place_unknown"]}
    return {
        "court_transport": Counted([_thing(c, "appearance_on", _driven(c)) for c in called]),
        "testimony_arranged": Counted([_thing(c, "appearance_on", _arranged(c)) for c in called]),
        "testimony_checklist": Counted([_thing(c, "appearance_on", _checked(c)) for c in arranged]),
        "testimony_elsewhere": Counted([_thing(c, "appearance_on", place.get(str(c.row["other_county"]), [])) for c in called]),
        "testimony_elsewhere_made_safe": Counted([_thing(c, "appearance_on", _made_safe(c)) for c in elsewhere]),
    }


def _driven(called: Line) -> list[str]:
    there, back = called.row["transport_there"], called.row["transport_back"]
    if there == "done":
        return ["both_ways"] if back == "done" else ["there_only"]
    if back == "done":
        return ["back_only"]
    if there == back:
        return {"not_done": ["neither"], "not_needed": ["not_needed"]}.get(str(there), [])
    return []


def _arranged(called: Line) -> list[str]:
    """With nobody known to be left out; and with everybody, the social worker where there is one."""
    said = {column: called.row[column] for column in ASKED}
    had = [] if "not_done" in said.values() else ["no_gap_known"]
    if said.pop("social_worker_coordinated") in ("done", "not_needed") and set(said.values()) == {"done"}:
        had.append("all_arranged")
    return had


def _checked(called: Line) -> list[str]:
    said = called.row["safety_plan_verified"]
    return ["plan_known", "plan_checked"] if said == "done" else ["plan_known"] if said == "not_done" else []


def _made_safe(called: Line) -> list[str]:
    said = [called.row[column] for column in MADE_SAFE]
    had = [] if "not_done" in said else ["nothing_missing"]
    return [*had, "all_three"] if set(said) == {"done"} else had


def _thing(line: Line, day: str, had: Iterable[str], days: dict[str, int] | None = None) -> Thing:
    who = described(line, *WHO) if "age_band" in line.row else {}
    return Thing(day_of(line, day), line.token, who, frozenset(had), days or {})
