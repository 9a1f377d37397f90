"""The Today page: what waits for whoever sits at the desk, in a handful of queries that walk along indexes."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from officedesk.models.customers import Customer
from officedesk.models.enums import EstimateStatus, JobStatus, ReminderStatus
from officedesk.models.messages import IN_TROUBLE, Message
from officedesk.models.notes import Todo
from officedesk.models.reminders import Reminder
from officedesk.models.sales import UNANSWERED, Estimate, Invoice
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.tasks.listing import day_begins, of_nobody_gone
from officedesk.services.tasks.reading import task_query, task_row
from officedesk.services.tasks.today_money import UNISSUED, money
from officedesk.services.tasks.today_rows import (
    DueReminder,
    FailedMessage,
    LeftDraft,
    Today,
    TodayTasks,
    TodayVisit,
)
from officedesk.services.work.days import may_be_on, span
from officedesk.services.work.visit_people import names_of

TASKS, DONE, REMINDERS, VISITS, DRAFTS, MESSAGES = 15, 5, 8, 24, 4, 4
"""So many rows of each are read: whoever wants more opens the list behind them."""


def today(desk: Desk, *, everyone: bool = False) -> Today:
    """The office's day. ``everyone``: the open tasks of the whole office in place of one's own.

    What the role may not see is left out.
    """
    desk.need(Permission.CUSTOMERS_READ)
    day = desk.today()
    with desk.read() as session:
        tasks = _tasks(session, desk, everyone=everyone)
        reminders, reminder_count = _reminders(session, desk)
        visits: list[TodayVisit] = _visits(session, desk) if desk.may(Permission.JOBS_READ) else []
        drafts, draft_count = _drafts(session, desk)
        failed, failed_count = _failed(session) if desk.may(Permission.MESSAGES_READ) else ((), 0)
        return Today(
            day=day,
            tasks=tasks,
            reminders=reminders,
            reminder_count=reminder_count,
            visits=tuple(visits[:VISITS]),
            visit_count=len(visits),
            unassigned=sum(not visit.technicians for visit in visits if visit.status is not JobStatus.CANCELLED),
            money=money(session, desk, day) if desk.may(Permission.MONEY_READ) else None,
            drafts=drafts,
            draft_count=draft_count,
            failed=failed,
            failed_count=failed_count,
        )


def _tasks(session: Session, desk: Desk, *, everyone: bool) -> TodayTasks:
    day = desk.today()
    whose = [] if everyone else [Todo.assignee_id == desk.actor.user_id]
    waiting = [Todo.done_at.is_(None), Todo.deleted_at.is_(None), *whose, of_nobody_gone()]
    dated = task_query().where(*waiting, Todo.due.is_not(None)).order_by(Todo.due, Todo.id).limit(TASKS)
    rows = session.execute(dated).all()
    if (room := TASKS - len(rows)) > 0:
        rows = [*rows, *session.execute(task_query().where(*waiting, Todo.due.is_(None)).order_by(Todo.id).limit(room))]
    done = task_query().where(*whose, Todo.done_at >= day_begins(desk.today(), desk.zone), of_nobody_gone())
    rows = [*rows, *session.execute(done.order_by(Todo.done_at.desc(), Todo.id.desc()).limit(DONE))]
    counts = session.execute(
        select(
            func.count(),
            func.count().filter(Todo.due < day),
            func.count().filter(Todo.due == day),
        )
        .select_from(Todo)
        .where(*waiting)
    ).one()
    return TodayTasks(tuple(map(task_row, rows)), *map(int, counts))


def _reminders(session: Session, desk: Desk) -> tuple[tuple[DueReminder, ...], int]:
    ends = datetime.combine(desk.today() + timedelta(days=1), time(), desk.zone).astimezone(UTC)
    mine = [
        Reminder.user_id == desk.actor.user_id,
        Reminder.status == ReminderStatus.OPEN,
        Reminder.deleted_at.is_(None),
        Reminder.alert_at < ends,
        or_(Reminder.customer_id.is_(None), Customer.deleted_at.is_(None)),
    ]
    query = select(
        Reminder.id,
        Reminder.version,
        Reminder.alert_at,
        Reminder.subject,
        Reminder.description,
        Reminder.customer_id,
        Customer.name.label("customer"),
        Reminder.about,
        Reminder.about_id,
        func.count().over().label("all_of_them"),
    ).outerjoin(Customer, Customer.id == Reminder.customer_id)
    rows = session.execute(query.where(*mine).order_by(Reminder.alert_at, Reminder.id).limit(REMINDERS)).all()
    found = tuple(DueReminder(*row[:6], row.customer or "", row.about, row.about_id) for row in rows)
    return found, int(rows[0].all_of_them) if rows else 0


def _visits(session: Session, desk: Desk) -> list[TodayVisit]:
    """All visits that are on the office's day anywhere between its two midnights, in the order of the clock."""
    day = desk.today()
    rows = session.execute(
        select(
            Visit.id,
            Visit.job_id,
            Job.number,
            Job.customer_id,
            Customer.name.label("customer"),
            Job.description,
            Visit.starts,
            Visit.ends,
            Visit.zone,
            Visit.all_day,
            Visit.status,
        )
        .join(Job, Job.id == Visit.job_id)
        .join(Customer, Customer.id == Job.customer_id)
        .where(
            *may_be_on(day),
            Job.deleted_at.is_(None),
            Customer.deleted_at.is_(None),
        )
    ).all()
    here = [(row, lasts) for row in rows if (lasts := span(row, day, desk.zone)) is not None]
    here.sort(key=lambda one: (not one[0].all_day, one[1][0], one[0].id))
    names = names_of(session, [row.id for row, _ in here])
    return [
        TodayVisit(
            id=row.id,
            job_id=row.job_id,
            number=row.number,
            customer_id=row.customer_id,
            customer=row.customer,
            description=row.description,
            starts=None if row.all_day else lasts[0],
            ends=None if row.all_day else lasts[1],
            status=row.status,
            technicians=names.get(row.id, ""),
        )
        for row, lasts in here
    ]


