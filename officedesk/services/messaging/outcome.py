"""What became of an attempt to send, and how one is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from officedesk.services.messaging.mime import Outgoing


class Result(StrEnum):
    """``UNSURE``: everything was handed over, and nobody said whether it was taken."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``said`` are the server's words. ``account``: what is wrong is the account or the way to its server.

    ``after``: seconds that the server asks to wait. ``provider_id``: what the provider calls the message.
    """

    result: Result
    said: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    account: bool = False
    after: float | None = None
    provider_id: str = ""


HandOver = Callable[[], bool]
"""Called once, before the last byte goes out: stores that it does. ``False``: the lease is lost, send nothing."""


class LeaseLost(Exception):
    """Another desktop has the message now: what was begun is broken off before the server can take it."""

    def __init__(self) -> None:
        super().__init__("another desktop has the message")


class Transport(Protocol):
    """A way to a server. One thread uses it; ``abort`` may be called by another."""

    def send(self, outgoing: Outgoing, hand_over: HandOver, alive: Callable[[], object]) -> Outcome:
        """Send one message. ``alive`` is called while it goes on, to keep the lease. Raises :class:`LeaseLost`."""

    def close(self) -> None: ...

    def abort(self) -> None:
        """Break off whatever goes on."""
