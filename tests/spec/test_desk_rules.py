"""The rules of the contracts, drawn: a few rows as an agency would send them, and what it is told."""

import pytest

from pipelines.desk import examine
from tests.desk_files import CONTACTS, REFERRALS, TOTALS, as_csv, cells, contact, drawn, referral, schemas
from tests.drawn import rows

SENT = {"contacts": (CONTACTS, contact), "referrals": (REFERRALS, referral), "totals": (TOTALS, lambda **row: row)}
FILLER = 40  # rows without fault, so that a few held ones do not reject the file

CASES = {
    "an offence comes before the contact it led to": (
        "contacts",
        """
        contact_on | arrested | offence_on | offence_group | told
        2025-10-14 | yes      | 2025-10-14 | property      |
        2025-10-14 | yes      | 2025-10-15 | property      | E301 contact_on
        2025-10-14 | yes      |            | property      | E302 offence_on
        2025-10-14 | yes      |            |               | E302 offence_on, E302 offence_group
        2025-10-14 | no       |            |               |
        2025-10-14 | no       | 2025-10-12 |               | E303 offence_on
        2025-10-14 | unknown  | 2025-10-12 | property      | E303 offence_on, E303 offence_group
    """,
    ),
    "dates are real days, no earlier than 2000 and no later than the quarter": (
        "contacts",
        """
        contact_on | arrested | offence_on | offence_group | told
        2025-12-31 | no       |            |               |
        2026-01-01 | no       |            |               | E203 contact_on
        2025-02-29 | no       |            |               | E201 contact_on
        2024-02-29 | no       |            |               |
        14.10.2025 | no       |            |               | E201 contact_on
        10/14/2025 | no       |            |               | E201 contact_on
        2025-1-4   | no       |            |               | E201 contact_on
        2025-10-14 | yes      | 1999-12-31 | property      | E202 offence_on
                   | no       |            |               | E204 contact_on
    """,
    ),
    "a token is 16 to 64 small hexadecimal digits": (
        "contacts",
        """
        youth_token      | told
        3f9a0c41d27be857 |
        3F9A0C41D27BE857 | E206 youth_token
        3f9a0c41d27be85  | E206 youth_token
        3f9a0c41d27be85g | E206 youth_token
        Total            | E206 youth_token
    """,
    ),
    "codes are of the list, in the agency's own words, or plainly meant": (
        "contacts",
        """
        gender  | told
        girl    |
        F       |
        GIRL    |
        woman   | E205 gender
        _T      | E205 gender
                | E204 gender
    """,
    ),
    "a referral's steps follow each other": (
        "referrals",
        """
        service   | referred_on | accepted_on | started_on | completed_on | closed_reason | told
        medical   | 2025-10-03  | 2025-10-03  | 2025-10-03 | 2025-10-03   | completed     |
        medical   | 2025-10-03  |             |            |              |               |
        medical   | 2025-10-03  | 2025-10-02  |            |              |               | E301 accepted_on
        medical   | 2025-10-03  |             | 2025-10-20 |              |               | E304 accepted_on
        medical   | 2025-10-03  | 2025-10-06  |            | 2025-10-30   | completed     | E304 started_on
        medical   | 2025-10-03  | 2025-10-06  | 2025-10-20 |              | completed     | E302 completed_on
        medical   | 2025-10-03  | 2025-10-06  | 2025-10-20 | 2025-10-19   | completed     | E301 completed_on
        medical   |             |             |            |              |               | E302 referred_on
        medical   | 2025-09-30  |             |            |              |               | E301 referred_on
        none_made |             |             |            |              |               |
        none_made | 2025-10-03  |             |            |              |               | E303 referred_on
    """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_row_is_told_what_is_wrong_with_it_and_where(case: str) -> None:
    extract, table = CASES[case]
    named, right = SENT[extract]
    made = rows(table)
    sent = [right(**{"youth_token": drawn(i, "f"), **{c: v for c, v in row.items() if c != "told"}}) for i, row in enumerate(made)]
    filler = [right(youth_token=drawn(i, "e")) for i in range(FILLER * len(made))]
    read = examine(as_csv(cells([*sent, *filler])), named, schemas())
    for number, row in enumerate(made, 2):
        said = ", ".join(f"{f.code} {f.column}" if f.column else f.code for f in read.findings if f.row == number)
        assert said == row["told"], f"row {number}"
    held = [number for number, row in enumerate(made, 2) if row["told"].startswith("E")]
    assert (read.status, list(read.held)) == ("accepted in part", held)
    assert read.rows_in == len(read.rows) + read.rows_held


TOTALS_CASES = {
    "the parts of the sessions add up, and a young person may be in several lines": (
        """
        service             | youth | sessions
        crisis_counselling  | 9     | 20
        court_accompaniment | 4     | 6
        safety_planning     | 7     | 7
        benefits_claims     | 0     | 0
        classes             | 3     | 12
        _T                  | 15    | 45
    """,
        [],
    ),
    "every service has a line, and so has the whole": (
        """
        service             | youth | sessions
        crisis_counselling  | 9     | 20
        court_accompaniment | 4     | 6
        safety_planning     | 7     | 7
    """,
        ["E402", "E402", "E402"],
    ),
    "the whole is the sum of the sessions": (
        """
        service             | youth | sessions
        crisis_counselling  | 9     | 20
        court_accompaniment | 4     | 6
        safety_planning     | 7     | 7
        benefits_claims     | 0     | 0
        classes             | 3     | 12
        _T                  | 15    | 44
    """,
        ["E403"],
    ),
    "no line has more young people than the whole": (
        """
        service             | youth | sessions
        crisis_counselling  | 9     | 20
        court_accompaniment | 4     | 6
        safety_planning     | 7     | 7
        benefits_claims     | 0     | 0
        classes             | 3     | 12
        _T                  | 8     | 45
    """,
        ["E404"],
    ),
    "the whole has no more young people than all lines together": (
        """
        service             | youth | sessions
        crisis_counselling  | 9     | 20
        court_accompaniment | 4     | 6
        safety_planning     | 7     | 7
        benefits_claims     | 0     | 0
        classes             | 3     | 12
        _T                  | 24    | 45
    """,
        ["E404"],
    ),
    "no service is given fewer times than to young people": (
        """
        service             | youth | sessions
        crisis_counselling  | 21    | 20
        court_accompaniment | 4     | 6
        safety_planning     | 7     | 7
        benefits_claims     | 0     | 0
        classes             | 3     | 12
        _T                  | 24    | 45
    """,
        ["E305", "E405"],
    ),
}


@pytest.mark.parametrize("case", TOTALS_CASES)
def test_totals_agree_with_their_parts(case: str) -> None:
    table, told = TOTALS_CASES[case]
    read = examine(as_csv(cells(rows(table))), TOTALS, schemas())
    assert sorted(f.code for f in read.findings) == told
    assert read.status == ("rejected" if told else "accepted")
