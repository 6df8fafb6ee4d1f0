"""A small agreement cut out of the shipped one: four extracts, what they feed, and three measures. Each run of it takes two seconds."""

import shutil
from pathlib import Path

import yaml

from pipelines.synthesis import EXTRACTS
from schemas import Schemas
from schemas.files import SHIPPED

MEASURES = ("advocacy_sessions", "crossover", "referral_funnel")


def write(to: Path) -> Schemas:
    """The YAML of the small agreement, in the `schemas/` of a workspace that stands without what is shipped."""
    shipped, sent = Schemas.load(), set(EXTRACTS)
    tables = {feed.table for name in sent for feed in shipped.contracts[name].feeds}
    while more := {n for n, t in shipped.tables.items() if n not in tables and t.sources and set(t.sources) <= tables | sent}:
        tables |= more
    for folder, names in (("contracts", sent), ("tables", tables), ("measures", MEASURES)):
        (to / folder).mkdir()
        for name in sorted(names):
            shutil.copy(SHIPPED / folder / f"{name}.yaml", to / folder)
    shutil.copytree(SHIPPED / "codelists", to / "codelists")
    shutil.copy(SHIPPED / "policy.yaml", to)
    agreed = yaml.safe_load((SHIPPED / "agencies.yaml").read_text(encoding="utf-8"))
    for agency in agreed["agencies"].values():
        for programme in agency["programmes"].values():
            programme["extracts"] = {name: terms for name, terms in programme["extracts"].items() if name in sent}
        agency["programmes"] = {name: p for name, p in agency["programmes"].items() if p["extracts"]}
    agreed["agencies"] = {name: a for name, a in agreed["agencies"].items() if a["programmes"]}
    (to / "agencies.yaml").write_text(yaml.safe_dump({**agreed, "county": "Some County"}, sort_keys=False), encoding="utf-8")
    return Schemas.load(to)
