"""A number of young people that is given as "under 11": one young person or more, and not so many as 11; never nobody."""

_WORD = "under_"


def word(limit: int) -> str:
    """How it stands in an accepted row: `under_11`."""
    return f"{_WORD}{limit}"


def written(limit: int) -> str:
    """How an agency writes it."""
    return f"under {limit}"


def bounds(value: str) -> tuple[int, int]:
    """The least and the greatest number that a value of an accepted row may stand for; of a plain number both are itself."""
    return (1, int(value.removeprefix(_WORD)) - 1) if is_under(value) else (int(value), int(value))


def is_under(value: str | None) -> bool:
    return value is not None and value.startswith(_WORD)
