"""Where the office lies: this computer, a share, or hosted. What speaks against a place is told beforehand."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QRadioButton

from officedesk.services.office.beginning import Beginning, Lie
from officedesk.services.office.new_place import Advice, look_at_place
from officedesk.views.beginning.page import Means, Page, paragraph
from officedesk.views.office.new_office import suggested_file
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, column, holder, label, restyle, row

CHOICES = (
    (Lie.HERE, "On this computer", "One file. The simplest where one desktop works with it, or two now and then."),
    (
        Lie.SHARE,
        "In a shared folder of your network",
        "One file that two or three desktops open, on a share that keeps locks. Never in a synchronized folder.",
    ),
    (
        Lie.HOST,
        "On this computer, and host it for other desktops",
        "The fastest for several desktops. They join by invitation; this computer has to be on while they work.",
    ),
)
LOCAL = "This folder is on this computer. Other desktops can open the office only if the folder is shared with them."
NO_HOST = "This OfficeDesk has no database server with it: connect to one from the start window instead."


class PlacePage(Page):
    name = "place"
    title = "Where the office is"
    later = "An office can be moved, hosted and brought back to one file later in Settings, This office."

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self.advice: Advice | None = None
        self._typed = False
        self._company = ""
        self._looking: Task | None = None
        self.group = QButtonGroup(self)
        self.choices: dict[Lie, QRadioButton] = {}
        from officedesk.services.office.hosting import can_host

        for lie, title, what in CHOICES:
            made = QRadioButton(title)
            made.setAccessibleDescription(what)
            self.group.addButton(made)
            self.choices[lie] = made
            told = paragraph(what, "muted")
            if lie is Lie.HOST and not can_host():
                made.setEnabled(False)
                told.setText(NO_HOST)
            made.toggled.connect(self._chosen)
            self.body.addWidget(holder(column(made, row(24, told, spacing=0), spacing=2)))
        path = QLineEdit()
        shown = self.add("path", "Office file", path, required=True)
        where = row(shown, column(18, button("Choose…", self._choose), None, spacing=0))
        where.setStretch(0, 1)
        self.place = label("", "strong")
        self.told = paragraph("")
        self.where = holder(column(where, self.place, self.told, spacing=6))
        self.body.addSpacing(6)
        self.body.addWidget(self.where)
        path.textEdited.connect(self._path_typed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(250)
        self._soon.timeout.connect(self.look)
        if means.address:
            for made in self.choices.values():
                made.parentWidget().hide()
            self.body.insertWidget(0, paragraph("The office is made in the database that you connected to."))
            self.where.hide()

    def show_beginning(self, beginning: Beginning) -> None:
        self._company, self._typed = beginning.name, beginning.path_typed and bool(beginning.path)
        made = self.choices[beginning.lie]
        (made if made.isEnabled() else self.choices[Lie.HERE]).setChecked(True)
        self.control("path").setText(beginning.path)
        self._suggest()

    def take(self, beginning: Beginning) -> Beginning:
        lie = next((lie for lie, made in self.choices.items() if made.isChecked()), Lie.HERE)
        return replace(beginning, lie=lie, path=self.control("path").text(), path_typed=self._typed)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        super().show_problems(problems)

    def begin(self) -> None:
        (self.group.checkedButton() or self.choices[Lie.HERE]).setFocus()
        self.look()

    def look(self) -> None:
        """Look where the file would lie, and say what is to be known of it."""
        if self.means.address:
            return
        self._soon.stop()
        path = self.control("path").text()
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self.means.runner.submit(lambda: look_at_place(path), self._looked, owner=self)

    def _looked(self, advice: Advice) -> None:
        self._looking, self.advice = None, advice
        shared = self.choices[Lie.SHARE].isChecked()
        told = advice.told
        if shared and not advice.refused and not advice.shared:
            told = LOCAL
        self.place.setText(advice.where)
        self.place.setVisible(bool(advice.where))
        self.told.setText(told if self.control("path").text().strip() else "")
        restyle(self.told, "tone", "bad" if advice.refused else "warn" if shared and not advice.shared else "")

    def _chosen(self) -> None:
        self._suggest()
        self._soon.start()
        self.edited.emit()

    def _suggest(self) -> None:
        """The file is called as the company, among the documents, until somebody says otherwise."""
        if not self._typed:
            share = self.choices[Lie.SHARE].isChecked()
            suggested = suggested_file(self._company)
            self.control("path").setText("" if share else str(suggested))
            self.control("path").setPlaceholderText(f"\\\\server\\office\\{suggested.name}" if share else "")

    def _path_typed(self) -> None:
        self._typed = bool(self.control("path").text().strip())
        self._soon.start()

    def _choose(self) -> None:
        path = self.control("path").text().strip() or str(suggested_file(self._company))
        dialog = QFileDialog(self, "Office file", path, "Offices (*.officedesk)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("officedesk")
        dialog.selectFile(path)
        dialog.fileSelected.connect(self.set_path)
        dialog.open()

    def set_path(self, path: str) -> None:
        """A file that was chosen."""
        self.control("path").setText(path)
        self.fields["path"].show_error("")
        self._typed = True
        self.look()
        self.edited.emit()
