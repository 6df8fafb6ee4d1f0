"""Who sends what, on what legal ground, until when."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schemas import files
from schemas.period import Quarter

_SHORT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST = 120
_CONTACT = re.compile(rf"[^\d<>]{{0,{_LONGEST}}}")
"""It stands on the published page, where every digit is taken for a number."""
TIERS = ("linkable", "rows", "counts", "register")


@dataclass(frozen=True)
class Source:
    """One extract that one programme of one agency sends. The tier belongs to the programme, since it follows its funding.

    `due_days` is the number of days after a quarter's end by which its file is due. `retain_quarters`: after how many quarters
    its rows are destroyed, where the agency agreed on fewer than the policy says.
    """

    agency: str
    programme: str
    extract: str
    tier: str
    legal_basis: str
    since: Quarter
    expires: date
    due_days: int = 30
    retain_quarters: int | None = None

    def __post_init__(self) -> None:
        if self.tier not in TIERS:
            raise ValueError(f"{self.agency}: {self.extract}: tier {self.tier!r} must be one of {', '.join(TIERS)}")
        if not isinstance(self.due_days, int) or not 0 < self.due_days < 366:
            raise ValueError(f"{self.agency}: {self.extract}: due_days is a number of days, like 30")
        if self.retain_quarters is not None and (not isinstance(self.retain_quarters, int) or self.retain_quarters < 1):
            raise ValueError(f"{self.agency}: {self.extract}: retain_quarters is a whole number, like 20")
        if not self.legal_basis:
            raise ValueError(f"{self.agency}: {self.extract}: a legal basis must be given")
        if not isinstance(self.expires, date):
            raise ValueError(f"{self.agency}: {self.extract}: expires must be a day, like 2030-12-31")

    def is_due(self, quarter: Quarter) -> bool:
        """Whether a file for `quarter` is owed: the agreement runs from `since` to the day it expires."""
        return self.since <= quarter and quarter.end <= self.expires


@dataclass(frozen=True)
class Agency:
    name: str
    title: str
    sources: tuple[Source, ...]


def read(path: Path) -> tuple[str, str, dict[str, Agency]]:
    """The county's name, whom to ask about its numbers (empty where that was not said), and its agencies by their short names."""
    with files.blamed_on(path):
        raw = files.read(path)
        files.only(raw, "county", "contact", "agencies")
        if not isinstance(raw["agencies"], dict):
            raise ValueError("agencies: must name each agency, with its programmes under it")
        strange = [n for n in raw["agencies"] if not isinstance(n, str) or not _SHORT.fullmatch(n)]
        if strange:
            raise ValueError(f"agency {strange[0]!r}: a short name is of small letters, digits and underscores, like city_police")
        contact = str(raw.get("contact") or "")
        if not _CONTACT.fullmatch(contact):
            raise ValueError(f"contact: an office and its e-mail address, in {_LONGEST} letters at most and without a digit")
        return str(raw["county"]), contact, {name: _agency(name, said) for name, said in raw["agencies"].items()}


def _agency(name: str, raw: dict[str, Any]) -> Agency:
    files.only(raw, "name", "programmes")
    sources = []
    for programme, said in raw["programmes"].items():
        files.only(said, "name", "extracts")
        for extract, terms in said["extracts"].items():
            files.only(terms, "tier", "legal_basis", "since", "expires", "due_days", "retain_quarters")
            agreed: dict[str, Any] = dict(terms)
            agreed["since"] = Quarter.parse(terms["since"])
            sources.append(Source(name, programme, extract, **agreed))
    extracts = [s.extract for s in sources]
    twice = sorted({e for e in extracts if extracts.count(e) > 1})
    if twice:
        raise ValueError(
            f"agency {name!r} sends {twice[0]!r} from two programmes; list the second programme as an agency of its own, "
            "so that its files, its tier and its receipts stay apart"
        )
    return Agency(name, raw["name"], tuple(sources))
