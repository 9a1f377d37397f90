"""Founding an office: schema, company, default brand, first user, terms, taxes and number sequences."""

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database
from officedesk.errors import InvalidInput
from officedesk.models.company import Brand, Company, NumberCounter, NumberSequence, TaxRate, Terms, User
from officedesk.models.enums import FormMoment, Role, SequenceKind
from officedesk.models.forms import FormTemplate
from officedesk.models.numbering import period_of
from officedesk.models.text import clean, email_problem, fold
from officedesk.models.usual_forms import USUAL
from officedesk.services.office.continuing import Continued, meeting
from officedesk.services.office.drafts import CompanyDraft, Founding, SequenceDraft
from officedesk.services.office.passwords import hashed, password_problem
from officedesk.services.office.rules import (
    company_problems,
    logo_problem,
    parts_of,
    sequence_problems,
    tax_problems,
    terms_problems,
)

STARTS = {
    SequenceKind.CUSTOMER: 1001,
    SequenceKind.ESTIMATE: 1001,
    SequenceKind.JOB: 1001,
    SequenceKind.INVOICE: 1001,
    SequenceKind.CREDIT_NOTE: 101,
    SequenceKind.PAYMENT: 1,
    SequenceKind.CONTRACT: 1001,
    SequenceKind.PROJECT: 1001,
}
"""First numbers of a new office. Credit notes carry a prefix, so that no paper shares a number with an invoice."""
PATTERNS = {SequenceKind.CREDIT_NOTE: "CN-{n}", SequenceKind.CONTRACT: "C-{n}", SequenceKind.PROJECT: "P-{n}"}
TERMS = (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30), ("No due date", None))
DEFAULT_TERMS = "Net 30"


def founding_problems(founding: Founding) -> dict[str, str]:
    """Fields of ``founding`` that cannot stand, and why; empty when an office can be made with it."""
    fields = company_problems(
        CompanyDraft(
            name=founding.name,
            email=founding.email,
            currency=founding.currency,
            time_zone=founding.time_zone,
            date_format=founding.date_format,
            estimate_valid_days=founding.estimate_valid_days,
        )
    )
    for index, rate in enumerate(founding.tax_rates):
        fields |= {f"tax_rates.{index}.{name}": text for name, text in tax_problems(rate).items()}
    for kind, start in founding.starts.items():
        if start < 1:
            fields[f"starts.{kind.value}"] = "Numbers start at 1 or higher."
    for kind, number in founding.numbers.items():
        draft = SequenceDraft(kind, number.pattern, number.padding, number.yearly, number.next_value)
        if found := sequence_problems(draft):
            fields[f"numbers.{kind.value}"] = next(iter(found.values()))
    fields |= {f"numbers.{kind.value}": text for kind, text in meeting(usual_numbers(founding)).items()}
    if founding.terms is not None:
        fields |= {f"terms.{name}": text for name, text in terms_problems(founding.terms).items()}
    if problem := logo_problem(founding.logo):
        fields["logo"] = problem
    fields |= _user_problems(founding)
    if not clean(founding.user):
        fields["user"] = "The first user needs a name."
    if problem := email_problem(founding.user_email):
        fields["user_email"] = problem
    if founding.password and (problem := password_problem(founding.password, founding.user, founding.name)):
        fields["password"] = problem
    return fields


def usual_numbers(founding: Founding) -> dict[SequenceKind, Continued]:
    """How every kind is numbered in the new office, whether it goes on from other numbers or begins anew."""
    return {
        kind: founding.numbers.get(kind)
        or Continued(PATTERNS.get(kind, "{n}"), next_value=founding.starts.get(kind, STARTS[kind]))
        for kind in SequenceKind
    }


