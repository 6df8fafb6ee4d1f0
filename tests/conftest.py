"""One demo county, run once by the command, that the tests of the line look at."""

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
    folder = tmp_path_factory.mktemp("demo") / "county"
    ran = safecount("demo", "--into", folder)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return Demo(folder, ran.stdout)
