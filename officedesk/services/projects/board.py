"""The board of projects: a column for each step, its most urgent cards first."""

from sqlalchemy import case, func, select

from officedesk.models.pipeline import Project
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.listing import conditions, read
from officedesk.services.projects.rows import Column, ProjectFilter
from officedesk.services.projects.stages import put_off, stage, urgency, value

MOST = 100
"""Cards that a column shows; the others are counted."""


def kanban(desk: Desk, query: ProjectFilter, most: int = MOST) -> tuple[Column, ...]:
    """The columns of the board in order.

    In a column come urgent projects first, then by the day they are due, then the newest; what is put off comes last.
    """
    desk.need(Permission.PROJECTS_READ)
    where = conditions(query, desk)
    sees = desk.may(Permission.MONEY_READ)
    with desk.read() as session:
        step = stage()
        summed = {
            Step(word): (int(count), int(total or 0) if sees else 0)
            for word, count, total in session.execute(
                select(step, func.count(), func.sum(value())).where(*where).group_by(step)
            )
        }
        ids: dict[Step, list[int]] = {}
        order = (
            case((put_off(desk.today()), 1), else_=0),
            Project.delivered_at.desc().nulls_last(),
            urgency().desc(),
            Project.due.asc().nulls_last(),
            Project.id.desc(),
        )
        for wanted in summed:
            query_of = select(Project.id).where(*where, step == wanted.value).order_by(*order).limit(most)
            ids[wanted] = list(session.scalars(query_of))
        every = [key for keys in ids.values() for key in keys]
        rows = read(session, desk, Project.id.in_(every)) if every else {}
    return tuple(
        Column(
            one,
            tuple(rows[key] for key in ids.get(one, ()) if key in rows),
            *summed.get(one, (0, 0)),
        )
        for one in Step
    )
