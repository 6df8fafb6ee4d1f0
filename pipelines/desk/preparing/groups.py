"""Small groups: how many young people of the file share their age band, gender, race and home, and could be told apart by them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas import Contract, Schemas

TRAITS = ("age_band", "gender", "race_ethnicity", "residence")
SMALL = 5


@dataclass(frozen=True)
class Group:
    """A combination of codes that fewer than five young people of the file have."""

    codes: Mapping[str, str]
    young_people: int


def small_groups(rows: Iterable[Sequence[str]], contract: Contract, schemas: Schemas) -> tuple[Group, ...]:
    """The smallest first. Young people are told apart by their tokens; without tokens each row counts as one."""
    names = list(contract.columns)
    traits = [i for i, name in enumerate(names) if contract.columns[name].codelist in TRAITS]
    token = next((i for i, name in enumerate(names) if contract.columns[name].type == "token"), None)
    if contract.kind != "rows" or not traits:
        return ()
    members: dict[tuple[str, ...], set[object]] = defaultdict(set)
    for number, row in enumerate(rows):
        members[tuple(row[i] for i in traits)].add(number if token is None else row[token])
    small = [(len(who), codes) for codes, who in members.items() if len(who) < SMALL]
    return tuple(Group(dict(zip((names[i] for i in traits), codes, strict=True)), size) for size, codes in sorted(small))
