"""What we ask of django-allauth beyond its own ways: nobody signs up by themselves, and secrets lie encrypted in the database."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from pipelines.portal.models import Role


class Account(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account comes of an invitation alone."""
        return False


class SecondFactor(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A steward keeps one; another steward can take it away, so that a lost telephone can be replaced."""
        person: Any = authenticator.user
        return person.role != Role.STEWARD and settings.PORTAL.second_factor != "everyone"


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()))


def __getattr__(name: str) -> Any:
    """The part for a county's own sign-in is loaded only where that is set up."""
    if name != "Outside":
        raise AttributeError(name)
    from pipelines.portal.outside import Outside

    return Outside
