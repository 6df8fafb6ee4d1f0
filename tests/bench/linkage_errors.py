"""`python -m tests.bench.linkage_errors`: how often the token recipe joins two records that are one person, and parts that are not.

A made-up population is written down twice, by two agencies that make errors independently of each other. Every rate below is
an ASSUMPTION, chosen to look plausible; none is a measurement of any agency.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from pipelines.desk.preparing import recipe

PERSONS = 24_000  # 18,000 known to both agencies, 3,000 to each alone
BOTH = 18_000
SEED = 20_26
KEY = bytes(range(32))

# ASSUMED: the share of one agency's records with this error; each is drawn on its own.
RATES = {
    "a letter typed wrongly in the last name": 0.010,
    "a letter typed wrongly in the first name": 0.010,
    "a digit of the birth date typed wrongly": 0.006,
    "day and month swapped, where both are under 13": 0.004,
    "a nickname in place of the first name": 0.030,
    "another last name (marriage, a parent's)": 0.012,
    "of two surnames the first left out": 0.020,
    "first and last name in each other's place": 0.003,
    "sex recorded otherwise": 0.006,
    "sex not recorded": 0.010,
    "first name not recorded": 0.004,
    "birth date not recorded": 0.004,
}
# ASSUMED: differences of writing that the recipe is made to bridge.
WRITING = {"accents left out": 0.50, "hyphen, blank or second surname left out": 0.50, "a middle name added": 0.40, "capitals": 0.50}
TWO_SURNAMES = 0.25  # ASSUMED, of all persons
TWINS = 0.015  # ASSUMED: of all persons, those with a twin or triplet in the same data

_FIRST_GIRLS = (
    "Emma Olivia Ava Isabella Sofía Mía Camila Valentina Ximena Valeria Daniela Natalia María Guadalupe Esmeralda Alondra Jazmín Destiny "
    "Aaliyah Imani Nia Kiara Ebony Tiana Brianna Jasmine Alexis Ashley Samantha Elizabeth Emily Madison Abigail Chloé Zoë Grace Hannah "
    "Victoria Angela Mei Linh Thuy Mai Soo-Jin Priya Anjali Leilani Kailani Renée Noémie D’Asia Ka’mya Mary-Ann Rosa Elena Lucía Andrea"
)
_FIRST_BOYS = (
    "Liam Noah Ethan Mason Jacob Daniel Mateo Santiago Sebastián José Ángel Jesús Luis Carlos Juan Diego Adrián Andrés Joaquín Miguel "
    "Alejandro Jayden Isaiah Elijah Malik Jamal D’Andre Ka’ron Tyrone Marcus Anthony Joshua David James Robert Michael Christopher Matthew "
    "Andrew William Alexander Benjamin Samuel Jonathan Kevin Brandon Duc Minh Bao Jin-Woo Arjun Kai Keoni André François Nuñez"
)
_LAST = (
    "García Hernández Martínez López González Rodríguez Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes Cruz Morales Ortiz "
    "Gutiérrez Chávez Ruiz Álvarez Castillo Vásquez Moreno Mendoza Núñez Peña Muñoz Ibáñez Smith Johnson Williams Brown Jones Miller Davis "
    "Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Scott "
    "Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Washington Jefferson Banks Booker Nguyen Tran Le Pham Huynh Vo "
    "Kim Park Choi Chen Wang Liu Wong Chang Singh Patel Sharma O’Brien O’Neal McDonald St.-John de-la-Cruz de-los-Santos Van-Buren"
)
_SYLLABLES = (
    "ba be bo ca ce co da del di el fa fer ga gar ha hol ja ka kin la len lo ma mar mi na nor pa per ra ri ro sa sen ta ter va ver wil zan"
)
_NICKNAMES = (
    "Isabella:Bella Sofía:Sofi Valentina:Vale Guadalupe:Lupe María:Mari Alexis:Lexi Samantha:Sam Elizabeth:Liz Abigail:Abby Victoria:Vicky "
    "José:Pepe Jesús:Chuy Sebastián:Seb Alejandro:Alex Daniel:Danny Joshua:Josh David:Dave James:Jimmy Robert:Bobby Michael:Mike "
    "Christopher:Chris Matthew:Matt Andrew:Andy William:Will Alexander:Alex Benjamin:Ben Samuel:Sam Jonathan:Jon Anthony:Tony"
)
NICKNAMES = dict(pair.split(":") for pair in _NICKNAMES.split())


@dataclass(frozen=True)
class Record:
    """One person as one agency wrote them down."""

    person: int
    last: str
    first: str
    born: date | None
    sex: str


@dataclass(frozen=True)
class Measured:
    """Pairs of records of the two agencies: truly one person, joined, rightly joined; and records without a token."""

    true: int
    joined: int
    right: int
    without_token: int
    records: int

    @property
    def recall(self) -> float:
        return self.right / self.true

    @property
    def precision(self) -> float:
        return self.right / self.joined


def population(rng: Random, persons: int = PERSONS) -> list[Record]:
    """Made-up young people of ten to seventeen. Common surnames are common; a third of the surnames are rare ones."""
    girls, boys, common = _FIRST_GIRLS.split(), _FIRST_BOYS.split(), [name.replace("-", " ") for name in _LAST.split()]
    weights = [1 / (rank + 4) for rank in range(len(common))]
    syllables = _SYLLABLES.split()

    def surname() -> str:
        if rng.random() < 0.35:
            return "".join(rng.choices(syllables, k=rng.choice((2, 3, 3)))).capitalize()
        return rng.choices(common, weights)[0]

    found: list[Record] = []
    while len(found) < persons:
        sex = "f" if rng.random() < 0.5 else "m"
        names = girls if sex == "f" else boys
        given = rng.choices(names, [1 / (rank + 6) for rank in range(len(names))])[0]
        if rng.random() < 0.25:  # names that few bear
            given = "".join(rng.choices(syllables, k=rng.choice((2, 2, 3)))).capitalize()
        last = f"{surname()}-{surname()}" if rng.random() < TWO_SURNAMES else surname()
        born = date(2008, 1, 1) + timedelta(rng.randrange(8 * 365))
        found.append(Record(len(found), last, given, born, sex))
        if rng.random() < TWINS / 2:
            found.append(replace(found[-1], person=len(found), first=rng.choice([name for name in names if name != given])))
    return found[:persons]


def written_down(person: Record, rng: Random) -> Record:
    """As one agency has it, with its own way of writing and its own errors."""
    record = person
    for share, error in zip(RATES.values(), _ERRORS, strict=True):
        if rng.random() < share:
            record = error(record, rng)
    for share, way in zip(WRITING.values(), _WAYS, strict=True):
        if rng.random() < share:
            record = way(record, rng)
    return record


def measured(with_sex: bool = True, only: str = "", seed: int = SEED) -> Measured:
    """What comes of it. `only` lets one kind of error happen alone."""
    rng = Random(seed)
    people = population(rng)
    kept = dict(RATES)
    if only:
        RATES.update({name: share if name == only else 0.0 for name, share in kept.items()})
    try:
        one = [written_down(person, rng) for person in people[: (PERSONS + BOTH) // 2]]
        other = [written_down(person, rng) for person in people[(PERSONS - BOTH) // 2 :]]
    finally:
        RATES.update(kept)
    tokens, missing = [], 0
    for records in (one, other):
        by_token: dict[str, Counter[int]] = {}
        for record in records:
            said = recipe.message(record.last, record.first, record.born, record.sex if with_sex else "u")
            if isinstance(said, recipe.Lacking):
                missing += 1
            else:
                by_token.setdefault(recipe.token(KEY, said), Counter())[record.person] += 1
        tokens.append(by_token)
    joined = right = 0
    for token, persons in tokens[0].items():
        others = tokens[1].get(token, Counter())
        joined += persons.total() * others.total()
        right += sum(times * others[person] for person, times in persons.items())
    return Measured(BOTH, joined, right, missing, len(one) + len(other))


def _typed(text: str, rng: Random) -> str:
    """A letter left out, doubled, changed or swapped with the next."""
    at = rng.randrange(len(text))
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
        )
    )


def _digit(record: Record, rng: Random) -> Record:
    assert record.born is not None
    return replace(record, born=record.born + timedelta(rng.choice((-365, -30, -10, -1, 1, 10, 30, 365))))


def _swapped(record: Record, rng: Random) -> Record:
    born = record.born
    return replace(record, born=date(born.year, born.day, born.month)) if born and born.day < 13 else record


def _other_name(record: Record, rng: Random) -> Record:
    return replace(record, last=rng.choice(_LAST.split()).replace("-", " "))


def _second_only(record: Record, rng: Random) -> Record:
    return replace(record, last=record.last.split("-")[-1])


def _other_sex(record: Record, rng: Random) -> Record:
    return replace(record, sex="m" if record.sex == "f" else "f")


Change = Callable[[Record, Random], Record]
_ERRORS: tuple[Change, ...] = (
    lambda r, rng: replace(r, last=_typed(r.last, rng)),
    lambda r, rng: replace(r, first=_typed(r.first, rng)),
    _digit,
    _swapped,
    lambda r, rng: replace(r, first=NICKNAMES.get(r.first, r.first)),
    _other_name,
    _second_only,
    lambda r, rng: replace(r, last=r.first, first=r.last),
    _other_sex,
    lambda r, rng: replace(r, sex="u"),
    lambda r, rng: replace(r, first=""),
    lambda r, rng: replace(r, born=None),
)
_PLAIN = str.maketrans("áéíóúñÁÉÍÓÚë", "aeiounAEIOUe")
_WAYS: tuple[Change, ...] = (
    lambda r, rng: replace(r, last=r.last.translate(_PLAIN), first=r.first.translate(_PLAIN)),
    lambda r, rng: replace(r, last=rng.choice((r.last.replace("-", " "), r.last.split("-")[0]))),
    lambda r, rng: replace(r, first=f"{r.first} {rng.choice(('Marie', 'J.', 'Luis', 'Ann'))}") if r.first else r,
    lambda r, rng: replace(r, last=r.last.upper(), first=r.first.upper()),
)


def table() -> Iterator[tuple[str, str]]:
    """What is printed, and stated in the handbook."""
    found, without = measured(), measured(with_sex=False)
    yield "recall", f"{100 * found.recall:.1f} %"
    yield "precision", f"{100 * found.precision:.2f} %"
    yield "records without a token", f"{100 * found.without_token / found.records:.1f} %"
    yield "recall, were sex left out", f"{100 * without.recall:.1f} %"
    yield "precision, were sex left out", f"{100 * without.precision:.2f} %"
    for name in RATES:
        yield f"pairs lost to: {name}", f"{100 * (1 - measured(only=name).recall):.1f} %"


if __name__ == "__main__":
    for what, figure in table():
        sys.stdout.write(f"{what:<72}{figure:>9}\n")
