"""The public list of what the task force promised: which action, by whom, until when, and how it stands.

A register has nothing about young people, and the actions are agreed words, so the list counts nobody and tells of nobody.
"""

import polars as pl

from schemas import Quarter

NAME = "actions.csv"
EXTRACT = "safety_net_actions"
COLUMNS = ("met_on", "item", "action", "organization_id", "due_on", "state", "closed_on")


def listed(rows: pl.DataFrame, last: Quarter) -> pl.DataFrame:
    """One row for each action that was open when the quarter began, or that was agreed on in it, by the day it is due."""
    begins = last.start
    done_before = (pl.col("state") != "open") & (pl.coalesce("closed_on", "due_on") < begins) & (pl.col("met_on") < begins)
    return rows.filter(~done_before).select(COLUMNS).sort("due_on", "met_on", "item", "action", "organization_id")


def as_file(rows: pl.DataFrame) -> bytes:
    """The list as actions.csv; the same rows give the same bytes."""
    return rows.write_csv(line_terminator="\n", quote_style="necessary").encode()
