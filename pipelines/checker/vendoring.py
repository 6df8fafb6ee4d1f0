"""Makes `vendor/` anew from what others published: Python for the browser, the reader of workbooks built for it, PyYAML and XlsxWriter.

Run by a developer who wants another version, never by the command, with Node.js at hand:
`python -m pipelines.checker.vendoring FOLDER`, where FOLDER holds the files named below, fetched with the ordinary package clients.
"""

import gzip
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"

# What was published, byte for byte.
PUBLISHED = {
    "pyodide-314.0.7.tgz": "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0",
    "python_calamine-0.9.1-cp314-cp314-pyemscripten_2026_0_wasm32.whl": "1f9a2f99d65f4cc647f3fc57ff80a2bb492bf8ce66a637b67064d1663697ae21",
    "pyyaml-6.0.3-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl": (
        "0f29edc409a6392443abf94b9cf89ce99889a1dd5376d94316ae5145dfedd5d6"
    ),
    "xlsxwriter-3.3.1-py3-none-any.whl": "8e2c89e59d733fe59e112317218c64fbbc276d90a8c144ebd6f7fa15e7ab184a",
}

# Parts of Python's standard library that a page without a network, a terminal or a second process cannot use.
_OF_NO_USE = """
    __phello__ _android_support _apple_support _ios_support _pydatetime _pydecimal _pyio _pyrepl antigravity argparse bdb cmd
    configparser cProfile ctypes curses dbm doctest email ensurepip filecmp ftplib getpass http idlelib imaplib lib2to3 mailbox
    mimetypes modulefinder multiprocessing netrc nturl2path optparse pdb pickletools plistlib poplib profile profiling pstats pty
    pyclbr pydoc pydoc_data quopri rlcompleter sched shelve smtplib socketserver sqlite3 ssl tabnanny tarfile this timeit tkinter
    trace tty turtle unittest uuid venv webbrowser wsgiref xmlrpc
"""
# The only ways of writing letters that files of American agencies come in; the other hundred stay out.
_LETTERS = "__init__ aliases ascii utf_ latin_ iso8859_1. iso8859_15 cp125 cp437 cp850 cp858 mac_roman raw_"
# What the desk imports of it; compiled beforehand, which halves the time until the page is ready.
_IMPORTED = (
    "collections contextlib csv dataclasses datetime difflib enum functools hashlib hmac io itertools json math os pathlib posixpath re "
    "string struct threading typing unicodedata xml.etree.ElementTree zipfile"
)
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # no clock, so that the same parts come out the same


def parts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of `vendor/` that is made."""
    pyodide, calamine, pyyaml, xlsxwriter = (_published(folder / name, digest) for name, digest in PUBLISHED.items())
    core = {m.name.removeprefix("package/"): content for m, content in _members(pyodide)}
    packages = _of_wheel(calamine, "python_calamine/") | _of_wheel(pyyaml, "yaml/") | _of_wheel(xlsxwriter, "xlsxwriter/")
    library, packed = _compiled(core, _library(core["python_stdlib.zip"]), _folder(packages))
    for name in ("pyodide.js", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        yield f"{name}.gz", _packed(core[name])
    yield "library.zip.gz", _packed(library)
    yield "packages.zip.gz", _packed(packed)


def _published(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise SystemExit(f"{path.name} is not the file that was agreed on")
    return content


def _members(content: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(fileobj=BytesIO(content)) as packed:
        for member in packed.getmembers():
            found = packed.extractfile(member) if member.isfile() else None
            if found is not None:
                yield member, found.read()


def _of_wheel(content: bytes, folder: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as wheel:
        # the one compiled part is that for the browser; PyYAML's is for another machine
        return {n: wheel.read(n) for n in wheel.namelist() if n.startswith(folder) and n.endswith((".py", "emscripten.so"))}


def _library(published: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(published)) as packed:
        return _folder({name: packed.read(name) for name in packed.namelist() if _is_of_use(name)})


def _is_of_use(name: str) -> bool:
    first, _, rest = name.partition("/")
    return (
        not name.endswith("/")
        and first.removesuffix(".py") not in _OF_NO_USE.split()
        and (first != "encodings" or rest.startswith(tuple(_LETTERS.split())))
    )


def _folder(files: dict[str, bytes]) -> bytes:
    """A zip of files as they are: packed once around all of them they take less room, and need no unpacking twice."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _ALWAYS), content)
    return out.getvalue()


def _compiled(core: dict[str, bytes], library: bytes, packages: bytes) -> tuple[bytes, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in core.items():
            (folder / path).write_bytes(content)
        (folder / "of_library").write_bytes(library)
        (folder / "of_packages").write_bytes(packages)
        given = (folder, folder / "of_library", folder / "of_packages", _IMPORTED, folder)
        subprocess.run(["node", str(HERE / "compiling.mjs"), *map(str, given)], check=True)
        return (folder / "library.zip").read_bytes(), (folder / "packages.zip").read_bytes()


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def main(folder: Path) -> None:
    for name, content in parts(folder):
        (VENDOR / name).write_bytes(content)
    kept = sorted(p for p in VENDOR.iterdir() if p.name not in ("SHA256SUMS", "README.md"))
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in kept]
    (VENDOR / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
