"""One steward makes the copy: only where the county's form gives the right to it, and without what would tell more."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.defs import behind, reviews
from pipelines.defs.office import Office
from pipelines.defs.returns import counts
from pipelines.defs.returns.attacked import safe
from pipelines.defs.returns.paper import SHELF, Return, ReturnProblem, steward
from pipelines.publication.signing import SigningKey
from schemas.funding_period import FundingPeriod

MADE = "confidential return made"


def make(office: Office, trace: Mapping[str, Any], runner: SigningKey | None) -> Return:
    """A confidential copy of the public sheet that was traced, kept encrypted until two others have approved it.

    Raises:
        ReturnProblem: the form gives no right to one, the funder publishes, the quarter was counted anew since, or nothing withheld can
            be given without telling more.
    """
    from pipelines.defs.returns import sheet  # a workbook's writer, which a publication does not wait for

    award = trace["confidential"]
    if award is None:
        raise ReturnProblem(
            f"the form {trace['form']} gives no right to withheld numbers. Where a law or an award does, the county's own form in "
            "schemas/grants says so: confidential: {basis: which law or award, funder_publishes: false}"
        )
    publication, lines = str(trace["publication"]), counts.withheld(office, str(trace["publication"]))
    wanted = counts.wanted(trace, lines)
    if not wanted:
        raise ReturnProblem("nothing in this return is withheld; the public sheet says all there is")
    if award["funder_publishes"]:
        raise ReturnProblem(
            f"{trace['funder']} publishes what it gets, so anyone could put that beside what is public here. Only the public sheet may go "
            "to it"
        )
    if not behind.is_as_counted(office, publication):
        raise ReturnProblem(
            f"what the line counted last is not what {publication} was made of, so the numbers would not agree with those that are public. "
            "Run the quarter and publish it; then make the return of that publication"
        )
    true = counts.counted(office, publication, {lines[n] for n in wanted})
    given = safe(office, {lines[n]: true[lines[n]] for n in wanted if lines[n] in true})
    if not given:
        raise ReturnProblem("no withheld number can be given: with what is public, each would tell another withheld number")
    numbers = {n: given[fields] for n, fields in lines.items() if fields in given}
    heading = ("number", "question", *trace["columns"], "note")
    rows = [(r["number"], r["asks"], *(counts.said(c, numbers, lines, true) for c in r["cells"]), r["note"]) for r in trace["rows"]]
    secret = [
        frozenset(n for n, c in enumerate(r["cells"], 2) if counts.is_secret(c, row[n])) for r, row in zip(trace["rows"], rows, strict=True)
    ]
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
        sheet=sheet.workbook(about, heading, rows, secret, datetime(end.year, end.month, end.day)),
        table=sheet.table(heading, rows, secret),
        runner=mine,
    )
    made = replace(made, signature=runner.sign(made.digest.encode()) if runner else "")
    office.frames.save(pl.DataFrame([asdict(made)]), SHELF, made.name)
    reviews.write_down(office, MADE, steward(office, mine), made.about)
    return made


def _about(trace: Mapping[str, Any]) -> list[str]:
    return [
        f"{trace['title']}: {trace['period']}",
        f"Funder: {trace['funder']}",
        f"County: {trace['county']}; beside publication {trace['publication']}",
        f"Given by: {trace['confidential']['basis']}",
        "The red numbers here are withheld in public to protect young people. Keep this file as you keep case files.",
        "Do not publish it, do not pass it on, and do not put its numbers beside those that are public.",
    ]


def _next_name(office: Office, stem: str) -> str:
    folder = office.workspace.confidential / SHELF
    taken = {p.stem for p in folder.glob(f"{stem}-c*.parquet")}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}-c{n}") not in taken)
