"""Made-up identifiers of young people in the forms that people write them, and made-up texts that identify nobody."""

import random
from collections.abc import Callable, Iterator

_FIRST = [
    "Zyxwella",
    "Marigold",
    "Ambrose",
    "Thaddeus",
    "Consuelo",
    "Xochitl",
    "Bartholomew",
    "Guadalupe",
    "Wilhelmina",
    "Ignacio",
]
_LAST = [
    "Quibblefrost",
    "Thistlewood",
    "Abernathy",
    "Villalobos",
    "Featherstone",
    "Nakamura",
    "Oyelaran",
    "Castellanos",
    "Winterbourne",
    "Zapata",
]
_STREETS = [
    "Harbor",
    "Euclid",
    "Magnolia",
    "Brookhurst",
    "Katella",
    "Chapman",
    "Lampson",
    "Orangewood",
    "Haster",
    "Lewis",
    "Elm",
    "Oak",
    "Fairview",
    "La",
    "Palma",
    "Santa",
    "Ana",
]
_WAYS = [
    "St",
    "Ave",
    "Blvd",
    "Dr",
    "Ln",
    "Ct",
    "Pl",
    "Way",
    "Rd",
    "Cir",
    "Street",
    "Avenue",
    "Boulevard",
    "Drive",
    "Lane",
    "Court",
    "Place",
    "Road",
    "Circle",
    "Terrace",
    "Parkway",
]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MESES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]

Make = Callable[[random.Random], str]


def _digits(r: random.Random, count: int, first: str = "0123456789") -> str:
    return r.choice(first) + "".join(r.choice("0123456789") for _ in range(count - 1))


def _ssn(r: random.Random) -> tuple[str, str, str]:
    area = r.randint(1, 899)
    return f"{area + (area == 666):03d}", f"{r.randint(1, 99):02d}", f"{r.randint(1, 9999):04d}"


def _phone(r: random.Random) -> tuple[str, str, str]:
    return _digits(r, 3, "23456789"), _digits(r, 3, "23456789"), _digits(r, 4)


def _birth(r: random.Random) -> tuple[int, int, int]:
    return r.randint(2005, 2015), r.randint(1, 12), r.randint(1, 28)


def _either(*forms: Make) -> Make:
    return lambda r: r.choice(forms)(r)


def _luhn(digits: str) -> str:
    total = sum(d if i % 2 else (d * 2 - 9 * (d > 4)) for i, d in enumerate(map(int, reversed(digits))))
    return digits + str(-total % 10)


def _of(parts: Callable[[random.Random], tuple], *forms: Callable[..., str]) -> Make:
    return lambda r: r.choice(forms)(*parts(r))


def _grouped(text: str, by: int, between: str) -> str:
    return between.join(text[i : i + by] for i in range(0, len(text), by))


def _card(r: random.Random) -> str:
    number = _luhn(_digits(r, 15, "45"))
    return r.choice((number, _grouped(number, 4, " "), _grouped(number, 4, "-"), f"visa {number}"))


def _position(r: random.Random) -> str:
    north, west = f"33.{_digits(r, 5)}", f"117.{_digits(r, 5)}"
    forms = (f"{north}, -{west}", f"{north},-{west}", f"{north} -{west}", f"{north}° N, {west}° W", f"N{north} W{west}")
    return r.choice((*forms, f"lat {north} long -{west}", f"33°{_digits(r, 2, '12345')}'21\"N 117°{_digits(r, 2, '12345')}'05\"W"))


def _handle(r: random.Random) -> str:
    name = f"{r.choice(_FIRST).lower()}{r.choice(('_', '.', ''))}{r.choice(_LAST).lower()}{r.randint(1, 99)}"
    return r.choice(
        (f"@{name}", f"IG: {name}", f"snap @{name}", f"instagram.com/{name}", f"tiktok.com/@{name}", f"snapchat: {name}", f"{name}#4821")
    )


