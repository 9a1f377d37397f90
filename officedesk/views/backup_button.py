"""“Last backup: today 3:19 AM” in the status bar; a click leads to the backups."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from officedesk.services.office.backup_log import LastBackup
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.tips import plain_tip


class BackupButton(QPushButton):
    """Hidden until it is known; said as a warning when it is old or the last try failed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("kind", "status")
        self.setIconSize(QSize(16, 12))
        self.hide()
        self._may = shell.may(Permission.BACKUP)
        if self._may:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda: shell.go("settings", tab="Backup"))
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def tell(self, last: LastBackup) -> None:
        """Say when the last backup was."""
        from officedesk.views.office.backup_words import last_backup

        desk = self._shell.desk
        text, tone = last_backup(last, desk.now(), desk.zone, self._shell.date_format)
        # A sample office, or one that somebody decided not to back up, is not nagged about.
        quiet = not last.automatic and not last.problem
        self.setVisible(not (quiet and last.at is None))
        shown = "" if quiet else tone
        self.setText(text)
        self.setIcon(self._shell.icons("warning" if shown else "archive", shown or "muted"))
        restyle(self, "tone", shown)
        where = f"{text}. Made at {last.desktop}, in {last.folder}." if last.at else text
        self.setToolTip(plain_tip(f"{where} The last try failed: {last.problem}" if last.problem else where))
        self.setAccessibleName(text)
