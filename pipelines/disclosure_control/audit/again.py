"""Young people seen in one quarter after another: the attacker adds up who was new, and subtracts who came back."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.disclosure_control.audit.system import Draft

if TYPE_CHECKING:
    from pipelines.disclosure_control.audit.relations import Sheet

Sheets = Mapping[tuple[str, str], "Sheet"]
BEGINS = {"calendar": 0, "federal": 1, "state": 2}
"""How many quarters before the January of the year of its name it begins."""


def over_years(measures: Mapping[str, Any], families: Mapping[str, str]) -> frozenset[str]:
    """Families whose numbers of one year are tied to those of the next."""
    return frozenset(families[name] for name, said in measures.items() if said.get("comes_again"))


def relate(draft: Draft, sheets: Sheets) -> None:
    for (measure, period), sheet in sheets.items():
        of = (sheet.spec.get("firsts") or {}).get("measure")
        if of and "-" not in period:
            _new_in_a_year(draft, sheet, sheets, of)
        if sheet.spec.get("comes_again"):
            for back in range(4):
                quarter = _back(period, back)
                if back == 0 or (measure, quarter) not in sheets:
                    _back_again(draft, sheets, measure, quarter, sheet)


def _back_again(draft: Draft, sheets: Sheets, measure: str, quarter: str, here: "Sheet") -> None:
    """Whoever comes back next after one, two or three quarters was among those there, and comes back next only once."""
    there = _place(draft, sheets, measure, quarter, 0, here)
    if there is None:
        return
    terms = Counter({there: 1})
    terms.subtract(_returned(draft, sheets, measure, quarter, here))
    if len(terms) > 1:
        draft.relate(terms.items(), 0, None, here.block)


def _returned(draft: Draft, sheets: Sheets, measure: str, quarter: str, sample: "Sheet") -> Counter[int]:
    """What to add up for those who were there and are seen next one, two or three quarters later."""
    terms: Counter[int] = Counter()
    for later in (1, 2, 3):
        wide, narrow = (_place(draft, sheets, measure, _back(quarter, -later), n, sample) for n in (later - 1, later))
        if wide is not None and narrow is not None:
            terms[wide] += 1
            terms[narrow] -= 1
    return terms


def _new_in_a_year(draft: Draft, year: "Sheet", sheets: Sheets, of: str) -> None:
    """All who came in a year came for the first time in one of its quarters; of a quarter of which nothing is told, all or none."""
    total = year.all(draft)
    if total is None:
        return
    sample = next((s for (m, _), s in sheets.items() if m == of), None)
    if sample is None:
        return
    first = _back(f"{year.period}-Q1", BEGINS[year.spec["firsts"]["year"]])
    quarters = [_back(first, -n) for n in range(4)]
    told = [_place(draft, sheets, of, q, n, sample) for n, q in enumerate(quarters)]
    some = [p for p in told if p is not None]
    if len(some) == 4:
        draft.total(total, some, year.block)
        return
    if some:
        draft.relate([(total, 1), *((p, -1) for p in some)], 0, None, year.block)
    most = [_place(draft, sheets, of, q, 0, sample) if p is None else p for p, q in zip(told, quarters, strict=True)]
    if None not in most:
        draft.relate([(total, 1), *((p, -1) for p in most if p is not None)], None, 0, year.block)
    if told[0] is None:
        return
    # Nobody passes through one quarter twice: whoever was there, with those seen to pass it by, is at the least the year.
    all_in = [_place(draft, sheets, of, q, 0, sample) for q in quarters]
    for n in range(1, 4):
        until = [p for p in all_in[: n + 1] if p is not None]
        if told[n] is not None or len(until) <= n:
            continue
        terms = Counter({total: 1})
        terms.subtract(some)
        terms.subtract(p for p, known in zip(until, told, strict=False) if known is None)
        for quarter, there in zip(quarters[:n], until, strict=False):
            terms[there] += 1
            terms.subtract(_returned(draft, sheets, of, quarter, sample))
        draft.relate([(p, c) for p, c in terms.items() if c], 0, None, year.block)


def _place(draft: Draft, sheets: Sheets, measure: str, quarter: str, before: int, sample: "Sheet") -> int | None:
    """Where the number of those stands who were there, and not in so many quarters before; nought: all, by whichever measure."""
    own = sheets.get((measure, quarter))
    if before:
        codes = sample.spec["outcome"]["codes"]
        key = own.at(("numerator", codes[before - 1]), {}) if own else None
        return own.place(draft, key) if own and key else None
    places = (s.all(draft) for s in ([own] if own else []) + list(_alike(sheets, quarter, sample)))
    return next((p for p in places if p is not None), None)


def _alike(sheets: Sheets, quarter: str, sample: "Sheet") -> Iterator["Sheet"]:
    for (_, period), sheet in sheets.items():
        if period == quarter and all(sheet.spec.get(w) == sample.spec.get(w) for w in ("population", "unit")):
            yield sheet


def _back(quarter: str, by: int) -> str:
    """The quarter that lies so many before; after, where `by` is below nought."""
    year, number = quarter.split("-Q")
    count = 4 * int(year) + int(number) - 1 - by
    return f"{count // 4}-Q{count % 4 + 1}"
