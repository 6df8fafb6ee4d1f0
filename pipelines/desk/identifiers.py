"""The written forms of what tells who someone is: numbers of the state, phones, addresses, cases, accounts, days of birth.

A form is looked for in a text that was made plain first (`plain`): one kind of hyphen, one kind of blank, nothing unseen.
"""

import re
import unicodedata

_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-") | dict.fromkeys(map(ord, "’‘ʼ＇"), "'")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic"
_B, _E = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"  # nothing of a longer word or number before it, nor after it
_OF_NO_ONE = (
    rf"(?!(?:{_MONTHS})[a-z]*\b|(?:{_MONTHS})[a-z]*[0-9]|f?fy|sfy|cy|sy|q[1-4](?:[- ]?(?:19|20)?[0-9]{{2}})?(?![0-9])|usd|covid|to[- 0-9])"
)

# --- P511: Social Security and taxpayer numbers
_SSN = re.compile(
    rf"{_B}(?:[0-9]{{3}}[- ./][0-9]{{2}}[- ./][0-9]{{4}}|[0-9]{{3}} ?- ?[0-9]{{2}} ?- ?[0-9]{{4}}|[xX*#]{{3}}-?[xX*#]{{2}}-?[0-9]{{4}}){_E}"
)
_SSN_NAMED = re.compile(r"\b(?:ssn?|s\.s\.n\.?|itin|social(?: security| sec)?|soc\.? sec|seguro social)\b.{0,20}?[0-9]{4}", re.IGNORECASE)
_NINE = re.compile(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")
_ITIN = re.compile(r"9[0-9]{2}(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[0-9]{4}")

# --- P512: e-mail
_EMAIL = re.compile(
    r"[^\s@,;<>]{1,64}@[^\s@.,;<>]{1,63}(?:\.[^\s@.,;<>]{1,63}){1,4}"
    r"|\w ?[\[({] ?at ?[\])}] ?\w|\w at [\w-]{2,30} dot [a-z]{2,}",
    re.IGNORECASE,
)

# --- P513: phones
_PHONE = re.compile(rf"{_B}(?:\+?1[-. /]?)?(?:\([2-9][0-9]{{2}}\)[-. ]?|[2-9][0-9]{{2}}[-. /])[0-9]{{3}}[-. ]?[0-9]{{4}}(?![0-9])")
_ABROAD = re.compile(r"(?<![\w.])(?:\+|00[ -]?|011[ -]?)[1-9](?:[ ().-]{0,2}[0-9]){7,14}(?![0-9])")
_PHONE_NAMED = re.compile(
    r"\b(?:tel|telephone|t[eé]l[eé]fono|phone|ph|cell|cel|mobile|m[oó]vil|fax|call|text|whatsapp)\b[ .:#]*(?:no|number|num)?[ .:#]*"
    r"[+(]?[0-9][0-9 ().-]{5,}[0-9]",
    re.IGNORECASE,
)
# Seven digits, of which a range of round numbers (500-1000) is no phone.
_SEVEN = re.compile(r"[2-9][0-9]{2}[-.](?![0-9]{2}(?:00|50|99))[0-9]{4}")
_TEN = re.compile(r"1?[2-9][0-9]{2}[2-9][0-9]{6}")

# --- P514: days of birth
_MONTH = rf"(?:{_MONTHS})[a-z]{{0,7}}"
DAYS = (
    re.compile(rf"{_B}(?P<year>(?:19|20)[0-9]{{2}})[-/. ][0-9]{{1,2}}[-/. ][0-9]{{1,2}}(?![0-9])"),
    re.compile(rf"{_B}[0-9]{{1,2}} ?[-/.] ?[0-9]{{1,2}} ?[-/.] ?'?(?P<year>(?:19|20)?[0-9]{{2}}){_E}"),
    re.compile(rf"\b{_MONTH}[. -]{{0,2}}[0-9]{{1,2}}(?:st|nd|rd|th)?[, -]{{1,2}}'?(?P<year>(?:19|20)?[0-9]{{2}})\b", re.IGNORECASE),
    re.compile(
        rf"\b[0-9]{{1,2}}(?:st|nd|rd|th|o)?[ -/]?(?:of |de )?{_MONTH}[, .-]{{0,2}}(?:of |de |del )?'?(?P<year>(?:19|20)?[0-9]{{2}})\b",
        re.IGNORECASE,
    ),
)
RUN_TOGETHER = (
    re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"),
    re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?P<year>(?:19|20)[0-9]{2})"),
)
_BORN = re.compile(
    r"\b(?:dob|d\.o\.b|d/o/b|born|birth|birthday|birth ?date|b-?day|nacid[oa]|fecha de nac|fdn)\b.{0,20}?[0-9]{2}", re.IGNORECASE
)

