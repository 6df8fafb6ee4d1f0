"""Made-up submissions for the tests of the desk, as an agency would save them."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import xlsxwriter

from pipelines.desk import Examination, examine
from schemas import Schemas

QUARTER = "2025-Q4"
CONTACTS = ("sheriff", "law_enforcement_contacts", QUARTER)
REFERRALS = ("probation", "probation_referrals", QUARTER)
TOTALS = ("advocates", "advocacy_services", QUARTER)
EXTRACTS = {named[1]: named for named in (CONTACTS, REFERRALS, TOTALS)}

Row = Mapping[str, str]

TOKEN = "6b1f04d97ce2a583"

_CONTACT = {
    "youth_token": TOKEN,
    "contact_on": "2025-10-14",
    "status": "confirmed",
    "disposition": "arrested",
    "advocacy_notified": "yes",
    "arrested": "yes",
    "offence_on": "2025-10-12",
    "offence_group": "property",
    "age_band": "age_14_15",
    "gender": "girl",
    "race_ethnicity": "black",
    "residence": "in_county",
}
_REFERRAL = {
    "youth_token": TOKEN,
    "petition_on": "2025-10-01",
    "offence_on": "2025-09-20",
    "petition_closed_on": "",
    "service": "medical",
    "referred_on": "2025-10-03",
    "accepted_on": "2025-10-06",
    "started_on": "2025-10-20",
    "completed_on": "",
    "closed_reason": "",
    "age_band": "age_16_17",
    "gender": "boy",
    "race_ethnicity": "latino",
    "residence": "unknown",
}


def drawn(number: int, of: str = "") -> str:
    """A token as good as drawn at random, always the same for a number; `of` tells several rounds apart."""
    return hashlib.sha256(f"{of}{number}".encode()).hexdigest()[:16]


@cache
def schemas() -> Schemas:
    return Schemas.load()


def contact(**changed: str) -> dict[str, str]:
    """A law enforcement contact that is right in every cell, but for what is changed."""
    return {**_CONTACT, **changed}


def referral(**changed: str) -> dict[str, str]:
    return {**_REFERRAL, **changed}


def contacts(count: int, **changed: str) -> list[dict[str, str]]:
    """So many contacts of different young people, all right; the last one changed."""
    rows = [contact(youth_token=drawn(i, "a")) for i in range(count)]
    return [*rows[:-1], {**rows[-1], **changed}]


def totals(**changed: str) -> list[dict[str, str]]:
    """A quarter's totals of the advocates. `youth_classes="3"` changes the youth of the line of classes."""
    lines = {"crisis_counselling": (9, 20), "court_accompaniment": (4, 6), "safety_planning": (7, 7)}
    lines |= {"benefits_claims": (0, 0), "classes": (3, 12), "_T": (15, 45)}
    return [
        {
            "service": code,
            "youth": changed.get(f"youth_{code}", str(y)),
            "sessions": changed.get(f"sessions_{code}", str(s)),
        }
        for code, (y, s) in lines.items()
    ]


def cells(rows: Sequence[Row], columns: Iterable[str] = ()) -> list[list[str]]:
    names = list(columns or rows[0])
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def as_csv(table: Sequence[Sequence[str]], separator: str = ",", ends: str = "\n", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(table)
    return out.getvalue().encode(encoding)


def as_xlsx(table: Sequence[Sequence[object]], **others: Sequence[Sequence[object]]) -> bytes:
    """A workbook with the table on its first sheet, and further sheets by name."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in {"Sheet1": table, **others}.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for r, row in enumerate(rows):
                sheet.write_row(r, 0, row)
    return out.getvalue()


def examined(rows: Sequence[Row], named: tuple[str, str, str] = CONTACTS) -> Examination:
    """What comes of these rows, sent as a plain CSV file."""
    return examine(as_csv(cells(rows, schemas().contracts[named[1]].columns)), named, schemas())


def codes(examination: Examination) -> list[str]:
    return sorted({finding.code for finding in examination.findings})


def told(examination: Examination) -> str:
    """All that a reader is told, in one text."""
    return "\n".join((*(f.text for f in examination.findings), *(repr(f) for f in examination.findings), examination.how))
