"""The one place that talks to Great Expectations. It asks for yes or no only, so that no value can come back.

Every other way of asking copies the values it finds wrong into its results. Nothing is written to disk.
"""

import logging
import os
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the package is loaded, so it is set before

from pipelines.confidential.validation.spared import spared  # noqa: E402

with spared("altair", "scipy.stats"):  # charts and tests of distributions: a third of the time it takes to load, and never asked for
    import great_expectations as gx

import pandas as pd  # noqa: E402
import polars as pl  # noqa: E402
from great_expectations.data_context.types.base import (  # noqa: E402
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from pipelines.confidential.validation.judgement import Judgement  # noqa: E402
from pipelines.confidential.validation.rule_counts import comparable  # noqa: E402
from schemas.forms.expectations import Expectation, counted, rule_of  # noqa: E402

MOST_ROWS = 100_000  # a second or two of work; above it, count and judge the counts


class JudgementProblem(Exception):
    """Great Expectations could not be asked; the message has no values in it."""


def judge_rows(rows: pl.DataFrame, expectations: Sequence[Expectation]) -> Judgement:
    """Whether the accepted or the harmonized rows of a file meet the expectations of their contract.

    Raises:
        JudgementProblem: there are more than MOST_ROWS rows, or the suite is not one.
    """
    if rows.height > MOST_ROWS:
        raise JudgementProblem(f"{rows.height} rows are more than {MOST_ROWS}; count the rules and judge the counts")
    frame = comparable(rows, expectations).to_pandas()
    met = _met(frame, expectations)
    broken = sorted(rule_of(e) for e, ok in zip(expectations, met, strict=True) if not ok)
    return Judgement.of(len(expectations), tuple(broken))


def judge_counts(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Judgement]:
    """File → whether it meets its contract, from how many of its rows break each rule (see `rule_counts`).

    All files are asked about at once; only for rules that some file breaks it is asked again which ones.
    """
    rules = sorted({rule for of_file in counts.values() for rule in of_file})
    together = pd.DataFrame({r: [of_file.get(r, 0) for of_file in counts.values()] for r in rules}, dtype="int64")
    broken = [r for r, ok in zip(rules, _met(together, counted(rules)), strict=True) if not ok]
    pairs = [(file, rule) for file, of_file in counts.items() for rule in broken if rule in of_file]
    apart = pd.DataFrame({f"{i}": [counts[file][rule]] for i, (file, rule) in enumerate(pairs)}, dtype="int64")
    failed = {pair for pair, ok in zip(pairs, _met(apart, counted(list(apart.columns))), strict=True) if not ok}
    return {file: Judgement.of(len(of_file), tuple(r for r in sorted(of_file) if (file, r) in failed)) for file, of_file in counts.items()}


def _met(frame: pd.DataFrame, expectations: Sequence[Expectation]) -> list[bool]:
    """Yes or no for each expectation, in order. What could not be worked out is a no."""
    if not expectations:
        return []
    try:
        with _quiet():
            numbered = [{**e, "meta": {"number": i}} for i, e in enumerate(expectations)]
            context = gx.get_context(mode="ephemeral", project_config=_nothing_kept())
            suite = gx.ExpectationSuite(name="contract", expectations=numbered)
            asset = context.data_sources.add_pandas("accepted").add_dataframe_asset("rows")
            batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
            results = batch.validate(suite, result_format="BOOLEAN_ONLY").results
    except Exception as error:
        # The package's own messages may quote a cell.
        raise JudgementProblem(f"Great Expectations stopped with {type(error).__name__}") from None
    by_number = {r.expectation_config.meta["number"]: bool(r.success) for r in results if r.expectation_config}
    if sorted(by_number) != list(range(len(expectations))):
        raise JudgementProblem("Great Expectations did not answer every question")
    return [by_number[i] for i in range(len(expectations))]


def _nothing_kept() -> DataContextConfig:
    """Results in memory only, no pages (not even a folder for them), no bars."""
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )


@contextmanager
def _quiet() -> Generator[None]:
    """Neither warnings nor log lines of the package: both may quote a cell."""
    log, nowhere = logging.getLogger("great_expectations"), logging.NullHandler()
    before, log.propagate = log.propagate, False
    log.addHandler(nowhere)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        log.removeHandler(nowhere)
        log.propagate = before
