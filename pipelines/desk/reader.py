"""Turns the bytes of a submission into a table of text, whichever of the agreed forms they came in."""

from pipelines.desk import delimited, workbook
from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import Grid
from schemas import Contract, Schemas


def read(content: bytes, contract: Contract, schemas: Schemas, is_xlsx: bool) -> Grid:
    """The table, and in words what was understood.

    Raises:
        Unreadable: there is no table to be read; its findings say why.
    """
    if not content.strip():
        raise Unreadable(finding("E106"))
    elsewhere = {name for other in schemas.contracts.values() for name in other.columns}
    form = workbook if is_xlsx else delimited
    return form.read(content, contract.columns, elsewhere)
