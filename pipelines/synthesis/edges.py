"""Lives placed on purpose on the days where the longer windows turn: so many days after a first service, or after a release.

They are lives of their own, which only the extracts beyond the first four tell of.
"""

from datetime import date, timedelta

from pipelines.synthesis import care, hall, services
from pipelines.synthesis.events import Row
from pipelines.synthesis.life import Life
from pipelines.synthesis.supervision import supervised
from schemas.period import months_after

EVERY = 14  # one such life for so many newly identified
DAYS = (0, 180, 181, 365, 366, 730)
MONTHS = (6, 12, 24)  # and the last day that counts, and the first that does not
AFTER = ("service", "release")
WHAT = ("exploited again", "offended again", "detained again")


def planned() -> list[tuple[str, str, int, int]]:
    """What comes after what, and how many months and days later; the list is gone through again and again."""
    later = [(0, days) for days in DAYS] + [(months, days) for months in MONTHS for days in (-1, 0)]
    return [(after, WHAT[(place + turn) % 3], *when) for turn in range(3) for place, when in enumerate(later) for after in AFTER]


def live(life: Life, place: int) -> tuple[date, date] | None:
    """Identified, helped or detained, and then one event on the day that was planned; the two days, where the data reach so far."""
    after, what, months, days = planned()[place % len(planned())]
    begins = life.scene.begins + timedelta(days=5 + place % 40)
    care.identified(life, care.AGENCY, begins, "confirmed", "child_welfare", None)
    start = begins + timedelta(days=1 + place % 9)
    if after == "service":
        if not services.serve(life, services.DROP_IN, "case_management", start, start + timedelta(days=60), "intervention", True):
            return None
    else:
        spell = hall.stay(life, start, "law_enforcement", basis="new_charge", decision="detained", days=4)
        if spell is None or spell.end is None:
            return None
        start = spell.end
    on = months_after(start, months) + timedelta(days=days)
    if not life.in_data(on):
        return None
    if what == "exploited again":
        life.tell(services.DROP_IN, "identifications_made", {"identified_on": on, "status": "confirmed", "source": "other"})
    elif what == "offended again":
        filed = on + timedelta(days=place % 5)
        given: Row = {"violation_on": filed, "offence_on": on, "violation_kind": "new_offence", "charge_ground": "not_linked"}
        supervised(life, begins, None, "ward")
        life.tell("probation", "probation_violations", given)
    elif not (after == "release" and on == start):
        hall.stay(life, on, "law_enforcement", basis="new_charge", decision="detained", days=3)
    return start, on
