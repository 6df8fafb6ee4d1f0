"""The directory of services: who gives what to whom, where, in which languages, with how many free places, paid by whom."""

from collections.abc import Iterator
from datetime import timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.events import Row
from pipelines.synthesis.meetings import MEMBERS
from pipelines.synthesis.standing import Here, Made

# Services of the directory: organisation, number, kind, level of need, places.
DIRECTORY = (
    ("advocates", 1, "advocacy", "intervention", 60),
    ("advocates", 2, "legal_help", "intervention", 20),
    ("child_advocacy_center", 1, "advocacy", "intervention", 25),
    ("county_hospital", 1, "medical", "intervention", 40),
    ("mental_health", 1, "mental_health", "intervention", 35),
    ("mental_health", 2, "substance_use", "intervention", 15),
    ("mental_health", 3, "mental_health", "prevention", 25),
    ("drop_in_center", 1, "case_management", "intervention", 45),
    ("drop_in_center", 2, "mentoring", "prevention", 30),
    ("drop_in_center", 3, "basic_needs", "unknown", 60),
    ("family_shelter", 1, "emergency_housing", "intervention", 8),
    ("contracted_placements", 1, "longer_housing", "intervention", 12),
    ("schools", 1, "education", "prevention", 50),
)
SENDS_OWN_PLACES = ("mental_health", "drop_in_center")


def _organizations(here: Here) -> Iterator[Row]:
    listed = {organization for organization, *_ in DIRECTORY}
    for who in sorted({*MEMBERS, *listed}):
        lists = "yes" if who in listed else "no"
        yield {"organization_id": who, "lists_services": lists, "assured_date": here.looked_at(here.since(who), who)}


def _services(here: Here) -> Iterator[Row]:
    for who, number, kind, need, _ in DIRECTORY:
        paused = here.steady(who, number, here.quarter).happens(0.03)
        youngest = here.steady("age", who, number).rng.choice((10, 11, 12, None))
        yield {
            "organization_id": who,
            "service_id": number,
            "status": "temporarily_closed" if paused else "active",
            "taxonomy_term": kind,
            "need_level": need,
            "mixes_need_levels": here.steady("mix", who, number).one_of(assumed.CODES["yes_no"]),
            "minimum_age": youngest,
            "maximum_age": here.steady("oldest", who, number).rng.choice((17, 18, 21, None)),
            "cost_option": here.steady("cost", who, number).one_of(assumed.CODES["cost_option"]),
            "assured_date": here.looked_at(here.since(who, number), who, number),
        }


def _locations(here: Here) -> Iterator[Row]:
    for who, number, *_ in DIRECTORY:
        for place in range(1, here.steady("places", who, number).rng.randint(1, 2) + 1):
            steady = here.steady("place", who, number, place)
            yield {
                "organization_id": who,
                "service_id": number,
                "location_id": place,
                "location_type": "confidential" if who == "family_shelter" else steady.one_of({"physical": 0.85, "virtual": 0.15}),
                "service_area": steady.one_of({"whole_county": 0.6, "central": 0.2, "north": 0.1, "south": 0.1}),
                "schedule": steady.one_of(
                    {"office_hours": 0.5, "evenings_weekends": 0.2, "around_the_clock": 0.15, "by_appointment": 0.15}
                ),
            }


def _languages(here: Here) -> Iterator[Row]:
    for who, number, *_ in DIRECTORY:
        spoken = {"en": 1.0, "es": 0.75, "vi": 0.2, "zh": 0.2, "tl": 0.12, "ase": 0.05}
        for language, share in spoken.items():
            if here.is_there(share, who, number, language) or language == "en":
                yield {"organization_id": who, "service_id": number, "language": language}


def _capacity(here: Here) -> Iterator[Row]:
    for who, number, _, _, places in DIRECTORY:
        own = who in SENDS_OWN_PLACES
        if here.agency == who or (here.agency == "safety_net" and not own):
            free = here.chance.rng.randint(0, max(1, places // 3))
            wait = 0 if free > places // 6 else here.chance.lag(18).days
            updated = here.quarter.end - timedelta(days=here.chance.rng.randint(0, 40))
            yield {
                "organization_id": who,
                "service_id": number,
                "maximum": places,
                "available": free,
                "wait_days": wait,
                "updated": updated,
            }


def _funding(here: Here) -> Iterator[Row]:
    paid = (
        ("advocates", "voca", "aftercare", 310),
        ("advocates", "county", "detention_based", 120),
        ("family_shelter", "fvpsa", "placement", 240),
        ("child_advocacy_center", "voca", "unknown", 180),
        ("drop_in_center", "city", "diversion", 260),
        ("child_welfare", "state_csec", "placement", 420),
        ("victim_witness", "voca", "unknown", 155),
        ("mental_health", "state_other", "aftercare", 200),
        ("drop_in_center", "private", "aftercare", 60),
    )
    for who, source, stage, thousands in paid:
        months = (
            here.steady("months", who, source).rng.randint(6, 40)
            - 3 * (here.quarter.number - 1)
            - 12 * (here.quarter.year - here.scene.first.year)
        )
        months = months % 36  # a grant that runs out is promised anew
        row: Row = {"organization_id": who, "source": source, "stage": stage, "dollars_a_year": 1000 * thousands}
        yield {**row, "months_secured": months, "services_at_risk": here.steady("risk", who, source).rng.randint(0, 3)}


def _stages(here: Here) -> Iterator[Row]:
    kinds = ("advocacy", "case_management", "mental_health", "emergency_housing", "mentoring", "education")
    for stage in ("diversion", "alternative_to_detention", "detention_based", "placement", "aftercare"):
        for kind in kinds:
            if here.steady(stage, kind).happens(0.6):
                is_filled = here.is_there(0.6, stage, kind, "filled")
                slots = here.steady("slots", stage, kind).rng.randint(6, 40) if is_filled else 0
                yield {"stage": stage, "service": kind, "is_needed": "yes", "is_filled": "yes" if is_filled else "no", "slots": slots}


MADE: dict[str, Made] = {
    "directory_languages": _languages,
    "directory_locations": _locations,
    "directory_organizations": _organizations,
    "directory_services": _services,
    "funding": _funding,
    "provider_capacity": _capacity,
    "stage_services": _stages,
}
