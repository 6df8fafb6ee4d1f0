"""What every answer tells the browser it may do: nothing but show our own pages, in our own clothes."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# A page of a publication brings its own script along. It is shown in a box that can reach no cookie, no page of ours and no other host.
BOXED = (
    "sandbox allow-scripts allow-downloads allow-popups; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PLAIN = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For a receipt: it runs nothing and loads nothing."""


def policy(scripted: bool = False) -> str:
    """Of our own pages. Only where something is waited for, and for passkeys, is there a script: a file of ours, which asks us alone."""
    scripts = "'self'" if scripted or settings.PORTAL.passkeys else "'none'"
    parts = urlsplit(str(settings.PORTAL.oidc.get("server_url", "")))
    elsewhere = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""  # where a county's own sign-in lies
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src {scripts}; "
        f"form-action 'self'{elsewhere}; base-uri 'none'; frame-ancestors 'none'"
    )


class Headers:
    """Sets what an answer did not set for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
        response.headers.setdefault("Cache-Control", "no-store")
        return response