def _user_problems(founding: Founding) -> dict[str, str]:
    """Further users: names of their own, addresses that are some, passwords that keep anybody out."""
    fields = {}
    names = {fold(founding.user)}
    for index, user in enumerate(founding.users):
        if not clean(user.name):
            fields[f"users.{index}.name"] = "Everybody needs a name."
        elif fold(user.name) in names:
            fields[f"users.{index}.name"] = f"There is {clean(user.name)} already: names tell users apart."
        names.add(fold(user.name))
        if problem := email_problem(user.email):
            fields[f"users.{index}.email"] = problem
        if user.password and (problem := password_problem(user.password, user.name, founding.name)):
            fields[f"users.{index}.password"] = problem
        elif user.password and not founding.password:
            fields[f"users.{index}.password"] = "Give yourself a password first: you are the admin."
    return fields


def found_office(place: OfficePlace, founding: Founding) -> None:
    """Make a new office at ``place``: all of it, or nothing is left behind.

    Raises :class:`InvalidInput` for what cannot stand in ``founding`` and :class:`OfficeError` where something is
    at ``place`` already or it cannot be written to.
    """
    if fields := founding_problems(founding):
        raise InvalidInput(fields)
    engine = schema.create(place)
    database = Database(place, engine)
    try:
        with database.write(Actor(None, clean(founding.user), "")) as session:
            _fill(session, founding)
    except BaseException:
        database.close()
        if place.path is not None:
            with contextlib.suppress(OSError):
                place.path.unlink()
        raise
    database.close()


def _fill(session: Session, founding: Founding) -> None:
    session.add(
        User(
            name=clean(founding.user),
            email=clean(founding.user_email),
            role=Role.ADMIN,
            password_hash=hashed(founding.password) if founding.password else None,
        )
    )
    for user in founding.users:
        secret = hashed(user.password) if user.password else None
        session.add(User(name=clean(user.name), email=clean(user.email), role=user.role, password_hash=secret))
    usual = dict(TERMS)
    chosen = DEFAULT_TERMS
    if founding.terms is not None:
        chosen = clean(founding.terms.name)
        usual.setdefault(chosen, founding.terms.due_days)
    terms = [Terms(name=name, due_days=days) for name, days in usual.items()]
    rates = [TaxRate(name=clean(rate.name), percent=rate.percent, active=rate.active) for rate in founding.tax_rates]
    session.add_all([*terms, *rates])
    session.flush()
    default = founding.default_tax
    address = {name: clean(value) if isinstance(value, str) else value for name, value in parts_of(founding.address)}
    session.add(
        Company(
            name=clean(founding.name),
            phone=clean(founding.phone),
            email=clean(founding.email),
            currency=founding.currency,
            time_zone=founding.time_zone,
            date_format=founding.date_format,
            paper_size=founding.paper_size,
            tax_rounding=founding.tax_rounding,
            prices_include_tax=founding.prices_include_tax,
            estimate_valid_days=founding.estimate_valid_days,
            default_terms_id=next(item.id for item in terms if item.name == chosen),
            default_tax_rate_id=rates[default].id if default is not None and default < len(rates) else None,
            is_sample=founding.is_sample,
            **address,
        )
    )
    session.add(
        Brand(
            name=clean(founding.name),
            phone=clean(founding.phone),
            email=clean(founding.email),
            website=clean(founding.website),
            colour=founding.colour,
            logo=founding.logo,
            thanks="Thank you for your business.",
            is_default=True,
            **address,
        )
    )
    now = datetime.now(UTC)
    for place, form in enumerate(USUAL):
        asked = {**form, "moment": FormMoment(form["moment"])}
        session.add(FormTemplate(**asked, position=place, created_at=now, updated_at=now))
    sequences = []
    for kind, number in usual_numbers(founding).items():
        # Where numbers start anew each year only this year's go on from others; the start counts in every year.
        start = 1 if number.yearly else number.next_value
        made = NumberSequence(
            kind=kind, pattern=number.pattern, padding=number.padding, yearly=number.yearly, start=start
        )
        sequences.append((made, number))
    session.add_all(made for made, _ in sequences)
    session.flush()
    this_year = period_of(datetime.now(ZoneInfo(founding.time_zone)).date(), yearly=True)
    session.add_all(
        NumberCounter(sequence_id=made.id, period=this_year, next_value=number.next_value)
        for made, number in sequences
        if number.yearly
    )
