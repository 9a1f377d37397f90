"""Lists of projects: of the office, of a customer, and what a project's page shows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.errors import NotFound
from officedesk.models.company import Brand, User
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import LeadStatus, Priority, ProjectState
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import Step, is_put_off
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import ProjectFilter, ProjectRow, Which
from officedesk.services.projects.stages import first_lead, place_of_stage, stage, urgency, value
from officedesk.services.sqllist import SqlList, company_key, location_key, matches

LATELY = 30
"""Days for which a delivered project is among the current ones."""
NEWEST = Sort("number", descending=True)


class ProjectList(SqlList[ProjectFilter, ProjectRow]):
    """Projects that are not in the trash, of customers that are not."""

    permission = Permission.PROJECTS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Project.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "number": (Project.serial, Project.number),
            "title": (func.lower(Project.title),),
            "company": (company_key(Project.customer_id),),
            "location": (location_key(Project.location_id),),
            "estimator": (_named(User.name, Project.estimator_id),),
            "brand": (_named(Brand.name, Project.brand_id),),
            "priority": (urgency(),),
            "step": (place_of_stage(), Project.state),
            "state": (Project.state,),
            "due": (Project.due,),
            "delivered_at": (Project.delivered_at,),
            "created_at": (Project.created_at,),
            "value": (value(),),
            "source": (select(func.lower(Lead.source)).where(Lead.id == first_lead()).scalar_subquery(),),
        }[column]

    def _where(self, query: ProjectFilter) -> list[ColumnElement[bool]]:
        return conditions(query, self._desk)

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, ProjectRow]:
        return read(session, self._desk, Project.id.in_(ids))

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        return {"value": func.sum(value())} if self._desk.may(Permission.MONEY_READ) else {}


def projects(desk: Desk, customer_id: int, state: Which = Which.ALL, limit: int = 500) -> list[ProjectRow]:
    """The projects of a customer, the newest first."""
    desk.need(Permission.PROJECTS_READ)
    return ProjectList(desk).first(ProjectFilter(customer_id=customer_id, which=state), NEWEST, limit)


def counts(desk: Desk, customer_id: int) -> dict[Which, int]:
    """How many projects of a customer each part has."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Project.state, func.count())
            .where(Project.customer_id == customer_id, Project.deleted_at.is_(None))
            .group_by(Project.state)
        ).all()
    by_state = {Which(state.value): int(number) for state, number in rows}
    parts = (Which.IN_PROGRESS, Which.COMPLETED, Which.DECLINED)
    return {part: by_state.get(part, 0) for part in parts} | {Which.ALL: sum(by_state.values())}


def project_row(desk: Desk, project_id: int) -> ProjectRow:
    """One project as lists show it. Raises :class:`NotFound`."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        found = read(session, desk, Project.id == project_id, Project.deleted_at.is_(None)).get(project_id)
    if found is None:
        raise NotFound("This project is no longer there.", hint="It may be in the trash.")
    return found


def choices(desk: Desk, customer_id: int, limit: int = 200) -> tuple[tuple[int, str], ...]:
    """(id, name) of the projects that a document of this customer can belong to, the newest first."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Project.id, Project.number, Project.title)
            .where(Project.customer_id == customer_id, Project.deleted_at.is_(None))
            .order_by(Project.serial.desc(), Project.id.desc())
            .limit(limit)
        )
        return tuple((row.id, f"{row.number} · {row.title}") for row in rows)


