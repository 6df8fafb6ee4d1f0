"""The county's machine: two accounts, of which the public one can open nothing confidential; units that call commands that exist."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from pipelines.cli import app

DEPLOY = Path(__file__).parents[2] / ".deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
CLOSED = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "CapabilityBoundingSet": ""}


def service(path: Path) -> configparser.SectionProxy:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str
    read.read_string(path.read_text(encoding="utf-8"))
    return read["Service"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.stem)
def test_every_service_runs_under_an_account_without_rights_and_is_closed(path: Path) -> None:
    said = service(path)
    assert said["User"] in ("safecount", "safecount-public")
    assert {name: said.get(name) for name in CLOSED} == CLOSED
    assert said.get("PrivateNetwork") == "yes" or said["IPAddressDeny"] == "any", "it could reach a network"


def test_the_public_side_has_an_account_of_its_own_that_sees_nothing_confidential() -> None:
    said = service(DEPLOY / "safecount-public.service")
    hidden = {Path(p.lstrip("-")).name for p in said["InaccessiblePaths"].split()}
    assert said["User"] == "safecount-public"
    assert {"confidential", "inbox", "receipts", "drafts"} <= hidden
    assert said["ReadWritePaths"] == "/srv/safecount"
    assert {service(p)["User"] for p in SERVICES if p.stem != "safecount-public"} == {"safecount"}


def test_every_command_of_a_unit_is_one_that_safecount_has() -> None:
    commands = set(typer.main.get_command(app).commands)
    called = {m for p in SERVICES for m in re.findall(r"/safecount ([a-z]+)", service(p)["ExecStart"])}
    assert called == {"serve", "backup", "verify", "restore"}
    assert called <= commands


def test_every_timer_and_path_starts_a_service_that_is_there() -> None:
    starters = [p for kind in ("timer", "path") for p in DEPLOY.glob(f"*.{kind}")]
    assert len(starters) == 3
    assert all(p.with_suffix(".service").is_file() for p in starters)


def test_systemd_understands_the_units_where_it_is_installed(tmp_path: Path) -> None:
    """Its own reader is asked where there is one; elsewhere the tests above have read them."""
    checker = shutil.which("systemd-analyze")
    for path in DEPLOY.glob("safecount-*.*"):
        text = re.sub(r"/opt/safecount/bin/[a-z-]+", "/bin/true", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(p) for p in sorted(tmp_path.iterdir())]
    assert len(units) == 8
    if checker:
        found = subprocess.run([checker, "verify", *units], capture_output=True, text=True, check=False)
        assert (found.returncode, found.stderr) == (0, "")


def test_the_container_is_built_from_pinned_parts_and_never_runs_as_root() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.M)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert "--require-hashes" in text and "requirements.lock" in text
    assert not re.search(r"^\s*(?:ENV|ARG) .*(?:KEY|PASSPHRASE|TOKEN)=", text, re.M), "a secret would lie in the image"
