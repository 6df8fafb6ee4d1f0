"""How many different young people there can be where some agencies tell totals only, and which parts of the county saw whom in a year."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations

from pipelines.synthesis.events import County, Row, Value
from pipelines.synthesis.truths.naive import Cell, OwnCells
from pipelines.synthesis.truths.served_again import spells
from pipelines.synthesis.truths.sums import lines as told_lines
from pipelines.synthesis.truths.walking import day_of, rows
from schemas import Period, Quarter, Schemas

ROWS = "all agencies that send rows"
Ends = tuple[int, int]  # at the least, at the most
Pair = frozenset[str]


def counted(county: County, schemas: Schemas, last: Quarter) -> dict[str, OwnCells]:
    """Of the two measures that lie between two ends."""
    return {
        "different_young_people": OwnCells(lambda period: _found(county, schemas, period, last)),
        "young_people_in_services": OwnCells(lambda period: _served(county, schemas, period, last)),
    }


def found_by(county: County, last: Quarter) -> list[tuple[str, str, date]]:
    """Each time that an agency that sends rows took somebody to be exploited or at risk: agency, young person, day."""
    times = []
    for youth in county.lives:
        for contact in youth.contacts:
            status = contact.status if contact.settled <= last else contact.at_first
            if contact.sent <= last and status != "none":
                times.append((contact.agency, youth.token, contact.on))
    for extract, on in (("identifications_made", "identified_on"), ("cse_grid", "recorded_on"), ("probation_supervision", "supervised_on")):
        times += [(line.agency, line.token, day_of(line, on)) for line in rows(county, extract, last)]
    for line in rows(county, "cse_reports", last):
        if line.row["finding"] == "substantiated":
            times.append((line.agency, line.token, day_of(line, "reported_on")))
    return times


def lists_of_the_year(county: County, year: Period, last: Quarter) -> dict[str, frozenset[str]]:
    """Of everybody who was seen in a year, which parts of the county saw them."""
    parts = dict.fromkeys(county.senders["law_enforcement_contacts"], "law_enforcement")
    parts |= dict.fromkeys(county.senders["cse_grid"], "child_welfare")
    parts |= dict.fromkeys(county.senders["probation_supervision"], "probation")
    seen: dict[str, set[str]] = {}
    for agency, token, day in found_by(county, last):
        if year.start <= day <= year.end:
            seen.setdefault(token, set()).add(parts.get(agency, "others"))
    return {token: frozenset(by) for token, by in seen.items()}


def _found(county: County, schemas: Schemas, period: Period, last: Quarter) -> Iterator[Cell]:
    first: dict[tuple[str, str], date] = {}
    for agency, token, day in found_by(county, last):
        first[agency, token] = min(day, first.get((agency, token), day))
    new = {token for (_, token), day in first.items() if period.start <= day <= period.end}
    lists = {ROWS: (len(new), len(new))}
    for quarter, agency, row in told_lines(county, schemas, "identification_counts", last):
        if quarter in period.quarters and row["identified_as"] == "_T":
            low, high = _ends(row["youth"])
            before = lists.get(agency, (0, 0))
            lists[agency] = (before[0] + low, before[1] + high)
    yield from _cells(period, len(new), lists, {})


def _served(county: County, schemas: Schemas, period: Period, last: Quarter) -> Iterator[Cell]:
    served = {s.token for s in spells(county, last) if s.started <= period.end and s.until >= period.start}
    each: dict[tuple[str, Quarter], Ends] = {}
    for quarter, agency, row in told_lines(county, schemas, "clients_served", last):
        if quarter in period.quarters and row["client_kind"] in ("new", "continuing"):
            low, high = _ends(row["youth"])
            before = each.get((agency, quarter), (0, 0))
            each[agency, quarter] = (before[0] + low, before[1] + high)
    lists = {ROWS: (len(served), len(served))}
    for agency in sorted({agency for agency, _ in each}):
        quarters = [ends for (whose, _), ends in each.items() if whose == agency]
        lists[agency] = (max(low for low, _ in quarters), sum(high for _, high in quarters))
    yield from _cells(period, len(served), lists, _shared(county, schemas, period, last))


def _shared(county: County, schemas: Schemas, period: Period, last: Quarter) -> dict[Pair, int]:
    """Of two lists, how many are on both at the least, as one side's own records say in the quarter where it says most."""
    send_rows = {*county.senders["services_received"], *county.senders["probation_referrals"]}
    found: dict[Pair, int] = {}

    def at_least(one: str, other: str, number: int) -> None:
        both = frozenset({one, other})
        found[both] = max(number, found.get(both, 0))

    told: dict[tuple[str, Quarter], list[Row]] = {}
    for quarter, agency, row in told_lines(county, schemas, "referral_partner_counts", last):
        if quarter in period.quarters:
            told.setdefault((agency, quarter), []).append(row)
    for (agency, _), partners in told.items():
        with_all, with_others = 0, 0
        for row in partners:
            low, high = _ends(row["youth_shared"])
            if row["partner"] == "_T":
                with_all = low
            elif row["partner"] in send_rows:
                at_least(agency, ROWS, low)
            else:
                at_least(agency, str(row["partner"]), low)
                with_others += high
        at_least(agency, ROWS, max(with_all - with_others, 0))
    return found


def _cells(period: Period, exactly: int, lists: Mapping[str, Ends], shared: Mapping[Pair, int]) -> Iterator[Cell]:
    longest = max(low for low, _ in lists.values())
    most = max(sum(high for _, high in lists.values()) - _counted_twice(lists, shared), longest)
    for statistic, number in (("count", exactly), ("low", longest), ("high", most)):
        yield {"period": str(period), "statistic": statistic, "value": str(number), "status": ""}


def _counted_twice(lists: Mapping[str, Ends], shared: Mapping[Pair, int]) -> int:
    """As many as can be taken off for sure: of lists that share people in a ring, one of the ring's pairs says nothing more."""
    pairs = {pair: min(number, *(lists[name][1] for name in pair)) for pair, number in shared.items() if pair <= set(lists)}
    best = 0
    for size in range(len(lists)):
        for chosen in combinations(pairs, size):
            if not _has_ring(chosen):
                best = max(best, sum(pairs[pair] for pair in chosen))
    return best


def _has_ring(pairs: Iterable[Pair]) -> bool:
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & pair]
        if len(touched) == 1 and pair <= touched[0]:
            return True
        groups = [group for group in groups if group not in touched] + [set(pair).union(*touched)]
    return False


def _ends(number: Value) -> Ends:
    return (number, number) if isinstance(number, int) else (1, 10)
