"""A county's own sign-in as a small server on this machine: OpenID Connect with a code, PKCE and signed ID tokens."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY = "safecount", "the client's secret", "key-1"


@dataclass
class Provider:
    """`claims`: what it says of whoever comes next. `issuer`: what its tokens say of themselves, if not the truth."""

    port: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    challenges: dict[str, str] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def described(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "keys"}
        return {"issuer": self.address, **{name: f"{self.address}/{path}" for name, path in places.items()}}

    def authorized(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code; whoever comes is let through."""
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = secrets.token_urlsafe()
        self.challenges[code] = asked["code_challenge"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchanged(self, asked: dict[str, str], basic: str) -> dict[str, Any] | None:
        """A token for a code, once, and only to whoever has what was proved at the beginning."""
        challenge = self.challenges.pop(asked["code"], "")
        proof = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        given = asked.get("client_secret") or base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")[2]
        if proof != challenge or given != SECRET:
            return None
        now = int(time.time())
        said = {"iss": self.issuer or self.address, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        token = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": KEY})
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY, "use": "sig", "alg": "RS256"}]}


class _Desk(BaseHTTPRequestHandler):
    of: ClassVar[Provider]

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, {n: v[0] for n, v in parse_qs(urlsplit(self.path).query).items()}
        if path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.of.authorized(asked))
            self.end_headers()
            return
        told = {"/.well-known/openid-configuration": self.of.described, "/keys": self.of.keys, "/userinfo": lambda: self.of.claims}
        self._say(told[path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(self.of.exchanged({n: v[0] for n, v in parse_qs(body).items()}, self.headers.get("Authorization", "")))

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _say(self, what: dict[str, Any] | None) -> None:
        content = json.dumps(what or {"error": "invalid_grant"}).encode()
        self.send_response(200 if what else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def provider() -> Iterator[Provider]:
    found = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Desk", (_Desk,), {"of": found}))
    found.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
