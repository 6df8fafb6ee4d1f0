"""What is new, changed, unchanged or gone against what the agency sent before."""

from collections.abc import Sequence

from schemas import Contract

Rows = Sequence[Sequence[str | None]]


def changes(before: Rows, after: Rows, contract: Contract) -> dict[str, int]:
    """Counts of rows by what became of their key between two submissions of one quarter."""
    places = [list(contract.columns).index(k) for k in contract.key]
    old, new = ({tuple(r[p] for p in places): tuple(r) for r in rows} for rows in (before, after))
    shared = old.keys() & new.keys()
    changed = sum(old[k] != new[k] for k in shared)
    return {
        "new": len(new.keys() - old.keys()),
        "changed": changed,
        "unchanged": len(shared) - changed,
        "gone": len(old.keys() - new.keys()),
    }
