"""Each reader answers what it knows, and what once made one of them stumble."""

import pytest

from pipelines.desk import examine
from pipelines.desk.preparing import MappingProblem, prepared
from tests.desk_files import CONTACTS, as_xlsx, cells, contacts, schemas
from tests.fuzz.readers import KEY, PUBLIC, READERS, repacked, workbook_parts

ONCE = {
    "text_file": [b"\0" + b"\r" * 120 + b"youth_token,contact_on\n2c3a4249ce4e1195,2025-10-14\n"],
    "mapping": [b"[" * 3000, b"- " * 1500 + b"x", b"a: " + b"{a: " * 900, b"? " * 1000, b"a: &x 1\nb: *x"],
    "workbook": [bytes([n]) + b"<?xml version='1.0' encoding='UT-F8'?><a/>" for n in range(len(workbook_parts()))],
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_answers_what_it_knows_and_what_once_made_it_stumble(name: str) -> None:
    reader = READERS[name]
    begins = [*reader.begins(), *ONCE.get(name, ())]
    assert begins
    for content in (b"", *begins):
        reader.answers(content)


def test_there_is_something_to_begin_with_for_every_kind_of_public_file() -> None:
    assert {content[0] for content in READERS["public_file"].begins()} == set(range(len(PUBLIC)))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "docProps/core.xml"])
def test_a_workbook_in_letters_that_nobody_knows_is_damaged(part: str) -> None:
    parts = workbook_parts()
    assert repacked(parts, 0, parts[sorted(parts)[0]]) != as_xlsx(cells(contacts(3)))
    broken = repacked(parts, sorted(parts).index(part), parts[part].replace(b"UTF-8", b"UT-F8"))
    assert [f.code for f in examine(broken, CONTACTS, schemas()).findings] == ["E116"]


@pytest.mark.parametrize("text", ["[" * 3000, "a: " + "{a: " * 900, "- " * 1500 + "x"])
def test_a_mapping_that_goes_too_deep_is_refused_by_its_line(text: str) -> None:
    with pytest.raises(MappingProblem, match="line 1: is nested more than 40 deep"):
        prepared(b"a\n1\n", text, KEY, CONTACTS, schemas())
