"""What only the county can say of a file, since it knows what came before: codes beside those of the desk."""

from collections.abc import Mapping

from pipelines.desk import MUST_FIX, NOTE, Finding

TWICE, TAKEN_BACK, DESTROYED, NOT_WITHOUT, NOT_CONFIRMED = "E191", "E192", "E193", "E194", "N891"

_SAYS: Mapping[str, tuple[str, str, str]] = {
    TWICE: (
        MUST_FIX,
        "another file came before under the same number of yours, and was taken",
        "Give the file the next number, like .r3 in its name",
    ),
    TAKEN_BACK: (
        MUST_FIX,
        "you took back the file of this number",
        "To send it after all, give it the next number, like .r3 in its name",
    ),
    DESTROYED: (
        MUST_FIX,
        "the rows of this quarter were destroyed, as was agreed, and none are taken for it any more",
        "Nothing is to be done: what was published of the quarter stays",
    ),
    NOT_WITHOUT: (
        MUST_FIX,
        "it has a row that may not be kept, and cannot be kept without it",
        "Ask the county's data steward which rows you told it to leave out, and send the file without them",
    ),
    NOT_CONFIRMED: (
        NOTE,
        "the confirmations that lay beside the file could not be taken, and were not kept",
        "Confirm with: safecount confirm, or write the file of confirmations as the dictionary shows and send both again",
    ),
}
OF_THE_COUNTY: Mapping[str, str] = {
    code: f"{says[0].upper()}{says[1:]} ({kind}; only the county can see this). {do}." for code, (kind, says, do) in _SAYS.items()
}


def refusal(code: str) -> Finding:
    kind, says, do = _SAYS[code]
    return Finding(code, kind, "file", None, None, None, says, do, "")
