"""How every plain page beside the dashboard is laid out: a title, a way back, text and tables; it runs nothing and fetches nothing."""

from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader

from reports import look
from reports.dashboard.publication import Publication

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_text(encoding="utf-8")


def write(target: Path, room: Path, template: str, publication: Publication, **content: Any) -> None:
    """Write a page by a template of a room, which extends `layout.html.jinja` of this one. `depth`: how many folders down it lies."""
    templates = look.environment(room)
    templates.loader = ChoiceLoader([FileSystemLoader(room), FileSystemLoader(HERE)])
    depth = content.pop("depth", 0)
    page = templates.get_template(template).render(
        publication=publication, up="../" * depth, style=look.STYLE + STYLE, policy=look.security_policy(), **content
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
