"""The list of invoices, deposit invoices and credit notes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.states import invoice_status
from officedesk.models.work import Job
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import InvoiceFilter, InvoiceQuick, InvoiceRow
from officedesk.services.sqllist import SqlList, company_key, location_key, matches


class InvoiceList(SqlList[InvoiceFilter, InvoiceRow]):
    """Invoices that are not in the trash. The footer sums issued ones only; credit notes count negative."""

    permission = Permission.INVOICES_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Invoice.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        table = Invoice
        due = case((table.state == InvoiceState.ISSUED, table.due_date))
        return {
            "date": (table.date,),
            "number": (table.serial, table.number),
            "kind": (table.kind,),
            "estimate_number": (_serial(Estimate, table.estimate_id),),
            "job_number": (_serial(Job, table.job_id),),
            "company": (company_key(table.customer_id),),
            "location": (location_key(table.location_id),),
            "due_date": (table.due_date,),
            "balance": (table.balance,),
            "total": (table.total,),
            "status": (self._rank(),),
            "days_overdue": (case((table.balance > 0, due), else_=None),),
            "viewed_on": (table.viewed_on,),
        }[column]

    def _where(self, query: InvoiceFilter) -> list[ColumnElement[bool]]:
        table = Invoice
        found: list[ColumnElement[bool]] = [table.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(table.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(table.location_id == query.location_id)
        if query.job_id is not None:
            found.append(table.job_id == query.job_id)
        if query.date_from is not None:
            found.append(table.date >= query.date_from)
        if query.date_to is not None:
            found.append(table.date <= query.date_to)
        if query.quick is InvoiceQuick.DRAFT:
            found.append(table.state == InvoiceState.DRAFT)
        elif query.quick is not InvoiceQuick.ALL:
            found += [table.state == InvoiceState.ISSUED, table.kind != InvoiceKind.CREDIT_NOTE]
        if query.quick is InvoiceQuick.PAID:
            found.append(table.balance <= 0)
        elif query.quick not in (InvoiceQuick.ALL, InvoiceQuick.DRAFT):
            found.append(table.balance > 0)
        today = self._desk.today()
        if query.quick is InvoiceQuick.OVERDUE:
            found.append(table.due_date < today)
        elif query.quick is InvoiceQuick.AWAITING:
            found.append(or_(table.due_date.is_(None), table.due_date >= today))
        return found + matches(query.text, table.text_key, table.customer_id, table.location_id)

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        issued = Invoice.state == InvoiceState.ISSUED
        return {
            "balance": func.sum(case((issued, Invoice.balance), else_=0)),
            "total": func.sum(case((issued, Invoice.total), else_=0)),
        }

    def _rank(self) -> ColumnElement[Any]:
        """:func:`models.states.invoice_status` in SQL, as the place of the status in its order."""
        table = Invoice
        overdue = and_(table.due_date.is_not(None), table.due_date < self._desk.today())
        return case(
            (table.state == InvoiceState.DRAFT, 0),
            (table.state == InvoiceState.VOID, 5),
            (table.balance <= 0, 3),
            (overdue, 4),
            (table.balance < table.total, 2),
            else_=1,
        )

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, InvoiceRow]:
        table = Invoice
        place = Location.__table__.c
        rows = session.execute(
            select(
                table.id,
                table.date,
                func.coalesce(table.number, "").label("number"),
                table.kind,
                func.coalesce(Estimate.number, "").label("estimate_number"),
                func.coalesce(Job.number, "").label("job_number"),
                table.customer_id,
                Customer.name.label("company"),
                table.due_date,
                table.balance,
                table.total,
                table.state,
                table.viewed_on,
                table.version,
                *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
                place.name.label("location_name"),
            )
            .join(Customer, Customer.id == table.customer_id)
            .outerjoin(Estimate, Estimate.id == table.estimate_id)
            .outerjoin(Job, Job.id == table.job_id)
            .outerjoin(Location, Location.id == table.location_id)
            .where(table.id.in_(ids))
        )
        today = self._desk.today()
        found = {}
        for row in rows:
            owed = row.state is InvoiceState.ISSUED and row.balance > 0 and row.due_date is not None
            found[row.id] = InvoiceRow(
                id=row.id,
                date=row.date,
                number=row.number,
                kind=row.kind,
                estimate_number=row.estimate_number,
                job_number=row.job_number,
                customer_id=row.customer_id,
                company=row.company,
                location=location_line(row) or row.location_name or "",
                due_date=row.due_date,
                balance=row.balance,
                total=row.total,
                status=invoice_status(row.state, row.total, row.balance, row.due_date, today),
                days_overdue=max((today - row.due_date).days, 0) if owed else 0,
                viewed_on=row.viewed_on,
                version=row.version,
            )
        return found


def _serial(table: type[Estimate] | type[Job], link: Any) -> ColumnElement[Any]:
    return select(table.serial).where(table.id == link).scalar_subquery()
