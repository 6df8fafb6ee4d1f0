"""One made-up life as all agencies together see it: what is known when, and where the young person is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.synthesis import assumptions_wider as assumed
from pipelines.synthesis.chance import Chance, Person
from pipelines.synthesis.events import Entry, Handed, Row, Youth
from pipelines.synthesis.telling import Scene, States, told

DAY = timedelta(days=1)
WHO = ("age_band", "gender", "race_ethnicity", "residence")


@dataclass(frozen=True)
class Spell:
    """From one day to another, both included; without an end it is still going on."""

    start: date
    end: date | None

    def holds(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass
class Life:
    """Collects the rows of one young person. What could not be on file (an adult, a day outside the data) is left out.

    `concerns` are the days on which an agency held the young person to be exploited or at risk; `cases` the dependency cases;
    the other spells are where the young person was, or under what.
    """

    scene: Scene
    chance: Chance
    youth: Youth
    someone: Person
    concerns: list[tuple[date, str, str]] = field(default_factory=list)
    cases: list[Spell] = field(default_factory=list)
    stays: list[tuple[Spell, Row]] = field(default_factory=list)
    supervised: list[Spell] = field(default_factory=list)
    on_gps: list[Spell] = field(default_factory=list)
    missing: list[tuple[Spell, Row]] = field(default_factory=list)
    started: list[tuple[str, date]] = field(default_factory=list)
    hearings: dict[date, str] = field(default_factory=dict)
    handed: list[Handed] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    _keys: set[tuple[object, ...]] = field(default_factory=set)
    _offences: dict[date, tuple[str, str]] = field(default_factory=dict)
    _far: str = ""

    def tell(
        self,
        agency: str,
        extract: str,
        given: Row,
        *,
        known_on: date | None = None,
        later: Mapping[str, date] | None = None,
        news: Sequence[date] = (),
        states: States | None = None,
    ) -> Row | None:
        """Writes a row of this young person down; the whole row as it stands in the end, or None where no file tells of it."""
        contract = self.scene.schemas.contracts[extract]
        on = given[contract.dated_by or ""]
        assert isinstance(on, date), "a row of a young person is dated"
        key = (agency, extract, *(given[c] for c in contract.key if c != "youth_token"))
        if self.someone.is_adult(on) or key in self._keys:
            return None
        full = {"youth_token": self.youth.token, **self.described(agency, on, contract.columns), **given}
        made = told(
            self.scene, self.chance, agency, extract, self.youth.token, full, known_on=known_on, later=later, news=news, states=states
        )
        if made is None:
            return None
        row, entry = made
        self._keys.add(key)
        self.entries.append(entry)
        return row

    def described(self, agency: str, on: date, columns: Mapping[str, object]) -> Row:
        who = self.someone.described(self.chance, agency, on)
        return {name: getattr(who, name) for name in WHO if name in columns}

    def in_data(self, on: date) -> bool:
        """Whether a file can tell of the day, and the young person was under 18."""
        return self.scene.begins <= on <= self.scene.last.end and not self.someone.is_adult(on)

    def found(self, on: date, status: str, agency: str) -> None:
        self.concerns.append((on, status, agency))
        self.concerns.sort()

    def status(self, on: date) -> str | None:
        """Confirmed or at risk, as known on a day by any agency; None where nobody had a concern."""
        known = {status for day, status, _ in self.concerns if day <= on}
        return "confirmed" if "confirmed" in known else "at_risk" if known else None

    @property
    def known_on(self) -> date | None:
        return self.concerns[0][0] if self.concerns else None

    def case(self, on: date) -> Spell | None:
        return next((c for c in self.cases if c.holds(on)), None)

    def is_in_hall(self, on: date) -> bool:
        return any(stay.holds(on) for stay, _ in self.stays)

    def is_supervised(self, on: date) -> bool:
        return any(spell.holds(on) for spell in self.supervised)

    def is_missing(self, on: date) -> bool:
        return any(spell.holds(on) for spell, _ in self.missing)

    def home_county(self, on: date) -> str:
        """The group of counties that goes with the residence; where it is far, always the same."""
        home = self.someone.described(self.chance, "", on).residence
        if home == "out_of_county":
            self._far = self._far or self.chance.one_of(assumed.HOME)
            return self._far
        return "this_county" if home == "in_county" else "unknown"

    def offence(self, on: date, group: str | None = None) -> tuple[str, str]:
        """NIBRS code and ground of the alleged offence of a day: the same, whichever agency tells of it."""
        if on not in self._offences:
            kind = group or self.chance.one_of(assumed.OFFENCE_GROUP)
            nibrs = self.chance.one_of(assumed.NIBRS[kind])
            grounds = assumed.GROUND_LINKED if kind == "exploitation_linked" else assumed.GROUND_OTHERS
            self._offences[on] = (nibrs, self.chance.one_of(grounds))
        return self._offences[on]

    def involvement(self, on: date) -> str:
        """What is known of child welfare on a day."""
        if self.case(on):
            return "open_case"
        if any(c.start <= on for c in self.cases):
            return "closed_case"
        return "report_only" if any(r.on <= on for r in self.youth.reports) else "none"
