"""The blank file of an extract: its heading and nothing else."""

from schemas.contract import Contract


def template_csv(contract: Contract) -> bytes:
    """One line, the column names in the contract's order."""
    return (",".join(contract.columns) + "\n").encode()
