"""How Django is set up for the portal: which parts of it are used, how passwords and sessions are kept, what every answer allows."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from pipelines.defs.counter import Counter
from pipelines.portal.setting import MAIL_PASSWORD, OIDC_SECRET, Setting

HERE = Path(__file__).parent
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=10)  # a session ends after half an hour without a click, and after a day's work
APP = "portal"


def configure(setting: Setting, **more: Any) -> None:
    """Set Django up, once in a process; `more` is for tests."""
    settings.configure(**{**_core(setting), **_accounts(setting), **_safety(setting), **_mail(setting), **more})
    django.setup()


def _core(setting: Setting) -> dict[str, Any]:
    outside = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"] if setting.oidc else []
    loaders = [
        (
            "django.template.loaders.cached.Loader",
            ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
        )
    ]
    told = [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "pipelines.portal.front.everywhere",
    ]
    return {
        "COUNTER": Counter(setting.workspace),
        "PORTAL": setting,
        "DEBUG": False,
        "SECRET_KEY": setting.secret,
        "ALLOWED_HOSTS": setting.allowed_hosts,
        "ROOT_URLCONF": "pipelines.portal.urls",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.humanize",
            "pipelines.portal.apps.PortalConfig",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            *outside,
        ],
        "MIDDLEWARE": [
            "pipelines.portal.headers.Headers",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "pipelines.portal.access.Standing",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {"loaders": loaders, "context_processors": told},
            }
        ],
        "DATABASES": setting.databases,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}},
        "STATIC_URL": "/static/",
        "LANGUAGE_CODE": "en",
        "LOCALE_PATHS": [HERE / "locale"],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
        "FILE_UPLOAD_HANDLERS": ["pipelines.portal.spool.Spooling"],
        "DATA_UPLOAD_MAX_NUMBER_FILES": 2,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 200_000,  # of fields; a file is counted by the server itself
        "MOST_IN_AN_HOUR": {"upload": 200, "try": 60, "act": 120, "fetch": 600, "invitation": 300},
        "CLERK_AT_ONCE": False,
        "TODAY": date.today,
    }


def _accounts(setting: Setting) -> dict[str, Any]:
    outside = {
        "SOCIALACCOUNT_ADAPTER": "pipelines.portal.adapters.Outside",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "county",
                        "name": str(setting.oidc.get("name", "")),
                        "client_id": str(setting.oidc.get("client_id", "")),
                        "secret": os.environ.get(OIDC_SECRET, ""),
                        "settings": {"server_url": str(setting.oidc.get("server_url", ""))},
                    }
                ],
            }
        },
    }
    return {
        "AUTH_USER_MODEL": f"{APP}.Person",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
            {
                "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("email", "name")},
            },
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "ACCOUNT_ADAPTER": "pipelines.portal.adapters.Account",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "ACCOUNT_RATE_LIMITS": {"login_failed": "50/15m/ip,5/15m/key", "login": "300/m/ip"},
        "MFA_ADAPTER": "pipelines.portal.adapters.SecondFactor",
        "MFA_TOTP_ISSUER": "safecount",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", *(["webauthn"] if setting.passkeys else [])],
        "MFA_PASSKEY_LOGIN_ENABLED": setting.passkeys,
        **(outside if setting.oidc else {}),
    }


def _safety(setting: Setting) -> dict[str, Any]:
    """Whether somebody comes over https the server tells, which takes the proxy's word for it and nobody else's."""
    prefix = "__Host-" if setting.https else ""
    cookies = {
        "SESSION_COOKIE_NAME": f"{prefix}safecount",
        "SESSION_COOKIE_AGE": int(IDLE.total_seconds()),
        "SESSION_SAVE_EVERY_REQUEST": True,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": setting.https,
        "CSRF_COOKIE_NAME": f"{prefix}safecount_form",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": setting.https,
        "CSRF_COOKIE_AGE": None,
        "CSRF_FAILURE_VIEW": "pipelines.portal.front.forged",
    }
    return {
        **cookies,
        "SECURE_HSTS_SECONDS": 31_536_000 if setting.https else 0,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


def _mail(setting: Setting) -> dict[str, Any]:
    """Letters are shown where the portal was started, unless the county names a mail server."""
    said = setting.email
    if not said:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", "DEFAULT_FROM_EMAIL": "safecount@localhost"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": str(said["host"]),
        "EMAIL_PORT": int(said.get("port", 587)),
        "EMAIL_HOST_USER": str(said.get("user", "")),
        "EMAIL_HOST_PASSWORD": os.environ.get(MAIL_PASSWORD, ""),
        "EMAIL_USE_TLS": bool(said.get("tls", True)),
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": str(said["from"]),
    }
