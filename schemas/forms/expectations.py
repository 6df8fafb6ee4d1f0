"""What must hold of an extract once it is accepted, as a Great Expectations suite in plain data.

Each expectation carries under `meta` a `rule`, its short name, and `says`, the same in plain words. The suite is for
the accepted rows of one file: the contract's columns, our codes, days as YYYY-MM-DD.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.catalogue import Schemas
from schemas.contract import Contract, Rule
from schemas.forms import patterns
from schemas.forms.column_words import allowed
from schemas.forms.rule_words import sentence
from schemas.table import Column

LEAST = -(10**15)  # of a whole number for which the contract names no least one

Expectation = dict[str, Any]


def expectations(schemas: Schemas, contract: Contract) -> list[Expectation]:
    """Everything about single rows, keys and codes that Great Expectations has a word for."""
    return [
        *_of_the_table(contract),
        *(e for c in contract.columns.values() for e in _of_column(schemas, c)),
        *(e for r in contract.rules for e in _of_rule(schemas, contract, r)),
    ]


def sums(contract: Contract) -> list[Expectation]:
    """Rules on sums of rows, and on numbers of which one may be "under 11", in the same form.

    Great Expectations has no word for them: they are only counted.
    """
    return [_expect(r.name, _rule_name(r), sentence(r), **r.fields) for r in contract.rules if _is_counted(contract, r)]


def _is_counted(contract: Contract, rule: Rule) -> bool:
    vague = rule.name == "at_most" and any(contract.columns[name].under for name in rule.columns)
    return vague or rule.name in ("parts_sum_to_whole", "parts_cover_whole")


def counted(names: Sequence[str]) -> list[Expectation]:
    """The suite for a frame with one column per rule (by its short name) that counts the rows which break it: none may.

    The largest count is asked for, not each one: the answer is the same, in a third of the time.
    """
    return [{"type": "expect_column_max_to_be_between", "kwargs": {"column": n, "max_value": 0}} for n in names]


def expectations_json(schemas: Schemas, contract: Contract) -> bytes:
    """The suite as a file: `expectations` over the rows, `sums`, and `counts` over a frame of counts."""
    over_rows, over_sums = expectations(schemas, contract), sums(contract)
    suite = {
        "name": contract.name,
        "meta": {"contract": contract.name, "version": contract.version, "effective": str(contract.effective)},
        "expectations": over_rows,
        "sums": over_sums,
        "counts": counted([rule_of(e) for e in (*over_rows, *over_sums)]),
    }
    return (json.dumps(suite, indent=2, ensure_ascii=False) + "\n").encode()


def rule_of(expectation: Expectation) -> str:
    """The short name of the rule that an expectation states: names a rule and columns, never a value of a row."""
    return expectation["meta"]["rule"]


def _expect(kind: str, rule: str, says: str, **kwargs: Any) -> Expectation:
    return {"type": kind, "kwargs": kwargs, "meta": {"rule": rule, "says": says.replace("`", "")}}


def _of_the_table(contract: Contract) -> Iterator[Expectation]:
    yield _expect(
        "expect_table_columns_to_match_ordered_list",
        "columns",
        "The columns are those of the contract, in its order.",
        column_list=list(contract.columns),
    )
    key = ", ".join(contract.key)
    if not contract.key:
        return
    if len(contract.key) == 1:
        yield _expect("expect_column_values_to_be_unique", f"key: {key}", f"No two rows have the same {key}.", column=key)
    else:
        yield _expect(
            "expect_compound_columns_to_be_unique",
            f"key: {key}",
            f"No two rows have the same {key} together.",
            column_list=list(contract.key),
            ignore_row_if="never",
        )


def _of_column(schemas: Schemas, column: Column) -> Iterator[Expectation]:
    if column.required:
        says = f"{column.name} is never empty."
        yield _expect("expect_column_values_to_not_be_null", f"filled: {column.name}", says, column=column.name)
    says = f"{column.name} is {allowed(schemas, column)}."
    match column.type:
        case "code":
            codes = list(schemas.codes_of(column))
            yield _expect("expect_column_values_to_be_in_set", f"code: {column.name}", says, column=column.name, value_set=codes)
        case "date":
            yield _pattern(column.name, patterns.DATE, says)
        case "token":
            yield _pattern(column.name, patterns.TOKEN, says)
        case "integer" if column.under:
            yield _pattern(column.name, patterns.count_or_under(column.under, accepted=True), says)
        case "integer":
            least = {"column": column.name, "min_value": LEAST if column.minimum is None else column.minimum}
            yield _expect("expect_column_values_to_be_between", f"number: {column.name}", says, **least)


def _pattern(column: str, pattern: str, says: str) -> Expectation:
    # From the very first to the very last sign: $ would let a line end slip past.
    return _expect("expect_column_values_to_match_regex", f"written: {column}", says, column=column, regex=rf"\A({pattern})\Z")


def _of_rule(schemas: Schemas, contract: Contract, rule: Rule) -> Iterator[Expectation]:
    f, name, says = rule.fields, _rule_name(rule), sentence(rule)
    both = {"or_equal": True, "ignore_row_if": "either_value_is_missing"}
    if _is_counted(contract, rule):
        return
    match rule.name:
        case "order":
            yield _expect(
                "expect_column_pair_values_a_to_be_greater_than_b",
                name,
                says,
                column_A=f["then"],
                column_B=f["first"],
                **both,
            )
        case "at_most":
            yield _expect(
                "expect_column_pair_values_a_to_be_greater_than_b",
                name,
                says,
                column_A=f["other"],
                column_B=f["column"],
                **both,
            )
        case "filled_when":
            yield _expect("expect_column_values_to_not_be_null", name, says, column=f["column"], row_condition=_where(f["where"]))
        case "empty_when":
            yield _expect("expect_column_values_to_be_null", name, says, column=f["column"], row_condition=_where(f["where"]))
        case "filled_with":
            there = {"type": "nullity", "column": {"name": f["with"]}, "is_null": False}
            yield _expect("expect_column_values_to_not_be_null", name, says, column=f["column"], row_condition=there)
        case "every_code":
            column = contract.columns[f["column"]]
            codes = list(schemas.codes_of(column))
            yield _expect("expect_column_distinct_values_to_contain_set", name, says, column=column.name, value_set=codes)


def _rule_name(rule: Rule) -> str:
    """Two rules may have the same columns and different conditions, so the condition's codes are in the name too."""
    where = "; ".join(f"{c} {'/'.join(codes)}" for c, codes in rule.fields.get("where", {}).items())
    columns = ", ".join(c for c in rule.columns if c not in rule.fields.get("where", {}))
    return f"{rule.name}: {columns}" + (f" where {where}" if where else "")


def _where(where: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A condition on rows, in the form in which Great Expectations keeps one."""
    conditions = [
        {"type": "comparison", "column": {"name": column}, "operator": "IN", "parameter": list(codes)} for column, codes in where.items()
    ]
    return conditions[0] if len(conditions) == 1 else {"type": "and", "conditions": conditions}
