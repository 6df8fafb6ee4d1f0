"""The copy of a return with withheld numbers, for a funder who may have them: made by one steward, approved by two others, handed out."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.defs import reviews
from pipelines.defs.intake import clock
from pipelines.defs.office import Office
from pipelines.disclosure_control import audit
from pipelines.publication import ledger, signing, store
from pipelines.publication.review import Review, Standing, standing
from pipelines.publication.signing import SigningKey, canonical, verify
from schemas.funding_period import FundingPeriod

SHELF = "returns"
MADE, HANDED_OUT = "confidential return made", "confidential return handed out"
LEFT_OUT = "[c] left out: with what is public it would tell another withheld number"
COUNTS = ("count", "denominator", "numerator")
WITHHELD = "[c]"
Fields = tuple[tuple[str, str], ...]
"""The filled fields of a row of cells.csv without its number and mark, in the order of the columns' names."""


class ReturnProblem(ValueError):
    """No confidential copy is made or handed out; the message says why, without a number."""


@dataclass(frozen=True)
class Return:
    """`given`: the withheld numbers in it, as JSON; `sheet` and `table`: the files. `runner`: the public key of who made it."""

    name: str
    form: str
    period: str
    funder: str
    basis: str
    publication: str
    withheld: int
    left_out: int
    given: str = field(repr=False)
    sheet: bytes = field(repr=False)
    table: bytes = field(repr=False)
    runner: str = ""
    signature: str = ""

    @property
    def digest(self) -> str:
        """What whoever approves puts their name to."""
        said = {k: sha256(v).hexdigest() if isinstance(v, bytes) else v for k, v in asdict(self).items() if k != "signature"}
        return sha256(canonical(said)).hexdigest()

    @property
    def about(self) -> dict[str, Any]:
        """For the ledger: no number of anybody."""
        files = {name: sha256(content).hexdigest() for name, content in (("sheet", self.sheet), ("table", self.table))}
        told = {n: getattr(self, n) for n in ("form", "period", "funder", "publication", "withheld")}
        return {"return": self.name, **told, **files}


def make(office: Office, trace: Mapping[str, Any], runner: SigningKey | None) -> Return:
    """A confidential copy of the public sheet that was traced, kept encrypted until two others have approved it.

    Raises:
        ReturnProblem: the form gives no right to one, the funder publishes, or nothing withheld can be given without telling more.
    """
    from pipelines.defs import return_sheet  # a workbook's writer, which a publication does not wait for

    award = trace["confidential"]
    if award is None:
        raise ReturnProblem(
            f"the form {trace['form']} gives no right to withheld numbers. Where a law or an award does, the county's own form in "
            "schemas/grants says so: confidential: {basis: which law or award, funder_publishes: false}"
        )
    publication, lines = str(trace["publication"]), withheld(office, str(trace["publication"]))
    wanted = _wanted(trace, lines)
    if not wanted:
        raise ReturnProblem("nothing in this return is withheld; the public sheet says all there is")
    if award["funder_publishes"]:
        raise ReturnProblem(
            f"{trace['funder']} publishes what it gets, so anyone could put that beside what is public here. Only the public sheet may go "
            "to it"
        )
    true = counted(office, publication, {lines[n] for n in wanted})
    given = safe(office, {lines[n]: true[lines[n]] for n in wanted if lines[n] in true})
    if not given:
        raise ReturnProblem("no withheld number can be given: with what is public, each would tell another withheld number")
    numbers = {n: given[fields] for n, fields in lines.items() if fields in given}
    heading = ("number", "question", *trace["columns"], "note")
    rows = [(r["number"], r["asks"], *(_said(c, numbers, lines, true) for c in r["cells"]), r["note"]) for r in trace["rows"]]
    end = FundingPeriod.parse(str(trace["period"])).quarters[-1].end
    about = _about(trace)
    mine = runner.public_key if runner else ""
    made = Return(
        name=_next_name(office, f"{trace['form']}-{trace['period']}"),
        form=str(trace["form"]),
        period=str(trace["period"]),
        funder=str(trace["funder"]),
        basis=str(award["basis"]),
        publication=publication,
        withheld=len(given),
        left_out=len(wanted) - len(given),
        given=json.dumps([[list(map(list, fields)), number] for fields, number in sorted(given.items())]),
        sheet=return_sheet.workbook(about, heading, rows, datetime(end.year, end.month, end.day)),
        table=return_sheet.table(heading, rows),
        runner=mine,
    )
    made = replace(made, signature=runner.sign(made.digest.encode()) if runner else "")
    office.frames.save(pl.DataFrame([asdict(made)]), SHELF, made.name)
    reviews.write_down(office, MADE, _name(office, mine), made.about)
    return made


