"""A county's own YAML: what does not hold together is refused when it is read, with the file and what would be right."""

import re
from pathlib import Path

import pytest

from schemas import Quarter, SchemaError, Schemas, Year
from schemas.files import SHIPPED


def read(folder: Path, name: str, text: str) -> Schemas:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Schemas.load(SHIPPED, folder)


def shipped(name: str) -> str:
    return (SHIPPED / name).read_text()


def test_a_measure_of_some_of_the_rows_of_another_is_refused_since_they_could_be_subtracted(tmp_path):
    girls = shipped("measures/recidivism.yaml").replace("date: index_on\n", "date: index_on\nwhere: {gender: [girl]}\n")
    with pytest.raises(SchemaError, match="difference could"):
        read(tmp_path, "measures/recidivism_of_girls.yaml", girls)


def test_a_second_set_of_outcomes_for_the_same_breakdowns_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="put the outcomes together"):
        read(tmp_path, "measures/recidivism_again.yaml", shipped("measures/recidivism.yaml"))


@pytest.mark.parametrize(
    "name, before, after, says",
    [
        ("measures/recidivism.yaml", "codelist: horizon", "codelist: horizont", "there is no codelist 'horizont'"),
        ("measures/recidivism.yaml", "unit: youth", "units: youth", "does not know 'units'"),
        ("measures/referral_funnel.yaml", "was_accepted: true", "was_acepted: true", "there is no column 'was_acepted'"),
        ("measures/advocacy_sessions.yaml", "value: sessions", "value: session", "there is no column 'session'"),
        ("contracts/probation_referrals.yaml", "MED: medical", "MED: medicine", "there is no code 'medicine'"),
        ("contracts/probation_referrals.yaml", "rule: order", "rule: ordre", "rule 'ordre' must be one of"),
        ("contracts/advocacy_services.yaml", "type: integer", "type: text", "has no free text"),
        ("codelists/gender.yaml", "girl:", "Girl Child:", "must be of small letters"),
        ("policy.yaml", "threshold: 11", "threshold: 10", "never lowered"),
        ("policy.yaml", "threshold: 11", "threshold: 11: 12", "policy.yaml, line"),
        ("agencies.yaml", "tier: linkable", "tier: linkabel", "sheriff: law_enforcement_contacts: tier 'linkabel'"),
        ("agencies.yaml", "  sheriff:", "  Sheriff A:", "a short name is of small letters"),
        ("agencies.yaml", "data@county.example'", "telephone 555'", "contact: an office and its e-mail address"),
        ("agencies.yaml", "tier: counts", "tier: linkable", "is of counts, so its tier is counts"),
        ("agencies.yaml", "since: 2022-Q1", "since: 2022Q1", "write one like 2026-Q3"),
    ],
)
def test_a_slip_is_refused_by_file_and_word(tmp_path, name, before, after, says):
    text = shipped(name)
    assert before in text
    with pytest.raises(SchemaError, match=re.escape(says)) as refused:
        read(tmp_path, name, text.replace(before, after, 1))
    assert name in str(refused.value)


def test_a_first_time_ever_needs_every_file_from_before_and_the_late_quarters_after():
    schemas = Schemas.load()
    needed = {(s.agency, str(q)) for s, q in schemas.needed(schemas.measures["crossover"], Quarter(2023, 1), 12)}
    assert ("child_welfare", "2022-Q1") in needed
    assert ("child_welfare", "2024-Q3") in needed, "12 months later, and two quarters for late events"
    assert ("child_welfare", "2024-Q4") not in needed
    assert {a for a, _ in needed} == {"child_welfare", "probation"}


def test_a_count_of_events_needs_the_files_of_its_own_period_only():
    schemas = Schemas.load()
    needed = {(s.agency, str(q)) for s, q in schemas.needed(schemas.measures["referral_funnel"], Year(2023), 0)}
    assert needed == {("probation", f"2023-Q{n}") for n in (1, 2, 3, 4)}
