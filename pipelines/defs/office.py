"""The county's office: its workspace, its agreements and its encrypted shelves, opened together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.confidential.store.frames import Frames
from pipelines.confidential.submissions import Confirmation, Retraction, Submission, confirmation, current, withdrawn
from pipelines.confidential.validation.screening import Checked
from pipelines.publication import county_key, ledger
from pipelines.publication.signing import SigningKey, load_or_create
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas, Source

Missing = frozenset[tuple[str, str, Quarter]]


@dataclass(frozen=True)
class Office:
    """Where the stages' inputs come from and where their results are kept."""

    workspace: Workspace
    schemas: Schemas
    frames: Frames
    examined: dict[tuple[str, str], Checked] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def open(folder: Path) -> "Office":
        """Raises WorkspaceError, SchemaError or KeyProblem, each saying what would be right."""
        workspace = Workspace.open(folder)
        return Office(workspace, workspace.schemas(), Frames.open(workspace.confidential))

    @cached_property
    def signing_key(self) -> SigningKey:
        """The county's key for receipts and manifests, made on first use. Raises SigningProblem."""
        path = self.workspace.confidential / "keys" / "county.key"
        county_key.settle(path, ledger.county_keys(self.workspace.ledger)[::-1])
        return load_or_create(path)

    @property
    def county_keys(self) -> tuple[str, ...]:
        """The public keys that the county signs, and has signed, with: the one of today first."""
        return ledger.county_keys(self.workspace.ledger, self.signing_key.public_key)

    def submissions(self, agency: str, quarter: Quarter) -> list[Submission]:
        """All that an agency sent for a quarter, whatever became of it, without the files' content."""
        return [Submission.from_frame(f) for f in self.frames.load_all("submissions", agency, str(quarter), without="content")]

    def content(self, submission: Submission) -> bytes:
        """The bytes of an accepted file; nothing of a rejected one, of which nothing is kept."""
        return submission.content if submission.content is not None else self.with_content(submission).content or b""

    def with_content(self, submission: Submission) -> Submission:
        """The submission as it is kept, with its file."""
        return Submission.from_frame(self.frames.load("submissions", submission.agency, str(submission.quarter), submission.id))

    def keep(self, submission: Submission) -> None:
        self.frames.save(submission.to_frame(), "submissions", submission.agency, str(submission.quarter), submission.id, row_by_row=True)

    def retractions(self, agency: str, quarter: Quarter) -> list[Retraction]:
        """What an agency took back of what it sent, or may still be sending, for a quarter."""
        return [Retraction.from_frame(f) for f in self.frames.load_all("retractions", agency, str(quarter))]

    def keep_retraction(self, taken_back: Retraction) -> None:
        name = f"{taken_back.extract}.{taken_back.mark}"
        self.frames.save(taken_back.to_frame(), "retractions", taken_back.agency, str(taken_back.quarter), name)

    def confirmed(self, submission: Submission) -> tuple[Confirmation, ...]:
        """The agency's last answer to each thing that it was asked to confirm."""
        shelf = ("confirmations", submission.agency, str(submission.quarter), submission.id)
        return confirmation.from_frame(self.frames.load(*shelf)) if self.frames.has(*shelf) else ()

    def keep_confirmations(self, submission: Submission, given: Sequence[Confirmation], confirmed_at: str) -> None:
        """Added to those from before, which stay."""
        shelf = ("confirmations", submission.agency, str(submission.quarter), submission.id)
        before = [self.frames.load(*shelf)] if self.frames.has(*shelf) else []
        if given:
            self.frames.save(pl.concat([*before, confirmation.to_frame(given, confirmed_at)]), *shelf)

    def senders(self) -> list[str]:
        """The agencies that ever sent a file that names them."""
        return sorted(p.name for p in (self.frames.confidential / "submissions").glob("*") if p.is_dir() and p.name != "unknown")

    def sent_quarters(self, agency: str) -> list[Quarter]:
        """The quarters for which an agency sent anything."""
        folder = self.frames.confidential / "submissions" / agency
        return sorted(Quarter.parse(p.name) for p in folder.glob("*") if p.is_dir())

    def current(self, agency: str, quarter: Quarter) -> dict[str, Submission]:
        """The agency's word for the quarter, by extract."""
        return current(self.submissions(agency, quarter), self.retractions(agency, quarter))

    def due(self, last: Quarter) -> list[tuple[Source, Quarter]]:
        """Every file owed up to a quarter, oldest first."""
        if not self.schemas.sources:
            return []
        first = min(s.since for s in self.schemas.sources)
        return [(s, q) for q in first.through(last) for s in self.schemas.sources if s.is_due(q)]

    def standing(self, last: Quarter) -> dict[tuple[str, str, Quarter], str]:
        """What became of every file owed up to a quarter: the status of the one that counts, else "rejected" or "missing".

        A file that was withdrawn is as if it had never come.
        """
        return {key: status for key, (status, _) in self._words(last).items()}

    def _words(self, last: Quarter) -> dict[tuple[str, str, Quarter], tuple[str, Submission | None]]:
        sent = {(a, q): self._not_withdrawn(a, q) for a, q in {(s.agency, q) for s, q in self.due(last)}}
        found: dict[tuple[str, str, Quarter], tuple[str, Submission | None]] = {}
        for source, quarter in self.due(last):
            mine = [s for s in sent[source.agency, quarter] if s.extract == source.extract]
            word = current(mine).get(source.extract)
            found[source.agency, source.extract, quarter] = word.status if word else "rejected" if mine else "missing", word
        return found

    def _not_withdrawn(self, agency: str, quarter: Quarter) -> list[Submission]:
        taken_back = self.retractions(agency, quarter)
        return [s for s in self.submissions(agency, quarter) if not withdrawn(s, taken_back)]

    def missing(self, last: Quarter) -> Missing:
        """What cannot be counted: files that are not in, and those whose rows were destroyed since they were in."""
        words = self._words(last).items()
        never = {key for key, (status, _) in words if status in ("missing", "rejected")}
        gone = [word for _, (_, word) in words if word and word.destroyed_on]
        return frozenset(never | {(w.agency, w.extract, q) for w in gone for q in w.quarter.through(Quarter.parse(w.reached_to))})

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """From the first quarter in which a file is owed to the last one of the longest agreement."""
        sources = self.schemas.sources
        return min(s.since for s in sources).through(max(Quarter.of(s.expires) for s in sources)) if sources else ()

    def notices(self) -> list[dict[str, str]]:
        """Notes that failed runs left: which run and which step, never what it said."""
        folder = self.workspace.confidential / "notices"
        return [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]
