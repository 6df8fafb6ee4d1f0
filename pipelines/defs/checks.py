"""Gates between the assets: what does not hold stops the line before anything is counted or shown."""

from collections.abc import Mapping

import dagster as dg

from pipelines.defs import drafts, gates
from pipelines.defs.guard import tight_lipped
from pipelines.defs.partitions import by_quarter, by_quarter_and_agency
from pipelines.defs.resources import County, Parts
from schemas import Quarter, Schemas


def checks(schemas: Schemas) -> list[dg.AssetChecksDefinition]:
    """Blocking: accepted tables keep their contract; a draft withstands an attack on its files. Warning: volumes drift."""
    by_file, by_period = by_quarter_and_agency(schemas), by_quarter(schemas)

    @dg.asset_check(asset="harmonized", blocking=True, partitions_def=by_file)
    @tight_lipped
    def keeps_its_contract(harmonized: Mapping[str, Parts]) -> dg.AssetCheckResult:
        """Great Expectations, on suites made from the contracts."""
        judged = gates.judge(harmonized, schemas)
        failed = [f"{file}: {rule}" for file, j in judged.items() for rule in j.failed]
        counted = sum(j.expectations for j in judged.values())
        return dg.AssetCheckResult(passed=not failed, metadata={"expectations": counted, "failed": failed})

    @dg.asset_check(asset="linked", partitions_def=by_period)
    @tight_lipped
    def volumes_are_as_before(context: dg.AssetCheckExecutionContext, county: County) -> dg.AssetCheckResult:
        """A file twice or half the size of the agency's earlier ones, or mostly unknown, asks for a word with the agency."""
        drifted = gates.drifted(county.office, Quarter.parse(context.partition_key))
        return dg.AssetCheckResult(passed=not drifted, severity=dg.AssetCheckSeverity.WARN, metadata={"files": drifted})

    @dg.asset_check(asset="protected", blocking=True, partitions_def=by_period)
    @tight_lipped
    def withstands_attack(context: dg.AssetCheckExecutionContext, county: County) -> dg.AssetCheckResult:
        """An independent attacker reads the draft's files beside everything published, and must not get anywhere."""
        office = county.office
        audit = gates.attack(office, drafts.name(office, Quarter.parse(context.partition_key)))
        found = {"withheld": audit.withheld, "exact": audit.exact, "narrowed": audit.narrowed}
        return dg.AssetCheckResult(passed=audit.passed, metadata=found)

    return [keeps_its_contract, volumes_are_as_before, withstands_attack]
