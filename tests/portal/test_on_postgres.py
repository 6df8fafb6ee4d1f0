"""With one setting accounts and sessions lie on a PostgreSQL server, and none of it in the workspace."""

import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.workspace import Workspace
from schemas import Quarter
from tests.line import postgres
from tests.portal.files import contacts
from tests.portal.served import Visitor, invited, served, steward

SERVER = postgres.programs()
LAST = Quarter.of(date.today()).plus(-1)
if SERVER is None and os.environ.get("CI") == "true":
    raise RuntimeError("in CI a PostgreSQL server must be installed: .ci/run installs it")


@pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server is installed")
def test_a_portal_whose_accounts_lie_on_a_server_takes_files_in(tmp_path: Path) -> None:
    assert SERVER is not None
    county = Workspace.create(tmp_path / "county", demo=True).folder
    with postgres.server(SERVER) as address, served(county, "--set-up", "ana", SAFECOUNT_PORTAL_DATABASE=address) as running:
        ana = Visitor(running.port)
        steward(ana, running.link, "ana@localhost")
        officer = invited(ana, running.port, name="Sam", email="sam@example.org", role="agency", agency="sheriff")
        content = contacts(30, contact_on=str(LAST.start), offence_on=str(LAST.start))
        seen = officer.send(f"/agency/send/law_enforcement_contacts/{LAST}/", files={"file": content}, act="send")
        assert "<h1>Accepted</h1>" in seen.text
    assert [p.name for p in (county / "portal").iterdir()] == ["secret.key"]
