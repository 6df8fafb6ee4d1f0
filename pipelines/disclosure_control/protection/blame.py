"""Where no safe publication is found: which earlier publication, or figure of others, stands in its way, and what can be done."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pipelines.disclosure_control.protection import history as past
from pipelines.disclosure_control.protection.external import External
from pipelines.disclosure_control.protection.history import History, SumsDisagree
from pipelines.disclosure_control.protection.pieces import Outcome, Whole, pieces
from pipelines.disclosure_control.protection.withholding import ProtectionFailed


def found(whole: Whole, earlier: Sequence[pl.DataFrame], names: Sequence[str], external: Sequence[External]) -> list[Outcome]:
    """Every part protected.

    Raises:
        ProtectionFailed: names what is in the way, where it is something that was published.
        SumsDisagree: the counts do not add up by themselves.
    """
    try:
        return list(pieces(whole))
    except (ProtectionFailed, SumsDisagree) as error:
        culprit = _culprit(whole, earlier, names, external)
        if not culprit:
            raise
        first = getattr(error, "where", "") or str(error).partition(":")[0]
        raise ProtectionFailed(f"{first}: not together with {culprit}. {_advice(first)}") from None


def _culprit(whole: Whole, earlier: Sequence[pl.DataFrame], names: Sequence[str], external: Sequence[External]) -> str:
    """The first publication with which it does not work out, all later ones and the figures of others put aside; else these."""
    own = replace(
        whole, history=History(), counts={k: f._replace(held=False, known=None) for k, f in whole.counts.items()}, public=frozenset()
    )
    if _fails(own):
        return ""
    for count in range(1, len(earlier) + 1):
        history = past.remember(earlier[:count], whole.form, names[:count])
        if _fails(replace(own, history=history)):
            return "what " + (names[count - 1] if len(names) >= count else f"publication {count}") + " shows"
    return "; ".join(e.name for e in external if e.key in whole.public or getattr(whole.counts.get(e.key), "known", None))


def _fails(whole: Whole) -> bool:
    try:
        list(pieces(whole))
    except (ProtectionFailed, SumsDisagree):
        return True
    return False


def _advice(where: str) -> str:
    measure, _, year = where.replace(",", "").partition(" and ")[0].partition(" ")
    return (
        "What was published stays known, so less must be shown beside it. Coarser: leave a breakdown out for this period; merged: leave "
        "its quarters, or the year, out; dropped: leave the measure out. Say so in policy.yaml, like "
        f'left_out: [{{measure: {measure}, period: "{year}"}}], with breakdown: NAME for a breakdown alone'
    )
