"""The lists that an estimate of young people nobody knows rests on are those that a second, naive look at all rows finds."""

from collections import Counter
from pathlib import Path

import polars as pl

from pipelines.confidential.harmonization import feed, nothing
from pipelines.confidential.outcomes import follow
from pipelines.confidential.record_linkage import last_word, link
from pipelines.confidential.tabulation.estimates import patterns_of
from pipelines.synthesis import county, synthesize
from pipelines.synthesis.truths.numbers_of_people import lists_of_the_year
from schemas import Quarter, Schemas, Year
from tests.stages import harmonized

SCHEMAS = Schemas.load()
EXTRACTS = ("law_enforcement_contacts", "identifications_made", "cse_grid", "cse_reports", "probation_supervision")


def test_who_was_seen_by_which_parts_of_the_county_is_true(tmp_path: Path) -> None:
    last = Quarter(2027, 4)
    made = {"youth_per_year": 40, "quarters": 8, "last": last, "seed": 2, "extracts": EXTRACTS}
    sent = harmonized(synthesize(tmp_path, schemas=SCHEMAS, **made).files, SCHEMAS)  # ty: ignore[invalid-argument-type]
    tables: dict[str, list[pl.DataFrame]] = {}
    for extract in EXTRACTS:
        contract = SCHEMAS.contracts[extract]
        frames = [rows for name, _, rows in sent if name == extract]
        for name, rows in feed(last_word(frames, contract) if frames else nothing(contract), contract, SCHEMAS.tables).items():
            tables.setdefault(name, []).append(rows)
    linked = link({name: pl.concat(frames) for name, frames in tables.items()})
    seen = follow(linked, {"seen_by_system": SCHEMAS.tables["seen_by_system"]}, last)["seen_by_system"]
    lives = county(SCHEMAS, **made)
    for year in (Year(2026), Year(2027)):
        of_the_year = seen.filter(pl.col("seen_on").is_between(pl.lit(year.start), pl.lit(year.end)))
        true = Counter(lists_of_the_year(lives, year, last).values())
        assert patterns_of(of_the_year, "system") == dict(true)
        assert len(true) > 3
