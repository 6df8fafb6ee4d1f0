"""Every agency of the agreement has something to send, and what we ask of it is taken when it is filled in as asked."""

import re
from collections.abc import Iterator, Mapping, Sequence

import pytest

from pipelines.desk import Examination, examine
from pipelines.desk.screen import header_code
from pipelines.disclosure_control.audit.files.numbers import NUMBER
from pipelines.disclosure_control.audit.files.prose import LIMITS, PEOPLE, RULES
from schemas import Contract, Quarter, Schemas
from schemas.codelist import TOTAL
from schemas.forms import template_csv
from tests.desk_files import as_csv, cells, codes
from tests.example_files import example_file, sent_as

SCHEMAS = Schemas.load()
ALL = pytest.mark.parametrize("contract", SCHEMAS.contracts.values(), ids=SCHEMAS.contracts)
COUNTS = [c for c in SCHEMAS.contracts.values() if c.kind == "counts"]
OF_COUNTS = pytest.mark.parametrize("contract", COUNTS, ids=[c.name for c in COUNTS])
REGISTERS = [c for c in SCHEMAS.contracts.values() if c.kind == "register"]

# Whom the protocols and the memorandum speak of, and one extract that tells what it does.
AGENCIES = {
    "law enforcement": ("sheriff", "law_enforcement_contacts"),
    "victim advocacy and first responders": ("advocates", "advocacy_duties"),
    "district attorney, juvenile division": ("district_attorney", "juvenile_prosecutions"),
    "district attorney, adult division": ("district_attorney", "adult_prosecutions"),
    "victim-witness": ("victim_witness", "victim_witness_cases"),
    "public defender": ("public_defender", "public_defender_clients"),
    "probation": ("probation", "probation_supervision"),
    "juvenile hall": ("probation", "hall_stays"),
    "child welfare and social services": ("child_welfare", "cse_grid"),
    "juvenile court": ("juvenile_court", "court_petitions"),
    "child advocacy center": ("child_advocacy_center", "forensic_interviews"),
    "medical": ("county_hospital", "medical_needs"),
    "hall clinic": ("hall_clinic", "medical_duties"),
    "mental health": ("mental_health", "mental_health_needs"),
    "community providers": ("drop_in_center", "referrals_received"),
    "safety net convener": ("safety_net", "safety_net_reviews"),
    "parole": ("parole", "supervised_traffickers"),
    "contracted placements": ("contracted_placements", "placement_training"),
    "tip line": ("tip_line", "tip_line_tips"),
}
CONFIDENTIAL = ("advocates", "victim_witness", "family_shelter", "child_advocacy_center")


def sent(contract: Contract, rows: Sequence[Mapping[str, str]]) -> Examination:
    return examine(as_csv(cells(rows, contract.columns)), sent_as(SCHEMAS, contract.name), SCHEMAS)


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_agency_that_the_agreement_names_has_an_extract_to_send(agency: str) -> None:
    assert SCHEMAS.source(*AGENCIES[agency]) is not None


def test_no_contract_is_asked_of_nobody() -> None:
    assert {s.extract for s in SCHEMAS.sources} == set(SCHEMAS.contracts)


@ALL
def test_a_file_filled_in_as_the_contract_says_is_accepted(contract: Contract) -> None:
    rows = example_file(SCHEMAS, contract)
    found = sent(contract, rows)
    assert found.status in ("accepted", "accepted with confirmations"), [f.text for f in found.findings]
    assert len(found.rows) == len(rows) and not found.held


@ALL
def test_a_blank_says_that_nothing_happened_but_totals_want_their_noughts(contract: Contract) -> None:
    """An agency with nothing to tell sends the header; whoever counts, or holds one line for each code, writes 0."""
    found = examine(template_csv(contract), sent_as(SCHEMAS, contract.name), SCHEMAS)
    if any(rule.name == "every_code" for rule in contract.rules):
        assert found.status == "rejected" and codes(found) == ["E402"]
    else:
        assert found.status == "accepted" and codes(found) == ["N801"]


@OF_COUNTS
def test_totals_have_a_line_for_every_code_and_one_without_it_is_refused(contract: Contract) -> None:
    assert [r.name for r in contract.rules].count("every_code") == 1
    rows = example_file(SCHEMAS, contract)
    for left_out in range(len(rows)):
        found = sent(contract, rows[:left_out] + rows[left_out + 1 :])
        assert found.status == "rejected" and "E402" in codes(found)


@OF_COUNTS
def test_a_whole_that_is_not_its_parts_is_refused(contract: Contract) -> None:
    rows = [dict(row) for row in example_file(SCHEMAS, contract)]
    summed = {r.fields["column"]: r.fields["by"] for r in contract.rules if r.name.startswith("parts_")}
    if not any(c.total for c in contract.columns.values()):
        assert not summed
        return
    for column, by in summed.items():
        too_many = [{**row, column: str(10**6)} if row[by] == TOTAL else row for row in rows]
        assert {"E403", "E404", "E305"} & set(codes(sent(contract, too_many))), column


