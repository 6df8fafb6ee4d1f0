"""A steward's own key: a file that only they may read, locked by a passphrase that only they know."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.console import USAGE, stop

if TYPE_CHECKING:
    from pipelines.publication.signing import SigningKey
    from pipelines.workspace import Workspace

PASSPHRASE = "SAFECOUNT_PASSPHRASE"
KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help=f"Your own key, from `safecount steward add`; its passphrase is asked, or in ${PASSPHRASE}."
    ),
]


def signing_as(workspace: "Workspace", key: Path) -> "SigningKey":
    """The key in a file, unlocked, if it is one of a steward of this county; else a stop that says what would be right."""
    from pipelines.publication import signing

    try:
        unlocked = signing.load_key(key, passphrase(again=False))
    except signing.SigningProblem as error:
        stop(USAGE, str(error))
    if unlocked.public_key not in workspace.stewards.values():
        stop(USAGE, "this key is not on the list of stewards in safecount.toml; `safecount steward add` puts one there")
    return unlocked


def passphrase(*, again: bool) -> str:
    """From the environment, else asked without showing it; `again`: twice, since it is new."""
    return os.environ.get(PASSPHRASE) or typer.prompt("Passphrase of the key", hide_input=True, confirmation_prompt=again, err=True)


def name_of(public_key: str, stewards: Mapping[str, str]) -> str:
    from pipelines.publication.review import name

    return name(public_key, stewards)
