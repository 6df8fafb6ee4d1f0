"""May this agency make tokens, or send anything at all, for this extract? Asked before the export is opened."""

from pipelines.desk import agreement
from pipelines.desk.file_name import Named
from pipelines.desk.preparing.problems import Refused
from schemas import Contract, Schemas

YOUTH = "youth_token"
_WHY = (
    "by law not even an encoded, encrypted or hashed trace of one person may leave a programme under 28 CFR 94.115 (VOCA) or "
    "34 USC 12291(b)(2) (VAWA)"
)


def contract_of(named: Named, schemas: Schemas, wants_tokens: bool) -> Contract:
    """The contract to prepare for.

    Raises:
        Refused: there is no agreement, or tokens are asked of a programme that sends totals only.
    """
    source = schemas.source(named.agency, named.extract)
    if source and source.tier == "counts" and wants_tokens:
        raise Refused(
            f"{named.agency} sends {named.extract} as totals only, so no token is made for it: {_WHY}. "
            "Leave out --key and the identity of the mapping; the rows are then counted at your desk and only the totals are written"
        )
    refusals = agreement.refusals(named, schemas)
    if refusals:
        raise Refused(" ".join(finding.text for finding in refusals))
    contract = schemas.contracts[named.extract]
    if contract.kind == "register":
        raise Refused(f"{named.extract} is a register without anything about young people; fill in its template, nothing is prepared")
    if source and source.tier == "rows" and wants_tokens and token_column(contract) in (None, YOUTH):
        raise Refused(
            f"{named.agency} sends {named.extract} as rows without a code for a young person, so no token is made for it. "
            "Leave out --key and the identity of the mapping"
        )
    return contract


def token_column(contract: Contract) -> str | None:
    return next((c.name for c in contract.columns.values() if c.type == "token"), None)
