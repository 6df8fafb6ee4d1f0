"""Each rule of a contract as a sentence that the person who fills in the file can act on."""

from collections.abc import Mapping, Sequence

from schemas import under
from schemas.contract import Contract, Rule


def sentence(rule: Rule) -> str:
    """One rule in plain words, columns and codes in backticks."""
    f = rule.fields
    match rule.name:
        case "order":
            return f"`{f['then']}` is the same day as `{f['first']}` or later, where both are filled in."
        case "filled_when":
            return f"`{f['column']}` is filled in where {_condition(f['where'])}."
        case "empty_when":
            return f"`{f['column']}` is left empty where {_condition(f['where'])}."
        case "filled_with":
            return f"`{f['column']}` is filled in wherever `{f['with']}` is."
        case "at_most":
            return f"`{f['column']}` is not more than `{f['other']}`."
        case "every_code":
            return f"Every code of `{f['column']}` has a row, with 0 where there was none; so has `_T` where the list offers it."
        case "parts_sum_to_whole":
            return f"`{f['column']}` in the row `_T` is the sum of `{f['column']}` in the other rows."
        case "parts_cover_whole":
            return (
                f"`{f['column']}` in the row `_T` is at least the largest of the other rows and at most their sum, "
                "since one young person may be in several rows."
            )
    raise ValueError(f"rule {rule.name!r} has no sentence yet")


def sentences(contract: Contract) -> list[str]:
    """The rules of a contract, the ones that every extract has first."""
    key = ", ".join(f"`{k}`" for k in contract.key)
    every = [f"No two rows have the same {key}." if len(contract.key) == 1 else f"No two rows have the same {key} together."]
    if not contract.key:
        every = ["Each row is an event of its own. Rows may be alike; all of them count, and none replaces another."]
    if contract.dated_by:
        every.append(
            f"`{contract.dated_by}` is not after the last day of the file's quarter. Earlier days are welcome: "
            "send a row again when something in it has changed."
        )
    limits = {c.under for c in contract.columns.values() if c.under}
    return [*every, *map(sentence, contract.rules), *map(_of_ranges, sorted(limits))]


def _of_ranges(limit: int) -> str:
    return (
        f"Where a number is given as `{under.written(limit)}`, a rule is broken only if it is for every number from 1 to {limit - 1}. "
        "Where there was none, 0 is written."
    )


def plain(text: str) -> str:
    """The same words without backticks, for a page that cannot show them as code."""
    return text.replace("`", "")


def one_of(codes: Sequence[str]) -> str:
    """Codes as a person lists them: a, b or c."""
    named = [f"`{c}`" for c in codes]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"


def _condition(where: Mapping[str, Sequence[str]]) -> str:
    return " and ".join(f"`{column}` is {one_of(codes)}" for column, codes in where.items())