def _address(r: random.Random) -> str:
    number, street, way = r.randint(1, 29999), r.choice(_STREETS), r.choice(_WAYS)
    return r.choice(
        (
            f"{number} {street} {way}",
            f"{number} N. {street} {way}.",
            f"{number} {r.randint(2, 99)}th {way}",
            f"{number} {street} {way} Apt {r.randint(1, 40)}B",
            f"{number} {street} {way}, Anaheim, CA 9280{r.randint(1, 8)}",
            f"{number} {street.upper()} {way.upper()} #{r.randint(1, 40)}",
            f"PO Box {number}",
            f"P.O. Box {number}",
            f"P O BOX {number}",
            f"Post Office Box {number}",
            f"RR {r.randint(1, 9)} Box {r.randint(1, 300)}",
            f"Rural Route {r.randint(1, 9)}, Box {r.randint(1, 300)}",
            f"HC {r.randint(1, 90)} Box {r.randint(1, 300)}",
            f"{number} County Road {r.randint(1, 400)}",
            f"{number} Hwy {r.randint(1, 300)}",
            f"Calle {street} {number}",
            f"Calle {r.randint(1, 60)} #{number}",
            f"{number} Calle {street}",
            f"Avenida {street} No. {number}",
            f"{number} Avenida {street}",
            f"Apt {r.randint(1, 400)}",
            f"lives at {number} {street} {way}",
            f"Santa Ana, CA 92{_digits(r, 3)}",
            f"92{_digits(r, 3)}-{_digits(r, 4)}",
        )
    )


def _case(r: random.Random) -> str:
    year, number = r.randint(2015, 2026), r.randint(1, 99999)
    kind = r.choice(("JD", "JV", "DL", "DP", "JJ", "CR", "DR"))
    return r.choice(
        (
            f"{kind}-{year}-{number:05d}",
            f"{kind}-{year % 100}-{number:05d}",
            f"{kind}{year % 100}-{number:05d}",
            f"{year}-{kind}-{number:06d}",
            f"{year % 100}{kind}{number:05d}",
            f"{year % 100}-{kind}-{number:05d}",
            f"J{_digits(r, 6)}",
            f"{kind}{_digits(r, 6)}",
            f"{kind}-{_digits(r, 6)}",
            f"{kind} {year % 100}-{number:06d}",
            f"Case {_digits(r, 6)}",
            f"case no. {year % 100}{kind}{number:05d}",
            f"Case # {_digits(r, 7)}",
            f"Docket {kind}{_digits(r, 5)}",
            f"DR# {year % 100}-{_digits(r, 6)}",
            f"report no {year % 100}-{_digits(r, 6)}",
            f"{year % 100}-{_digits(r, 6)}",
            f"{year}-{_digits(r, 6)}",
            f"booking {_digits(r, 7)}",
            f"ref {kind}{_digits(r, 6)}",
        )
    )


