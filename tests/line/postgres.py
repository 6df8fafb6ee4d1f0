"""A PostgreSQL server of a test's own: in a folder, for this machine alone, gone when the test is."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`; Debian keeps them off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


@contextmanager
def server(place: Path) -> Generator[str]:
    """Its address. It refuses to run as root, so there it runs as another user."""
    other = {"user": _somebody(), "group": pwd.getpwnam(_somebody()).pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as short:  # the path of a socket has a hundred letters at most
        folder, own = Path(short), pwd.getpwnam(_somebody()).pw_uid if other else os.getuid()
        os.chown(folder, own, -1)
        subprocess.run(
            [place / "initdb", "-D", folder / "data", "-U", "county", "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale"],
            check=True,
            capture_output=True,
            cwd=folder,
            **other,
        )
        started = subprocess.Popen(
            [place / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            **other,
        )
        assert started.stderr
        try:
            for line in started.stderr:
                if "ready to accept connections" in line:
                    break
            yield f"postgresql://county@/postgres?host={folder}"
        finally:
            started.send_signal(2)
            started.communicate(timeout=30)


def _somebody() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