def conditions(query: ProjectFilter, desk: Desk) -> list[ColumnElement[bool]]:
    """What a filter asks for, as SQL."""
    found: list[ColumnElement[bool]] = [Project.deleted_at.is_(None), *_which(desk, query.which)]
    for column, wanted in (
        (Project.customer_id, query.customer_id),
        (Project.location_id, query.location_id),
        (Project.estimator_id, query.estimator_id),
        (Project.brand_id, query.brand_id),
    ):
        if wanted is not None:
            found.append(column == wanted)
    if query.customer_id is None:
        gone = exists().where(Customer.id == Project.customer_id, Customer.deleted_at.is_not(None))
        found.append(~gone)
    if query.ids:
        found.append(Project.id.in_(query.ids))
    if query.step is not None:
        found.append(stage() == query.step.value)
    if query.priority is not None:
        asked: ColumnElement[bool] = exists().where(
            Lead.project_id == Project.id, Lead.deleted_at.is_(None), Lead.priority == query.priority
        )
        if query.priority is Priority.NORMAL:
            asked = or_(asked, ~exists().where(Lead.project_id == Project.id, Lead.deleted_at.is_(None)))
        found.append(asked)
    if query.due_from is not None:
        found.append(Project.due >= query.due_from)
    if query.due_to is not None:
        found.append(Project.due <= query.due_to)
    return found + matches(query.text, Project.text_key, Project.customer_id, Project.location_id)


def _which(desk: Desk, which: Which) -> list[ColumnElement[bool]]:
    if which is Which.ALL:
        return []
    if which is Which.CURRENT:
        lately = desk.start_of(desk.today() - timedelta(days=LATELY))
        fresh = or_(Project.delivered_at.is_(None), Project.delivered_at >= lately)
        return [and_(Project.state != ProjectState.DECLINED, fresh)]
    return [Project.state == ProjectState(which.value)]


def read(session: Session, desk: Desk, *where: ColumnElement[bool]) -> dict[int, ProjectRow]:
    """Rows by id."""
    place, lead, estimator = Location.__table__.c, aliased(Lead), aliased(User)
    names = (
        "id", "number", "title", "description", "customer_id", "estimator_id", "brand_id", "state", "due",
        "delivered_at", "created_at", "cover_id", "version",
    )  # fmt: skip
    rows = session.execute(
        select(
            *(getattr(Project, name) for name in names),
            stage().label("step"),
            value().label("value"),
            Customer.name.label("company"),
            Contact.name.label("contact"),
            estimator.name.label("estimator"),
            Brand.name.label("brand"),
            lead.id.label("lead_id"),
            lead.status.label("lead_status"),
            lead.priority.label("priority"),
            lead.postponed_until,
            lead.appointment,
            lead.call_requested,
            lead.source,
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .join(Customer, Customer.id == Project.customer_id)
        .join(Brand, Brand.id == Project.brand_id)
        .outerjoin(Location, Location.id == Project.location_id)
        .outerjoin(Contact, Contact.id == Project.contact_id)
        .outerjoin(estimator, estimator.id == Project.estimator_id)
        .outerjoin(lead, lead.id == first_lead())
        .where(*where)
    )
    today, sees = desk.today(), desk.may(Permission.MONEY_READ)
    return {row.id: _row(row, names, today, sees) for row in rows}


def _row(row: Any, names: Sequence[str], today: Any, sees: bool) -> ProjectRow:
    put_off = row.lead_status is not None and is_put_off(row.lead_status, row.postponed_until, today)
    return ProjectRow(
        **{name: getattr(row, name) for name in names},
        company=row.company,
        location=location_line(row) or row.location_name or "",
        contact=row.contact or "",
        estimator=row.estimator or "",
        brand=row.brand,
        step=Step(row.step),
        late=row.due is not None and row.due < today and row.state is ProjectState.IN_PROGRESS,
        value=int(row.value or 0) if sees else 0,
        lead_id=row.lead_id,
        lead_status=row.lead_status,
        priority=row.priority or Priority.NORMAL,
        postponed_until=row.postponed_until,
        put_off=put_off,
        back=row.lead_status is LeadStatus.POSTPONED and not put_off,
        appointment=row.appointment,
        call_requested=bool(row.call_requested),
        source=row.source or "",
    )


def _named(name: Any, key: Any) -> ColumnElement[Any]:
    return select(func.lower(name)).where(name.class_.id == key).scalar_subquery()
