"""What can be done with estimates and invoices from a list, one or many. Done off the GUI thread, told in one toast."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import each, many, menu_action, run_bulk, run_each
from officedesk.views.shell import Shell


def send_estimates(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Mark as sent."""
    from officedesk.services.sales.estimates import send_estimate

    run_each(
        shell,
        owner,
        ids,
        send_estimate,
        lambda count: f"{many(count, 'estimate')} marked as sent.",
        "estimate",
        customer_id,
    )


def approve_estimates(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Approve in the customer's name: each makes its job."""
    from officedesk.services.sales.estimates import approve_estimate

    desk = shell.desk
    run_bulk(
        shell,
        owner,
        lambda: each(lambda one: approve_estimate(desk, one, desk.actor.name), ids),
        lambda count: f"{many(count, 'estimate')} approved; the job is made.",
        "estimate",
        customer_id,
    )


def delete_estimates(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Put into the trash; the toast offers Undo."""
    from officedesk.services.sales.estimates import delete_estimate, restore_estimate

    run_each(
        shell,
        owner,
        ids,
        delete_estimate,
        lambda count: f"{many(count, 'estimate')} moved to the trash.",
        "estimate",
        customer_id,
        restore_estimate,
    )


def draft_actions(shell: Shell, menu: QMenu, issue: Callable[[], object], delete: Callable[[], object]) -> None:
    """What the row menu of an invoice offers while it is a draft."""
    icons = shell.icons
    menu_action(menu, icons("check-circle"), "Issue", issue, shell.may(Permission.INVOICES_ISSUE))
    menu_action(menu, icons("trash", "bad"), "Delete draft", delete, shell.may(Permission.INVOICES_WRITE))


def issue_invoices(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Give drafts their numbers."""
    from officedesk.services.sales.invoices import issue_invoice

    run_each(
        shell,
        owner,
        ids,
        issue_invoice,
        lambda count: f"{many(count, 'invoice')} issued.",
        "invoice",
        customer_id,
    )


def delete_drafts(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Put invoice drafts into the trash; the toast offers Undo."""
    from officedesk.services.sales.invoices import delete_draft, restore_draft

    run_each(
        shell,
        owner,
        ids,
        delete_draft,
        lambda count: f"{many(count, 'draft')} deleted.",
        "invoice",
        customer_id,
        restore_draft,
    )
