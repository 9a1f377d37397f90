"""What the tour shows: each screen by name, brought on screen and left as a picture."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.models.papers import PaperKind
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import EstimateList
from officedesk.services.sales.invoices import InvoiceList
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter
from officedesk.services.work.jobs import JobList
from officedesk.services.work.rows import JobFilter
from officedesk.tour_contracts import contract_screens
from officedesk.tour_forms import form_screens
from officedesk.tour_help import help_screens
from officedesk.tour_maps import brewery_ground, fence_dialog, fence_without_map, map_screens, track_import
from officedesk.tour_taking import Take, Taking
from officedesk.views.application import Desktop

PROFILE_TABS = (
    "locations",
    "projects",
    "estimates",
    "jobs",
    "invoices",
    "equipment",
    "reminders",
    "notes",
    "attachments",
    "geofences",
    "payments",
    "messaging",
    "contracts",
    "history",
)


_LOOK_MS, _LOOKS = 10, 3
"""Milliseconds between two looks whether all is done, and how many in a row must see nothing."""
_SOON_MS = 300
"""What waits longer than this is no part of a screen's coming, such as a toast's going."""


def screens(desktop: Desktop) -> Iterator[tuple[str, Take]]:
    """(name, take) of every screen; ``take`` shows it, waits for its rows and pictures the window."""
    desk = desktop.shell.desk
    customer = _first(CustomerList(desk), CustomerFilter(text="ABC Company"), Sort("name"))
    estimate = _first(EstimateList(desk), EstimateFilter(customer_id=customer), Sort("date", descending=True))
    job = JobList(desk).first(JobFilter(customer_id=customer), Sort("number", descending=True), 1)[0].job_id
    invoice = _first(InvoiceList(desk), InvoiceFilter(customer_id=customer), Sort("number", descending=True))
    go, page = desktop.shell.go, Taking(desktop, settle).page
    yield page("today", lambda: go("today"))
    yield page("tasks", lambda: go("tasks"))
    yield page("reminders", lambda: go("reminders"))
    yield page("customers", lambda: go("customers"))
    yield page("customers-search", lambda: _type_into(desktop, "customers", "746-4017"))
    yield page("duplicates", lambda: go("duplicates"))
    yield "search", lambda: _top_search(desktop, "minneapolis")
    yield "search-everything", lambda: _top_search(desktop, "john")
    yield "search-commands", lambda: _top_search(desktop, ">")
    for tab in PROFILE_TABS:
        yield page(f"profile-{tab}", lambda tab=tab: go("customer", customer, tab))
    yield "profile-tasks", lambda: _with_tasks(desktop, customer)
    yield "notifications", lambda: _bell(desktop)
    yield page("customer-form", lambda: go("customer", customer, edit=True))
    yield page("customer-new", lambda: go("customer"))
    yield page("schedule", lambda: go("schedule", day=desk.today().isoformat(), view="day"))
    yield page("schedule-week", lambda: go("schedule", day=desk.today().isoformat(), view="week"))
    yield page("schedule-month", lambda: go("schedule", day=desk.today().isoformat(), view="month"))
    yield page("schedule-list", lambda: go("schedule", day=desk.today().isoformat(), view="list"))
    yield "schedule-tray", lambda: _lifted(desktop)
    yield from map_screens(desktop, customer, settle)
    yield page("estimates", lambda: go("estimates"))
    yield page("estimate", lambda: go("estimate", estimate))
    yield page("estimate-new", lambda: go("estimate", customer_id=customer))
    yield page("jobs", lambda: go("jobs"))
    yield page("job", lambda: go("job", job))
    yield from _projects(desktop, page)
    yield page("invoices", lambda: go("invoices"))
    yield page("invoice", lambda: go("invoice", invoice))
    yield from contract_screens(desktop, customer, settle)
    yield from form_screens(desktop, settle)
    yield page("invoice-new", lambda: go("invoice", customer_id=customer))
    yield page("payments", lambda: go("payments"))
    yield page("messages", lambda: go("messages"))
    yield page("timesheets", lambda: go("timesheets"))
    yield page("stays", lambda: go("stays"))
    yield page("crossings", lambda: go("crossings"))
    yield page("settings", lambda: go("settings"))
    yield page("settings-messages", lambda: go("settings", tab="Email & SMS"))
    yield page("settings-templates", lambda: go("settings", tab="Templates"))
    yield page("settings-technicians", lambda: go("settings", tab="Technicians"))
    yield page("settings-time-off", lambda: go("settings", tab="Time off"))
    yield page("settings-working-days", lambda: go("settings", tab="Working days"))
    yield page("settings-brand", lambda: go("settings", tab="Brand"))
    yield page("settings-devices", lambda: go("settings", tab="Vehicles and devices"))
    yield from help_screens(desktop, settle)
    yield from _dialogs(desktop, customer)
    yield from _letters(desktop, customer, estimate)
    go("customers")
    settle(desktop)


def _lifted(desktop: Desktop) -> QPixmap:
    """The board of a day with a job of the tray picked up: where it would be, and what speaks against it."""
    desk = desktop.shell.desk
    desktop.shell.go("schedule", day=desk.today().isoformat(), view="day")
    settle(desktop)
    board = desktop.window.page("schedule").board  # type: ignore[attr-defined]
    waiting = board.tray.cards.waiting.blocks
    if waiting:
        board.acts.lift(waiting[0])
    picture = desktop.window.grab()
    board.let_go()
    return picture


def _projects(
    desktop: Desktop, page: Callable[[str, Callable[[], object]], tuple[str, Take]]
) -> Iterator[tuple[str, Take]]:
    """The board of projects, their list, a lead and a project."""
    from officedesk.services.projects.listing import ProjectList
    from officedesk.services.projects.rows import ProjectFilter

    go, source = desktop.shell.go, ProjectList(desktop.shell.desk)
    lead = source.first(ProjectFilter(text="boiler replacement"), Sort("number"), 1)[0]
    project = source.first(ProjectFilter(text="new offices"), Sort("number"), 1)[0]
    yield page("projects", lambda: go("projects", look="board"))
    yield page("projects-list", lambda: go("projects", look="list"))
    yield page("lead", lambda: go("lead", lead.lead_id or 0))
    yield page("lead-new", lambda: go("lead", customer_id=lead.customer_id))
    yield page("project", lambda: go("project", project.id))


def _with_tasks(desktop: Desktop, customer: int) -> QPixmap:
    """The profile with its tasks beside the tabs, the older open ones too."""
    desktop.shell.go("customer", customer, "jobs")
    settle(desktop)
    side = desktop.window.page("customer").view.side  # type: ignore[attr-defined]
    shown = side.tasks.isVisible()
    if not shown:
        side.toggle_tasks()
    side.tasks.all_open.click()
    settle(desktop)
    picture = desktop.window.grab()
    side.tasks.all_open.click()
    if not shown:
        side.toggle_tasks()
    return picture


def _dialogs(desktop: Desktop, customer: int) -> Iterator[tuple[str, Take]]:
    from officedesk.services.equipment.listing import EquipmentList
    from officedesk.services.equipment.rows import EquipmentFilter
    from officedesk.views.customers.merge_dialog import MergeDialog
    from officedesk.views.equipment.dialog import EquipmentDialog
    from officedesk.views.equipment.label_dialog import LabelDialog
    from officedesk.views.map.past_imports import PastImports
    from officedesk.views.office.import_window import ImportWindow
    from officedesk.views.reminders.dialog import ReminderDialog
    from officedesk.views.sales.payment_dialog import PaymentDialog
    from officedesk.views.timesheets.time_dialog import TimeDialog

    dialog = Taking(desktop, settle).dialog
    yield dialog("file", lambda: _photo(desktop, customer))
    yield dialog("payment", lambda: PaymentDialog(desktop.shell, customer, parent=desktop.window))
    yield dialog("note", lambda: _site_note(desktop, customer))
    customers = CustomerList(desktop.shell.desk)
    kept, other = (
        _first(customers, CustomerFilter(text="birchwood dental"), Sort("number", down)) for down in (False, True)
    )
    yield dialog("merge", lambda: MergeDialog(desktop.shell, desktop.window, kept, other))
    unit = EquipmentList(desktop.shell.desk).first(EquipmentFilter(customer, text="RTU-1"), Sort("id"), 1)[0]
    yield dialog("equipment", lambda: EquipmentDialog(desktop.shell, desktop.window, customer, unit.id))
    yield "geofence", lambda: fence_dialog(desktop, settle, brewery_ground(desktop))
    yield dialog("geofence-without-map", lambda: fence_without_map(desktop, brewery_ground(desktop)))
    yield dialog("labels", lambda: LabelDialog(desktop.shell, desktop.window, [unit.id]))
    yield dialog("reminder", lambda: ReminderDialog(desktop.shell, desktop.window, customer))
    yield dialog("import", lambda: ImportWindow(desktop.shell, desktop.window))
    yield dialog("time", lambda: TimeDialog(desktop.shell, desktop.window))
    yield "track-import", lambda: track_import(desktop, settle)
    yield dialog("past-imports", lambda: PastImports(desktop.shell, desktop.window))


def _site_note(desktop: Desktop, customer: int) -> QWidget:
    from officedesk.models.enums import NoteKind
    from officedesk.services.notes.drafts import NoteDraft
    from officedesk.services.notes.listing import NoteList
    from officedesk.services.notes.rows import NoteFilter
    from officedesk.views.notes.note_dialog import NoteDialog

    shown = _first(NoteList(desktop.shell.desk), NoteFilter(customer, kind=NoteKind.SITE), Sort("at"))
    return NoteDialog(desktop.shell, desktop.window, NoteDraft(customer), shown)


def _photo(desktop: Desktop, customer: int) -> QWidget:
    """A photo of the customer as it is looked at in the window, the others one key away."""
    from officedesk.models.enums import FileKind
    from officedesk.services.files.listing import FileList
    from officedesk.services.files.rows import FileFilter
    from officedesk.views.files.preview import FilePreview

    rows = FileList(desktop.shell.desk).first(FileFilter(customer, kind=FileKind.IMAGE), Sort("name"), 20)
    return FilePreview(desktop.shell, desktop.window, rows[0], [row.id for row in rows])


def _letters(desktop: Desktop, customer: int, estimate: int) -> Iterator[tuple[str, Take]]:
    """The composer and the editor of a template."""
    from officedesk.models.enums import Channel
    from officedesk.services.messaging.templates import new_template
    from officedesk.views.messaging.composer import Composer
    from officedesk.views.messaging.letter import Letter
    from officedesk.views.messaging.template_section import TemplateDialog

    shell, window = desktop.shell, desktop.window
    template = new_template(shell.desk, purpose="estimate")
    makers: dict[str, Callable[[], QWidget]] = {
        "composer": lambda: Composer(shell, window, Letter(customer, document="estimate", document_id=estimate)),
        "composer-sms": lambda: Composer(shell, window, Letter(customer, Channel.SMS, "estimate", estimate)),
        "template": lambda: TemplateDialog(shell, window, template, []),
    }

    def take(make: Callable[[], QWidget]) -> QPixmap:
        made = make()
        made.show()
        settle(desktop)
        picture = made.grab()
        made.close()
        return picture

    for name, make in makers.items():
        yield name, lambda make=make: take(make)


def papers(desk: Desk, out: Path) -> Iterator[Path]:
    """The papers of the sample: one of each kind, as PDF."""
    from officedesk.archive import drawn_day_sheets, drawn_week_plan
    from officedesk.reports.render import render
    from officedesk.services.documents import paper

    estimates = EstimateList(desk).first(EstimateFilter(), Sort("total", descending=True), 1)
    jobs = JobList(desk).first(JobFilter(), Sort("number", descending=True), 1)
    invoices = InvoiceList(desk).first(InvoiceFilter(), Sort("number", descending=True), 200)
    payments = PaymentList(desk).first(PaymentFilter(), Sort("date", descending=True), 1)
    numbered = [row for row in invoices if row.number]
    wanted: list[tuple[str, PaperKind, int]] = [
        ("estimate", PaperKind.ESTIMATE, estimates[0].id),
        ("work-order", PaperKind.WORK_ORDER, jobs[0].job_id),
        ("receipt", PaperKind.RECEIPT, payments[0].id),
    ]
    wanted += [
        (f"invoice-{row.number}", PaperKind.INVOICE, row.id) for row in numbered if row.number in ("3476", "3482")
    ]
    for name, kind, entity_id in wanted:
        path = out / f"{name}.pdf"
        path.write_bytes(render(paper(desk, kind, entity_id)))
        yield path
    for name, drawn in (
        ("day-sheets", drawn_day_sheets(desk, desk.today())),
        ("week-plan", drawn_week_plan(desk, desk.today())),
    ):
        path = out / f"{name}.pdf"
        path.write_bytes(drawn.content)
        yield path


def settle(desktop: Desktop) -> None:
    """Run the event loop until nothing is under way any more, nor about to begin."""
    calm = 0
    while calm < _LOOKS:
        loop = QEventLoop()
        QTimer.singleShot(_LOOK_MS, loop.quit)
        loop.exec()
        calm = 0 if desktop.shell.runner.busy or _soon() else calm + 1
    QApplication.processEvents()


def _soon() -> bool:
    """Whether a window waits for a moment's calm, as after typing, to do something once."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() < _SOON_MS
        for window in QApplication.topLevelWidgets()
        for timer in window.findChildren(QTimer)
    )


