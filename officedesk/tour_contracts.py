"""What the tour shows of contracts: the module, selling a membership, and the report."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from officedesk.models.enums import ContractKind
from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.rows import ContractFilter
from officedesk.tour_taking import Settle, Take, Taking
from officedesk.views.application import Desktop

CONTRACT_PAGES = ("contracts", "upcoming", "settings-plans")
CONTRACT_DIALOGS = ("contract-new", "contract-agreement", "contract-report", "plan-editor", "plan-job")


def contract_screens(desktop: Desktop, customer: int, settle: Settle) -> Iterator[tuple[str, Take]]:
    """(name, take) of each."""
    shell, taking = desktop.shell, Taking(desktop, settle)
    page, dialog = taking.page, taking.dialog
    yield page("contracts", lambda: shell.go("contracts"))
    yield page("upcoming", lambda: shell.go("upcoming"))
    yield page("settings-plans", lambda: shell.go("settings", tab="Plans"))
    yield dialog("contract-new", lambda: _sale(desktop, customer, ContractKind.MEMBERSHIP))
    yield dialog("contract-agreement", lambda: _sale(desktop, customer, ContractKind.AGREEMENT))
    yield dialog("contract-report", lambda: _report(desktop))
    yield dialog("plan-editor", lambda: _plan(desktop))
    yield dialog("plan-job", lambda: _job(desktop))


def _sale(desktop: Desktop, customer: int, kind: ContractKind) -> QWidget:
    from officedesk.services.contracts.plans import plans
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.contract_opening import Wanted

    member = kind is ContractKind.MEMBERSHIP
    plan = plans(desktop.shell.desk, active_only=True)[0].id if member else None
    return ContractDialog(desktop.shell, desktop.window, Wanted(customer, kind, plan_id=plan))


def _report(desktop: Desktop) -> QWidget:
    from officedesk.views.contracts.report_window import ReportWindow

    rows = ContractList(desktop.shell.desk).first(ContractFilter(kind=ContractKind.MEMBERSHIP), BY_START, 20)
    return ReportWindow(desktop.shell, desktop.window, max(rows, key=lambda row: row.done).id)


def _plan(desktop: Desktop) -> QWidget:
    from officedesk.services.contracts.plans import plans
    from officedesk.views.contracts.plan_dialog import PlanDialog

    most = max(plans(desktop.shell.desk), key=lambda row: row.jobs)
    return PlanDialog(desktop.shell, desktop.window, most.id)


def _job(desktop: Desktop) -> QWidget:
    from officedesk.services.contracts.plans import plan, plans
    from officedesk.views.contracts.job_dialog import JobDialog

    desk = desktop.shell.desk
    most = max(plans(desk), key=lambda row: row.jobs)
    return JobDialog(desktop.shell, desktop.window, plan(desk, most.id).jobs[0], None, technicians=False)