@OF_COUNTS
def test_totals_say_how_a_single_breakdown_is_split_and_never_cross_two(contract: Contract) -> None:
    assert len(contract.key) == 1
    assert [c.name for c in contract.columns.values() if c.codelist] == list(contract.key)


@ALL
def test_only_rows_have_a_token_and_a_young_persons_only_where_rows_may_be_linked(contract: Contract) -> None:
    tokens = [c.name for c in contract.columns.values() if c.type == "token"]
    tiers = {s.tier for s in SCHEMAS.sources if s.extract == contract.name}
    assert contract.kind == "rows" or tokens == []
    assert ("youth_token" in tokens) == (tiers == {"linkable"})


@ALL
def test_nothing_is_written_in_free_words(contract: Contract) -> None:
    assert {c.type for c in contract.columns.values()} <= {"token", "code", "date", "integer"}


@OF_COUNTS
def test_totals_hold_no_day_since_a_day_belongs_to_one_young_person(contract: Contract) -> None:
    assert [c.name for c in contract.columns.values() if c.type == "date"] == []


@pytest.mark.parametrize("contract", REGISTERS, ids=[c.name for c in REGISTERS])
def test_a_register_counts_no_young_people_clients_cases_or_disclosures(contract: Contract) -> None:
    words = {word for c in contract.columns.values() if c.type == "integer" for word in c.name.split("_")}
    assert words.isdisjoint({"youth", "clients", "cases", "suspects", "disclosures", "victims", "children"})
    assert [c.name for c in contract.columns.values() if c.under] == []
    assert {"age_band", "gender", "race_ethnicity", "residence"}.isdisjoint(contract.columns)


@pytest.mark.parametrize("agency", CONFIDENTIAL)
def test_whoever_must_keep_clients_confidential_sends_totals_and_registers_only(agency: str) -> None:
    assert {s.tier for s in SCHEMAS.agencies[agency].sources} <= {"counts", "register"}


def test_two_programmes_of_one_provider_send_rows_and_totals_of_the_same_things() -> None:
    rows = {s.extract for s in SCHEMAS.agencies["drop_in_center"].sources if s.tier == "linkable"}
    totals = {s.extract for s in SCHEMAS.agencies["family_shelter"].sources}
    twins = {
        "services_received": "clients_by_service",
        "referrals_received": "referral_counts",
        "screenings": "screening_counts",
        "identifications_made": "identification_counts",
        "follow_ups": "quality_of_life_counts",
    }
    assert set(twins) <= rows and set(twins.values()) <= totals


def test_the_directory_has_no_address_telephone_or_name_and_takes_none() -> None:
    listed = [c for name, c in SCHEMAS.contracts.items() if name.startswith("directory_") or name == "provider_capacity"]
    assert len(listed) == 5
    for contract in listed:
        assert [name for name in contract.columns if header_code(name)] == []
        row = {**example_file(SCHEMAS, contract)[0], "organization_id": "100 Example Street"}
        assert sent(contract, [row]).refused_for_privacy


def test_every_agency_can_be_named_as_a_partner() -> None:
    assert set(SCHEMAS.agencies) <= set(SCHEMAS.codelists["organization"].codes)


def words() -> Iterator[tuple[str, str]]:
    """All that a contract or a codelist says in words, and where."""
    for contract in SCHEMAS.contracts.values():
        yield contract.name, f"{contract.title}. {contract.grain}."
        yield from ((f"{contract.name}.{c.name}", c.means) for c in contract.columns.values())
    for codelist in SCHEMAS.codelists.values():
        for w in codelist.words.values():
            yield from ((f"{codelist.name}: {w.code}", text) for text in (w.label, w.means, w.includes, w.excludes))


def test_no_word_of_ours_reads_like_a_count_of_young_people() -> None:
    """The words stand in the handbook, which goes with every publication, and its attacker would not let them pass."""
    doubtful = []
    for where, text in words():
        for sentence in re.split(r"(?<=[.!?])\s", text):
            numbers = {m[1] for m in NUMBER.finditer(RULES.sub(" ", LIMITS.sub(" ", sentence)))} - {"0"}
            doubtful += [f"{where}: {numbers}"] if numbers and PEOPLE.search(sentence) else []
    assert doubtful == []


def test_what_is_asked_since_2026_leaves_the_earlier_quarters_as_they_were() -> None:
    due = {(s.agency, s.extract) for s in SCHEMAS.sources if s.is_due(Quarter(2025, 4))}
    assert due == {
        ("sheriff", "law_enforcement_contacts"),
        ("city_police", "law_enforcement_contacts"),
        ("probation", "probation_referrals"),
        ("child_welfare", "child_welfare_cases"),
        ("advocates", "advocacy_services"),
    }
