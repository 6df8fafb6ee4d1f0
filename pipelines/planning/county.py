"""A made-up county of a given size, its files taken through the stages of the line in memory."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines import synthesis
from pipelines.confidential import harmonization, outcomes, record_linkage
from pipelines.planning.choice import CannotPlan, extracts
from pipelines.synthesis.events import Value
from pipelines.synthesis.extracts import sheets
from schemas import Agency, Column, Measure, Quarter, Schemas, Source, Table, under

_NEVER = date(2999, 12, 31)


@dataclass(frozen=True)
class Lived:
    """The rows of a made-up county after all that followed from them, as the last quarter knows them."""

    tables: dict[str, pl.DataFrame]
    last: Quarter


def quarters(schemas: Schemas, names: Collection[str], count: int) -> tuple[Quarter, ...]:
    """The quarters that are looked at, from the first year in which all of these files have their form."""
    return (first := _first(schemas, names)).through(first.plus(count - 1))


def agreed_by_all(schemas: Schemas, names: Collection[str]) -> Schemas:
    """The agreement as if every agency sent what these measures need, from the first quarter on.

    Where no agency of the county has agreed to send a file yet, one of the example county stands in.

    Raises:
        CannotPlan: the county has not the files with which the made-up county begins.
    """
    wanted = _sent(names, schemas)
    lacking = sorted(wanted - set(schemas.contracts))
    if lacking:
        raise CannotPlan(f"the made-up county sends {lacking[0]}, for which this county has no contract; leave out --workspace to try it")
    have, first = {s.extract for s in schemas.sources}, _first(schemas, names)
    agencies = {name: replace(a, sources=tuple(_lasting(s, first) for s in a.sources)) for name, a in schemas.agencies.items()}
    for source in Schemas.load(for_a_desk=True).sources:
        if source.extract in wanted - have:
            name = f"{source.agency}_to_come"
            before = agencies.get(name, Agency(name, name, ()))
            agencies[name] = replace(before, sources=(*before.sources, replace(_lasting(source, first), agency=name)))
    return replace(schemas, agencies=agencies)


def last_needed(measures: Sequence[Measure], schemas: Schemas, looked_at: Sequence[Quarter]) -> Quarter:
    """The quarter by which all that happened in the quarters looked at has been followed to its end."""
    end, policy = looked_at[-1], schemas.policy
    codes = [(m, c) for m in measures for c in ("", *(m.outcome.codes if m.outcome else ()))]
    return max(end, *(m.settles(end, policy) for m in measures), *(m.matures(end, c, policy) for m, c in codes))


def live(schemas: Schemas, names: Sequence[str], youth_per_year: int, last: Quarter, seed: int) -> Lived:
    """Everything that happens in one made-up county up to `last`, as far as the measures need it. `schemas`: agreed by all."""
    count = len(_first(schemas, names).through(last))
    wanted = extracts(schemas, names)
    drawn = _sent(names, schemas)
    made = synthesis.county(schemas, youth_per_year=youth_per_year, quarters=count, last=last, seed=seed, extracts=drawn)
    came = [(extract, rows) for extract, _, rows in sent(made, schemas, wanted)]
    return Lived(followed(came, schemas, names, last), last)


def sent(made: synthesis.County, schemas: Schemas, extracts: Collection[str]) -> Iterator[tuple[str, Quarter, pl.DataFrame]]:
    """What the agencies of a made-up county send of these extracts, file by file, in our words; a file without rows is left out."""
    for sheet in sheets(made, schemas):
        if sheet.extract in extracts and sheet.rows:
            contract = schemas.contracts[sheet.extract]
            text = [{c.name: _our_word(c, row.get(c.name)) for c in contract.columns.values()} for row in sheet.rows]
            rows = pl.DataFrame(text, schema=dict.fromkeys(contract.columns, pl.String))
            yield sheet.extract, sheet.quarter, harmonization.harmonize(rows, contract, sheet.agency, sheet.quarter)


def followed(came: Iterable[tuple[str, pl.DataFrame]], schemas: Schemas, names: Sequence[str], last: Quarter) -> dict[str, pl.DataFrame]:
    """The tables that some measures are made from, from the rows of files by extract; other files are left aside."""
    contracts, tables = [schemas.contracts[name] for name in sorted(extracts(schemas, names))], tables_for(schemas, names)
    asked = {c.name: harmonization.columns_for(c, tables) for c in contracts}
    frames: dict[str, list[pl.DataFrame]] = {}
    for name, rows in ((name, rows) for name, rows in came if name in asked):
        frames.setdefault(name, []).append(rows.select(asked[name]))
    words = {c.name: record_linkage.last_word(frames[c.name], c) for c in contracts if c.name in frames}
    linked = record_linkage.link(harmonization.gathered(words, contracts, tables))
    return outcomes.follow(linked, tables, last)


def tables_for(schemas: Schemas, names: Iterable[str]) -> dict[str, Table]:
    """The tables of these measures, and those they are made from, in the order in which the agreement has them."""
    found, more = set[str](), {t for n in names for t in schemas.measures[n].tables}
    while more:
        found |= more
        more = {s for t in more for s in schemas.tables[t].sources} - found
    return {name: table for name, table in schemas.tables.items() if name in found}


def _first(schemas: Schemas, names: Collection[str]) -> Quarter:
    formed = max(schemas.contracts[e].effective for e in _sent(names, schemas))
    return formed if formed.number == 1 else Quarter(formed.year + 1, 1)


def _sent(names: Collection[str], schemas: Schemas) -> set[str]:
    """The first four are drawn in any case, and alone they are drawn quickly."""
    return {*synthesis.EXTRACTS, *extracts(schemas, names)}


def _lasting(source: Source, first: Quarter) -> Source:
    return replace(source, since=first, expires=_NEVER)


def _our_word(column: Column, said: Value) -> str | None:
    """As an examined file has it."""
    if column.under and said == under.written(column.under):
        return under.word(column.under)
    return None if said is None else column.local.get(str(said), str(said))