KINDS: dict[str, Make] = {
    "Social Security number": _of(
        _ssn,
        lambda a, b, c: f"{a}-{b}-{c}",
        lambda a, b, c: f"{a} {b} {c}",
        lambda a, b, c: f"{a}.{b}.{c}",
        lambda a, b, c: f"{a}\u2013{b}\u2013{c}",
        lambda a, b, c: f"{a}\u00a0{b}\u00a0{c}",
        lambda a, b, c: f"SSN {a}{b}{c}",
        lambda a, b, c: f"SSN: {a}-{b}-{c}",
        lambda a, b, c: f"SS# {a} {b} {c}",
        lambda a, b, c: f"social security no. {a}{b}{c}",
        lambda a, b, c: f"xxx-xx-{c}",
        lambda a, b, c: f"***-**-{c}",
        lambda a, b, c: f"last 4 of SSN {c}",
        lambda a, b, c: f"{a} - {b} - {c}",
        lambda a, b, c: f"seen in May ({a}-{b}-{c})",
    ),
    "Social Security number run together": _of(_ssn, lambda a, b, c: f"{a}{b}{c}", lambda a, b, c: f"'{a}{b}{c}"),
    "taxpayer number": lambda r: r.choice(("{}-{}-{}", "{}{}{}", "ITIN {}{}{}")).format(
        _digits(r, 3, "9"), r.choice(("50", "64", "70", "83", "88", "91", "99")), _digits(r, 4)
    ),
    "phone": _of(
        _phone,
        lambda a, b, c: f"({a}) {b}-{c}",
        lambda a, b, c: f"({a}){b}-{c}",
        lambda a, b, c: f"{a}-{b}-{c}",
        lambda a, b, c: f"{a}.{b}.{c}",
        lambda a, b, c: f"{a} {b} {c}",
        lambda a, b, c: f"{a}{b}{c}",
        lambda a, b, c: f"+1 {a} {b} {c}",
        lambda a, b, c: f"1-{a}-{b}-{c}",
        lambda a, b, c: f"+1{a}{b}{c}",
        lambda a, b, c: f"{a}/{b}-{c}",
        lambda a, b, c: f"{a}-{b}-{c} x12",
        lambda a, b, c: f"cell {b}-{c}",
        lambda a, b, c: f"Tel. {a} {b}{c}",
        lambda a, b, c: f"call her at {a}-{b}-{c}",
    ),
    "phone abroad": lambda r: r.choice(("+44 20 {} {}", "+52 55 {} {}", "+63 917 {} {}", "+502 {} {}", "011 52 55 {} {}")).format(
        _digits(r, 4), _digits(r, 4)
    ),
    "e-mail": lambda r: r.choice(
        (
            "{}.{}@example.org",
            "{}_{}@mail.example.com",
            "{}{}@school.example.edu",
            "<{}.{}@example.net>",
            "{}{} [at] example.org",
            "{}.{} at mail dot com",
        )
    ).format(r.choice(_FIRST).lower(), r.choice(_LAST).lower()),
    "address": _address,
    "case number": _case,
    "birth date": _of(
        _birth,
        lambda y, m, d: f"{m:02d}/{d:02d}/{y}",
        lambda y, m, d: f"{m}/{d}/{y % 100:02d}",
        lambda y, m, d: f"{y}-{m:02d}-{d:02d}",
        lambda y, m, d: f"{d:02d}.{m:02d}.{y}",
        lambda y, m, d: f"{_MONTHS[m - 1]} {d}, {y}",
        lambda y, m, d: f"{_MONTHS[m - 1][:3]} {d} {y}",
        lambda y, m, d: f"{d} {_MONTHS[m - 1]} {y}",
        lambda y, m, d: f"{d:02d}-{_MONTHS[m - 1][:3]}-{y % 100:02d}",
        lambda y, m, d: f"{y}{m:02d}{d:02d}",
        lambda y, m, d: f"{m:02d}{d:02d}{y}",
        lambda y, m, d: f"DOB {m}-{d}-{y % 100:02d}",
        lambda y, m, d: f"born {y}",
        lambda y, m, d: f"{d} de {_MESES[m - 1]} de {y}",
        lambda y, m, d: f"{y}/{m}/{d}",
        lambda y, m, d: f"{y}-{m:02d}-{d:02d} 00:00:00",
        lambda y, m, d: f"{y}-{m:02d}-{d:02d}T00:00:00",
        lambda y, m, d: f"{d:02d}{_MONTHS[m - 1][:3].upper()}{y}",
        lambda y, m, d: f"{_MONTHS[m - 1][:3]}. {d}th, {y}",
    ),
    "plate": lambda r: (
        r.choice("123456789") + "".join(r.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(3)) + r.choice(("", " ", "-")) + _digits(r, 3)
    ),
    "driver licence": lambda r: r.choice(("{}{}", "CDL {}{}", "DL# {}{}", "Driver's license {}{}")).format(
        r.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), _digits(r, 7)
    ),
    "medical record number": lambda r: r.choice(("MRN {}", "MRN: {}", "MRN#{}", "MR{}", "MRN-{}", "medical record {}")).format(
        _digits(r, 8)
    ),
    "child welfare number": lambda r: r.choice(("{}-{}-{}-{}", "{}{}{}{}", "CWS {}-{}-{}-{}")).format(
        _digits(r, 4), _digits(r, 4), _digits(r, 4), _digits(r, 7)
    ),
    "criminal history number": lambda r: r.choice(("A{}", "CII A{}", "CII# {}", "CII No. A{}", "FBI {}AB1")).format(_digits(r, 8)),
    "passport": lambda r: r.choice(("passport {}", "Passport No. {}", "A{}", "pasaporte G{}")).format(_digits(r, 8)),
    "payment card": _card,
    "device address": lambda r: r.choice(
        (
            ".".join(str(r.randint(1, 254)) for _ in range(4)),
            f"IP {'.'.join(str(r.randint(1, 254)) for _ in range(4))}",
            ":".join(f"{r.randint(0, 65535):x}" for _ in range(8)),
            f"2001:db8::{r.randint(1, 65535):x}:{r.randint(1, 65535):x}",
            ":".join(f"{r.randint(0, 255):02x}" for _ in range(6)),
        )
    ),
    "position": _position,
    "account": _handle,
}


