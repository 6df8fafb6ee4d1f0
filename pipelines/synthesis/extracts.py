"""Turns lives into the quarterly files that agencies send: what is new or has changed, in each agency's own words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipelines.synthesis.events import Contact, County, Described, Entry, Petition, Referral, Report, Row, Told
from schemas import Contract, Quarter, Schemas

WORKBOOKS = ("child_welfare",)  # agencies that send Excel workbooks
FROM_EXCEL = ("city_police",)  # agencies whose CSV comes from Excel: a byte order mark, and line ends as on Windows


@dataclass(frozen=True)
class Sheet:
    """One submission file before it is written."""

    agency: str
    extract: str
    quarter: Quarter
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = "utf-8"
    blank: bool = False

    @property
    def name(self) -> str:
        return f"{self.agency}.{self.extract}.{self.quarter}.{'xlsx' if self.agency in WORKBOOKS else 'csv'}"


def sheets(county: County, schemas: Schemas) -> list[Sheet]:
    """Every file that is due, quarter by quarter; one without news has a header and no rows."""
    told: dict[tuple[str, str, Quarter], list[Row]] = {}
    for agency, extract, quarter, row in _told(county, schemas):
        told.setdefault((agency, extract, quarter), []).append(row)
    made = []
    for quarter in county.first.through(county.last):
        for extract, agencies in county.senders.items():
            contract = schemas.contracts[extract]
            for agency in (a for a in agencies if _is_due(schemas, a, extract, quarter)):
                rows = told.get((agency, extract, quarter), [])
                if contract.dated_by:
                    order = [contract.dated_by, *contract.key]
                    rows = sorted(rows, key=lambda row: [str(row[c] or "") for c in order])
                words = _words(county, contract, agency, quarter)
                spoken = tuple({c: words.get(c, {}).get(str(v), v) for c, v in row.items()} for row in rows)
                made.append(Sheet(agency, extract, quarter, tuple(contract.columns), spoken))
    return [replace(s, encoding="utf-8-sig") if s.agency in FROM_EXCEL else s for s in made]


def _is_due(schemas: Schemas, agency: str, extract: str, quarter: Quarter) -> bool:
    source = schemas.source(agency, extract)
    return source is None or source.is_due(quarter)


def _told(county: County, schemas: Schemas) -> Iterator[tuple[str, str, Quarter, Row]]:
    for youth in county.lives:
        for contact in youth.contacts:
            for quarter in sorted({contact.sent, contact.settled}):
                yield contact.agency, "law_enforcement_contacts", quarter, _contact(youth.token, contact, quarter)
        for petition in youth.petitions:
            for quarter, row in _petition(youth.token, petition):
                yield petition.agency, "probation_referrals", quarter, row
        for report in youth.reports:
            earlier = None
            for quarter in sorted({report.sent, report.settled, *(t.sent for t in (report.opened, report.ended) if t)}):
                row = _report(youth.token, report, quarter)
                if row != earlier:
                    yield report.agency, "child_welfare_cases", quarter, row
                earlier = row
        yield from _entered(youth.entries)
    yield from _entered(county.entries)
    for agency in county.senders.get("advocacy_services", ()):
        for quarter in county.first.through(county.last):
            for row in _totals(county, schemas, agency, quarter):
                yield agency, "advocacy_services", quarter, row


def _entered(entries: Iterable[Entry]) -> Iterator[tuple[str, str, Quarter, Row]]:
    return ((entry.agency, entry.extract, quarter, row) for entry in entries for quarter, row in entry.told())


def _contact(token: str, contact: Contact, quarter: Quarter) -> Row:
    return {
        "youth_token": token,
        "contact_on": contact.on,
        "status": contact.status if contact.settled <= quarter else contact.at_first,
        "disposition": contact.disposition,
        "advocacy_notified": contact.notified,
        "arrested": contact.arrested,
        "offence_on": contact.offence_on,
        "offence_group": contact.offence_group,
        **_who(contact.who),
    }


def _petition(token: str, petition: Petition) -> Iterator[tuple[Quarter, Row]]:
    """The petition's lines. When the case ends, each of its lines is sent again, so that they never disagree."""
    lines: list[Referral | None] = list(petition.referrals)
    if not any(r.sent <= petition.sent for r in petition.referrals):
        lines.append(None)
    for line in lines:
        changes = {line.sent if line else petition.sent}
        if line:
            changes |= {step.sent for step in (line.accepted, line.started, line.completed) if step}
            changes |= {line.closed_in} if line.closed_in else set()
        begins = min(changes)
        if petition.closed:
            changes.add(max(begins, petition.closed.sent))
        for quarter in sorted(changes):
            yield (
                quarter,
                {
                    "youth_token": token,
                    "petition_on": petition.on,
                    "offence_on": petition.offence_on,
                    "petition_closed_on": _by(petition.closed, quarter),
                    "service": line.service if line else "none_made",
                    "referred_on": line.on if line else None,
                    "accepted_on": _by(line.accepted, quarter) if line else None,
                    "started_on": _by(line.started, quarter) if line else None,
                    "completed_on": _by(line.completed, quarter) if line else None,
                    "closed_reason": line.closed_reason if line and line.closed_in and line.closed_in <= quarter else None,
                    **_who(petition.who),
                },
            )


def _report(token: str, report: Report, quarter: Quarter) -> Row:
    opened = _by(report.opened, quarter)
    settled = report.substantiated and report.settled <= quarter
    return {
        "youth_token": token,
        "reported_on": report.on,
        "level": "dependency" if opened else "substantiated" if settled else "allegation",
        "dependency_started_on": opened,
        "dependency_ended_on": _by(report.ended, quarter),
        **_who(report.who),
    }


def _totals(county: County, schemas: Schemas, agency: str, quarter: Quarter) -> Iterator[Row]:
    services = schemas.codes_of(schemas.contracts["advocacy_services"].columns["service"])
    start, end = quarter.start, quarter.end
    given: dict[str, list[str]] = {service: [] for service in services}
    for youth in county.lives:
        for session in youth.sessions:
            if session.agency == agency and start <= session.on <= end:
                given[session.service].append(youth.token)
                given["_T"].append(youth.token)
    for service, helped in given.items():
        yield {"service": service, "youth": len(set(helped)), "sessions": len(helped)}


def _by(told: Told | None, quarter: Quarter) -> date | None:
    return told.on if told and told.sent <= quarter else None


def _who(who: Described) -> Row:
    return {
        "age_band": who.age_band,
        "gender": who.gender,
        "race_ethnicity": who.race_ethnicity,
        "residence": who.residence,
    }


def _words(county: County, contract: Contract, agency: str, quarter: Quarter) -> dict[str, dict[str, str]]:
    """Column → our code → the agency's own word.

    Of several senders every second one keeps its own words throughout; one that sends alone changes to ours half way.
    """
    senders = sorted(county.senders[contract.name])
    quarters = county.first.through(county.last)
    not_yet_ours = len(senders) == 1 and quarters.index(quarter) < len(quarters) / 2
    if not (not_yet_ours or senders.index(agency) % 2 == 1):
        return {}
    return {c.name: {ours: theirs for theirs, ours in c.local.items()} for c in contract.columns.values()}
