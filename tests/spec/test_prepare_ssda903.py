"""A real national return (its children are made up) becomes child-welfare files, and who was convicted and in care can be counted.

Of the 2,675 children in the return 1,306 have CONVICTED = 1 in its outcomes table, and 2,123 have an episode of care; 1,043 have
both. The return has no names, so its tokens are made of the child's number in it.
"""

import csv
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from pipelines.desk import examine
from pipelines.desk.preparing import LinkingKey, Prepared, prepared
from schemas import Schemas
from schemas.files import SHIPPED

RETURN = Path(__file__).parents[3] / "shared" / "data" / "ssda903"
pytestmark = pytest.mark.skipif(not RETURN.is_dir(), reason="the return's files are not beside this project (../shared/data/ssda903)")

KEY = LinkingKey(2022, bytes(range(32)))
QUARTER = "2022-Q1"

CASES = """
extract: child_welfare_cases
dates: day-first
identity: {number: CHILD}
beside: {header: {by: CHILD}}
columns:
  reported_on: DECOM
  level: {from: LS, lists: {dependency: [C1, C2, D1, E1], substantiated: [L1, L2, L3], allegation: [V2, V3, V4, J1, J2, J3]}}
  dependency_started_on: {from: DECOM, only_where: {LS: [C1, C2, D1, E1]}}
  dependency_ended_on: {from: DEC, only_where: {LS: [C1, C2, D1, E1]}}
  age_band: {age_at: {born: header.DOB, on: DECOM}}
  gender: {from: header.SEX, values: {1: boy, 2: girl}}
  race_ethnicity:
    from: header.ETHNIC
    lists:
      white: [WBRI, WIRI, WIRT, WOTH, WROM]
      black: [BCRB, BAFR, BOTH]
      api: [AIND, APKN, ABAN, AOTH, CHNE]
      other: [MWBC, MWBA, MWAS, MOTH, OOTH]
      unknown: [REFU, NOBT]
  residence: {from: HOME_POST, starts: {in_county: [E]}, others: out_of_county, empty: unknown}
drop: [CHILD, header.CHILD, header.UPN, header.DOB, PL_POST, URN]
"""

OUTCOMES = """
extract: care_year_outcomes
identity: {number: CHILD}
columns:
  year_ended_on: {constant: '2018-03-31'}
  convicted: {from: CONVICTED, values: {0: 'no', 1: 'yes'}}
drop: [CHILD, DOB, SDQ_SCORE]
"""

# A contract of the county's own, beside those that are shipped: how a year in care went.
CONTRACT = """
title: Year in care
kind: rows
version: 1
effective: 2022-Q1
grain: one row per child who was in care in the year
key: [youth_token]
dated_by: year_ended_on
columns:
  youth_token: {type: token, required: true, means: The code of the recipe}
  year_ended_on: {type: date, required: true, means: Last day of the year that is told of}
  convicted: {type: code, codelist: yes_no, required: true, means: Convicted or cautioned for an offence during the year}
feeds: []
"""


@pytest.fixture(scope="module")
def schemas(tmp_path_factory) -> Schemas:
    own = tmp_path_factory.mktemp("own")
    (own / "contracts").mkdir()
    (own / "contracts" / "care_year_outcomes.yaml").write_text(CONTRACT)
    agencies = yaml.safe_load((SHIPPED / "agencies.yaml").read_text(encoding="utf-8"))
    programme = next(iter(agencies["agencies"]["child_welfare"]["programmes"].values()))
    programme["extracts"]["care_year_outcomes"] = deepcopy(programme["extracts"]["child_welfare_cases"])
    (own / "agencies.yaml").write_text(yaml.safe_dump(agencies, sort_keys=False), encoding="utf-8")
    return Schemas.load(SHIPPED, own)


def bytes_of(name: str) -> bytes:
    return (RETURN / name).read_bytes()


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(bytes_of(name).decode("utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def cases(schemas) -> Prepared:
    named = ("child_welfare", "child_welfare_cases", QUARTER)
    return prepared(bytes_of("episodes.csv"), CASES, KEY, named, schemas, {"header": bytes_of("header.csv")})


@pytest.fixture(scope="module")
def outcomes(schemas) -> Prepared:
    return prepared(bytes_of("oc2.csv"), OUTCOMES, KEY, ("child_welfare", "care_year_outcomes", QUARTER), schemas)


def accepted(file: Prepared, schemas: Schemas) -> list[dict[str, str | None]]:
    """The rows that the county takes in, from nothing but the bytes that would be sent."""
    found = examine(file.content, file.named, schemas)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_every_episode_and_every_child_of_the_return_comes_through(cases, outcomes):
    assert (cases.rows_in, len(cases.rows), len(cases.held), dict(cases.left_out)) == (5050, 5050, 0, {})
    assert (outcomes.rows_in, len(outcomes.rows), len(outcomes.held)) == (2675, 2675, 0)
    assert cases.may_be_written and outcomes.may_be_written


def test_1043_children_who_were_convicted_and_have_an_episode_are_counted_downstream(cases, outcomes, schemas):
    in_care = {row["youth_token"] for row in accepted(cases, schemas)}
    convicted = {row["youth_token"] for row in accepted(outcomes, schemas) if row["convicted"] == "yes"}
    assert (len(in_care), len(convicted)) == (2123, 1306)
    assert len(in_care & convicted) == 1043
    by_number = {r["CHILD"] for r in table("episodes.csv")} & {r["CHILD"] for r in table("oc2.csv") if r["CONVICTED"] == "1"}
    assert len(by_number) == 1043, "counted by the children's own numbers"


def test_no_number_birth_date_or_post_code_of_the_return_is_in_what_would_leave(cases, outcomes):
    cells = {cell for file in (cases, outcomes) for line in csv.reader(file.content.decode().splitlines()) for cell in line}
    children = table("header.csv")
    born = {"-".join(reversed(row["DOB"].split("/"))) for row in children}
    assert "2008-03-27" in born
    assert cells.isdisjoint(born | {row[c] for row in children for c in ("CHILD", "UPN", "DOB")} - {""})
    assert cells.isdisjoint({row[c] for row in table("episodes.csv") for c in ("HOME_POST", "PL_POST", "URN") if row[c]})


def test_it_says_that_these_tokens_link_one_agency_s_files_only(cases):
    assert any("no other agency's" in note for note in cases.notes)
