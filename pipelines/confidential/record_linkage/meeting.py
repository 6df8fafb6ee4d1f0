"""How well the agencies' codes meet: of each two agencies, whether enough young people are known to both to say so."""

from collections.abc import Collection, Mapping
from itertools import combinations

ENOUGH, FEW, NOTHING_YET = "threshold or more", "fewer", "nothing to compare"


def meeting(tokens: Mapping[str, Collection[str]], threshold: int) -> dict[tuple[str, str], str]:
    """For each two agencies a word, and never a number: whether so many tokens as the threshold stand in the files of both.

    `fewer` is said of none and of some alike. Where one of the two has itself sent fewer tokens than that, nothing is said of the pair.
    """
    found = {}
    for one, other in combinations(sorted(tokens), 2):
        if min(len(set(tokens[one])), len(set(tokens[other]))) < threshold:
            found[one, other] = NOTHING_YET
        else:
            found[one, other] = ENOUGH if len(set(tokens[one]) & set(tokens[other])) >= threshold else FEW
    return found
