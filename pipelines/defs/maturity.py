"""How long late events are waited for: learnt from how late they came, and never so that a published figure is taken back."""

import json
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from pipelines.confidential.record_linkage.arrivals import FORM, NAME, numbered
from pipelines.defs.office import Office
from pipelines.publication import store
from schemas import Quarter, Schemas

QUARTERS, TIME, SHARE, ROWS = 8, 4, 0.95, 100
"""Files of so many quarters are there; of events that have had so many to arrive; this share has come; of so many rows at the least."""


def seen(came: Iterable[pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """What was seen of all extracts together, among the linked tables."""
    return {NAME: pl.concat([pl.DataFrame(schema=FORM), *came])}


def learnt(office: Office, last: Quarter) -> Schemas:
    """The county's agreement, with how long late events are waited for in the data up to `last`.

    `late_quarters` of the policy until files of eight quarters are there; then the fewest quarters within which 95 % of the events
    came, of those that have had a year to arrive, and never fewer than the policy says.
    """
    policy = office.schemas.policy
    late = max(policy.late_quarters, caught(_came(office, last), last))
    return replace(office.schemas, policy=replace(policy, late_quarters=late, waited=_waited(office)))


def caught(came: pl.DataFrame, last: Quarter) -> int:
    """The fewest quarters within which 95 % came; 0 where too little was seen."""
    now = numbered(last)
    had_time = came.filter(pl.col("happened") <= now - TIME)
    if had_time.is_empty() or now - had_time.select(pl.min("happened")).item() + 1 < QUARTERS or had_time["rows"].sum() < ROWS:
        return 0
    by_lag = had_time.group_by("late").agg(pl.sum("rows")).sort("late")
    enough = by_lag.filter(pl.col("rows").cum_sum() >= SHARE * pl.col("rows").sum())
    return enough.select(pl.min("late")).item()


def _came(office: Office, last: Quarter) -> pl.DataFrame:
    there = office.frames.has("linked", str(last), NAME)
    return office.frames.load("linked", str(last), NAME) if there else pl.DataFrame(schema=FORM)


def _waited(office: Office) -> tuple[tuple[Quarter, int], ...]:
    """By publication, withdrawn ones too: its quarter, and how long it waited. One that does not say so waited as the policy says."""
    shelf, found = office.workspace.published, []
    for name in store.publications(shelf):
        said = json.loads((shelf / name / "publication.json").read_bytes())
        found.append((Quarter.parse(store.quarter_of(name)), int(said.get("late_quarters", office.schemas.policy.late_quarters))))
    return tuple(found)
