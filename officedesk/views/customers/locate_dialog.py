"""All locations on the map: how precisely they are known, and the run that asks for those that nobody placed."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from officedesk.errors import OfficeError
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, column, label, row, show_only


class LocateDialog(QDialog):
    """Stays beside the window while it works: ``show()`` it. Closing it stops the run; what was found is stored."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._task: Task | None = None
        self._endpoint: Any = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Locations on the map")
        self.setMinimumWidth(520)
        self.counts, self.words = label(""), label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        for told in (self.counts, self.words):
            told.setWordWrap(True)
        self.start_button = button("Find addresses", self.start, kind="primary")
        self.settings_button = button("Settings…", self._settings)
        self.close_button = button("Close", self.close)
        self.setLayout(
            column(
                self.counts,
                self.words,
                self.bar,
                4,
                row(self.settings_button, None, self.close_button, self.start_button),
                margins=(16, 14, 16, 14),
                spacing=10,
            )
        )
        for hidden in (self.bar, self.start_button, self.settings_button):
            hidden.hide()
        self.look()

    def look(self) -> None:
        """Count how precisely locations are known."""
        self.counts.setText("Counting locations…")
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.mapping.geocoder import endpoint
            from officedesk.services.mapping.locating import whereabouts

            return endpoint(desk), whereabouts(desk)

        self._shell.load(self, work, lambda found: self._counted(*found))

    def start(self) -> None:
        """Ask about all that nobody placed. Again: stop."""
        if self._task is not None:
            self._task.stop()
            self.start_button.setEnabled(False)
            return
        desk, geocoder, secrets = self._shell.desk, self._shell.geocoder, self._shell.secrets

        def work(report: Any, cancelled: Any) -> Any:
            from officedesk.services.mapping.locating import locate_all

            return locate_all(desk, geocoder, secrets, report, cancelled)

        self.bar.setRange(0, 0)
        self.bar.show()
        self._say(f"Asking {self._endpoint.host}. You can go on working; this window may stay behind.")
        self.start_button.setText("Stop")
        self.close_button.hide()
        self._task = self._shell.runner.submit_long(work, self._done, self._failed, owner=self, progress=self._report)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was found stays; the rest is asked for another time."""
        if self._task is not None:
            self._task.stop()
        super().closeEvent(event)

    def _counted(self, endpoint: Any, found: Any) -> None:
        self._endpoint = endpoint
        total = found.placed + found.unplaced
        self.counts.setText(counted(found))
        may_set = self._shell.may(Permission.OFFICE_WRITE)
        if not total or not found.unplaced:
            self._say("")
        elif not endpoint.ready:
            self._say(
                "Everything works like this. With an online service, locations are placed at their house instead"
                + ("." if may_set else ": an admin can set one in Settings.")
            )
        elif not found.askable:
            self._say("The others have no street, or no city: there is nothing to ask for.")
        else:
            self._say(_offer(endpoint, found.askable))
        show_only(
            {
                self.start_button: bool(endpoint.ready and found.askable),
                self.settings_button: may_set and not endpoint.ready,
            }
        )
        self.adjustSize()
        if self.start_button.isVisible():
            self.start_button.setFocus()

    def _say(self, words: str) -> None:
        self.words.setText(words)
        # Wrapped text grows downward, and a window does not by itself.
        self.adjustSize()

    def _report(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        left = (total - done) * self._endpoint.wait
        self._say(
            f"{done:,} of {total:,} addresses, {_duration(left)} left. You can go on working; this window may stay "
            "behind."
        )

    def _done(self, found: Any) -> None:
        self._ended()
        self._say(result(found))
        if found.placed:
            self._shell.signals.changed.emit("customer", 0, 0)

    def _failed(self, error: Exception) -> None:
        self._ended()
        if isinstance(error, OfficeError):
            self._say(str(error))
        else:
            self._shell.fail(error)

    def _ended(self) -> None:
        self._task = None
        self.bar.hide()
        self.start_button.hide()
        self.close_button.show()
        self.close_button.setFocus()

    def _settings(self) -> None:
        self._shell.go("settings", tab="Address search")
        self.close()


def counted(found: Any) -> str:
    """How precisely locations are known, in a sentence."""
    total = found.placed + found.unplaced
    if not total:
        return "No customer has a location yet."
    if not found.unplaced:
        return f"All {total:,} locations are placed." if total > 1 else "The only location is placed."
    parts = [
        f"{count:,} {words}"
        for count, words in (
            (found.by_zip, "by their ZIP code area"),
            (found.by_city, "by their city"),
        )
        if count
    ]
    shown = f" Maps show {' and '.join(parts)}, approximately." if parts else ""
    lost = _many(found.nowhere, "is", "are")
    nowhere = f" {lost} nowhere known: no ZIP code, and no city with its state." if found.nowhere else ""
    return f"{found.placed:,} of {total:,} locations are placed.{shown}{nowhere}"


def result(found: Any) -> str:
    """What a run did, in sentences."""
    said = [f"{_many(found.placed, 'location was', 'locations were')} placed at {_its(found.placed)} house."]
    if found.street_only:
        said.append(f"{_many(found.street_only, 'was', 'were')} found only by the street: place by hand.")
    if found.far_away:
        said.append(f"{_many(found.far_away, 'was', 'were')} found far from the ZIP code, and left as before.")
    if found.not_found:
        said.append(f"{_many(found.not_found, 'is', 'are')} not known there.")
    if found.stopped:
        said.append(f"{_many(found.left, 'was', 'were')} not asked for: {found.stopped[0].lower()}{found.stopped[1:]}")
    return " ".join(said)


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _its(count: int) -> str:
    return "its" if count == 1 else "their"


def _offer(endpoint: Any, askable: int) -> str:
    asked = askable if endpoint.most is None else min(askable, endpoint.most)
    words = (
        f"{askable:,} of them have a street and can be asked for at {endpoint.host}: {_duration(asked * endpoint.wait)}"
    )
    if asked < askable:
        words += (
            f" for the first {asked:,}, which is all that a service shared by everybody wants to be asked at a time"
        )
    return f"{words}. Their addresses are sent there. {endpoint.attribution}"


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"about {minutes} min"
    return f"about {hours} h {rest} min" if rest else f"about {hours} h"
