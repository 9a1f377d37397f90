"""The notes of a job: what to know about its site above, what was noted on the job itself below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import NoteKind
from officedesk.services.notes.rows import JobNotes, NoteRow
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import many
from officedesk.views.notes.note_actions import fill_note_menu, open_note, write_note
from officedesk.views.notes.words import when
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, column, label, line, row, scrolled
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import breakable, plain_tip

HIGHEST = 340
_LONGEST = 1_200
"""Letters of a note that are shown here; all of them are in its form."""
NOTHING = JobNotes((), ())


class NotesCard(QFrame):
    """Reads what it shows by itself, and again when notes were saved. ``shown`` when it is on screen."""

    shown = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._about: tuple[int, int | None, int | None] | None = None
        self._asked = 0
        self.notes = NOTHING
        self.setProperty("role", "card")
        self.setAccessibleName("Notes")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.add_button = button("Add note", icon=shell.icons("plus"), tip="Write a site note or a job note")
        menu = QMenu(self.add_button)
        menu.aboutToShow.connect(self._fill_menu)
        self.add_button.setMenu(menu)
        head = row(label("Notes", "heading"), None, self.add_button)
        head.setContentsMargins(14, 8, 8, 8)
        self._area = scrolled()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self._area)
        self._fill()
        shell.signals.changed.connect(self._office_changed)

    def show_notes(self, customer_id: int, location_id: int | None, job_id: int | None) -> None:
        """Show the notes of a location and of a job; asks the office where they are other ones than before."""
        about = (customer_id, location_id, job_id)
        if about == self._about:
            return
        if self._about is None or about[0] != self._about[0] or about[2] != self._about[2]:
            self.notes = NOTHING
            self._fill()
        self._about = about
        can_write = location_id is not None or job_id is not None
        self.add_button.setVisible(can_write and self._shell.may(Permission.NOTES_WRITE))
        self._load()

    def _load(self) -> None:
        if self._about is None:
            return
        self._asked += 1
        asked, desk, (_, location_id, job_id) = self._asked, self._shell.desk, self._about

        def work() -> JobNotes:
            from officedesk.services.notes.reading import notes_of_job

            return notes_of_job(desk, job_id, location_id)

        def arrived(found: JobNotes) -> None:
            if asked == self._asked:
                if found != self.notes:
                    self.notes = found
                    self._fill()
                self.shown.emit()

        self._shell.load(self, work, arrived)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity in ("note", "attachment") and self._about is not None and customer_id in (0, self._about[0]):
            self._load()

    # --- what is shown ---

    def _fill(self) -> None:
        ground = QWidget()
        ground.setProperty("role", "panel")
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(14, 8, 8, 10)
        layout.setSpacing(8)
        both = bool(self.notes.site and self.notes.job)
        for title, notes in (("Site notes", self.notes.site), ("Job notes", self.notes.job)):
            if notes:
                layout.addWidget(label(title, "label"))
            for one in notes:
                layout.addWidget(self._note(one))
            if both and notes is self.notes.site:
                layout.addWidget(line())
        if not self.notes.site and not self.notes.job:
            layout.addWidget(label("Nothing noted about this site or job.", "muted"))
        layout.addStretch(1)
        self._area.setWidget(ground)
        self._fit()

    def _fit(self) -> None:
        """As high as the notes need at this width, up to a limit from which they scroll."""
        ground = self._area.widget()
        width = max(160, self.width() - 2)
        wanted = ground.layout().heightForWidth(width) if ground.layout().hasHeightForWidth() else -1
        height = wanted if wanted > 0 else ground.sizeHint().height()
        self._area.setFixedHeight(min(HIGHEST, height + 2))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _note(self, one: NoteRow) -> QWidget:
        text = label(breakable(one.text, _LONGEST))
        text.setWordWrap(True)
        text.setMinimumWidth(20)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        about = " · ".join(filter(None, (one.author, when(self._shell, one), one.task_name)))
        more = button("", kind="plain", icon=self._shell.icons("dots-three"), tip="Note: actions")
        more.setAccessibleName(f"Actions of the note: {one.text[:40]}")
        more.setIconSize(ICON)
        more.setFixedSize(26, 22)
        more.clicked.connect(lambda: self.menu(one).popup(more.mapToGlobal(more.rect().bottomLeft())))
        foot = row(ElidedLabel(about, "small", least=60), None, more, spacing=4)
        if one.pinned:
            pin = label()
            pin.setPixmap(self._shell.icons("push-pin-fill", "accent").pixmap(14, 14))
            pin.setToolTip("Kept on top")
            foot.insertWidget(0, pin)
        if one.files:
            clip = button(f"{one.files:,}", lambda: open_note(self._shell, self, one.customer_id, one.id), kind="plain")
            clip.setIcon(self._shell.icons("paperclip", "muted"))
            clip.setAccessibleName(f"Open the note with its {many(one.files, 'file')}")
            clip.setToolTip(plain_tip(many(one.files, "file")))
            clip.setFixedHeight(22)
            foot.insertWidget(foot.count() - 1, clip)
        made = QWidget()
        made.setLayout(column(text, foot, spacing=1))
        return made

    def menu(self, one: NoteRow) -> QMenu:
        """What can be done with a note."""
        menu = QMenu(self)
        fill_note_menu(self._shell, self, menu, one, here=True)
        return menu

    def _fill_menu(self) -> None:
        menu = self.add_button.menu()
        menu.clear()
        if self._about is None:
            return
        customer_id, location_id, job_id = self._about
        icons, shell = self._shell.icons, self._shell
        if location_id is not None:
            menu.addAction(icons("map-pin"), "Site note").triggered.connect(
                lambda: write_note(shell, self, customer_id, NoteKind.SITE, location_id)
            )
        if job_id is not None:
            menu.addAction(icons("wrench"), "Job note").triggered.connect(
                lambda: write_note(shell, self, customer_id, NoteKind.JOB, location_id, job_id)
            )
