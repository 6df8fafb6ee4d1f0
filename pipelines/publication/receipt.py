"""The answer to an agency that sent a file: what became of it and what to correct, signed to be shown to an auditor."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeAlias

from pipelines.publication import receipt_page
from pipelines.publication.folder import write_whole
from pipelines.publication.signing import SigningKey, canonical, key_id, verify

STATUSES = ("accepted", "accepted in part", "accepted with confirmations", "rejected", "already received", "retracted")
CHANGES = ("new", "changed", "unchanged", "gone")
# A finding says where something is wrong and what would be right. There is no place in it for what was written there.
FINDING = ("code", "kind", "scope", "row", "column", "cell", "says", "allowed", "example")
# A confirmation says why, in a code; a sentence that went with it stays with the county, and only its fingerprint is here.
CONFIRMATION = ("code", "reason", "note_sha256")
# Where these say nothing they are not written, so that receipts from before they were there stay as they were signed.
LATER = ("version", "issued_at", "revision", "confirmed", "to_confirm", "counts_now", "reason", "ledger")

Finding: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class StatusPart:
    """The part of a receipt that reports may see: no counts, no totals, no places in the file."""

    submission: str
    agency: str
    extract: str
    quarter: str
    status: str
    on_time: bool
    rule_codes: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """A receipt. All but its status part is confidential and goes only to the agency that sent the file.

    `changes` counts rows against the submission before it; `totals` are sums for the agency to compare with its own, with
    the number of cells that are in no sum since they say "under 11"; `how` says how the file was read. Times and days are
    ISO text.

    A receipt is issued anew, with the next `version`, when the agency confirms something or withdraws the file. `revision`
    is the sender's own number (r2); `confirmed` are its answers, `to_confirm` the codes still open; `counts_now` names the
    submission that is the agency's word for the quarter since; `reason` is why a file was withdrawn; `ledger` is the state of the
    county's book when this was issued, so that whoever keeps the receipt can tell later whether the book was cut.
    """

    submission: str
    agency: str
    extract: str
    quarter: str
    received_at: str
    sha256: str
    contract_version: int
    status: str
    on_time: bool
    rows_in: int
    rows_accepted: int
    rows_held: int
    totals: Mapping[str, int]
    findings: tuple[Finding, ...]
    changes: Mapping[str, int]
    next_due: str
    how: str = ""
    key_id: str = ""
    public_key: str = ""
    signature: str = ""
    version: int = 1
    issued_at: str = ""
    revision: str = ""
    confirmed: tuple[Mapping[str, str], ...] = ()
    to_confirm: tuple[str, ...] = ()
    counts_now: str = ""
    reason: str = ""
    ledger: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}", self.submission):
            raise ValueError("a submission is named by letters, digits, dots, hyphens and underscores")
        if self.status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(STATUSES)}")
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise ValueError("sha256 must be 64 hex digits")
        counts = (self.rows_in, self.rows_accepted, self.rows_held, *self.totals.values(), *self.changes.values())
        if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in counts):
            raise ValueError("rows, totals and changes must be whole numbers, 0 or more")
        if self.rows_accepted + self.rows_held > self.rows_in:
            raise ValueError("more rows were accepted and held than came in")
        if not set(self.changes) <= set(CHANGES):
            raise ValueError(f"changes must be among {', '.join(CHANGES)}")
        for finding in self.findings:
            unknown = sorted(set(finding) - set(FINDING))
            if unknown:
                raise ValueError(f"a finding has no {unknown[0]!r}; it has {', '.join(FINDING)}")
            if "code" not in finding or "kind" not in finding:
                raise ValueError("a finding has a code and a kind")
        if not isinstance(self.version, int) or isinstance(self.version, bool) or self.version < 1:
            raise ValueError("a version is a whole number, 1 or more")
        if any(set(c) != set(CONFIRMATION) or not all(isinstance(v, str) for v in c.values()) for c in self.confirmed):
            raise ValueError(f"a confirmation has {', '.join(CONFIRMATION)} and nothing else")

    @property
    def name(self) -> str:
        """What its file is called: the submission, and the version where it is not the first."""
        return self.submission if self.version == 1 else f"{self.submission}.v{self.version}"

    @staticmethod
    def signed(key: SigningKey, **facts: Any) -> "Receipt":
        """A receipt with these facts, signed with `key`."""
        receipt = Receipt(**facts, key_id=key.id, public_key=key.public_key)
        return replace(receipt, signature=key.sign(receipt.signed_bytes()))

    def signed_bytes(self) -> bytes:
        """What is signed: everything but the signature, as JSON with sorted names, no spaces, UTF-8."""
        said = {k: v for k, v in self._said().items() if k != "signature"}
        return canonical(said)

    def _said(self) -> dict[str, Any]:
        plain = {f.name: f.default for f in fields(self) if f.name in LATER}
        return {k: v for k, v in asdict(self).items() if k not in plain or v != plain[k]}

    def is_genuine(self, public_key: str) -> bool:
        """Whether this is, unchanged, what the holder of this public key signed."""
        try:
            known = self.public_key == public_key and self.key_id == key_id(public_key)
        except ValueError:
            return False
        return known and verify(self.signed_bytes(), self.signature, public_key)

    @staticmethod
    def problems(raw: bytes, public_key: str | Collection[str] | None = None) -> list[str]:
        """What is wrong with a receipt's JSON file, one sentence each; nothing when it is as it was issued.

        The receipt names its own public key. Only who knows the county's can tell that the county, and nobody else,
        signed it: give that, or all that it ever had, as `public_key`.
        """
        try:
            receipt = Receipt.from_json(raw.decode())
        except ValueError:
            return ["this is not a receipt, or it was changed so that it is none any more"]
        if not receipt.is_genuine(receipt.public_key):
            return ["the receipt was changed: its signature does not fit"]
        if public_key is not None and receipt.public_key not in ((public_key,) if isinstance(public_key, str) else public_key):
            return [f"the receipt was signed with another key ({receipt.key_id}) than the county's"]
        return []

    def status_part(self) -> StatusPart:
        codes = tuple(sorted({str(f["code"]) for f in self.findings}))
        return StatusPart(self.submission, self.agency, self.extract, self.quarter, self.status, self.on_time, codes)

    def to_json(self) -> str:
        """For people and programs to read; the signature is over `signed_bytes`, however this is laid out."""
        return json.dumps(self._said(), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @staticmethod
    def from_json(text: str) -> "Receipt":
        """Raises ValueError when the text is not a receipt; the message quotes nothing of it."""
        try:
            said = json.loads(text)
            known = {f.name for f in fields(Receipt)}
            if not known - set(LATER) <= set(said) <= known:
                raise ValueError("its fields are not those of a receipt")
            for several in ("findings", "confirmed", "to_confirm"):
                said[several] = tuple(said.get(several, ()))
            return Receipt(**said)
        except (json.JSONDecodeError, TypeError, AttributeError, RecursionError):
            raise ValueError("this is not a receipt: it cannot be read") from None

    def write(self, folder: Path) -> Path:
        """Write `<name>.html` and, once that is there, `<name>.json`; returns the latter's path.

        A reader sees each file whole or not at all, and nobody but the owner may read them.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(folder / f"{self.name}.html", receipt_page.page(self).encode(), mode=0o600)
        path = folder / f"{self.name}.json"
        write_whole(path, self.to_json().encode(), mode=0o600)
        return path
