"""How many young people live in the county, year by year: what a number is set against when it is given per 10,000."""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schemas import files
from schemas.codelist import TOTAL, Codelist

EACH = 10_000
LEAST = 100
"""A rate of fewer than so many would jump with every single one of them."""

NAME = "reference/residents.yaml"
Group = tuple[str, str]
"""A codelist and one of its codes."""


@dataclass(frozen=True)
class Residents:
    """Public numbers, not counts of the county's agencies: `whole` by year, `groups` by year and group."""

    ages: tuple[int, int]
    as_of: date
    source: str
    assumption: bool
    whole: Mapping[int, int]
    groups: Mapping[int, Mapping[Group, int]]

    @property
    def who(self) -> str:
        return f"young people {self.ages[0]} to {self.ages[1]} years old"

    @property
    def heading(self) -> str:
        """What a rate is called wherever it stands; whoever checks the pages knows a rate by these words."""
        return f"Per {EACH:,} {self.who}"

    @property
    def codelists(self) -> frozenset[str]:
        """The codelists by which the young people are told apart."""
        return frozenset(codelist for groups in self.groups.values() for codelist, _ in groups)

    def published(self, by: Collection[str]) -> dict[str, Any]:
        """What a publication says of them, so that anyone can work the rates out again; `by`: the codelists that its measures ask for."""
        by_year: dict[str, dict[str, Any]] = {str(year): {TOTAL: number} for year, number in sorted(self.whole.items())}
        for year, groups in self.groups.items():
            for (codelist, code), number in ((g, n) for g, n in groups.items() if g[0] in by):
                by_year[str(year)].setdefault(codelist, {})[code] = number
        return {
            "heading": self.heading,
            "who": f"{self.who[:1].upper()}{self.who[1:]} who live here",
            "each": EACH,
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "assumption": self.assumption,
            "young_people": by_year,
        }


def read(places: tuple[Path, ...], county: str, codelists: Mapping[str, Codelist]) -> Residents | None:
    """The county's file; None where there is none, or only that of the made-up county.

    Raises:
        SchemaError: the file is of another county, or its numbers do not hold together.
    """
    found = [place / NAME for place in places if (place / NAME).is_file()]
    if not found:
        return None
    path = found[-1]
    with files.blamed_on(path):
        raw = files.read(path)
        files.only(raw, "county", "ages", "as_of", "source", "assumption", "young_people")
        if raw["county"] != county:
            if path.parent.parent == files.SHIPPED:
                return None
            raise ValueError("is of another county than agencies.yaml; write the county's name as it stands there")
        return _checked(raw, codelists)


def _checked(raw: Mapping[str, Any], codelists: Mapping[str, Codelist]) -> Residents:
    ages, as_of, source = raw["ages"], raw["as_of"], raw["source"]
    if not (isinstance(ages, list) and len(ages) == 2 and all(type(a) is int for a in ages) and 0 <= ages[0] < ages[1]):
        raise ValueError("ages are given as the first and the last, like [10, 17]")
    if not isinstance(as_of, date):
        raise ValueError("as_of is the day on which the numbers were taken, like 2026-07-01")
    if not isinstance(source, str) or not source.strip():
        raise ValueError("source names who published the numbers, and where")
    if not isinstance(raw.get("assumption", False), bool):
        raise ValueError("assumption is true or false")
    whole, groups = _rows(str(raw["young_people"]), codelists)
    _years(whole, groups)
    for year, found in groups.items():
        _parts(year, whole[year], found, codelists)
    return Residents((ages[0], ages[1]), as_of, source.strip(), raw.get("assumption", False), whole, groups)


def _rows(drawn: str, codelists: Mapping[str, Codelist]) -> tuple[dict[int, int], dict[int, dict[Group, int]]]:
    head, *lines = [[field.strip() for field in line.split("|")] for line in drawn.strip().splitlines()]
    if len(head) < 2 or head[0] != "year" or head[-1] != "young_people" or len(set(head)) < len(head):
        raise ValueError("young_people is a table with the columns year, then codelists, then young_people")
    strange = [c for c in head[1:-1] if c not in codelists]
    if strange:
        raise ValueError(f"there is no codelist {strange[0]!r}")
    whole: dict[int, int] = {}
    groups: dict[int, dict[Group, int]] = {}
    for n, line in enumerate(lines, 1):
        with _in_row(n):
            if len(line) != len(head):
                raise ValueError(f"has {len(line)} fields; there are {len(head)} columns")
            year, number = _number(line[0], "year"), _number(line[-1], "young_people")
            named = [(codelist, code) for codelist, code in zip(head[1:-1], line[1:-1], strict=True) if code != TOTAL]
            if not 1900 < year < 2200:
                raise ValueError("year is written with four digits")
            if number < LEAST:
                raise ValueError(f"has fewer than {LEAST} young people; leave the row out, since a rate of so few would mislead")
            if len(named) > 1:
                raise ValueError(f"names two groups, {named[0][0]} and {named[1][0]}; a row names one at the most, and {TOTAL} elsewhere")
            for codelist, code in named:
                if code not in codelists[codelist].words:
                    raise ValueError(f"codelist {codelist!r} has no code {code!r}; it has {', '.join(codelists[codelist].codes)}")
            if (named[0] in groups.get(year, {})) if named else year in whole:
                raise ValueError("says again what an earlier row says")
            if named:
                groups.setdefault(year, {})[named[0]] = number
            else:
                whole[year] = number
    return whole, groups


@contextmanager
def _in_row(number: int) -> Generator[None]:
    """Says in which row of the table something is wrong."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"young_people, row {number}: {error}") from error


def _number(text: str, column: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{column} is a whole number, nought or more, without a comma")
    return int(text)


def _years(whole: Mapping[int, int], groups: Mapping[int, Mapping[Group, int]]) -> None:
    lacking = sorted(set(groups) - set(whole))
    if lacking or not whole:
        raise ValueError(f"young_people: {lacking[0] if lacking else 'no year'} has no row for all, with {TOTAL} in each column")
    gaps = [y for y in range(min(whole), max(whole)) if y not in whole]
    if gaps:
        raise ValueError(f"young_people: {gaps[0]} is missing, between {min(whole)} and {max(whole)}")
    for year in sorted(whole):
        gone = sorted({g for found in groups.values() for g in found} - set(groups.get(year, {})))
        if gone:
            raise ValueError(f"young_people: {year} has no row for {gone[0][1]} of {gone[0][0]}, and another year has")


def _parts(year: int, whole: int, found: Mapping[Group, int], codelists: Mapping[str, Codelist]) -> None:
    """No part is larger than what it is a part of, and neither are all parts of it together."""
    together: dict[Group, int] = {}
    for (codelist, code), number in found.items():
        above = codelists[codelist].parents.get(code) or TOTAL
        above = above if (codelist, above) in found else TOTAL
        together[codelist, above] = together.get((codelist, above), 0) + number
        if number > found.get((codelist, above), whole):
            raise ValueError(f"young_people: in {year}, {code} of {codelist} is more than the whole that it is a part of")
    for (codelist, above), number in together.items():
        if number > found.get((codelist, above), whole):
            raise ValueError(f"young_people: in {year}, the parts by {codelist} are more together than their whole")
