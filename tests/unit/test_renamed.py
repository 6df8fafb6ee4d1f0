"""An extract gets its new name in a county's own list of agencies, and nothing else in the list changes, whatever it looks like."""

from pathlib import Path

import pytest

from pipelines.defs import renamed

LIST = """\
agencies:
  {agency}:
    title: |
      {text}
    programmes:
      outreach:
        extracts:
          {extract}
"""
PLAIN = {"agency": "shelter", "text": "A shelter", "extract": "action_items: {tier: register}"}
OLD = {"action_items": "safety_net_actions"}


def county(folder: Path, text: str) -> Path:
    (folder / "schemas").mkdir()
    (folder / "schemas" / "agencies.yaml").write_bytes(text.encode())
    return folder


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_only_the_name_changes_and_the_ends_of_lines_and_who_may_read_the_list_stay(ends: str, tmp_path: Path) -> None:
    text = LIST.format(**PLAIN).replace("\n", ends)
    here = county(tmp_path, text)
    (here / "schemas" / "agencies.yaml").chmod(0o600)
    assert renamed.old_names(here) == OLD
    renamed.rename(here)
    assert (here / "schemas" / "agencies.yaml").read_bytes() == text.replace("action_items", "safety_net_actions").encode()
    assert (here / "schemas" / "agencies.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "said",
    [
        {"agency": "action_items"},
        {"text": "action_items: what we call them"},
        {"extract": "action_items: {tier: register}\n          safety_net_actions: {tier: register}"},
    ],
)
def test_where_something_else_has_that_name_or_both_are_there_nothing_is_changed(said: dict[str, str], tmp_path: Path) -> None:
    here = county(tmp_path, text := LIST.format(**PLAIN | said))
    with pytest.raises(renamed.CannotRename, match="changed by hand"):
        renamed.rename(here)
    assert (here / "schemas" / "agencies.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "text",
    [
        "agencies: {a: {programmes: {p: {extracts: 5}}}}",
        LIST.format(**PLAIN | {"extract": "action_items: {since: 2026-13-45}"}),
        "a: " + "[" * 20_000,
    ],
)
def test_a_list_that_cannot_be_read_is_left_to_whoever_reads_it_next(text: str, tmp_path: Path) -> None:
    assert renamed.old_names(county(tmp_path, text)) == {}
