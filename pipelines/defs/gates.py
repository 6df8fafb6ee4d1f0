"""What the gates between the assets ask, apart from how Dagster asks it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.confidential import validation
from pipelines.confidential.validation import Judgement
from pipelines.defs.office import Office
from pipelines.defs.resources import Parts
from pipelines.publication import store
from schemas import Quarter, Schemas
from schemas.forms.expectations import expectations, sums

if TYPE_CHECKING:
    from pipelines.disclosure_control.audit import Audit, Checked


def judge(harmonized: Mapping[str, Parts], schemas: Schemas) -> dict[str, Judgement]:
    """What Great Expectations says of the accepted tables, by partition and extract.

    A single agency's files are judged row by row; longer histories, and files too long for that, by how many rows break each
    rule, all files at once.
    """
    from pipelines.confidential.validation import gx  # seconds to load, so only where it is asked

    files = {f"{p}: {n}": (rows, schemas.contracts[n]) for p, parts in harmonized.items() for n, rows in parts.items()}
    one_by_one = len(harmonized) == 1
    by_row = {f for f, (rows, _) in files.items() if one_by_one and rows.height <= gx.MOST_ROWS}
    counts = {
        f: validation.rule_counts(rows, [*([] if f in by_row else expectations(schemas, c)), *sums(c)]) for f, (rows, c) in files.items()
    }
    judged = gx.judge_counts({f: c for f, c in counts.items() if c}) if counts else {}
    rows_judged = {f: gx.judge_rows(files[f][0], expectations(schemas, files[f][1])) for f in sorted(by_row)}
    return {f: _both(judged.get(f), rows_judged.get(f)) for f in files}


def _both(*parts: Judgement | None) -> Judgement:
    said = [p for p in parts if p]
    return Judgement.of(sum(p.expectations for p in said), tuple(f for p in said for f in p.failed))


def drifted(office: Office, last: Quarter) -> list[str]:
    """Files of the quarter that ask for a word with the agency: which, and why, without a number of theirs."""
    doubts = []
    for name, contract in office.schemas.contracts.items():
        sources = [s for s in office.schemas.sources if s.extract == name]
        kept = [
            office.frames.load("harmonized", s.agency, str(q), name)
            for s in sources
            for q in s.since.through(last)
            if office.frames.has("harmonized", s.agency, str(q), name)
        ]
        sent = [s.agency for s in sources if office.frames.has("harmonized", s.agency, str(last), name)]
        if kept and contract.kind == "rows":
            doubts += validation.look_across(pl.concat(kept), contract, last, sent)
    return sorted({f"{d.agency}: {d.extract}: {d.code}" for d in doubts})


def attack(office: Office, draft: str) -> "Audit":
    """The independent attacker on a draft's files and everything published, told which cells are truly small."""
    from pipelines.disclosure_control import audit

    small = office.frames.load("protected", store.quarter_of(draft), "small")
    return audit.audit_publications(seen(office, draft), small=frozenset(small.rows()), external=office.workspace.external)


def attack_unaided(office: Office, draft: str) -> "Audit":
    """The same, knowing only what any reader knows: every withheld number might be a small one. With a certificate."""
    from pipelines.disclosure_control import audit

    return audit.audit_publications(seen(office, draft), external=office.workspace.external, certified=True)


def certified(office: Office, draft: str, certificate: Mapping[str, Any]) -> "Checked":
    """What a verifier without a solver makes of the draft's certificate."""
    from pipelines.disclosure_control import audit

    return audit.verify_publications(certificate, seen(office, draft), office.workspace.external)


def seen(office: Office, draft: str) -> list[Path]:
    """All that a reader will have: what was published, oldest first, and the draft."""
    shelf = office.workspace.published
    return [*(shelf / name for name in store.publications(shelf)), office.workspace.drafts / draft]


def notes(office: Office, last: Quarter) -> list[str]:
    """What the door has to tell the steward about a draft: names and lines, no figure."""
    return office.frames.load("protected", str(last), "notes")["note"].to_list()
