"""All forms of all extracts together, and whether what is on disk is still what the contracts give."""

import io
import zipfile
from pathlib import Path

from schemas.catalogue import Schemas
from schemas.forms.dictionary import dictionary
from schemas.forms.expectations import expectations_json
from schemas.forms.table_schema import table_schema_json
from schemas.forms.template_csv import template_csv
from schemas.forms.template_xlsx import template_xlsx


def everything(schemas: Schemas) -> dict[str, bytes]:
    """Path below the folder of generated files → its bytes."""
    return {f"{name}/{file}": made for name in sorted(schemas.contracts) for file, made in forms_of(schemas, name).items()}


def forms_of(schemas: Schemas, extract: str) -> dict[str, bytes]:
    """File name → bytes, for one extract."""
    contract = schemas.contracts[extract]
    return {
        "template.csv": template_csv(contract),
        "template.xlsx": template_xlsx(schemas, contract),
        "dictionary.md": dictionary(schemas, contract),
        "table_schema.json": table_schema_json(schemas, contract),
        "expectations.json": expectations_json(schemas, contract),
    }


def stale(folder: Path, forms: dict[str, bytes]) -> list[str]:
    """What is wrong with the files on disk, one sentence each; nothing when they are what they should be."""
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return [
        *(f"{name} is missing" for name in forms if name not in there),
        *(
            f"{name} is not what its contract gives now"
            for name in forms
            if name in there and not _same(there[name].read_bytes(), forms[name])
        ),
        *(f"{name} belongs to no contract" for name in sorted(there) if name not in forms),
    ]


def write(folder: Path, forms: dict[str, bytes]) -> None:
    """Make the folder hold these files and no other."""
    for path in [p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in forms]:
        path.unlink()
    for name, made in forms.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or not _same(path.read_bytes(), made):
            path.write_bytes(made)
    for empty in [p for p in sorted(folder.rglob("*"), reverse=True) if p.is_dir() and not any(p.iterdir())]:
        empty.rmdir()


def _same(one: bytes, other: bytes) -> bool:
    """Workbooks are compared by what is inside: another zlib packs the same content into other bytes."""
    return one == other or (_inside(one) is not None and _inside(one) == _inside(other))


def _inside(workbook: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as zipped:
            return {n: zipped.read(n) for n in zipped.namelist()}
    except zipfile.BadZipFile:
        return None
