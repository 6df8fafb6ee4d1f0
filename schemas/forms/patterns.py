"""How a day, a young person's code and a number or "under 11" are written, as patterns that every reader understands the same way."""

from schemas import under

# No backslash classes: \d takes in digits of other scripts, and in some engines $ lets a line end slip past.
TOKEN = "[0-9a-f]{16,64}"
DATE = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


def count_or_under(limit: int, accepted: bool) -> str:
    """As it stands in an accepted row, or as an agency may write it."""
    words = under.word(limit) if accepted else f"{under.written(limit)}|{under.word(limit)}"
    return f"(0|[1-9][0-9]{{0,7}}|{words})"
