"""Two people other than the one who ran the line look at a draft, each for themselves, before anything goes out."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipelines.publication.signing import canonical, key_id

NEEDED = 2
VERDICTS = ("approve", "request changes")
REASONS = {
    "wrong_number": "a number is wrong",
    "wrong_words": "a text or a definition is wrong",
    "missing_file": "an agency's file should be waited for",
    "too_open": "something is shown that should not be",
    "too_little": "something is withheld that could be shown another way",
    "not_agreed": "the task force has not agreed on this",
}
STATES = ("draft", "in review", "changes requested", "approved", "published", "withdrawn")
STEPS: dict[tuple[str, str], str] = {
    ("draft", "first review"): "in review",
    ("draft", "request changes"): "changes requested",
    ("in review", "second approval"): "approved",
    ("in review", "request changes"): "changes requested",
    ("in review", "run again"): "draft",
    ("changes requested", "run again"): "draft",
    ("approved", "run again"): "draft",
    ("approved", "request changes"): "changes requested",
    ("approved", "publish"): "published",
    ("published", "withdraw"): "withdrawn",
}
"""From which state which step leads where; whatever is not here is refused. A correction is a draft of its own."""


@dataclass(frozen=True)
class Review:
    """One person's verdict on one draft, as it was. `draft` is the draft's fingerprint; `reason` a word of REASONS."""

    publication: str
    draft: str
    verdict: str
    reason: str
    at: str
    public_key: str
    signature: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"a verdict is one of {', '.join(VERDICTS)}")
        if (self.verdict == "request changes") != (self.reason in REASONS):
            raise ValueError(f"whoever requests changes says why, and only then: one of {', '.join(REASONS)}")

    @property
    def key(self) -> str:
        return key_id(self.public_key)

    def signed(self, sign: Callable[[bytes], str]) -> "Review":
        return replace(self, signature=sign(self.signed_bytes()))

    def signed_bytes(self) -> bytes:
        return canonical({k: v for k, v in vars(self).items() if k != "signature"})

    def is_genuine(self, verify: Callable[[bytes, str, str], bool]) -> bool:
        return verify(self.signed_bytes(), self.signature, self.public_key)


@dataclass(frozen=True)
class Standing:
    """Where a draft is on its way. `state` is one of STATES; `given` are the reviews that count."""

    state: str
    given: tuple[Review, ...]

    @property
    def complete(self) -> bool:
        """Whether all have said what they think, so that each may know what the others said."""
        return len(self.given) >= NEEDED or self.state == "changes requested"


def standing(
    reviews: Iterable[Review],
    draft: str,
    stewards: Collection[str],
    runner: str | None,
    verify: Callable[[bytes, str, str], bool],
) -> Standing:
    """What the reviews of one draft come to. Only those count that are genuine, of this draft as it is, by somebody on the list
    of stewards (public keys) who did not run the line; of each person one. Without a runner nobody can be told apart from them."""
    counted = {
        r.public_key: r
        for r in reviews
        if runner is not None and r.draft == draft and r.public_key in stewards and r.public_key != runner and r.is_genuine(verify)
    }
    given = tuple(sorted(counted.values(), key=lambda r: (r.at, r.key)))
    if any(r.verdict == "request changes" for r in given):
        return Standing("changes requested", given)
    return Standing("approved" if len(given) >= NEEDED else "in review" if given else "draft", given)


def diagram() -> str:
    """The states and steps as a Mermaid state diagram, for the handbook."""
    lines = [f"    {_word(a)} --> {_word(b)}: {step}" for (a, step), b in STEPS.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> draft: run", *lines])


def steps() -> str:
    """The same as a table in Markdown, for those who read by ear."""
    lines = [f"| {a} | {step} | {b} |" for (a, step), b in STEPS.items()]
    return "\n".join(["| A draft that is … | after … | is … |", "| --- | --- | --- |", *lines])


def name(public_key: str, stewards: Mapping[str, str]) -> str:
    """The name under which a key is listed; of a key that is not, its short name."""
    return next((listed for listed, key in stewards.items() if key == public_key), key_id(public_key))


def _word(state: str) -> str:
    return state.replace(" ", "_")
