"""What a job can be tied to: projects and contracts of its customer, and the skills that it can ask for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.contracts import Contract
from officedesk.models.crew import Skill
from officedesk.models.enums import ContractState, ProjectState
from officedesk.models.pipeline import Project
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import JobDraft

Choices = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class JobTies:
    """(id, name) pairs; those that the job has are always among them."""

    projects: Choices = ()
    contracts: Choices = ()
    skills: Choices = ()


def job_ties(desk: Desk, draft: JobDraft) -> JobTies:
    """The choices for a job: projects in progress, contracts in force, all skills; only what the role may see."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        skills = session.execute(select(Skill.id, Skill.name)).all()
        return JobTies(
            _projects(session, draft) if desk.may(Permission.PROJECTS_READ) else (),
            _contracts(session, draft) if desk.may(Permission.CONTRACTS_READ) else (),
            tuple(sorted(((row.id, row.name) for row in skills), key=lambda one: fold(one[1]))),
        )


def _projects(session: Session, draft: JobDraft) -> Choices:
    there = (Project.state == ProjectState.IN_PROGRESS) & Project.deleted_at.is_(None)
    mine = (Project.customer_id == draft.customer_id) & there | (Project.id == draft.project_id)
    rows = session.execute(select(Project.id, Project.number, Project.title).where(mine).order_by(Project.id.desc()))
    return _called(rows)


def _contracts(session: Session, draft: JobDraft) -> Choices:
    there = (Contract.state == ContractState.ACTIVE) & Contract.deleted_at.is_(None)
    mine = (Contract.customer_id == draft.customer_id) & there | (Contract.id == draft.contract_id)
    rows = session.execute(select(Contract.id, Contract.number, Contract.name).where(mine).order_by(Contract.id.desc()))
    return _called(rows)


def _called(rows: Any) -> Choices:
    return tuple((key, " ".join(filter(None, (number, name)))) for key, number, name in rows)
