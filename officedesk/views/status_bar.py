"""The line at the bottom: which office, who sits here, and when it was last saved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from officedesk.views.desks_button import DesksButton
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import plain_tip


class StatusBar(QWidget):
    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(23)
        self._shell = shell
        place = shell.desk.database.place
        office = ElidedLabel(f"● {place.name}")
        office.setProperty("own_tip", True)
        office.setToolTip(plain_tip(str(place.path) if place.path else place.name))
        self._saved = label("")
        self._sample = label("Sample office")
        self._sample.setVisible(False)
        self._saver = ""
        self.desks = DesksButton(shell)
        self._place, self._outbox, self._backup = row(), row(), row()
        self.setLayout(
            row(
                office,
                self._place,
                self.desks,
                self._saved,
                None,
                self._outbox,
                self._backup,
                self._sample,
                ElidedLabel(shell.desk.actor.name),
                spacing=20,
                margins=(12, 0, 12, 0),
            )
        )
        shell.signals.elsewhere.connect(self._remember_saver)
        shell.signals.changed.connect(self._tell_saved)

    def show_place(self, place: QWidget) -> None:
        """Say where the office lies, beside its name."""
        self._place.addWidget(place)

    def show_outbox(self, told: QWidget) -> None:
        """Say what waits in the outbox."""
        self._outbox.addWidget(told)

    def show_backup(self, told: QWidget) -> None:
        """Say when the last backup was made."""
        self._backup.addWidget(told)

    def mark_sample(self) -> None:
        """Say that this is the sample office."""
        self._sample.setVisible(True)

    def _tell_saved(self) -> None:
        now: datetime = self._shell.desk.now().astimezone(self._shell.desk.zone)
        by = f" by {self._saver}" if self._shell.signals.foreign and self._saver else ""
        self._saved.setText(f"Saved {now:%H:%M:%S}{by}")

    def _remember_saver(self, changes: Sequence[Any]) -> None:
        self._saver = changes[-1].actor or changes[-1].desktop
