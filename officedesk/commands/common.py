"""What several commands need: an open office, output, progress."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from officedesk.bootstrap import open_context
from officedesk.context import AppContext, Doorway
from officedesk.errors import OfficeLocked, SignInNeeded
from officedesk.models.text import same_name

PASSWORD = "OFFICEDESK_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable that holds the password of ``--user``: an argument would be seen by everyone at this computer."""

PASSPHRASE = "OFFICEDESK_PASSPHRASE"  # noqa: S105 - the name of a variable
"""The variable that holds the passphrase of an encrypted office whose key is not in the keyring."""


@contextmanager
def opened(office: str, user: str = "") -> Iterator[AppContext]:
    """The office at a path or URL as ``user`` (by name or email), closed again at the end."""
    try:
        context = _unlocked(office)
    except SignInNeeded as asked:
        context = _signed_in(asked, user)
    else:
        context = _as_user(context, user) if user else context
    try:
        yield context
    finally:
        context.close()


def _unlocked(office: str) -> AppContext:
    """The office; an encrypted one by the keyring's key, else by the passphrase of the environment or the terminal."""
    try:
        return open_context(office)
    except OfficeLocked:
        words = os.environ.get(PASSPHRASE, "")
        if not words and sys.stdin is not None and sys.stdin.isatty():
            from getpass import getpass

            words = getpass(f"Passphrase of {office}: ")
        if not words:
            raise
        return open_context(office, words=words)


def _as_user(context: AppContext, user: str) -> AppContext:
    """Another user than the one who sits down by themselves."""
    doorway = context.doorway
    if doorway is None or same_name(user, context.desk.actor.name):
        return context
    try:
        return doorway.enter(user, _password(user) if context.guarded else "", None)
    except BaseException:
        context.close()
        raise


def _signed_in(asked: SignInNeeded, user: str) -> AppContext:
    doorway: Doorway = asked.doorway
    try:
        if not user:
            raise SignInNeeded(asked.message + f" Name yourself with --user NAME, the password in {PASSWORD}.")
        return doorway.enter(user, _password(user), None)
    except BaseException:
        doorway.close()
        raise


def _password(user: str) -> str:
    if (given := os.environ.get(PASSWORD)) is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise SignInNeeded(f"The password of {user} is missing: put it into {PASSWORD}.")
    from getpass import getpass

    return getpass(f"Password of {user}: ")


def say(text: str = "") -> None:
    """One line on standard output."""
    sys.stdout.write(f"{text}\n")


def say_json(value: Any) -> None:
    """``value`` (frozen rows, lists, plain values) as JSON on standard output."""
    say(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """``value`` as JSON knows it. Money stays in minor units where rows have it so; bytes are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return None
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


class Progress:
    """A line on a terminal's stderr that says how far it is; nothing where stderr is a file or a pipe."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = 0.0
        self._on = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._on and (now - self._shown > 0.2 or done >= total):
            self._shown = now
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r{self._what}: {done:,} of {total:,}{end}")
            sys.stderr.flush()
