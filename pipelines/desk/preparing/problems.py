"""What stops a preparation: a mapping that does not fit, or a file that by law and agreement may not be made."""


class MappingProblem(Exception):
    """What is wrong with the mapping, each with its place and what would be right."""

    def __init__(self, *says: str) -> None:
        super().__init__("\n".join(says))
        self.says = says


class Refused(Exception):
    """The law or the agreement does not allow it; the message says why and what may be sent instead."""
