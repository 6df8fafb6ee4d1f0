"""Two other stewards approve the copy, and then it is handed out; the book says so before the files are there."""

from pathlib import Path

from pipelines.defs import reviews
from pipelines.defs.office import Office
from pipelines.defs.returns.attacked import HANDED_OUT, safe
from pipelines.defs.returns.paper import Return, ReturnProblem, numbers_of, steward
from pipelines.publication import signing, store
from pipelines.publication.review import Standing, standing
from pipelines.publication.signing import SigningKey, verify

READ = "confidential return read"


def stands(office: Office, made: Return) -> Standing:
    """How far the two other stewards are with it."""
    listed = set(office.workspace.stewards.values())
    genuine = made.runner in listed and verify(made.digest.encode(), made.signature, made.runner)
    return standing(reviews.given(office, made.name), made.digest, listed, made.runner if genuine else None, signing.verify)


def look(office: Office, made: Return, mine: SigningKey) -> str:
    """The copy's answers as CSV, for a steward who is to approve it; the book says who read it.

    Raises:
        ReturnProblem: the key is of nobody who is listed.
    """
    if mine.public_key not in office.workspace.stewards.values():
        raise ReturnProblem("only a steward who is listed in safecount.toml may read it")
    reviews.write_down(office, READ, steward(office, mine.public_key), {"return": made.name})
    return made.table.decode()


def approve(office: Office, made: Return, mine: SigningKey) -> Standing:
    """Raises ReturnProblem where it is one's own."""
    if mine.public_key == made.runner:
        raise ReturnProblem("you made this return; two others approve it")
    reviews.put_down(office, made.name, made.digest, mine)
    return stands(office, made)


def hand_out(office: Office, made: Return, out: Path, who: str) -> list[Path]:
    """Write it into a new folder that only its owner may read; the book says so before the files are there.

    Raises:
        ReturnProblem: two others have not approved it, the folder is one of the workspace, or a number would tell more than before.
    """
    standing_now = stands(office, made)
    made_up = office.workspace.demo and store.is_made_up(office.workspace.published, made.publication)
    if standing_now.state != "approved" and not made_up:
        raise ReturnProblem(f"{made.name} has {len(standing_now.given)} of 2 approvals of stewards who did not make it")
    if out.resolve().is_relative_to(office.workspace.folder.resolve()) or out.exists():
        raise ReturnProblem("name a new folder outside of the workspace, on a disk that only you can read")
    if made.publication in store.withdrawn(office.workspace.published):
        raise ReturnProblem(f"{made.publication}, whose numbers these are, was withdrawn; make the return again")
    numbers = numbers_of(made)
    if safe(office, numbers, but=made.name) != numbers:
        raise ReturnProblem("since it was made so much more was published that it would tell other withheld numbers; make it again")
    approved = [r.key for r in standing_now.given]
    reviews.write_down(office, HANDED_OUT, who, {**made.about, "approved_by": approved})
    out.mkdir(parents=True, mode=0o700)
    files = [out / "CONFIDENTIAL-sheet.xlsx", out / "CONFIDENTIAL-answers.csv"]
    for path, content in zip(files, (made.sheet, made.table), strict=True):
        path.touch(mode=0o600)
        path.write_bytes(content)
    return files
