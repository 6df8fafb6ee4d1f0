"""The text that goes with a return: what can be said, what cannot and why, and what changed since the last return."""

from collections.abc import Sequence

from reports.dashboard.publication import Publication
from reports.grants.answers import Answer
from schemas.funding_period import FundingPeriod
from schemas.grant import Grant, Question


def written(
    grant: Grant,
    period: FundingPeriod,
    publication: Publication,
    found: Sequence[Answer],
    changed: Sequence[tuple[str, str, str, str]],
) -> str:
    """Markdown, to be taken over into the funder's text fields."""
    given = [a for a in found if a.total.value is not None]
    lacking = [a for a in found if a.total.value is None and a.question.match != "provider"]
    yours = [a for a in found if a.question.match == "provider"]
    parts = [
        f"# {grant.title}: {period}",
        f"{publication.county}. Numbers of publication {publication.name}, {period.quarters[0].start} to {period.quarters[-1].end}.",
        *publication.notes,
        "## What the numbers say",
        _list([_sentence(a) for a in given]) or "None of the questions can be answered with a published number for this period.",
        "## What has no number, and why",
        _list(_lacking(lacking)) or "Every question that can be answered has a number.",
        "## What you must fill in yourself",
        _list([f"{a.number} {a.asks}: {a.question.why}" for a in yours]) or "Nothing.",
        "## What is counted otherwise than the form asks",
        _list([f"{a.question.number} {a.question.asks}: {a.question.differs}" for a in _once(found) if a.question.differs]) or "Nothing.",
        "## Changed since the last return of this period",
        _list([f"{number} {asks}: was {was}, is {now}" for number, asks, was, now in changed]) or "Nothing, or there was none.",
    ]
    return "\n\n".join(parts) + "\n"


def _sentence(answer: Answer) -> str:
    apart = [q for q in answer.quarters if q.value is not None]
    steps = f" (by quarter: {', '.join(q.said for q in answer.quarters)})" if len(answer.quarters) > 1 and apart else ""
    return f"{answer.number} {answer.asks}: {answer.total.said}{steps}"


def _lacking(lines: Sequence[Answer]) -> list[str]:
    """One line for each question and reason; of one that is split, all groups together where none has a number."""
    said: dict[tuple[Question, str], list[Answer]] = {}
    for one in lines:
        said.setdefault((one.question, f"{one.total.words}{_near(one)}"), []).append(one)
    return [f"{_name(question, group)}: {why}." for (question, why), group in said.items()]


def _name(question: Question, group: Sequence[Answer]) -> str:
    if len(group) == 1:
        return f"{group[0].number} {group[0].asks}"
    return f"{group[0].number} to {group[-1].number} {question.asks} ({len(group)} lines)"


def _near(answer: Answer) -> str:
    return f"; in the calendar year {answer.nearest[0]} it was {answer.nearest[1].said}" if answer.nearest else ""


def _once(found: Sequence[Answer]) -> list[Answer]:
    """One line for each question, also where it was split."""
    return list({a.question: a for a in reversed(found)}.values())[::-1]


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
