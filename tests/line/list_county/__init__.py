"""A county of another kind, in YAML alone: five agencies' lists of people, and how the lists overlap."""

import csv
from pathlib import Path

from tests.desk_files import drawn

NAMES = ("A", "B", "C", "D", "E")
SCHEMAS = Path(__file__).parent / "schemas"


def people(file: Path) -> list[frozenset[str]]:
    """The lists that each person is on, one entry per person. `file` has a row per pattern of lists, with a count of people."""
    with file.open(encoding="utf-8") as rows:
        patterns = [(frozenset(n for n in NAMES if float(r[n])), int(float(r["count"]))) for r in csv.DictReader(rows)]
    return [on for on, count in patterns for _ in range(count)]


def furnish(workspace: Path, everybody: list[frozenset[str]]) -> None:
    """Give a new workspace its schemas, and lay one file per agency into its inbox, with a made-up code per person."""
    for path in SCHEMAS.rglob("*.yaml"):
        place = workspace / "schemas" / path.relative_to(SCHEMAS)
        place.parent.mkdir(exist_ok=True)
        place.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    settings = workspace / "safecount.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo = false", "demo = true"), encoding="utf-8")
    for name in NAMES:
        tokens = [drawn(i) for i, on in enumerate(everybody) if name in on]
        file = workspace / "inbox" / f"list_{name.lower()}.list_membership.2024-Q1.csv"
        file.write_text("youth_token\n" + "".join(f"{t}\n" for t in tokens), encoding="utf-8")
