"""`python -m schemas generate` writes the forms that follow from the contracts; `--check` only says which are stale."""

import argparse
import sys
from pathlib import Path

from schemas import mou
from schemas.catalogue import Schemas
from schemas.files import SHIPPED, SchemaError
from schemas.forms.everything import everything, stale, write

GENERATED = SHIPPED / "generated"


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 all as it should be, 1 something is stale, 2 the schemas cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m schemas", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser("generate", help="write schemas/generated")
    generate.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale or stray")
    generate.add_argument("--into", type=Path, default=GENERATED, help="another folder")
    asked = parser.parse_args(arguments)
    try:
        schemas = Schemas.load()
        mou.check(mou.read(), schemas)
        mou.check_counted(mou.read(), schemas)
        forms = everything(schemas)
    except SchemaError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if asked.check:
        wrong = stale(asked.into, forms)
        sys.stderr.writelines(f"{line}; run: python -m schemas generate\n" for line in wrong)
        return 1 if wrong else 0
    write(asked.into, forms)
    return 0


if __name__ == "__main__":
    sys.exit(main())
