"""`python -m tests.line.notebook_words NOTEBOOK`: runs a notebook as it stands, and prints what it says to its reader as JSON.

Numbers are left out: they are a made-up county's, and change with every change of the door. A cell that fails ends it with an error.
"""

import html
import json
import re
import runpy
import sys
from html.parser import HTMLParser

NUMBER = re.compile(r"\d[\d.,]*")


class _Reader(HTMLParser):
    """The texts of outputs and the headings of their tables, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        columns = dict(attrs).get("data-field-types")
        self.said += [heading for heading, _ in json.loads(html.unescape(columns))] if columns else []


def words(notebook: str) -> list[str]:
    outputs, made = runpy.run_path(notebook)["app"].run()
    reader = _Reader()
    for output in outputs:
        reader.feed(getattr(output, "text", None) or "")
    charts = [made["figure"].layout.title.text] if "figure" in made else []
    said = [NUMBER.sub("#", " ".join(text.split())) for text in (*reader.said, *charts)]
    return [text for text in said if re.search(r"\w", text)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(words(sys.argv[1]), indent=1, ensure_ascii=False) + "\n")
