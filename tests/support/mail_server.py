"""A real SMTP server on loopback, with TLS and AUTH, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "office@lakeside.example", "S3CR3T-password"
Behaviour = Callable[[Any], Awaitable[str | None]]
"""Given the connection, what is answered; ``None``: as ever."""


@dataclass(frozen=True)
class Received:
    """A message that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    def parsed(self) -> EmailMessage:
        message = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message


class MailServer:
    """Takes mail at ``127.0.0.1:port`` for whoever signs in with :data:`USER` and :data:`PASSWORD`."""

    def __init__(self, certificate: Path, *, implicit: bool = False, auth: bool = True) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        self.received: list[Received] = []
        self.commands: list[str] = []
        self.on_rcpt: Behaviour | None = None
        self.on_data: Behaviour | None = None
        self.after_data: Behaviour | None = None
        """Called once the message is kept, before the answer goes out."""
        self.on_mail: Behaviour | None = None
        self.logins: list[bool] = []
        self.token = ""
        """What XOAUTH2 is to say besides the name."""
        options: dict[str, Any] = {
            "hostname": "127.0.0.1",
            "ident": "test server",
            "auth_require_tls": not implicit,
            "auth_required": auth,
            "authenticator": self._authenticate,
            "data_size_limit": 30_000_000,
        }
        if not implicit:
            options |= {"tls_context": context, "require_starttls": True}
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: SMTP(self, loop=self._loop, **options), "127.0.0.1", 0, ssl=context if implicit else None
            )
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail server")
        self._thread.start()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append(right)
        return AuthResult(success=right, handled=False)

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802
        """As Google and Microsoft do it: who is wrong hears why, says nothing, and hears that it failed."""
        right = base64.b64decode(args[1]).decode() == f"user={USER}\1auth=Bearer {self.token}\1\1"
        self.logins.append(right)
        if not right:
            await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=right, handled=False, auth_data=USER if right else None)

    # --- what aiosmtpd calls --------------------------------------------------------------------------------------

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        answer = await self.on_mail(server) if self.on_mail else None
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        self.commands.append(f"RCPT {address}")
        answer = await self.on_rcpt(address) if self.on_rcpt else None
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await self.on_data(server) if self.on_data else None
        if answer is not None:
            return answer
        self.received.append(Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content))
        answer = await self.after_data(server) if self.after_data else None
        return answer or "250 taken"


async def hang_up(server: Any) -> str | None:
    """Break the connection off."""
    server.transport.abort()
    await asyncio.sleep(0)
    return None


def answering(said: str) -> Behaviour:
    """Answer always the same."""

    async def behave(_server: Any) -> str:
        return said

    return behave
