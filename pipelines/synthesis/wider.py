"""Everything that agencies tell beyond their first four extracts: what happens to the same lives, told alike by all who know of it.

It is drawn after the lives and by dice of its own, so that they stay as they are whether it is asked for or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from pipelines.synthesis import assumptions, care, clients, court, edges, hall, meetings, police, registers, services, supervision, totals
from pipelines.synthesis.chance import Chance, Person, person, token
from pipelines.synthesis.events import County, Entry, Youth
from pipelines.synthesis.life import Life
from pipelines.synthesis.telling import Scene
from schemas import Quarter, Schemas

FIRST = ("law_enforcement_contacts", "probation_referrals", "child_welfare_cases", "advocacy_services")
_AT_AN_EDGE = 1_000_000  # numbers of the lives of `edges`


def widened(county: County, schemas: Schemas, youth_per_year: int, seed: int, chosen: Iterable[str]) -> County:
    """The same county with the rows of the chosen extracts. What is chosen decides what is sent, never what happens."""
    since = {
        (s.agency, s.extract): max(s.since, schemas.contracts[s.extract].effective, county.first)
        for s in schemas.sources
        if s.extract not in FIRST and s.since <= county.last and s.expires >= county.first.start
    }
    scene = Scene(schemas, county.first, county.last, since, seed)
    lives = [_lived(scene, youth, county.people.get(youth.token)) for youth in county.lives]
    lives = [life for life in lives if life is not None]
    newly = sum(1 for youth in county.lives if any(c.status != "none" for c in youth.contacts))
    lives += [_at_an_edge(scene, place) for place in range(-(-newly // edges.EVERY))]
    made = clients.clients(scene, lives, county.lives, youth_per_year)
    handed = [*(h for life in lives for h in life.handed), *clients.handed_unseen(scene, made, youth_per_year)]
    planned = meetings.meetings(scene)
    beside = [*meetings.reviews(scene, lives, planned), *meetings.told_of_meetings(scene, planned), *registers.every(scene)]
    beside += totals.every(scene, lives, made, handed, youth_per_year)
    entries = {life.youth.token: tuple(_sent(life.entries, chosen, schemas)) for life in lives}
    told = [replace(y, entries=entries.pop(y.token, ())) for y in county.lives]
    told += [replace(life.youth, entries=own) for life in lives if (own := entries.get(life.youth.token))]
    senders = _senders(county.senders, since, chosen)
    return replace(
        county,
        lives=tuple(told),
        senders=senders,
        entries=tuple(_sent(beside, chosen, schemas)),
        clients=tuple(made),
        handed=tuple(handed),
        people={life.youth.token: life.someone for life in lives} | dict(county.people),
    )


def _senders(
    known: Mapping[str, tuple[str, ...]], since: Mapping[tuple[str, str], Quarter], chosen: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    others = {e: tuple(a for a, extract in since if extract == e) for e in chosen if e not in FIRST}
    return {**{e: a for e, a in known.items() if e in chosen}, **{e: a for e, a in others.items() if a}}


def _sent(entries: Iterable[Entry], chosen: Iterable[str], schemas: Schemas) -> list[Entry]:
    """The entries of the chosen extracts, up to the day on which the agreement expires; what is told after the last quarter is kept."""
    ends = {(s.agency, s.extract): s.expires for s in schemas.sources}
    wanted = frozenset(chosen)

    def is_due(entry: Entry, quarter: Quarter) -> bool:
        return quarter.end <= ends[entry.agency, entry.extract]

    kept = (e for e in entries if e.extract in wanted and is_due(e, e.sent))
    return [replace(e, changes=tuple(c for c in e.changes if is_due(e, c[0]))) for e in kept]


def _lived(scene: Scene, youth: Youth, someone: Person | None) -> Life | None:
    """What else happens in one life, in an order in which each step knows what it builds on."""
    if someone is None:
        return None
    chance = Chance(Random(f"wider {scene.seed} {youth.token}"), scene.first, scene.last)
    life = Life(scene, chance, youth, replace(someone, on_record=dict(someone.on_record)))
    police.concerned(life)
    care.reported(life)
    for contact in youth.contacts:
        to_hall = police.is_taken_to_the_hall(life, contact) and court.taken_in(life, contact) is not None
        if contact.status != "none":
            police.responded(life, contact, to_hall)
        court.referred(life, contact)
    for petition in youth.petitions:
        court.petitioned(life, petition)
    for report in youth.reports:
        court.depended(life, report)
    care.in_care(life)
    care.from_home(life)
    hall.from_warrants(life)
    supervision.violated(life)
    for contact in youth.contacts:
        if contact.status != "none":
            police.interviewed(life, contact)
    hall.testified(life)
    care.notices(life)
    care.screened_in_care(life)
    services.helped(life)
    services.followed_up(life)
    court.heard(life)
    return life


def _at_an_edge(scene: Scene, place: int) -> Life:
    name = token(scene.seed, _AT_AN_EDGE + place)
    chance = Chance(Random(f"edge {scene.seed} {place}"), scene.first, scene.last)
    someone = person(chance, name, scene.begins, assumptions.GENDER, "age_12_13")
    life = Life(scene, chance, Youth(name), someone)
    edges.live(life, place)
    services.followed_up(life)
    return life
