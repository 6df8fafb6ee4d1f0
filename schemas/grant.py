"""What a funder asks, in the funder's order, and which published number answers it, how nearly."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import files
from schemas.catalogue import Schemas
from schemas.codelist import TOTAL
from schemas.funding_period import FISCAL, SIZES
from schemas.measure import Measure
from schemas.structure import quarters_sum

FOLDER = "grants"
MATCHES = ("exact", "close", "provider")
"""The same thing is counted; nearly the same, and the difference is said; only the provider itself can say it."""
TOTALS = ("sum", "last", "none")
"""How quarters become the funder's period: added up, as it stood at the end, or not at all."""
LEAST_SAID = 8
"""Letters; less names no law and no award."""
COUNTED = ("count", "denominator", "numerator")
"""The statistics that can be added up."""
PEOPLE = ("served", "new", "continuing")
"""Of a measure that comes again: everybody served, who is new in the funder's year, who goes on."""
STATISTICS = ("count", "denominator", "numerator", "low", "high", "percent", "median_days")


@dataclass(frozen=True)
class Question:
    """One line of a form. `at`: the codes of the measure's dimensions that are meant; `split`: a line for each code of this one.

    `people`: of a measure that comes again, who is meant. New is who is served for the first time in the funder's year.
    """

    number: str
    asks: str
    match: str
    measure: str | None = None
    statistic: str = "count"
    at: tuple[tuple[str, str], ...] = ()
    split: str | None = None
    total: str | None = None
    people: str | None = None
    differs: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if self.match not in MATCHES:
            raise ValueError(f"question {self.number}: match must be one of {', '.join(MATCHES)}")
        if self.match == "provider" and (self.measure or not self.why):
            raise ValueError(f"question {self.number}: what only the provider can say has no measure, and 'why' says why")
        if self.match != "provider" and not self.measure:
            raise ValueError(f"question {self.number}: name the measure that answers it, or write match: provider")
        if bool(self.differs) != (self.match == "close"):
            raise ValueError(f"question {self.number}: 'differs' says what is counted otherwise, where the match is close and only there")
        if self.statistic not in STATISTICS:
            raise ValueError(f"question {self.number}: statistic must be one of {', '.join(STATISTICS)}")
        if self.people is not None and self.people not in PEOPLE:
            raise ValueError(f"question {self.number}: people must be one of {', '.join(PEOPLE)}")
        if self.people is not None and (self.at or self.split or self.total or self.statistic != "count"):
            raise ValueError(f"question {self.number}: with 'people' goes a measure and nothing else of it")
        if self.total is not None and self.total not in TOTALS:
            raise ValueError(f"question {self.number}: total must be one of {', '.join(TOTALS)}")

    def check(self, measure: Measure, schemas: Schemas) -> None:
        """Raises ValueError where a dimension or a code is not the measure's, or its quarters do not become a year like that."""
        if bool(self.people) != measure.comes_again:
            raise ValueError(f"question {self.number}: 'people' goes with a measure that comes again, and only with one")
        if self.people:
            return
        if self.total == "sum" and (self.statistic not in COUNTED or not quarters_sum(measure)):
            raise ValueError(f"question {self.number}: the quarters of {measure.name} are not added up, so total cannot be sum")
        if self.total == "last" and not measure.point:
            raise ValueError(f"question {self.number}: {measure.name} does not tell how it stands at the end, so total cannot be last")
        for dimension in (*dict(self.at), *((self.split,) if self.split else ())):
            if dimension not in measure.dimensions:
                has = ", ".join(measure.dimensions) or "none"
                raise ValueError(f"question {self.number}: {measure.name} has no dimension {dimension!r}; it has {has}")
        for dimension, code in self.at:
            known = _codes(measure, dimension, schemas)
            if code not in known:
                raise ValueError(f"question {self.number}: {dimension} has no code {code!r}; it has {', '.join(known)}")
        if self.statistic not in (has := _told(measure)):
            raise ValueError(f"question {self.number}: {measure.name} has no {self.statistic}; it has {', '.join(has)}")


