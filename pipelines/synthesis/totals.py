"""The files of those who send totals only: true counts over their clients and over what they did, quarter by quarter."""

from collections.abc import Iterator, Sequence
from random import Random

from pipelines.synthesis import adults, totals_of_clients, totals_of_events
from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.counting import Books, lines, said_vaguely
from pipelines.synthesis.events import Client, Entry, Handed
from pipelines.synthesis.filling import totalled
from pipelines.synthesis.life import Life
from pipelines.synthesis.telling import Scene

KINDS = {**totals_of_clients.KINDS, **totals_of_events.KINDS}


def every(scene: Scene, lives: Sequence[Life], clients: Sequence[Client], handed: Sequence[Handed], per_year: int) -> Iterator[Entry]:
    """Every file of totals, and the cases against adults, which are not about a young person either."""
    cases = adults.cases(scene, per_year)
    yield from cases
    books = Books(scene, lives, clients, handed, cases, per_year)
    for (agency, extract), start in scene.since.items():
        contract = scene.schemas.contracts[extract]
        if contract.kind != "counts":
            continue
        chance = Chance(Random(f"{agency} {extract} {scene.seed}"), scene.first, scene.last)
        kind = KINDS.get(extract)
        facts = list(kind.gathers(books, agency, chance)) if kind else []
        for quarter in start.through(scene.last):
            within = [f for f in facts if quarter.start <= f.on <= quarter.end]
            rows = lines(contract, scene.schemas, within, kind.counts) if kind else totalled(contract, scene.schemas, chance)
            if chance.happens(assumed.SAYS_UNDER.get(agency, 0.0)):
                rows = [said_vaguely(contract, row) for row in rows]
            for row in rows:
                # A column that nothing here counts, in a county's own contract, counts nothing.
                yield Entry(agency, extract, None, quarter, {name: row.get(name, 0) for name in contract.columns})