def _first(source: object, query: object, sort: Sort) -> int:
    rows = source.first(query, sort, 1)  # type: ignore[attr-defined]
    return int(rows[0].id)


def _type_into(desktop: Desktop, page: str, text: str) -> None:
    desktop.shell.go(page)
    filters = desktop.window.page(page).panel.filters  # type: ignore[attr-defined]
    filters.search.setText(text)
    filters.tell()


def _bell(desktop: Desktop) -> QPixmap:
    """The list behind the bell, which hangs in a window of its own, where it is on a screen that is large enough."""
    bell = desktop.window.top.bell
    settle(desktop)
    bell.open()
    settle(desktop)
    picture = desktop.window.grab()
    popover = bell.popover
    if popover is not None:
        right = bell.mapTo(desktop.window, QPoint(bell.width() - popover.width(), bell.height() + 4))
        painter = QPainter(picture)
        painter.drawPixmap(right, popover.grab())
        painter.end()
        popover.close()
    return picture


def _top_search(desktop: Desktop, text: str) -> QPixmap:
    """The finds of the top bar: they hang in a window of their own, painted over the picture of the first."""
    desktop.window.page("customers").panel.filters.clear()  # type: ignore[attr-defined]
    window, box, popup = desktop.window, desktop.window.top.search, desktop.window.top.popup
    window.activateWindow()
    box.setFocus()
    box.setText(text)
    box.typed.emit(text)
    settle(desktop)
    picture = window.grab()
    painter = QPainter(picture)
    painter.drawPixmap(window.mapFromGlobal(popup.pos()), popup.grab())
    painter.end()
    popup.hide()
    box.clear()
    return picture
