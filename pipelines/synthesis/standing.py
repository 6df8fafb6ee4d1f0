"""What a register's sender knows in one quarter, so that what stands changes slowly and comes about once and for all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance
from pipelines.synthesis.events import Row
from pipelines.synthesis.telling import Scene
from schemas import Quarter


@dataclass(frozen=True)
class Here:
    """One sender of a register in one quarter. `steady` throws the same dice in every quarter, `chance` others each time."""

    scene: Scene
    agency: str
    quarter: Quarter
    chance: Chance

    def steady(self, *of: object) -> Chance:
        of_what = " ".join(map(str, of))
        return Chance(Random(f"{self.agency} {of_what} {self.scene.seed}"), self.scene.first, self.scene.last)

    def since(self, *of: object) -> date:
        """A day that stays the same: some time before the data, or within them."""
        steady = self.steady("since", *of)
        return self.scene.begins - min(steady.lag(assumed.LONG_STANDING), timedelta(days=3000)) + timedelta(days=steady.rng.randint(0, 150))

    def is_there(self, share: float, *of: object) -> bool:
        """Whether something has come about by the quarter's end, once and for all."""
        return self.steady(*of).happens(share) and self.since(*of) <= self.quarter.end

    def looked_at(self, earliest: date, *of: object) -> date | None:
        """The last day of a yearly review by the quarter's end."""
        day, step = earliest + timedelta(days=self.steady("review", *of).rng.randint(200, 420)), timedelta(days=365)
        if day > self.quarter.end or not self.steady("reviewed", *of).happens(0.7):
            return None
        return day + step * ((self.quarter.end - day).days // 365)


Made = Callable[[Here], Iterator[Row]]
