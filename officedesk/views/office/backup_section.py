"""Settings, Backup: where backups go, the last one, the list of them, and what can be done with each."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QMenu, QProgressBar

from officedesk.errors import Cancelled, OfficeError
from officedesk.formatting import file_size, money
from officedesk.services.office import backup_log, backups
from officedesk.services.office.backup_log import LastBackup
from officedesk.services.office.backups import BackupRow, Made
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.backup_words import KINDS, last_backup, made_at
from officedesk.views.office.restore_dialog import RestoreChoice, RestoreDialog, now
from officedesk.views.office.sections import TableSection
from officedesk.views.shell import Reopening, Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, column, holder, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import breakable, plain_tip


class BackupSection(TableSection):
    """One backup is made at a time; the section may be left meanwhile, and the window tells how it ended."""

    def __init__(self, shell: Shell) -> None:
        self._key = ""
        self._damaged: dict[str, str] = {}
        super().__init__(
            shell,
            name="backups",
            title="Backup",
            one="backup",
            many="backups",
            columns=self._columns(shell),
            load=self._load,
            text=lambda r: f"{r.name} {r.company}",
            edit=lambda section, record: self._restore_dialog(record),
            entity="backup",
            empty="Backups of this office will be here.",
            sort=Sort("made_at", descending=True),
            can_add=False,
        )
        self._task: Task | None = None
        self._state = label("")
        self._detail = label("", "small")
        self._problem = label("", "error")
        self._folder = ElidedLabel("", least=120)
        self._note = label("", "note")
        for part in (self._detail, self._problem, self._note):
            part.setWordWrap(True)
        self.automatic = QCheckBox("Back up every day, and when OfficeDesk is closed")
        self.automatic.clicked.connect(self._switch)
        self._run = button("Back up now", self.back_up, kind="primary", icon=shell.icons("archive", "on_accent"))
        self._mail = button(
            "Save one file…",
            self.choose_file,
            icon=shell.icons("paper-plane-tilt"),
            tip="A backup to mail or carry away",
        )
        self._from_file = button("Restore from file…", self.choose_backup, icon=shell.icons("folder-open"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName("Making the backup")
        self._cancel = button("Cancel", self._stop)
        self._progress = holder(row(self._bar, self._cancel))
        self._progress.hide()
        choose = button("Change…", self.choose_folder, kind="link")
        state = row(column(self._state, self._detail, spacing=2), None, self._from_file, self._mail, self._run)
        if not shell.may(Permission.RESTORE):
            self._from_file.hide()
        where = row(label("Kept in", "muted"), self._folder, choose, None)
        where.setStretchFactor(self._folder, 0)
        card = holder(
            column(
                state,
                self._progress,
                self._problem,
                where,
                self._note,
                self.automatic,
                spacing=8,
                margins=(16, 12, 16, 12),
            ),
            "card",
        )
        self.layout().insertLayout(1, column(card, margins=(16, 4, 16, 12)))  # type: ignore[union-attr]

    def show_section(self) -> None:
        self._look()
        self.panel.load()

    # --- what is shown ---

    def _columns(self, shell: Shell) -> tuple[Column, ...]:
        def state(r: BackupRow) -> Cell:
            problem = r.problem or self._damaged.get(str(r.path), "")
            if problem:
                return Cell(chips=(Chip("Damaged", "bad"),), tip=problem)
            if not r.ours:
                return Cell(r.company, chips=(Chip("Other office"),))
            return Cell(chips=(Chip("Verified", "ok"),), tip="Every part was read back after it was written.")

        def made(r: BackupRow) -> Cell:
            return Cell(made_at(r, shell.desk.zone, shell.date_format) if r.made_at else r.path.name, bold=True)

        return (
            Column("made_at", "Made", 190, made, descending_first=True, stretch=True, least=150),
            Column("problem", "State", 150, state),
            Column("kind", "Why", 130, lambda r: Cell(KINDS.get(r.kind, ""))),
            Column("desktop", "Desktop", 130, lambda r: Cell(r.desktop), roomy=True),
            Column("customers", "Customers", 100, lambda r: Cell(f"{r.customers:,}" if r.currency else ""), right=True),
            Column("owing", "Open balances", 130, lambda r: _amount(r), right=True),
            Column("size", "Size", 90, lambda r: Cell(file_size(r.size)), right=True),
        )

    def _load(self) -> list[BackupRow]:
        desk = self.shell.desk
        self._key = self._key or backups.office_key(desk)
        return backups.backups(desk, backups.folder_for(self.shell.config, self._key))

    def _look(self) -> None:
        desk, config = self.shell.desk, self.shell.config

        def work() -> tuple[LastBackup, Path, str, str]:
            key = backups.office_key(desk)
            folder = backups.folder_for(config, key)
            return backup_log.last(desk), folder, backups.folder_note(desk, folder), key

        self.shell.load(self, work, self._looked)

    def _looked(self, found: tuple[LastBackup, Path, str, str]) -> None:
        last, folder, note, self._key = found
        desk = self.shell.desk
        text, tone = last_backup(last, desk.now(), desk.zone, self.shell.date_format)
        self._state.setText(text)
        self._state.setProperty("role", "strong")
        restyle(self._state, "tone", tone)
        where = f"Made at {last.desktop}, in {last.folder}" if last.at else "Nothing of this office is saved elsewhere."
        self._detail.setText(breakable(where))
        self._problem.setText(breakable(f"The last try failed: {last.problem}") if last.problem else "")
        self._problem.setVisible(bool(last.problem))
        self._folder.setText(str(folder))
        self._folder.setToolTip(plain_tip(str(folder)))
        self._note.setText(breakable(note))
        self._note.setVisible(bool(note))
        self.automatic.setChecked(last.automatic)

    # --- what is done ---

    def back_up(self) -> None:
        """Make a backup in the folder now."""
        desk, config = self.shell.desk, self.shell.config
        self._begin(
            lambda report, stopped: backups.back_up(
                desk, backups.folder_for(config, backups.office_key(desk)), report, stopped
            )
        )

    def choose_file(self) -> None:
        """Ask where a backup goes that is one file with everything in it."""
        dialog = QFileDialog(self, "Save one file", str(Path.home() / f"Office{backups.ENDING}"), backups.FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(backups.ENDING.lstrip("."))
        dialog.fileSelected.connect(lambda path: self.save_file(Path(path)))
        dialog.open()

    def save_file(self, path: Path) -> None:
        """Make a backup that is one file with everything in it, packed."""
        desk = self.shell.desk
        self._begin(lambda report, stopped: backups.back_up_to(desk, path, report, stopped))

    def choose_folder(self) -> None:
        """Ask for the folder of this desktop's backups."""
        dialog = QFileDialog(self, "Keep backups in", self._folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.set_folder(Path(path)))
        dialog.open()

    def set_folder(self, folder: Path) -> None:
        """Keep backups there from now on."""
        backups.choose_folder(self.shell.config, self._key, folder)
        self._look()
        self.panel.reload()

    def choose_backup(self) -> None:
        """Ask for a backup that is not in the list."""
        dialog = QFileDialog(self, "Restore a backup", self._folder.text(), backups.FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.restore(Path(path)))
        dialog.open()

    def restore(self, path: Path) -> RestoreDialog:
        """Show what is in a backup, and restore it where that is wanted."""
        shell = self.shell
        place = shell.desk.database.place
        dialog = RestoreDialog(
            shell.runner,
            path,
            self,
            office=str(place.path) if place.path is not None else "",
            others=len(shell.others.desks),
            zone=shell.desk.zone,
            date_format=shell.date_format,
            on_bug=shell.fail,
        )
        dialog.chosen.connect(self._restore)
        dialog.open()
        return dialog

    def verify(self, record: BackupRow) -> None:
        """Read all of a backup again."""
        self.shell.load(
            self,
            lambda: backups.look_into(record.path),
            lambda found: self._verified(record, ""),
            lambda error: (
                self._verified(record, str(error)) if isinstance(error, OfficeError) else self.shell.fail(error)
            ),
        )

    def _verified(self, record: BackupRow, problem: str) -> None:
        self._damaged[str(record.path)] = problem
        if problem:
            self.shell.fail(OfficeError(problem))
        else:
            self.shell.toast(f"{record.name} is whole.")
        self.panel.reload()

    def _restore_dialog(self, record: Any) -> QDialog:
        return self.restore(record.path)

    def _show(self, dialog: QDialog) -> None:
        """It is open already."""

    def _restore(self, choice: RestoreChoice) -> None:
        from officedesk.services.office.restoring import RestorePlan, need_to_restore, others_at, restore

        shell = self.shell
        try:
            need_to_restore(shell.desk)
        except OfficeError as error:
            shell.fail(error)
            return
        plan = RestorePlan(
            choice.backup,
            choice.place,
            backups.folder_for(shell.config, self._key),
            now,
            shell.desk.actor.desktop,
            lambda: others_at(choice.place),
            choice.force,
            shell.desk.database.place.key,
        )
        if choice.replaces:
            told = f"Restored the backup of {made_at(choice.row, shell.desk.zone, shell.date_format)}."
            shell.reopen_wanted.emit(
                Reopening(
                    "", "Restoring the backup…", lambda report, stopped: restore(plan, report, stopped).place, told
                )
            )
            return

        def done(restored: Any) -> None:
            self._end()
            shell.toast(
                f"Restored to {Path(restored.place).name}.",
                "Open",
                lambda: shell.reopen_wanted.emit(Reopening(restored.place)),
            )

        self._start(lambda report, stopped: restore(plan, report, stopped), done)

    def _begin(self, work: Any) -> None:
        self._start(work, self._made)

    def _start(self, work: Any, done: Any) -> None:
        if self._task is not None:
            return
        self._problem.hide()
        self._bar.setValue(0)
        self._progress.show()
        self._cancel.setEnabled(True)
        for control in (self._run, self._mail, self._from_file):
            control.setEnabled(False)
        self._task = self.shell.runner.submit_long(
            work, done, self._failed, owner=self, progress=lambda part, whole: self._bar.setValue(1000 * part // whole)
        )

    def _stop(self) -> None:
        if self._task is not None:
            self._cancel.setEnabled(False)
            self._task.stop()

    def _made(self, made: Made) -> None:
        self._end()
        self.shell.toast(f"Backup made and verified: {made.row.path.name} ({file_size(made.row.size)}).")
        self.shell.signals.changed.emit("backup", 0, 0)
        self.panel.reload()
        self._look()

    def _failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.shell.toast(error.message)
        else:
            self.shell.fail(error)
        self._look()

    def _end(self) -> None:
        self._task = None
        self._progress.hide()
        for control in (self._run, self._mail, self._from_file):
            control.setEnabled(True)

    def _switch(self, on: bool) -> None:
        desk = self.shell.desk
        self.shell.load(self, lambda: backup_log.set_automatic(desk, on), lambda _: self._switched())

    def _switched(self) -> None:
        self.shell.signals.changed.emit("backup", 0, 0)

    def _menu(self, record: Any) -> QMenu:
        menu = QMenu(self)
        entries: list[tuple[str, str, Any]] = [("shield-check", "Verify again", lambda: self.verify(record))]
        if self.shell.may(Permission.RESTORE):
            entries.insert(0, ("clock-counter-clockwise", "Restore…", lambda: self.restore(record.path)))
        for icon, text, run in entries:
            action: QAction = menu.addAction(self.shell.icons(icon), text)
            action.triggered.connect(lambda _checked=False, run=run: run())
        return menu


def _amount(r: BackupRow) -> Cell:
    return Cell(money(r.owing, r.currency) if r.currency else "")
