"""The directory's page says who helps with what, for whom, and how old each entry is; where a shelter is stays out of it."""

import re

from reports import services
from reports.dashboard.publication import read
from schemas import Schemas
from tests.reports.sample import Sample
from tests.reports.two_publications import found

HEADING = (
    "organization_id,service_id,status,taxonomy_term,need_level,mixes_need_levels,minimum_age,maximum_age,"
    "cost_option,languages,schedules,place,location_types,service_areas,assured_date\n"
)
LISTED = (
    "drop_in_center,1,active,mentoring,prevention,no,12,17,free,en es,office_hours,told,physical,north,2025-06-30\n"
    "family_shelter,1,active,emergency_housing,intervention,yes,12,,free,en,around_the_clock,confidential,,,2024-05-01\n"
    "mental_health,1,temporarily_closed,mental_health,intervention,unknown,,21,insurance,,by_appointment,told,virtual,whole_county,\n"
)


def page(tmp_path) -> str:
    folder = Sample(first="2025-Q1", last="2025-Q4").write(tmp_path / "publication")
    (folder / "services.csv").write_text(HEADING + LISTED)
    services.build(folder, read(folder), Schemas.load())
    assert found(folder) == set()
    return (folder / "services" / "index.html").read_text("utf-8")


def test_each_entry_is_told_in_words_with_the_day_it_was_checked_and_the_attacker_agrees(tmp_path):
    html = page(tmp_path)
    entries = re.findall(r"<article>(.*?)</article>", html, re.DOTALL)
    told = {re.search(r"<h3>(.*?)</h3>", e)[1]: dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", e)) for e in entries}
    assert told["Drop-in Center"] == {
        "For": "Prevention; levels of need kept apart",
        "Ages": "12 to 17 years old",
        "Cost": "Free",
        "Languages": "English, Spanish",
        "Open": "Office hours",
        "Area": "North county",
        "Reached": "Physical",
        "Entry last checked": "2025-06-30",
    }
    assert told["Shelter"]["Where"] == "kept confidential" and not {"Area", "Reached"} & set(told["Shelter"])
    assert told["Shelter"]["Entry last checked"] == "2024-05-01, more than a year before this quarter ended"
    assert told["Behavioral Health"]["State"] == "Temporarily closed"
    assert told["Behavioral Health"]["Entry last checked"] == "never checked"


def test_a_county_without_a_directory_has_no_page_of_it(tmp_path):
    folder = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path / "publication")
    services.build(folder, read(folder), Schemas.load())
    assert not (folder / "services").exists()
