"""Measures of some of the rows of another one: counted apart in a year, or asked about the same event after a longer wait."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipelines.disclosure_control.audit.system import Draft

if TYPE_CHECKING:
    from pipelines.disclosure_control.audit.relations import Sheet

Sheets = Mapping[tuple[str, str], "Sheet"]


def relate(draft: Draft, sheets: Sheets) -> None:
    for (_, period), sheet in sheets.items():
        whole = sheets.get((sheet.spec.get("part_of") or "", period))
        if whole is not None and "-" not in period:
            _left_over(draft, sheet, whole)
        for shorter in sheet.spec.get("outlasts") or ():
            sooner = sheets.get((shorter["measure"], period))
            if sooner is not None:
                _waited_longer(draft, sheet, sooner, shorter["codes"])


def _left_over(draft: Draft, part: "Sheet", whole: "Sheet") -> None:
    """Nobody is in the part who is not in the whole; how many are in the whole alone is a number that nobody printed."""
    large, small = whole.all(draft), part.all(draft)
    if large is not None and small is not None:
        draft.rest(whole.key(f"beyond {part.measure}", {}), large, small, whole.block)


def _waited_longer(draft: Draft, longer: "Sheet", sooner: "Sheet", codes: Mapping[str, str]) -> None:
    """Of those who had it sooner only they lack it later who are not asked about any more."""
    for spot in filter(sooner.knows, longer.spots):
        all_, before = longer.all(draft, spot), sooner.all(draft, spot)
        for mine, theirs in codes.items():
            had, had_before = (s.place(draft, s.at(("numerator", c), spot)) for s, c in ((longer, mine), (sooner, theirs)))
            if all_ is None or before is None or had is None or had_before is None:
                continue
            terms: dict[int, int] = {}
            for place, times in ((had, 1), (had_before, -1), (all_, -1), (before, 1)):
                terms[place] = terms.get(place, 0) + times
            draft.relate([(p, n) for p, n in terms.items() if n], 0, None, longer.block)
