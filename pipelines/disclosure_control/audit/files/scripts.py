"""Judges the programs in a page: the numbers that they keep beside names of ours."""

import re
from collections.abc import Iterator

from pipelines.disclosure_control.audit.files.items import Finding, Script
from pipelines.disclosure_control.audit.files.known import PERIOD, Known
from pipelines.disclosure_control.audit.files.numbers import ALL, NUMBER, plain

QUOTED = re.compile(
    r"\"([^\"\\\n]{1,80})\"|'([^'\\\n]{1,80})'|`([^`\\\n]{1,80})`|([A-Za-z_]\w{1,60})\s*:|[#.]([A-Za-z][\w-]{1,60})\s*[,{:]"
)
LENGTH = re.compile(r"(?<=\d)(?:px|r?em|v[hw]|ch|pt)\b")
AROUND = 120


def judged(script: Script, known: Known) -> Iterator[Finding]:
    """Near a name of a measure, a group or a period every number must be published."""
    text = script.text
    if script.own:
        places = [m.start() for m in QUOTED.finditer(text) if plain(m[m.lastindex or 0]).casefold() in known.words]
        places += [m.start() for m in PERIOD.finditer(text) if int(m[1]) in known.years]
    else:
        rare = {w for w in known.words if ("_" in w or "-q" in w) and len(w) > 5} | set(known.said.measures)
        found = [(text.find(w), text.rfind(w)) for w in rare]
        places = [p for pair in found for p in pair if p >= 0 and _quoted(text, p)]
    allowed = known.numbers(known.all, ALL) | {0.0, 1.0} | known.years
    for place in sorted(set(places)):
        around = LENGTH.sub(" ", known.without_words(text[max(0, place - AROUND // 4) : place + AROUND]))
        for match in NUMBER.finditer(around):
            if float(match[1].replace(",", "")) not in allowed:
                yield Finding("a number that nobody published", script.place, match[1])


def _quoted(text: str, place: int) -> bool:
    return place > 0 and text[place - 1] in "\"'`"
