"""What follows from the facts: how far a referral got, whether a new offence came, whether two systems met."""

from collections.abc import Callable, Mapping

import polars as pl

from pipelines.confidential.outcomes.agreements_standing import agreements_standing
from pipelines.confidential.outcomes.alleged_offences import alleged_offences
from pipelines.confidential.outcomes.clients_asked import clients_asked
from pipelines.confidential.outcomes.counselling import counselling
from pipelines.confidential.outcomes.crisis_referrals import crisis_referrals
from pipelines.confidential.outcomes.delinquency_at_quarter_end import delinquency_at_quarter_end
from pipelines.confidential.outcomes.derived import derived
from pipelines.confidential.outcomes.duty_results import duty_results
from pipelines.confidential.outcomes.exploitation_found import exploitation_found
from pipelines.confidential.outcomes.first_petitions import first_petitions
from pipelines.confidential.outcomes.follow_ups_due import follow_ups_due
from pipelines.confidential.outcomes.followed import followed
from pipelines.confidential.outcomes.identified_by_agency import identified_by_agency, seen_by_system
from pipelines.confidential.outcomes.index_days import identified, released, service_started
from pipelines.confidential.outcomes.justice_followup import justice_followup
from pipelines.confidential.outcomes.known_to_child_welfare_first import known_to_child_welfare_first
from pipelines.confidential.outcomes.needed_services import needed_services
from pipelines.confidential.outcomes.needs_side_by_side import needs_side_by_side
from pipelines.confidential.outcomes.out_of_sight import out_of_sight
from pipelines.confidential.outcomes.referral_episodes import referral_episodes
from pipelines.confidential.outcomes.referral_pairs import referral_pairs
from pipelines.confidential.outcomes.referrals_closed import referrals_closed
from pipelines.confidential.outcomes.referrals_known import referrals_known
from pipelines.confidential.outcomes.service_before import with_service_before
from pipelines.confidential.outcomes.services_listed import services_listed
from pipelines.confidential.outcomes.systems_at_quarter_end import systems_at_quarter_end
from pipelines.confidential.outcomes.time_at_liberty import time_at_liberty
from pipelines.confidential.outcomes.tracked_clients import tracked_clients
from pipelines.confidential.outcomes.young_people_served import served_in_federal_year, young_people_served
from schemas import Quarter, Table

_MADE: dict[str, Callable[[Mapping[str, pl.DataFrame], Table, Quarter], pl.DataFrame]] = {
    "referral_episodes": lambda t, table, _: referral_episodes(t["referrals"], table.observed_months),
    "justice_followup": lambda t, _, __: justice_followup(t["identifications"], t["justice_events"]),
    "exploitation_found": lambda t, table, _: exploitation_found(*(t[s] for s in table.made_from), table.same_within_days),
    "alleged_offences": lambda t, table, _: alleged_offences(*(t[s] for s in table.made_from)),
    "out_of_sight": lambda t, table, _: out_of_sight(*(t[s] for s in table.made_from)),
    "followed_from_identification": lambda t, _, last: followed(identified(t["exploitation_found"]), *_came(t), last.end),
    "followed_from_service": lambda t, _, last: followed(service_started(t["services_received"]), *_came(t), last.end),
    "followed_from_release": lambda t, _, last: followed(_released(t), *_came(t), last.end),
    "time_at_liberty": lambda t, table, last: time_at_liberty(*(t[s] for s in table.made_from), last.end),
    "delinquency_at_quarter_end": lambda t, table, last: delinquency_at_quarter_end(*(t[s] for s in table.made_from), last),
    "systems_at_quarter_end": lambda t, table, last: systems_at_quarter_end(*(t[s] for s in table.made_from), last),
    "known_to_child_welfare_first": lambda t, table, last: known_to_child_welfare_first(*(t[s] for s in table.made_from), last.end),
    "identified_by_agency": lambda t, table, _: identified_by_agency(*(t[s] for s in table.made_from)),
    "seen_by_system": lambda t, table, _: seen_by_system(*(t[s] for s in table.made_from)),
    "young_people_served": lambda t, table, last: young_people_served(*(t[s] for s in table.made_from), last.end),
    "served_in_federal_year": lambda t, table, last: served_in_federal_year(*(t[s] for s in table.made_from), last.end),
    "first_petitions": lambda t, table, _: first_petitions(*(t[s] for s in table.made_from), table.observed_months),
    "referrals_known": lambda t, table, _: referrals_known(*(t[s] for s in table.made_from), table.observed_months),
    "referrals_closed": lambda t, table, _: referrals_closed(*(t[s] for s in table.made_from)),
    "referral_pairs": lambda t, table, _: referral_pairs(*(t[s] for s in table.made_from)),
    "medical_duty_results": lambda t, table, _: duty_results(*(t[s] for s in table.made_from)),
    "mental_health_duty_results": lambda t, table, _: duty_results(*(t[s] for s in table.made_from)),
    "crisis_referrals": lambda t, table, _: crisis_referrals(*(t[s] for s in table.made_from)),
    "counselling": lambda t, table, _: counselling(*(t[s] for s in table.made_from)),
    "medical_needs_found": lambda t, table, _: needs_side_by_side(*(t[s] for s in table.made_from), table.columns),
    "mental_health_needs_found": lambda t, table, _: needs_side_by_side(*(t[s] for s in table.made_from), table.columns),
    "tracked_clients": lambda t, table, _: tracked_clients(*(t[s] for s in table.made_from)),
    "follow_ups_due": lambda t, table, _: follow_ups_due(*(t[s] for s in table.made_from)),
    "clients_asked": lambda t, table, _: clients_asked(*(t[s] for s in table.made_from)),
    "services_listed": lambda t, table, _: services_listed(*(t[s] for s in table.made_from)),
    "needed_services": lambda t, table, _: needed_services(*(t[s] for s in table.made_from)),
    "agreements_standing": lambda t, table, _: agreements_standing(*(t[s] for s in table.made_from)),
}


def _came(t: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, ...]:
    return t["exploitation_found"], t["alleged_offences"], t["hall_stays"], t["out_of_sight"]


def _released(t: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return with_service_before(released(t["hall_releases"]), t["services_received"], t["probation_referrals"])


def follow(linked: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], last: Quarter) -> dict[str, pl.DataFrame]:
    """The linked tables, and every table that can be made from them, in the order in which they are made from each other.

    `last`: the quarter of the run, up to whose end it is seen what is open.
    """
    found = dict(linked)
    for name, table in tables.items():
        if table.sources and all(s in found for s in table.sources):
            found[name] = derived(found, table, last) if table.rows_of else _MADE[name](found, table, last)
    return found
