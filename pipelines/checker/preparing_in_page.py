"""What the page's second tab asks of the desk: make the file that may be sent, propose a mapping, make a key.

Requests in, JSON out, as `in_page`. Whoever holds an export or a key here is sent away by the page as soon as the answer is given.
"""

import json
from collections.abc import Sequence

from pipelines import desk
from pipelines.desk import Named
from pipelines.desk.findings import Unreadable
from pipelines.desk.preparing import KeyProblem, LinkingKey, MappingProblem, Refused, draft, prepared, preview, read_key
from pipelines.desk.preparing.plain_yaml import read as read_yaml
from schemas import Quarter, Schemas

_PROBLEMS = (Refused, MappingProblem, KeyProblem, Unreadable)


class NoText(Exception):
    """A file that is to be text is none; the message says which."""


class Preparer:
    """One preparation: what was given for it, and the bytes that would leave."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._given: dict[str, tuple[str, bytes]] = {}
        self._made = b""

    def put(self, what: str, file_name: str, content: bytes) -> None:
        """Lay a file on the desk: `export`, `mapping`, `key`, or `beside.NAME`."""
        self._given[what] = file_name, content

    def proposed(self) -> str:
        """What the export's name and the mapping tell: for whom it is, and which further exports are needed."""
        try:
            said = read_yaml(self._text("mapping", preview.A_MAPPING)) if "mapping" in self._given else {}
        except (MappingProblem, NoText):
            said = {}
        told = desk.parse(self._given["export"][0]) if "export" in self._given else None
        extract = str(said.get("extract") or (told.extract if isinstance(told, Named) else ""))
        senders = [source.agency for source in self._schemas.sources if source.extract == extract]
        known = told if isinstance(told, Named) and told.extract == extract else None
        beside = said.get("beside")
        return _json(
            {
                "agency": known.agency if known else senders[0] if len(senders) == 1 else None,
                "extract": extract if senders else None,
                "quarter": str(known.quarter) if known else None,
                "beside": list(map(str, beside)) if isinstance(beside, dict) else [],
            }
        )

    def prepared(self, whose: str) -> str:
        """The preview, line by line as the command prints it. `whose` is JSON with agency, extract and quarter."""
        said = json.loads(whose)
        try:
            named = Named(said["agency"], said["extract"], Quarter.parse(said["quarter"]))
        except ValueError:
            return _json({"misuse": "quarter"})
        try:
            mapping = self._text("mapping", preview.A_MAPPING)
            key = read_key(self._text("key", preview.A_KEY)) if "key" in self._given else None
            beside = {what.partition(".")[2]: content for what, (_, content) in self._given.items() if what.startswith("beside.")}
            found = prepared(self._given["export"][1], mapping, key, named, self._schemas, beside)
        except _PROBLEMS as problem:
            return _stopped(preview.refusal(problem))
        except NoText as problem:
            return _stopped((str(problem),))
        if found.may_be_written:
            self._made = found.content
        return _json(
            {
                "lines": [*preview.lines(found, found.name), *(() if found.may_be_written else (preview.NOTHING_WRITTEN,))],
                "is_ready": found.may_be_written,
                "name": found.name,
                "question": preview.question(found, found.name),
                "written": preview.written(found.name),
            }
        )

    def drafted(self, extract: str) -> str:
        """A mapping proposed from the headers of the export."""
        target = f"{extract}.mapping.yaml"
        try:
            self._made = draft(self._given["export"][1], self._schemas.contracts[extract], self._schemas).encode("utf-8")
        except _PROBLEMS as problem:
            return _stopped(preview.refusal(problem))
        return _json({"is_ready": True, "name": target, "lines": [preview.of_draft(target)]})

    def new_key(self, year: int) -> str:
        """32 bytes from the browser's own source of chance, in the form of a key file."""
        import secrets

        target = f"linking-{year}.key"
        try:
            key = LinkingKey(year, secrets.token_bytes(32))
        except KeyProblem as problem:
            return _stopped((str(problem),))
        self._made = key.file.encode("ascii")
        return _json({"is_ready": True, "name": target, "lines": preview.of_key(key, target)})

    def content(self) -> bytes:
        """The bytes of what was made last; empty where nothing may be written."""
        return self._made

    def _text(self, what: str, is_to_be: str) -> str:
        name, content = self._given[what]
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NoText(preview.no_text(name, is_to_be)) from None


def _stopped(lines: Sequence[str]) -> str:
    return _json({"is_ready": False, "lines": lines})


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False)
