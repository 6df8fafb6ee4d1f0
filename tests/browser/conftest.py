"""One Chromium for all pages, and the pages it opens, made once."""

from dataclasses import asdict

import pytest

from pipelines.checker.build import FILE_NAME, build
from pipelines.desk.explaining import every
from reports import dashboard, handbook
from schemas import mou
from tests.browser.chromium import chromium, needed
from tests.reports.sample import Sample


@pytest.fixture(scope="session")
def browser():
    with chromium(needed()) as browser:
        yield browser


@pytest.fixture(scope="session")
def checker(tmp_path_factory):
    """The page for the agencies' desks."""
    path = tmp_path_factory.mktemp("checker") / FILE_NAME
    path.write_bytes(build())
    return path


@pytest.fixture(scope="session")
def publication(tmp_path_factory):
    """A publication folder with its page, of every kind of measure and cell."""
    folder = Sample(extra=True).write(tmp_path_factory.mktemp("publication"))
    dashboard.build(folder)
    return folder


@pytest.fixture(scope="session")
def short(tmp_path_factory):
    """A page of fewer years: as many kinds of thing on it, and soon looked through."""
    folder = Sample(extra=True, first="2024-Q1", last="2025-Q2").write(tmp_path_factory.mktemp("short"))
    dashboard.build(folder)
    return folder / "dashboard.html"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    folder = Sample(extra=True, hostile=True).write(tmp_path_factory.mktemp("hostile"))
    dashboard.build(folder)
    return folder / "dashboard.html"


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The whole handbook, the part for agencies included."""
    desk = handbook.Desk([asdict(rule) for rule in every()], mou.read())
    return handbook.build(tmp_path_factory.mktemp("book"), Sample().schemas, desk).parent
