"""The guide of one agency, made from the agreement: what it sends, how a quarter goes, what may be found, what its data answers.

The sentences stand in `guide.en.yaml`; here is only what is filled into them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from reports.handbook import wording
from reports.handbook.picture import Picture, picture
from schemas import Agency, Contract, Quarter, Schemas, Source, files
from schemas.mou import Memorandum

TIERS = ("linkable", "rows", "counts", "register")
Words: TypeAlias = Mapping[str, Any]
Told: TypeAlias = Mapping[str, str]  # a rule of the desk, as `safecount explain` tells it
Part: TypeAlias = tuple[str, tuple[str, ...]]  # a sentence or more, and the commands that go with it

# Findings of a cell, between cells or lines, and of privacy: what in a contract can lead to each.
_OF_A_CELL = {"date": "E201", "code": "E205", "integer": "E207"}
_BETWEEN = {
    "order": "E301",
    "filled_when": "E302",
    "empty_when": "E303",
    "filled_with": "E304",
    "at_most": "E305",
    "every_code": "E402",
    "parts_sum_to_whole": "E403",
    "parts_cover_whole": "E404",
}
_TWO_ROWS, _NAMES, _BIRTH_DATES, _CASE_NUMBERS, _ROWS_FOR_TOTALS = "E401", "P501", "P503", "P506", "T601"


@dataclass(frozen=True)
class Step:
    """One of the five steps of a quarter."""

    title: str
    parts: tuple[Part, ...]
    picture: Picture | None = None


@dataclass(frozen=True)
class Guide:
    """What is filled into the guide of one agency. `rules` are those of the desk by code."""

    schemas: Schemas
    memorandum: Memorandum | None
    rules: Mapping[str, Told]
    agency: Agency
    words: Words

    def content(self) -> dict[str, Any]:
        return {
            "w": self.words,
            "title": self.words["title"].format(agency=self.agency.title),
            "lead": self._lead(),
            "sends": tuple(self._sends()),
            "files": [self._file(s) for s in self.agency.sources],
            "steps": tuple(self._steps()),
            "never": tuple(self._never()),
            "under": self._under(),
            "data": tuple(self._data()),
            "found": [self.rules[code] for code in commonest(self._contracts, self._tiers) if code in self.rules],
            "clauses": self._clauses,
            "answers": self._counted("answers", len(self._clauses)),
            "more": self._more(),
        }

    @cached_property
    def _tiers(self) -> tuple[str, ...]:
        return tuple(t for t in TIERS if any(s.tier == t for s in self.agency.sources))

    @cached_property
    def _contracts(self) -> tuple[Contract, ...]:
        return tuple(self.schemas.contracts[s.extract] for s in self.agency.sources)

    @cached_property
    def _quarter(self) -> Quarter:
        """The first quarter for which all its files are due: the example throughout."""
        return max(max(s.since, self.schemas.contracts[s.extract].effective) for s in self.agency.sources)

    def _first(self, tier: str) -> Source:
        return next(s for s in self.agency.sources if s.tier == tier)

    def _name(self, source: Source, ending: str) -> str:
        return f"{self.agency.name}.{source.extract}.{self._quarter}.{ending}"

    def _counted(self, group: str, count: int, **more: object) -> str:
        words = self.words[group]
        return words["none" if not count else "one" if count == 1 else "many"].format(count=count, **more)

    def _lead(self) -> str:
        lead = self.words["lead"]
        return lead.get(" ".join(self._tiers), lead["any"])

    def _sends(self) -> Iterator[str]:
        send, sources = self.words["send"], self.agency.sources
        yield self._counted("send", len(sources))
        days = {self._quarter.end + timedelta(days=s.due_days) for s in sources}
        if len(days) == 1:
            yield send["due" if len(sources) == 1 else "dues"].format(quarter=self._quarter, day=min(days).isoformat())
        if self._tiers == ("counts",):
            yield send["zero"]
        else:
            yield f"{send['nothing']} {send['zero_too']}" if "counts" in self._tiers else send["nothing"]

    def _file(self, source: Source) -> tuple[str, str, tuple[str, ...]]:
        """The page of its columns, its title, and the facts beside it."""
        contract = self.schemas.contracts[source.extract]
        facts = (
            contract.grain[:1].upper() + contract.grain[1:],
            wording.TIERS[source.tier],
            source.legal_basis,
            self.words["send"]["after"].format(days=source.due_days),
            source.expires.isoformat(),
        )
        return f"contracts/{contract.name}.html", contract.title, facts

    def _steps(self) -> Iterator[Step]:
        words, name = self.words["quarter"], self.agency.name
        main = self._first(self._tiers[0])
        sent = self._name(main, "xlsx" if main.tier == "register" else "csv")
        yield Step(words["forms"]["title"], ((words["forms"]["says"], (f"safecount template --agency {name}",)),))
        made = tuple((words["prepare"][t].format(extract=self._first(t).extract), self._prepare(t)) for t in self._tiers)
        yield Step(words["prepare"]["title"], made)
        yield Step(words["check"]["title"], ((words["check"]["says"], (f"safecount check {sent}",)),), self._picture("checker"))
        yield Step(words["send"]["title"], ((words["send"]["says"], (f"safecount submit {sent}",)),))
        receipt = f"{name}.{main.extract}.{self._quarter}.001.json"
        verify = f"safecount verify {receipt} --key KEY_OF_THE_COUNTY"
        yield Step(words["receipt"]["title"], ((words["receipt"]["says"], (verify,)),), self._picture("receipt"))

    def _prepare(self, tier: str) -> tuple[str, ...]:
        extract = self._first(tier).extract
        start = f"safecount prepare EXPORT.csv --extract {extract} --agency {self.agency.name}"
        mapping = f"{extract}.mapping.yaml"
        key = " --key linking.key" if tier == "linkable" else ""
        if tier == "register":
            return ()
        return f"{start} --draft-mapping {mapping}", f"{start} --mapping {mapping} --quarter {self._quarter}{key}"

    def _picture(self, name: str) -> Picture:
        return picture(name, self.words["pictures"][name])

    def _never(self) -> Iterator[str]:
        never = self.words["never"]
        for tier in self._tiers:
            yield never[tier]
            if tier == "counts":
                grounds = dict.fromkeys(s.legal_basis for s in self.agency.sources if s.tier == tier)
                yield from (never["law"].format(ground=ground) for ground in grounds)
        takes = self._takes_under
        if takes:
            count = sum(len(columns) for _, columns in takes)
            columns = never["under_one"] if count == 1 else never["under_many"].format(count=count)
            yield never["under"].format(under=self._small, columns=columns)
        yield never["refused"]

    @cached_property
    def _takes_under(self) -> list[tuple[Contract, list[str]]]:
        """Its contracts with a column that may say that a number is small, and those columns."""
        every = [(c, [k.name for k in c.columns.values() if k.under]) for c in self._contracts]
        return [(contract, columns) for contract, columns in every if columns]

    @property
    def _small(self) -> int:
        return max(k.under or 0 for c, _ in self._takes_under for k in c.columns.values())

    def _under(self) -> dict[str, Any] | None:
        if not self._takes_under:
            return None
        rows = [(contract.title, ", ".join(columns)) for contract, columns in self._takes_under]
        return {"caption": self.words["never"]["under_caption"].format(under=self._small), "rows": rows}

    def _data(self) -> Iterator[str]:
        policy, data = self.schemas.policy, self.words["data"]
        yield from (data[t] for t in self._tiers if t in data)
        yield from (said.format(less=policy.threshold - 1) for said in data["always"])

    @cached_property
    def _clauses(self) -> list[tuple[str, str, str, str]]:
        """The clauses of the memorandum that its files help to show, with the questions and the files."""
        if self.memorandum is None:
            return []
        own = {c.name: c.title for c in self._contracts}
        found = []
        for clause in self.memorandum.clauses.values():
            shown = [self.memorandum.measures[m] for m in clause.measures]
            fed = {m.id: [f.partition(".")[0] for f in m.fields if f.partition(".")[0] in own] for m in shown}
            titles = dict.fromkeys(own[e] for extracts in fed.values() for e in extracts)
            if titles:
                questions = "; ".join(f"{m.title} ({m.id})" for m in shown if fed[m.id])
                found.append((f"{clause.asks}.", clause.source, questions, "; ".join(titles)))
        return found

    def _more(self) -> list[list[str]]:
        more = self.words["more"]
        links = [*more["links"], *(link for t in self._tiers for link in more.get(t, ()))]
        return list({link: [link, name] for link, name in links}.values())


def words(folder: Path, language: str = "en") -> Words:
    """The sentences of the guides in a language."""
    return files.read(folder / f"guide.{language}.yaml")


def commonest(contracts: tuple[Contract, ...], tiers: tuple[str, ...]) -> tuple[str, str, str]:
    """The findings that can come up in most places of these files: of a cell, between cells or lines, and of privacy.

    How often a rule was broken is not known before files are sent; in how many places it can be broken is.
    """
    cells = Counter(_OF_A_CELL[k.type] for c in contracts for k in c.columns.values() if k.type in _OF_A_CELL)
    between = Counter(_BETWEEN[r.name] for c in contracts for r in c.rules)
    return _most(cells, "E205"), _most(between, _TWO_ROWS), _privacy(contracts, tiers)


def _most(found: Counter[str], otherwise: str) -> str:
    return min(found, key=lambda code: (-found[code], code), default=otherwise)


def _privacy(contracts: tuple[Contract, ...], tiers: tuple[str, ...]) -> str:
    if not {"linkable", "rows"} & set(tiers):
        return _ROWS_FOR_TOTALS if "counts" in tiers else _NAMES
    return _BIRTH_DATES if any("age_band" in c.columns for c in contracts) else _CASE_NUMBERS
