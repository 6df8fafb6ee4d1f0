"""What a package would load and is not asked for is loaded when it is asked for, and not before."""

import subprocess
import sys

import pytest

from pipelines.confidential.validation.spared import Later, spared


def test_nobody_loads_charts_or_statistics_to_judge_a_file():
    said = "import sys; from pipelines.confidential.validation import gx; print({'altair', 'scipy.stats'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_whatever_is_asked_for_is_there(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with spared("colorsys"):
        import colorsys  # noqa: PLC0415

        assert isinstance(colorsys, Later)
    assert "colorsys" not in sys.modules
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    with pytest.raises(AttributeError):
        colorsys.no_such_thing  # noqa: B018


def test_what_is_loaded_already_stays():
    with spared("json"):
        import json as found  # noqa: PLC0415
    assert not isinstance(found, Later) and sys.modules["json"] is found
