"""Reads the files by which a publication describes itself: they may hold names and rules, and no number besides."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from pipelines.disclosure_control.audit.files import structures
from pipelines.disclosure_control.audit.files.items import Finding, Items, Note, Series, Words
from pipelines.disclosure_control.audit.files.numbers import DIGIT

STATUSES = ("", "r", "c", "m", "x", "z", "u")
STANDINGS = ("accepted", "accepted in part", "accepted with confirmations", "already received", "rejected", "missing")
"""All that a publication says of a file that was due: how many rows it had is between the agency and the county."""

CHANGES = ("new", "revised", "shown for the first time", "marked otherwise")
"""All that is said of a line that the last publication did not have, or had otherwise."""

RULES = {"threshold", "smallest_group", "late_quarters"}
HASH = re.compile(r"[0-9a-f]{32,}")
COUNTED = re.compile(r"\(\s*(?:n\s*=\s*)?\d+\s*\)|\bn\s*=\s*\d+|[:=]\s*\d+\s*$", re.IGNORECASE)
NAMES = {"codes", "labels", "parents", "dimensions", "medians", "quarters", "not_yet", "population", "follow_up_months"}


def cells(content: bytes, place: str) -> Items:
    """cells.csv is written in one way only, so that nothing can be said by how it is written."""
    text = content.decode("utf-8", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        yield Finding("a file that cannot be read", place)
        return
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerows(rows)
    if again.getvalue() != text:
        yield Finding("cells.csv is not written in the agreed way", place)
    heading = rows[0] if rows else []
    if len(set(heading)) < len(heading):
        yield Finding("the same name twice", place)
    groups: dict[tuple[str, ...], list[tuple[tuple[str, ...], str | None]]] = {}
    for n, row in enumerate(rows[1:], 2):
        if len(row) != len(heading) or len(row) < 5:
            yield Finding("cells.csv is not written in the agreed way", f"{place}, line {n}")
            continue
        value, status = row[-2:]
        if status not in STATUSES:
            yield Finding("a mark that was not agreed", f"{place}, line {n}", status)
        if value and not re.fullmatch(r"0|[1-9]\d*", value):
            yield Finding("a value that is not written as a whole number", f"{place}, line {n}", value)
        for c, code in enumerate(row[2:-3], 2):
            if code and code != "_T":
                key = (*row[:c], heading[c] if c < len(heading) else "", *row[c + 1 : -2])
                groups.setdefault(key, []).append(((code, row[0], row[1]), value or None))
    for found in groups.values():
        if any(v is None for _, v in found):
            yield Series(place, tuple(found))


def some_lines(content: bytes, place: str, files: Mapping[str, bytes]) -> Items:
    """changes.csv: lines of cells.csv, in its order, each with one agreed word more."""
    heading, *there = files["cells.csv"].decode("utf-8", "replace").splitlines(keepends=True)
    first, *lines = content.decode("utf-8", "replace").splitlines(keepends=True) or [""]
    if first != heading.removesuffix("\n") + ",change\n":
        yield Finding("columns that cells.csv does not have", place)
        return
    left = iter(there)
    for n, line in enumerate(lines, 2):
        said, _, word = line.removesuffix("\n").rpartition(",")
        if word not in CHANGES:
            yield Finding("a word that was not agreed", f"{place}, line {n}", word)
        if f"{said}\n" not in left:
            yield Finding("a line that cells.csv does not have", f"{place}, line {n}")
            return


CODE, CODES = r"[a-z][a-z0-9_]{0,39}", r"(?:[a-z][a-z0-9_]{0,39}(?: [a-z][a-z0-9_]{0,39})*)?"
DIRECTORY = {
    "organization_id": CODE, "service_id": r"[1-9]\d{0,3}|0", "status": CODE, "taxonomy_term": CODE, "need_level": CODE,
    "mixes_need_levels": "yes|no|unknown", "minimum_age": r"\d|[12]\d|", "maximum_age": r"\d|[12]\d|", "cost_option": CODE,
    "languages": CODES, "schedules": CODES, "place": "told|confidential", "location_types": CODES, "service_areas": CODES,
    "assured_date": r"(?:20\d\d-\d\d-\d\d)?",
}  # fmt: skip
"""What each column of services.csv may say. It counts nobody: its numbers are ages and names."""


def services(content: bytes, place: str) -> Items:
    """services.csv: one line for each service, of agreed words alone, and no place of what is kept confidential."""
    lines, wrong = _agreed_lines(content, place, DIRECTORY)
    yield from wrong
    seen: set[tuple[str, str]] = set()
    for n, said in lines.items():
        if said["place"] == "confidential" and (said["location_types"] or said["service_areas"]):
            yield Finding("a place that is kept confidential", f"{place}, line {n}")
        elif (said["organization_id"], said["service_id"]) in seen:
            yield Finding("the same service twice", f"{place}, line {n}")
        seen.add((said["organization_id"], said["service_id"]))


DAY = r"20\d\d-\d\d-\d\d"
PROMISES = {
    "met_on": DAY, "item": r"[1-9]\d?|0", "action": CODE, "organization_id": CODE, "due_on": DAY, "state": "open|closed|dropped",
    "closed_on": rf"(?:{DAY})?",
}  # fmt: skip
"""What each column of actions.csv may say. It counts nobody: its numbers are days and lines of a meeting."""


def promises(content: bytes, place: str) -> Items:
    """actions.csv: one line for each action, of agreed words alone, by the day it is due, so that the order says nothing more."""
    lines, wrong = _agreed_lines(content, place, PROMISES)
    yield from wrong
    days = [(said["due_on"], said["met_on"], int(said["item"])) for said in lines.values()]
    if days != sorted(days):
        yield Finding("lines that are not in the agreed order", place)


def _agreed_lines(content: bytes, place: str, forms: Mapping[str, str]) -> tuple[dict[int, dict[str, str]], list[Finding]]:
    """The lines of agreed words alone, by their number in the file, and what is wrong with the others."""
    try:
        heading, *rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""), strict=True)) or [[]]
    except csv.Error:
        return {}, [Finding("a file that cannot be read", place)]
    if heading != list(forms):
        return {}, [Finding("columns that were not agreed", place)]
    agreed = {
        n: dict(zip(forms, row, strict=True))
        for n, row in enumerate(rows, 2)
        if len(row) == len(forms) and all(re.fullmatch(form, said) for form, said in zip(forms.values(), row, strict=True))
    }
    wrong = [Finding("a word that was not agreed", f"{place}, line {n}") for n in range(2, len(rows) + 2) if n not in agreed]
    return agreed, wrong


def described(content: bytes, place: str) -> Items:
    """measures.json, publication.json and manifest.json."""
    said, wrong = structures.loaded(structures.text_of(content), place)
    if wrong:
        yield wrong
    else:
        elsewhere = {"residents"} if place == "publication.json" and isinstance(said, Mapping) else set()
        yield from _said({k: v for k, v in said.items() if k not in elsewhere} if elsewhere else said, place, ())


def packaged(content: bytes, place: str) -> Items:
    """datapackage.json and cells.csv-metadata.json: texts, each of them judged, and no number at all."""
    said, wrong = structures.loaded(structures.text_of(content), place)
    if wrong:
        yield wrong
    else:
        yield from _leaves(said, place)


def _leaves(said: Any, place: str) -> Items:
    if isinstance(said, Mapping):
        for name, value in said.items():
            if DIGIT.search(str(name)):
                yield Note(f"{place}, a name", str(name))
            yield from _leaves(value, f"{place}, {name}")
    elif isinstance(said, list):
        for n, value in enumerate(said, 1):
            yield from _leaves(value, f"{place}, {n}")
    elif isinstance(said, int | float) and not isinstance(said, bool):
        yield Finding("a number that nobody published", place, str(said))
    elif isinstance(said, str):
        yield Words(place, said, first=True)


def _said(said: Any, place: str, path: tuple[str, ...]) -> Items:
    if path[-1:] == ("breaks",) and isinstance(said, Mapping) and set(said) == {"on", "law", "says"}:
        law, says = str(said["law"]), str(said["says"])
        yield Words(f"{place}, {'.'.join(path)}, law", law, first=True)
        bare = says.replace(law, " ") if re.search(r"[^\W\d]{2}", law) else says  # the number in the name of a law counts nothing
        yield Words(f"{place}, {'.'.join(path)}, says", f"{said['on']} {bare}", first=True)
    elif isinstance(said, Mapping):
        for name, value in said.items():
            if re.search(r"\d", str(name)) and not NAMES & set(path) and not {"files"} & set(path):
                yield Note(f"{place}, a name", str(name))
            yield from _said(value, place, (*path, str(name)))
    elif isinstance(said, list):
        for value in said:
            yield from _said(value, place, path)
    elif isinstance(said, bool) or said is None:
        return
    elif isinstance(said, int | float):
        if not (path and path[-1] in RULES) and "follow_up_months" not in path:
            yield Finding("a number that nobody published", f"{place}, {'.'.join(path)}", str(said))
    elif path == ("reported", "status") and said not in STANDINGS:
        yield Finding("a status that was not agreed", f"{place}, {'.'.join(path)}", str(said))
    elif isinstance(said, str) and DIGIT.search(said):
        if "labels" in path and COUNTED.search(said):
            yield Finding("a label with a number in it", f"{place}, {'.'.join(path)}", said)
        elif not NAMES & set(path) and not HASH.search(said) and path[-1:] != ("signature",):
            yield Words(f"{place}, {'.'.join(path)}", said, first=True)