@dataclass(frozen=True)
class Confidential:
    """Why a funder gets numbers that are withheld: by which law or award (`basis`), and whether it publishes what it gets."""

    basis: str
    funder_publishes: bool

    def __post_init__(self) -> None:
        if not isinstance(self.basis, str) or len(self.basis) < LEAST_SAID or not isinstance(self.funder_publishes, bool):
            raise ValueError("confidential says a basis (which law or award), and funder_publishes: true or false")


@dataclass(frozen=True)
class Grant:
    """One form of one funder."""

    name: str
    title: str
    funder: str
    form: str
    source: str
    periods: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    year: str | None = None
    """The funder's year, in which somebody is new once: calendar, federal or state. None: that of the period that is asked about."""
    confidential: Confidential | None = None
    """Where the county's own form says so: a copy with withheld numbers may be made for this funder's eyes alone."""

    def __post_init__(self) -> None:
        strange = [p for p in self.periods if p not in SIZES]
        if strange or not self.periods:
            raise ValueError(f"periods must be some of {', '.join(SIZES)}")
        if self.year is not None and self.year not in FISCAL:
            raise ValueError(f"year must be one of {', '.join(FISCAL)}")
        numbers = [q.number for q in self.questions]
        twice = sorted({n for n in numbers if numbers.count(n) > 1})
        if twice:
            raise ValueError(f"question {twice[0]} is there twice")


def read(places: tuple[Path, ...], schemas: Schemas) -> dict[str, Grant]:
    """The forms of all these folders by name; of two of one name the later folder's counts.

    Raises:
        SchemaError: a file is not of this form, or names a measure, dimension or code that there is not.
    """
    found: dict[str, Grant] = {}
    for path in files.shelf(places, FOLDER).values():
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, "title", "funder", "form", "source", "periods", "notes", "questions", "year", "confidential")
            questions = tuple(_question(q) for q in raw["questions"])
            for question in questions:
                if question.measure is not None:
                    question.check(_measure(question, schemas), schemas)
            texts = tuple(_one_line(raw[name]) for name in ("title", "funder", "form", "source"))
            notes = tuple(map(_one_line, raw.get("notes", ())))
            found[path.stem] = Grant(path.stem, *texts, tuple(raw["periods"]), notes, questions, raw.get("year"), _confidential(raw))
    return found


def codes(question: Question, schemas: Schemas) -> dict[str, str]:
    """The codes of the dimension by which a question is split, with their labels; unknown last."""
    measure = _measure(question, schemas)
    words = schemas.codelist_of(measure, str(question.split))
    labels = {c: words.label(c) for c in words.codes} if words else {}
    return dict(sorted(labels.items(), key=lambda pair: pair[0] == "unknown"))


def _question(raw: Mapping[str, Any]) -> Question:
    files.only(raw, "number", "asks", "match", "measure", "statistic", "at", "split", "total", "people", "differs", "why")
    said = {k: _one_line(v) if isinstance(v, str) else v for k, v in raw.items() if k not in ("at", "number")}
    return Question(number=str(raw["number"]), at=tuple(sorted((raw.get("at") or {}).items())), **said)


def _confidential(raw: Mapping[str, Any]) -> Confidential | None:
    if "confidential" not in raw:
        return None
    files.only(raw["confidential"], "basis", "funder_publishes")
    return Confidential(**raw["confidential"])


def _one_line(text: str) -> str:
    """YAML lets a text go over several lines; in a sheet it is one."""
    return " ".join(str(text).split())


def _measure(question: Question, schemas: Schemas) -> Measure:
    name = str(question.measure)
    if name not in schemas.measures:
        raise ValueError(f"question {question.number}: there is no measure {name!r}")
    return schemas.measures[name]


def _told(measure: Measure) -> tuple[str, ...]:
    """The statistics of a measure that a form may ask for."""
    if measure.kind == "bounds":
        return ("count", "low", "high")
    counted = ("denominator", "numerator", "percent") if measure.outcome else ("count",)
    return (*counted, *(("median_days",) if measure.medians else ()))


def _codes(measure: Measure, dimension: str, schemas: Schemas) -> list[str]:
    if measure.outcome and dimension == measure.outcome.dimension:
        return [TOTAL, *measure.outcome.codes]
    words = schemas.codelist_of(measure, dimension)
    return [TOTAL, *words.codes] if words else [TOTAL]
