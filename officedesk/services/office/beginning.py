"""A new office before there is one: what the assistant was told so far, what of it cannot stand, and what comes of it.

It is kept in a file of this desktop until the office is made. Passwords are never part of it.
"""

import json
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from officedesk import files
from officedesk.formatting import percent
from officedesk.models.enums import PaperSize, Role, SequenceKind
from officedesk.models.frozen import decode, encode
from officedesk.models.text import clean
from officedesk.parsing import parse_percent
from officedesk.services.customers.drafts import Address
from officedesk.services.office.continuing import Continued, continued
from officedesk.services.office.drafts import FirstUser, Founding, TaxRateDraft, TermsDraft
from officedesk.services.office.setup import PATTERNS, STARTS, founding_problems
from officedesk.services.office.state_taxes import StateTax, state_tax

log = logging.getLogger(__name__)
FORMAT = 1
FILE = "new-office.json"


class Lie(StrEnum):
    """Where the new office is to be."""

    HERE = "here"
    SHARE = "share"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class FirstTax:
    """A rate as typed. It comes into the office only once somebody ``confirmed`` it.

    ``proposed`` is the code of the state whose rate it was offered as; empty where it was typed.
    """

    name: str = ""
    percent: str = ""
    confirmed: bool = False
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class FirstNumber:
    """The last number that the product before this one gave; empty: numbers begin as usual."""

    kind: SequenceKind
    last: str = ""
    yearly: bool = True


@dataclass(frozen=True, slots=True)
class Helper:
    """A further user, as typed."""

    name: str = ""
    email: str = ""
    role: Role = Role.OFFICE


@dataclass(frozen=True, slots=True)
class Beginning:
    """Everything that was typed, as it was typed. ``page`` is where the assistant stands."""

    page: str = "company"
    name: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    time_zone: str = "America/Chicago"
    currency: str = "USD"
    date_format: str = "MM/DD/YYYY"
    paper_size: PaperSize = PaperSize.LETTER
    logo: bytes | None = None
    colour: str = "#1f6feb"
    taxes: tuple[FirstTax, ...] = ()
    default_tax: int = 0
    """Which of ``taxes`` new documents have, where it is confirmed; -1: none."""
    terms_days: int | None = 30
    own_days: str = ""
    """Days of terms that are not on the list; they count where ``terms_days`` is -1."""
    valid_days: str = "30"
    numbers: tuple[FirstNumber, ...] = ()
    user: str = ""
    user_email: str = ""
    helpers: tuple[Helper, ...] = ()
    lie: Lie = Lie.HERE
    path: str = ""
    path_typed: bool = False
    seen: tuple[str, ...] = ()
    """Pages that were in front already."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Passwords of the admin and the further users, in their order; they are typed again after a crash."""

    admin: str = field(default="", repr=False)
    helpers: tuple[str, ...] = field(default=(), repr=False)


def typed_at_all(beginning: Beginning) -> bool:
    """Whether there is anything worth keeping."""
    return bool(beginning.name or beginning.logo or beginning.user or beginning.street or beginning.taxes)


def proposed_tax(beginning: Beginning) -> StateTax | None:
    """The general rate of the office's state, where it has one."""
    found = state_tax(beginning.region)
    return found if found is not None and found.percent else None


def with_proposal(beginning: Beginning) -> Beginning:
    """``beginning`` with the state's rate among its taxes, not confirmed; one offered for another state goes.

    What somebody typed or confirmed stays.
    """
    found = proposed_tax(beginning)
    kept = [
        tax for tax in beginning.taxes if not tax.proposed or tax.confirmed or (found and tax.proposed == found.code)
    ]
    if found is not None and not any(tax.proposed == found.code for tax in kept):
        kept.insert(0, FirstTax(found.name, percent(found.percent).rstrip("% "), proposed=found.code))
    return replace(beginning, taxes=tuple(kept))


def numbers_of(beginning: Beginning, on: date) -> tuple[dict[SequenceKind, Continued], dict[SequenceKind, str]]:
    """How each kind is numbered, begun or continued; and why not, for those whose last number cannot be read."""
    found, wrong = {}, {}
    typed = {number.kind: number for number in beginning.numbers}
    for kind in SequenceKind:
        number = typed.get(kind)
        found[kind] = Continued(PATTERNS.get(kind, "{n}"), next_value=STARTS[kind])
        if number is not None and number.last.strip():
            try:
                found[kind] = continued(number.last, on, yearly=number.yearly)
            except ValueError as problem:
                wrong[kind] = str(problem)
    return found, wrong


