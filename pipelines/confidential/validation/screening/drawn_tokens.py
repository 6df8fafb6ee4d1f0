"""Whether the tokens of a file may be none, so that the desk is to read the whole: it compares each of them with all others."""

from collections.abc import Iterable

import polars as pl

from pipelines.desk import token_forms

# What is made up is among these: a quarter of the signs is missing, each pair may be a letter, or it begins as of nothing.
_MAY_BE_MADE_UP = (
    r"\A(?:[^0-3]*|[^4-7]*|[^89ab]*|[^c-f]*|(?:[2-7][0-9a-f])*)\z|\A(?:"
    + "|".join(sorted({token[:16] for token in token_forms.OF_NOTHING}))
    + ")"
)


def may_be_none(tokens: pl.Series, odd: Iterable[str], asked: pl.Series) -> bool:
    """`odd` are cells of the column that were not read here, `asked` the tokens of rows that the desk sees by themselves."""
    there = pl.concat([tokens, pl.Series(tokens.name, list(odd), dtype=pl.String)]).drop_nulls()
    if not len(there):
        return False
    length = len(there[0])
    if (there.str.len_bytes() != length).any() or any(map(token_forms.is_made_up, there.filter(there.str.contains(_MAY_BE_MADE_UP)))):
        return True
    if _are_alike(there, 0) or _are_alike(there, length - token_forms.SHARED):
        return True
    digits = there.filter(there.str.contains(r"\A[0-9]+\z")).unique()
    if not len(digits):
        return False
    by_chance = there.n_unique() * (10 / 16) ** length
    return bool(token_forms.are_more_than_chance(digits.to_list(), by_chance)) or bool(asked.is_in(digits.implode()).any())


def _are_alike(tokens: pl.Series, begin: int) -> bool:
    """Several different ones with the same signs from here on; only those whose signs come back often are compared."""
    prints = tokens.str.slice(begin, token_forms.SHARED).hash()
    in_order = prints.sort()
    often = in_order.filter((in_order == in_order.shift(token_forms.ALIKE - 1)).fill_null(False)).unique()
    some = tokens.filter(prints.is_in(often.implode())).unique() if len(often) else tokens.clear()
    return bool((some.str.slice(begin, token_forms.SHARED).value_counts()["count"] >= token_forms.ALIKE).any())
