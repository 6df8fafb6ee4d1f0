"""The people behind the totals: clients of programmes that send nothing else, some of them in other agencies' rows too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipelines.synthesis import assumptions
from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance, Person, person, token
from pipelines.synthesis.events import Client, Handed, Youth
from pipelines.synthesis.life import Life
from pipelines.synthesis.services import course_of
from pipelines.synthesis.telling import Scene

ADVOCATES, HALL_CLINIC, DEFENDER = "advocates", "hall_clinic", "public_defender"
_HIDDEN = 2_000_000  # numbers of people whom no life has


@dataclass(frozen=True)
class Known:
    """Someone of whom a programme hears: who it is, since when, and what became of it."""

    name: str
    someone: Person
    is_in_rows: bool
    on: date
    status: str


def clients(scene: Scene, lives: Sequence[Life], youths: Sequence[Youth], per_year: int) -> list[Client]:
    """All clients of the programmes that send totals, by programme."""
    made = list(_of_advocates(scene, lives, youths))
    heard = _heard_of(scene, lives)
    for place, agency in enumerate((*sorted(assumed.CLIENTS_KNOWN), HALL_CLINIC)):
        chance = Chance(Random(f"clients of {agency} {scene.seed}"), scene.first, scene.last)
        known = list(heard.get(agency, ()))
        known += list(_unknown(scene, chance, agency, per_year, _HIDDEN + 100_000 * place))
        made += [c for k in known if (c := _client(scene, chance, agency, k))]
    return made


def _heard_of(scene: Scene, lives: Sequence[Life]) -> Mapping[str, list[Known]]:
    """Whom each programme hears of from the lives that rows tell of: by a referral that led to help, in the hall, at court, otherwise."""
    found: dict[str, dict[str, Known]] = {}
    for life in lives:
        name, since = life.youth.token, life.known_on
        chance = Chance(Random(f"heard of {scene.seed} {name}"), scene.first, scene.last)

        def hear(agency: str, on: date, life: Life = life, name: str = name) -> None:
            found.setdefault(agency, {}).setdefault(name, Known(name, life.someone, True, on, life.status(on) or "at_risk"))

        for handed in sorted(life.handed, key=lambda h: h.on):
            started = handed.course["started_on"]
            if handed.receiver in assumed.CLIENTS_KNOWN and isinstance(started, date):
                hear(handed.receiver, started)
        for spell, _ in life.stays:
            if chance.happens(assumed.SEEN_AT_THE_HALL_CLINIC):
                hear(HALL_CLINIC, spell.start + timedelta(days=chance.rng.randint(0, 2)))
        if since is None:
            continue
        for petition in life.youth.petitions[:1]:
            if petition.on >= since and chance.happens(assumed.CLIENTS_DEFENDED):
                hear(DEFENDER, petition.on)
        for agency, share in sorted(assumed.CLIENTS_KNOWN.items()):
            if chance.happens(share):
                hear(agency, since + chance.lag(assumed.CLIENT_LAG))
    return {agency: list(known.values()) for agency, known in found.items()}


def _unknown(scene: Scene, chance: Chance, agency: str, per_year: int, numbers: int) -> Iterator[Known]:
    """Those who are in nobody's rows, some of them clients already when the totals begin."""
    earliest = scene.begins - timedelta(days=200)
    years = (scene.last.end - earliest).days / 365
    for number in range(round(assumed.CLIENTS_UNKNOWN[agency] * per_year * years)):
        name, on = token(scene.seed, numbers + number), chance.day(earliest, scene.last.end)
        status = "confirmed" if chance.happens(assumptions.CONFIRMED_AT_FIRST) else "at_risk"
        yield Known(name, person(chance, name, on, assumptions.GENDER), False, on, status)


