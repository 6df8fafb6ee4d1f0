"""What must not stand in the project: addresses of package registries, paths of somebody's machine, prints outside the command."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
REGISTRIES = re.compile("|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"]))
PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me"]) + r")/\w")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    offences = []
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="ignore")
        if path.suffix in (".png", ".xlsx") or "vendor" in path.parts:
            continue
        offences += [f"{path.relative_to(ROOT)}: {m[0]}" for m in (*REGISTRIES.finditer(text), *PATHS.finditer(text))]
    assert offences == []


def test_no_tracked_file_is_large_but_what_the_pages_bring_along():
    large = [p.relative_to(ROOT).as_posix() for p in tracked() if p.stat().st_size > 1_000_000]
    brought_along = ["library.zip.gz", "pyodide.asm.wasm.gz"]
    assert large == [
        *(f"pipelines/checker/vendor/{name}" for name in brought_along),
        "reports/dashboard/vendor/plotly-cartesian-4.1.1.min.js",
    ]
