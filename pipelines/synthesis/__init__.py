"""A made-up county with made-up young people: the files its agencies would send, and beside them the truth.

Nobody in it exists. It is there to try the whole line with, to train on, and to check every count against a second one.
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pipelines.synthesis import faults as faulty
from pipelines.synthesis.events import County
from pipelines.synthesis.extracts import sheets
from pipelines.synthesis.faults import LEVELS, Planted
from pipelines.synthesis.lives import draw
from pipelines.synthesis.sending import write
from pipelines.synthesis.truth import columns, every_cell
from pipelines.synthesis.wider import FIRST, widened
from schemas import Quarter, Schemas

__all__ = ["ALL", "EXTRACTS", "LEVELS", "Planted", "Written", "county", "synthesize", "truth_at"]

EXTRACTS = FIRST
ALL = "all"
LAST = Quarter(2025, 4)


@dataclass(frozen=True)
class Written:
    """What was written: `files` in the order of their quarters, `again` those to be sent again after all of them.

    `youth` is the number of lives, those known to the advocates alone among them. `planted` lists the faults.
    """

    folder: Path
    files: tuple[Path, ...]
    truth: Path
    youth: int
    again: tuple[Path, ...] = ()
    planted: tuple[Planted, ...] = ()


def synthesize(
    folder: Path,
    *,
    schemas: Schemas,
    youth_per_year: int = 120,
    quarters: int = 16,
    last: Quarter = LAST,
    seed: int = 1,
    faults: str = "none",
    extracts: Collection[str] = EXTRACTS,
) -> Written:
    """Write the files that the agencies of a made-up county send in so many quarters up to `last`, and the truth.

    Args:
        folder: where to; the truth goes into its subfolder `truth`, files that are sent again into `resubmissions`.
        youth_per_year: young people newly confirmed as exploited, or held to be at risk, in a year.
        faults: how badly the files are spoiled: none, some or heavy. The truth stays that of the lives.
        extracts: which extracts are sent, or "all" of them; each in the quarters for which it is owed. What happens in the
            county is the same whichever are sent.

    Raises:
        ValueError: a number makes no sense, or the agreements do not cover the quarters.
    """
    if faults not in LEVELS:
        raise ValueError(f"faults must be one of {', '.join(LEVELS)}")
    made = county(schemas, youth_per_year=youth_per_year, quarters=quarters, last=last, seed=seed, extracts=extracts)
    sending = faulty.spoil(sheets(made, schemas), schemas, faults, Random(f"faults {seed}"))
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "truth"
    beside.mkdir(exist_ok=True)
    files = tuple(write(sheet, folder) for sheet in sending.sheets)
    if sending.again:
        (folder / "resubmissions").mkdir(exist_ok=True)
    again = tuple(write(sheet, folder / "resubmissions") for sheet in sending.again)
    _table(beside / "truth.csv", columns(schemas), truth_at(made, schemas, last))
    if sending.planted:
        rows = ({"file": p.file, "kind": p.kind, "row": str(p.row or "")} for p in sending.planted)
        _table(beside / "faults.csv", ["file", "kind", "row"], rows)
    return Written(folder, files, beside / "truth.csv", len(made.lives), again, sending.planted)


def county(
    schemas: Schemas, *, youth_per_year: int, quarters: int, last: Quarter, seed: int, extracts: Collection[str] = EXTRACTS
) -> County:
    """The lives of the made-up county; its agencies are those of the agreement."""
    if youth_per_year < 1 or quarters < 1:
        raise ValueError("youth per year and quarters must be 1 or more")
    first = last.plus(1 - quarters)
    chosen = _chosen(schemas, extracts, first, last)
    senders = {e: tuple(s.agency for s in schemas.sources if s.extract == e) for e in EXTRACTS}
    made = draw(senders, youth_per_year, first, last, seed)
    return made if chosen == EXTRACTS else widened(made, schemas, youth_per_year, seed, chosen)


def _chosen(schemas: Schemas, extracts: Collection[str], first: Quarter, last: Quarter) -> tuple[str, ...]:
    """The extracts to send, the first four in front. These are owed throughout, the others in some of the quarters at least.

    Raises:
        ValueError: there is no such extract, or no agreement for it.
    """
    sent = tuple(dict.fromkeys(s.extract for s in schemas.sources))
    wanted = set(sent) if extracts == ALL else {extracts} if isinstance(extracts, str) else set(extracts)
    strange = sorted(wanted - set(sent))
    if strange:
        raise ValueError(f"no agency has an agreement to send {strange[0]!r}")
    for source in schemas.sources:
        is_due = [source.is_due(q) for q in ((first, last) if source.extract in EXTRACTS else first.through(last))]
        owed = all(is_due) if source.extract in EXTRACTS else any(is_due)
        if source.extract in wanted and not owed:
            raise ValueError(
                f"{source.agency} has no agreement for all of {first} to {last}; it begins {source.since} and ends {source.expires}"
                if source.extract in EXTRACTS
                else f"{source.agency} has no agreement to send {source.extract} in {first} to {last}; it begins {source.since}"
            )
    return tuple(dict.fromkeys(e for e in (*EXTRACTS, *sorted(sent)) if e in wanted))


def truth_at(made: County, schemas: Schemas, quarter: Quarter) -> list[dict[str, str]]:
    """The truth as it could be known from the files up to this quarter, in the columns of a publication's cells."""
    return every_cell(made.lives, schemas, made.first, quarter)


def _table(path: Path, names: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(names), restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