def _client(scene: Scene, chance: Chance, agency: str, known: Known) -> Client | None:
    if known.on > scene.last.end or known.someone.is_adult(known.on):
        return None
    services = assumed.SERVICES_OF.get(agency, {"advocacy": 1.0})
    service = chance.one_of(services)
    days = [(known.on, service)]
    while chance.happens(assumed.ANOTHER_VISIT) and len(days) < 40:
        again = service if chance.happens(0.85) else chance.one_of(services)
        days.append((days[-1][0] + timedelta(days=1) + chance.lag(assumed.VISIT_LAG), again))
    ended = days[-1][0] + chance.lag(20)
    return Client(
        agency=agency,
        name=known.name,
        is_in_rows=known.is_in_rows,
        who=known.someone.described(chance, agency, known.on),
        status=known.status,
        need_level=chance.one_of(assumed.CODES["need_level"]),
        visits=tuple(days),
        ended_on=ended,
    )


def _of_advocates(scene: Scene, lives: Sequence[Life], youths: Sequence[Youth]) -> Iterator[Client]:
    """Those whose sessions the advocates have counted since long before; who came to them alone is in nobody's rows."""
    by_name = {life.youth.token: life for life in lives}
    chance = Chance(Random(f"clients of {ADVOCATES} {scene.seed}"), scene.first, scene.last)
    for youth in youths:
        if not youth.sessions:
            continue
        first, life = youth.sessions[0], by_name.get(youth.token)
        someone = life.someone if life else person(chance, youth.token, first.on, assumptions.GENDER)
        status = (life.status(first.on) if life else None) or chance.one_of({"confirmed": 0.6, "at_risk": 0.4})
        yield Client(
            agency=first.agency,
            name=youth.token,
            is_in_rows=bool(youth.contacts or youth.petitions or youth.reports or (life and life.entries)),
            who=someone.described(chance, ADVOCATES, first.on),
            status=status,
            need_level=chance.one_of(assumed.CODES["need_level"]),
            visits=tuple((s.on, s.service) for s in youth.sessions),
            ended_on=youth.sessions[-1].on + chance.lag(25),
        )


def handed_unseen(scene: Scene, made: Sequence[Client], per_year: int) -> Iterator[Handed]:
    """Referrals among those who send totals, and to and from those who send nothing: of their clients, and of some who never came."""
    chance = Chance(Random(f"handed unseen {scene.seed}"), scene.first, scene.last)
    receivers = [a for a in assumed.CLIENTS_KNOWN if a in assumed.SERVICES_OF] + [ADVOCATES]
    for client in made:
        if client.agency not in receivers:
            continue
        by = chance.one_of(
            {"county_hospital": 0.2, "advocates": 0.16, "schools": 0.14, "self_or_family": 0.3, "other": 0.12, "unknown": 0.08}
        )
        on = client.first_on - chance.lag(6)
        if by != client.agency and chance.happens(0.7):
            service = chance.one_of(assumed.SERVICES_OF[client.agency])
            course = {**course_of(chance, on), "acknowledged_on": on, "accepted_on": on, "first_contact_on": client.first_on}
            ended = client.visits[-1][0]
            completed = ended if chance.happens(assumed.COMPLETED) else None
            reason = "completed" if completed else "left_early"
            course |= {"started_on": client.first_on, "completed_on": completed, "closed_on": client.ended_on, "closed_reason": reason}
            yield Handed(by, client.agency, client.name, service, on, course)
        elif by != client.agency:
            yield Handed(by, client.agency, client.name, chance.one_of(assumed.SERVICES_OF[client.agency]), on, course_of(chance, on))
        if chance.happens(0.3):
            to = chance.one_of({"county_hospital": 0.3, "mental_health": 0.28, "family_shelter": 0.14, "schools": 0.14, "other": 0.14})
            if to != client.agency:
                later = client.first_on + chance.lag(15)
                service = chance.one_of(assumed.SERVICES_OF.get(to, {"other": 1.0}))
                yield Handed(client.agency, to, client.name, service, later, course_of(chance, later))
