"""Small files as agencies would save them, for the portal's tests."""

from tests import desk_files
from tests.desk_files import as_csv, cells, schemas

NAMES = ("Xochitl", "Quetzalcoatl-Featherstone", "987-65-4320")
"""What must never be found again, wherever it was written."""


def contacts(count: int = 30, **changed: str) -> bytes:
    """The sheriff's contacts of a quarter; the last row changed."""
    return _file("law_enforcement_contacts", desk_files.contacts(count, **changed))


def referrals(count: int = 30, **changed: str) -> bytes:
    rows = [desk_files.referral(youth_token=desk_files.drawn(i, "b")) for i in range(count)]
    return _file("probation_referrals", [*rows[:-1], {**rows[-1], **changed}])


def large(megabytes: int, day: str) -> bytes:
    """A right file of the sheriff's that is about so large, all of it about one day."""
    head, _, rest = contacts(1, contact_on=day, offence_on=day).partition(b"\n")
    cell = rest.decode().split(",")
    many = megabytes * 1_000_000 // len(rest)
    return head + b"\n" + b"".join(f"{desk_files.drawn(n)},{','.join(cell[1:])}".encode() for n in range(1, many + 1))


def _file(extract: str, rows: list[dict[str, str]]) -> bytes:
    return as_csv(cells(rows, schemas().contracts[extract].columns))
