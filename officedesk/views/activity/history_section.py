"""Settings, History: the audit trail of the whole office."""

from typing import Any

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from officedesk.services.activity.history import HistoryList
from officedesk.services.activity.rows import HistoryChoices, HistoryFilter, HistoryRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.activity.columns import ACTIONS, ENTITIES, history_columns
from officedesk.views.activity.detail_card import DetailCard
from officedesk.views.activity.seal_bar import SealBar
from officedesk.views.activity.undoing import Undoing
from officedesk.views.customers.tabs.filters import FilterDay
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.export import export_button
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import holder, label, line, row
from officedesk.views.widgets.choice import ChoiceButton


class HistoryFilters(FilterRow):
    """Text, days, who, desktop, kind and action."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Name or number")
        self.search.setMaximumWidth(180)
        self.since, self.until = FilterDay(shell, "From"), FilterDay(shell, "To")
        self.who = ChoiceButton("Who", None, single=True, none="anyone")
        self.desktop = ChoiceButton("Desktop", None, single=True, none="any")
        self.kind = ChoiceButton("Kind", None, single=True, none="any")
        self.action = ChoiceButton("Action", None, single=True, none="any")
        self._desktops: tuple[str, ...] = ()
        self.kind.set_choices(list(enumerate(ENTITIES.values())))
        self.action.set_choices(list(enumerate(ACTIONS.values())))
        for day in (self.since, self.until):
            self.add(day)
            day.edited.connect(self.tell)
        for choice in (self.who, self.desktop, self.kind, self.action):
            choice.chosen.connect(self.tell)
        # A row of their own: names of people and desktops may be long.
        self.more = holder(row(self.who, self.desktop, self.kind, self.action, None, margins=(16, 0, 16, 8)), "panel")

    def set_choices(self, found: HistoryChoices) -> None:
        """Users and desktops there are; an office with one desktop has no such filter."""
        self.who.set_choices(list(found.users))
        chosen = self._chosen_desktop
        self._desktops = found.desktops
        self.desktop.set_choices(list(enumerate(found.desktops)))
        self.desktop.set_value((found.desktops.index(chosen),) if chosen in found.desktops else ())
        self.desktop.setVisible(len(found.desktops) > 1)

    @property
    def _chosen_desktop(self) -> str:
        value = self.desktop.value
        return self._desktops[value[0]] if value and value[0] < len(self._desktops) else ""

    def query(self) -> HistoryFilter:
        return HistoryFilter(
            text=self.search.text().strip(),
            user_id=self.who.value[0] if self.who.value else None,
            desktop=self._chosen_desktop,
            entity=list(ENTITIES)[self.kind.value[0]] if self.kind.value else "",
            action=list(ACTIONS)[self.action.value[0]] if self.action.value else "",
            date_from=self.since.value(),
            date_to=self.until.value(),
        )

    @property
    def active(self) -> bool:
        return self.query() != HistoryFilter()

    def reset(self) -> None:
        super().reset()
        for day in (self.since, self.until):
            day.set_value(None)
        for choice in (self.who, self.desktop, self.kind, self.action):
            choice.set_value(())


class HistorySection(QWidget):
    """Who changed what, when, at which desktop; what it was before and after; and whether it is as it was written."""

    dirty = False

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.filters = HistoryFilters(shell)
        kind = ListKind(
            name="office_history",
            columns=history_columns(shell),
            sort=Sort("at", True),
            one="change",
            many="changes",
            empty="Every change in the office will be here, with who made it.",
            entities=frozenset(ENTITIES),
        )
        self.panel = ListPanel(shell, kind, HistoryList(shell.desk), self.filters)
        self.panel.layout().insertWidget(1, self.filters.more)  # type: ignore[union-attr]
        self.detail = DetailCard(shell)
        self.seal = SealBar(shell)
        self.undoing = Undoing(shell, self)
        self._count = label("", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        export = export_button(shell, self.panel, "history")
        layout.addWidget(
            holder(row(label("History", "title"), 8, self._count, None, export, margins=(16, 12, 16, 2)), "panel")
        )
        layout.addWidget(self.seal)
        layout.addWidget(self.panel, 1)
        layout.addWidget(line())
        layout.addWidget(self.detail)
        self.panel.counted.connect(lambda count, _: self._count.setText(f"{count:,}"))
        self.panel.picked.connect(lambda _: self._pick())
        self.panel.shown.connect(self._pick)
        self.panel.opened.connect(lambda _: self.detail._open())
        self.panel.set_row_menu(self._menu)
        self.detail.undo_wanted.connect(self.undoing.undo_change)

    def show_section(self) -> None:
        """The section comes on screen."""
        self.panel.load()
        desk = self.shell.desk

        def work() -> Any:
            from officedesk.services.activity.history import choices

            return choices(desk)

        self.shell.load(self, work, self.filters.set_choices)

    def forget(self) -> None:
        """Nothing is typed here."""

    def _pick(self) -> None:
        self.detail.show_row(self.panel.table.current_row if self.panel.model.rowCount() else None)

    def _menu(self, change: HistoryRow) -> QMenu:
        menu = QMenu(self)
        icons = self.shell.icons
        self.detail.show_row(change)
        if self.detail.open.isVisibleTo(self.detail):
            menu_action(menu, icons("arrow-square-out"), "Open", self.detail._open)
        may = self.shell.may(Permission.UNDO) and self.detail.undo.isEnabled()
        key = change.transaction_key
        menu_action(
            menu, icons("arrow-counter-clockwise"), "Undo this change", lambda: self.undoing.undo_change(key), may
        )
        return menu
