"""The county's keys change hands: a new one for the store, a new one to sign with, and which there ever were."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import DATA, FINE, USAGE, Format, as_json, patiently, say, stop, table
from pipelines.cli.keeping import key as keys
from pipelines.cli.keys import KeyOption
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption, folder
from pipelines.cli.sealing import who_asks


class Which(StrEnum):
    store = "store"
    signing = "signing"


def add_to(_: typer.Typer) -> None:
    """The commands stand with the others of `safecount key`."""
    keys.command("rotate")(rotate)
    keys.command("list")(listed)


def rotate(
    which: Annotated[
        Which, typer.Option("--which", help="store: what all is encrypted with; signing: what the county signs with.")
    ] = Which.store,
    key: KeyOption = None,
    former: Annotated[
        Path | None, typer.Option("--former", metavar="FILE", help="Write the store's former key here: older backups need it.")
    ] = None,
    new: Annotated[
        Path | None, typer.Option("--new", metavar="FILE", help="Where the new key goes, if yours comes from $SAFECOUNT_STORE_KEY.")
    ] = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """Take a new key, whole or not at all. Stop the portal and Dagster first, and start them again afterwards."""
    from pipelines.defs import rotation, shelf
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    who = who_asks(office, key)
    if which is Which.signing:
        if dry_run:
            say("would make a new signing key, and write into the ledger that the old one hands on to it")
            return
        with shelf.alone(office):
            public = rotation.change_signing_key(office, who)
        say(f"The county signs with {public} from now on.", "Tell it to whoever checks your papers. Older ones verify as before.")
        return
    _change_store_key(office, who, former, new, dry_run=dry_run)


def listed(workspace: WorkspaceOption = None, format: FormatOption = Format.table) -> int:
    """The public keys that the county signs with, and has signed with."""
    from pipelines.defs.office import Office
    from pipelines.publication.signing import key_id

    known = Office.open(folder(workspace)).county_keys
    if format is Format.json:
        as_json([{"public_key": one, "id": key_id(one), "now": place == 0} for place, one in enumerate(known)])
        return FINE
    table(["key", "", "public key"], [(key_id(one), "former" if place else "now", one) for place, one in enumerate(known)])
    return FINE


def _change_store_key(office, who: str, former: Path | None, new: Path | None, *, dry_run: bool) -> None:
    from pipelines.confidential.store import rotation as keys_of
    from pipelines.confidential.store.keys import VARIABLE, KeyProblem
    from pipelines.confidential.store.places import write_private
    from pipelines.defs import rotation, shelf

    outside = VARIABLE in os.environ
    if outside != (new is not None):
        stop(USAGE, f"give --new FILE where, and only where, the key comes from {VARIABLE}: the new one is written there")
    for place in (former, new):
        if place is not None and (place.exists() or place.resolve().is_relative_to(office.workspace.folder.resolve())):
            stop(USAGE, f"{place} is there already, or lies in the workspace; give a new name outside it")
    if dry_run:
        say("would encrypt all that is kept with a new key")
        return
    made = keys_of.new_key()
    for place, text in ((former, office.frames.key.hex()), (new, made.hex())):
        if place is not None:
            write_private(place, text)
    try:
        with shelf.alone(office), patiently("encrypting all that is kept anew"):
            count = rotation.change_store_key(office, made, who, keep_key=not outside)
    except KeyProblem as error:
        if new is not None:
            new.unlink()
        stop(DATA, "Nothing was changed.", str(error))
    say(f"{count} files are encrypted with the new key.")
    if new is not None:
        say(f"Put the key in {new} into {VARIABLE} now, before anything else is done.")
    say("Keep a copy of the new key: safecount key export. Backups made before open with the former key only; without it, with none.")
