"""What the schedule can be filtered by."""

from dataclasses import dataclass

from sqlalchemy import select

from officedesk.models.company import Brand, Technician
from officedesk.models.crew import Skill
from officedesk.models.customers import Tag
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

Pairs = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ScheduleChoices:
    """(id, name) pairs in the order to show them: technicians as the board has them, the default brand first."""

    technicians: Pairs
    tags: Pairs
    skills: Pairs
    brands: Pairs


def schedule_choices(desk: Desk) -> ScheduleChoices:
    """Technicians who work here, brands in use, and the office's tags and skills."""
    desk.need(Permission.JOBS_READ)
    wanted = (
        select(Technician.id, Technician.name)
        .where(Technician.active)
        .order_by(Technician.position, Technician.name, Technician.id),
        select(Tag.id, Tag.name).order_by(Tag.name_key, Tag.id),
        select(Skill.id, Skill.name).order_by(Skill.name_key, Skill.id),
        select(Brand.id, Brand.name).where(Brand.active).order_by(Brand.is_default.desc(), Brand.name, Brand.id),
    )
    with desk.read() as session:
        people, tags, skills, brands = (tuple((row[0], row[1]) for row in session.execute(one)) for one in wanted)
    return ScheduleChoices(people, tags, skills, brands)
