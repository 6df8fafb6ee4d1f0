"""For programs: of which lines of cells.csv each number of a return is made, also where marks stand in its place."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reports.dashboard.publication import Publication
from reports.grants.answers import Answer, Found
from schemas.funding_period import FundingPeriod
from schemas.grant import Grant


def written(grant: Grant, period: FundingPeriod, publication: Publication, found: Sequence[Answer]) -> bytes:
    """`cells` has one entry for each of `columns`: the quarters, where there are several, and the whole period."""
    quarters = [str(q) for q in period.quarters] if period.size != "quarter" else []
    award, shown = grant.confidential, {c.line: c.number for c in publication.cells if c.number is not None}
    said = {
        "form": grant.name,
        "title": grant.title,
        "funder": grant.funder,
        "period": str(period),
        "county": publication.county,
        "publication": publication.name,
        "confidential": {"basis": award.basis, "funder_publishes": award.funder_publishes} if award else None,
        "columns": [*quarters, str(period)],
        "rows": [_row(a, bool(quarters), shown) for a in found],
    }
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()


def _row(answer: Answer, with_quarters: bool, shown: Mapping[int, int]) -> dict[str, Any]:
    cells = [*(answer.quarters if with_quarters else ()), answer.total]
    note = answer.question.differs or answer.question.why
    return {"number": answer.number, "asks": answer.asks, "note": note, "cells": [_cell(c, shown) for c in cells]}


def _cell(found: Found, shown: Mapping[int, int]) -> dict[str, Any]:
    """`shown`: of those lines that are published, their numbers."""
    numbers = {str(line): shown[line] for line in (*found.lines, *found.less) if line in shown}
    return {"said": found.said, "lines": list(found.lines), "less": list(found.less), "shown": numbers}
