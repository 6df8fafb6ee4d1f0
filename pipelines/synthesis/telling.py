"""Says when an agency tells of what: a row goes into the file of the quarter it is first known in, and again when it changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Entry, Row
from pipelines.synthesis.filling import filled
from schemas import Contract, Quarter, Schemas

# What a row says of a state that changes: from what can be seen of the row, and the quarter in whose file it stands.
States = Callable[[Row, Quarter], Row]

# The day on which what a row tells of is over. A row from before the agreement is told in the first file if it was not over then.
ENDS: Mapping[str, str] = {
    "hall_stays": "released_on",
    "placements": "ended_on",
    "probation_supervision": "ended_on",
    "probation_programmes": "ended_on",
    "services_received": "ended_on",
    "identifications_made": "episode_ended_on",
    "girls_court": "ended_on",
    "gps_monitoring": "gps_off",
    "missing_episodes": "located_on",
    "missing_from_care": "located_on",
    "detained_client_notices": "released_on",
    "referrals_made": "closed_on",
    "referrals_received": "closed_on",
    "juvenile_prosecutions": "finished_on",
    "adult_prosecutions": "finished_on",
    "court_petitions": "jurisdiction_ended_on",
    "cse_reports": "found_on",
}


@dataclass(frozen=True)
class Scene:
    """What all lives of the county have in common: the agreement, its days, and who sends which extract from when."""

    schemas: Schemas
    first: Quarter
    last: Quarter
    since: Mapping[tuple[str, str], Quarter]
    seed: int

    def start(self, agency: str, extract: str) -> Quarter | None:
        """The first quarter of which the agency tells in this extract; None where it does not send it in time."""
        return self.since.get((agency, extract))

    def senders(self, extract: str) -> tuple[str, ...]:
        return tuple(agency for agency, sent in self.since if sent == extract)

    @property
    def begins(self) -> date:
        """The first day of which any agency tells in an extract beyond the first four."""
        return min((q.start for q in self.since.values()), default=self.first.start)


def told(
    scene: Scene,
    chance: Chance,
    agency: str,
    extract: str,
    token: str | None,
    given: Row,
    *,
    known_on: date | None = None,
    later: Mapping[str, date] | None = None,
    news: Sequence[date] = (),
    states: States | None = None,
    on_time: bool = False,
) -> tuple[Row, Entry] | None:
    """The row as it stands in the end, and how it is told; None where no file tells of it.

    Args:
        known_on: the day the row is known on, where that is not the day it is dated by.
        later: the days on which cells without a date of their own are learned.
        news: further days on which the row is told again, if it changed.
        on_time: nothing comes a quarter late.
    """
    contract, start = scene.schemas.contracts[extract], scene.start(agency, extract)
    on = known_on or given[contract.dated_by or ""]
    if start is None or not isinstance(on, date) or on > scene.last.end:
        return None
    full = filled(contract, scene.schemas, chance, given)
    end = full.get(ENDS.get(extract, ""))
    is_open = extract in ENDS and (end is None or (isinstance(end, date) and end >= start.start))
    if on < start.start and not is_open:
        return None
    here = replace(chance, first=start)
    sent = _quarter(here, on, None, on_time)
    days = {c.name: day for c in contract.columns.values() if not c.required and isinstance(day := full[c.name], date)}
    days |= {c: day for c, day in (later or {}).items() if full[c] is not None}
    known = _known(here, {c: day for c, day in days.items() if day > on}, sent, on_time)
    quarters = sorted({sent, *known.values(), *(max(sent, Quarter.of(d), start) for d in news)})
    rows = [(q, _as_of(contract, full, known, q, states)) for q in quarters]
    changes = []
    for (_, before), (quarter, row) in zip(rows, rows[1:], strict=False):
        changed = {c: v for c, v in row.items() if v != before[c]}
        if changed:
            changes.append((quarter, changed))
    return full, Entry(agency, extract, token, sent, rows[0][1], tuple(changes))


def _known(chance: Chance, days: Mapping[str, date], sent: Quarter, on_time: bool) -> dict[str, Quarter]:
    """By column, from which quarter's file on it is filled, for days after the row's own; a later one is never told before an earlier."""
    known: dict[str, Quarter] = {}
    latest = sent
    for name, day in sorted(days.items(), key=lambda told_of: told_of[1]):
        latest = known[name] = _quarter(chance, day, latest, on_time)
    return known


def _quarter(chance: Chance, on: date, not_before: Quarter | None, on_time: bool) -> Quarter:
    if on_time:
        return max(Quarter.of(on), chance.first, not_before or chance.first)
    return chance.told(on, not_before).sent


def _as_of(contract: Contract, full: Row, known: Mapping[str, Quarter], quarter: Quarter, states: States | None) -> Row:
    """The row without what is not known yet, and without what cannot stand without that."""
    hidden = {name for name, told_in in known.items() if told_in > quarter}
    while True:
        more = {r.fields["with"] for r in contract.rules if r.name == "filled_with" and r.fields["column"] in hidden} - hidden
        if not more:
            break
        hidden |= more
    row = {name: None if name in hidden else value for name, value in full.items()}
    return {**row, **states(row, quarter)} if states else row
