"""How the windows of contracts are opened, from lists, the profile, commands and links."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from officedesk.models.enums import ContractKind
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.report_window import ReportWindow
    from officedesk.views.recovery import Kept


def add_contract(
    shell: Shell, owner: QWidget, customer_id: int, kind: ContractKind, location_id: int | None = None
) -> "ContractDialog":
    """Begin a membership or a service agreement of a customer."""
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.contract_opening import Wanted

    dialog = ContractDialog(shell, owner.window(), Wanted(customer_id, kind, location_id))
    dialog.open()
    return dialog


def restore_contract(shell: Shell, owner: QWidget, kept: "Kept") -> None:
    """Open the window that a crash closed, which offers what was typed there."""
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.contract_opening import Wanted

    data = kept.data if isinstance(kept.data, dict) else {}
    kind = ContractKind(data.get("kind", ContractKind.AGREEMENT))
    wanted = Wanted(
        data.get("customer_id") or 0,
        kind,
        contract_id=kept.id,
        renews_id=0 if kept.id else data.get("renews_id") or 0,
        kept=kept,
    )
    ContractDialog(shell, owner.window(), wanted).open()


def begin_contract(shell: Shell, owner: QWidget, what: object, customer_id: int = 0) -> None:
    """``membership`` or ``agreement`` for a customer, who is asked for if need be; or a draft that was kept."""
    from officedesk.views.recovery import Kept

    if isinstance(what, Kept):
        restore_contract(shell, owner, what)
        return
    kind = ContractKind(str(what))
    if not shell.may(Permission.CONTRACTS_WRITE):
        return
    if customer_id:
        add_contract(shell, owner, customer_id, kind)
        return
    from officedesk.views.contracts.pick_customer import PickCustomer

    dialog = PickCustomer(shell, owner.window(), kind)
    dialog.chosen.connect(lambda found: add_contract(shell, owner, found, kind))
    dialog.open()


def edit_contract(shell: Shell, owner: QWidget, contract_id: int, kind: ContractKind) -> None:
    """Change a contract, this and following."""
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.contract_opening import Wanted

    ContractDialog(shell, owner.window(), Wanted(kind=kind, contract_id=contract_id)).open()


def renew_contract(shell: Shell, owner: QWidget, contract_id: int, kind: ContractKind) -> None:
    """A contract that goes on from this one, to be looked at before it is saved."""
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.contract_opening import Wanted

    ContractDialog(shell, owner.window(), Wanted(kind=kind, renews_id=contract_id)).open()


def show_report(shell: Shell, owner: QWidget, contract_id: int) -> "ReportWindow":
    """The report of a contract."""
    from officedesk.views.contracts.report_window import ReportWindow

    window = ReportWindow(shell, owner.window(), contract_id)
    window.open()
    return window


def ask_and_cancel(shell: Shell, owner: QWidget, contract_id: int, name: str) -> None:
    """Ask for the last day and the reason, with what it takes away, and cancel."""
    from officedesk.views.contracts.cancel_dialog import CancelDialog

    if shell.may(Permission.CONTRACTS_WRITE):
        CancelDialog(shell, owner.window(), contract_id, name).open()
