"""What a plan takes for granted, said beside its numbers, so that nobody takes them for more than they are."""

from schemas import Policy


def assumptions(policy: Policy, youth_per_year: int, quarters: int, counties: int) -> list[str]:
    """Each a sentence or two."""
    return [
        "No number here is about anyone. The counties are made up, and the real files may differ: more or fewer cells may stay.",
        f"Assumed: {youth_per_year} young people are newly identified in a year. How often things happen to them is partly from studies "
        "and mostly a guess that makes the county look plausible.",
        f"Assumed: every agency sends every file that these measures need, on time and without a fault, for {quarters} quarters. "
        "The county begins empty, so at the first ends of quarters fewer young people stand anywhere than later.",
        f'Counts of 1 to {policy.threshold - 1} young people are withheld, as the policy says; so are "all" and "none" of a group '
        f'under {policy.smallest_group}. "Before" is with these alone, "after" with all that would give them away.',
        "Assumed: these measures are all that is ever published, and all at once. Other measures of the same young people, earlier "
        "publications, changed figures and what others publish will as a rule take more away.",
        "Two or three years joined are tried out by themselves: nothing shorter is shown beside them. With quarters or single years "
        "beside them fewer cells may stay.",
        "A cell is one count: of young people or events, of all or of those who had an outcome. Percents follow from them. A nought that "
        "is shown counts as shown. Shares are the mean of "
        f"{counties} made-up {'county' if counties == 1 else 'counties'}, with the least and the most; a few points are chance.",
    ]
