"""Every table there is: those that are written down, those that have the rows of another, and extracts that are tables themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from schemas.contract import Contract
from schemas.files import SchemaError
from schemas.table import Column, Table

_AGENCY = Column("agency", "text", "Who reported it", required=True)
_QUARTER = Column("quarter", "text", "The quarter of the submission", required=True)


def tables_together(written: Mapping[str, Table], contracts: Mapping[str, Contract], asked: Iterable[str]) -> dict[str, Table]:
    """The written tables, whole; and for each name that is `asked` for and is no table but an extract, the table of its rows.

    Raises:
        SchemaError: a table has the rows of one that is not there, or of itself in the end.
    """
    found: dict[str, Table] = {}

    def whole(name: str, on_the_way: tuple[str, ...], where: str) -> Table | None:
        if name in found:
            return found[name]
        if name in on_the_way:
            raise SchemaError(f"{where}: leads back to itself")
        table = written.get(name)
        if table is None:
            if name not in contracts:
                return None
            found[name] = of_extract(contracts[name])
            return found[name]
        here = f"tables/{name}.yaml"
        for source in table.sources:
            other = whole(source, (*on_the_way, name), here)
            if other is None:
                known = ", ".join(sorted({*written, *contracts}))
                raise SchemaError(f"{here}: there is no table and no extract {source!r}; there is {known}")
            if table.rows_of == source:
                table = table.of(other)
        found[name] = table
        return table

    for name in (*written, *asked):
        whole(name, (), name)
    return found


def of_extract(contract: Contract) -> Table:
    """The rows of an extract, with who sent them and for which quarter.

    A number that may be given as "under 11" is empty where it was, and has its least and greatest value beside it.
    """
    own = {}
    for column in contract.columns.values():
        name = "youth_id" if column.name == "youth_token" else column.name
        own[name] = replace(column, name=name, under=None, local={}, required=column.required and not column.ends)
        for end in column.ends:
            own[end] = Column(end, "integer", f"{column.means}; at the {'least' if end.endswith('low') else 'most'}")
    key = tuple("youth_id" if k == "youth_token" else k for k in contract.key)
    return Table(
        name=contract.name,
        grain=contract.grain,
        key=("agency", *(() if contract.keeps_its_rows else ("quarter",)), *key),
        columns={"agency": _AGENCY, "quarter": _QUARTER, **own},
        of_extract=contract.name,
    )
