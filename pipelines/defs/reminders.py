"""A reminder to an agency: which files are asked for, what they are called, how to check them. It quotes no file."""

from collections.abc import Mapping, Sequence
from datetime import date

from pipelines.defs.deadlines import AWAITED, MISSING, REJECTED, Expected
from schemas import Schemas


def reminders(files: Sequence[Expected], schemas: Schemas, today: date) -> Mapping[str, str]:
    """Agency → a letter in plain text, for those who have something to do."""
    wanted = {a: [f for f in files if f.agency == a and _asks(f)] for a in dict.fromkeys(f.agency for f in files)}
    return {a: _letter(schemas, a, asked, today) for a, asked in sorted(wanted.items()) if asked}


def _asks(file: Expected) -> bool:
    return file.state in (AWAITED, MISSING, REJECTED) or bool(file.to_confirm)


def _letter(schemas: Schemas, agency: str, files: Sequence[Expected], today: date) -> str:
    lines = [
        f"To: {schemas.agencies[agency].title}",
        f"From: {schemas.county}, data steward",
        f"Date: {today}",
        "",
        "This is what we are waiting for from you:",
        "",
    ]
    for file in files:
        lines += [f"- {schemas.contracts[file.extract].title}, {file.quarter}", *(f"  {line}" for line in _said(file)), ""]
    lines += [
        "Check a file at your own desk before you send it: safecount check FILE",
        "What a code means: safecount explain CODE",
        *_nothing_happened({schemas.contracts[f.extract].kind for f in files}),
        "Please do not answer with a young person's name or number, and send no file by e-mail.",
    ]
    return "\n".join(lines) + "\n"


def _nothing_happened(kinds: set[str]) -> list[str]:
    """A file of totals has all its lines, with noughts in them."""
    said = []
    if kinds - {"counts"}:
        said.append("Nothing happened in the quarter? Send a file of rows or a register with its header row and no rows.")
    if "counts" in kinds:
        said.append("Nothing happened in the quarter? Send a file of totals with all its lines, and 0 in each.")
    return said


def _said(file: Expected) -> list[str]:
    name = f"{file.agency}.{file.extract}.{file.quarter}.csv (or .xlsx)"
    late = f"was due on {file.due_on}, {file.days} day{'' if file.days == 1 else 's'} ago"
    if file.state == REJECTED:
        due = late if file.days else f"is due on {file.due_on}"
        return [f"Your file was rejected; the receipt says what to correct. It {due}.", f"File name: {name}"]
    if file.state == MISSING:
        return [f"It {late}, and has not come.", f"File name: {name}"]
    if file.state == AWAITED:
        return [f"It is due on {file.due_on}.", f"File name: {name}"]
    return [f"It is in. Please confirm {', '.join(file.to_confirm)}, as the receipt says, or send a corrected file."]
