"""A contract that somebody sent to harm is refused in a sentence, at once and in little room, whatever it plays."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import Schemas
from schemas.files import SHIPPED, SchemaError

NAME = "law_enforcement_contacts"
HONEST = (SHIPPED / "contracts" / f"{NAME}.yaml").read_text(encoding="utf-8")
TEN = ", ".join(["{}"] * 10)
LAUGHS = "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{TEN.format(*[f'*a{n - 1}'] * 10)}]" for n in range(1, 12))])


def _with(old: str, new: str) -> Callable[[Path], str]:
    assert old in HONEST
    return lambda _: HONEST.replace(old, new, 1)


HOSTILE: dict[str, tuple[Callable[[Path], str], str]] = {
    "a billion laughs": (lambda _: f"{LAUGHS}\n{HONEST}", "without & and *"),
    "a list within itself": (lambda _: f"{HONEST}\nboom: &r [*r]\n", "without & and *"),
    "a call of a program": (lambda to: f'{HONEST}\nboom: !!python/object/apply:os.mkdir ["{to / "made"}"]\n', "is not readable YAML"),
    "a name of a function": (lambda _: f"{HONEST}\nboom: !!python/name:os.system\n", "is not readable YAML"),
    "a hundred thousand lists in lists": (lambda _: f"{HONEST}\nboom: {'[' * 100_000}{']' * 100_000}\n", "nested more than"),
    "a hundred thousand dashes": (lambda _: f"{HONEST}\nboom:\n  {'- ' * 100_000}x\n", "nested more than"),
    "a number of a hundred thousand digits": (_with("version: 1", f"version: {'9' * 100_000}"), "digits at most"),
    "a number in base sixty": (_with("version: 1", f"version: {':'.join(['59'] * 3000)}"), "digits at most"),
    "a version without end": (_with("version: 1", "version: .inf"), "whole number"),
    "a version that is a truth": (_with("version: 1", "version: yes"), "whole number"),
    "the same name twice": (lambda _: f"{HONEST}\nversion: 7\n", "'version' is said twice"),
    "a column twice": (_with("columns:\n", "columns:\n  status: {type: text, means: x}\n"), "is said twice"),
    "ten megabytes": (lambda _: f"{HONEST}\n{'#' * 10_000_000}\n", "characters at most"),
    "a byte that is no letter": (lambda _: f"{HONEST}\n\0\n", "is not readable YAML"),
    "a table that is a path": (_with("- table: ", "- table: ../../confidential/keys/store.key #"), "there is no table"),
    "a codelist that is a path": (_with("codelist: disposition", "codelist: ../../confidential/keys/store.key"), "there is no codelist"),
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_hostile_contract_is_refused_in_a_sentence(trick: str, tmp_path: Path) -> None:
    made, says = HOSTILE[trick]
    place = _county(tmp_path / "schemas", made(tmp_path))
    with pytest.raises(SchemaError, match=says.replace("*", r"\*")) as refused:
        Schemas.load(SHIPPED, place)
    assert len(str(refused.value)) < 10_000 and not (tmp_path / "made").exists()


def test_refusing_the_worst_of_them_takes_seconds_and_little_memory(tmp_path: Path) -> None:
    """In a process of its own: what would kill it would kill the tests too."""
    worst = ("a billion laughs", "a hundred thousand lists in lists", "a hundred thousand dashes", "ten megabytes")
    places = [_county(tmp_path / str(n), HOSTILE[trick][0](tmp_path)) for n, trick in enumerate(worst)]
    ran = subprocess.run([sys.executable, "-c", _REFUSED, *map(str, places)], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr[-500:]
    told = json.loads(ran.stdout)
    assert told["refused"] == len(worst)
    assert told["megabytes"] < 200, "some trick was unfolded"


def test_an_honest_contract_of_a_county_is_still_read(tmp_path: Path) -> None:
    place = _county(tmp_path / "schemas", HONEST.replace("version: 1", "version: 8"))
    assert Schemas.load(SHIPPED, place).contracts[NAME].version == 8


def _county(folder: Path, contract: str) -> Path:
    (folder / "contracts").mkdir(parents=True)
    (folder / "contracts" / f"{NAME}.yaml").write_text(contract, encoding="utf-8")
    shutil.copy(SHIPPED / "agencies.yaml", folder)
    return folder


_REFUSED = """
import json, sys
from pathlib import Path
from schemas.contract import Contract
from schemas.files import SchemaError
refused = 0
for folder in sys.argv[1:]:
    try:
        Contract.read(Path(folder) / "contracts" / "law_enforcement_contacts.yaml")
    except SchemaError:
        refused += 1
held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({"refused": refused, "megabytes": int(held.split()[1]) / 1024}))
"""