def _drafts(session: Session, desk: Desk) -> tuple[tuple[LeftDraft, ...], int]:
    """Estimates that were not sent and invoices that were not issued, the newest of each."""
    found: list[LeftDraft] = []
    count = 0
    if desk.may(Permission.ESTIMATES_READ):
        draft = Estimate.status == EstimateStatus.DRAFT
        newest = select(Estimate.id).where(text(UNANSWERED), draft).order_by(Estimate.date.desc(), Estimate.id.desc())
        rows = session.execute(
            select(
                Estimate.id,
                Estimate.number,
                Estimate.number.label("job_number"),
                Estimate.description,
                Estimate.customer_id,
                Customer.name,
                Estimate.total,
            )
            .join(Customer, Customer.id == Estimate.customer_id)
            .where(Estimate.id.in_(list(session.scalars(newest.limit(DRAFTS)))))
            .order_by(Estimate.date.desc(), Estimate.id.desc())
        )
        found += _left("estimate", rows)
        count += session.scalar(select(func.count()).select_from(Estimate).where(text(UNANSWERED), draft)) or 0
    if desk.may(Permission.INVOICES_READ):
        latest = select(Invoice.id).where(*UNISSUED).order_by(Invoice.date.desc(), Invoice.id.desc())
        rows = session.execute(
            select(
                Invoice.id,
                func.coalesce(Invoice.number, ""),
                func.coalesce(Job.number, "").label("job_number"),
                Invoice.description,
                Invoice.customer_id,
                Customer.name,
                Invoice.total,
            )
            .join(Customer, Customer.id == Invoice.customer_id)
            .outerjoin(Job, Job.id == Invoice.job_id)
            .where(Invoice.id.in_(list(session.scalars(latest.limit(DRAFTS)))))
            .order_by(Invoice.date.desc(), Invoice.id.desc())
        )
        found += _left("invoice", rows)
        count += session.scalar(select(func.count()).select_from(Invoice).where(*UNISSUED)) or 0
    return tuple(found), count


def _left(kind: str, rows: Iterable[Any]) -> list[LeftDraft]:
    return [LeftDraft(kind, row[0], row[1], "" if kind == "estimate" else row[2], *row[3:]) for row in rows]


def _failed(session: Session) -> tuple[tuple[FailedMessage, ...], int]:
    latest = select(Message.id).where(text(IN_TROUBLE)).order_by(Message.at.desc(), Message.id.desc())
    rows = session.execute(
        select(
            Message.id,
            Message.channel,
            Message.status,
            Message.to_text,
            Message.subject,
            Message.trouble,
            Message.customer_id,
            Customer.name.label("customer"),
        )
        .outerjoin(Customer, Customer.id == Message.customer_id)
        .where(Message.id.in_(list(session.scalars(latest.limit(MESSAGES)))))
        .order_by(Message.at.desc(), Message.id.desc())
    )
    found = tuple(FailedMessage(*row[:7], row.customer or "") for row in rows)
    count = session.scalar(select(func.count()).select_from(Message).where(text(IN_TROUBLE))) if found else 0
    return found, int(count or 0)
