"""A plan in words and numbers, as plain data: what the page shows and what other programs read."""

from collections.abc import Sequence
from typing import Any

from pipelines.planning import words
from pipelines.planning.advice import advice
from pipelines.planning.assumptions import assumptions
from pipelines.planning.lines import Line, Share
from pipelines.planning.trials import AS_AGREED
from schemas import Schemas


def told(lines: Sequence[Line], schemas: Schemas, *, youth_per_year: int, quarters: int, counties: int) -> dict[str, Any]:
    """Shares are `[mean, least, most]` in whole percents."""
    said = advice(lines, schemas)
    names = dict.fromkeys(line.measure for line in lines)
    return {
        "youth_per_year": youth_per_year,
        "quarters": quarters,
        "counties": counties,
        "threshold": schemas.policy.threshold,
        "assumptions": assumptions(schemas.policy, youth_per_year, quarters, counties),
        "measures": [
            {
                "name": name,
                "title": schemas.measures[name].title,
                "question": schemas.measures[name].question,
                "advice": [one.says for one in said if one.measure == name],
                "lines": [_line(line, schemas) for line in lines if line.measure == name],
            }
            for name in names
        ],
    }


def _line(line: Line, schemas: Schemas) -> dict[str, Any]:
    return {
        "by": words.by(line.breakdown, schemas, line.measure),
        "window": line.window,
        "change": words.change(line.change, schemas, line.measure),
        "agreed": line.change == AS_AGREED,
        "joined": "years" in line.window,
        "cells": line.cells,
        "before": _percents(line.before),
        "after": _percents(line.after),
        "noughts": line.noughts.percent,
    }


def _percents(share: Share) -> list[int]:
    return [int(100 * part + 0.5) for part in (share.mean, share.least, share.most)]
