"""Of which rows of good answers the desk is still to be asked: a rule broken, a day long ago, the example row, one key twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.desk.cells import EARLIEST
from pipelines.desk.examination import LONG_AGO
from pipelines.desk.token_forms import EXAMPLE
from schemas import Contract, Quarter, Rule


def can_be_told(contract: Contract) -> bool:
    """Whether every rule of the contract is between the cells of one row, and known here for cells of that kind."""
    return all(rule.name in _RULES and _fits(rule, contract) for rule in contract.rules)


def asked_about(answers: pl.DataFrame, contract: Contract, quarter: Quarter) -> pl.Series:
    """Which rows break a rule, or may be asked about for another reason."""
    masks = [mask.fill_null(False) for mask in _masks(answers, contract, quarter)]
    found = answers.select(pl.any_horizontal(masks) if masks else pl.repeat(False, answers.height)).to_series()
    return found | _key_again(answers, contract.key)


def is_in_quarter(answers: pl.DataFrame, contract: Contract, quarter: Quarter) -> bool:
    """Whether some row is dated in the quarter."""
    return contract.dated_by is not None and bool((answers[contract.dated_by].to_physical() >= _place(quarter.start)).any())


def with_keys(answers: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The rows that have one of these keys."""
    return answers.join(keys, on=keys.columns, how="semi", nulls_equal=True)


def _masks(answers: pl.DataFrame, contract: Contract, quarter: Quarter) -> Iterator[pl.Expr]:
    for rule in contract.rules:
        yield _RULES[rule.name](rule, answers.schema)
    if contract.dated_by is not None:
        long_ago = _place(date(quarter.year - LONG_AGO, quarter.start.month, 1))
        if long_ago > 0:
            yield pl.col(contract.dated_by).to_physical() < long_ago
    for column in contract.columns.values():
        if column.type == "token":  # without one a row may be a note
            yield pl.col(column.name).is_null() | pl.col(column.name).is_in(list({column.example or EXAMPLE, EXAMPLE}))


def _fits(rule: Rule, contract: Contract) -> bool:
    about = [contract.columns[name].type for name in rule.columns]
    kind = {"order": "date", "at_most": "integer"}.get(rule.name)
    return all(of == kind for of in about) if kind else "where" not in rule.fields or bool(rule.fields["where"])


def _key_again(answers: pl.DataFrame, key: Sequence[str]) -> pl.Series:
    """Rows that share their key with another; keys are compared only where their fingerprints are the same."""
    if not key:
        return pl.repeat(False, answers.height, eager=True)
    prints = answers.select(pl.struct(key).hash()).to_series()
    if prints.n_unique() == answers.height:
        return pl.repeat(False, answers.height, eager=True)
    alike = prints.is_duplicated()
    again = answers.filter(alike).select(pl.struct(key).is_duplicated()).to_series()
    return pl.repeat(False, answers.height, eager=True).scatter(alike.arg_true(), again)


def _place(day: date) -> int:
    """The place of a day among those that a row may be dated; below 0 for one before all of them."""
    return (day - EARLIEST).days


def _order(rule: Rule, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    return pl.col(rule.fields["then"]).to_physical() < pl.col(rule.fields["first"]).to_physical()


def _filled_when(rule: Rule, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    return pl.col(rule.fields["column"]).is_null() & _where(rule, schema)


def _empty_when(rule: Rule, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    return pl.col(rule.fields["column"]).is_not_null() & _where(rule, schema)


def _filled_with(rule: Rule, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    return pl.col(rule.fields["column"]).is_null() & pl.col(rule.fields["with"]).is_not_null()


def _at_most(rule: Rule, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    return pl.col(rule.fields["column"]).cast(pl.Int64) > pl.col(rule.fields["other"]).cast(pl.Int64)


def _where(rule: Rule, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    conditions = rule.fields["where"].items()
    return pl.all_horizontal([_is_among(name, wanted, schema[name]) for name, wanted in conditions])


def _is_among(name: str, wanted: object, form: pl.DataType) -> pl.Expr:
    """A condition asks for codes as a list, or for true or false."""
    codes = list(map(str, wanted)) if isinstance(wanted, list | tuple) else [str(wanted).lower()]
    if isinstance(form, pl.Enum):
        known = set(form.categories)
        return pl.col(name).is_in(pl.Series([c for c in codes if c in known], dtype=form).implode())
    return pl.col(name).is_in(codes)


_RULES: Mapping[str, Callable[[Rule, Mapping[str, pl.DataType]], pl.Expr]] = {
    "order": _order,
    "filled_when": _filled_when,
    "empty_when": _empty_when,
    "filled_with": _filled_with,
    "at_most": _at_most,
}
