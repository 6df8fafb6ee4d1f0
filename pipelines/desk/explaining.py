"""A rule in plain words: what it means, why it is there, a wrong and a right example, what becomes of the row or the file."""

from dataclasses import dataclass

from pipelines.desk.catalogue import CATALOGUE, in_plain_words
from pipelines.desk.entry import FILE, MUST_FIX, NOTE, PLEASE_CONFIRM, PRIVACY, ROW, Entry
from pipelines.desk.examples import EXAMPLES

GROUPS = {
    "E1": "The file as a whole",
    "E2": "A cell",
    "E3": "Between the columns of a row",
    "E4": "Between the rows of a file",
    "P5": "Privacy: what tells who someone is",
    "T6": "The agreement: what this agency may send",
    "C7": "Please confirm",
    "N8": "Notes",
}
_EFFECT = {
    ROW: "The row is held until it is sent again; the other rows are used.",
    FILE: "The file is rejected as a whole; nothing of it is used until it is sent again.",
    PRIVACY: "The file is refused and not kept; only the refusal is.",
}
_GENTLE = {
    PLEASE_CONFIRM: "Nothing is held. Say that it is so, or send the file again.",
    NOTE: "Nothing is held, and nothing need be done.",
}


@dataclass(frozen=True)
class Explained:
    """One rule. `wrong` and `right` are made-up examples; a note has no wrong one."""

    code: str
    group: str
    kind: str
    title: str
    means: str
    do: str
    why: str
    wrong: str
    right: str
    then: str

    @property
    def lines(self) -> tuple[str, ...]:
        """As it is shown on a terminal."""
        told = [f"{self.code}: {self.title} ({self.kind})", "", f"What it says   {self.means}", f"What to do     {self.do}"]
        told += [f"Why            {self.why}"] if self.why else []
        told += [f"Wrong          {self.wrong}"] if self.wrong else []
        told += [f"{'Right' if self.wrong else 'For example':<15}{self.right}"] if self.right else []
        return (*told, f"What happens   {self.then}")


def explained(code: str) -> Explained | None:
    """The rule of this code; None where there is none."""
    entry = CATALOGUE.get(code.strip().upper())
    return _explained(entry) if entry else None


def every() -> list[Explained]:
    """All rules, group by group."""
    order = list(GROUPS)
    entries = sorted(CATALOGUE.values(), key=lambda e: (order.index(e.code[:2]), e.code))
    return [_explained(entry) for entry in entries]


def _explained(entry: Entry) -> Explained:
    wrong, right = EXAMPLES.get(entry.code, ("", ""))
    then = _EFFECT[entry.scope] if entry.kind == MUST_FIX else _GENTLE[entry.kind]
    why = in_plain_words(entry.why, entry.code)
    for said in ("The row is held until it is sent again; the other rows are used.", "The file was not kept."):
        why = why.replace(said, "").strip()
    return Explained(
        entry.code,
        GROUPS[entry.code[:2]],
        entry.kind,
        entry.title,
        _sentence(in_plain_words(entry.says, entry.code)),
        _sentence(in_plain_words(entry.do, entry.code)),
        why,
        wrong,
        right,
        then,
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