def kept(office: Office, name: str) -> Return:
    """Raises ReturnProblem where there is none of that name."""
    known = [p.stem for p in sorted((office.workspace.confidential / SHELF).glob("*.parquet"))]
    if name not in known:
        raise ReturnProblem(f"there is no confidential return {name}; there is {', '.join(known) or 'none'}")
    return Return(**office.frames.load(SHELF, name).row(0, named=True))


def stands(office: Office, made: Return) -> Standing:
    """How far the two other stewards are with it."""
    listed = set(office.workspace.stewards.values())
    genuine = made.runner in listed and verify(made.digest.encode(), made.signature, made.runner)
    return standing(reviews.given(office, made.name), made.digest, listed, made.runner if genuine else None, signing.verify)


def approve(office: Office, made: Return, mine: SigningKey) -> Standing:
    """Raises ReturnProblem where it is one's own."""
    if mine.public_key == made.runner:
        raise ReturnProblem("you made this return; two others approve it")
    at = clock().replace(microsecond=0).isoformat()
    said = Review(made.name, made.digest, "approve", "", at, mine.public_key).signed(mine.sign)
    reviews.keep(office, said)
    about = {"publication": made.name, "draft": made.digest, "verdict": "approve", "reason": "", "key": said.key}
    reviews.write_down(office, "reviewed", _name(office, mine.public_key), about)
    return stands(office, made)


def hand_out(office: Office, made: Return, out: Path, who: str) -> list[Path]:
    """Write it into a new folder that only its owner may read; the book says so before the files are there.

    Raises:
        ReturnProblem: two others have not approved it, the folder is one of the workspace, or a number would tell more than before.
    """
    standing_now = stands(office, made)
    if standing_now.state != "approved" and not office.workspace.demo:
        raise ReturnProblem(f"{made.name} has {len(standing_now.given)} of 2 approvals of stewards who did not make it")
    if out.resolve().is_relative_to(office.workspace.folder.resolve()) or out.exists():
        raise ReturnProblem("name a new folder outside of the workspace, on a disk that only you can read")
    if made.publication in store.withdrawn(office.workspace.published):
        raise ReturnProblem(f"{made.publication}, whose numbers these are, was withdrawn; make the return again")
    numbers = numbers_of(made)
    if safe(office, numbers, but=made.name) != numbers:
        raise ReturnProblem("since it was made so much more was published that it would tell other withheld numbers; make it again")
    approved = [r.key for r in standing_now.given]
    reviews.write_down(office, HANDED_OUT, who, {**made.about, "approved_by": approved})
    out.mkdir(parents=True, mode=0o700)
    files = [out / "CONFIDENTIAL-sheet.xlsx", out / "CONFIDENTIAL-answers.csv"]
    for path, content in zip(files, (made.sheet, made.table), strict=True):
        path.touch(mode=0o600)
        path.write_bytes(content)
    return files


def safe(office: Office, wanted: Mapping[Fields, int], but: str = "") -> dict[Fields, int]:
    """Of these numbers those with which nobody who has them, what is public, and what was handed out before can tell another one."""
    before = {fields: n for one in handed_out(office) if one.name != but for fields, n in numbers_of(one).items()}
    folders = [office.workspace.published / name for name in store.publications(office.workspace.published)]
    families, found = audit.among_families(folders), dict(wanted)
    while found:
        told = audit.told_with(folders, {**before, **found}, office.workspace.external)
        left = {fields: n for fields, n in found.items() if families[dict(fields)["measure"]] not in told}
        if len(left) == len(found):
            break
        found = left
    return found


