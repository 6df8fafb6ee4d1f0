"""Where a county has a sign-in of its own (OpenID Connect): whoever comes from there must have an account here already."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest


class Outside(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """An address finds its account only if the county's sign-in says that it is theirs: as a yes, not in a word."""
        told: Any = login.account.extra_data
        said = told.get("userinfo") or told.get("id_token") or {}
        return said.get("email_verified") is True and super().can_authenticate_by_email(login, email)
