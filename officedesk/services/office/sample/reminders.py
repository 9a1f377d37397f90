"""Reminders of the sample: two for this morning, which the bell shows, and what comes later."""

from datetime import datetime, time

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.models.due import instant
from officedesk.models.enums import ReminderStatus, Repeat
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate
from officedesk.services.office.sample.builder import Builder

RAZ, RABEEA, ANNA = "Raz Bajwa", "Rabeea Anwaar", "Anna Lindqvist"


def reminders(build: Builder, abc: Customer, near: dict[str, Customer]) -> None:
    """Days count back from today: below zero they are still to come."""
    contract = build.session.scalars(select(Estimate.id).where(Estimate.number == "1230")).one()
    _remind(
        build, abc, "Contract renewal", 0, time(7, 30), RAZ, place=2, estimate=contract, repeat=Repeat.YEARLY,
        description="The first year ends: send the offer for the second.",
    )  # fmt: skip
    _remind(
        build, abc, "Warranty ends in 21 days", 0, time(7, 45), RAZ, place=0,
        description="AC condenser 04: let the maker look at the noise before it is over.",
    )  # fmt: skip
    _remind(
        build, abc, "Call John about roof access", -1, time(9, 30), RAZ, place=0, repeat=Repeat.MONTHLY,
        description="The building engineer is in on Tuesdays and Thursdays.",
    )  # fmt: skip
    _remind(build, abc, "Ask Tori for the new gate code", -6, time(14), RABEEA, place=1)
    _remind(build, abc, "Send the copies of the last invoices to John", 4, time(9), ANNA, place=0, done=True)
    _remind(build, near["birchwood"], "Order the compressor", -2, time(8), RAZ)
    _remind(build, near["carver"], "Ask for the new exemption certificate", -12, time(10), RABEEA, repeat=Repeat.YEARLY)
    _remind(build, near["hennepin"], "Confirm the crane", -1, time(15), ANNA)


def _remind(
    build: Builder,
    customer: Customer,
    subject: str,
    ago: int,
    at: time,
    user: str,
    *,
    place: int | None = None,
    description: str = "",
    repeat: Repeat = Repeat.NEVER,
    estimate: int | None = None,
    done: bool = False,
) -> None:
    due = datetime.combine(build.day(ago), at)
    due_at = instant(due, build.desk.zone)
    made = build.at(max(ago, 0) + 9)
    build.session.add(
        Reminder(
            customer_id=customer.id,
            location_id=None if place is None else customer.locations[place].id,
            user_id=build.users[user].id,
            created_by_id=build.users[RAZ].id,
            subject=subject,
            description=description,
            due=due,
            zone=build.desk.zone.key,
            due_at=due_at,
            alert_at=due_at,
            day=due.day,
            repeat=repeat,
            status=ReminderStatus.DONE if done else ReminderStatus.OPEN,
            done_at=build.at(max(ago - 1, 0)) if done else None,
            about="estimate" if estimate is not None else "",
            about_id=estimate,
            created_at=made,
            updated_at=build.at(max(ago - 1, 0)) if done else made,
        )
    )
