"""Errors of the world, told in the user's words. Anything else that is raised is a bug of ours.

Each message says what happened, to what, and what to do.
"""

from collections.abc import Mapping
from typing import Any


class OfficeError(Exception):
    """A known error: shown as it reads, never as a traceback. ``exit_code`` is what the command line returns."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class NotAnOffice(OfficeError):
    exit_code = 3


class OfficeMissing(OfficeError):
    exit_code = 3


class NewerOffice(OfficeError):
    exit_code = 3


class OfficeDamaged(OfficeError):
    exit_code = 4


class OfficeBusy(OfficeError):
    """Someone else is writing, or the server does not answer: trying again can help."""

    exit_code = 5


class OfficeReadOnly(OfficeError):
    exit_code = 6


class OfficeMoved(OfficeReadOnly):
    """The office went elsewhere: ``moved`` tells where (:class:`officedesk.database.moved.Moved`), where known."""

    def __init__(self, message: str, *, hint: str = "", moved: Any = None) -> None:
        super().__init__(message, hint=hint)
        self.moved = moved


class DiskFull(OfficeError):
    exit_code = 6


class PasswordNeeded(OfficeError):
    """The office's server wants a password that this desktop does not have, or refuses the one it has."""

    exit_code = 5
    address = ""
    """What opens the office, where it is known."""


class NotFound(OfficeError):
    exit_code = 7


class Cancelled(OfficeError):
    """The person stopped it; everything is as it was before."""

    exit_code = 130


class NotAllowed(OfficeError):
    """A rule of the office forbids it: an issued invoice does not change, a primary contact is not deleted."""

    exit_code = 8


class FormsMissing(NotAllowed):
    """Mandatory forms of a job are not handed in. ``forms``: their ids and names, in the order to fill them."""

    def __init__(self, message: str, *, hint: str = "", forms: tuple[tuple[int, str], ...]) -> None:
        super().__init__(message, hint=hint)
        self.forms = forms


class SignInNeeded(NotAllowed):
    """The office has passwords. ``doorway`` (:class:`officedesk.context.Doorway`) is where to sign in."""

    def __init__(self, message: str, doorway: Any = None) -> None:
        super().__init__(message, hint="Sign in with your name and password.")
        self.doorway = doorway


class StandingChanged(NotAllowed):
    """Whoever sits here has another role than when they signed in, or may not sign in any more."""


class InvalidInput(OfficeError):
    """Fields that cannot be saved as they are; ``fields`` maps a field (``lines.2.price``) to its message."""

    exit_code = 2

    def __init__(self, fields: Mapping[str, str], message: str = "") -> None:
        self.fields = dict(fields)
        super().__init__(message or "; ".join(f"{name}: {text}" for name, text in self.fields.items()))


class OfficeLocked(OfficeError):
    """The office is encrypted, and its key is not known here or is another one."""

    exit_code = 10


class Conflict(OfficeError):
    """Another desktop saved the same record first. ``theirs`` is the stored draft as it is now.

    ``fields`` names what both changed differently, where that is known.
    """

    exit_code = 9

    def __init__(self, message: str, theirs: Any = None, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.fields = fields
