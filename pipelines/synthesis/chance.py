"""The dice behind the made-up county, and the made-up people they are thrown for."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from pipelines.synthesis import assumptions as assumed
from pipelines.synthesis.assumptions import Weights
from pipelines.synthesis.events import Described, Told
from schemas.period import Quarter


@dataclass(frozen=True)
class Chance:
    """Random choices, all from one seed; and when an agency, being late one time in ten, tells of a day."""

    rng: Random
    first: Quarter
    last: Quarter

    def happens(self, share: float) -> bool:
        return self.rng.random() < share

    def one_of(self, weights: Weights) -> str:
        return self.rng.choices(tuple(weights), tuple(weights.values()))[0]

    def lag(self, mean: float) -> timedelta:
        """A number of days with this mean, many short and few long."""
        return timedelta(days=int(self.rng.expovariate(1 / mean)))

    def day(self, earliest: date, latest: date) -> date:
        return earliest + timedelta(days=self.rng.randint(0, max(0, (latest - earliest).days)))

    def any_day(self) -> date:
        """A day of the data, or of the time after it that the county has lived through and nobody has told of."""
        return self.day(self.first.start, self.last.plus(assumed.QUARTERS_BEYOND).end)

    def told(self, on: date, not_before: Quarter | None = None) -> Told:
        """What lies before the first quarter is told in the first file, as part of what was open when sending began."""
        sent = Quarter.of(on).plus(1 if self.happens(assumed.LATE) else 0) if on >= self.first.start else self.first
        return Told(on, max(sent, not_before) if not_before else sent)


@dataclass
class Person:
    """Someone who does not exist. What each agency has on record may differ: an agency may not know."""

    token: str
    born: date
    gender: str
    race: str
    home: str
    moved_on: date | None = None
    on_record: dict[str, tuple[bool, bool, bool]] = field(default_factory=dict)

    def is_adult(self, on: date) -> bool:
        return years_old(self.born, on) >= 18

    def described(self, chance: Chance, agency: str, on: date) -> Described:
        if agency not in self.on_record:
            lacks = (assumed.AGE_NOT_RECORDED, assumed.GENDER_NOT_RECORDED, assumed.RACE_NOT_RECORDED)
            no_age, no_gender, no_race = (chance.happens(share) for share in lacks)
            self.on_record[agency] = (no_age, no_gender, no_race)
        no_age, no_gender, no_race = self.on_record[agency]
        home = self.home
        if self.moved_on is not None and on >= self.moved_on:
            home = {"in_county": "out_of_county", "out_of_county": "in_county"}.get(home, home)
        return Described(
            age_band="unknown" if no_age else age_band(years_old(self.born, on)),
            gender="unknown" if no_gender else self.gender,
            race_ethnicity="unknown" if no_race else self.race,
            residence=home,
        )


def person(chance: Chance, token: str, on: date, genders: Weights, band: str | None = None) -> Person:
    """Someone as old on this day as the assumptions make likely; `band` settles the age band."""
    band = band or chance.one_of({b: share for b, (share, _, _) in assumed.AGES.items()})
    _, youngest, under = assumed.AGES[band]
    days_old = chance.rng.randint(youngest * 366, under * 365 - 1)
    return Person(
        token=token,
        born=on - timedelta(days=days_old),
        gender=chance.one_of(genders),
        race=chance.one_of(assumed.RACE),
        home=chance.one_of(assumed.RESIDENCE),
        moved_on=chance.day(on, on + timedelta(days=730)) if chance.happens(assumed.MOVES) else None,
    )


def token(seed: int, number: int) -> str:
    """The code of person `number`: a keyed hash, the same whichever agency makes it."""
    key = f"made-up county {seed}".encode()
    return hmac.new(key, f"person {number}".encode(), hashlib.sha256).hexdigest()[:16]


def years_old(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_band(years: int) -> str:
    if years < 12:
        return "age_0_11"
    return "age_12_13" if years < 14 else "age_14_15" if years < 16 else "age_16_17"
