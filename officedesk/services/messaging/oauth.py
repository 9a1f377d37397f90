"""Signing in at Google and Microsoft 365 in the browser, and the tokens that come of it.

What is kept, in the keyring only, is the refresh token; access tokens last an hour and stay in memory.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from officedesk.errors import NotAllowed
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.messaging.accounts import Auth, MailAccount, SmsAccount, keep_secret

log = logging.getLogger(__name__)
GOOGLE_SCOPE = "https://mail.google.com/"
MICROSOFT_SCOPES = ("https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All")
_EARLY = 120.0
"""Seconds before its end that an access token is no longer used."""


class SignInAgain(NotAllowed):
    """The provider does not take the refresh token any more: somebody has to sign in in the browser."""

    def __init__(self, who: str, said: str = "") -> None:
        super().__init__(
            f"{who} has to be signed in again{f': {said}' if said else '.'}", hint="Open Settings, Email & SMS."
        )


@dataclass(frozen=True, slots=True)
class Providers:
    """Where the providers' servers are; tests put their own there."""

    google_page: str = "https://accounts.google.com/o/oauth2/v2/auth"
    google_token: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    microsoft: str = "https://login.microsoftonline.com"


class Tokens:
    """Access tokens of the accounts of one program. Not for several threads at once."""

    def __init__(self, providers: Providers | None = None) -> None:
        self._providers = providers or Providers()
        self._held: dict[tuple[str, str], tuple[str, float]] = {}

    def forget(self) -> None:
        """Ask for a new access token the next time, although the last one should still be good."""
        self._held.clear()

    def current(self, account: MailAccount | SmsAccount, secret: str) -> tuple[str, str]:
        """What the server is shown, and the secret to keep from now on (mostly the same).

        A password is shown as it is. Raises :class:`SignInAgain`, and ``OSError`` where the provider can't be reached.
        """
        if not isinstance(account, MailAccount) or not account.in_browser:
            return secret, secret
        held = self._held.get((account.user, secret))
        if held is not None and monotonic() < held[1]:
            return held[0], secret
        kept = _kept(account, secret)
        if account.auth is Auth.XOAUTH2_GOOGLE:
            answer = refresh_google(account, kept, self._providers)
        else:
            answer = refresh_microsoft(account, kept, self._providers)
        kept["refresh_token"] = answer.get("refresh_token") or kept["refresh_token"]
        after = json.dumps(kept)
        token = str(answer["access_token"])
        self._held = {(account.user, after): (token, monotonic() + float(answer.get("expires_in", 0)) - _EARLY)}
        return token, after


def client_secret_of(secret: str | None) -> str:
    """Google's secret of the program, out of what was kept before; empty where none was."""
    try:
        kept = json.loads(secret or "")
    except ValueError:
        return ""
    return str(kept.get("client_secret", "")) if isinstance(kept, dict) else ""


def access_token(
    desk: Desk, account: MailAccount | SmsAccount, secret: str, secrets: SecretStore, tokens: Tokens
) -> str:
    """What the server is shown to sign in; a new refresh token is kept at once. Raises as :meth:`Tokens.current`."""
    from officedesk.services.permissions import Permission

    desk.need(Permission.MESSAGES_SEND)
    token, after = tokens.current(account, secret)
    if after != secret:
        keep_secret(desk, account, after, secrets)
    return token


def sign_in(
    account: MailAccount,
    client_secret: str = "",
    open_page: Callable[[str], object] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    providers: Providers | None = None,
) -> str:
    """Let the user sign in in the browser; the secret to save with the account. Blocks until done, run it off the GUI.

    ``client_secret`` is what Google gave with the client ID. Raises :class:`NotAllowed` with the provider's words and
    ``Cancelled``.
    """
    from officedesk.services.messaging.oauth_pages import google_page, microsoft_page

    where = providers or Providers()
    if account.auth is Auth.XOAUTH2_GOOGLE:
        answer = google_page(account, client_secret, open_page, cancelled, where)
    else:
        answer = microsoft_page(account, open_page, cancelled, where)
    if not answer.get("refresh_token"):
        raise NotAllowed("The provider gave nothing to stay signed in with.", hint="Sign in once more.")
    kept = {"refresh_token": answer["refresh_token"]}
    if client_secret:
        kept["client_secret"] = client_secret
    return json.dumps(kept)


def refresh_google(account: MailAccount, kept: dict[str, str], where: Providers) -> dict[str, Any]:
    """A new access token of Google's."""
    import requests
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.requests_client import OAuth2Session

    with OAuth2Session(account.client_id, kept.get("client_secret") or None, **_method(kept)) as session:
        try:
            return dict(session.refresh_token(where.google_token, refresh_token=kept["refresh_token"], timeout=30))
        except OAuthError as error:
            raise SignInAgain(account.user, error.description or error.error or "") from None
        except (requests.RequestException, ValueError) as error:
            raise OSError(_short(error)) from None


def refresh_microsoft(account: MailAccount, kept: dict[str, str], where: Providers) -> dict[str, Any]:
    """A new access token of Microsoft's."""
    import requests

    try:
        app = microsoft_app(account, where)
        answer = app.acquire_token_by_refresh_token(kept["refresh_token"], list(MICROSOFT_SCOPES))
    except (requests.RequestException, ValueError) as error:
        raise OSError(_short(error)) from None
    if "access_token" not in answer:
        raise SignInAgain(account.user, _first_line(answer))
    return dict(answer)


def microsoft_app(account: MailAccount, where: Providers) -> Any:
    """MSAL for this account; its cache is ours to keep, in memory."""
    import msal

    return msal.PublicClientApplication(
        account.client_id, authority=f"{where.microsoft}/{account.tenant or 'common'}", instance_discovery=False
    )


def _method(kept: dict[str, str]) -> dict[str, str]:
    # Google reads the secret of installed programs from the form; without one the client is public.
    return {"token_endpoint_auth_method": "client_secret_post" if kept.get("client_secret") else "none"}


def _kept(account: MailAccount, secret: str) -> dict[str, str]:
    try:
        kept = json.loads(secret)
    except ValueError:
        kept = {}
    if not isinstance(kept, dict) or not kept.get("refresh_token"):
        raise SignInAgain(account.user or account.address)
    return {name: str(value) for name, value in kept.items()}


def _first_line(answer: dict[str, Any]) -> str:
    return str(answer.get("error_description") or answer.get("error") or "").split("\n", 1)[0].strip()[:300]


def _short(error: Exception) -> str:
    # Never the whole text of an error: it can hold an address with a token in it.
    return type(error).__name__
