"""The Projects tab: each project of the customer with its strip, from the lead to the invoice."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget

from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import ProjectFilter, ProjectRow, Strip, Which
from officedesk.views.customers.tabs.base import ProfileTab, SubjectFilters
from officedesk.views.lists.empty import EmptyNotice
from officedesk.views.projects.actions import delete_projects, deliver, undeliver
from officedesk.views.projects.kanban import WATCHED
from officedesk.views.projects.project_card import ProjectCard
from officedesk.views.projects.words import PARTS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row, scrolled
from officedesk.views.widgets.in_hand import in_hand
from officedesk.views.widgets.segmented import Segmented

SHOWN = 60
"""Projects that are shown at first; the others are asked for."""
LATER = 200


class ProjectTabFilters(SubjectFilters):
    """Search, and the parts: in progress, completed, declined, all."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.part = Segmented(PARTS)
        self.part.setAccessibleName("Which projects")
        self.part.chosen.connect(lambda _: self.tell())
        self.add(self.part)

    def query(self) -> ProjectFilter:
        return ProjectFilter(
            self.subject.customer_id or None,
            self.subject.location_id,
            self.search.text().strip(),
            Which(self.part.value),
        )

    @property
    def active(self) -> bool:
        plain = ProjectFilter(self.subject.customer_id or None, self.subject.location_id, which=Which.IN_PROGRESS)
        return self.query() != plain

    def reset(self) -> None:
        super().reset()
        self.part.set_value(Which.IN_PROGRESS.value)

    def put(self, query: ProjectFilter) -> None:
        self.part.set_value(query.which.value)
        super().put(query)


