"""What is done with leads and projects, from wherever they are shown; each tells every screen."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from officedesk.errors import InvalidInput
from officedesk.models.enums import LeadStatus, ProjectState
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import Forced, ProjectRow, StepFact
from officedesk.views.lists.bulk import many, menu_action
from officedesk.views.projects.dialogs import DeclineDialog, TaskDialog
from officedesk.views.projects.words import STEPS
from officedesk.views.shell import Shell

_NEEDS = {
    Step.LEAD: Permission.PROJECTS_WRITE,
    Step.ESTIMATE: Permission.ESTIMATES_WRITE,
    Step.JOB: Permission.JOBS_WRITE,
    Step.INVOICE: Permission.INVOICES_WRITE,
    Step.DELIVERED: Permission.PROJECTS_WRITE,
}
PAGES = {Step.LEAD: "lead", Step.ESTIMATE: "estimate", Step.JOB: "job", Step.INVOICE: "invoice"}
_SEES = {
    Step.ESTIMATE: Permission.ESTIMATES_READ,
    Step.JOB: Permission.JOBS_READ,
    Step.INVOICE: Permission.INVOICES_READ,
}


def may_force(shell: Shell) -> dict[Step, bool]:
    """Which steps whoever sits here may make."""
    writes = shell.may(Permission.PROJECTS_WRITE)
    return {step: writes and shell.may(needs) for step, needs in _NEEDS.items()}


def open_step(shell: Shell, fact: StepFact) -> None:
    """Open the document of a step."""
    needs = _SEES.get(fact.step)
    if fact.id is not None and (needs is None or shell.may(needs)):
        shell.go(PAGES[fact.step], fact.id)


def write_estimate(shell: Shell, project_id: int, customer_id: int) -> None:
    """Open the editor of a new estimate, filled with what is known of the project."""
    shell.go("estimate", customer_id=customer_id, project_id=project_id)


def force_step(
    shell: Shell,
    owner: QWidget,
    project_id: int,
    customer_id: int,
    step: Step,
    *,
    open_it: bool = True,
    refused: Callable[[], object] | None = None,
) -> None:
    """Make a step. An unestimated lead asks for the estimate first: its editor opens, filled with what is known.

    ``open_it``: the document opens; else a toast offers to. ``refused`` when nothing was made.
    """
    from officedesk.services.projects.forcing import EstimateFirst, force

    if step is Step.DELIVERED:
        deliver(shell, owner, [project_id], customer_id, refused)
        return
    desk = shell.desk

    def done(made: Forced) -> None:
        for entity in {"project", "lead", "estimate", "job", made.entity}:
            shell.signals.changed.emit(entity, made.id if entity == made.entity else 0, customer_id)
        title = STEPS[step][0]
        name = f"{title} {made.number}".strip() if step is not Step.INVOICE else "Invoice draft"
        if open_it:
            shell.go(made.entity, made.id)
        if made.made and open_it:
            shell.toast(f"{name} made.", "Undo", lambda: shell.undo_wanted.emit("undo"))
        elif made.made:
            shell.toast(f"{name} made.", "Open", lambda: shell.go(made.entity, made.id))

    def failed(error: Exception) -> None:
        if refused is not None:
            refused()
        if isinstance(error, EstimateFirst):
            write_estimate(shell, project_id, customer_id)
            if step is not Step.ESTIMATE:
                shell.toast(str(error))
        else:
            shell.fail(error)

    shell.load(owner, lambda: force(desk, project_id, step), done, failed)


def deliver(
    shell: Shell,
    owner: QWidget,
    ids: Sequence[int],
    customer_id: int = 0,
    refused: Callable[[], object] | None = None,
) -> None:
    """Mark projects as delivered, with Undo."""
    _turn(shell, owner, ids, customer_id, "deliver", "undeliver", "delivered.", refused)


def undeliver(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Take *delivered* back: each is in its earlier state."""
    _turn(shell, owner, ids, customer_id, "undeliver", "deliver", "not delivered any more.")


def _turn(
    shell: Shell,
    owner: QWidget,
    ids: Sequence[int],
    customer_id: int,
    there: str,
    back: str,
    told: str,
    refused: Callable[[], object] | None = None,
) -> None:
    from officedesk.services.projects import ending

    desk, wanted = shell.desk, list(ids)

    def run(name: str, over: Sequence[int], then: Callable[[Any], object]) -> None:
        act = getattr(ending, name)

        def done(found: Any) -> None:
            shell.signals.changed.emit("project", found.ids[0] if len(found.ids) == 1 else 0, customer_id)
            then(found)

        def failed(error: Exception) -> None:
            if refused is not None:
                refused()
            shell.fail(error)

        shell.load(owner, lambda: act(desk, over), done, failed)

    def tell(found: Any) -> None:
        if found.ids:
            text = f"{many(len(found.ids), 'project')} {told}"
            shell.toast(text, "Undo", lambda: run(back, found.ids, lambda _: None))

    run(there, wanted, tell)


def delete_projects(
    shell: Shell,
    owner: QWidget,
    ids: Sequence[int],
    customer_id: int = 0,
    then: Callable[[], object] | None = None,
) -> None:
    """Put projects into the trash with their leads and files, with Undo."""
    desk, wanted = shell.desk, list(ids)

    def tell() -> None:
        for entity in ("project", "lead", "attachment"):
            shell.signals.changed.emit(entity, 0, customer_id)

    def back() -> None:
        from officedesk.services.projects.editing import restore_project

        def again() -> None:
            for one in wanted:
                restore_project(desk, one)

        shell.load(shell, again, lambda _: tell())

    def work() -> None:
        from officedesk.services.projects import editing

        editing.delete_projects(desk, wanted)

    def done(_: object) -> None:
        tell()
        shell.toast(f"{many(len(wanted), 'project')} deleted. Its papers stay.", "Undo", back)
        if then is not None:
            then()

    shell.load(owner, work, done)


