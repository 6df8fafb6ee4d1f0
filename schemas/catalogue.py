"""Everything agreed, read together and checked against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas import agency, files, measure
from schemas.agency import Agency, Source
from schemas.codelist import Codelist
from schemas.contract import Contract
from schemas.files import SHIPPED, SchemaError
from schemas.measure import Measure
from schemas.period import Period, Quarter
from schemas.policy import Policy
from schemas.table import Column, Table


@dataclass(frozen=True)
class Schemas:
    """The agreement as a whole. Build it with `load`; what does not hold together is refused there."""

    county: str
    policy: Policy
    codelists: Mapping[str, Codelist]
    agencies: Mapping[str, Agency]
    tables: Mapping[str, Table]
    contracts: Mapping[str, Contract]
    measures: Mapping[str, Measure]

    @staticmethod
    def load(*folders: Path) -> "Schemas":
        """Read the given folders, a later one extending and replacing the earlier by file name (default: what is shipped).

        Raises:
            SchemaError: a file is wrong, or names something that no other file describes.
        """
        places = folders or (SHIPPED,)
        codelists = {n: Codelist.read(p) for n, p in files.shelf(places, "codelists").items()}
        tables = {n: Table.read(p) for n, p in files.shelf(places, "tables").items()}
        months = {n: t.observed_months for n, t in tables.items()}
        county, agencies = agency.read(files.nearest(places, "agencies.yaml"))
        schemas = Schemas(
            county=county,
            policy=Policy.read(files.nearest(places, "policy.yaml")),
            codelists=codelists,
            agencies=agencies,
            tables=tables,
            contracts={n: Contract.read(p) for n, p in files.shelf(places, "contracts").items()},
            measures={n: measure.read(p, months, codelists) for n, p in files.shelf(places, "measures").items()},
        )
        check(schemas)
        return schemas

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(s for a in self.agencies.values() for s in a.sources)

    def source(self, agency_name: str, extract: str) -> Source | None:
        """The agreement under which this agency sends this extract, or None."""
        found = self.agencies.get(agency_name)
        return next((s for s in found.sources if s.extract == extract), None) if found else None

    def codes_of(self, column: Column) -> tuple[str, ...]:
        """The codes a row may carry in this column (only the leaves of a hierarchy), `_T` among them where allowed."""
        if column.codelist is None:
            return ()
        return self.codelists[column.codelist].leaves + (("_T",) if column.total else ())

    def codelist_of(self, a_measure: Measure, dimension: str) -> Codelist | None:
        """The codelist of a measure's dimension; None where the codes are agencies."""
        if a_measure.outcome and dimension == a_measure.outcome.dimension:
            return self.codelists[a_measure.outcome.codelist]
        column = self.tables[a_measure.counts].columns.get(dimension)
        return self.codelists[column.codelist] if column and column.codelist else None

    def extracts_for(self, table: str) -> frozenset[str]:
        """The extracts that feed a table, straight or through the tables it is made from."""
        made_from = self.tables[table].made_from
        straight = {c.name for c in self.contracts.values() for f in c.feeds if f.table == table}
        return frozenset(straight.union(*(self.extracts_for(t) for t in made_from)))

    def needed(self, a_measure: Measure, period: Period, months: int) -> list[tuple[Source, Quarter]]:
        """Every file that must be in before a figure of `period` with `months` of follow-up can be given.

        The period's own files; with follow-up those of its months, and of the quarters in which late events arrive; and where
        the table looks back (a first time ever), all files that were owed before.
        """
        extracts = self.extracts_for(a_measure.counts)
        starts = [s.since for s in self.sources if s.extract in extracts]
        first = min([period.quarters[0], *starts]) if self.tables[a_measure.counts].looks_back else period.quarters[0]
        last = period.quarters[-1].plus(-(-months // 3) + self.policy.late_quarters if months else 0)
        return [(s, q) for q in first.through(last) for s in self.sources if s.extract in extracts and s.is_due(q)]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimension columns of all measures together, in the order in which published cells carry them."""
        return tuple(dict.fromkeys(d for _, m in sorted(self.measures.items()) for d in m.dimensions))


def check(s: Schemas) -> None:
    """Everything that is named is described. Raises SchemaError."""
    for source in s.sources:
        _known(source.extract, s.contracts, f"agencies.yaml: {source.agency}", "contract")
        kind = s.contracts[source.extract].kind
        wanted = {"rows": ("linkable", "rows"), "counts": ("counts",), "register": ("register",)}[kind]
        if source.tier not in wanted:
            raise SchemaError(f"agencies.yaml: {source.agency}: {source.extract} is of {kind}, so its tier is {' or '.join(wanted)}")
    for table in s.tables.values():
        _columns(s, table.columns, f"tables/{table.name}.yaml")
        for other in table.made_from:
            _known(other, s.tables, f"tables/{table.name}.yaml", "table")
    for contract in s.contracts.values():
        _contract(s, contract, f"contracts/{contract.name}.yaml")
    for m in s.measures.values():
        _measure(s, m, f"measures/{m.name}.yaml")
    for name, _, breakdown in s.policy.left_out:
        _known(name, s.measures, "policy.yaml: left_out", "measure")
        if breakdown:
            _known(breakdown, dict.fromkeys(s.measures[name].breakdowns), f"policy.yaml: left_out: {name}", "breakdown")
    _kept_apart(s)


def _kept_apart(s: Schemas) -> None:
    """Two measures of one table count the same rows, or could be subtracted from each other unseen."""
    seen: dict[str, Measure] = {}
    for m in sorted(s.measures.values(), key=lambda m: m.name):
        other = seen.setdefault(m.counts, m)
        if (m.date, m.unit, dict(m.where)) != (other.date, other.unit, dict(other.where)):
            raise SchemaError(
                f"measures/{m.name}.yaml: counts other rows of {m.counts} than measures/{other.name}.yaml does; their difference could "
                "give a small count away. Give both the same date, unit and where, and make the difference a breakdown or an outcome"
            )
        if m is not other and m.breakdowns and other.breakdowns and (m.outcome or other.outcome):
            raise SchemaError(
                f"measures/{m.name}.yaml: {m.counts} is broken down by measures/{other.name}.yaml already; put the outcomes together"
            )


def _columns(s: Schemas, columns: Mapping[str, Column], where: str) -> None:
    for column in columns.values():
        if column.codelist:
            _known(column.codelist, s.codelists, where, "codelist")
            for ours in column.local.values():
                _known(ours, s.codelists[column.codelist].words, f"{where}: {column.name}", "code")


def _contract(s: Schemas, contract: Contract, where: str) -> None:
    _columns(s, contract.columns, where)
    conditions = [r.fields["where"] for r in contract.rules if "where" in r.fields] + [f.where for f in contract.feeds]
    for condition in conditions:
        _filter(s, contract.columns, condition, where)
    for feed in contract.feeds:
        _known(feed.table, s.tables, where, "table")
        table = s.tables[feed.table]
        given = {*feed.columns, *feed.constants, "agency", "quarter"}
        for name in given - {"agency", "quarter"}:
            _known(name, table.columns, f"{where}: feeds {feed.table}", "column")
        lacking = [c.name for c in table.columns.values() if c.required and c.name not in given]
        if lacking:
            raise SchemaError(f"{where}: feeds {feed.table} without its column {lacking[0]!r}")


def _measure(s: Schemas, m: Measure, where: str) -> None:
    _known(m.counts, s.tables, where, "table")
    columns = s.tables[m.counts].columns
    filters = [m.where, *(m.outcome.filters.values() if m.outcome else ())]
    for condition in filters:
        _filter(s, columns, condition, where)
    told = (m.outcome.event, m.outcome.column) if m.outcome else ()
    for name in (*m.medians.values(), *m.breakdowns, *filter(None, (m.value, m.youth, m.lists, *told))):
        _known(name, columns, where, "column")
    if m.date != "quarter":
        _known(m.date, columns, where, "column")
    for name in m.breakdowns:
        if not columns[name].codelist:
            raise SchemaError(f"{where}: breakdown {name!r} has no codelist")
    for code in m.medians:
        _known(code, dict.fromkeys(m.outcome.codes if m.outcome else ()), where, "outcome")
    if not m.examples:
        raise SchemaError(f"{where}: has no worked example")


def _filter(s: Schemas, columns: Mapping[str, Column], condition: Mapping[str, object], where: str) -> None:
    for name, wanted in condition.items():
        _known(name, columns, where, "column")
        column = columns[name]
        if column.codelist:
            if not isinstance(wanted, list | tuple):
                raise SchemaError(f"{where}: {name}: a code is asked for as a list, like [confirmed]")
            for code in wanted:
                _known(code, dict.fromkeys(s.codes_of(column)), f"{where}: {name}", "code")
        elif column.type == "boolean" and not isinstance(wanted, bool):
            raise SchemaError(f"{where}: {name}: is asked for as true or false")


def _known(name: str, among: Mapping[str, object], where: str, what: str) -> None:
    if name not in among:
        raise SchemaError(f"{where}: there is no {what} {name!r}; there is {', '.join(sorted(map(str, among)))}")