class ProjectsTab(ProfileTab):
    """Cards below each other, the newest project first."""

    name = "projects"
    title = "Projects"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._asked = 0
        self._stale = True
        self._limit = SHOWN
        self._record = 0
        self.cards: dict[int, ProjectCard] = {}
        self.filters = ProjectTabFilters(shell)
        self.more = button("More actions")
        self.more.setIcon(shell.icons("caret-down"))
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu = QMenu(self.more)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        writes = shell.may(Permission.PROJECTS_WRITE)
        plus = shell.icons("plus", "on_accent")
        self.new_project = button("New project", self.add_project, icon=shell.icons("plus"))
        self.new_lead = button("New lead", self.add_lead, kind="primary", icon=plus)
        for made in (self.more, self.new_project, self.new_lead):
            self.filters.add_action(made)
            if not writes:
                made.hide()
        self.area: QScrollArea = scrolled()
        self.area.setProperty("role", "ground")
        self._ground = QWidget()
        self._ground.setObjectName("page")
        self._ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = QVBoxLayout(self._ground)
        self._rows.setContentsMargins(16, 12, 16, 12)
        self._rows.setSpacing(10)
        self._older = button("Show more", self._show_more)
        self._older.hide()
        self._rows.addWidget(self._older)
        self._rows.addStretch(1)
        self.area.setWidget(self._ground)
        self.empty = EmptyNotice(
            "What this customer wants done will be here, from the first call to what was delivered.",
            "New lead" if writes else "",
        )
        self.empty.add_wanted.connect(self.add_lead)
        self.empty.clear_wanted.connect(self.filters.clear)
        self._count = label("", "muted")
        self._beside = row(self.area, self.empty, spacing=0)
        self._beside.setStretch(0, 1)
        self._beside.setStretch(1, 1)
        self.empty.hide()
        foot = holder(row(self._count, None, margins=(16, 6, 16, 6)), "panel")
        inner = column(self.filters, line(), self._beside, line(), foot, spacing=0)
        inner.setStretch(2, 1)
        self.setLayout(inner)
        self.filters.changed.connect(self._ask)
        self.filters.down_wanted.connect(self.take_focus)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._look_again)
        shell.signals.changed.connect(self._office_changed)

    @property
    def chosen(self) -> list[int]:
        """Ids of the projects that are checked."""
        return [key for key, card in self.cards.items() if card.box.isChecked()]

    def count_of(self, profile: Profile) -> int:
        return profile.counts.open_projects

    def profile_arrived(self, profile: Profile, locations: list[LocationRow]) -> None:
        """Nothing of the header is shown here."""

    def add_side(self, side: QWidget) -> None:
        self._beside.addWidget(side)

    def add_lead(self) -> None:
        self._begin("lead")

    def add_project(self) -> None:
        self._begin("project")

    def show_record(self, record_id: int) -> None:
        if self.filters.part.value != Which.ALL.value or self.filters.search.text():
            self.filters.reset()
            self.filters.part.set_value(Which.ALL.value)
            self.filters.show_clear()
            self._record = record_id
            self._ask()
        elif record_id in self.cards:
            self._reveal(record_id)
        else:
            self._record = record_id

    def show_figure(self, _figure: str) -> None:
        """The counter of the header tells the open ones."""
        self.filters.reset()
        self.filters.show_clear()
        self._ask()

    def take_focus(self) -> None:
        first = next(iter(self.cards.values()), None)
        (first.title if first is not None else self.filters.search).setFocus()

    def state(self) -> Any:
        return self.filters.query()

    def restore(self, state: Any) -> None:
        if state is None:
            self.filters.reset()
        else:
            self.filters.put(state)
        self.filters.show_clear()

    # --- reading ---

    def load(self) -> None:
        if self._stale:
            self._ask()

    def start_over(self) -> None:
        self.filters.subject = self.subject
        self._stale, self._limit = True, SHOWN
        self._asked += 1
        self._put([], {})

    def _ask(self) -> None:
        if not self.subject.customer_id:
            return
        self._stale = False
        self._asked += 1
        asked, desk, query, limit = self._asked, self.shell.desk, self.filters.query(), self._limit

        def work() -> tuple[list[ProjectRow], dict[int, Strip], int]:
            from officedesk.services.projects.listing import NEWEST, ProjectList
            from officedesk.services.projects.steps import steps_of

            source = ProjectList(desk)
            rows = source.first(query, NEWEST, limit)
            return rows, steps_of(desk, [one.id for one in rows]), source.footer(query).count

        self.shell.load(self, work, lambda found: self._arrived(asked, *found))

    def _arrived(self, asked: int, rows: list[ProjectRow], strips: dict[int, Strip], count: int) -> None:
        if asked != self._asked:
            return
        self._put([one for one in rows if one.id in strips], strips)
        self._older.setVisible(count > len(rows))
        self._older.setText(f"Show {count - len(rows):,} more")
        nothing = not rows
        if nothing:
            # A part that is empty says so; only an office without any offers to begin.
            self.empty.tell(filtered=self.filters.active, many="projects")
        self.empty.setVisible(nothing)
        self.area.setVisible(not nothing)
        self._count.setText(f"{count:,} project{'' if count == 1 else 's'}")
        if self._record:
            self._reveal(self._record)
            self._record = 0

    def _put(self, rows: list[ProjectRow], strips: dict[int, Strip]) -> None:
        wanted = {one.id for one in rows}
        for key in [key for key in self.cards if key not in wanted]:
            gone = self.cards.pop(key)
            self._rows.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for at, one in enumerate(rows):
            made = self.cards.get(one.id)
            if made is None:
                made = self.cards[one.id] = ProjectCard(self.shell)
            if self._rows.indexOf(made) != at:
                self._rows.insertWidget(at, made)
            if made.row != one or made.facts != strips[one.id]:
                made.tell(one, strips[one.id])
        self.cards = {one.id: self.cards[one.id] for one in rows}

    def _reveal(self, project_id: int) -> None:
        card = self.cards.get(project_id)
        if card is not None:
            self.area.ensureWidgetVisible(card)
            card.title.setFocus()

    def _show_more(self) -> None:
        self._limit += SHOWN
        self._ask()

    def _look_again(self) -> None:
        if in_hand(self):
            self._later.start(LATER)
        elif self.isVisible():
            self._ask()
        else:
            self._stale = True

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity in WATCHED and self.subject.customer_id and customer_id in (0, self.subject.customer_id):
            self._later.start(0)

    # --- what is done ---

    def _begin(self, page: str) -> None:
        context: dict[str, Any] = {"customer_id": self.subject.customer_id}
        if self.subject.location_id is not None:
            context["location_id"] = self.subject.location_id
        self.shell.go(page, **context)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        ids, icons, shell, customer = self.chosen, self.shell.icons, self.shell, self.subject.customer_id
        every = menu.addAction(icons("check-square"), "Choose all" if len(ids) < len(self.cards) else "Choose none")
        every.triggered.connect(self._choose_all)
        menu.addSeparator()
        many = f" ({len(ids):,})" if len(ids) > 1 else ""
        for text, icon, run in (
            ("Mark as delivered", "check-circle", lambda: deliver(shell, self, ids, customer)),
            ("Mark as undelivered", "arrow-counter-clockwise", lambda: undeliver(shell, self, ids, customer)),
            ("Delete", "trash", lambda: delete_projects(shell, self, ids, customer)),
        ):
            action = menu.addAction(icons(icon, "bad" if text == "Delete" else "text"), f"{text}{many}")
            action.setEnabled(bool(ids))
            action.triggered.connect(lambda _=False, run=run: run())

    def _choose_all(self, _on: bool = False) -> None:
        on = len(self.chosen) < len(self.cards)
        for card in self.cards.values():
            card.box.setChecked(on)
