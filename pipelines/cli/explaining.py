"""A rule in plain words, or the list of them all."""

from dataclasses import asdict
from itertools import groupby
from typing import Annotated

import typer

from pipelines.cli.console import USAGE, Format, as_json, say, stop
from pipelines.cli.options import FormatOption

_AT_THE_COUNTY = "Beside earlier quarters, at the county"
_ON_ARRIVAL = "Beside what came before, at the county"
_THEN = "Nothing is held back. Only the county can see this, beside earlier quarters, and asks the agency."


def explain_code(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Like E201; without it, every rule is listed.")] = None,
    format: FormatOption = Format.table,
) -> None:
    """A rule in plain words; without a code, the list of all."""
    from pipelines.desk.explaining import every, explained

    if code is None:
        _list(format)
        return
    found = explained(code)
    if found is not None:
        as_json(asdict(found)) if format is Format.json else say(*found.lines)
        return
    doubts, arrivals = _doubts(), _arrivals()
    wanted = code.strip().upper()
    if wanted in arrivals:
        told = {"code": wanted, "group": _ON_ARRIVAL, "means": arrivals[wanted]}
        as_json(told) if format is Format.json else say(f"{wanted}: {arrivals[wanted]}")
        return
    if wanted not in doubts:
        stop(USAGE, f"there is no rule of that name; there are {', '.join(sorted([*(e.code for e in every()), *doubts, *arrivals]))}")
    if format is Format.json:
        as_json({"code": wanted, "group": _AT_THE_COUNTY, "kind": "please confirm", "means": doubts[wanted], "then": _THEN})
    else:
        say(f"{wanted}: {doubts[wanted]}", "", f"What happens   {_THEN}")


def every_rule() -> list[dict[str, str]]:
    """All rules as they are told to other programs: those of the desk, then those that only the county can see."""
    from pipelines.desk.explaining import every

    county = [{"code": c, "group": _AT_THE_COUNTY, "kind": "please confirm", "means": m, "then": _THEN} for c, m in _doubts().items()]
    arrivals = [{"code": c, "group": _ON_ARRIVAL, "means": m} for c, m in _arrivals().items()]
    return [*(asdict(e) for e in every()), *county, *arrivals]


def _list(format: Format) -> None:
    from pipelines.desk.explaining import every

    if format is Format.json:
        as_json(every_rule())
        return
    for group, rules in groupby(every(), key=lambda e: e.group):
        say(group, *(f"  {e.code}  {e.title}" for e in rules), "")
    say(_AT_THE_COUNTY, *(f"  {code}  {means}" for code, means in _doubts().items()), "")
    say(_ON_ARRIVAL, *(f"  {code}  {means}" for code, means in _arrivals().items()))


def _doubts() -> dict[str, str]:
    from pipelines.confidential.validation import DOUBTS  # slower to load: it asks databases

    return dict(DOUBTS)


def _arrivals() -> dict[str, str]:
    from pipelines.confidential.submissions.refusals import OF_THE_COUNTY

    return dict(OF_THE_COUNTY)
