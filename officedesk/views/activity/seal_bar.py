"""Says whether the audit trail is as it was written, and looks through it on request."""

import hashlib

from PySide6.QtWidgets import QFrame, QProgressBar

from officedesk.services.activity.rows import SealReport
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, restyle, row
from officedesk.views.widgets.tips import breakable

UNKNOWN = "Each entry is sealed together with the one before it, so that a change of any of them shows."


class SealBar(QFrame):
    """This desktop remembers the last seal it saw: whoever writes the whole history anew is found out too."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("role", "seal")
        self.text = label(UNKNOWN)
        self.text.setWordWrap(True)
        self._icon = label()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Verifying")
        self._bar.hide()
        self.verify = button("Verify", self.look, icon=shell.icons("shield-check"), tip="Read the whole history")
        self._stop = button("Stop", self._cancel, kind="plain")
        self._stop.hide()
        content = row(self._icon, self.text, self._bar, self._stop, self.verify, margins=(16, 6, 16, 6))
        content.setStretchFactor(self.text, 1)
        self.setLayout(content)
        self._task: object = None
        self._tell("", UNKNOWN, "shield-check", "muted")
        shell.theme.changed.connect(self._show_icon)

    def look(self) -> None:
        """Read the whole history, off the GUI thread."""
        if not self.verify.isEnabled():
            return
        self.verify.setEnabled(False)
        self._bar.setRange(0, 0)
        self._bar.show()
        self._stop.show()
        desk, noted = self._shell.desk, self._noted()

        def work(report, cancelled):  # type: ignore[no-untyped-def]
            from officedesk.errors import OfficeError
            from officedesk.services.activity.history import look_at_seals

            def told(done: int, total: int) -> None:
                if cancelled():
                    raise OfficeError("Stopped.")
                report(done, total)

            return look_at_seals(desk, told, noted)

        self._task = self._shell.runner.submit_long(
            work, self._done, self._failed, owner=self, progress=self._progressed
        )

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()  # type: ignore[attr-defined]
        self._end()

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def _end(self) -> None:
        self._task = None
        self.verify.setEnabled(self._shell.may(Permission.AUDIT_READ))
        self._bar.hide()
        self._stop.hide()

    def _failed(self, error: Exception) -> None:
        self._end()
        if str(error) != "Stopped.":
            self._shell.fail(error)

    def _done(self, report: SealReport) -> None:
        self._end()
        if report.last_id:
            # Told once: after a restored backup the history is rightly shorter.
            self._shell.config.put(self._key(), [report.last_id, report.seal])
        if report.ok:
            old = f" The first {report.unsealed:,} are older than seals." if report.unsealed else ""
            self._tell(
                "ok", f"Sealed: all {report.rows:,} entries are as they were written.{old}", "shield-check", "ok"
            )
            return
        row_id, what = report.broken[0]
        more = len(report.broken) - 1
        others = f" {more} more {'places are' if more > 1 else 'place is'} broken too." if more > 0 else ""
        self._tell(
            "bad",
            f"Somebody changed the history outside OfficeDesk. Entry {row_id:,}: {what}.{others}",
            "shield-warning",
            "bad",
        )

    def _tell(self, tone: str, text: str, icon: str, colour: str) -> None:
        restyle(self, "tone", tone)
        self.text.setText(breakable(text))
        self.text.setAccessibleName(text)
        self._shown = icon, colour
        self._show_icon()

    def _show_icon(self) -> None:
        self._icon.setPixmap(self._shell.icons(*self._shown).pixmap(16, 16))

    def _key(self) -> str:
        place = self._shell.desk.database.place
        return "seal." + hashlib.sha256(str(place.path or place.url).encode()).hexdigest()[:16]

    def _noted(self) -> list[tuple[int, str]]:
        found = self._shell.config.get(self._key(), None)
        return [(int(found[0]), str(found[1]))] if isinstance(found, list) and len(found) == 2 else []
