"""A real county's portal with two agencies, three stewards, a draft and a publication: made once, copied for each test."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.defs import reviews, seals
from pipelines.defs.intake import clock, take_in_named
from pipelines.defs.office import Office
from pipelines.desk import Named
from pipelines.publication import ledger, signing, store
from pipelines.workspace import Workspace
from schemas import Quarter
from tests.reports.sample import Sample

TODAY, QUARTER, LAST = date(2026, 1, 20), "2025-Q3", "2025-Q4"
OUT, DRAFT = f"{QUARTER}-v1", f"{LAST}-v1"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # a browser that other tests drive keeps a loop of its own in this very process
SECRET, PASSWORD = "correct horse battery", "a long and plain password"
PAGE = "<!doctype html><html lang='en'><title>Numbers</title><h1>Numbers</h1><script>document.title = 'It ran'</script></html>"
STEWARDS = ("rita", "ana", "ben")
AGENCIES = ("sheriff", "probation")
EXTRACT = {"sheriff": "law_enforcement_contacts", "probation": "probation_referrals"}


_READ: dict[str, Any] = {}
"""The agreement, which is the same in every copy, read once."""


@dataclass(frozen=True)
class County:
    folder: Path
    keys: Path

    @property
    def office(self) -> Office:
        return Office.open(self.folder)

    def key(self, name: str) -> bytes:
        return (self.keys / f"{name}.key").read_bytes()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that every test begins with."""
    from tests.portal.files import contacts, referrals

    place = tmp_path_factory.mktemp("portal")
    county = Workspace.create(place / "county")
    agreed = county.folder / "schemas" / "agencies.yaml"
    agreed.write_text(agreed.read_text(encoding="utf-8").replace("Example County", "Some County"), encoding="utf-8")
    for name in STEWARDS:
        key = signing.create_key(place / "keys" / f"{name}.key", SECRET)
        county = county.add_steward(name, key.public_key)
    office = Office.open(county.folder)
    for content, agency in ((contacts(), "sheriff"), (referrals(), "probation")):
        take_in_named(office, Named(agency, EXTRACT[agency], Quarter.parse(LAST)), content, clock())
    reviews.write_down(office, "steward added", reviews.WORKSPACE, {"name": "rita"})
    rita = signing.load_key(place / "keys" / "rita.key", SECRET)
    for name in (OUT, DRAFT):
        draft = Sample(first="2024-Q1", last=name[:7], demo=False).write(county.drafts / name)
        (draft / "dashboard.html").write_text(PAGE, encoding="utf-8")
        seals.note(office, draft, rita)
        if name == OUT:
            facts = {"publication": name, "ledger": ledger.head(county.ledger)}
            store.publish(draft, county.published, facts, office.signing_key.public_key, office.signing_key.sign)
            seals.forget(office, name)
    return place


@pytest.fixture(scope="session")
def django(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Django, set up as `safecount serve` does it, but for a quick hasher and a clock that stands still."""
    from django.core.management import call_command
    from django.db import connection

    from pipelines.portal import configured, setting

    folder = tmp_path_factory.mktemp("database")
    told = setting.read(Workspace.open(made / "county"))
    database = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "portal.sqlite3"}}
    configured.configure(
        told,
        DATABASES=database,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CLERK_AT_ONCE=True,
        TODAY=lambda: TODAY,
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    )
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    connection.close()
    return folder


@pytest.fixture
def county(made: Path, django: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """A county of its own for a test, and a portal's database that is as before when the test has ended. No process is started."""
    from django.conf import settings
    from django.core import mail
    from django.db import connections, transaction
    from django.test import override_settings

    from pipelines.defs.counter import Counter
    from pipelines.portal import jobs

    def busy(*_: Any, **__: Any) -> None:
        raise jobs.Busy

    monkeypatch.setattr(jobs, "start", busy)
    folder = Path(shutil.copytree(made / "county", tmp_path / "county"))
    told = replace(settings.PORTAL, workspace=folder)
    mail.outbox = []
    with override_settings(COUNTER=Counter(folder, _READ), PORTAL=told), transaction.atomic():
        yield County(folder, made / "keys")
        transaction.set_rollback(True)
    connections.close_all()


@pytest.fixture
def people(county: County) -> dict[str, Any]:
    """An account of each kind. The stewards have their second factor; `newcomer` is a steward without one."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    from pipelines.portal.models import Person

    def account(name: str, role: str, **more: str) -> Any:
        from allauth.account.models import EmailAddress

        person = Person.objects.create_user(f"{name}@example.org", PASSWORD, name=name, role=role, **more)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person

    found = {a: account(a, "agency", agency=a) for a in AGENCIES}
    found |= {s: account(s, "steward", steward=s) for s in ("rita", "ana")}
    found |= {"newcomer": account("newcomer", "steward"), "member": account("member", "taskforce")}
    for name in ("rita", "ana"):
        TOTP.activate(found[name], "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(found[name])
    return found


@pytest.fixture
def browser_of(people: dict[str, Any]) -> Any:
    """A browser for a person who is signed in, or for nobody."""
    from django.test import Client

    def opened(name: str | None, **more: Any) -> Client:
        client = Client(headers={"host": "localhost"}, **more)
        if name is not None:
            client.force_login(people[name])
        return client

    return opened


@pytest.fixture
def settings_with(county: County) -> Any:
    """The portal as another county might set it, for a while."""
    from django.conf import settings
    from django.test import override_settings

    return lambda **changed: override_settings(PORTAL=replace(settings.PORTAL, **changed))
