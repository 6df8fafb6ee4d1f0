"""`safecount serve` on a day that stands still, so that its pages say the same whenever they are looked at."""

from datetime import UTC, datetime
from functools import partial

NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)

if __name__ == "__main__":
    from pipelines import cli
    from pipelines.defs.counter import agencies, files
    from pipelines.portal import configured

    agencies.clock = files.clock = lambda: NOW
    configured.configure = partial(configured.configure, CLERK_AT_ONCE=True, TODAY=NOW.date)
    cli.main()
