"""The board of projects: a column for each step, its most urgent cards first."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import literal, select

from officedesk.models.pipeline import Project
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.listing import conditions, read
from officedesk.services.projects.rows import Column, ProjectFilter
from officedesk.services.projects.stages import put_off, stage, urgency, value

MOST = 40
"""Cards of a column that come with the board; the others are read as somebody looks at them."""
_NEVER, _LONG_AGO = date.max, datetime(1, 1, 2, tzinfo=UTC)


def kanban(desk: Desk, query: ProjectFilter, most: int = MOST) -> tuple[Column, ...]:
    """The columns of the board in order, each with its first ``most`` cards.

    In a column come urgent projects first, then by the day they are due, then the newest; what is put off comes last.
    What was delivered is there by when it was, the latest first.
    """
    desk.need(Permission.PROJECTS_READ)
    sees = desk.may(Permission.MONEY_READ)
    # Where a project stands is asked once of each: to sort and count here costs a tenth of asking again.
    columns = (
        Project.id,
        stage().label("step"),
        (value() if sees else literal(0)).label("value"),
        put_off(desk.today()).label("put_off"),
        urgency().label("urgency"),
        Project.delivered_at,
        Project.due,
    )
    with desk.read() as session:
        found: dict[Step, list[Any]] = {step: [] for step in Step}
        for row in session.execute(select(*columns).where(*conditions(query, desk))):
            found[Step(row.step)].append(row)
        ids = {step: tuple(row.id for row in sorted(rows, key=_place)) for step, rows in found.items()}
        every = [key for keys in ids.values() for key in keys[:most]]
        cards = read(session, desk, Project.id.in_(every)) if every else {}
    return tuple(
        Column(
            step,
            ids[step],
            tuple(cards[key] for key in ids[step][:most] if key in cards),
            sum(int(row.value or 0) for row in rows),
        )
        for step, rows in found.items()
    )


def _place(row: Any) -> tuple[Any, ...]:
    delivered = row.delivered_at or _LONG_AGO
    return bool(row.put_off), -delivered.timestamp(), -row.urgency, row.due or _NEVER, -row.id
