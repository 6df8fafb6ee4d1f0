"""The commands of the public side: `python -m reports dashboard FOLDER`, `… handbook OUT`, `… pages FOLDER` for all; `… plan PAGE`."""

import argparse
import json
import sys
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
        if given.command == "agencies":
            return _agencies(given)
        if given.command == "grant":
            return _grant(given)
        places, shipped = tuple(given.schemas), not given.alone
        if given.command == "pages":
            return _pages(given, _places(places, shipped))
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
    pages = commands.add_parser("pages", help="all of it: dashboard, handbook, and what lies beside them in a publication folder")
    pages.add_argument("folder", type=Path, help="holds cells.csv, measures.json and publication.json")
    pages.add_argument("--before", type=Path, metavar="DIR", help="the folder of the last publication, for what changed since")
    pages.add_argument("--pdf", action="store_true", help="with a tagged PDF; needs the extra `pdf`")
    plan = commands.add_parser("plan", help="write the page of a plan, which `safecount plan` gives as JSON on the input")
    plan.add_argument("page", type=Path, metavar="PAGE", help="the file to write")
    handbook.add_argument(
        "--desk", metavar="RULES", help="with the part for agencies; RULES is the file of `safecount explain --format json`, - the input"
    )
    handbook.add_argument("--agency", metavar="NAME", help="with --desk: of the agencies' guides only this one")
    handbook.add_argument("--published", type=Path, metavar="DIR", help="with --desk: a publication, for how far duties are done")
    grant = commands.add_parser("grant", help="write a funder's sheet from a publication folder")
    grant.add_argument("folder", type=Path, help="a publication's folder")
    grant.add_argument("form", help="the name of the form, like voca_pmt")
    grant.add_argument("period", help="the funder's period, like 2026-Q3, FFY2026 or SFY2026-H1")
    grant.add_argument("out", type=Path, help="the folder to write into")
    grant.add_argument("--before", type=Path, metavar="DIR", help="the folder of the last return of this form and period")
    agencies = commands.add_parser("agencies", help="write each agency's page, with the status part of its receipts from the input")
    agencies.add_argument("folder", type=Path, help="a publication's folder")
    agencies.add_argument("out", type=Path, help="the folder to write into")
    for command in (handbook, pages, grant, agencies):
        command.add_argument("--schemas", type=Path, nargs="+", default=[], metavar="DIR", help="the county's YAML, over what is shipped")
        command.add_argument("--alone", action="store_true", help="only the county's own YAML, without what is shipped")
    return parser


def _dashboard(folder: Path) -> int:
    from reports import dashboard  # here, so that the handbook does not wait for the charts

    if wrong := _no_publication(folder):
        return wrong
    try:
        dashboard.build(folder)
    except dashboard.PublicationError as error:
        return _wrong(str(error), INTERNAL)
    sys.stdout.write(f"{folder / dashboard.PAGE}\n")
    return FINE


def _no_publication(folder: Path) -> int:
    return FINE if folder.is_dir() else _wrong(f"{folder} is not a folder; give a publication's folder, like published/2026-Q3-v1", USAGE)


def _no_agreement(folders: tuple[Path, ...]) -> int:
    lacking = [f for f in folders if not f.is_dir()]
    return _wrong(f"{lacking[0]} is not a folder; give a folder with measures, contracts and codelists", USAGE) if lacking else FINE


def _pages(given: argparse.Namespace, places: tuple[Path, ...]) -> int:
    """All that goes with the numbers. `places`: folders of YAML, in one of which the memorandum may be."""
    from reports import drawing

    if wrong := _no_publication(given.folder) or _no_agreement(places):
        return wrong
    try:
        drawing.draw(given.folder, drawing.Agreement.of(places), given.before, paper=given.pdf)
    except drawing.CannotPrint as error:
        return _wrong(str(error), USAGE)
    except (drawing.NotDrawn, drawing.PublicationError, drawing.SchemaError) as error:
        return _wrong(str(error), INTERNAL)
    sys.stdout.write(f"{given.folder / 'dashboard.html'}\n")
    return FINE


def _places(folders: tuple[Path, ...], shipped: bool) -> tuple[Path, ...]:
    from schemas.files import SHIPPED

    return (*((SHIPPED,) if shipped else ()), *folders)


def _plan(page: Path) -> int:
    from reports import planning

    planning.build(json.loads(sys.stdin.read()), page)
    sys.stdout.write(f"{page}\n")
    return FINE


def _agencies(given: argparse.Namespace) -> int:
    """The pages that go to agencies alone. What the receipts said comes through the input: reports cannot reach them."""
    from reports import agencies
    from reports.dashboard.publication import PublicationError, read
    from schemas import SchemaError, Schemas

    told = [agencies.Told.of(said) for said in json.loads(sys.stdin.read())]
    try:
        schemas = Schemas.load(*_places(tuple(given.schemas), not given.alone))
        agencies.build_for_agencies(given.out, read(given.folder), schemas, told)
    except (PublicationError, SchemaError) as error:
        return _wrong(str(error), INTERNAL)
    sys.stdout.write(f"{given.out}\n")
    return FINE


def _grant(given: argparse.Namespace) -> int:
    from reports import grants
    from reports.dashboard.publication import PublicationError
    from schemas import SchemaError

    try:
        made = grants.build(given.folder, _places(tuple(given.schemas), not given.alone), given.form, given.period, given.out, given.before)
    except (grants.CannotAnswer, SchemaError) as error:
        return _wrong(str(error), USAGE)
    except PublicationError as error:
        return _wrong(str(error), INTERNAL)
    told = {"files": [f.name for f in made.files], "asked": made.asked, "answered": made.answered, "changed": made.changed}
    sys.stdout.write(json.dumps(told) + "\n")
    return FINE


def _rules(where: str) -> list[dict[str, str]]:
    """The rules of the desk, from a file or the input: reports cannot reach the desk itself."""
    text = sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")
    return json.loads(text)


def _handbook(
    out: Path,
    folders: tuple[Path, ...],
    shipped: bool,
    rules: list[dict[str, str]] | None = None,
    agency: str | None = None,
    published: Path | None = None,
) -> int:
    from reports import handbook
    from reports.handbook import done
    from schemas import SchemaError, Schemas, mou

    if wrong := _no_agreement(folders):
        return wrong
    if out.exists() and not out.is_dir():
        return _wrong(f"{out} is a file; give a folder to write the handbook into", USAGE)
    places = _places(folders, shipped)
    try:
        schemas = Schemas.load(*places)
        if agency is not None and agency not in schemas.agencies:
            return _wrong(f"there is no agency of that name; there are {', '.join(sorted(schemas.agencies))}", USAGE)
        memorandum = mou.read_if_any(*places)
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
