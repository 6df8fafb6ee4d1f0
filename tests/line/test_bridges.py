"""The county's side of a new linking key: the bridge that an agency writes is taken in, kept encrypted, and refused where it must be."""

import json
import shutil
from datetime import date

import polars as pl
import pytest

from pipelines.confidential.record_linkage import BridgeProblem
from pipelines.defs import bridges
from pipelines.defs.intake import clock, take_in
from pipelines.defs.office import Office
from pipelines.desk.preparing import LinkingKey, recipe
from pipelines.workspace import Workspace
from schemas import Schemas
from tests.desk_files import as_csv, cells, contacts
from tests.line.command import files_under, here

COLUMNS = Schemas.load().contracts["law_enforcement_contacts"].columns
NAME = "sheriff.bridge.2025-aaaaaaaa.to.2026-bbbbbbbb.csv"


def token(number: int, key: int) -> str:
    return recipe.token(LinkingKey(2025 + key, bytes(range(key, 32 + key))).secret, f"someone {number}")


def file_of(numbers: range, key: int) -> bytes:
    rows = contacts(len(numbers))
    return as_csv(cells([{**row, "youth_token": token(n, key)} for n, row in zip(numbers, rows, strict=True)], COLUMNS))


def bridge_of(*pairs: tuple[str, str]) -> bytes:
    return "".join(f"{old},{new}\r\n" for old, new in (("old_token", "new_token"), *pairs)).encode()


WHOLE = bridge_of(*((token(n, 0), token(n, 1)) for n in range(14)))


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Office:
    """The sheriff has sent twelve young people under the old key."""
    office = Office.open(Workspace.create(tmp_path_factory.mktemp("bridges") / "county", demo=True).folder)
    assert sent(office, f"{FILE}.csv", file_of(range(12), 0)).status == "accepted"
    return office


@pytest.fixture
def office(opened) -> Office:
    """Without bridges yet."""
    shutil.rmtree(opened.frames.confidential / bridges.SHELF, ignore_errors=True)
    return opened


FILE = "sheriff.law_enforcement_contacts.2025-Q4"
TODAY = date(2026, 1, 20)


def sent(office: Office, name: str, content: bytes):
    path = office.workspace.folder.parent / name
    path.write_bytes(content)
    return take_in(office, path, clock())


def command(office: Office, name: str, content: bytes, *words: str):
    (office.workspace.folder.parent / name).write_bytes(content)
    return here("bridge", office.workspace.folder.parent / name, "--workspace", office.workspace.folder, *words)


def test_a_bridge_is_kept_encrypted_and_without_those_of_whom_nothing_was_sent(office):
    assert command(office, NAME, WHOLE, "--dry-run").returncode == 0
    assert bridges.kept(office) == [], "a dry run keeps nothing"
    done = command(office, NAME, WHOLE)
    assert done.returncode == 0, done.stderr
    assert "Kept, encrypted" in done.stdout
    tokens = bridges.tokens(office)
    assert {tokens[token(n, 0)] == tokens[token(n, 1)] for n in range(12)} == {True}
    assert not {token(12, 0), token(12, 1), token(13, 1)} & set(tokens)
    for path in files_under(office.workspace.folder):
        held = path.read_bytes()
        assert not any(token(n, 1).encode() in held for n in range(14)), path.name
    assert not any(token(n, k) in done.stdout + done.stderr for n in range(14) for k in (0, 1))


STRANGERS = bridge_of((token(40, 0), token(40, 1)), (token(41, 0), token(41, 1)))
TWICE = bridge_of((token(1, 0), token(1, 1)), (token(2, 0), token(1, 1)))


@pytest.mark.parametrize(
    ("name", "content", "why", "says"),
    [
        (NAME, STRANGERS, BridgeProblem, "none of its old tokens stands in a file of this agency"),
        (NAME, TWICE, BridgeProblem, "a token stands twice in new_token"),
        (NAME, b"old,new\n", BridgeProblem, "its header must be old_token,new_token"),
        ("bridge.csv", WHOLE, BridgeProblem, "a bridge is called as"),
        (NAME.replace("sheriff", "advocates"), WHOLE, bridges.NotLinkable, "has no agreement in force by which its rows may be linked"),
        (NAME.replace("sheriff", "nobody"), WHOLE, bridges.NotLinkable, "has no agreement in force by which its rows may be linked"),
    ],
    ids=["strangers", "two for one", "another file", "no name", "an agency of totals", "no agency"],
)
def test_what_cannot_be_used_is_refused_in_words_without_a_value(office, name, content, why, says):
    with pytest.raises(why, match=says) as refused:
        bridges.take_in(office, name, content, TODAY)
    assert not any(token(n, k) in str(refused.value) for n in range(50) for k in (0, 1))
    assert bridges.kept(office) == []