def identifiers(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many of each kind, in turn: the kind and what is written."""
    r = random.Random(seed)
    for _ in range(count):
        for kind, make in KINDS.items():
            yield kind, make(r)


def persons(count: int, seed: int) -> Iterator[str]:
    """Names as they stand in a case system."""
    r = random.Random(seed)
    for _ in range(count):
        first, last = r.choice(_FIRST), r.choice(_LAST)
        yield r.choice((f"{first} {last}", f"{last}, {first}", f"{last.upper()}, {first.upper()} Q."))


def harmless(count: int, seed: int) -> Iterator[str]:
    """Texts that are no good answer in most columns and identify nobody."""
    r = random.Random(seed)
    year, month, day = (lambda: r.randint(2023, 2025)), (lambda: r.randint(1, 12)), (lambda: r.randint(1, 28))
    low = lambda: r.randint(0, 400)  # noqa: E731
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"${r.randint(0, 99999):,}.{r.randint(0, 99):02d}",
        lambda: f"{r.randint(0, 999999):,}",
        lambda: f"{r.randint(0, 99999)}.{r.randint(0, 99):02d}",
        lambda: f"{low()}-{low() + 400}",
        lambda: f"{low()} to {low() + 400}",
        lambda: f"ages {r.randint(8, 12)}-{r.randint(13, 17)}",
        lambda: f"{r.randint(0, 100)}%",
        lambda: f"{month()}/{day()}/{year()}",
        lambda: f"{year()}-{month():02d}-{day():02d}",
        lambda: f"{year()}-{month():02d}-{day():02d} {r.randint(0, 23):02d}:{r.randint(0, 59):02d}:00",
        lambda: f"{day()}-{r.choice(_MONTHS)[:3]}-{year()}",
        lambda: f"{r.choice(_MONTHS)} {day()}, {year()}",
        lambda: f"{year()}{month():02d}{day():02d}",
        lambda: f"{year()}-Q{r.randint(1, 4)}",
        lambda: f"FY {year()}-{year() % 100}",
        lambda: f"FFY{year()}",
        lambda: f"{r.choice(_MONTHS)[:3]} {year()}",
        lambda: f"PC {r.choice(('647(b)', '653.22', '236.1', '266h', '187', '211', '459', '10851'))}",
        lambda: f"HS {r.randint(11350, 11383)}(A)",
        lambda: f"WIC {r.choice(('300(b)(2)', '602', '601', '707', '241.1'))}",
        lambda: f"{r.choice(('T74.52XA', 'Z04.81', 'F43.10', 'T76.62XA', 'Z72.89'))}",
        lambda: f"{r.choice(('H0031', 'T1017', '99213', '90837', 'H2011'))}",
        lambda: f"{r.randint(0, 99)}{r.choice('ABC')}",
        lambda: f"{r.getrandbits(64):016X}",
        lambda: f"{r.getrandbits(64):016x}"[:15] + "g",
        lambda: f"{r.randint(1, 99)} days",
        lambda: f"{r.randint(1, 9)} sessions in {r.choice(_MONTHS)}",
        lambda: f"{r.randint(40000, 46000)}",
        lambda: f"{r.random() * 1e15:.6e}",
        lambda: f"Tier {r.randint(1, 3)}, level {r.randint(1, 9)}",
        lambda: f"Unit {r.randint(1, 9)}",
        lambda: f"age_{r.randint(8, 17)}_{r.randint(8, 17)}",
        lambda: f"district {r.randint(1, 5)}",
        lambda: r.choice(("<11", "n/a", "N/A", "-", "unknown", "not asked", "see above", "TBD", "pending", "0", "yes / no", "M&F", "?")),
        lambda: r.choice(("Black or African American", "group home (level 12)", "own home/relative", "did not attend", "in custody")),
        lambda: r.choice(("Medical", "Mental Health", "On Hold", "Referred Out", "Juvenile Hall", "Out of County", "Foster Home")),
    )
    for _ in range(count):
        yield r.choice(forms)()
