"""The project that a document belongs to, by name."""

from typing import Any

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission


def project_name(desk: Desk, draft: Any) -> str:
    """``Project P-1001``; empty for a document of none, and for who may not see projects. Off the GUI thread."""
    if draft.project_id is None or not desk.may(Permission.PROJECTS_READ):
        return ""
    from officedesk.services.naming import names

    return names(desk, [("project", draft.project_id)]).get(("project", draft.project_id), "")
