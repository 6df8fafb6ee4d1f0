"""Everything agreed, read together and checked against each other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from schemas import agency, files, legal_breaks, measure, residents
from schemas.agency import Agency, Source
from schemas.codelist import Codelist
from schemas.contract import Contract
from schemas.files import SHIPPED, SchemaError
from schemas.legal_breaks import LegalBreak
from schemas.measure import Measure
from schemas.period import Period, Quarter
from schemas.policy import Policy
from schemas.populations import kept_apart
from schemas.residents import Residents
from schemas.table import Column, Table
from schemas.tables_together import tables_together
from schemas.told import CameFrom, Told


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
    residents: Residents | None = None
    legal_breaks: tuple[LegalBreak, ...] = ()
    contact: str = ""

    @staticmethod
    def load(*folders: Path, for_a_desk: bool = False) -> "Schemas":
        """Read the given folders, a later one extending and replacing the earlier by file name (default: what is shipped, read once).

        for_a_desk: without measures, which say nothing of files, and take as long to read as all else.

        Raises:
            SchemaError: a file is wrong, or names something that no other file describes.
        """
        return _read_once(folders, for_a_desk, files.state(folders)) if folders else _shipped(for_a_desk)

    @staticmethod
    def _read(places: tuple[Path, ...], for_a_desk: bool) -> "Schemas":
        codelists = {n: Codelist.read(p) for n, p in files.shelf(places, "codelists").items()}
        tables = {n: Table.read(p) for n, p in files.shelf(places, "tables").items()}
        contracts = {n: Contract.read(p) for n, p in files.shelf(places, "contracts").items()}
        measures = {n: measure.read(p, codelists) for n, p in files.shelf(places, "measures").items() if not for_a_desk}
        tables = tables_together(tables, contracts, [t for m in measures.values() for t in m.tables if t])
        county, contact, agencies = agency.read(files.nearest(places, "agencies.yaml"))
        schemas = Schemas(
            county=county,
            policy=Policy.read(files.nearest(places, "policy.yaml")),
            codelists=codelists,
            agencies=agencies,
            tables=tables,
            contracts=contracts,
            measures=measure.settled(measures, tables),
            residents=None if for_a_desk else residents.read(places, county, codelists),
            legal_breaks=() if for_a_desk else legal_breaks.read(places, measures),
            contact=contact,
        )
        check(schemas)
        return schemas

    @cached_property
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

    def breaks_of(self, measure_name: str) -> tuple[LegalBreak, ...]:
        """The changes of law that cut a measure's series in two, the oldest first."""
        return tuple(b for b in self.legal_breaks if measure_name in b.measures)

    def per_residents(self, a_measure: Measure) -> dict[str, str] | None:
        """Of a measure that is given per residents, each breakdown with its codelist, where there are numbers of residents by that;
        None where no rate is given."""
        if a_measure.per is None or self.residents is None:
            return None
        lists = {b: words.name for b in a_measure.breakdowns if (words := self.codelist_of(a_measure, b))}
        return {b: name for b, name in lists.items() if name in self.residents.codelists}

    def published_residents(self, given: Collection[str]) -> dict[str, Any] | None:
        """What a publication of these measures says of those who live in the county; nothing where none is given per residents."""
        asked = [lists for name in sorted(given) if (lists := self.per_residents(self.measures[name])) is not None]
        return self.residents.published({name for lists in asked for name in lists.values()}) if asked and self.residents else None

    def extracts_for(self, table: str) -> frozenset[str]:
        """The extracts that feed a table, straight or through the tables it is made from."""
        here = self.tables[table]
        straight = {c.name for c in self.contracts.values() for f in c.feeds if f.table == table}
        straight |= {here.of_extract} if here.of_extract else set()
        return frozenset(straight.union(*(self.extracts_for(t) for t in here.sources)))

    def starts(self, table: str) -> Quarter | None:
        """The first quarter a table can tell of: of one made from several, the first for which there are all of them."""
        here = self.tables[table]
        straight = {c.name for c in self.contracts.values() for f in c.feeds if f.table == table} | ({here.of_extract} - {None})
        fed = [s.since for s in self.sources if s.extract in straight]
        made = [start for t in here.sources if (start := self.starts(t))]
        return max([*made, *([min(fed)] if fed else [])], default=None)

    def given_from(self, a_measure: Measure) -> Quarter | None:
        """The first quarter that a measure can be given for: there is all of its tables, and all that it needs besides."""
        first = [self.starts(t) for t in a_measure.tables]
        first += [min((s.since for s in self.sources if s.extract == e), default=None) for e in a_measure.needs]
        if first[0] is None or None in first[len(a_measure.tables) :]:
            return None
        return max(q for q in first if q is not None).plus(a_measure.after_quarters)

    def needed(self, a_measure: Measure, period: Period, months: int) -> list[tuple[Source, Quarter]]:
        """Every file that must be in before a figure of `period` with `months` of follow-up can be given.

        The period's own files; with follow-up those of its months, and of the quarters in which late events arrive; and where
        the table looks back (a first time ever), all files that were owed before.
        """
        extracts = frozenset[str]().union(*(self.extracts_for(t) for t in a_measure.tables))
        starts = [s.since for s in self.sources if s.extract in extracts]
        first = min([period.quarters[0], *starts]) if self.tables[a_measure.counts].looks_back else period.quarters[0]
        last = self.policy.complete(period.quarters[-1].plus(-(-months // 3))) if months else period.quarters[-1]
        return [(s, q) for q in first.through(last) for s in self.sources if s.extract in extracts and s.is_due(q)]

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The dimension columns of all measures together, in the order in which published cells carry them."""
        return tuple(dict.fromkeys(d for _, m in sorted(self.measures.items()) for d in m.dimensions))


@cache
def _shipped(for_a_desk: bool) -> Schemas:
    return Schemas._read((SHIPPED,), for_a_desk)


@lru_cache(maxsize=4)
def _read_once(places: tuple[Path, ...], for_a_desk: bool, _state: files.State) -> Schemas:
    """As long as no file was touched, what was read last time."""
    return Schemas._read(places, for_a_desk)


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
        _table(s, table, f"tables/{table.name}.yaml")
    for contract in s.contracts.values():
        _contract(s, contract, f"contracts/{contract.name}.yaml")
    for m in s.measures.values():
        _measure(s, m, f"measures/{m.name}.yaml")
    for name, _, breakdown in s.policy.left_out if s.measures else ():
        _known(name, s.measures, "policy.yaml: left_out", "measure")
        if breakdown:
            _known(breakdown, dict.fromkeys(s.measures[name].breakdowns), f"policy.yaml: left_out: {name}", "breakdown")
    kept_apart(s.measures)


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


def _table(s: Schemas, table: Table, where: str) -> None:
    _filter(s, table.columns, table.where, where)
    spell = table.open_at_quarter_end
    for name in (*((spell.start, spell.end) if spell else ()), *filter(None, (table.first_by,))):
        _known(name, table.columns, where, "column")
        if table.columns[name].type != "date":
            raise SchemaError(f"{where}: {name} is no date")
    for column in table.columns.values():
        for name in column.days or ():
            _known(name, table.columns, f"{where}: {column.name}", "column")
        _filter(s, table.columns, column.holds or {}, f"{where}: {column.name}")
        if column.looked_up:
            other = s.tables[column.looked_up.of]
            _known(column.name, other.columns, f"{where}: {column.name}: {other.name}", "column")
            if column.looked_up.by != other.key or set(other.key) - set(table.columns):
                raise SchemaError(f"{where}: {column.name}: {other.name} is looked up by its key, {', '.join(other.key)}")
        if column.first:
            there = s.tables[column.first.of].columns
            _known(column.first.after, table.columns, f"{where}: {column.name}", "column")
            _known(column.first.day, there, f"{where}: {column.name}: {column.first.of}", "column")
            _filter(s, there, column.first.where, f"{where}: {column.name}: {column.first.of}")
            if "youth_id" not in table.columns or not {"youth_id", "youth_token"} & set(there):
                raise SchemaError(f"{where}: {column.name}: young people cannot be told apart in both tables")


def _measure(s: Schemas, m: Measure, where: str) -> None:
    _known(m.counts, s.tables, where, "table")
    columns = s.tables[m.counts].columns
    for condition in (m.where, *(m.outcome.filters.values() if m.outcome else ())):
        _filter(s, columns, condition, where)
    of_days = (*m.medians.values(), *m.nine_in_ten.values())
    told = (*m.outcome.columns, *filter(None, (m.outcome.until,))) if m.outcome else ()
    for name in (*of_days, *m.breakdowns, *told, *filter(None, (m.value, m.youth, m.lists, m.distinct_of))):
        _known(name, columns, where, "column")
    if m.date != "quarter":
        _known(m.date, columns, where, "column")
    for name in m.breakdowns:
        if not columns[name].codelist:
            raise SchemaError(f"{where}: breakdown {name!r} has no codelist")
    for code in (*m.medians, *m.nine_in_ten):
        _known(code, dict.fromkeys(("_T", *(m.outcome.codes if m.outcome else ()))), where, "outcome")
    for name in m.needs:
        _known(name, s.contracts, f"{where}: needs", "contract")
    for name in m.beside:
        _known(name, s.measures, f"{where}: beside", "measure")
    for one in (*m.totals, *m.came_from):
        _told(s, one, where)
    if m.distinct and not {"youth_id", "youth_token"} & set(columns) and m.kind in ("count", "share", "overlap", "bounds", "estimate"):
        raise SchemaError(f"{where}: young people cannot be told apart in {m.counts}, so its unit is not youth")
    if m.of_young_people == all(s.contracts[e].kind == "register" for e in s.extracts_for(m.counts)):
        raise SchemaError(f"{where}: what registers hold is counted by an inventory, and nothing else is")
    if m.part_of is not None:
        _known(m.part_of, s.measures, f"{where}: part_of", "measure")
        whole = s.measures[m.part_of]
        if whole is m or (whole.unit, whole.yearly) != (m.unit, m.yearly):
            raise SchemaError(f"{where}: part_of names another measure of the same unit that is given by year too")
    if m.firsts is not None:
        again = {name: one for name, one in s.measures.items() if one.comes_again}
        _known(m.firsts.measure, again, f"{where}: firsts", "measure that comes again")
    _adds_up(s, m, where)
    if not m.examples:
        raise SchemaError(f"{where}: has no worked example")


def _told(s: Schemas, one: Told | CameFrom, where: str) -> None:
    """Bounds ask rows of agencies that may send rows, and totals of those that may not; they never ask a list of totals for rows."""
    _known(one.extract, s.contracts, where, "contract")
    columns = s.tables[one.extract].columns
    if s.contracts[one.extract].kind != "counts":
        raise SchemaError(f"{where}: {one.extract} has no totals but rows; count them in the table itself")
    _known(one.value, {n: c for n, c in columns.items() if c.type == "integer"}, f"{where}: {one.extract}", "column of numbers")
    if isinstance(one, CameFrom):
        _known(one.partner, columns, f"{where}: {one.extract}", "column")
    else:
        _filter(s, columns, one.where, f"{where}: {one.extract}")


def _adds_up(s: Schemas, m: Measure, where: str) -> None:
    """Totals are broken down, or added up over codes, only where no one is counted under two of them."""
    if m.kind != "totals":
        return
    summed = {m.value, *(m.outcome.values.values() if m.outcome else ())}
    for contract in (s.contracts[e] for e in s.extracts_for(m.counts)):
        overlapping = {(r.fields["by"], r.fields["column"]) for r in contract.rules if r.name == "parts_cover_whole"}
        for by, column in sorted(overlapping):
            if column in summed and (by in m.breakdowns or len(m.where.get(by, ())) > 1):
                raise SchemaError(
                    f"{where}: in {contract.name} one young person may count under several codes of {by}, so {column} does not add up"
                )


def _filter(s: Schemas, columns: Mapping[str, Column], condition: Mapping[str, object], where: str) -> None:
    for name, wanted in condition.items():
        _known(name, columns, where, "column")
        column = columns[name]
        if isinstance(wanted, dict):
            _bounds(column, wanted, f"{where}: {name}")
        elif column.codelist:
            if not isinstance(wanted, list | tuple):
                raise SchemaError(f"{where}: {name}: a code is asked for as a list, like [confirmed]")
            for code in wanted:
                _known(code, dict.fromkeys(s.codes_of(column)), f"{where}: {name}", "code")
        elif column.type != "boolean" or not isinstance(wanted, bool):
            raise SchemaError(f"{where}: {name}: is asked for as true or false, as at_least and at_most, or as filled")


def _bounds(column: Column, wanted: Mapping[str, object], where: str) -> None:
    """A number is asked for by its ends, anything by whether it is there."""
    for name, value in wanted.items():
        _known(name, dict.fromkeys(("filled", "at_least", "at_most")), where, "test")
        if name == "filled" and not isinstance(value, bool):
            raise SchemaError(f"{where}: filled is true or false")
        if name != "filled" and (column.type != "integer" or not isinstance(value, int)):
            raise SchemaError(f"{where}: {name} is a whole number, and asks a column of whole numbers")


def _known(name: str, among: Mapping[str, object], where: str, what: str) -> None:
    if name not in among:
        raise SchemaError(f"{where}: there is no {what} {name!r}; there is {', '.join(sorted(map(str, among)))}")
