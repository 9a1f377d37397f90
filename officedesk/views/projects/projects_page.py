"""The Projects module: the board of steps, or a list."""

from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.projects.listing import ProjectList
from officedesk.services.projects.rows import ProjectRow
from officedesk.views.lists.bulk import Bulk, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.projects.actions import delete_projects, deliver, fill_menu, undeliver
from officedesk.views.projects.columns import project_columns
from officedesk.views.projects.filters import ProjectFilters
from officedesk.views.projects.kanban import WATCHED, KanbanBoard
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import button, holder, label, line, row
from officedesk.views.widgets.search_box import TypeAhead
from officedesk.views.widgets.segmented import Segmented

BOARD, LIST = "board", "list"
STYLE = "projects_as"
"""Setting of the desktop: how the module shows projects."""


class ProjectsPage(QWidget):
    """Page ``projects``. The filter row is one; which of the two shows it is remembered on this desktop."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        kind = ListKind(
            name="projects",
            columns=project_columns(shell),
            sort=Sort("number", True),
            one="project",
            many="projects",
            empty="Leads and projects will be here. Begin with somebody who asked for something.",
            add="New lead",
            needs=Permission.PROJECTS_WRITE,
            sums=(("value", "Value"),) if shell.may(Permission.MONEY_READ) else (),
            entities=WATCHED,
        )
        self.filters = ProjectFilters(shell)
        self.panel = ListPanel(shell, kind, ProjectList(shell.desk), self.filters)
        self.board = KanbanBoard(shell)
        self.look = Segmented([(BOARD, "Board"), (LIST, "List")])
        self.look.setAccessibleName("Show projects as")
        self._count = label("", "muted")
        writes, needs = shell.may(Permission.PROJECTS_WRITE), Permission.PROJECTS_WRITE
        self.more = more_button(
            shell,
            self.panel,
            [
                Bulk("Mark as delivered", "check-circle", self._deliver, needs=needs),
                Bulk(
                    "Mark as undelivered", "arrow-counter-clockwise", self._undeliver, needs=Permission.PROJECTS_WRITE
                ),
                export_entry(shell, self.panel, "projects"),
                None,
                Bulk("Delete", "trash", self._delete, danger=True, needs=needs),
            ],
        )
        self.new_project = button("New project", lambda: shell.go("project"), icon=shell.icons("plus"))
        self.new_lead = button(
            "New lead", lambda: shell.go("lead"), kind="primary", icon=shell.icons("plus", "on_accent")
        )
        bar = row(label("Projects", "title"), 8, self._count, 14, self.look, None, self.more, margins=(16, 12, 16, 2))
        for made in (self.new_project, self.new_lead):
            bar.addWidget(made)
            if not writes:
                made.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        # The list has the filters in it: they are shown above the board too.
        self._list = self.panel
        self._stack.addWidget(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder(bar, "panel"))
        layout.addWidget(self.filters)
        layout.addWidget(line())
        layout.addWidget(self._stack, 1)
        self.filters.changed.connect(self._filtered)
        self.filters.down_wanted.connect(self._down)
        self.look.chosen.connect(self._styled)
        self.board.counted.connect(self._board_counted)
        self.board.add_wanted.connect(lambda: shell.go("lead"))
        self.board.clear_wanted.connect(self.filters.clear)
        for lane in self.board.columns.values():
            TypeAhead(lane.cards, self.filters.search)
        self.panel.counted.connect(self._list_counted)
        self.panel.opened.connect(lambda project_id: shell.go("project", project_id))
        self.panel.add_wanted.connect(lambda: shell.go("lead"))
        self.panel.set_row_menu(self._row_menu)
        self.look.set_value(shell.config.get(STYLE, BOARD) if shell.config.get(STYLE) in (BOARD, LIST) else BOARD)
        self._show_style()

    @property
    def shows_board(self) -> bool:
        return self.look.value == BOARD

    def show_place(self, place: Place) -> None:
        """``look`` in the context is ``board`` or ``list``; ``filter`` narrows both."""
        wanted = place.context.get("look")
        if wanted in (BOARD, LIST):
            self.look.set_value(wanted)
            self._show_style()
        query = place.context.get("filter")
        if query is not None and query != self.filters.query():
            self.filters.reset()
            self.filters.put(query)
            self.filters.tell()
        self._load()
        self.take_focus()

    def leave(self) -> bool:
        """It can always be left."""
        return True

    def take_focus(self) -> None:
        """Put the keyboard on the first card, or into the search of the list."""
        if self.shows_board:
            self.board.take_focus()
        else:
            self.filters.search.setFocus()

    def _load(self) -> None:
        if self.shows_board:
            self.board.show_filter(self.filters.query())
        else:
            self.panel.load()

    def _filtered(self) -> None:
        if self.shows_board:
            self.board.show_filter(self.filters.query())

    def _down(self) -> None:
        if self.shows_board:
            self.board.take_focus()

    def _styled(self, value: str) -> None:
        self._shell.config.put(STYLE, value)
        self._show_style()
        self._load()

    def _show_style(self) -> None:
        board = self.shows_board
        self._stack.setCurrentWidget(self.board if board else self._list)
        self.panel.style_button.setVisible(not board)
        self.more.setVisible(not board)

    def _board_counted(self, count: int) -> None:
        if self.shows_board:
            self._count.setText(f"{count:,}")

    def _list_counted(self, count: int, _filtered: bool) -> None:
        if not self.shows_board:
            self._count.setText(f"{count:,}")

    def _row_menu(self, found: ProjectRow) -> QMenu:
        menu = QMenu(self)
        fill_menu(self._shell, self, menu, found)
        return menu

    def _deliver(self, ids: list[int]) -> None:
        deliver(self._shell, self, ids)

    def _undeliver(self, ids: list[int]) -> None:
        undeliver(self._shell, self, ids)

    def _delete(self, ids: list[int]) -> None:
        delete_projects(self._shell, self, ids)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Those that begin something."""
        return self.new_project, self.new_lead