# --- P515: addresses
_WAYS = (
    "street|st|str|avenue|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|cir|place|pl|plaza|terrace|ter|trail|trl|way"
    "|highway|hwy|freeway|fwy|parkway|pkwy|square|sq|alley|cove|crescent|calle"
)
_NUMBERED = "county road|county rd|cr|state route|sr|highway|hwy|us|route|rte|farm road|fm|ranch road"
_ADDRESS = re.compile(
    rf"\b[0-9]{{1,6}}[a-z]? (?:1/2 )?(?:[nsew]{{1,2}}\.? )?(?:[\w.'-]{{1,30}} ){{1,4}}(?:{_WAYS})\b"
    rf"|\b[0-9]{{1,6}} (?:{_NUMBERED})\.? [0-9]{{1,4}}\b"
    r"|\b[0-9]{1,6} (?:[nsew]{1,2}\.? )?(?:broadway|avenue [a-z]|the alameda|el camino|camino|calle|avenida|avda|paseo|via|rancho) ?\b"
    r"|\b(?:calle|avenida|avda\.?|av\.|calzada|camino|paseo|carretera|callej[oó]n|privada|colonia|boulevard|blvd\.?) [\w.' ]{0,40}?,? ?"
    r"(?:#|no\.?|num\.?|n[uú]m\.?|n[uú]mero)? ?[0-9]{1,6}\b"
    r"|\bp\.? ?o\.? ?(?:box|b\.?) ?#?[0-9]|\bpost office box #?[0-9]|\bpob #?[0-9]|\bapartado(?: postal)? #?[0-9]"
    r"|\b(?:rr|r\.r\.|rural r(?:ou)?te|rural rt|hc|highway contract|star r(?:ou)?te) ?#?[0-9]{1,4}\b"
    r"|\b(?:apt|apartment|apto|depto)\b\.? ?#? ?[0-9]{1,5}[a-z]?\b"
    rf"|\b(?:st|ave|avenue|blvd|boulevard|rd|street)\.? ?[&@/] ?\w"
    r"|[a-z], ?(?-i:[A-Z]{2}),? [0-9]{5}\b|(?<![0-9-])[0-9]{5}-[0-9]{4}(?![0-9-])",
    re.IGNORECASE,
)