def test_after_the_agreement_ended_no_bridge_is_taken(office):
    with pytest.raises(bridges.NotLinkable):
        bridges.take_in(office, NAME, WHOLE, date(2999, 1, 1))


def test_the_command_ends_with_one_for_a_bridge_that_does_not_fit_and_with_three_for_an_agency_of_totals(office):
    strangers, totals = command(office, NAME, STRANGERS), command(office, NAME.replace("sheriff", "advocates"), WHOLE)
    assert (strangers.returncode, totals.returncode) == (1, 3)
    assert "Refused, and not kept" in totals.stderr and bridges.kept(office) == []
    (office.workspace.folder.parent / NAME).write_bytes(WHOLE)
    submitted = here("submit", office.workspace.folder.parent / NAME, "--workspace", office.workspace.folder)
    assert submitted.returncode == 2 and "safecount bridge" in submitted.stderr


def test_a_second_bridge_that_contradicts_the_first_is_refused_and_the_first_stays(office):
    bridges.take_in(office, NAME, WHOLE, TODAY)
    with pytest.raises(BridgeProblem, match="leads back"):
        back = bridge_of((token(1, 1), token(1, 0)))
        bridges.take_in(office, "sheriff.bridge.2026-bbbbbbbb.to.2025-aaaaaaaa.csv", back, TODAY)
    with pytest.raises(BridgeProblem, match="under another key"):
        leap = bridge_of((token(1, 0), token(5, 1)))
        bridges.take_in(office, "sheriff.bridge.2025-aaaaaaaa.to.2027-cccccccc.csv", leap, TODAY)
    assert len(bridges.kept(office)[0].pairs) == 12
    bridges.take_in(office, NAME, bridge_of((token(1, 0), token(1, 1))), TODAY)
    assert len(bridges.kept(office)[0].pairs) == 1, "between the same keys it takes the place of the first"


def test_a_resubmission_under_the_new_key_is_told_as_unchanged(office):
    bridges.take_in(office, NAME, WHOLE, TODAY)
    again = sent(office, f"{FILE}.r2.csv", file_of(range(12), 1))
    assert again.changes == {"new": 0, "changed": 0, "unchanged": 12, "gone": 0}


def test_rows_with_tokens_from_an_agency_of_totals_are_not_kept_so_they_reach_no_link(office):
    refused = sent(office, "advocates.law_enforcement_contacts.2025-Q4.csv", file_of(range(12), 0))
    assert refused.status == "rejected" and {f["code"] for f in refused.findings} & {"T601", "T602"}
    assert all(s.content is None for q in office.sent_quarters("advocates") for s in office.submissions("advocates", q))
    ran(office, "advocates", range(12), 0)
    ran(office, "sheriff", range(12), 0)
    assert not any("advocates" in pair for pair in bridges.links(office)), "not even if rows lay in the store"
    shutil.rmtree(office.frames.confidential / "harmonized")


def ran(office: Office, agency: str, numbers: range, key: int) -> None:
    """As the line keeps the rows of a quarter that it has run."""
    rows = pl.DataFrame({"youth_token": [token(n, key) for n in numbers]})
    office.frames.save(rows, "harmonized", agency, "2025-Q4", "law_enforcement_contacts")
    (office.frames.confidential / "submissions" / agency / "2025-Q4").mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize(("shared", "says"), [(11, "threshold or more"), (10, "fewer"), (0, "fewer")])
def test_the_steward_is_told_by_a_word_whether_tokens_meet_also_over_two_keys(office, shared, says):
    ran(office, "sheriff", range(12), 0)
    ran(office, "city_police", range(12 - shared, 24 - shared), 1)
    assert bridges.links(office) == {("city_police", "sheriff"): "fewer"}
    bridges.take_in(office, NAME, WHOLE, TODAY)
    assert bridges.links(office) == {("city_police", "sheriff"): says}


def test_the_command_tells_the_same(office):
    ran(office, "sheriff", range(12), 0)
    ran(office, "city_police", range(12), 0)
    told = json.loads(here("links", "--workspace", office.workspace.folder, "--format", "json").stdout)
    assert told == {
        "threshold": 11,
        "pairs": [{"agencies": ["city_police", "sheriff"], "tokens_that_meet": "threshold or more"}],
        "bridges": [],
    }
