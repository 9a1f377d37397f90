"""Settings, Trash: what was deleted, to bring back or to erase for good."""

from typing import Any

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from officedesk.services.activity.rows import Erased, ErasePlan, Restored, TrashFilter, TrashRow
from officedesk.services.activity.trash import TrashList
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.activity.columns import KINDS, trash_columns
from officedesk.views.activity.erase_dialog import EraseDialog
from officedesk.views.customers.tabs.filters import FilterDay
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.export import export_button
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.notices import Banner
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, row
from officedesk.views.widgets.choice import ChoiceButton


class TrashFilters(FilterRow):
    """Text, kind and when it was deleted."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Name, number, customer")
        self.search.setMaximumWidth(220)
        self.kind = ChoiceButton("Kind", None, single=True, none="any")
        self.kind.set_choices([(at, name) for at, (name, _) in enumerate(KINDS.values())])
        self.since, self.until = FilterDay(shell, "From"), FilterDay(shell, "To")
        for day in (self.since, self.until):
            self.add(day)
            day.edited.connect(self.tell)
        self.add(self.kind)
        self.kind.chosen.connect(self.tell)

    def query(self) -> TrashFilter:
        return TrashFilter(
            text=self.search.text().strip(),
            kind=list(KINDS)[self.kind.value[0]] if self.kind.value else "",
            date_from=self.since.value(),
            date_to=self.until.value(),
        )

    @property
    def active(self) -> bool:
        return self.query() != TrashFilter()

    def reset(self) -> None:
        super().reset()
        for day in (self.since, self.until):
            day.set_value(None)
        self.kind.set_value(())


class TrashSection(QWidget):
    """Restore for whoever may, erase for admins; for one row, or for all that are checked or selected."""

    dirty = False

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.filters = TrashFilters(shell)
        kind = ListKind(
            name="trash",
            columns=trash_columns(shell),
            sort=Sort("at", True),
            one="thing",
            many="things",
            empty="The trash is empty. What is deleted stays here until it is restored or erased for good.",
            entities=frozenset(KINDS),
        )
        self.panel = ListPanel(shell, kind, TrashList(shell.desk), self.filters)
        icons = shell.icons
        self.filters.add_action(export_button(shell, self.panel, "trash"))
        self.restore_button = button("Restore", self._restore_chosen, icon=icons("arrow-counter-clockwise"))
        self.erase_button = button("Erase for good…", self._erase_chosen, kind="danger", icon=icons("trash", "bad"))
        if not shell.may(Permission.ERASE):
            self.erase_button.hide()
        self._count = label("", "muted")
        self.traces = Banner(self)
        bar = row(
            label("Trash", "title"), 8, self._count, None, self.restore_button, self.erase_button,
            margins=(16, 12, 16, 2),
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder(bar, "panel"))
        layout.addWidget(self.traces)
        layout.addWidget(self.panel, 1)
        self.panel.counted.connect(self._counted)
        self.panel.set_row_menu(self._menu)
        self.panel.table.picked.connect(lambda _: self._enable())
        self.panel.model.checks_changed.connect(lambda _: self._enable())
        self._enable()

    def show_section(self) -> None:
        """The section comes on screen."""
        self.panel.load()
        desk = self.shell.desk

        def work() -> Any:
            from officedesk.services.activity.erase import traces

            return traces(desk)

        self.shell.load(self, work, self._tell_traces)

    def forget(self) -> None:
        """Nothing is typed here."""

    def restore(self, ids: list[int]) -> None:
        """Bring rows back."""
        desk = self.shell.desk

        def work() -> Any:
            from officedesk.services.activity.trash import restore

            return restore(desk, ids)

        self.shell.load(self, work, self._restored)

    def erase(self, ids: list[int]) -> None:
        """Ask, then erase rows for good."""
        desk = self.shell.desk

        def work() -> Any:
            from officedesk.services.activity.erase import plan

            return plan(desk, ids)

        self.shell.load(self, work, lambda found: self._ask(found, ids))

    def _ask(self, found: ErasePlan, ids: list[int]) -> None:
        from officedesk.errors import OfficeError

        if not found.names:
            self.shell.fail(OfficeError(found.refused[0] if found.refused else "It is no longer in the trash."))
            return
        EraseDialog(self.shell, self, found, ids, self._erased).open()

    def _erased(self, done: Erased) -> None:
        from officedesk.views.recovery import forget_erased

        forget_erased(self.shell, list(done.done))
        self._tell_changed(done.done)
        self.shell.toast(f"{len(done.done):,} {'record' if len(done.done) == 1 else 'records'} erased for good.")
        self._tell_traces(not done.clean)
        self.panel.reload()

    def _restored(self, done: Restored) -> None:
        from officedesk.errors import OfficeError

        if done.done:
            self._tell_changed(done.done)
            count = len(done.done)
            self.shell.toast(f"{count:,} {'thing' if count == 1 else 'things'} restored.")
        if done.refused:
            more = f" {len(done.refused) - 1:,} more stayed too." if len(done.refused) > 1 else ""
            self.shell.fail(OfficeError(done.refused[0] + more))
        self.panel.reload()

    def _tell_changed(self, done: tuple[tuple[str, int, int], ...]) -> None:
        kinds = {kind for kind, _, _ in done}
        if len(done) == 1:
            self.shell.signals.changed.emit(*done[0])
        else:
            for kind in kinds:
                self.shell.signals.changed.emit(kind, 0, 0)

    def _tell_traces(self, there: bool) -> None:
        if there and self.shell.may(Permission.ERASE):
            self.traces.tell(
                "Something that was erased may still be found in the unused space of the office file.",
                "warn",
                self._clean,
                "Clean the file",
            )
        else:
            self.traces.hide()

    def _clean(self) -> None:
        desk = self.shell.desk

        def work() -> Any:
            from officedesk.services.activity.erase import clean

            return clean(desk)

        def failed(error: Exception) -> None:
            self._tell_traces(True)
            self.shell.fail(error)

        self.shell.load(self, work, lambda _: self.shell.toast("The office file is clean."), failed)

    def _counted(self, count: int, _filtered: bool) -> None:
        self._count.setText(f"{count:,}")
        self._enable()

    def _enable(self) -> None:
        ids = self.panel.table.chosen_ids() if self.panel.model.rowCount() else []
        many = f" ({len(ids):,})" if len(ids) > 1 else ""
        self.restore_button.setEnabled(bool(ids))
        self.restore_button.setText(f"Restore{many}")
        self.erase_button.setEnabled(bool(ids))

    def _restore_chosen(self) -> None:
        if ids := self.panel.table.chosen_ids():
            self.restore(ids)

    def _erase_chosen(self) -> None:
        if ids := self.panel.table.chosen_ids():
            self.erase(ids)

    def _menu(self, thing: TrashRow) -> QMenu:
        menu = QMenu(self)
        icons = self.shell.icons
        menu_action(menu, icons("arrow-counter-clockwise"), "Restore", lambda: self.restore([thing.id]))
        may = self.shell.may(Permission.ERASE)
        if may:
            menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Erase for good…", lambda: self.erase([thing.id]), may)
        return menu
