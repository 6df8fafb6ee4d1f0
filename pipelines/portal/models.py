"""What the portal remembers: who has an account, who is invited, which files were handed over, what stewards started. No row of a file."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

VALID = timedelta(days=7)  # an invitation


def _text(longest: int, **more: Any) -> Any:
    """A column of text. To its readers it is the text in it."""
    return models.CharField(max_length=longest, **more)


def _address(**more: Any) -> Any:
    return models.EmailField(**more)


def _moment(**more: Any) -> Any:
    return models.DateTimeField(**more)


def _whose() -> Any:
    """A person's rows stay as long as they do; an account is closed, and never removed."""
    return models.ForeignKey("portal.Person", on_delete=models.PROTECT)


def _yes() -> Any:
    return models.BooleanField(default=True)


def _whole(kind: Any = models.IntegerField, **more: Any) -> Any:
    return kind(**more)


def _long() -> Any:
    return models.TextField(blank=True)


def _number() -> Any:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Role(models.TextChoices):
    AGENCY = "agency", _("Data officer of an agency")
    STEWARD = "steward", _("Data steward of the county")
    TASKFORCE = "taskforce", _("Member of the task force")


class People(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """`agency` is that of a data officer. `steward` is the name under which a steward's key stands in safecount.toml."""

    email: str = _address(unique=True)
    name: str = _text(80)
    role: str = _text(10, choices=Role.choices)
    agency: str = _text(60, blank=True)
    steward: str = _text(40, blank=True)
    is_active: bool = _yes()
    joined_at: datetime = _moment(default=timezone.now)

    objects: ClassVar[Any] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(role="agency") & ~models.Q(agency="")) | (~models.Q(role="agency") & models.Q(agency="")),
                name="only_data_officers_have_an_agency",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_the_book(self) -> str:
        """How the book of visits names this person."""
        return f"{self.role}:{self.pk}"


class Invitation(models.Model):
    """A link that makes one account. Only the link's fingerprint is kept."""

    objects: ClassVar[Any] = models.Manager()

    digest: str = _text(64, unique=True)
    email: str = _address()
    name: str = _text(80)
    role: str = _text(10, choices=Role.choices)
    agency: str = _text(60, blank=True)
    steward: str = _text(40, blank=True)
    made_at: datetime = _moment(default=timezone.now)
    used_at: datetime | None = _moment(null=True)

    @staticmethod
    def make(**facts: Any) -> tuple["Invitation", str]:
        """A new invitation and its token, which is told once and kept nowhere."""
        token = secrets.token_urlsafe(32)
        return Invitation.objects.create(digest=_digest(token), **facts), token

    @staticmethod
    def open(token: str) -> "Invitation | None":
        """The invitation of a link that was not used and is not too old."""
        return Invitation.objects.filter(digest=_digest(token), used_at=None, made_at__gt=timezone.now() - VALID).first()


class Upload(models.Model):
    """A file that was handed over. `submission` and `status` are those of its receipt, once it is judged."""

    objects: ClassVar[Any] = models.Manager()

    class State(models.TextChoices):
        ARRIVING = "arriving", _("on its way")
        WAITING = "waiting", _("waiting to be examined")
        ANSWERED = "answered", _("answered")
        STOPPED = "stopped", _("not examined")

    id: uuid.UUID = _number()
    person: Person = _whose()
    agency: str = _text(60)
    extract: str = _text(60)
    quarter: str = _text(7)
    size: int = _whole(models.BigIntegerField)
    at: datetime = _moment(default=timezone.now)
    state: str = _text(10, choices=State.choices, default=State.ARRIVING)
    submission: str = _text(200, blank=True)
    status: str = _text(40, blank=True)

    @property
    def ticket(self) -> str:
        return self.id.hex


class Job(models.Model):
    """Something a steward started, which runs as a process of its own. `code` is how it ended, as on the command line."""

    objects: ClassVar[Any] = models.Manager()

    id: uuid.UUID = _number()
    person: Person = _whose()
    what: str = _text(20)
    about: str = _text(40)
    pid: int = _whole(default=0)
    at: datetime = _moment(default=timezone.now)
    ended_at: datetime | None = _moment(null=True)
    code: int | None = _whole(null=True)
    said: str = _long()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
