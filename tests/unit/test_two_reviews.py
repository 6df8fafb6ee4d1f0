"""Two stewards who did not run the line, each with a key of their own, on the draft as it is: anything less publishes nothing."""

import itertools
from dataclasses import replace

import pytest

from pipelines.publication import signing
from pipelines.publication.review import REASONS, STATES, STEPS, Review, diagram, standing
from pipelines.publication.signing import SigningKey, create_key

DRAFT, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SigningKey]:
    place = tmp_path_factory.mktemp("keys")
    return {name: create_key(place / f"{name}.key") for name in ("runner", "ana", "ben", "eve")}


def _said(key: SigningKey, verdict: str = "approve", draft: str = DRAFT, at: str = "2026-11-01T10:00:00+00:00") -> Review:
    reason = "wrong_number" if verdict == "request changes" else ""
    return Review("2026-Q3-v1", draft, verdict, reason, at, key.public_key).signed(key.sign)


def _state(keys: dict[str, SigningKey], *reviews: Review, runner: str | None = "runner") -> str:
    listed = {keys[n].public_key for n in ("runner", "ana", "ben")}
    by = keys[runner].public_key if runner else None
    return standing(reviews, DRAFT, listed, by, signing.verify).state


def test_two_others_approve_it(keys) -> None:
    assert _state(keys) == "draft"
    assert _state(keys, _said(keys["ana"])) == "in review"
    assert _state(keys, _said(keys["ana"]), _said(keys["ben"])) == "approved"


def test_nobody_approves_twice_or_what_they_ran_or_without_being_listed(keys) -> None:
    assert _state(keys, _said(keys["ana"]), _said(keys["ana"], at="2026-11-02T10:00:00+00:00")) == "in review"
    assert _state(keys, _said(keys["ana"]), _said(keys["runner"])) == "in review"
    assert _state(keys, _said(keys["ana"]), _said(keys["eve"])) == "in review"


def test_an_approval_of_another_draft_or_of_nobody_s_run_is_none(keys) -> None:
    assert _state(keys, _said(keys["ana"]), _said(keys["ben"], draft=OTHER)) == "in review"
    assert _state(keys, _said(keys["ana"]), _said(keys["ben"]), runner=None) == "draft"


def test_a_verdict_that_was_altered_is_none(keys) -> None:
    asked = _said(keys["ben"], "request changes")
    turned = replace(asked, verdict="approve", reason="")
    assert _state(keys, _said(keys["ana"]), turned) == "in review"
    assert _state(keys, _said(keys["ana"]), replace(_said(keys["eve"]), public_key=keys["ben"].public_key)) == "in review"


def test_one_request_for_changes_holds_it_until_that_person_thinks_otherwise(keys) -> None:
    asked = _said(keys["ben"], "request changes")
    assert _state(keys, _said(keys["ana"]), asked) == "changes requested"
    assert _state(keys, _said(keys["ana"]), asked, _said(keys["ben"], at="2026-11-03T10:00:00+00:00")) == "approved"


def test_every_set_of_people_comes_to_what_the_rule_says(keys) -> None:
    people = ("runner", "ana", "ben", "eve")
    for verdicts in itertools.product((None, "approve", "request changes"), repeat=4):
        given = [_said(keys[p], v) for p, v in zip(people, verdicts, strict=True) if v]
        count = {p: v for p, v in zip(people, verdicts, strict=True) if v and p in ("ana", "ben")}
        expected = "changes requested" if "request changes" in count.values() else ("draft", "in review", "approved")[len(count)]
        assert _state(keys, *given) == expected, verdicts


@pytest.mark.parametrize(
    ("verdict", "reason"), [("approve", "wrong_number"), ("request changes", ""), ("maybe", ""), ("request changes", "x")]
)
def test_a_verdict_without_its_reason_is_refused(verdict: str, reason: str) -> None:
    with pytest.raises(ValueError, match="one of"):
        Review("2026-Q3-v1", DRAFT, verdict, reason, "", "00" * 32)


def test_every_step_leads_from_a_state_to_a_state_and_the_diagram_shows_them_all() -> None:
    assert {s for s, _ in STEPS} | set(STEPS.values()) == set(STATES)
    assert diagram().count("-->") == len(STEPS) + 1
    assert len(REASONS) == 6


def test_the_words_of_the_command_are_the_reasons() -> None:
    from pipelines.cli.reviewing import Changes

    assert {c.value for c in Changes} == set(REASONS)
