"""At the county: the portal, where agencies upload and stewards review in a browser."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import USAGE, complain, say, stop
from pipelines.cli.options import DryRun, WorkspaceOption, folder

NEEDS = ("django", "allauth", "uvicorn", "argon2", "qrcode")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_to(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; beyond this machine only with https or behind a proxy.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    set_up: Annotated[
        str | None,
        typer.Option("--set-up", metavar="NAME", help="The first steward's name or e-mail: prints a link that makes the account."),
    ] = None,
    behind_proxy: Annotated[
        str | None, typer.Option("--behind-proxy", metavar="ADDRESS", help="Of the proxy that speaks https to visitors, like 127.0.0.1.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option("--certificate", metavar="FILE", help="To speak https without a proxy.")] = None,
    certificate_key: Annotated[Path | None, typer.Option("--certificate-key", metavar="FILE", help="The key of the certificate.")] = None,
    workspace: WorkspaceOption = None,
    dry_run: DryRun = False,
) -> None:
    """The portal in a browser. Needs the extra `portal`."""
    lacking = [name for name in NEEDS if find_spec(name) is None]
    if lacking:
        stop(USAGE, "the portal needs more than is installed: pip install 'safecount[portal]', or uv run --extra portal safecount serve")
    if (certificate is None) != (certificate_key is None):
        stop(USAGE, "--certificate and --certificate-key go together")
    for file in (certificate, certificate_key):
        if file is not None and not file.is_file():
            stop(USAGE, f"there is no file {file}")
    https = behind_proxy is not None or certificate is not None
    if host not in LOOPBACK and not https:
        stop(USAGE, "beyond this machine the portal needs https: give --behind-proxy ADDRESS, or --certificate and --certificate-key")
    from pipelines.portal import server, setting
    from pipelines.workspace import Workspace

    county = Workspace.open(folder(workspace))
    place = server.Place(host, port, certificate, certificate_key, behind_proxy or "")
    if dry_run:
        say(f"would serve {county.folder} at {place.address}")
        return
    try:
        told = setting.read(county, https=https)
        server.prepare(told)
    except setting.PortalProblem as error:
        stop(USAGE, str(error))
    if behind_proxy is not None and not told.hosts:
        complain("safecount.toml names no hosts under [portal], so only this machine's own names are answered.")
    address = f"https://{told.hosts[0]}" if behind_proxy is not None and told.hosts else place.address
    if set_up:
        path = server.first_steward(set_up, list(county.stewards))
        link = f"{address}{path}"
        say(f"Open this link once, within 7 days, to make the account of {set_up}: {link}" if path else "There is a steward already.")
    server.serve(place, lambda: say(f"The portal of {county.folder.name} is at {address} (Ctrl+C stops it)."))
