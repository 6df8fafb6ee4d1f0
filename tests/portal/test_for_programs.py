"""What an agency's own programs may ask: it is as its description says, whatever is asked, and it never breaks."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.portal.conftest import County

MINE = "sheriff.law_enforcement_contacts.2025-Q4.001"


def test_a_program_gets_what_the_pages_say(county: County, browser_of: Any) -> None:
    browser = browser_of("sheriff")
    [sent] = browser.get("/api/history").json()["files"]
    assert (sent["submission"], sent["status"], sent["counts"]) == (MINE, "accepted", True)
    due = {(f["extract"], f["quarter"]): f["state"] for f in browser.get("/api/due").json()["files"]}
    assert due["law_enforcement_contacts", "2025-Q3"] == "missing" and ("probation_referrals", "2025-Q3") not in due
    assert browser.get(f"/api/receipts/{MINE}").content == browser.get(f"/agency/signed/{MINE}.json").content


def test_whatever_is_asked_of_it_is_answered_as_described(county: County, browser_of: Any) -> None:
    """Schemathesis makes requests of the description: right ones, wrong ones, with methods and headers nobody foresaw."""
    import requests
    import schemathesis
    from schemathesis.core.transport import Response
    from schemathesis.specs.openapi.checks import ignored_auth  # this browser is always signed in; the table of visitors has the others

    browser, tried = browser_of("sheriff"), list[int]()
    schema = schemathesis.openapi.from_dict(browser.get("/api/openapi.json").json())
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            request = requests.Request(case.method, f"http://localhost{case.formatted_path}", params=case.query).prepare()
            told = browser.generic(case.method, request.path_url)
            tried.append(told.status_code)
            headers = {name.lower(): [said] for name, said in told.headers.items()}
            case.validate_response(Response(told.status_code, headers, told.content, request, 0.1, False), excluded_checks=[ignored_auth])

        asked()
    assert 200 in tried and 404 in tried and max(tried) < 500


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_it_can_be_read_and_nothing_else(method: str, browser_of: Any) -> None:
    for path in ("/api/due", "/api/history", f"/api/receipts/{MINE}", "/api/openapi.json"):
        assert getattr(browser_of("sheriff"), method)(path).status_code == 405