def delete_lead(
    shell: Shell, owner: QWidget, lead_id: int, customer_id: int, then: Callable[[], object] | None = None
) -> None:
    """Put a lead into the trash, with Undo."""
    desk = shell.desk

    def tell() -> None:
        for entity in ("lead", "project"):
            shell.signals.changed.emit(entity, 0, customer_id)

    def back() -> None:
        from officedesk.services.projects.leads import restore_lead

        shell.load(shell, lambda: restore_lead(desk, lead_id), lambda _: tell())

    def work() -> None:
        from officedesk.services.projects import leads

        leads.delete_lead(desk, lead_id)

    def done(_: object) -> None:
        tell()
        shell.toast("Lead deleted.", "Undo", back)
        if then is not None:
            then()

    shell.load(owner, work, done)


def change(shell: Shell, owner: QWidget, work: Callable[[Desk], object], customer_id: int, told: str = "") -> None:
    """Run a change of a lead or project and tell every screen; what is refused is told in words."""
    desk = shell.desk

    def done(_: object) -> None:
        for entity in ("lead", "project", "estimate", "job", "invoice"):
            shell.signals.changed.emit(entity, 0, customer_id)
        if told:
            shell.toast(told, "Undo", lambda: shell.undo_wanted.emit("undo"))

    def failed(error: Exception) -> None:
        if isinstance(error, InvalidInput):
            from officedesk.errors import NotAllowed

            error = NotAllowed(" ".join(error.fields.values()))
        shell.fail(error)

    shell.load(owner, lambda: work(desk), done, failed)


def reopen(shell: Shell, owner: QWidget, row: ProjectRow) -> None:
    """Take a declined project up again."""
    from officedesk.services.projects import ending

    told = f"Project {row.number} is in progress again."
    change(shell, owner, lambda desk: ending.reopen(desk, row.id), row.customer_id, told)


def fill_menu(shell: Shell, owner: QWidget, menu: QMenu, row: ProjectRow, *, on_page: bool = False) -> None:
    """What can be done with a project and its lead."""
    icons, writes = shell.icons, shell.may(Permission.PROJECTS_WRITE)
    window, customer = owner.window(), row.customer_id
    if not on_page:
        menu_action(menu, icons("briefcase"), "Open project", lambda: shell.go("project", row.id))
    if row.lead_id is not None:
        lead_id = row.lead_id
        menu_action(menu, icons("megaphone-simple"), "Open lead", lambda: shell.go("lead", lead_id))
    if not on_page:
        menu_action(menu, icons("users"), "Open customer", lambda: shell.go("customer", customer, "projects"))
    menu.addSeparator()
    menu_action(
        menu,
        icons("check-square"),
        "New task…",
        lambda: TaskDialog(shell, window, row).open(),
        shell.may(Permission.TASKS_WRITE),
    )
    menu_action(
        menu,
        icons("file-text"),
        "Create estimate",
        lambda: write_estimate(shell, row.id, customer),
        shell.may(Permission.ESTIMATES_WRITE),
    )
    may = may_force(shell)
    if row.lead_id is None:
        menu_action(
            menu,
            icons("megaphone-simple"),
            "Make a lead of it",
            lambda: force_step(shell, owner, row.id, customer, Step.LEAD),
            may[Step.LEAD],
        )
    if row.step in (Step.LEAD, Step.ESTIMATE):
        menu_action(
            menu,
            icons("wrench"),
            "Force the job",
            lambda: force_step(shell, owner, row.id, customer, Step.JOB),
            may[Step.JOB],
        )
    if row.step in (Step.LEAD, Step.ESTIMATE, Step.JOB):
        menu_action(
            menu,
            icons("receipt"),
            "Force the invoice",
            lambda: force_step(shell, owner, row.id, customer, Step.INVOICE),
            may[Step.INVOICE],
        )
    menu.addSeparator()
    if row.delivered_at is None:
        menu_action(
            menu, icons("check-circle"), "Mark as delivered", lambda: deliver(shell, owner, [row.id], customer), writes
        )
    else:
        menu_action(
            menu,
            icons("arrow-counter-clockwise"),
            "Mark as undelivered",
            lambda: undeliver(shell, owner, [row.id], customer),
            writes,
        )
    if row.state is ProjectState.DECLINED:
        menu_action(menu, icons("arrow-clockwise"), "Take up again", lambda: reopen(shell, owner, row), writes)
    elif row.delivered_at is None:
        menu_action(menu, icons("x"), "Decline…", lambda: DeclineDialog(shell, window, row).open(), writes)
    menu.addSeparator()
    then = shell.back if on_page else None
    if row.lead_id is not None and row.lead_status is not LeadStatus.ESTIMATED:
        lead = row.lead_id
        menu_action(
            menu, icons("trash", "bad"), "Delete lead", lambda: delete_lead(shell, owner, lead, customer, then), writes
        )
    menu_action(
        menu,
        icons("trash", "bad"),
        "Delete project",
        lambda: delete_projects(shell, owner, [row.id], customer, then),
        writes,
    )
