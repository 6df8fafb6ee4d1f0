"""The commands of the public side: `python -m reports dashboard FOLDER`, `… handbook OUT`, `… pages FOLDER` for both; `… plan PAGE`."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

FINE, USAGE, INTERNAL = 0, 2, 4


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what goes wrong is said in one sentence and told by the exit code."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "dashboard":
            return _dashboard(given.folder)
        if given.command == "plan":
            return _plan(given.page)
        places, shipped = tuple(given.schemas), not given.alone
        if given.command == "pages":
            return _dashboard(given.folder) or _handbook(given.folder / "handbook", places, shipped, measures=_published(given.folder))
        rules = _rules(given.desk) if given.desk else None
        return _handbook(given.out, places, shipped, rules, given.agency, published=given.published)
    except OSError as error:
        return _wrong(f"a file could not be read or written: {error.strerror or type(error).__name__}", INTERNAL)
    except Exception as error:  # the sentence names the kind of trouble only: a message could carry a value
        return _wrong(f"something unexpected went wrong inside reports ({type(error).__name__})", INTERNAL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports", description="Pages from what was published.")
    commands = parser.add_subparsers(dest="command", required=True)
    dashboard = commands.add_parser("dashboard", help="write dashboard.html into a publication folder")
    dashboard.add_argument("folder", type=Path, help="holds cells.csv, measures.json and publication.json")
    handbook = commands.add_parser("handbook", help="write the handbook, a folder of pages")
    handbook.add_argument("out", type=Path, help="the folder to write into; made if it is not there")
    pages = commands.add_parser("pages", help="both: the dashboard and the handbook of a publication folder")
    pages.add_argument("folder", type=Path, help="holds cells.csv, measures.json and publication.json")
    plan = commands.add_parser("plan", help="write the page of a plan, which `safecount plan` gives as JSON on the input")
    plan.add_argument("page", type=Path, metavar="PAGE", help="the file to write")
    handbook.add_argument(
        "--desk", metavar="RULES", help="with the part for agencies; RULES is the file of `safecount explain --format json`, - the input"
    )
    handbook.add_argument("--agency", metavar="NAME", help="with --desk: of the agencies' guides only this one")
    handbook.add_argument("--published", type=Path, metavar="DIR", help="with --desk: a publication, for how far duties are done")
    for command in (handbook, pages):
        command.add_argument("--schemas", type=Path, nargs="+", default=[], metavar="DIR", help="the county's YAML, over what is shipped")
        command.add_argument("--alone", action="store_true", help="only the county's own YAML, without what is shipped")
    return parser


def _dashboard(folder: Path) -> int:
    from reports import dashboard  # here, so that the handbook does not wait for the charts

    if not folder.is_dir():
        return _wrong(f"{folder} is not a folder; give a publication's folder, like published/2026-Q3-v1", USAGE)
    try:
        dashboard.build(folder)
    except dashboard.PublicationError as error:
        return _wrong(str(error), INTERNAL)
    sys.stdout.write(f"{folder / dashboard.PAGE}\n")
    return FINE


def _plan(page: Path) -> int:
    from reports import planning

    planning.build(json.loads(sys.stdin.read()), page)
    sys.stdout.write(f"{page}\n")
    return FINE


def _rules(where: str) -> list[dict[str, str]]:
    """The rules of the desk, from a file or the input: reports cannot reach the desk itself."""
    text = sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")
    return json.loads(text)


def _published(folder: Path) -> frozenset[str]:
    """The measures of a publication: its handbook explains these, and the county's own handbook all that there are."""
    return frozenset(json.loads((folder / "measures.json").read_text(encoding="utf-8"))["measures"])


def _handbook(
    out: Path,
    folders: tuple[Path, ...],
    shipped: bool,
    rules: list[dict[str, str]] | None = None,
    agency: str | None = None,
    measures: frozenset[str] | None = None,
    published: Path | None = None,
) -> int:
    from reports import handbook
    from reports.handbook import done
    from schemas import SchemaError, Schemas, mou
    from schemas.files import SHIPPED

    lacking = [f for f in folders if not f.is_dir()]
    if lacking:
        return _wrong(f"{lacking[0]} is not a folder; give a folder with measures, contracts and codelists", USAGE)
    if out.exists() and not out.is_dir():
        return _wrong(f"{out} is a file; give a folder to write the handbook into", USAGE)
    places = (*((SHIPPED,) if shipped else ()), *folders)
    try:
        schemas = Schemas.load(*places)
        if agency is not None and agency not in schemas.agencies:
            return _wrong(f"there is no agency of that name; there are {', '.join(sorted(schemas.agencies))}", USAGE)
        if measures is not None:
            schemas = replace(schemas, measures={name: m for name, m in schemas.measures.items() if name in measures})
        memorandum = mou.read(*places) if any((place / "mou.yaml").is_file() for place in places) else None
        cells = done.published(published) if published else ()
        desk = None if rules is None else handbook.Desk(rules, memorandum, agency, cells)
        index = handbook.build(out, schemas, desk)
    except SchemaError as error:
        return _wrong(str(error), INTERNAL)
    sys.stdout.write(f"{index}\n")
    return FINE


def _wrong(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence.rstrip('.')}.\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
