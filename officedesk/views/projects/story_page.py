"""What the pages of a lead and of a project share: head, strip, facts, papers, files, tasks, notes, history."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.fellows import EditorsChip
from officedesk.views.lists.columns import Chip
from officedesk.views.projects.actions import change, fill_menu, force_step, may_force, open_step
from officedesk.views.projects.facts import Choice, Fact, FactsCard
from officedesk.views.projects.files_card import ProjectFiles
from officedesk.views.projects.kanban import WATCHED
from officedesk.views.projects.people import change_people
from officedesk.views.projects.record_editor import RecordDialog, RecordEditor
from officedesk.views.projects.side_cards import DocumentsCard, HistoryCard, NotesCard, StoryCard, TasksCard
from officedesk.views.projects.story import Story
from officedesk.views.projects.strip import StepStrip
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.sales.document_header import DocumentHeader
from officedesk.views.shell import Place, Shell, is_known
from officedesk.views.widgets.basics import button, column, holder, label, line, row, scrolled
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.in_hand import in_hand
from officedesk.views.widgets.tips import breakable

_ALSO = frozenset({"task", "note", "attachment"})
LATER = 200
_LONGEST = 6_000


class StoryPage(QWidget):
    """Opened with an id; with ``customer_id`` in its context it begins a new one, else it asks for the customer."""

    entity = ""
    fresh = ""
    """What a new one is called."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.shell = shell
        self.story: Story | None = None
        self._id = self._asked = 0
        self.header = DocumentHeader(shell)
        self.editors = EditorsChip(shell)
        self.header.add_note(self.editors)
        writes = shell.may(Permission.PROJECTS_WRITE)
        self.edit_button = button("Edit", self.edit, icon=shell.icons("pencil-simple"), shortcut="Ctrl+E")
        if not writes:
            self.edit_button.hide()
        self.next_button = button("", self._next, kind="primary")
        self.more = QPushButton("More ")
        self.more.setAccessibleName("More actions")
        self.more.setIcon(shell.icons("caret-down"))
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu = QMenu(self.more)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        self.header.add(self.edit_button, self.more, self.next_button)
        self.header.back_wanted.connect(self._to_customer)
        self.strip = StepStrip(shell)
        self.strip.opened.connect(self._open_step)
        self.strip.forced.connect(self.force)
        self.contact = Fact(shell, "Contact", partial(self._people, "contact_id"))
        self.estimator = Fact(shell, "Estimator", partial(self._people, "estimator_id"))
        self.location = Fact(shell, "Address", partial(self._people, "location_id"))
        self.facts: dict[str, Fact] = self.make_facts()
        self.words = StoryCard(self.words_title())
        self.documents = DocumentsCard(shell)
        self.files = ProjectFiles(shell)
        if not shell.may(Permission.FILES_READ):
            self.files.hide()
        self.tasks, self.notes, self.history = TasksCard(shell), NotesCard(shell), HistoryCard(shell)
        left = column(
            FactsCard("Facts", list(self.facts.values())), self.words, self.documents, self.history, None, spacing=12
        )
        right = column(self.files, self.tasks, self.notes, None, spacing=12)
        body = row(left, right, spacing=12, margins=(16, 12, 16, 14))
        body.setStretch(0, 8)
        body.setStretch(1, 5)
        ground = QWidget()
        ground.setObjectName("page")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        ground.setLayout(body)
        self.area: QScrollArea = scrolled()
        self.area.setWidget(ground)
        strip = holder(row(self.strip, margins=(12, 6, 16, 8)), "panel")
        told = QWidget()
        told.setLayout(column(self.header, line(), strip, line(), self.area, spacing=0))
        self.new_form = RecordEditor(shell, self.entity)
        self.new_form.saved.connect(self._made)
        self.new_form.left.connect(shell.back)
        self.new_form.ready.connect(self._say_whose)
        self.new_title = ElidedLabel("", "title", least=200)
        card = holder(column(self.new_title, self.new_form, spacing=12, margins=(18, 16, 18, 16)), "card")
        card.setMaximumWidth(960)
        begin = QWidget()
        begin.setLayout(column(row(None, card, None), None, margins=(16, 24, 16, 24)))
        begin.layout().itemAt(0).layout().setStretchFactor(card, 10)  # type: ignore[attr-defined]
        self.picker = CustomerPicker(shell, self.fresh)
        self.picker.chosen.connect(lambda customer_id: shell.go(self.entity, customer_id=customer_id))
        self.picker.new_wanted.connect(lambda: shell.go("customer"))
        self.picker.left.connect(shell.back)
        self.stack = QStackedWidget()
        for made in (told, begin, self.picker):
            self.stack.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        refresh = QAction("Refresh", self)
        refresh.setShortcut(QKeySequence("F5"))
        refresh.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.triggered.connect(self._look_again)
        self.addAction(refresh)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._look_again)
        shell.signals.changed.connect(self._office_changed)

    # --- what a subclass says ---

    def make_facts(self) -> dict[str, Fact]:
        """The facts in their order, by name."""
        raise NotImplementedError

    def words_title(self) -> str:
        """What the card with the description is called."""
        raise NotImplementedError

    def read(self, desk: Desk, record_id: int) -> Story:
        """Everything of the page."""
        raise NotImplementedError

    def begin_new(self, desk: Desk, context: dict[str, Any]) -> Any:
        """The draft of a new one."""
        raise NotImplementedError

    def name(self, story: Story) -> str:
        """What it is called in the head."""
        raise NotImplementedError

    def chip(self, story: Story) -> Chip:
        """How it stands."""
        raise NotImplementedError

    def show_facts(self, story: Story) -> None:
        """Put the facts of a story where they belong."""
        raise NotImplementedError

    def description(self, story: Story) -> str:
        """The words of the card."""
        raise NotImplementedError

    # --- coming and going ---

    def show_place(self, place: Place) -> None:
        self._asked += 1
        # Whoever comes back by Back only looks.
        self._to_edit = bool(place.context.pop("edit", False))
        if place.id:
            if place.id != self._id:
                self._forget()
            self._id = place.id
            self.stack.setCurrentIndex(0)
            self._load()
            return
        self._forget()
        customer = place.context.get("customer_id")
        if not customer:
            self.stack.setCurrentIndex(2)
            self.picker.begin()
            return
        self.stack.setCurrentIndex(1)
        self.new_title.setText(self.fresh)
        context = dict(place.context)
        self.new_form.open(lambda desk: self.begin_new(desk, context), self._unreadable, context.get("kept"))

    def leave(self) -> bool:
        """Asks what becomes of a new one that is not saved."""
        if self.stack.currentIndex() == 1 and self.new_form.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, self._give_up, lambda: self.new_form.save(self.shell.settle), f"the {self.fresh.lower()}")
            return False
        self.shell.others.edit(self)
        if self.stack.currentIndex() == 1:
            self.new_form.forget()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shell.back()
        else:
            super().keyPressEvent(event)

    def edit(self) -> None:
        """Open the form."""
        if self.story is not None:
            RecordDialog(self.shell, self.window(), self.entity, self._id, self.name(self.story)).open()

    def force(self, step: Step) -> None:
        """Make a step."""
        if self.story is not None:
            found = self.story.page.row
            force_step(self.shell, self, found.id, found.customer_id, step)

    def _say_whose(self) -> None:
        self.new_title.setText(f"{self.fresh} for {self.new_form.customer}")

    def _give_up(self) -> None:
        self.new_form.forget()
        self.shell.settle()

    def _made(self, draft: Any) -> None:
        if self.stack.currentIndex() == 1:
            self.new_form.forget()
            self.shell.replace(self.entity, draft.id)

    def _forget(self) -> None:
        self.story, self._id = None, 0
        self.area.setEnabled(False)

    def _unreadable(self, error: Exception) -> None:
        self.shell.fail(error)
        self.shell.back()

    # --- reading ---

    def _load(self) -> None:
        asked, desk, record_id = self._asked, self.shell.desk, self._id
        self.shell.load(
            self,
            lambda: self.read(desk, record_id),
            lambda story: self._arrived(asked, story),
            lambda error: self._failed(asked, error),
        )

    def _failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.shell.fail(error)
            if is_known(error) and self.story is None:
                self.shell.back()

    def _arrived(self, asked: int, story: Story) -> None:
        if asked != self._asked or not self._id:
            return
        first, self.story = self.story is None, story
        found = story.page.row
        self.area.setEnabled(True)
        self.header.tell(story.choices.customer, self.name(story), self.chip(story), self._noted(story))
        self.strip.tell(story.page.strip, may_force(self.shell))
        places, people, users = (
            dict(one) for one in (story.choices.locations, story.choices.contacts, story.choices.users)
        )
        self.contact.tell(people.get(story.project.contact_id or 0, found.contact), nothing="Nobody")
        self.estimator.tell(users.get(story.project.estimator_id or 0, found.estimator), nothing="Nobody")
        self.location.tell(places.get(story.project.location_id or 0, found.location), nothing="No address")
        self.show_facts(story)
        may = self.shell.may(Permission.PROJECTS_WRITE)
        for fact in self.facts.values():
            fact.allow(may)
        text = label(breakable(self.description(story) or "Nothing written yet.", _LONGEST))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.fill([text], "")
        self.documents.tell(story.page.documents)
        self.files.show_project(found.customer_id, found.id, found.cover_id)
        self.tasks.tell(found, story.tasks, story.people)
        self.notes.tell(found, story.notes)
        self.history.tell(story.history)
        self._tell_next(story)
        if self._to_edit:
            self._to_edit = False
            self.edit()
        self.shell.others.edit(self, "", 0)
        self.editors.watch(self.entity, self._id)
        if first:
            # Enter opens what the project is at.
            self.strip.buttons.get(story.page.row.step, self.strip.buttons[Step.INVOICE]).setFocus()

    def _noted(self, story: Story) -> str:
        found = story.page.row
        return " · ".join(filter(None, (f"Due {self.shell.date(found.due)}" if found.due else "", found.source)))

    def _tell_next(self, story: Story) -> None:
        """One button is the primary one: the step that comes next."""
        may, strip = may_force(self.shell), story.page.strip
        order = list(Step)
        furthest = max((order.index(fact.step) for fact in (*strip, strip.delivered) if fact.there), default=0)
        step = order[furthest + 1] if furthest + 1 < len(order) else None
        if step is Step.DELIVERED and story.page.row.step is Step.JOB:
            # Billed in part: what comes next is the rest of the work.
            step = Step.JOB
        there = any(fact.step is step and fact.there for fact in strip)
        words = {
            Step.ESTIMATE: "Create estimate",
            Step.JOB: "Open job" if there else "Create job",
            Step.INVOICE: "Create invoice",
            Step.DELIVERED: "Mark as delivered",
        }
        shown = step is not None and may[step] and story.page.row.state.value != "declined"
        self.next_button.setVisible(shown)
        if step is not None:
            self.next_button.setText(words[step])
            self.next_button.setAccessibleName(words[step])
            self._next_step = step

    _next_step = Step.ESTIMATE
    _to_edit = False

    def _next(self) -> None:
        fact = next((one for one in self.story.page.strip if one.step is self._next_step), None) if self.story else None
        if fact is not None and fact.there:
            open_step(self.shell, fact)
        else:
            self.force(self._next_step)

    def _look_again(self) -> None:
        if not self._id or not self.isVisible():
            return
        if in_hand(self):
            self._later.start(LATER)
        else:
            self._load()

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        mine = self.story.project.customer_id if self.story is not None else 0
        if entity in (WATCHED | _ALSO) and mine and customer_id in (0, mine):
            self._later.start(0)

    # --- what is done ---

    def _open_step(self, step: Step) -> None:
        if self.story is None:
            return
        fact = next(fact for fact in self.story.page.strip if fact.step is step)
        if self.entity != "lead" or step is not Step.LEAD:
            open_step(self.shell, fact)

    def _people(self, name: str) -> Sequence[Choice | None]:
        story = self.story
        if story is None:
            return ()
        choices, nobody = {
            "contact_id": (story.choices.contacts, "Nobody"),
            "estimator_id": (story.choices.users, "Nobody"),
            "location_id": (story.choices.locations, "No address"),
        }[name]
        found: list[Choice | None] = [(text, partial(self._change_people, name, key)) for key, text in choices]
        return [*found, None, (nobody, partial(self._change_people, name, None))]

    def _change_people(self, name: str, key: int | None) -> None:
        story = self.story
        if story is not None:
            project_id = story.project.id or 0
            self.change(lambda desk: change_people(desk, project_id, **{name: key}))

    def change(self, work: Callable[[Desk], object], told: str = "Changed.") -> None:
        """Change something of it and tell every screen, with Undo."""
        if self.story is not None:
            change(self.shell, self, work, self.story.project.customer_id, told)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        if self.story is not None:
            fill_menu(self.shell, self, menu, self.story.page.row, on_page=True)
            self.add_to_menu(menu)

    def add_to_menu(self, menu: QMenu) -> None:
        """More that can be done with it."""

    def _to_customer(self) -> None:
        if self.story is not None:
            found = self.story.page.row
            self.shell.go("customer", found.customer_id, "projects", record=found.id)
