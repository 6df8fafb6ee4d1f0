"""The publications of made-up counties of three sizes, as the demo published them: what their first pages are drawn from for pictures.

`uv run --group dev python -m tests.reports.sizes` makes them anew, which takes three demos; the pictures are then taken anew too.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent / "counties_of_sizes"
SIZES = (25, 120, 300)
"""Young people newly identified in a year."""
FILES = ("cells.csv", "measures.json", "publication.json")
ENTRY = "from pipelines.cli import main; main()"


def unpacked(size: int, into: Path) -> Path:
    """The folder of the publication, with its numbers alone."""
    with zipfile.ZipFile(FOLDER / f"{size}.zip") as packed:
        packed.extractall(into)
    return into


def pack(publication: Path, size: int) -> None:
    """The same files always give the same bytes."""
    FOLDER.mkdir(exist_ok=True)
    with zipfile.ZipFile(FOLDER / f"{size}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in FILES:
            packed.writestr(zipfile.ZipInfo(name), (publication / name).read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    for size in SIZES:
        with tempfile.TemporaryDirectory() as place:
            county = Path(place) / "county"
            subprocess.run([sys.executable, "-c", ENTRY, "demo", "--into", str(county), "--youth-per-year", str(size)], check=True)
            pack(next((county / "published").glob("*-v1")), size)
