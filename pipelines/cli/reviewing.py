"""Stewards: who they are, what two of them say of a draft, and taking a publication back."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import DATA, FINE, USAGE, Format, as_json, complain, facts, say, stop, table
from pipelines.cli.keys import KeyOption, name_of, passphrase, signing_as
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption, folder

steward = typer.Typer(help="Who may run the line and approve what comes of it.", no_args_is_help=True)
LEAST = 12  # letters of a passphrase


class Changes(StrEnum):
    wrong_number = "wrong_number"
    wrong_words = "wrong_words"
    missing_file = "missing_file"
    too_open = "too_open"
    too_little = "too_little"
    not_agreed = "not_agreed"


class Withdrawn(StrEnum):
    wrong_number = "wrong_number"
    disclosure = "disclosure"
    not_agreed = "not_agreed"


def add_to(app: typer.Typer) -> None:
    app.add_typer(steward, name="steward")
    for command in (review, approve, withdraw):
        app.command()(command)


@steward.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, like ana or j_lopez.")],
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Where the new key is written; keep it to yourself.")] = None,
    public_key: Annotated[str | None, typer.Option("--public-key", metavar="HEX", help="Of a key that was made elsewhere.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a key under a passphrase, and put its public half on the county's list."""
    from pipelines.defs import reviews, shelf
    from pipelines.defs.office import Office
    from pipelines.publication import curve, signing
    from pipelines.workspace import Workspace, WorkspaceError

    office = Office.open(folder(workspace))
    if (key is None) == (public_key is None):
        stop(USAGE, "give --key FILE, where the new key is to be written, or --public-key HEX of one that was made elsewhere")
    if name in office.workspace.stewards:
        stop(USAGE, f"there is a steward {name} already; give another name")
    secret = passphrase(again=True) if key is not None else ""
    if key is not None and len(secret) < LEAST:
        stop(USAGE, f"a passphrase has {LEAST} letters at least")
    if public_key is not None and not curve.is_public_key(public_key):
        stop(USAGE, "that is no public key: 64 hex digits, as `safecount steward list --format json` shows those that are listed")
    with shelf.alone(office):  # two at once would each write a list without the other
        try:
            made = signing.create_key(key, secret) if key is not None else None
        except signing.SigningProblem as error:
            stop(USAGE, str(error))
        public_key = made.public_key if made else public_key
        try:
            Workspace.open(office.workspace.folder).add_steward(name, str(public_key))
        except WorkspaceError as error:
            if made and key is not None:
                key.unlink()  # it would open nothing
            stop(USAGE, str(error))
        reviews.write_down(office, "steward added", reviews.WORKSPACE, {"name": name, "key": signing.key_id(str(public_key))})
    say(f"{name} is a steward now, with the key {signing.key_id(str(public_key))}.")
    if office.workspace.demo:
        complain(
            "This county is made up (demo = true in safecount.toml) and runs no quarter while it has stewards. To rehearse reviews and "
            "approvals say demo = false there, and copy agencies.yaml into its schemas/ with another name after county:"
        )


@steward.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `safecount steward list` shows it.")],
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """Take somebody off the list. What they approved and what is not out yet needs another's word."""
    from pipelines.defs import reviews, shelf
    from pipelines.defs.office import Office
    from pipelines.workspace import Workspace, WorkspaceError

    office = Office.open(folder(workspace))
    if name not in office.workspace.stewards:
        stop(USAGE, f"there is no steward {name}; `safecount steward list` names those there are")
    if dry_run:
        say(f"would take {name} off the list")
        return
    with shelf.alone(office):
        try:
            Workspace.open(office.workspace.folder).remove_steward(name)
        except WorkspaceError as error:
            stop(USAGE, str(error))
        reviews.catch_up(Office.open(office.workspace.folder))
    say(f"{name} is no steward any more; the ledger says so.")


@steward.command("list")
def listed(workspace: WorkspaceOption = None, format: FormatOption = Format.table) -> None:
    """Who is on the list, by name and key."""
    from pipelines.defs.office import Office
    from pipelines.publication.signing import key_id

    known = Office.open(folder(workspace)).workspace.stewards
    if format is Format.json:
        as_json({name: {"key": key_id(key), "public_key": key} for name, key in known.items()})
        return
    table(["name", "key"], [(name, key_id(key)) for name, key in known.items()])


