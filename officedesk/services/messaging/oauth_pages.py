"""The provider's page in the browser, and the answer that comes back to this computer alone."""

import html
import http.server
import secrets
import threading
import webbrowser
from collections.abc import Callable
from time import monotonic
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from officedesk.errors import Cancelled, NotAllowed
from officedesk.services.messaging.accounts import MailAccount
from officedesk.services.messaging.oauth import GOOGLE_SCOPE, MICROSOFT_SCOPES, Providers, microsoft_app

PATIENCE = 300.0
"""Seconds that the user has for the provider's page."""
_LARGEST = 65_536
_DONE = "You are signed in. Close this page and go back to OfficeDesk."
_FAILED = "This did not work. Close this page and go back to OfficeDesk."
OpenPage = Callable[[str], object] | None


class Landing:
    """Waits on 127.0.0.1 for the page that the provider sends the browser back to. Others cannot reach it."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.query: dict[str, str] = {}
        self._there = threading.Event()
        landing = self

        class Page(http.server.BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                self._land(urlsplit(self.path).query)

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                size = min(int(length), _LARGEST) if length.isdecimal() else 0
                self._land(self.rfile.read(size).decode("utf-8", "replace"))

            def _land(self, said: str) -> None:
                query = {name: found[0] for name, found in parse_qs(said).items()}
                # A browser asks for icons too; only the provider's answer has a state.
                if "state" in query and not landing.query:
                    landing.query = query
                words = html.escape(_DONE if "code" in query else _FAILED)
                page = f"<!DOCTYPE html><meta charset=utf-8><title>OfficeDesk</title><p>{words}".encode()
                self.send_response(200 if query else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)
                if landing.query:
                    landing._there.set()

            def log_message(self, *args: object) -> None:
                """Nothing: the address holds the code."""

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Page)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="sign-in", daemon=True)
        self.address = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def wait(self, cancelled: Callable[[], bool]) -> dict[str, str]:
        """The answer. Raises :class:`Cancelled`, and :class:`NotAllowed` after :data:`PATIENCE`."""
        until = monotonic() + PATIENCE
        while not self._there.wait(0.2):
            if cancelled():
                raise Cancelled("Signing in was stopped.")
            if monotonic() > until:
                raise NotAllowed("Nobody signed in in the browser.", hint="Try again.")
        if "code" not in self.query:
            said = self.query.get("error_description") or self.query.get("error") or "no code came back"
            raise NotAllowed(f"The sign-in was refused: {said[:300]}.", hint="Try again.")
        return self.query


def google_page(
    account: MailAccount, client_secret: str, open_page: OpenPage, cancelled: Callable[[], bool], where: Providers
) -> dict[str, Any]:
    """Google's page for installed programs, with PKCE."""
    import requests
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.requests_client import OAuth2Session

    verifier = secrets.token_urlsafe(64)
    with (
        Landing() as landing,
        OAuth2Session(
            account.client_id,
            client_secret or None,
            scope=GOOGLE_SCOPE,
            redirect_uri=landing.address,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post" if client_secret else "none",
        ) as session,
    ):
        address, state = session.create_authorization_url(
            where.google_page, code_verifier=verifier, access_type="offline", prompt="consent", login_hint=account.user
        )
        (open_page or webbrowser.open)(address)
        found = landing.wait(cancelled)
        if not secrets.compare_digest(found.get("state", ""), state):
            raise NotAllowed("The answer was not the one to our question.", hint="Try again.")
        try:
            return dict(session.fetch_token(where.google_token, code=found["code"], code_verifier=verifier, timeout=30))
        except OAuthError as error:
            raise NotAllowed(f"Google refused: {error.description or error.error}.", hint="Try again.") from None
        except requests.RequestException:
            raise NotAllowed("Google's server could not be reached.", hint="Try again.") from None


def microsoft_page(
    account: MailAccount, open_page: OpenPage, cancelled: Callable[[], bool], where: Providers
) -> dict[str, Any]:
    """Microsoft's page for installed programs; MSAL does PKCE and looks after state and nonce."""
    import requests

    try:
        app = microsoft_app(account, where)
        # Registered as http://localhost: Microsoft takes every port of it.
        with Landing("localhost") as landing:
            flow = app.initiate_auth_code_flow(
                list(MICROSOFT_SCOPES),
                redirect_uri=landing.address,
                login_hint=account.user,
                # The code is in the body of what the browser sends, and so in nobody's list of visited pages.
                response_mode="form_post",
            )
            if "auth_uri" not in flow:
                raise NotAllowed("Microsoft refused the client ID.", hint="Check it under Settings, Email & SMS.")
            (open_page or webbrowser.open)(flow["auth_uri"])
            answer = app.acquire_token_by_auth_code_flow(flow, landing.wait(cancelled))
    except requests.RequestException:
        raise NotAllowed("Microsoft's server could not be reached.", hint="Try again.") from None
    except ValueError as error:
        # MSAL's word for an answer with another state, or for a tenant that is not there.
        raise NotAllowed(f"Microsoft refused: {str(error)[:300]}", hint="Try again.") from None
    if "access_token" not in answer:
        said = str(answer.get("error_description") or answer.get("error") or "").split("\n", 1)[0][:300]
        raise NotAllowed(f"Microsoft refused: {said}", hint="Try again.")
    return dict(answer)
