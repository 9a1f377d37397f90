"""Passwords: what is a good one, and how one is kept (argon2id, never the password itself)."""

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 8
LONGEST = 200
"""Letters: more would only give somebody a way to keep the computer busy."""
ROUNDS, KIBIBYTES, LANES = 2, 47_104, 1
"""About a tenth of a second and 46 MiB for every guess."""
NOBODYS = "$argon2id$v=19$m=47104,t=2,p=1$RatGLTNBECdqF6sJN4JATg$ORpP1/kmESqjMVPcdZsOrGG5xwbP+nS8CVbQedUrntc"
"""Made of a random password that nobody knows: an unknown name takes as long to refuse as a wrong password."""
_COMMON = (
    "password passwort 12345678 123456789 1234567890 qwertyui qwertzui iloveyou sunshine football baseball princess "
    "welcome1 letmein1 trustno1 superman abcd1234 abc12345 11111111 00000000 87654321 changeme officedesk office123"
).split()


def normal(password: str) -> str:
    """The same letters typed on another system are the same password. ``ValueError`` for what is no text."""
    text = unicodedata.normalize("NFKC", password)
    text.encode("utf-8")
    return text


def password_problem(password: str, *names: str) -> str | None:
    """Why ``password`` cannot be used, or ``None``. ``names`` (of the user, the company) are no passwords either."""
    try:
        text = normal(password)
    except ValueError:
        return "The password holds a sign that can't be stored."
    if len(text) < SHORTEST:
        return f"At least {SHORTEST} characters."
    if len(text) > LONGEST:
        return f"At most {LONGEST} characters."
    plain = text.casefold()
    if plain.strip("0123456789!.?") in _COMMON or plain in _COMMON or len(set(text)) < 4:
        return "Too easy to guess: everyone tries this one first."
    if any(name and plain == name.casefold() for name in names):
        return "A name is no password."
    return None


def strength(password: str, *names: str) -> tuple[str, str]:
    """How good ``password`` is, as a tone (``bad``, ``warn``, ``ok``) and in words."""
    if not password:
        return "", f"At least {SHORTEST} characters; three or four words are easy to keep in mind."
    if problem := password_problem(password, *names):
        return "bad", problem
    kinds = sum(any(test(letter) for letter in password) for test in (str.islower, str.isupper, str.isdigit))
    kinds += any(not letter.isalnum() for letter in password)
    worth = len(password) + 2 * (kinds - 1)
    if worth < 12:
        return "warn", "Can be guessed with patience: make it longer."
    return ("ok", "Good.") if worth < 18 else ("ok", "Very good.")


def hashed(password: str) -> str:
    """What is stored for ``password``: argon2id with parameters and salt, as one text."""
    return _hasher().hash(normal(password))


def is_right(stored: str, password: str) -> bool:
    """Whether ``stored`` was made of ``password``; takes about a tenth of a second either way."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, normal(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError, ValueError):
        return False


def is_dated(stored: str) -> bool:
    """Whether ``stored`` was made with other parameters than are used today."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> "PasswordHasher":
    # Imported when somebody signs in, not when the window opens.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=ROUNDS, memory_cost=KIBIBYTES, parallelism=LANES)
