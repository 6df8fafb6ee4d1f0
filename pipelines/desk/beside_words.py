"""What a text beside the table may say: the name of a sheet, a word of our own template, a value kept in a filter, a heading."""

import re
from functools import lru_cache

from pipelines.desk import identifiers, screen
from pipelines.desk.grid import trimmed
from schemas import Quarter, Schemas

NAME, TEMPLATE, VALUE, PLAIN = "name", "template", "value", "plain"
TEMPLATE_SHEET = " of our template's sheet "
_WORD = re.compile(r"[^\W\d_]+")
_A_WORD = r"[^\W\d_][^\W\d_'’.-]{0,30}(?:['’-][^\W\d_]{1,30})*\.?"
_NAMELIKE = re.compile(rf"{_A_WORD}(?: {_A_WORD}){{1,3}}")
_NUMBERED = re.compile(r"(?<=ssn)(?=[0-9]{3})", re.IGNORECASE)
_JOINED = re.compile(r"(?<=[A-Za-z]{3})(?=[0-9]{3})")  # SSN078-05-1120
_CONTACTS = ("P512", "P513", "P515")  # the agency's own, which may well stand on a page of help
# Words of sheets, ranges and lists; of two words one of which is such a one, neither is the name of a person.
_SAID_OF_SHEETS = (
    "data sheet sheets table tables list lists export exports report reports query result results worksheet raw final draft copy page"
    " print area titles database range chart summary pivot output input import extract totals total values lookup code codes column"
    " columns new old master main template example tab file files rows quarter quarterly monthly annual year month week january"
    " february march april june july august september october november december filter criteria office agency department county"
    " system records tabelle hoja feuil feuille foglio planilha blatt style default normal text box group caption header footer title"
)
_OF_SHEETS = frozenset(_SAID_OF_SHEETS.split())
_OF_THE_TEMPLATE = (
    "How to fill in Codes Data dictionary"
    " About Columns column code label means includes does not your own word also taken This blank from on"
    " version Rules All of them together may be left out always see what is wanted written as"
)


def kind(place: str) -> str:
    """What an aside is, by the words that say where it stands."""
    if place.startswith("name of "):
        return NAME
    return TEMPLATE if TEMPLATE_SHEET in place else VALUE if place.startswith("value in ") else PLAIN


def code(text: str, of: str, quarter: Quarter, schemas: Schemas) -> str | None:
    """The privacy code of a text beside the table, or None."""
    if of == PLAIN:
        return screen.aside_code(_NUMBERED.sub(" ", text), quarter)
    if of == TEMPLATE:  # its examples are days that grow old
        text = _examples(_Held(schemas)).sub(" ", text)
    if of == NAME:
        text = _JOINED.sub(" ", text.replace("_", " "))
    found = screen.value_code(text, quarter, "text", agreed(schemas) if of == VALUE else known(schemas))
    if of == TEMPLATE and found in _CONTACTS:
        return screen.aside_code(text, quarter)
    return found or ("P516" if of != VALUE and _is_name(text, schemas) else None)


def _is_name(text: str, schemas: Schemas) -> bool:
    value = identifiers.plain(trimmed(text)[:200])
    words = {word.casefold() for word in _WORD.findall(value)}
    return bool(_NAMELIKE.fullmatch(value)) and not words <= known(schemas) and words.isdisjoint(_OF_SHEETS | screen.NO_NAMES)


def agreed(schemas: Schemas) -> frozenset[str]:
    """Every word of the codelists."""
    return _agreed(_Held(schemas))


def known(schemas: Schemas) -> frozenset[str]:
    """Those, and every word that the contracts and the template say of the columns."""
    return _known(_Held(schemas))


class _Held:
    """The schemas as a key by which they are: they are many, and never changed."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas

    def __hash__(self) -> int:
        return id(self.schemas)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.schemas is self.schemas


@lru_cache(maxsize=4)
def _agreed(held: _Held) -> frozenset[str]:
    schemas = held.schemas
    said = (
        text for codelist in schemas.codelists.values() for c in codelist.words.values() for text in (c.code, c.label, c.means, c.includes)
    )
    local = (str(word) for k in schemas.contracts.values() for c in k.columns.values() for word in c.local)
    return frozenset(word.casefold() for text in (*said, *local) for word in _WORD.findall(text))


@lru_cache(maxsize=4)
def _known(held: _Held) -> frozenset[str]:
    schemas = held.schemas
    said = [_OF_THE_TEMPLATE]
    said += [c.excludes for codelist in schemas.codelists.values() for c in codelist.words.values()]
    for contract in schemas.contracts.values():
        said += [contract.name, contract.title, contract.grain]
        said += [text for c in contract.columns.values() for text in (c.name, c.means)]
    said += [name for agency in schemas.agencies.values() for name in (agency.name,)]
    return agreed(schemas) | {word.casefold() for text in said if text for word in _WORD.findall(text)}


@lru_cache(maxsize=4)
def _examples(held: _Held) -> re.Pattern[str]:
    """The days and tokens that the template shows of how to write one."""
    said = {
        str(c.example)
        for k in held.schemas.contracts.values()
        for c in k.columns.values()
        if c.type in ("date", "token") and len(c.example or "") > 9
    } | {"2025-08-14"}
    return re.compile("|".join(re.escape(text) for text in sorted(said)))
