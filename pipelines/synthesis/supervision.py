"""What probation tells of those under its supervision: spells, monitoring, programmes, violations."""

from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.events import Row
from pipelines.synthesis.hall import stay
from pipelines.synthesis.life import DAY, Life, Spell

AGENCY = "probation"


def supervised(life: Life, on: date, ends: date | None, kind: str) -> None:
    """A time under supervision, with what goes with it."""
    chance = life.chance
    ends = ends if ends is None or ends > on else on + timedelta(days=60) + chance.lag(90)
    spell = Spell(on, ends)
    if life.is_supervised(on):
        return
    given: Row = {
        "supervised_on": on,
        "supervision_kind": kind,
        "status": life.status(min(ends or life.scene.last.end, life.scene.last.end)) or "at_risk",
        "ended_on": ends,
        "child_welfare_involvement": life.involvement(min(ends or life.scene.last.end, life.scene.last.end)),
        "home_county": life.home_county(on),
        **({} if ends else {"supervision_end": None}),
    }
    if ends and life.someone.is_adult(ends):
        given["supervision_end"] = "aged_out"
    if life.tell(AGENCY, "probation_supervision", given) is None:
        return
    life.supervised.append(spell)
    if chance.happens(assumed.GPS):
        _monitored(life, spell)
    begun = on + chance.lag(15)
    while chance.happens(assumed.PROGRAMME) and (ends is None or begun <= ends):
        left = begun + timedelta(days=7) + chance.lag(assumed.PROGRAMME_FOR)
        left = min(left, ends) if ends else left
        stage = "detention_based" if life.is_in_hall(begun) else "diversion" if kind == "informal" else _stage(life)
        service = chance.one_of(assumed.SERVICES_OF[AGENCY])
        programme: Row = {"started_on": begun, "service": service, "service_stage": stage, "ended_on": left}
        life.tell(AGENCY, "probation_programmes", programme)
        begun = left + DAY + chance.lag(20)


def _stage(life: Life) -> str:
    return life.chance.one_of({"alternative_to_detention": 0.3, "placement": 0.2, "aftercare": 0.46, "unknown": 0.04})


def _monitored(life: Life, spell: Spell) -> None:
    chance = life.chance
    on = spell.start + chance.lag(10)
    off = on + timedelta(days=7) + chance.lag(assumed.GPS_FOR)
    off = min(off, spell.end) if spell.end else off
    if off > on and life.tell(AGENCY, "gps_monitoring", {"gps_on": on, "gps_off": off}):
        life.on_gps.append(Spell(on, off))


def violated(life: Life) -> None:
    """Violations: for leaving a placement on the day the young person went missing, and for other things; some lead to the hall."""
    chance, codes = life.chance, assumed.CODES
    days: list[tuple[date, str]] = []
    for spell, row in life.missing:
        if life.is_supervised(spell.start) and chance.happens(assumed.VIOLATION_AFTER_MISSING):
            days.append((spell.start, "left_placement" if row["missing_from"] != "home" else "other"))
    for spell in life.supervised:
        if chance.happens(assumed.VIOLATION):
            end = min(spell.end or life.scene.last.end, life.scene.last.end)
            others = {k: w for k, w in codes["violation_kind"].items() if k != "left_placement"}
            days.append((chance.day(spell.start, max(spell.start, end)), chance.one_of(others)))
    for on, kind in sorted(days):
        filed = on + DAY + chance.lag(5)
        if not life.in_data(filed):
            continue
        _, ground = life.offence(on)
        later = {"sustained": filed + chance.lag(20)}
        sustained = chance.one_of(codes["yes_no"])
        given: Row = {"violation_on": filed, "offence_on": on, "violation_kind": kind, "charge_ground": ground, "sustained": sustained}
        life.tell(AGENCY, "probation_violations", given, later=later)
        if chance.happens(0.35) and not life.is_missing(filed):
            basis = {"left_placement": "violation_placement", "curfew": "violation_curfew", "truancy": "violation_truancy"}
            stay(life, filed, "probation", basis=basis.get(kind, "violation_other"))
