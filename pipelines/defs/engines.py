"""Dagster's SQLite records, opened once per run instead of once per event."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy.pool import QueuePool


@contextmanager
def kept_open() -> Generator[None]:
    """Inside, Dagster's event log makes one engine per database file, and keeps its connection, until the end.

    Dagster 1.13 makes an engine for each event that it stores, connects, and throws both away with SQLAlchemy's compiled
    statements: that was a quarter of the time of a run over eighty files. Each event is still a transaction of its own.
    """
    made: dict[str, Any] = {}
    make: Any = sqlite_event_log.create_engine

    def once(url: str, **options: Any) -> Any:
        if url not in made:
            made[url] = make(url, **{**options, "poolclass": QueuePool, "pool_size": 1, "max_overflow": 4})
            made[url].dispose_at_end, made[url].dispose = made[url].dispose, lambda: None
        return made[url]

    setattr(sqlite_event_log, "create_engine", once)  # noqa: B010  (its type has forty keywords)
    try:
        yield
    finally:
        setattr(sqlite_event_log, "create_engine", make)  # noqa: B010
        for engine in made.values():
            engine.dispose_at_end()
