"""What is done to contracts from a list: the row menu, More actions, and asking before any is deleted."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from officedesk.models.states import ContractStatus
from officedesk.services.contracts.results import Goes
from officedesk.services.contracts.rows import ContractRow
from officedesk.services.permissions import Permission
from officedesk.views.contracts.words import contracts_text
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.panel import ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable

WRITE = Permission.CONTRACTS_WRITE


def contract_entries(shell: Shell, panel: ListPanel, owner: QWidget) -> list[Bulk | None]:
    """More actions over contracts."""
    return [
        Bulk("Delete…", "trash", lambda ids: ask_and_delete(shell, owner, ids), danger=True, needs=WRITE),
        None,
        export_entry(shell, panel, "contracts"),
    ]


def new_button(
    shell: Shell, membership: Callable[[], object] | None = None, agreement: Callable[[], object] | None = None
) -> QPushButton:
    """+ Add new, with both kinds of contracts; of whoever is in front where nothing is said."""
    made = button(
        "Add new", kind="primary", icon=shell.icons("plus", "on_accent"), tip="A membership or a service agreement"
    )
    menu = QMenu(made)
    wanted = shell.contract_wanted.emit
    menu_action(menu, shell.icons("handshake"), "Membership…", membership or (lambda: wanted("membership")))
    menu_action(menu, shell.icons("file-text"), "Service agreement…", agreement or (lambda: wanted("agreement")))
    made.setMenu(menu)
    return made


def contract_menu(shell: Shell, owner: QWidget, row: ContractRow, more: Callable[[QMenu], object] | None) -> QMenu:
    """The row menu; ``more`` adds what the list itself offers."""
    from officedesk.views.contracts.opening import ask_and_cancel, edit_contract, renew_contract, show_report

    menu, icons, may = QMenu(owner), shell.icons, shell.may(WRITE)
    running = row.status is not ContractStatus.CANCELLED
    menu_action(menu, icons("chart-bar"), "View report", lambda: show_report(shell, owner, row.id))
    menu_action(
        menu, icons("pencil-simple"), "Edit…", lambda: edit_contract(shell, owner, row.id, row.kind), may and running
    )
    menu_action(menu, icons("arrows-clockwise"), "Renew…", lambda: renew_contract(shell, owner, row.id, row.kind), may)
    menu_action(
        menu,
        icons("prohibit"),
        "Cancel contract…",
        lambda: ask_and_cancel(shell, owner, row.id, row.name),
        may and running,
    )
    if more is not None:
        more(menu)
    menu.addSeparator()
    menu_action(menu, icons("trash", "bad"), "Delete…", lambda: ask_and_delete(shell, owner, [row.id]), may)
    return menu


def ask_and_delete(shell: Shell, owner: QWidget, ids: Sequence[int]) -> None:
    """Say what goes with these contracts, and delete them once that is confirmed."""
    from officedesk.services.contracts.deleting import what_goes

    desk, wanted = shell.desk, tuple(ids)
    shell.load(owner, lambda: what_goes(desk, wanted), lambda goes: _ask(shell, owner, wanted, goes))


def _ask(shell: Shell, owner: QWidget, ids: tuple[int, ...], goes: Goes) -> None:
    DeleteQuestion(shell, owner.window(), ids, goes).open()


class DeleteQuestion(Question):
    """Names what is deleted with the contracts and what stays."""

    def __init__(self, shell: Shell, parent: QWidget, ids: tuple[int, ...], goes: Goes) -> None:
        what = "this contract" if goes.contracts == 1 else contracts_text(goes.contracts)
        super().__init__(shell, parent, f"Delete {what}?", "Delete", danger=True)
        self.setMinimumWidth(460)
        self._ids = ids
        rest = goes.contracts - len(goes.names)
        named = label(breakable("\n".join([*goes.names, *([f"and {rest:,} more"] if rest > 0 else [])])), "strong")
        named.setWordWrap(True)
        self.content.addWidget(named)
        for words in goes.words:
            said = label(words)
            said.setWordWrap(True)
            self.content.addWidget(said)
        self.ok.setFocus()

    def answer(self) -> None:
        from officedesk.services.contracts.deleting import delete_contracts

        if not self.wait():
            return
        desk, ids = self.shell.desk, self._ids
        self.shell.load(self, lambda: delete_contracts(desk, ids), self._deleted, self.failed)

    def _deleted(self, count: int) -> None:
        shell, ids = self.shell, self._ids
        self.accept()
        _tell_changed(shell)
        shell.toast(f"{contracts_text(count)} deleted.", "Undo", lambda: _bring_back(shell, ids))


def _bring_back(shell: Shell, ids: tuple[int, ...]) -> None:
    from officedesk.services.contracts.deleting import restore_contract

    desk = shell.desk

    def work() -> None:
        for contract_id in ids:
            restore_contract(desk, contract_id)

    shell.load(shell, work, lambda _: _tell_changed(shell))


def _tell_changed(shell: Shell) -> None:
    for entity in ("contract", "job", "invoice"):
        shell.signals.changed.emit(entity, 0, 0)
