"""What every tab of the profile is: about one customer, loaded when shown, remembering its filter for the session."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListPanel
from officedesk.views.shell import Shell


@dataclass(frozen=True)
class Subject:
    """Whom the tabs are about, and the one location they are narrowed to, if any."""

    customer_id: int = 0
    location_id: int | None = None


class ProfileTab(QWidget):
    """Base of the tabs. Subclasses load in :meth:`load`; ``name`` and ``title`` are class attributes."""

    name = ""
    title = ""
    location_wanted = Signal(object)
    """Narrow the profile to a location (id), or to none (``None``)."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.subject = Subject()
        self._states: dict[int, Any] = {}

    def show_subject(self, subject: Subject) -> None:
        """Be about someone else, or another location: rows are asked for when the tab is on screen."""
        if subject == self.subject:
            return
        if self.subject.customer_id and subject.customer_id != self.subject.customer_id:
            self._states[self.subject.customer_id] = self.state()
        moved = subject.customer_id != self.subject.customer_id
        self.subject = subject
        if moved:
            self.restore(self._states.get(subject.customer_id))
        self.start_over()
        if self.isVisible():
            self.load()

    def profile_arrived(self, profile: Profile, locations: list[LocationRow]) -> None:
        """The header's facts are (again) known."""

    def count_of(self, profile: Profile) -> int | None:
        """The number in the tab's label."""
        return None

    def load(self) -> None:
        """Ask for the rows, if what is shown is stale."""
        raise NotImplementedError

    def start_over(self) -> None:
        """Forget the rows."""
        raise NotImplementedError

    def state(self) -> Any:
        """The filter, to come back to."""
        return None

    def restore(self, state: Any) -> None:
        """Put a filter back; ``None`` is none."""

    def add_side(self, side: QWidget) -> None:
        """Put a panel to the right of the rows, under what filters them."""
        raise NotImplementedError

    def side_taken(self) -> None:
        """The panel is somewhere else again, or out of sight: its room is free."""

    def show_record(self, record_id: int) -> None:
        """Put the row of that record in front, past any filter; where there is no such row, nothing happens."""

    def take_focus(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.subject.customer_id:
            self.load()


class SubjectFilters(FilterRow):
    """A filter row of a tab: knows the subject, and can be put back to a filter it gave."""

    def __init__(self, shell: Shell, placeholder: str = "Search") -> None:
        super().__init__(shell, placeholder)
        self.search.setMaximumWidth(190)
        self.subject = Subject()

    def put(self, query: Any) -> None:
        """Show the filter ``query`` (as :meth:`query` gave it) without telling."""
        self.search.setText(query.text)
        self.show_clear()

    def show_clear(self) -> None:
        self._clear.setVisible(self.active)


class ListTab(ProfileTab):
    """A tab that is a list."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.filters = self.make_filters()
        self.panel = self.make_panel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)

    def take_focus(self) -> None:
        # No focus proxy: Tab would go from the controls above straight to the rows, past the filters.
        self.panel.table.setFocus()

    def show_record(self, record_id: int) -> None:
        if self.filters.active:
            self.filters.clear()
        self.panel.reveal(record_id)

    def make_filters(self) -> SubjectFilters:
        raise NotImplementedError

    def make_panel(self) -> ListPanel:
        raise NotImplementedError

    def add_side(self, side: QWidget) -> None:
        self.panel.add_side(side)

    def load(self) -> None:
        self.panel.load()

    def start_over(self) -> None:
        self.filters.subject = self.subject
        self.panel.customer_id = self.subject.customer_id
        self.panel.start_over()

    def state(self) -> Any:
        return self.filters.query()

    def restore(self, state: Any) -> None:
        if state is None:
            self.filters.reset()
        else:
            self.filters.put(state)
        self.filters.show_clear()
