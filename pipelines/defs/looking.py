"""What a reviewer sees of a draft: who is missing, and how many numbers are shown, withheld, new or changed. Nothing that it withholds."""

import json
from typing import Any

import polars as pl

from pipelines.defs import reviews, seals
from pipelines.defs.office import Office
from pipelines.publication import cells, definitions, store
from pipelines.publication.review import NEEDED, name
from schemas import Quarter


def looked_at(office: Office, publication: str) -> dict[str, Any] | None:
    """None where there is no such draft."""
    draft, made = office.workspace.drafts / publication, seals.remembered(office, publication)
    if made is None or not draft.is_dir():
        return None
    stewards, stands = office.workspace.stewards, reviews.stands(office, publication)
    last = Quarter.parse(store.quarter_of(publication))
    missing = sorted(f"{a}, {e}, {q}: {status}" for (a, e, q), status in office.standing(last).items() if status in ("missing", "rejected"))
    earlier = store.standing(office.workspace.published)
    before = cells.read(office.workspace.published / earlier[-1] / "cells.csv") if earlier else None
    former = store.last_structure(office.workspace.published)
    anew = definitions.changed(former[1], json.loads((draft / "measures.json").read_bytes())["measures"]) if former else []
    # Reviews are blind: what another says is told when all have said what they think.
    said = (
        [f"{name(r.public_key, stewards)}: {r.verdict}{f' ({r.reason})' if r.reason else ''}" for r in stands.given]
        if stands.complete
        else []
    )
    way = {
        "Draft": publication,
        "State": stands.state if stands.complete else "in review" if stands.given else "draft",
        "Run by": name(made.signed_by, stewards) if made.signed_by else "nobody signed",
        "Reviews": "; ".join(said) or f"{len(stands.given)} of {NEEDED} are in",
        "Compared with": earlier[-1] if earlier else "nothing, it is the first",
        **({"Defined anew": ", ".join(anew)} if anew else {}),
        **({"Nothing goes out before": str(office.workspace.embargo)} if office.workspace.embargo else {}),
    }
    return {
        "way": way,
        "missing": missing,
        "measures": _measures(cells.read(draft / "cells.csv"), before),
        "problems": seals.problems(office, draft),
        "page": str(draft / "dashboard.html"),
    }


def _measures(now: pl.DataFrame, before: pl.DataFrame | None) -> list[dict[str, Any]]:
    """For each measure how many numbers it shows and withholds, and how many lines are new, say something else, or are gone."""
    place = [c for c in now.columns if c not in ("value", "status")]
    was = now.clear() if before is None else before
    common = [c for c in place if c in was.columns]
    told = pl.concat_str(pl.col("value").cast(pl.String).fill_null(""), pl.lit("|"), pl.col("status").fill_null(""))
    both = now.select(*common, now=told).join(was.select(*common, was=told), on=common, how="full", coalesce=True, nulls_equal=True)
    shown = pl.col("value").cast(pl.String).fill_null("") != ""
    counts = now.group_by("measure").agg(
        shown=shown.sum(),
        withheld=(pl.col("status") == "c").sum(),
        other=(~shown & (pl.col("status") != "c")).sum(),
    )
    changes = both.group_by("measure").agg(
        new=pl.col("was").is_null().sum(), changed=(pl.col("now") != pl.col("was")).sum(), gone=pl.col("now").is_null().sum()
    )
    columns = ["measure", "shown", "withheld", "other", "new", "changed", "gone"]
    return counts.join(changes, on="measure", how="full", coalesce=True).fill_null(0).sort("measure").select(columns).to_dicts()
