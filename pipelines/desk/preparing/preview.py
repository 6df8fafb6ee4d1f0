"""The words of a preparation: exactly what would leave and what would not, shown before anything is written.

The command and the browser page show these very lines; `target` is where the file would be written, as each of them calls it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.desk.findings import Finding, Unreadable
from pipelines.desk.preparing.bridge import Bridge
from pipelines.desk.preparing.keys import KeyProblem, LinkingKey
from pipelines.desk.preparing.making_rows import Held
from pipelines.desk.preparing.preparation import Prepared
from pipelines.desk.preparing.problems import MappingProblem, Refused

A_MAPPING = "mapping; write one with --draft-mapping FILE"
A_KEY = "key file; make one with: safecount prepare --make-key FILE"
NOTHING_WRITTEN = "Nothing was written."
_FIRST_ROWS, _LISTED = 5, 20


def lines(found: Prepared, target: object) -> Iterator[str]:
    yield f"This would leave, and nothing else: {target}"
    yield f"  read as: {found.how}"
    rows = many(len(found.rows), "row")
    counted = f"  {rows} of totals, counted from {many(found.rows_in, 'row')}"
    yield counted if found.totals else f"  {rows}, {many(found.tokens, 'different token')}"
    yield f"  columns: {', '.join(found.columns)}"
    if found.left_empty:
        yield f"  left empty, since the mapping does not fill them: {', '.join(found.left_empty)}"
    yield ""
    yield from table(found.columns, found.rows if found.totals else found.rows[:_FIRST_ROWS])
    if len(found.rows) > _FIRST_ROWS and not found.totals:
        yield f"  … and {many(len(found.rows) - _FIRST_ROWS, 'more row')} like these"
    yield ""
    yield f"Columns that are dropped ({len(found.dropped)}): {', '.join(found.dropped) or 'none'}"
    yield f"Columns that are read, but do not leave as they stand ({len(found.read_only)}): {', '.join(found.read_only) or 'none'}"
    yield from (f"Left out: {many(count, 'row')} {reason}" for reason, count in found.left_out.items())
    yield from held(found.held)
    for place, words in found.words.items():
        yield f"Words without a code, to be added to the mapping under {place}:"
        yield from (f"  {word or '(not shown)'}  in {many(count, 'row')}" for word, count in list(words.items())[:_LISTED])
        if len(words) > _LISTED:
            yield f"  … and {len(words) - _LISTED} more words"
    yield from groups(found)
    yield from (f"Please look: {note}" for note in found.notes)
    yield from _findings(found)


def many(count: int, thing: str) -> str:
    """A number with its noun."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as they would stand in the file, in columns wide enough."""
    widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(columns)]
    for row in (columns, *rows):
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def held(rows: Sequence[Held]) -> Iterator[str]:
    if not rows:
        return
    numbers = {one.row for one in rows}
    yield f"Held, and not sent: {many(len(numbers), 'row')}"
    for why, count in Counter(one.why for one in rows).most_common():
        yield f"  {count}: {why}"
    yield from (f"  {one.text}" for one in rows[:_LISTED])
    if len(rows) > _LISTED:
        yield f"  … and {len(rows) - _LISTED} more"


def groups(found: Prepared) -> Iterator[str]:
    """Who could be told apart by what is left of them."""
    if not found.groups:
        return
    people = sum(group.young_people for group in found.groups)
    yield f"Small groups: {len(found.groups)} combinations of these have fewer than 5 young people, {people} young people in all:"
    yield from (f"  {group.young_people}: {', '.join(f'{k} {v}' for k, v in group.codes.items())}" for group in found.groups[:_LISTED])
    if len(found.groups) > _LISTED:
        yield f"  … and {len(found.groups) - _LISTED} more"


def _findings(found: Prepared) -> Iterator[str]:
    told = found.examination
    yield f"Checked as the county checks it: {told.status}"
    yield from (f"  {said(finding, found)}" for finding in told.findings[: 5 * _LISTED])
    if len(told.findings) > 5 * _LISTED:
        yield f"  … and {len(told.findings) - 5 * _LISTED} more findings"
    if found.stopped:
        yield f"Nothing may be written: {found.stopped}."


def said(finding: Finding, found: Prepared) -> str:
    """A finding, with the row of the export beside the row of the file."""
    place = finding.row - 2 if finding.row else -1
    return f"{finding.text} (row {found.origins[place]} of your export)" if 0 <= place < len(found.origins) else finding.text


def of_bridge(found: Bridge, target: object) -> Iterator[str]:
    yield f"This would leave, and nothing else: {target}"
    yield f"  {len(found.rows)} young people, two tokens each, made with the old key and with the new one"
    yield ""
    yield from table(("old_token", "new_token"), found.rows[:_FIRST_ROWS])
    yield from held(found.held)


def question(found: Prepared, target: object) -> str:
    return f"Write {many(len(found.rows), 'row')} to {target}?"


def written(target: object) -> str:
    return f"Written: {target}. Your export stays as it is. Send the file by the way your county agreed."


def of_draft(target: object) -> str:
    return f"{target} is a draft: go through every line, and complete what says FILL_IN. It holds headers, and no cell of your export."


def of_key(key: LinkingKey, target: object) -> tuple[str, ...]:
    return (
        f"{target} holds a new linking key for {key.year}. Its id is {key.id}.",
        "Hand it in person to the agencies whose rows may be linked, and to nobody else; never to the county, never by e-mail.",
        "Each of them compares the id, which is not secret.",
    )


def no_text(target: object, what: str) -> str:
    return f"{target} is not text in UTF-8; it is to be the {what}"


def refusal(problem: Refused | MappingProblem | KeyProblem | Unreadable) -> tuple[str, ...]:
    """Why nothing is prepared, and that nothing was written."""
    match problem:
        case MappingProblem():
            return (*(f"mapping: {line}" for line in problem.says), NOTHING_WRITTEN)
        case KeyProblem():
            return f"key: {problem}", NOTHING_WRITTEN
        case Unreadable():
            return (*(finding.text for finding in problem.findings), NOTHING_WRITTEN)
    return f"{problem}.".replace("..", ".").replace("].", "]"), NOTHING_WRITTEN


def as_facts(found: Prepared, target: object, written: bool) -> dict[str, Any]:
    """The same for other programs: counts, headers and reasons, and no cell."""
    return {
        "file": str(target),
        "written": written,
        "status": found.examination.status,
        "stopped": found.stopped,
        "rows_in": found.rows_in,
        "rows": len(found.rows),
        "tokens": found.tokens,
        "rows_held": len({one.row for one in found.held}),
        "held": dict(Counter(one.why for one in found.held)),
        "left_out": dict(found.left_out),
        "columns": list(found.columns),
        "left_empty": list(found.left_empty),
        "dropped": list(found.dropped),
        "read_only": list(found.read_only),
        "small_groups": [{**group.codes, "young_people": group.young_people} for group in found.groups],
        "notes": list(found.notes),
        "findings": [said(finding, found) for finding in found.examination.findings],
    }
