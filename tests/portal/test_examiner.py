"""The process that examines files: it lets others go first, is started again when it was killed, and says nothing of a file to others."""

import io
import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines.defs import counter
from pipelines.defs.counter import AtTheCounter, Counter
from pipelines.portal.examiner import AtOnce, Examiner, NotExamined
from tests.portal.conftest import LAST
from tests.portal.files import NAMES, contacts

EXTRACT = "law_enforcement_contacts"


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "county", tmp_path / "county"))


def test_it_gives_way_and_is_started_again_when_it_was_killed(place: Path) -> None:
    desk, examiner = Counter(place), Examiner(place)
    counter.hand_over(desk, "sheriff", EXTRACT, LAST, "a" * 32, io.BytesIO(contacts(31)).read)
    assert examiner.take("a" * 32) == (f"sheriff.{EXTRACT}.{LAST}.002", "accepted")
    first = examiner._process
    assert first is not None and os.getpriority(os.PRIO_PROCESS, first.pid) == 10 > os.getpriority(os.PRIO_PROCESS, 0)
    first.kill()
    told = examiner.try_out("sheriff", EXTRACT, LAST, contacts(33, status=NAMES[1]))
    assert (told.status, told.rows_in, told.rows_held, told.changes["new"]) == ("accepted in part", 33, 1, 1)
    assert NAMES[1] not in json.dumps(told.findings)
    with pytest.raises(AtTheCounter, match="owes no such file"):
        examiner.try_out("probation", EXTRACT, LAST, b"x")
    second = examiner._process
    assert second is not None and second.poll() is None and second.pid != first.pid
    assert second.stdin is not None
    second.stdin.close()  # as when the portal has ended
    assert second.wait(10) == 0


def test_what_went_wrong_is_told_without_a_word_of_the_file(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"row 7 says {NAMES[0]}")

    monkeypatch.setattr(counter, "take", broken)
    with pytest.raises(NotExamined) as told:
        AtOnce(Counter(place)).take("a" * 32)
    assert NAMES[0] not in str(told.value) + "".join(r.getMessage() for r in caplog.records)
