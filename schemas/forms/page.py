"""A plain web page that loads nothing and runs nothing: for what an agency reads at its desk, without a network."""

import re
from collections.abc import Iterable, Sequence
from html import escape

_LINK = re.compile(r"\[`([^`]+)`\]\(([#\w.-]+)\)")
_CODE = re.compile(r"`([^`]+)`")

_STYLE = """\
:root { color-scheme: light dark; --line: #8a8f98; --shade: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --shade: #262a30; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--shade); }
.wide { overflow-x: auto; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
@media print { body { margin: 0; max-width: none; } }
"""


def page(title: str, parts: Iterable[str]) -> bytes:
    """The whole page; `parts` are HTML already."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    ).encode()


def inline(text: str) -> str:
    """A sentence as HTML, with its backticks as code and its links as links."""
    linked = _LINK.sub(r'<a href="\2"><code>\1</code></a>', escape(text, quote=True))
    return _CODE.sub(r"<code>\1</code>", linked)


def paragraph(text: str) -> str:
    return f"<p>{inline(text)}</p>"


def bullets(lines: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{inline(line)}</li>" for line in lines) + "\n</ul>"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption; the first cell of each line is its head. It scrolls by itself where the screen is narrow."""
    head = "".join(f'<th scope="col">{inline(h)}</th>' for h in heads)
    lines = "\n".join(
        f'<tr><th scope="row">{inline(first)}</th>{"".join(f"<td>{inline(c)}</td>" for c in cells)}</tr>' for first, *cells in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption, quote=True)}" tabindex="0">\n<table>\n'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>\n</div>"
    )
