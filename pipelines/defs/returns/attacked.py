"""What somebody could tell who was given withheld numbers in confidence, beside all that is public."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.defs.office import Office
from pipelines.defs.returns.paper import Fields, Return, ReturnProblem, kept, numbers_of
from pipelines.disclosure_control import audit
from pipelines.publication import ledger, store

HANDED_OUT = "confidential return handed out"


def safe(office: Office, wanted: Mapping[Fields, int], but: str = "") -> dict[Fields, int]:
    """Of these numbers those with which nobody who has them, what is public, and what was handed out before can tell another one.

    What cannot be true beside what is public (a figure that stayed as it was published) is not among them: nobody could say what it tells.
    """
    before = {fields: n for one in handed_out(office) if one.name != but for fields, n in numbers_of(one).items()}
    folders = [office.workspace.published / name for name in store.publications(office.workspace.published)]
    families, found = audit.among_families(folders), dict(wanted)
    while found:
        told = audit.told_with(folders, {**before, **found}, office.workspace.external, or_untrue=True)
        left = {fields: n for fields, n in found.items() if families[dict(fields)["measure"]] not in told}
        if len(left) == len(found):
            break
        found = left
    return found


def told_by(office: Office, folders: Sequence[Path]) -> list[str]:
    """What stands against showing these publications, since funders were given some of their withheld numbers before."""
    try:
        out = handed_out(office)
    except ReturnProblem as error:
        return [f"the book tells of a copy that is not here ({error}); put back the backup that has it"]
    known = {fields: n for one in out for fields, n in numbers_of(one).items()}
    if not known:
        return []
    before = audit.told_with(folders[:-1], known, office.workspace.external) if folders[1:] else frozenset[str]()
    if not audit.told_with(folders, known, office.workspace.external) - before:
        return []
    whose = ", ".join(sorted({one.funder for one in out}))
    return [
        f"with what was handed out in confidence ({whose}) other withheld numbers could be told; "
        "leave a breakdown out (left_out in policy.yaml), and run the quarter again"
    ]


def handed_out(office: Office) -> list[Return]:
    """All that left, by the book."""
    book = office.workspace.ledger
    names = [str(e.about["return"]) for e in ledger.read(book, finished=True) if e.what == HANDED_OUT] if book.is_file() else []
    return [kept(office, name) for name in dict.fromkeys(names)]