# --- P517: numbers of cases, records and reports
_LABEL = (
    "case|docket|file|record|chart|mrn|mr|cii|sid|fbi|pfn|xref|cdcr|booking|bkg|inmate|client|patient|youth|minor|student|person|report"
    "|incident|petition|warrant|citation|badge|ssid|cin|account|acct|expediente|caso|cws|cms|cws/cms|dr|jcn|member|ref|reference"
)
_NO_DAY = r"(?!(?:19|20)[0-9]{2}(?![0-9A-Za-z-])|(?:19|20)[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2})?(?![0-9])|[0-9]{1,2}[-/.][0-9]{1,2}[-/.])"
_CASE_NAMED = re.compile(
    rf"\b(?:{_LABEL})\b[ .:#=-]*(?:(?:no|num|number|id|nbr|n[uú]m)\b[ .:#=-]*)?{_NO_DAY}[a-z]{{0,4}}[- ]?{_NO_DAY}[0-9][0-9a-z-]{{3,}}"
    r"|\b(?:id|no)\b ?[.:#][ .:#]*[a-z]{0,4}-?[0-9][0-9a-z-]{4,}",
    re.IGNORECASE,
)
# Sections of a law are written like short case numbers.
_OF_LAW = r"(?!(?:pc|hs|wi|wic|vc|bp|ec|fc|gc|usc|cfr)[- ]?[0-9]{1,5}(?![0-9]))"
_CASE = re.compile(
    rf"{_B}{_OF_NO_ONE}(?:"
    rf"[a-z]{{1,5}}[-/]?(?:19|20)?[0-9]{{2}}[-/](?![0-9]{{1,2}}[-/])[0-9]{{3,8}}|(?-i:[A-Z]{{1,4}}) (?:19|20)?[0-9]{{2}}-[0-9]{{3,8}}"
    rf"|{_OF_LAW}[a-z]{{1,4}}-?[0-9]{{5,10}}|{_OF_LAW}(?-i:[A-Z]{{1,4}}) [0-9]{{5,10}}"
    rf"|[a-z]{{2,4}}-[a-z]{{1,3}}-?[0-9]{{4,8}}"
    rf"){_E}"
    rf"|{_B}(?![0-9]{{2,4}}[- ]?(?:{_MONTHS})|[0-9]+[- ]?(?:to|e)[- ]?[0-9])(?:19|20)?[0-9]{{2}}"
    rf"(?:-?[a-z]{{1,4}}-?|(?-i: ?[A-Z]{{1,4}} ?))[0-9]{{3,8}}{_E}"
    rf"|{_B}[0-9]{{4}}[- ][0-9]{{4}}[- ][0-9]{{4}}[- ][0-9]{{7}}{_E}|{_B}9[0-9]{{7}}[a-z](?:[0-9]{{5}})?{_E}",
    re.IGNORECASE,
)
_CASE_ALONE = re.compile(r"(?:[0-2][0-9]|20[0-2][0-9]|19[0-9]{2})-[0-9]{5,8}|[0-9]{19}")
_DIGITS_OF_A_DAY = 8  # 20251014
_BARE_NUMBER = re.compile(r"[0-9]{6,12}")

# --- P518: licences, plates, passports, cards
_PAPER_NAMED = re.compile(
    r"\b(?:passport|pasaporte|ppt|cdl|dl|driver'?s? lic\w*|licen[cs]e|licencia|lic|plate|placa|lp|medi-?cal|medicaid|matr[ií]cula"
    r"|a-?number|alien|green card|visa|mastercard|amex|card)\b[ .:#=]*(?:no|number|num|id|plate)?[ .:#=]*"
    r"(?=[a-z0-9-]*[0-9]{3})[a-z0-9-]{5,}",
    re.IGNORECASE,
)
_PLATE = re.compile(r"(?<!\w)[1-9][A-Z]{3}[ -]?[0-9]{3}(?!\w)|(?<!\w)[0-9][A-Z][0-9]{5}(?!\w)")
_PLATE_ALONE = re.compile(rf"(?!(?i:{_MONTHS}|ffy|sfy|fye))[A-Z]{{3}}[ -]?(?!(?:19|20)[0-9]{{2}})[0-9]{{4}}")
_CARD = re.compile(r"(?<![0-9])[3-6](?:[ -]?[0-9]){12,15}(?![0-9])")

