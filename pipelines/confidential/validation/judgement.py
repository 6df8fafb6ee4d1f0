"""The answer to one question: does this file keep its contract?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Judgement:
    """`failed` names rules and columns, as the contract words them; never a row and never a value."""

    passed: bool
    expectations: int
    failed: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.passed != (not self.failed):
            raise ValueError("a judgement passes exactly when nothing has failed")
        if len(self.failed) > self.expectations:
            raise ValueError("more has failed than was asked")

    @staticmethod
    def of(asked: int, failed: tuple[str, ...]) -> "Judgement":
        return Judgement(passed=not failed, expectations=asked, failed=failed)
