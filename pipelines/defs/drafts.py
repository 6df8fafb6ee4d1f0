"""What a draft publication is called, and the facts that go with its numbers: who reported, what must still mature."""

from collections.abc import Collection
from typing import Any

from pipelines.confidential.tabulation.periods import periods_of
from pipelines.defs import maturity
from pipelines.defs.office import Office
from pipelines.publication import definitions, store
from schemas import Measure, Quarter, Schemas

_MADE_UP = "This county is made up. No number here is about a real young person."


def name(office: Office, last: Quarter) -> str:
    return store.next_name(office.workspace.published, str(last))


def cut_where_defined_anew(office: Office, agreed: dict[str, Any], last: Quarter) -> tuple[dict[str, Any], list[str]]:
    """The structure with a break in the series of each measure that was defined otherwise when it was last published, and a note
    for the steward that names them."""
    before = store.last_structure(office.workspace.published)
    if before is None:
        return agreed, []
    name, measures = before
    anew = definitions.changed(measures, agreed["measures"])
    cut = definitions.cut(measures, agreed["measures"], Quarter.parse(store.quarter_of(name)), last)
    said = [f"defined anew since {name}, which the page says: {', '.join(anew)}"] if anew else []
    return {**agreed, "measures": cut}, said


def facts(office: Office, last: Quarter, given: Collection[str]) -> dict[str, Any]:
    """The content of `publication.json`. Statuses, names and how many young people live here: no number that an agency sent.

    given: the measures of this publication.
    """
    schemas = maturity.learnt(office, last)
    reported = [
        {
            "agency": agency,
            "name": schemas.agencies[agency].title,
            "extract": extract,
            "title": schemas.contracts[extract].title,
            "quarter": str(quarter),
            "status": status,
        }
        for (agency, extract, quarter), status in office.standing(last).items()
    ]
    return {
        "publication": name(office, last),
        "county": schemas.county,
        "quarter": str(last),
        "demo": office.workspace.demo,
        "threshold": schemas.policy.threshold,
        "licence": schemas.policy.licence,
        "late_quarters": schemas.policy.late_quarters,
        "quarters": sorted({r["quarter"] for r in reported}),
        "reported": reported,
        "not_yet": {n: waiting for n, m in schemas.measures.items() if (waiting := _not_yet(schemas, m, last))},
        "residents": schemas.published_residents(given),
        "notes": [_MADE_UP] if office.workspace.demo else [],
        "version": _version(),
    }


def _not_yet(schemas: Schemas, measure: Measure, last: Quarter) -> dict[str, dict[str, str]]:
    """Period → outcome code → the first quarter whose data will let it be counted."""
    periods = periods_of(measure, schemas, last)
    codes = measure.outcome.codes if measure.outcome else ()
    policy = schemas.policy
    waiting = {str(p): {c: str(measure.matures(p, c, policy)) for c in codes if measure.matures(p, c, policy) > last} for p in periods}
    return {p: codes for p, codes in waiting.items() if codes}


def _version() -> str:
    from importlib.metadata import version

    return version("safecount")
