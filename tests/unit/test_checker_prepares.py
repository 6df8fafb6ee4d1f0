"""What the page's second tab asks of the desk, asked without a browser: proposals, refusals, drafts and keys."""

import json

import pytest

from pipelines.checker.in_page import Desk
from pipelines.desk.preparing import read_key
from tests import desk_files as drawn
from tests.line.test_prepare import HEADER, MAPPING, NAME, ROWS, TOTALS

KEY = "safecount linking key, form 1\nid: 00000000\nyear: 2025\nkey: " + bytes(range(32)).hex() + "\n"
WHOSE = json.dumps({"agency": "sheriff", "extract": "law_enforcement_contacts", "quarter": "2025-Q4"})


def preparer(**given: bytes | str):
    one = Desk(drawn.schemas()).preparer()
    for what, content in given.items():
        name = NAME if what == "export" else f"{what}.txt"
        one.put(what, name, content.encode() if isinstance(content, str) else content)
    return one


def test_what_name_and_mapping_tell_is_proposed():
    told = json.loads(preparer(export="", mapping=MAPPING).proposed())
    assert told == {"agency": "sheriff", "extract": "law_enforcement_contacts", "quarter": "2025-Q4", "beside": []}
    alone = json.loads(preparer(mapping=TOTALS.replace("persons:", "beside: {people: Client}\npersons:")).proposed())
    assert (alone["extract"], alone["quarter"], alone["beside"]) == ("advocacy_services", None, ["people"])


@pytest.mark.parametrize("mapping", [b"\xff\xfe", "extract: [", "extract: nothing_of_the_kind\nbeside: word", "- a list"])
def test_a_mapping_that_tells_nothing_proposes_nothing_and_breaks_nothing(mapping):
    told = json.loads(preparer(mapping=mapping).proposed())
    assert told == {"agency": None, "extract": None, "quarter": None, "beside": []}


def test_the_bytes_that_would_leave_are_there_only_where_they_may_be_written():
    one = preparer(export=HEADER + ROWS, mapping=MAPPING)
    told = json.loads(one.prepared(WHOSE))
    assert not told["is_ready"] and one.content() == b""
    assert told["lines"] == ["mapping: a linking key is needed to make tokens; give it with --key FILE", "Nothing was written."]


def test_a_key_file_that_was_changed_and_a_mapping_that_is_no_text_are_named():
    changed = json.loads(preparer(export=HEADER + ROWS, mapping=MAPPING, key=KEY).prepared(WHOSE))
    assert changed["lines"][0].startswith("key: the key does not fit its id")
    strange = json.loads(preparer(export=HEADER + ROWS, mapping=b"\xff\xfe").prepared(WHOSE))
    assert strange["lines"][0].startswith("mapping.txt is not text in UTF-8")
    assert bytes(range(32)).hex() not in json.dumps(changed)


def test_an_export_that_is_empty_is_refused_and_gives_no_draft():
    assert "[E106]" in json.loads(preparer(export="").drafted("law_enforcement_contacts"))["lines"][0]


def test_a_quarter_that_is_none_is_told_as_misuse():
    assert json.loads(preparer(export=HEADER, mapping=MAPPING).prepared(WHOSE.replace("2025-Q4", "autumn"))) == {"misuse": "quarter"}


def test_every_key_is_another_and_its_year_must_be_one():
    keys = []
    for _ in range(2):
        one = preparer()
        told = json.loads(one.new_key(2027))
        key = read_key(one.content().decode("ascii"))
        assert told["name"] == "linking-2027.key" and key.id in told["lines"][0]
        assert key.secret.hex() not in json.dumps(told)
        keys.append(key.secret)
    assert keys[0] != keys[1]
    assert not json.loads(preparer().new_key(27))["is_ready"]
