"""What comes from elsewhere: each part has a reason and an agreed licence, and the list of parts is whole."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOW = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Parts from elsewhere")[2].partition("\n## ")[0]
_COUNTED, _TOLD = r"(\d+) in the core install, (\d+) with all extras", r"A county installs (\d+) packages, (\d+) with all extras"


def _sbom(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / "sbom"), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def asked_for() -> set[str]:
    """The packages that we name ourselves: core, extras and development."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    listed = [*PROJECT["project"]["dependencies"], *(r for some in extras for r in some), *PROJECT["dependency-groups"]["dev"]]
    names = {re.match(r"[A-Za-z0-9-]+", r)[0] for r in listed}
    return names - {"safecount"}


def test_each_package_that_we_ask_for_has_its_reason_and_no_other_has_one() -> None:
    rows = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", HOW.partition("| --- |")[2], re.M))
    assert set(rows) == asked_for()
    assert [name for name, why in rows.items() if len(why.split()) < 2] == []


def test_every_licence_is_one_that_we_agreed_to_and_the_numbers_told_are_right() -> None:
    found = _sbom("--check")
    assert found.returncode == 0, found.stderr
    looked, of = map(int, re.match(r"(\d+) of (\d+) packages looked at", found.stdout).groups())
    assert looked >= of - 4, "a licence that nobody looked at"
    found_now, told = (re.search(f, t).groups() for f, t in ((_COUNTED, found.stdout), (_TOLD, HOW)))
    assert all(abs(int(now) - int(then)) <= 3 for now, then in zip(found_now, told, strict=True)), "older Pythons need a few more"


@pytest.mark.parametrize("taken_out, named", [('"MIT-CMU"', "pillow"), ('"MPL-2.0"', "hypothesis")])
def test_a_licence_that_is_not_on_the_list_is_found(tmp_path: Path, taken_out: str, named: str) -> None:
    agreed = (ROOT / ".ci" / "licences.toml").read_text(encoding="utf-8")
    shorter = "\n".join(line for line in agreed.splitlines() if not line.startswith(taken_out))
    (tmp_path / "licences.toml").write_text(shorter, encoding="utf-8")
    found = _sbom("--check", "--licences", tmp_path / "licences.toml")
    assert found.returncode == 1 and f"not agreed: {named}" in found.stderr


def test_the_list_of_parts_names_every_pinned_package_with_its_fingerprints_and_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _sbom("-o", tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    bom = json.loads((tmp_path / "one").read_text(encoding="utf-8"))
    pins = re.findall(r"^([a-z0-9._-]+==[^\s;\\]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)
    assert sorted({f"{c['name']}=={c['version']}" for c in bom["components"]}) == sorted(set(pins))
    assert all(c["properties"] for c in bom["components"]), "a package without a fingerprint"
