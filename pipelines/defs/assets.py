"""The way of the data, in order. Each asset is named for the state that the data is in."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from pipelines.confidential import harmonization, outcomes, record_linkage, tabulation, validation
from pipelines.defs import behind, bridges, drafts, intake, lists, maturity, workers
from pipelines.defs.guard import tight_lipped
from pipelines.defs.partitions import by_quarter, by_quarter_and_agency, taken_apart
from pipelines.defs.resources import County, Parts
from pipelines.disclosure_control.protection import external, protect
from pipelines.publication import store
from schemas import Quarter, Schemas
from schemas.structure import dimensions, structure

ByPartition = Mapping[str, Parts]


def line(schemas: Schemas) -> list[dg.AssetsDefinition]:
    """All assets, from the inbox to a draft publication. The first three are by quarter and agency, the rest by quarter."""
    files: dict[str, Any] = {
        "partitions_def": by_quarter_and_agency(schemas),
        "backfill_policy": dg.BackfillPolicy.single_run(),
        "group_name": "submissions",
    }
    counts: dict[str, Any] = {"partitions_def": by_quarter(schemas), "group_name": "publication"}

    @dg.asset(**files)
    @tight_lipped
    def received(context: dg.AssetExecutionContext, county: County) -> dg.MaterializeResult:
        """Files from the inbox, kept encrypted as they were sent; each is answered with a receipt."""
        taken = intake.take_in_inbox(county.office, [taken_apart(p) for p in context.partition_keys])
        return dg.MaterializeResult(metadata={"files": taken})

    @dg.asset(**files, deps=[received])
    @tight_lipped
    def examined(context: dg.AssetExecutionContext, county: County) -> dict[str, Parts]:
        """The accepted rows of each agency's word for the quarter, by extract."""
        words = {p: intake.counted(county.office, *taken_apart(p)) for p in context.partition_keys}
        return {p: {n: validation.as_text(rows) for n, rows in word.items()} for p, word in words.items()}

    @dg.asset(**files)
    @tight_lipped
    def harmonized(examined: ByPartition) -> dict[str, Parts]:
        """The same rows with days, numbers and codes in place of text."""
        contracts = schemas.contracts
        return {
            p: {n: harmonization.harmonize(text, contracts[n], *taken_apart(p)) for n, text in parts.items()}
            for p, parts in examined.items()
        }

    @dg.asset(**counts, ins={"harmonized": dg.AssetIn(partition_mapping=dg.AllPartitionMapping())})
    @tight_lipped
    def linked(harmonized: ByPartition, county: County) -> Parts:
        """Each row's last word up to the quarter, in the shared tables, with one youth_id for one young person."""
        words, tokens, came = {}, bridges.tokens(county.office), []
        for name, contract in schemas.contracts.items():
            frames = [record_linkage.with_one_token(parts[name], contract, tokens) for parts in harmonized.values() if name in parts]
            if frames:
                words[name] = record_linkage.last_word(frames, contract)
                came.append(record_linkage.arrivals(frames, contract))
        gathered = harmonization.gathered(words, schemas.contracts.values(), schemas.tables)
        return record_linkage.link(gathered) | maturity.seen(came)

    @dg.asset(**counts)
    @tight_lipped
    def followed(context: dg.AssetExecutionContext, linked: Parts) -> Parts:
        """What followed from the facts: steps reached, new offences, systems that met."""
        return outcomes.follow(linked, schemas.tables, Quarter.parse(context.partition_key))

    @dg.asset(**counts)
    @tight_lipped
    def tabulated(context: dg.AssetExecutionContext, followed: Parts, county: County) -> Parts:
        """Every measure counted up to the quarter, not yet protected."""
        return workers.tabulated(county.office, Quarter.parse(context.partition_key), followed, *workers.chosen())

    @dg.asset(**counts)
    @tight_lipped
    def protected(context: dg.AssetExecutionContext, tabulated: Parts, county: County) -> Parts:
        """A draft publication: what may be seen, with every small count withheld and whatever would give it away."""
        office, last = county.office, Quarter.parse(context.partition_key)
        shelf = office.workspace.published
        earlier, names = store.earlier_cells(shelf), store.publications(shelf)
        counted = {name: cells for name, cells in tabulated.items() if not cells.is_empty()}
        agreed = structure(schemas, {*counted, *(name for cells in earlier for name in cells["measure"].unique())})
        agreed, anew = drafts.cut_where_defined_anew(office, agreed, last)
        everything = tabulation.together(counted, dimensions(agreed))
        known = external.read(office.workspace.external, agreed)
        result = protect(everything, agreed, schemas.policy, earlier, names=names, external=known, behind=behind.kept(office, names))
        about = drafts.facts(office, last, agreed["measures"])
        store.save_draft(office.workspace.drafts, drafts.name(office, last), result.tables, agreed, about, lists.public(office, last))
        return {
            "small": result.small,
            "behind": result.behind,
            "notes": pl.DataFrame({"note": [*result.notes, *anew]}, schema={"note": pl.String}),
        }

    return [received, examined, harmonized, linked, followed, tabulated, protected]
