"""Several things on one day, on every day on which a window ends: each young person is counted once, whatever the order of the rows."""

import random
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.confidential.tabulation import tabulate
from schemas import Quarter
from tests.followed_up import SCHEMAS, followed, frames

INDEX = date(2026, 1, 10)
DAYS = (0, 180, 181, 365, 366, 730, 731)
WINDOWS = {"d180": (0, 181), "d365": (181, 366), "d730": (366, 731)}
AGENCIES = ("city_police", "sheriff")


def contacts(turned: int, again: str) -> str:
    """For each boundary day a young person whose index day, offence on that day and new event are each told by two agencies.

    `again`: arrested for an offence, or found exploited; on the boundary day itself and, as if to confuse, on a much later day too.
    """
    rows = []
    for day in DAYS:
        who, events = f"day {day}", [INDEX + timedelta(day), INDEX + timedelta(day), INDEX + timedelta(900)]
        for agency in AGENCIES:
            rows.append(f"{who} | {INDEX} | confirmed | yes | {INDEX} | other | {agency}")
            for on in dict.fromkeys(events) if again == "arrest" or day else []:
                if again == "arrest":
                    rows.append(f"{who} | 2030-12-0{1 + AGENCIES.index(agency)} | none | yes | {on} | other | {agency}")
                    rows.append(f"{who} | 2030-12-1{1 + AGENCIES.index(agency)} | none | yes | {on} | property | {agency}")
                else:
                    rows.append(f"{who} | {on} | confirmed | no |  |  | {agency}")
    random.Random(turned).shuffle(rows)
    return "youth_id | contact_on | status | arrested | offence_on | offence_group | agency\n" + "\n".join(rows) + "\n"


def counted(turned: int, again: str, event: str) -> dict[str, int]:
    """Young people in all, and by the window in which the first new event lies, as a measure counts them."""
    table = followed(frames(law_enforcement_contacts=contacts(turned, again)))["followed_from_identification"]
    measure = SCHEMAS.measures["arrested_by_day"]
    assert measure.outcome is not None
    outcome = replace(measure.outcome, relation="disjoint", codes=tuple(WINDOWS), days=WINDOWS, event=event, until=None)
    asked = replace(measure, kind="share", counts="followed_from_identification", outcome=outcome, breakdowns=())
    found = tabulate({asked.counts: table}, asked, SCHEMAS, Quarter(2030, 4)).filter(pl.col("period") == "2026").to_dicts()
    return {c["horizon"]: c["value"] for c in found if c["statistic"] in ("denominator", "numerator")}


@pytest.mark.parametrize("turned", range(6))
@pytest.mark.parametrize(("again", "event"), [("arrest", "arrested_for_offence_on"), ("exploited", "exploited_again_on")])
def test_ties_on_every_boundary_count_once_and_in_one_window(turned: int, again: str, event: str) -> None:
    """Day 180 is in the first window; 181 and 365 in the second; 366 and 730 in the third; 0 and 731 in none."""
    assert counted(turned, again, event) == {"_T": len(DAYS), "d180": 1, "d365": 2, "d730": 2}
