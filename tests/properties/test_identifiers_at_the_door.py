"""What identifies a young person directly is caught at the door in nearly every way of writing it; what does not, passes."""

import csv
import io
from collections import Counter, defaultdict
from functools import cache

import pytest

from pipelines import synthesis
from pipelines.desk import Named, examine, parse
from pipelines.desk.screen import value_code
from schemas import Quarter
from tests.desk_files import contact, drawn, examined, schemas
from tests.identifiers import KINDS, harmless, identifiers

Q4 = Quarter(2025, 4)
OF_EACH = 600
CAUGHT = 0.99  # of all, and nine in ten of each kind
ALARMS = 0.001


@cache
def made() -> dict[str, list[str]]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, text in identifiers(OF_EACH, seed=20251114):
        by_kind[kind].append(text)
    return by_kind


@pytest.mark.parametrize("holds", ["code", "token", "integer", "text"])
def test_of_ten_thousand_written_identifiers_99_in_100_are_caught(holds: str) -> None:
    missed = [(kind, text) for kind, texts in made().items() for text in texts if value_code(text, Q4, holds) is None]
    count = sum(map(len, made().values()))
    assert count >= 10_000
    assert len(missed) <= (1 - CAUGHT) * count, Counter(kind for kind, _ in missed)
    assert all(n <= OF_EACH / 10 for n in Counter(kind for kind, _ in missed).values()), missed[:20]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_refused_and_each_row_with_an_identifier_named(kind: str) -> None:
    texts = made()[kind]
    read = examined([contact(youth_token=drawn(i, "a"), disposition=text) for i, text in enumerate(texts)])
    named = {f.row for f in read.findings if f.code.startswith("P")}
    assert read.refused_for_privacy and read.rows == ()
    assert len(named) >= CAUGHT * len(texts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clean_files_of_a_made_up_county_raise_no_alarm(seed: int, tmp_path) -> None:
    synthesis.synthesize(tmp_path, schemas=schemas(), youth_per_year=60, quarters=4, last=Q4, seed=seed)
    cells = alarms = 0
    for path in sorted(tmp_path.glob("*.csv")):
        named = parse(path.name)
        assert isinstance(named, Named)
        read = examine(path.read_bytes(), named, schemas())
        assert not read.refused_for_privacy, path.name
        # also where a cell stands in a column it was not meant for
        texts = [text for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for text in row]
        cells += len(texts)
        alarms += sum(value_code(text, named.quarter, holds) is not None for text in set(texts) for holds in ("code", "integer"))
    assert cells > 3_000
    assert alarms <= ALARMS * cells


@pytest.mark.parametrize("holds", ["code", "integer", "date"])
def test_amounts_ranges_codes_and_days_of_the_quarter_are_no_identifiers(holds: str) -> None:
    texts = list(harmless(10_000, seed=7))
    alarms = [text for text in texts if value_code(text, Q4, holds) is not None]
    assert len(alarms) <= ALARMS * len(texts), Counter(alarms).most_common(10)
