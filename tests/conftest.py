"""One demo county, run once by the command, that the tests of the line look at."""

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from tests.line.command import safecount

settings.register_profile("how long it takes is not asserted", deadline=None)
settings.load_profile("how long it takes is not asserted")


@dataclass(frozen=True)
class Demo:
    workspace: Path
    says: str

    @property
    def publication(self) -> Path:
        return self.workspace / "published" / "2025-Q4-v1"


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Demo:
    """Each process that tests has a copy of its own; it is made only once for all of them."""
    shared, folder = _shared(tmp_path_factory), tmp_path_factory.mktemp("demo") / "county"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "demo.txt").is_file():
            ran = safecount("demo", "--into", shared / "demo")
            assert ran.returncode == 0, ran.stderr[-2000:]
            (shared / "demo.txt").write_text(ran.stdout, encoding="utf-8")
    shutil.copytree(shared / "demo", folder, symlinks=True)
    return Demo(folder, (shared / "demo.txt").read_text(encoding="utf-8").replace(str(shared / "demo"), str(folder)))


def _shared(tmp_path_factory) -> Path:
    """A folder that all processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder
