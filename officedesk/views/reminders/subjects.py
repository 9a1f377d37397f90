"""Opening what a reminder or a notification is about."""

from officedesk.models.enums import NoticeKind
from officedesk.services.reminders.rows import NoticeRow
from officedesk.views.shell import Shell

ICONS = {
    NoticeKind.REMINDER: "bell",
    NoticeKind.TASK: "check-square",
    NoticeKind.PAYMENT: "money",
    NoticeKind.VIEWED: "eye",
    NoticeKind.EXPIRING: "hourglass",
    NoticeKind.MESSAGE_FAILED: "warning-circle",
    NoticeKind.MESSAGE_ANSWERED: "envelope-simple-open",
    NoticeKind.CROSSING: "polygon",
    NoticeKind.LEAD: "megaphone-simple",
    NoticeKind.CONTRACT: "handshake",
}
KINDS = {
    NoticeKind.REMINDER: "Reminder",
    NoticeKind.TASK: "Task",
    NoticeKind.PAYMENT: "Payment",
    NoticeKind.VIEWED: "Viewed",
    NoticeKind.EXPIRING: "Expiring",
    NoticeKind.MESSAGE_FAILED: "Message not sent",
    NoticeKind.MESSAGE_ANSWERED: "Answer",
    NoticeKind.CROSSING: "Geofence",
    NoticeKind.LEAD: "Lead",
    NoticeKind.CONTRACT: "Contract",
}
_PAGES = ("estimate", "job", "invoice", "project", "lead")
_TABS = {
    "payment": "payments",
    "equipment": "equipment",
    "reminder": "reminders",
    "note": "notes",
    "task": "tasks",
    "attachment": "attachments",
    "message": "messaging",
    "contract": "contracts",
}


def open_record(shell: Shell, entity: str, entity_id: int | None, customer_id: int | None) -> bool:
    """Go to a record by the change log's word for it; ``False`` where there is no place to go to."""
    from officedesk.views.customers.profile_view import TABS

    if entity in _PAGES and entity_id:
        shell.go(entity, entity_id)
        return True
    if entity == "geofence" and entity_id:
        shell.go("map", fence_id=entity_id)
        return True
    if not customer_id:
        if entity == "message" and entity_id:
            shell.go("messages", record=entity_id)
            return True
        return False
    tab = _TABS.get(entity, "")
    if tab in dict(TABS):
        shell.go("customer", customer_id, tab, record=entity_id)
    else:
        shell.go("customer", customer_id)
    return True


def open_notice(shell: Shell, notice: NoticeRow) -> bool:
    """Go to what a notification is about: of a reminder, to what that is about."""
    if notice.about and open_record(shell, notice.about, notice.about_id, notice.customer_id):
        return True
    return open_record(shell, notice.entity, notice.entity_id, notice.customer_id)
