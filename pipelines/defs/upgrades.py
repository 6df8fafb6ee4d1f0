"""A workspace of an earlier make is brought up: what it lacks is written, and nothing that is there is changed."""

from collections.abc import Sequence

from pipelines.defs import reviews
from pipelines.defs.office import Office
from pipelines.publication import definitions, ledger, signing, store
from pipelines.publication.manifest import problems
from pipelines.workspace import FORMAT, SETTINGS, Workspace
from schemas.structure import structure

KIND = "workspace upgraded"


class UpgradeProblem(ValueError):
    """The workspace is not in order, so it is left as it is; the message says what would be right."""


def steps(office: Office) -> list[str]:
    """What is to be done, one sentence each; nothing where the workspace is of today's make."""
    if office.workspace.format == FORMAT:
        return []
    published, book = store.publications(office.workspace.published), office.workspace.ledger
    told = {e.about.get("publication") for e in ledger.read(book, finished=True) if e.what == "published"} if book.is_file() else set()
    untold = [name for name in published if name not in told]
    said = [f"{SETTINGS} says that the workspace is of format {FORMAT} (now {office.workspace.format})"]
    said += [] if book.is_file() else ["a ledger is begun"]
    said += [f"the ledger tells of {name}, which is out and stays as it is" for name in untold]
    if not office.workspace.demo and not office.workspace.stewards:
        said.append("then put three stewards on the list (`safecount steward add`): two others than who ran a draft approve it")
    return said


def defined_anew(office: Office) -> list[str]:
    """The measures that are defined otherwise than in the newest publication: the next one cuts their series, and says so."""
    before = store.last_structure(office.workspace.published)
    return definitions.changed(before[1], structure(office.schemas)["measures"]) if before else []


def check(office: Office) -> None:
    """Raises UpgradeProblem where a publication is not as it was published: then nobody may touch the workspace before that is clear."""
    keys = office.county_keys
    wrong = [f"{n}: {p}" for n in store.publications(office.workspace.published) for p in _problems(office, n, keys)]
    if wrong:
        raise UpgradeProblem("; ".join(wrong[:3]))


def upgrade(office: Office) -> Workspace:
    """Do it. Whoever is stopped in the middle of it does it again: the make is written last."""
    before = office.workspace.format
    reviews.catch_up(office)
    reviews.write_down(office, KIND, reviews.WORKSPACE, {"from": before, "to": FORMAT})
    return office.workspace.made_current()


def _problems(office: Office, name: str, keys: Sequence[str]) -> list[str]:
    return problems(office.workspace.published / name, signing.verify, keys)