def told_by(office: Office, folders: Sequence[Path]) -> list[str]:
    """What stands against showing these publications, since funders were given some of their withheld numbers before."""
    out = handed_out(office)
    known = {fields: n for one in out for fields, n in numbers_of(one).items()}
    if not known:
        return []
    before = audit.told_with(folders[:-1], known, office.workspace.external) if folders[1:] else frozenset[str]()
    if not audit.told_with(folders, known, office.workspace.external) - before:
        return []
    whose = ", ".join(sorted({one.funder for one in out}))
    return [
        f"with what was handed out in confidence ({whose}) other withheld numbers could be told; "
        "leave a breakdown out (left_out in policy.yaml), and run the quarter again"
    ]


def handed_out(office: Office) -> list[Return]:
    """All that left, by the book."""
    book = office.workspace.ledger
    names = [str(e.about["return"]) for e in ledger.read(book, finished=True) if e.what == HANDED_OUT] if book.is_file() else []
    return [kept(office, name) for name in dict.fromkeys(names)]


def numbers_of(made: Return) -> dict[Fields, int]:
    return {tuple((str(c), str(v)) for c, v in fields): int(number) for fields, number in json.loads(made.given)}


def withheld(office: Office, publication: str) -> dict[int, Fields]:
    """Of each line of cells.csv that is withheld, what it is the number of."""
    with (office.workspace.published / publication / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    withheld = {n: row for n, row in enumerate(rows, start=2) if row["status"] == "c"}
    beside = ("value", "status")
    return {n: tuple(sorted((c, v) for c, v in row.items() if v and c not in beside)) for n, row in withheld.items()}


def _wanted(trace: Mapping[str, Any], lines: Mapping[int, Fields]) -> list[int]:
    """The withheld counts that the return is made of."""
    asked = [n for row in trace["rows"] for c in row["cells"] if c["said"].startswith(WITHHELD) for n in (*c["lines"], *c["less"])]
    return sorted({n for n in asked if n in lines and dict(lines[n])["statistic"] in COUNTS})


def counted(office: Office, publication: str, wanted: set[Fields]) -> dict[Fields, int]:
    """What was counted, as the line counted it last for this quarter."""
    found: dict[Fields, int] = {}
    for frame in office.frames.load_all("tabulated", store.quarter_of(publication)):
        names = [c for c in frame.columns if c not in ("value", "youth", "rest_youth", "status")]
        for *key, value in frame.filter(pl.col("value").is_not_null()).select(*names, "value").iter_rows():
            fields = tuple(sorted((c, v) for c, v in zip(names, key, strict=True) if v))
            if fields in wanted:
                found[fields] = value
    return found


def _said(cell: Mapping[str, Any], numbers: Mapping[int, int], lines: Mapping[int, Fields], true: Mapping[Fields, int]) -> str | int:
    """The true number where every withheld part of it is given; else what the public sheet says."""
    said = str(cell["said"])
    if not said.startswith(WITHHELD):
        return int(said) if said.isdigit() else said
    parts = [*cell["lines"], *cell["less"]]
    known = {n: numbers.get(n, cell["shown"].get(str(n))) for n in parts}
    if parts and None not in known.values():
        return sum(known[n] or 0 for n in cell["lines"]) - sum(known[n] or 0 for n in cell["less"])
    return LEFT_OUT if any(lines.get(n) in true for n in parts) else said


def _about(trace: Mapping[str, Any]) -> list[str]:
    return [
        f"{trace['title']}: {trace['period']}",
        f"Funder: {trace['funder']}",
        f"County: {trace['county']}; beside publication {trace['publication']}",
        f"Given by: {trace['confidential']['basis']}",
        "Some numbers here are withheld in public to protect young people. Keep this file as you keep case files.",
        "Do not publish it, do not pass it on, and do not put its numbers beside those that are public.",
    ]


def _next_name(office: Office, stem: str) -> str:
    folder = office.workspace.confidential / SHELF
    taken = {p.stem for p in folder.glob(f"{stem}-c*.parquet")}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}-c{n}") not in taken)


def _name(office: Office, public_key: str) -> str:
    from pipelines.publication.review import name

    return name(public_key, office.workspace.stewards) if public_key else reviews.WORKSPACE
