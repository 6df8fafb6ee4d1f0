"""What the task force agreed may be shown, with the floors that no agreement can go under."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import files
from schemas.licences import LICENCES, NONE
from schemas.period import Quarter, parse_period

LOWEST_THRESHOLD = 11


@dataclass(frozen=True)
class Policy:
    """How many young people a shown number must rest on, and what goes with it.

    `group_factor` times `threshold` is the group size under which "all" and "none" are withheld; late events are waited for
    `late_quarters` at the least; `held_share` the share of held rows over which a file is rejected. `left_out`: what is not
    shown from now on, as (measure, period or empty for all, breakdown or empty for the whole). `licence`: under which others may
    use what is published. `retain_quarters`: how many quarters after its own the rows of a quarter are kept at least;
    `backup_days`: how long a backup is kept, where that was agreed.
    """

    threshold: int = LOWEST_THRESHOLD
    protection: str = "full"
    zeros: str = "shown"
    group_factor: int = 2
    late_quarters: int = 2
    held_share: float = 0.05
    left_out: tuple[tuple[str, str, str], ...] = ()
    licence: str = NONE
    retain_quarters: int = 28
    backup_days: int | None = None

    waited: tuple[tuple[Quarter, int], ...] = ()
    """What earlier publications waited for: no agreement, but what they say of themselves."""

    def __post_init__(self) -> None:
        if not isinstance(self.threshold, int) or self.threshold < LOWEST_THRESHOLD:
            raise ValueError(f"threshold may be raised above {LOWEST_THRESHOLD}, never lowered")
        if self.protection != "full":
            raise ValueError("protection must be 'full'")
        if self.zeros != "shown":
            raise ValueError("zeros must be 'shown'")
        if not isinstance(self.group_factor, int) or self.group_factor < 2:
            raise ValueError("group_factor must be a whole number, 2 or more")
        if not isinstance(self.late_quarters, int) or self.late_quarters < 2:
            raise ValueError("late_quarters must be a whole number, 2 or more")
        if not 0 <= self.held_share <= 0.05:
            raise ValueError("held_share must lie between 0 and 0.05")
        if not isinstance(self.retain_quarters, int) or self.retain_quarters < 1:
            raise ValueError("retain_quarters must be a whole number, 1 or more")
        if self.backup_days is not None and (not isinstance(self.backup_days, int) or self.backup_days < 1):
            raise ValueError("backup_days must be a whole number, 1 or more")
        if self.licence not in (*LICENCES, NONE):
            raise ValueError(f"licence must be one of {', '.join((*LICENCES, NONE))}")

    def complete(self, ended: Quarter) -> Quarter:
        """The first quarter whose data hold also the late events of a time that ended in `ended`.

        What one publication took as complete stays so, also where late events have come later since.
        """
        return ended.plus(min([self.late_quarters, *(late for last, late in self.waited if ended.plus(late) <= last)]))

    @property
    def smallest_group(self) -> int:
        """Under this size a group of which all or none have an attribute is withheld."""
        return self.group_factor * self.threshold

    @staticmethod
    def read(path: Path) -> "Policy":
        with files.blamed_on(path):
            raw = files.read(path)
            files.only(raw, *(f for f in Policy.__dataclass_fields__ if f != "waited"))
            named = raw.get("left_out") or []
            given: dict[str, Any] = {**raw, "left_out": tuple(map(_left_out, named if isinstance(named, list) else [named]))}
            return Policy(**given)


def _left_out(one: Any) -> tuple[str, str, str]:
    if not isinstance(one, dict):
        raise files.SchemaError('left_out is a list, like [{measure: referral_funnel, period: "2025", breakdown: race}]')
    files.only(one, "measure", "period", "breakdown")
    if one.get("period"):
        parse_period(str(one["period"]))
    return str(one["measure"]), str(one.get("period") or ""), str(one.get("breakdown") or "")
