"""What the page of a lead or a project reads, in one go off the GUI thread."""

from dataclasses import dataclass

from officedesk.services.activity.rows import HistoryRow
from officedesk.services.desk import Desk
from officedesk.services.notes.rows import NoteRow
from officedesk.services.permissions import Permission
from officedesk.services.projects.drafts import LeadDraft, ProjectDraft
from officedesk.services.projects.rows import ProjectPage
from officedesk.services.tasks.rows import TaskRow
from officedesk.views.sales.document_choices import DocumentChoices, document_choices


@dataclass(frozen=True, slots=True)
class Story:
    """A project with its lead, and everything around it."""

    project: ProjectDraft
    lead: LeadDraft | None
    page: ProjectPage
    choices: DocumentChoices
    sources: tuple[str, ...]
    tasks: tuple[TaskRow, ...]
    people: list[tuple[int, str]]
    notes: tuple[NoteRow, ...]
    history: tuple[HistoryRow, ...]


def story_of_lead(desk: Desk, lead_id: int) -> Story:
    """The story that begins with a lead. Raises :class:`NotFound`."""
    from officedesk.services.projects.leads import lead

    return _story(desk, lead(desk, lead_id).project_id or 0, lead_id)


def story_of_project(desk: Desk, project_id: int) -> Story:
    """The story of a project. Raises :class:`NotFound`."""
    return _story(desk, project_id, None)


def _story(desk: Desk, project_id: int, lead_id: int | None) -> Story:
    from officedesk.services.activity.history import of_project as history_of
    from officedesk.services.notes.reading import notes_of_project
    from officedesk.services.projects.editing import project
    from officedesk.services.projects.leads import lead
    from officedesk.services.projects.page import project_page
    from officedesk.services.projects.sources import lead_sources
    from officedesk.services.tasks.listing import assignees
    from officedesk.services.tasks.listing import of_project as tasks_of

    page, draft = project_page(desk, project_id), project(desk, project_id)
    key = lead_id if lead_id is not None else page.row.lead_id
    return Story(
        draft,
        lead(desk, key) if key is not None else None,
        page,
        document_choices(desk, draft.customer_id, draft.location_id),
        lead_sources(desk),
        tasks_of(desk, project_id),
        assignees(desk),
        notes_of_project(desk, project_id),
        tuple(history_of(desk, project_id)) if desk.may(Permission.HISTORY_READ) else (),
    )