# --- P519: accounts, devices, positions
_PLACES = "instagram|insta|ig|snapchat|snap|sc|facebook|fb|tik ?tok|twitter|discord|telegram|whatsapp|kik|onlyfans|psn|xbox|gamertag"
_ACCOUNT = re.compile(
    r"(?<![\w.@])@[^\W\d][\w.]{2,29}"
    rf"|\b(?:{_PLACES}|user ?name|screen ?name|handle)\b ?[:=@#] ?[\w@.]{{3,}}"
    r"|\b(?:instagram|snapchat|facebook|tiktok|twitter|x|t|discord|onlyfans|youtube)\.(?:com|me|gg|co)/\S{2,}|\b\w{3,30}#[0-9]{4}\b",
    re.IGNORECASE,
)
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_DEVICE = re.compile(
    rf"(?<![0-9.]){_OCTET}(?:\.{_OCTET}){{3}}(?![0-9.])|(?<![\w:])(?:[0-9a-f]{{1,4}}:){{3,7}}:?[0-9a-f]{{1,4}}(?![\w:])"
    rf"|(?<![\w:])[0-9a-f]{{1,4}}(?::[0-9a-f]{{1,4}}){{0,5}}::[0-9a-f:]{{1,30}}|(?<!\w)(?:[0-9a-f]{{2}}[:-]){{5}}[0-9a-f]{{2}}(?!\w)",
    re.IGNORECASE,
)
_DEGREES = r"[NSEW]? ?[+-]?[0-9]{1,3}\.[0-9]{3,}°? ?[NSEW]?"
_POSITION = re.compile(
    rf"(?<![\w.,$]){_DEGREES}(?: ?[,;/] ?| ){_DEGREES}(?![\w.,])|[0-9]{{1,3}} ?° ?[0-9]{{1,2}}"
    r"|\b(?:lat|latitude|lon|lng|long|longitude|gps|geo)\b[ :=,]*[+-]?[0-9]{1,3}\.[0-9]{2,}",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?=.*[a-f])[0-9a-f]{14,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Without a digit or an @ only an account, or an address on the net, can be in a text.
_MAY_TELL = re.compile(r"[0-9@]|[:=/#]|\bat\b|\[|\(at", re.IGNORECASE)


def plain(text: str) -> str:
    """One kind of hyphen and of blank, plain digits, and nothing that cannot be seen."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return " ".join(text.split())


def structured_code(value: str, holds: str) -> str | None:
    """The privacy code of a written form in this plain text, but for days of birth; None where there is none.

    In a column of days (`holds`) a bare number is one that a spreadsheet made of a day, unless it is longer than any day.
    """
    if not _MAY_TELL.search(value):
        return None
    bare = value.lstrip("'")
    if holds == "date" and not (bare.isdecimal() and len(bare) > _DIGITS_OF_A_DAY):
        bare = ""
    if _SSN.search(value) or _SSN_NAMED.search(value) or _NINE.fullmatch(bare) or _ITIN.fullmatch(bare):
        return "P511"
    if _EMAIL.search(value):
        return "P512"
    if _is_card(value) or _PAPER_NAMED.search(value):
        return "P518"
    if _DEVICE.search(value) or _POSITION.search(value) or _ACCOUNT.search(value):
        return "P519"
    if _CASE_NAMED.search(value):
        return "P517"
    if any(form.search(value) for form in (_PHONE, _ABROAD, _PHONE_NAMED)) or _TEN.fullmatch(bare) or _SEVEN.fullmatch(bare):
        return "P513"
    if _ADDRESS.search(value):
        return "P515"
    if _PLATE.search(value) or _PLATE_ALONE.fullmatch(value):
        return "P518"
    return "P517" if _CASE.search(value) or _CASE_ALONE.fullmatch(bare) else None


def named_code(value: str) -> str | None:
    """The privacy code of a number that says itself what it is (SSN 078-05-1120, case no. 25JV00123)."""
    forms = (("P511", _SSN), ("P511", _SSN_NAMED), ("P514", _BORN), ("P518", _PAPER_NAMED), ("P517", _CASE_NAMED))
    return next((code for code, form in forms if form.search(value)), None)


def is_like_a_token(value: str) -> bool:
    """A token, whole or nearly, or another random number in hexadecimal digits."""
    return bool(_TOKEN.fullmatch(value))


def is_bare_number(value: str) -> bool:
    return bool(_BARE_NUMBER.fullmatch(value))


def years(value: str, holds: str) -> list[int]:
    """The years of all days in the text, as four digits or as two; in a column of days none is looked for."""
    if holds == "date" or not any(c.isdigit() for c in value):
        return []
    whole = [found for form in RUN_TOGETHER if (found := form.fullmatch(value))]
    return [int(found["year"]) for found in (*whole, *(f for form in DAYS for f in form.finditer(value)))]


def says_born(value: str) -> bool:
    return bool(_BORN.search(value))


def _is_card(value: str) -> bool:
    """A number of a payment card, known by its check digit."""
    for found in _CARD.finditer(value):
        digits = [int(c) for c in found[0] if c.isdigit()]
        twice = [d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(reversed(digits))]
        if sum(twice) % 10 == 0:
            return True
    return False
