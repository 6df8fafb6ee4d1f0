"""How many rows break each rule of a contract: counted fast, so that the numbers can be judged instead of the rows."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import polars as pl

from schemas.forms.expectations import Expectation, rule_of

NO_NUMBER = -(2**53)  # below every least number a contract can name, and exact as a decimal number too
SENDER = ("agency", "quarter")

_OF_NUMBERS = "expect_column_values_to_be_between"
_UNDER = r"\Aunder_([0-9]{1,9})\z"  # a number given as "under 11"

Kwargs = Mapping[str, Any]


def rule_counts(rows: pl.DataFrame, expectations: Sequence[Expectation]) -> dict[str, int]:
    """Short name of a rule → how many rows break it (for a rule about the whole file: how many columns or codes).

    `rows` are the accepted or the harmonized rows of one file. A rule on a column that is not there is broken once.
    """
    rows = comparable(rows, expectations)
    counts = {rule_of(e): _count(e, rows) for e in expectations}
    asked = {rule: count for rule, count in counts.items() if isinstance(count, pl.Expr)}
    answered = rows.select(**asked).row(0, named=True) if asked else {}
    return {rule: int(answered[rule] or 0) if isinstance(count, pl.Expr) else count for rule, count in counts.items()}


def comparable(rows: pl.DataFrame, expectations: Sequence[Expectation]) -> pl.DataFrame:
    """Days as YYYY-MM-DD, empty text as missing, numbers as numbers; what is no number counts as far too small.

    A column whose numbers may be given as "under 11" stays text.
    """
    numbers = {e["kwargs"]["column"] for e in expectations if e["type"] == _OF_NUMBERS}
    agreed = {c for e in expectations for c in named_columns(e)}
    # Harmonized rows say who sent them for which quarter; contracts do not.
    rows = rows.drop([c for c in SENDER if c in rows.columns and c not in agreed])
    text = rows.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).with_columns(pl.col(pl.String).replace("", None))
    written = [pl.col(c) for c, t in text.schema.items() if c in numbers and t == pl.String]
    return text.with_columns(pl.when(c.is_not_null()).then(c.cast(pl.Int64, strict=False).fill_null(NO_NUMBER)) for c in written)


def named_columns(expectation: Expectation) -> tuple[str, ...]:
    """The columns an expectation is about, its condition's among them."""
    k = expectation["kwargs"]
    single = tuple(k[name] for name in ("column", "column_A", "column_B", "other", "by") if name in k)
    return (*single, *k.get("column_list", ()), *_conditioned(k.get("row_condition")))


def _count(expectation: Expectation, rows: pl.DataFrame) -> pl.Expr | int:
    if expectation["type"] == "expect_table_columns_to_match_ordered_list":
        wanted = expectation["kwargs"]["column_list"]
        return len(set(wanted) ^ set(rows.columns)) or int(wanted != rows.columns)
    if not set(named_columns(expectation)) <= set(rows.columns):
        return 1
    return _RULES[expectation["type"]](expectation["kwargs"])


def _not_null(k: Kwargs) -> pl.Expr:
    return (pl.col(k["column"]).is_null() & _where(k.get("row_condition"))).sum()


def _null(k: Kwargs) -> pl.Expr:
    return (pl.col(k["column"]).is_not_null() & _where(k.get("row_condition"))).sum()


def _in_set(k: Kwargs) -> pl.Expr:
    return (~pl.col(k["column"]).is_in(k["value_set"])).sum()


def _matches(k: Kwargs) -> pl.Expr:
    # The end of the text is \Z in Python's patterns and \z in those of Polars.
    return (~pl.col(k["column"]).str.contains(k["regex"].replace(r"\Z", r"\z"))).sum()


def _at_least(k: Kwargs) -> pl.Expr:
    return (pl.col(k["column"]) < k["min_value"]).sum()


def _pair(k: Kwargs) -> pl.Expr:
    return (pl.col(k["column_A"]) < pl.col(k["column_B"])).sum()


def _unique(k: Kwargs) -> pl.Expr:
    column = pl.col(k["column"])
    return (column.is_duplicated() & column.is_not_null()).sum()


def _unique_together(k: Kwargs) -> pl.Expr:
    return pl.struct(k["column_list"]).is_duplicated().sum()


def _all_codes(k: Kwargs) -> pl.Expr:
    return len(k["value_set"]) - pl.col(k["column"]).filter(pl.col(k["column"]).is_in(k["value_set"])).n_unique()


def _at_most(k: Kwargs) -> pl.Expr:
    return (_least(k["column"]) > _most(k["other"])).sum()


def _sum_of_parts(k: Kwargs) -> pl.Expr:
    whole = pl.col(k["by"]) == "_T"
    least, most = _least(k["column"]), _most(k["column"])
    fits = (least.filter(~whole).sum() <= most.filter(whole).sum()) & (least.filter(whole).sum() <= most.filter(~whole).sum())
    return (~fits).cast(pl.Int64)


def _cover_of_parts(k: Kwargs) -> pl.Expr:
    whole = pl.col(k["by"]) == "_T"
    least, most = _least(k["column"]), _most(k["column"])
    largest = least.filter(~whole).max().fill_null(0)
    fits = (largest <= most.filter(whole).sum()) & (least.filter(whole).sum() <= most.filter(~whole).sum())
    return (~fits).cast(pl.Int64)


def _least(column: str) -> pl.Expr:
    """The least number that a cell may stand for: 1 where it says "under 11"."""
    text = pl.col(column).cast(pl.String)
    return pl.when(text.str.contains(_UNDER)).then(1).otherwise(_number(text))


def _most(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return pl.coalesce(text.str.extract(_UNDER).cast(pl.Int64) - 1, _number(text))


def _number(text: pl.Expr) -> pl.Expr:
    """What is no number counts as far too small, as elsewhere; what is empty stays empty."""
    return pl.when(text.is_not_null()).then(text.cast(pl.Int64, strict=False).fill_null(NO_NUMBER))


_RULES: Mapping[str, Callable[[Kwargs], pl.Expr]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_null": _null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_values_to_be_between": _at_least,
    "expect_column_pair_values_a_to_be_greater_than_b": _pair,
    "expect_column_values_to_be_unique": _unique,
    "expect_compound_columns_to_be_unique": _unique_together,
    "expect_column_distinct_values_to_contain_set": _all_codes,
    "at_most": _at_most,
    "parts_sum_to_whole": _sum_of_parts,
    "parts_cover_whole": _cover_of_parts,
}


def _where(condition: Mapping[str, Any] | None) -> pl.Expr:
    if condition is None:
        return pl.lit(True)
    match condition["type"]:
        case "comparison":
            # A row in which the column is empty meets no condition.
            return pl.col(condition["column"]["name"]).is_in(condition["parameter"]).fill_null(False)
        case "nullity":
            return pl.col(condition["column"]["name"]).is_null() == condition["is_null"]
    return reduce(lambda one, other: one & other, map(_where, condition["conditions"]))


def _conditioned(condition: Mapping[str, Any] | None) -> tuple[str, ...]:
    if condition is None:
        return ()
    if condition["type"] == "and":
        return tuple(c for one in condition["conditions"] for c in _conditioned(one))
    return (condition["column"]["name"],)
