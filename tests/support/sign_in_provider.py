"""Stand-ins of Google's and Microsoft's sign-in, on loopback with TLS."""

from __future__ import annotations

import base64
import hashlib
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, build_opener

from officedesk.services.messaging.oauth import Providers
from tests.support.http_server import Answer, Asked, HttpServer
from tests.support.mail_server import USER

ACCESS, REFRESH = "S3CR3T-access", "S3CR3T-refresh"


class Provider:
    """Google or Microsoft: a page that sends the browser back, and a server that gives tokens."""

    def __init__(self, certificate: Path) -> None:
        self.server = HttpServer(self._answer, certificate)
        self.challenge = ""
        self.refused = ""
        self.refresh = REFRESH
        self.thread = threading.Thread()
        address = self.server.address
        self.providers = Providers(f"{address}/page", f"{address}/token", address)

    def visit(self, address: str, **changes: str) -> None:
        """What the browser does: the user signs in, and is sent back to the program."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["code_challenge_method"] == "S256"
        assert query["login_hint"] == USER
        self.challenge = query["code_challenge"]
        back = {"code": "the-code", "state": query["state"]} | changes
        said = urlencode({name: value for name, value in back.items() if value})
        posted = query.get("response_mode") == "form_post"
        url = query["redirect_uri"] if posted else f"{query['redirect_uri']}/?{said}"
        self.thread = threading.Thread(target=_visit, args=(url, said.encode() if posted else None))
        self.thread.start()

    def _answer(self, asked: Asked) -> Answer | None:
        if "openid-configuration" in asked.path:
            address = self.server.address
            return 200, {
                "authorization_endpoint": f"{address}/page", "token_endpoint": f"{address}/token",
                "issuer": f"{address}/t/v2.0", "device_authorization_endpoint": f"{address}/device",
            }, {}  # fmt: skip
        form = asked.form
        if self.refused:
            return 400, {"error": "invalid_grant", "error_description": self.refused}, {}
        if form.get("grant_type") == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
            assert form["code"] == "the-code"
        else:
            assert form["refresh_token"] in (REFRESH, self.refresh)
        said = {"access_token": ACCESS, "refresh_token": self.refresh, "token_type": "Bearer", "expires_in": 3600}
        return 200, said, {}


def _visit(url: str, form: bytes | None) -> None:
    with build_opener(ProxyHandler({})).open(url, form, timeout=10) as answer:
        answer.read()
