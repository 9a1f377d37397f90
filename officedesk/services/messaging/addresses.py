"""Email addresses and phone numbers as messages need them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Company
from officedesk.models.enums import Channel
from officedesk.models.text import clean, email_problem
from officedesk.services.messaging.drafts import Address

HOME_REGION = "US"
MOST = 100
"""Addresses of one message; a message to all customers is one message for each."""


def parse_addresses(text: str) -> tuple[Address, ...]:
    """What was typed into To, Cc or Bcc: ``Pat Doe <pat@example.com>; lee@example.com``. Checked when it is saved."""
    found = []
    for part in _parts(text):
        name, bracket, rest = part.rpartition("<")
        if bracket and rest.endswith(">"):
            found.append(Address(clean(name).strip('" '), clean(rest[:-1])))
        else:
            found.append(Address("", clean(part)))
    return tuple(found)


def _parts(text: str) -> Iterable[str]:
    part, quoted = "", False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        if letter in ",;\n" and not quoted:
            if part.strip():
                yield part.strip()
            part = ""
        else:
            part += letter
    if part.strip():
        yield part.strip()


def tidy_email(address: Address) -> Address:
    """Without control characters and line breaks; the address in lower case, as it is stored."""
    return Address(clean(address.name)[:200], clean(address.address).lower())


def email_fault(address: Address) -> str | None:
    """Why no email can go to this address; ``None`` where one can."""
    if not address.address:
        return "Enter an email address."
    if problem := email_problem(address.address):
        return problem
    local, _, domain = address.address.rpartition("@")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return f"“{address.address[:60]}” is not an email address."
    try:
        ascii_domain(domain)
    except ValueError:
        return f"“{address.address[:60]}” is not an email address."
    return None


def ascii_domain(domain: str) -> str:
    """A domain as servers write it (``müller.example`` is ``xn--mller-kva.example``). ``ValueError`` where none is."""
    return domain.encode("idna").decode("ascii") if not domain.isascii() else domain


def region_of(session: Session) -> str:
    """The country whose numbers need no country code: the company's, where it is a code of two letters, else the US."""
    country = (session.scalar(select(Company.country).limit(1)) or "").strip().upper()
    return country if len(country) == 2 and country.isalpha() else HOME_REGION


def e164(number: str, region: str = HOME_REGION) -> str:
    """A phone number as providers take it: ``(612) 746-4017`` is ``+16127464017``.

    Extensions are left out. ``ValueError``, whose text is shown, where it cannot be a number.
    """
    import phonenumbers

    shown = " ".join(number.split())[:40]
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise ValueError(f"“{shown}” is not a phone number.") from None
    if not phonenumbers.is_valid_number(found):
        raise ValueError(f"“{shown}” is not a phone number that exists.")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def checked(
    channel: Channel, addresses: Iterable[Address], field: str, region: str
) -> tuple[tuple[Address, ...], dict[str, str]]:
    """``addresses`` as they are stored, each once, and what is wrong by field (``to.1``)."""
    found: dict[str, Address] = {}
    faults: dict[str, str] = {}
    for at, address in enumerate(addresses):
        tidied = tidy_email(address)
        if not (tidied.name or tidied.address):
            continue
        if channel is Channel.EMAIL:
            if fault := email_fault(tidied):
                faults[f"{field}.{at}"] = fault
                continue
        else:
            try:
                tidied = Address(tidied.name, e164(tidied.address, region))
            except ValueError as problem:
                faults[f"{field}.{at}"] = str(problem)
                continue
        found.setdefault(tidied.address, tidied)
    if len(found) > MOST:
        faults[field] = f"One message goes to {MOST} addresses at most: send it to many customers instead."
    return tuple(found.values()), faults
