"""What a command says may be cut short by whoever reads along, as `safecount explain | head -1` does."""

import subprocess
import sys

import pytest

from tests.line.command import ENTRY


@pytest.mark.parametrize("words", [["explain"], ["explain", "E201"], ["explain", "--format", "json"], ["--help"]])
def test_whoever_has_read_enough_is_told_of_no_error(words: list[str]) -> None:
    with subprocess.Popen([sys.executable, "-c", ENTRY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout and command.stderr
        command.stdout.close()
        complained = command.stderr.read().decode()
    assert (complained, command.returncode) == ("", 0)
