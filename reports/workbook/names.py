"""Names of sheets: the measure's own name and what the sheet shows, so that they stay the same from one publication to the next."""

LONGEST = 31
"""A spreadsheet's limit."""


class Names:
    """Gives each sheet a name that no other has."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def sheet(self, measure: str, shows: str) -> str:
        """Too long a name loses letters of the measure's part; of two that are alike then, the second gets a letter."""
        end = f"_{shows}"[: LONGEST - 8]
        for more in ("", *(f"_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")):
            name = measure[: LONGEST - len(end) - len(more)].rstrip("_") + more + end
            if name not in self._given:
                self._given.add(name)
                return name
        raise ValueError("too many sheets of one name")
