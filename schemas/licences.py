"""Under which licences a county may publish its numbers, and where each stands in full."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    title: str
    address: str


LICENCES = {
    "CC-BY-4.0": Licence("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": Licence("Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-BY-1.0": Licence("Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": Licence("Open Data Commons Public Domain Dedication and License 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
"""By their SPDX names."""
NONE = "none"
"""Nobody has decided; then the publication says nothing of a licence."""