def founding_of(beginning: Beginning, secrets: Secrets, on: date) -> tuple[Founding, dict[str, str]]:
    """What the office is made with, and what of it cannot stand: ``{field: message}`` in the fields' names here."""
    problems: dict[str, str] = {}
    rates, default = _rates(beginning, problems)
    numbers, wrong = numbers_of(beginning, on)
    typed = {number.kind for number in beginning.numbers if number.last.strip()}
    passwords = dict(enumerate(secrets.helpers))
    founding = Founding(
        name=beginning.name,
        phone=beginning.phone,
        email=beginning.email,
        website=beginning.website,
        address=Address(beginning.street, beginning.street2, beginning.city, beginning.region, beginning.postal_code),
        currency=beginning.currency,
        time_zone=beginning.time_zone,
        date_format=beginning.date_format,
        paper_size=beginning.paper_size,
        estimate_valid_days=_days(beginning.valid_days, "valid_days", problems),
        tax_rates=rates,
        default_tax=default,
        terms=_terms(beginning, problems),
        user=beginning.user,
        user_email=beginning.user_email,
        password=secrets.admin,
        colour=beginning.colour,
        logo=beginning.logo,
        numbers={kind: number for kind, number in numbers.items() if kind in typed and kind not in wrong},
        users=tuple(
            FirstUser(one.name, one.email, one.role, passwords.get(index, ""))
            for index, one in enumerate(beginning.helpers)
        ),
    )
    found = founding_problems(founding)
    confirmed = [index for index, tax in enumerate(beginning.taxes) if tax.confirmed]
    for name, text in found.items():
        first, _, rest = name.partition(".")
        if first == "tax_rates":
            place, _, part = rest.partition(".")
            # Of the rates that are made, to those that were typed.
            problems.setdefault(f"taxes.{confirmed[int(place)]}.{part}", text)
        else:
            problems.setdefault(
                {"estimate_valid_days": "valid_days", "terms.due_days": "own_days"}.get(name, name), text
            )
    problems |= {f"numbers.{kind.value}": text for kind, text in wrong.items()}
    return founding, problems


def _rates(beginning: Beginning, problems: dict[str, str]) -> tuple[tuple[TaxRateDraft, ...], int | None]:
    """The confirmed rates only, and which of them is the default."""
    rates: list[TaxRateDraft] = []
    default: int | None = None
    for index, tax in enumerate(beginning.taxes):
        if not tax.confirmed:
            continue
        read = Decimal(0)
        try:
            read = parse_percent(tax.percent)
        except ValueError as problem:
            problems[f"taxes.{index}.percent"] = str(problem)
        if index == beginning.default_tax:
            default = len(rates)
        rates.append(TaxRateDraft(tax.name, read))
    return tuple(rates), default


def _terms(beginning: Beginning, problems: dict[str, str]) -> TermsDraft:
    if beginning.terms_days is None:
        return TermsDraft("No due date", None)
    days = beginning.terms_days
    if days == -1:
        days = _days(beginning.own_days, "own_days", problems)
    return TermsDraft(f"Net {days}" if days else "Due on receipt", days)


def _days(typed: str, name: str, problems: dict[str, str]) -> int:
    text = clean(typed)
    if text.isascii() and text.isdecimal() and len(text) < 6:
        return int(text)
    problems[name] = "Type a number of days, such as 30."
    return 0


class BeginningFile:
    """Where the beginning of this desktop's next office is kept. Thread-safe: of several writes the newest stays."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()
        self._turns = count(1)
        self._turn = 0

    def turn(self) -> int:
        """The place of a write that is about to be made, among others."""
        return next(self._turns)

    def read(self) -> Beginning | None:
        """What was kept; ``None`` where nothing was. A file that cannot be read is put aside, not lost."""
        try:
            data: Any = json.loads(self.path.read_bytes().decode("utf-8", "surrogatepass"))
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']}")
            return decode(Beginning, data["beginning"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as problem:
            log.warning("the beginning of a new office can't be read: %s", problem)
            with suppress(OSError):
                self.path.replace(self.path.with_name("new-office-damaged.json"))
            return None

    def write(self, beginning: Beginning, turn: int = 0) -> None:
        """Keep it, whole or not at all. Raises known errors of :func:`officedesk.files.replacing`."""
        turn = turn or self.turn()
        content = json.dumps({"format": FORMAT, "beginning": encode(beginning)}, ensure_ascii=False)
        with self._lock:
            if turn < self._turn:
                return
            self._turn = turn
            self.path.parent.mkdir(parents=True, exist_ok=True)
            files.write_bytes(self.path, content.encode("utf-8", "surrogatepass"))

    def forget(self) -> None:
        """The office is made, or not wanted any more. What is still to be written of it is not."""
        turn = self.turn()
        with self._lock:
            self._turn = turn
            self.path.unlink(missing_ok=True)