def review(
    publication: Annotated[str, typer.Argument(metavar="PUB", help="Like 2026-Q3-v1.")],
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
) -> int:
    """What is in a draft: what is new, what changed, what is withheld, who is missing, and how far it is on its way."""
    from pipelines.defs.looking import looked_at
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    told = looked_at(office, publication)
    if told is None:
        stop(USAGE, f"there is no draft {publication}; `safecount status` lists them")
    if format is Format.json:
        as_json(told)
    else:
        facts(told["way"])
        if told["missing"]:
            say("", "Not in:", *(f"  {one}" for one in told["missing"]))
        say("", "Numbers, by measure:")
        table(["measure", "shown", "withheld", "other marks", "new", "changed", "gone"], [tuple(m.values()) for m in told["measures"]])
        if told["problems"]:
            say("", "It cannot go out like this:", *(f"  {p}" for p in told["problems"]))
        say("", f"Read {told['page']}; then: safecount approve {publication} --key FILE, or the same with --changes REASON")
    return DATA if told["problems"] else FINE


def approve(
    publication: Annotated[str, typer.Argument(metavar="PUB", help="Like 2026-Q3-v1.")],
    key: KeyOption = None,
    changes: Annotated[Changes | None, typer.Option("--changes", help="Not to be published like this, and why.")] = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """Put your name to a draft as it is, or ask for changes. Two stewards who did not run it must approve it."""
    from pipelines.defs import reviews, seals, shelf
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    made = seals.remembered(office, publication)
    if made is None:
        stop(USAGE, f"there is no finished draft {publication}; `safecount status` lists them")
    if key is None:
        stop(USAGE, "give your own key with --key FILE")
    mine = signing_as(office.workspace, key)
    with shelf.alone(office):
        wrong = seals.problems(office, office.workspace.drafts / publication)
        if wrong:
            stop(DATA, "The draft is not as it was made, so nobody can approve it.", *wrong[:10])
        if made.signed_by not in office.workspace.stewards.values():
            stop(
                DATA,
                "No steward signed the run of this draft, so nobody can tell who must not approve it; run its quarter again with --key.",
            )
        if mine.public_key == made.signed_by:
            stop(DATA, "You ran the line for this draft; two others look at it.")
        verdict, why = ("request changes", changes.value) if changes else ("approve", "")
        if dry_run:
            say(f"would write down that {name_of(mine.public_key, office.workspace.stewards)} says: {verdict}")
            return
        reviews.put_down(office, publication, made.digest, mine, verdict, why)
        stands = reviews.stands(office, publication)
    say(f"Written down. State of the draft: {stands.state}." if stands.complete else "Written down. Somebody else must look at it too.")


def withdraw(
    publication: Annotated[str, typer.Argument(metavar="PUB", help="Like 2026-Q3-v1.")],
    reason: Annotated[Withdrawn, typer.Option("--reason", help="Why; it stands in the notice.")],
    key: KeyOption = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """Take a publication back: a notice says so, and what is published later is still protected beside it, for it was seen."""
    from pipelines.defs import reviews, shelf
    from pipelines.defs.office import Office
    from pipelines.publication import store

    office = Office.open(folder(workspace))
    known = store.publications(office.workspace.published)
    if publication not in known:
        stop(USAGE, f"there is no such publication; there is {', '.join(known) or 'none'}")
    if publication in store.withdrawn(office.workspace.published):
        stop(USAGE, f"{publication} was withdrawn before")
    if key is None and not office.workspace.demo:
        stop(USAGE, "give your own key with --key FILE")
    who = name_of(signing_as(office.workspace, key).public_key, office.workspace.stewards) if key else reviews.WORKSPACE
    if dry_run:
        say(f"would withdraw {publication}")
        return
    with shelf.alone(office):
        reviews.catch_up(office)
        if publication not in store.withdrawn(office.workspace.published):  # somebody may have been stopped in the middle of it
            reviews.write_down(office, "withdrawn", who, {"publication": publication, "reason": reason.value})
            reviews.catch_up(office)
    say(f"{publication} is withdrawn; {office.workspace.published / store.WITHDRAWN} says so.")
