"""Reads a mapping as it is written, and says all that is wrong with it at once, with its place and what would be right."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pipelines.desk import screen
from pipelines.desk.preparing import days
from pipelines.desk.preparing.mapping import Beside, Condition, Day, Identity, Line, Mapped, MostSerious, Words, folded
from pipelines.desk.preparing.problems import MappingProblem
from pipelines.desk.preparing.recipe import SEXES
from pipelines.desk.preparing.tiers import YOUTH
from schemas import Column, Contract, Schemas

_TOP = ("extract", "dates", "identity", "beside", "keep", "quarter_by", "persons", "under", "same_key", "drop", "columns")
_WORDS = ("values", "lists", "starts", "others", "empty")
_LINE = ("from", "dates", "constant", "age_at", "count", "sum", "only_where", *_WORDS)
_WAYS = ("from", "constant", "age_at", "count", "sum")
_COUNTED = ("persons", "rows")


def read(said: Mapping[str, Any], contract: Contract, schemas: Schemas) -> Mapped:
    """The mapping for this contract, from the names and values of its YAML.

    Raises:
        MappingProblem: it does not agree with the contract.
    """
    return _Reader(said, contract, schemas).mapped()


class _Reader:
    """Goes through the mapping once and gathers what is wrong with it."""

    def __init__(self, said: Mapping[str, Any], contract: Contract, schemas: Schemas) -> None:
        self.said, self.contract, self.schemas = said, contract, schemas
        self.wrong: list[str] = []
        self.form = ""

    def mapped(self) -> Mapped:
        self.only("mapping", self.said, _TOP)
        if self.said.get("extract") != self.contract.name:
            self.wrong.append(f"extract: this mapping must say 'extract: {self.contract.name}', which is the extract that was asked for")
        if "dates" in self.said:
            self.form = self.form_of("dates", self.said["dates"])
        found = Mapped(
            extract=self.contract.name,
            lines=self.lines(),
            identity=self.identity(),
            beside=tuple(self.beside()),
            keep=self.conditions("keep", self.said.get("keep", {})),
            quarter_by=self.day("quarter_by", self.said["quarter_by"]) if "quarter_by" in self.said else None,
            persons=self.names("persons", self.said.get("persons", [])),
            most_serious=self.most_serious(),
            drop=self.names("drop", self.said.get("drop", [])),
            under=self.under(),
        )
        self.as_a_whole(found)
        if self.wrong:
            raise MappingProblem(*self.wrong)
        return found

    # The columns

    def lines(self) -> dict[str, Line]:
        said = self.named("columns", self.said.get("columns"))
        found = {}
        for name, how in said.items():
            column = self.contract.columns.get(name)
            if column is None:
                self.wrong.append(f"columns: the extract has no column {name!r}{_near(name, self.contract.columns)}")
            elif column.type == "token":
                self.wrong.append(f"columns: {name}: a token is never taken over; it is made from what stands under identity:")
            else:
                found[name] = self.line(f"columns: {name}", column, how if isinstance(how, dict) else {"from": how})
        for column in self.contract.columns.values():
            if column.required and column.type != "token" and column.name not in said:
                self.wrong.append(f"columns: there is no line for {column.name}, which is always filled in; write '{column.name}: …'")
        return found

    def line(self, where: str, column: Column, how: dict[str, Any]) -> Line:
        self.only(where, how, _LINE)
        ways = [way for way in _WAYS if way in how]
        if len(ways) != 1:
            self.wrong.append(f"{where}: say one of {', '.join(f'{w}:' for w in _WAYS)}{' and not several' if ways else ''}")
            return Line(column)
        only = self.conditions(f"{where}: only_where", how.get("only_where", {}))
        match ways[0]:
            case "constant":
                return Line(column, constant=self.constant(where, column, str(how["constant"])), only_where=only)
            case "age_at":
                return Line(column, age=self.age(where, column, how["age_at"]), only_where=only)
            case "count" | "sum":
                return self.counted(where, column, how, only)
        header = self.text(f"{where}: from", how["from"])
        if column.type == "date":
            self.not_telling(where, column, header)
            return Line(column, day=Day(header, self.form_of(f"{where}: dates", how.get("dates"), header)), only_where=only)
        if not column.codelist:
            self.not_telling(where, column, header)
        return Line(column, header, self.words(where, how, self.codes(column)), only_where=only)

    def constant(self, where: str, column: Column, said: str) -> str:
        if column.codelist and said not in self.schemas.codes_of(column):
            self.no_code(f"{where}: constant", said, self.schemas.codes_of(column))
        return said

    def age(self, where: str, column: Column, said: Any) -> tuple[Day, Day]:
        self.only(f"{where}: age_at", self.named(f"{where}: age_at", said), ("born", "on"))
        if not any(code.startswith("age_") for code in self.schemas.codes_of(column)):
            self.wrong.append(f"{where}: age_at makes an age band, and this column has no codes like age_14_15")
        parts = said if isinstance(said, dict) else {}
        return self.day(f"{where}: age_at: born", parts.get("born")), self.day(f"{where}: age_at: on", parts.get("on"))

    def counted(self, where: str, column: Column, how: dict[str, Any], only: tuple[Condition, ...]) -> Line:
        if self.contract.kind != "counts" or column.type != "integer":
            self.wrong.append(f"{where}: count: and sum: are for the numbers of an extract of totals")
        if "sum" in how:
            return Line(column, sums=self.text(f"{where}: sum", how["sum"]), only_where=only)
        if how["count"] not in _COUNTED:
            self.wrong.append(f"{where}: count: is 'persons' (each once) or 'rows'")
        return Line(column, counts=str(how["count"]), only_where=only)

    def words(self, where: str, how: Mapping[str, Any], codes: tuple[str, ...]) -> Words:
        """`values` says word: code, `lists` code: [words], `starts` code: [beginnings]; `others` and `empty` a code."""
        exact: dict[str, str] = {}
        starts: dict[str, str] = {}
        pairs = [(word, code, "values", exact) for word, code in self.named(f"{where}: values", how.get("values", {})).items()]
        for kind, into in (("lists", exact), ("starts", starts)):
            for code, listed in self.named(f"{where}: {kind}", how.get(kind, {})).items():
                pairs += [(word, code, kind, into) for word in self.names(f"{where}: {kind}: {code}", listed)]
        for word, code, kind, into in pairs:
            if codes and code not in codes:
                self.no_code(f"{where}: {kind}: {word}", str(code), codes)
            if into.get(folded(word), code) != code:
                self.wrong.append(f"{where}: {kind}: the word {word!r} is given two codes; capitals and blanks make no difference")
            into[folded(word)] = str(code)
        for kind in ("others", "empty"):
            if codes and kind in how and how[kind] not in codes:
                self.no_code(f"{where}: {kind}", str(how[kind]), codes)
        if not codes and any(kind in how for kind in _WORDS):
            self.wrong.append(f"{where}: {', '.join(_WORDS)} turn words into codes, and this column has no codes")
        return Words(exact, starts, how.get("others"), how.get("empty", exact.get("")))

    def codes(self, column: Column) -> tuple[str, ...]:
        return tuple(c for c in self.schemas.codes_of(column) if c != "_T") if column.codelist else _BOOLEAN.get(column.type, ())

    # Everything else

    def identity(self) -> Identity | None:
        if "identity" not in self.said:
            return None
        said = self.named("identity", self.said["identity"])
        self.only("identity", said, ("last", "first", "full", "born", "sex", "number"))
        text = {part: self.text(f"identity: {part}", said[part]) for part in ("last", "first", "full", "number") if part in said}
        if "number" in said:
            if len(said) > 1:
                self.wrong.append("identity: number: stands alone; a token is made of the name, birth date and sex, or of the number")
            return Identity(number=text["number"])
        if ("full" in said) == ("last" in said or "first" in said) or ("last" in said) != ("first" in said) or "born" not in said:
            self.wrong.append(
                "identity: name the columns last: and first: (or full: for 'LAST, FIRST' in one column), born: and sex:; "
                "where the export has no names, number: alone"
            )
        born = self.day("identity: born", said["born"]) if "born" in said else None
        sex, sexes = None, Words()
        if "sex" in said:
            how = said["sex"] if isinstance(said["sex"], dict) else {"from": said["sex"]}
            self.only("identity: sex", how, ("from", *_WORDS))
            sex = self.text("identity: sex: from", how.get("from"))
            sexes = self.words("identity: sex", how, ("f", "m", "x", "u"))
            sexes = Words({**SEXES, **sexes.exact}, sexes.starts, sexes.others, sexes.empty or "u")
        return Identity(text.get("last"), text.get("first"), text.get("full"), born, sex, sexes)

    def beside(self) -> Iterable[Beside]:
        for name, how in self.named("beside", self.said.get("beside", {})).items():
            where = f"beside: {name}"
            said = how if isinstance(how, dict) else {"by": how}
            self.only(where, said, ("by", "its"))
            by = self.text(f"{where}: by", said.get("by"))
            yield Beside(name, by, self.text(f"{where}: its", said.get("its", by)))

    def most_serious(self) -> MostSerious | None:
        if "same_key" not in self.said:
            return None
        said = self.named("same_key", self.said["same_key"])
        self.only("same_key", said, ("column", "order"))
        column, order = str(said.get("column")), self.names("same_key: order", said.get("order", []))
        known = self.contract.columns.get(column)
        if known is None or not known.codelist:
            self.wrong.append(
                "same_key: column: names a column of the extract that has codes, and order: its codes, the most serious first"
            )
        else:
            for code in order:
                if code not in self.schemas.codes_of(known):
                    self.no_code("same_key: order", code, self.schemas.codes_of(known))
        return MostSerious(column, order)

    def under(self) -> bool:
        said = self.said.get("under", "false")
        if said not in _BOOLEAN["boolean"]:
            self.wrong.append("under: is true (small numbers are given as a range) or false (each number as it is)")
        elif said == "true" and not any(column.under for column in self.contract.columns.values()):
            self.wrong.append(f"under: no number of {self.contract.name} may be given as a range; leave the line out")
        return said == "true"

    def as_a_whole(self, found: Mapped) -> None:
        has_token = any(c.type == "token" for c in self.contract.columns.values())
        if has_token and found.identity is None and "identity" not in self.said:
            self.wrong.append("identity: is missing; it names the columns that the token is made of")
        elsewise = [c.name for c in self.contract.columns.values() if c.type == "token" and c.name != YOUTH]
        if elsewise and found.identity and not found.identity.number:
            self.wrong.append(f"identity: {elsewise[0]} stands for a case and not for a person; make it of number: alone")
        if found.identity and not has_token:
            self.wrong.append(f"identity: {self.contract.name} has no token; leave the identity out")
        counting = any(line.counts == "persons" for line in found.lines.values())
        if counting != bool(found.persons):
            self.wrong.append("persons: names the column that tells one young person from another; it goes with count: persons")
        if self.contract.kind != "counts" and (found.persons or found.quarter_by):
            self.wrong.append("persons: and quarter_by: are for extracts of totals; rows are kept with keep:")
        dropped = {folded(header) for header in found.drop}
        for name, line in found.lines.items():
            taken = line.taken_over or line.header  # an age is no birth date, and may be made of one that is dropped
            if taken and folded(taken) in dropped:
                self.wrong.append(f"columns: {name}: takes over {taken!r}, which is listed under drop:; keep one of the two")

    # Small things, said once

    def named(self, where: str, said: Any) -> dict[str, Any]:
        if isinstance(said, dict):
            return said
        if said not in (None, ""):
            self.wrong.append(f"{where}: holds names and values, one 'name: value' to a line")
        elif where == "columns":
            self.wrong.append("columns: is missing; it has a line for each column of the extract")
        return {}

    def names(self, where: str, said: Any) -> tuple[str, ...]:
        listed = [said] if isinstance(said, str) and said else said or []
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            self.wrong.append(f"{where}: is a list, like [one, two]")
            return ()
        return tuple(listed)

    def text(self, where: str, said: Any) -> str:
        if isinstance(said, str) and said.strip():
            return said
        self.wrong.append(f"{where}: names one column of the export")
        return ""

    def day(self, where: str, said: Any) -> Day:
        how = said if isinstance(said, dict) else {"from": said}
        self.only(where, how, ("from", "dates"))
        header = self.text(where, how.get("from"))
        return Day(header, self.form_of(f"{where}: dates", how.get("dates"), header))

    def form_of(self, where: str, said: Any, header: str = "") -> str:
        form = said or self.form
        if form not in days.FORMS:
            of = f" of {header!r}" if header else ""
            self.wrong.append(f"{where}: say how the days{of} are written: {', '.join(days.FORMS)}; this is never guessed")
        return str(form)

    def conditions(self, where: str, said: Any) -> tuple[Condition, ...]:
        listed = self.named(where, said)
        return tuple(Condition(h, frozenset(map(folded, self.names(f"{where}: {h}", w or [""])))) for h, w in listed.items())

    def only(self, where: str, said: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
        for name in said:
            if name not in allowed:
                self.wrong.append(f"{where}: does not know {name!r}{_near(str(name), allowed)}; it knows {', '.join(allowed)}")

    def no_code(self, where: str, said: str, codes: Iterable[str]) -> None:
        self.wrong.append(f"{where}: {said!r} is not a code{_near(said, codes)}; the codes are {', '.join(codes)}")

    def not_telling(self, where: str, column: Column, header: str) -> None:
        """A birth date in a column of days, a record number in a column of numbers: never by a slip of the mapping."""
        if screen.header_code(header):
            kind = "day" if column.type == "date" else "number"
            self.wrong.append(
                f"{where}: takes {header!r}, whose header says that it tells who someone is; a {kind} of an event is wanted here"
            )


_BOOLEAN = {"boolean": ("true", "false")}


def _near(said: str, among: Iterable[str]) -> str:
    near = get_close_matches(said, list(among), 1)
    return f"; did you mean {near[0]!r}?" if near else ""
