"""Turns the bytes of a submission into a table of text, whichever of the agreed forms they came in."""

from pipelines.desk import delimited, workbook
from pipelines.desk.findings import Unreadable, finding
from pipelines.desk.grid import Grid
from schemas import Contract, Schemas

LARGEST = delimited.MOST_BYTES  # a larger file is refused unread


def read(content: bytes, contract: Contract, schemas: Schemas) -> Grid:
    """The table, and in words what was understood. What a file is, its bytes say; a name's ending may be wrong.

    Raises:
        Unreadable: there is no table to be read; its findings say why.
    """
    if len(content) > LARGEST:
        raise Unreadable(finding("E118"))
    if not content[:999].strip() and not content.strip():
        raise Unreadable(finding("E106"))
    elsewhere = {name for other in schemas.contracts.values() for name in other.columns}
    form = workbook if workbook.is_workbook(content) else delimited
    return form.read(content, contract.columns, elsewhere)
