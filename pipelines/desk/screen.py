"""The privacy screen: does a header say, or a cell look as if, it told who a young person is?

It looks for what identifies directly. It cannot know that a plain number is someone's file number, or that a rare
combination of true codes points at one young person; the agreed columns and the disclosure control see to that.
"""

import re
from collections.abc import Collection
from functools import cache

from pipelines.desk import identifiers
from pipelines.desk.grid import trimmed
from schemas import Quarter

_LOOKED_AT = 2_000  # characters of a cell
# A text so long is no answer in a column of codes, days, numbers or tokens, and its row is held whatever it says. In its middle
# only numbers that say themselves what they are are looked for, or a few thousand of such texts would take minutes.
_NO_ANSWER, _ENDS = 400, 200
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_WORD = re.compile(r"[\W_]+")

# Words of a header, in the order of what weighs most. Words with a blank between them follow each other.
_HEADERS = (
    ("P502", "ssn, ssn4, ssnum, social security, soc sec, ss number, itin, passport, driver license, drivers license"),
    ("P502", "driver s license, dl number, alien number, green card, medi cal id, medicaid id"),
    ("P503", "dob, birth, birthdate, birthday, birthdt, bday, born, date of birth, dateofbirth, nacimiento"),
    (
        "P504",
        "phone, phonenumber, telephone, tel, mobile, cell, email, e mail, fax, instagram, facebook, snapchat, tiktok",
    ),
    ("P504", "social media, screen name, user name, username, correo, telefono, teléfono"),
    ("P505", "address, addr, street, zip, zipcode, postal, postcode, apartment, apt, latitude, longitude, whereabouts"),
    ("P505", "domicilio, direccion, dirección"),
    (
        "P506",
        "case number, case no, case num, case nbr, case id, case, casenumber, caseno, caseid, cii, cii number, docket",
    ),
    (
        "P506",
        "booking, booking number, mrn, medical record, record number, record id, student id, student number, ssid",
    ),
    (
        "P506",
        "client id, client number, person id, youth id, minor id, juvenile id, pfn, xref, inmate, fbi number, cws id",
    ),
    ("P506", "police report, report number, incident number, cms id, petition number, badge, expediente"),
    (
        "P501",
        "name, names, fname, lname, mname, firstname, lastname, middlename, fullname, surname, forename, given name",
    ),
    ("P501", "nickname, alias, aliases, aka, moniker, initials, nombre, apellido, apellidos, youthname, clientname"),
    ("P501", "mother, father, guardian, parent, victim, child, minor, client, youth"),
    ("P507", "notes, note, comment, comments, narrative, remarks, remark, free text, memo, description, summary"),
)
_WORDS = tuple((code, tuple(words.split(", "))) for code, words in _HEADERS)
# These count only where they are the whole header: `parent_notified` is no person.
_ALONE = frozenset(["case", "cell", "child", "minor", "client", "youth", "victim", "parent", "mother", "father", "guardian", "tel", "born"])
# These names are of a body or a thing, not of a person.
_OTHER_NAMES = re.compile(r"\b(agency|program|programme|service|extract|file|column|office|department|unit|county)s? names?\b")

_NAME_WORD = r"[^\W\d_][^\W\d_'\u2019.-]{0,30}(?:['\u2019-][^\W\d_]{1,30})*"
_LAST_FIRST = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD})?, ?{_NAME_WORD}(?: {_NAME_WORD}\.?)?")
_FIRST_LAST = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}\.?){{1,3}}")
# "Theft, petty" goes on in small letters; nobody writes a name so.
_FURTHER_WORD = re.compile(r"^[A-Z].*, ?[a-z]")
_WORD = re.compile(r"[^\W\d_]+")
NO_NAMES = frozenset(
    [
        "not",
        "no",
        "none",
        "unknown",
        "known",
        "missing",
        "pending",
        "token",
        "tokens",
        "na",
        "see",
        "total",
        "totals",
        "sum",
        "grand",
        "sub",
        "example",
        "row",
        "id",
        "refused",
        "blank",
        "empty",
        "to",
        "be",
        "of",
        "the",
        "and",
        "or",
        "end",
    ]
)
# A day in another way than ours, with or without the time; there may be a hundred thousand of them.
_A_DAY = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}){1,2})"
    r"(?:[ T][0-9:.]{4,15}(?: ?[AP]M)?Z?)?"
)
_YOUNGEST = 5  # years before the quarter from which a day may be one of birth


@cache
def header_code(header: str) -> str | None:
    """The privacy code of a header that nobody agreed to, or None. `case_no`, `CaseNo` and `Case No.` are the same."""
    words = _NOT_A_WORD.sub(" ", _CAMEL.sub(" ", trimmed(header)[:200])).strip().casefold()
    if words.replace(" ", "") == "id":
        return "P506"
    said = f" {_OTHER_NAMES.sub(' ', words)} "
    joined = said.replace(" ", "")
    for code, known in _WORDS:
        if any(f" {word} " in said and (word not in _ALONE or said.strip() == word) or joined == word for word in known):
            return code
    return None


def value_code(text: str, quarter: Quarter, holds: str, known_words: Collection[str] = ()) -> str | None:
    """The privacy code of a value that is no good answer in its column, or None.

    `holds` is the type of the column: a day in a column of dates is no birthday, words in a column of tokens are names,
    and so is a plain number there the number of a file. `known_words` are words of the agreed lists: "Declined, moved"
    is no person where both are, while "Hall, Jasmine" may be one, since only one is.
    """
    value = identifiers.plain(trimmed(text)[:_LOOKED_AT])
    if holds != "text" and len(value) > _NO_ANSWER:
        named = identifiers.named_code(value)
        if named:
            return named
        value = f"{value[:_ENDS]} {value[-_ENDS:]}"
    if identifiers.is_like_a_token(value) or (holds == "date" and _A_DAY.fullmatch(value)):
        return None
    if _tells_birth(value, quarter, holds):
        return "P514"
    told = identifiers.structured_code(value, holds)
    if told:
        return told
    if holds == "token" and identifiers.is_bare_number(value):
        return "P517"
    last_first = _LAST_FIRST.fullmatch(value) and not _FURTHER_WORD.search(value)
    looks_named = last_first or (holds == "token" and _FIRST_LAST.fullmatch(value))
    words = {word.casefold() for word in _WORD.findall(value)}
    return "P516" if looks_named and not words.issubset(known_words) and words.isdisjoint(NO_NAMES) else None


def aside_code(text: str, quarter: Quarter) -> str | None:
    """The privacy code of a text outside the table, or None. An agency's own phone or address may well stand there."""
    value = identifiers.plain(trimmed(text)[:_LOOKED_AT])
    return "P514" if _tells_birth(value, quarter, "text") else identifiers.named_code(value)


def _tells_birth(value: str, quarter: Quarter, holds: str) -> bool:
    if identifiers.says_born(value):
        return True
    for year in identifiers.years(value, holds):
        if year < 100:
            year += 2000 if 2000 + year <= quarter.year else 1900
        if 1900 <= year <= quarter.year - _YOUNGEST:
            return True
    return False
