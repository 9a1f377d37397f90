"""What technicians can do, and when they are away."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.company import Technician
from officedesk.models.crew import JobSkill, Skill, TechnicianSkill, TimeOff
from officedesk.models.text import clean, fold
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import SkillDraft, TimeOffDraft
from officedesk.services.office.records import draft_of, refuse, stored
from officedesk.services.permissions import Permission

LONGEST_NAME = 60
LONGEST_AWAY = timedelta(days=3 * 366)


def skills(desk: Desk) -> list[SkillDraft]:
    """Skills by name, each with how many technicians have it."""
    desk.need(Permission.OFFICE_READ)
    used = func.count(TechnicianSkill.technician_id)
    query = select(Skill.id, Skill.name, Skill.version, used.label("used")).outerjoin(
        TechnicianSkill, TechnicianSkill.skill_id == Skill.id
    )
    with desk.read() as session:
        rows = session.execute(query.group_by(Skill.id, Skill.name, Skill.version)).all()
    found = [SkillDraft(row.name, int(row.used), row.id, row.version) for row in rows]
    return sorted(found, key=lambda skill: (fold(skill.name), skill.id))


def save_skill(desk: Desk, draft: SkillDraft) -> SkillDraft:
    """Store a skill. Raises InvalidInput, Conflict."""
    desk.need(Permission.CREW_WRITE)
    name = clean(draft.name)
    if not name:
        raise InvalidInput({"name": "Enter the skill's name."})
    if len(name) > LONGEST_NAME:
        raise InvalidInput({"name": f"A skill's name has at most {LONGEST_NAME} characters."})
    with desk.write() as session:
        other = session.scalar(select(Skill.id).where(Skill.name_key == fold(name)))
        if other is not None and other != draft.id:
            raise InvalidInput({"name": f"There is a skill called {name} already."})
        record = stored(session, Skill, draft, "skill", _skill_draft)
        record.name, record.name_key = name, fold(name)
        session.flush()
        return _skill_draft(session, record)


def delete_skill(desk: Desk, skill_id: int) -> None:
    """Delete a skill that nobody has and no job needs. Raises :class:`NotAllowed` for one in use."""
    desk.need(Permission.CREW_WRITE)
    with desk.write() as session:
        record = session.get(Skill, skill_id, with_for_update=True)
        if record is None:
            raise NotFound("This skill is no longer there.")
        for link, who in ((TechnicianSkill, "technicians have"), (JobSkill, "jobs need")):
            count = session.scalar(select(func.count()).select_from(link).where(link.skill_id == skill_id))
            if count:
                raise NotAllowed(f"{record.name} is in use: {who} it.", hint="Take it from them first, or rename it.")
        session.delete(record)


def times_off(
    desk: Desk, technician_id: int | None = None, first: date | None = None, last: date | None = None
) -> list[TimeOffDraft]:
    """Time off of one technician or of all, between two days (both counted), the earliest first."""
    desk.need(Permission.OFFICE_READ)
    query = select(TimeOff).order_by(TimeOff.starts, TimeOff.id)
    if technician_id is not None:
        query = query.where(TimeOff.technician_id == technician_id)
    if first is not None:
        query = query.where(TimeOff.ends > datetime.combine(first, time()))
    if last is not None:
        query = query.where(TimeOff.starts < datetime.combine(last + timedelta(days=1), time()))
    with desk.read() as session:
        return [draft_of(record, TimeOffDraft) for record in session.scalars(query)]


def save_time_off(desk: Desk, draft: TimeOffDraft) -> TimeOffDraft:
    """Store when a technician is away; undo takes it back. Raises InvalidInput, Conflict."""
    desk.need(Permission.CREW_WRITE)
    refuse(time_off_problems(draft))
    with desk.write() as session:
        # The technician first: two desktops that write overlapping time off for one follow each other.
        if session.get(Technician, draft.technician_id, with_for_update=True) is None:
            raise InvalidInput({"technician_id": "This technician is no longer there."})
        other = session.scalars(
            select(TimeOff)
            .where(
                TimeOff.technician_id == draft.technician_id,
                TimeOff.starts < draft.ends,
                TimeOff.ends > draft.starts,
                TimeOff.id != (draft.id or 0),
            )
            .limit(1)
        ).first()
        if other is not None:
            raise InvalidInput({"starts": f"They are away then already: {clean(other.reason) or 'time off'}."})
        record = stored(session, TimeOff, draft, "time off", _time_off_draft)
        now = desk.now()
        if record.id is None:
            record.created_at = now
        record.technician_id, record.starts, record.ends = draft.technician_id, draft.starts, draft.ends
        record.all_day, record.reason = draft.all_day, clean(draft.reason)
        record.updated_at = now
        session.flush()
        return draft_of(record, TimeOffDraft)


def delete_time_off(desk: Desk, time_off_id: int) -> None:
    """Delete it; undo brings it back. Raises :class:`NotFound`."""
    desk.need(Permission.CREW_WRITE)
    with desk.write() as session:
        record = session.get(TimeOff, time_off_id, with_for_update=True)
        if record is None:
            raise NotFound("This time off is no longer there.")
        session.delete(record)


def time_off_problems(draft: TimeOffDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if draft.technician_id is None:
        found["technician_id"] = "Choose who is away."
    if draft.starts is None:
        found["starts"] = "Say from when."
    if draft.ends is None:
        found["ends"] = "Say until when."
    if draft.starts is None or draft.ends is None:
        return found
    if draft.starts.tzinfo is not None or draft.ends.tzinfo is not None:
        found["starts"] = "Time off is kept in the office's wall time, without a zone."
    elif draft.ends <= draft.starts:
        found["ends"] = "It ends before it begins."
    elif draft.ends - draft.starts > LONGEST_AWAY:
        found["ends"] = "Longer than three years: switch the technician off instead."
    elif draft.all_day and (draft.starts.time() != time() or draft.ends.time() != time()):
        found["starts"] = "Whole days begin and end at midnight."
    elif not 1970 <= draft.starts.year <= 2200:
        found["starts"] = "Choose a day between 1970 and 2200."
    return found


def _skill_draft(session: Session, record: Skill) -> SkillDraft:
    query = select(func.count()).select_from(TechnicianSkill).where(TechnicianSkill.skill_id == record.id)
    return SkillDraft(record.name, session.scalar(query) or 0, record.id, record.version)


def _time_off_draft(_session: Session, record: TimeOff) -> TimeOffDraft:
    return draft_of(record, TimeOffDraft)
