"""Builds the page: the desk's own code, the agreement, Python for the browser, and what shows the answers, in one HTML file.

The same parts always give the same bytes. Nothing is fetched; what others made lies in `vendor/`.
"""

import base64
import gzip
import hashlib
import html
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Template

import pipelines
import schemas
from pipelines.checker import agreement
from schemas.files import SHIPPED

FILE_NAME = "safecount-checker.html"
HERE = Path(__file__).parent
SANDBOX = "allow-scripts allow-downloads"
WORKERS_ADDRESS = "safecount-worker"
_VENDORED = {
    "pyodide": "pyodide.js.gz",
    "module": "pyodide.asm.mjs.gz",
    "wasm": "pyodide.asm.wasm.gz",
    "library": "library.zip.gz",
    "packages": "packages.zip.gz",
}


def build(folders: tuple[Path, ...] = (SHIPPED,), language: str = "en", version: str = "") -> bytes:
    """The page for the agreement in these folders, of which a later one extends and replaces the earlier.

    Raises:
        SchemaError: the agreement does not hold together.
    """
    agreed = schemas.Schemas.load(*folders)
    words = json.loads(_own("words.json"))[language]
    plain = {name: html.escape(text) for name, text in words.items()}
    shell, style, shell_style = _own("shell.js"), _own("page.css"), _own("shell.css")
    script = _own("page.js").replace("${preparing}", _own("preparing.js"))
    script = script.replace("${words}", _in_script(json.dumps(words, ensure_ascii=False)))
    desk = Template(_own("desk.html")).substitute(plain, style=style, script=script, version=_version(version, agreed))
    made = {
        "agreement": json.dumps(_agreed(folders), ensure_ascii=False, sort_keys=True).encode(),
        "code": _folder(_code()),
        "worker": _own("worker.js").encode(),
    }
    page = Template(_own("shell.html")).substitute(
        plain,
        policy=policy(scripts=(shell, script), styles=(style, shell_style)),
        sandbox=SANDBOX,
        shell=shell,
        shell_style=shell_style,
        desk=html.escape(desk),
        parts="\n".join(_parts(made)),
    )
    return page.encode()


def policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """What page and frame may do: run these very scripts and Python's machine, start a worker made here, and reach nothing."""
    return (
        f"default-src 'none'; script-src {_digests(scripts)} 'wasm-unsafe-eval'; style-src {_digests(styles)}; worker-src blob:; "
        "connect-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'; "
        # no text becomes elements, and the one address that becomes a script is that of the worker
        f"require-trusted-types-for 'script'; trusted-types {WORKERS_ADDRESS}"
    )


def _parts(made: dict[str, bytes]) -> Iterator[str]:
    """Elements that hold the parts, packed; a browser neither runs nor shows them."""
    packed = {name: gzip.compress(content, 9, mtime=0) for name, content in made.items()}
    packed |= {name: _vendored(file) for name, file in _VENDORED.items()}
    for name, content in packed.items():
        yield f'<script type="text/plain" data-part="{name}">{base64.b64encode(content).decode()}</script>'


def _vendored(name: str) -> bytes:
    return (HERE / "vendor" / name).read_bytes()


def _code() -> dict[str, bytes]:
    """Every Python file that the page runs, as it stands: the desk, what reads the agreement, and what the page asks of them."""
    house = Path(pipelines.__file__).parent
    mine = map(HERE.joinpath, ("__init__.py", "agreement.py", "in_page.py", "preparing_in_page.py"))
    found = dict.fromkeys((house / "__init__.py", *(house / "desk").rglob("*.py"), *mine), house.parent)
    found |= dict.fromkeys((p for p in SHIPPED.rglob("*.py") if p.name != "__main__.py"), SHIPPED.parent)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path, root in found.items()}


def _folder(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _agreed(folders: tuple[Path, ...]) -> dict[str, str]:
    return {f"/agreement/{path}": text for path, text in agreement.packed(folders).items()}


def _version(version: str, agreed: schemas.Schemas) -> str:
    """What tells one page from another: the version of safecount and the contracts with theirs."""
    contracts = ", ".join(f"{c.name} {c.version}" for c in sorted(agreed.contracts.values(), key=lambda c: c.name))
    return html.escape(f"safecount {version}; {contracts}".replace("safecount ;", "safecount;"))


def _own(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _in_script(text: str) -> str:
    """A text as the inside of a JavaScript string within a page."""
    return json.dumps(text)[1:-1].replace("<", "\\u003c")


def _digests(texts: tuple[str, ...]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts)
