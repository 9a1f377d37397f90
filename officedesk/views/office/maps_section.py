"""Settings: where the maps of the office come from, and what this computer shows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.mapping.base import CHANGED, NONE, TYPED, OnlineMap
from officedesk.services.mapping.grounds import Shown, remember, remembered
from officedesk.services.permissions import Permission
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row, scrolled
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tips import breakable

FIELDS = (
    FieldSpec("url", "Address of the tiles", span=4, required=True, hint="https://tiles.example.com/{z}/{x}/{y}.png"),
    FieldSpec("name", "Name", span=2, hint="As the map's menu shows it"),
    FieldSpec("deepest", "Deepest zoom", "whole", highest=24),
    FieldSpec("credit", "Whom the map is owed to", span=4, required=True, hint="© OpenStreetMap contributors"),
)
CONTACT = (FieldSpec("contact", "Contact for map services", span=2, hint="Email or web address of your office"),)
SHOWN = ((Shown.OFFICE, "The office's map"), (Shown.BUILT_IN, "The built-in map"), (Shown.FILE, "A map file"))


class MapsSection(QWidget):
    """The office's online tiles, saved; what this computer shows counts at once."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._loaded = self._saving = False
        self._stored = OnlineMap()
        self._has_key = False
        self._services: dict[str, tuple[bool, str]] = {}
        self.source = Combo(shell.icons, shell.theme)
        self.source.edited.connect(self._edited)
        self.form, self.contact = RecordForm(shell, FIELDS), RecordForm(shell, CONTACT)
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setMaxLength(500)
        self.key_field = FormField("Key", self.key)
        self.key_field.setMaximumWidth(420)
        self.about = label("", "muted")
        self.about.setWordWrap(True)
        self.trial = label("", "muted")
        self.trial.setWordWrap(True)
        self.try_button = button("Test", self._try, tip="Asks for one tile")
        self.keyring = label(shell.secrets.notice, "note")
        self.keyring.setWordWrap(True)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Save", self.save, kind="primary", tip="Save (Ctrl+S)")
        self.shown = Combo(shell.icons, shell.theme)
        self.shown.set_choices(SHOWN)
        self.shown.edited.connect(self._show_on_this)
        self.file = label("", "muted")
        self.file.setWordWrap(True)
        self.choose = button("Choose a map file…", self._choose_file, icon=shell.icons("folder-open"))
        self.kept = label("", "muted")
        self.forget_tiles = button("Forget them", self._forget_tiles)
        self.dialog: QFileDialog | None = None
        """Where a file is chosen, while it is open."""
        self._lay_out()
        for form in (self.form, self.contact):
            form.edited.connect(self._edited)
        self.key.textEdited.connect(self._edited)
        self._shell.signals.changed.connect(self._office_changed)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._look_at_this()
        self._edited()

    def _lay_out(self) -> None:
        source = FormField("Service", self.source)
        source.setMaximumWidth(420)
        office = _card(
            "Online map",
            "Streets and pictures from a service on the internet, for everybody in the office. The built-in map lies "
            "beneath: without the network, maps go on with it and with the tiles that were seen before.",
            source,
            self.form,
            self.key_field,
            self.contact,
            self.about,
            self.keyring,
            row(self.try_button, self.trial, None, spacing=12),
        )
        self._office = office
        self._foot = holder(column(row(self._error, None, self._save), margins=(16, 8, 16, 10)), "panel")
        may = self._shell.may(Permission.OFFICE_WRITE)
        shown = FormField("Show", self.shown)
        shown.setMaximumWidth(420)
        mine = _card(
            "This computer",
            "A map file (MBTiles or PMTiles) works without any network. It is read only, and stays where it is.",
            shown,
            row(self.choose, self.file, None, spacing=12),
            row(self.kept, self.forget_tiles, None, spacing=12),
        )
        scroll = scrolled()
        scroll.setWidget(holder(column(office, mine, None, spacing=12, margins=(16, 16, 16, 16))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._foot)
        if not may:
            self._office.hide()
            self._foot.hide()

    # --- the page's section ---

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self._loaded and (self.draft() != self._stored or bool(self.key.text()))

    def draft(self) -> OnlineMap:
        """What is typed."""
        typed: OnlineMap = self.form.draft()
        contact: OnlineMap = self.contact.draft()
        return OnlineMap(
            self.source.value() or NONE, typed.url, typed.name, typed.credit, typed.deepest, contact.contact
        )

    def show_section(self) -> None:
        """Read it, unless there is something unsaved."""
        self._look_at_this()
        if self.dirty:
            return
        desk, secrets, grounds = self._shell.desk, self._shell.secrets, self._shell.grounds

        def work() -> tuple[Any, ...]:
            from officedesk.maps.base.online.catalogue import choices, source
            from officedesk.services.mapping.base import has_key, online_map

            online = online_map(desk)
            offered = [(one, source(one.key).attribution) for one in choices()]
            return online, offered, _known(lambda: has_key(desk, online, secrets)), grounds.kept()

        self._shell.load(self, work, lambda found: self._show(*found))

    def forget(self) -> None:
        """Drop what was typed."""
        self._loaded = False
        self.show_section()

    def save(self) -> None:
        """Store what was typed; it stays in the form where it cannot be stored."""
        if self._saving or not self.dirty or self.form.unreadable() or self.contact.unreadable():
            return
        self._saving = True
        self._error.clear()
        self._edited()
        desk, secrets, draft, key = self._shell.desk, self._shell.secrets, self.draft(), self.key.text() or None

        def work() -> OnlineMap:
            from officedesk.services.mapping.base import save_online_map

            return save_online_map(desk, draft, key, secrets)

        self._shell.load(self, work, self._saved, self._refused)

    # --- what is shown ---

    def _show(self, online: OnlineMap, offered: list[tuple[Any, str]], has_key: bool, kept: int) -> None:
        self._loaded = False
        self._services = {one.key: (one.needs_key, credit) for one, credit in offered}
        names = [(one.key, f"{one.name}{f', {one.where}' if one.where else ''}{' (key)' if one.needs_key else ''}")
                 for one, _ in offered]  # fmt: skip
        self.source.set_choices([(NONE, "None: the built-in map only"), *names, (TYPED, "Another address…")])
        self.source.set_value(online.source)
        self.form.load(online)
        self.contact.load(online)
        self.key.clear()
        self._stored, self._has_key = online, has_key
        self.trial.clear()
        self._show_kept(kept)
        self._loaded = True
        self._edited()

    def _edited(self, *_: object) -> None:
        source = self.source.value() or NONE
        typed = source == TYPED
        needs_key, credit = self._services.get(source, (typed and "{key}" in self.form.control("url").text(), ""))
        self.form.setVisible(typed)
        self.key_field.setVisible(needs_key)
        self.keyring.setVisible(needs_key and bool(self._shell.secrets.notice))
        self.key.setPlaceholderText(
            "Kept in this computer's keyring"
            if self._has_key and source == self._stored.source
            else "As the service gave it"
        )
        self.contact.setVisible(source != NONE)
        self.about.setText(_about(credit, source))
        self.about.setVisible(source != NONE)
        self.try_button.setVisible(source != NONE)
        self.trial.setVisible(source != NONE and bool(self.trial.text()))
        self._save.setEnabled(self.dirty and not self._saving)
        self._save.setText("Saving…" if self._saving else "Save")

    def _saved(self, _stored: OnlineMap) -> None:
        self._saving = False
        self._loaded = False
        self._shell.toast("Saved.")
        self._shell.signals.changed.emit(CHANGED, 0, 0)
        self.show_section()

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        """Saved at another desktop: what is typed here stays."""
        if entity == CHANGED and self._shell.signals.foreign and self.isVisible() and not self._saving:
            self.show_section()

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self._edited()
        if isinstance(error, InvalidInput):
            left = self.form.show_errors(error.fields)
            left = self.contact.show_errors({name: text for name, text in error.fields.items() if text in left})
            self._error.setText(breakable(" ".join(left)))
        elif isinstance(error, OfficeError):
            self._error.setText(breakable(str(error)))
        else:
            self._shell.fail(error)

    def _try(self) -> None:
        if self.form.unreadable() or self.contact.unreadable():
            return
        desk, secrets, draft, key = self._shell.desk, self._shell.secrets, self.draft(), self.key.text() or None
        self._say_trial("Asking…")
        self.try_button.setEnabled(False)

        def work() -> str:
            from officedesk.services.mapping.base import try_online

            return try_online(desk, draft, key, secrets)

        self._shell.load(self, work, self._tried, self._failed)

    def _tried(self, words: str) -> None:
        self.try_button.setEnabled(True)
        self._say_trial(words)

    def _failed(self, error: Exception) -> None:
        self.try_button.setEnabled(True)
        self._say_trial("")
        self._refused(error)

    def _say_trial(self, words: str) -> None:
        self._error.clear()
        self.trial.setText(breakable(words))
        self.trial.setVisible(bool(words))

    # --- this computer ---

    def _look_at_this(self) -> None:
        shown, file = remembered(self._shell.config)
        self.shown.set_value(shown)
        self.file.setText(breakable(str(file)) if file is not None else "No file chosen.")

    def _show_on_this(self) -> None:
        shown, file = self.shown.value(), remembered(self._shell.config)[1]
        if shown is Shown.FILE and file is None:
            self._choose_file()
            return
        self._remember(shown, file)

    def _choose_file(self) -> None:
        from officedesk.views.map.base_chooser import file_dialog

        self.dialog = file_dialog(self, remembered(self._shell.config)[1])
        self.dialog.fileSelected.connect(lambda path: self._remember(Shown.FILE, Path(path)))
        self.dialog.finished.connect(lambda _: self._look_at_this())
        self.dialog.open()

    def _remember(self, shown: Shown, file: Path | None) -> None:
        remember(self._shell.config, shown, file)
        self._look_at_this()
        self._shell.signals.changed.emit(CHANGED, 0, 0)

    def _forget_tiles(self) -> None:
        grounds = self._shell.grounds

        def work() -> int:
            grounds.clear_cache()
            return grounds.kept()

        self._shell.load(self, work, self._show_kept)

    def _show_kept(self, kept: int) -> None:
        self.kept.setText(f"Online tiles kept on this computer: {kept / 1_000_000:,.1f} MB.")
        self.forget_tiles.setEnabled(kept > 0)


def _known(ask: Any) -> bool:
    """A service that is not offered any more has no key."""
    try:
        return bool(ask())
    except OfficeError:
        return False


def _about(credit: str, source: str) -> str:
    owed = f"The map shows: {credit}. " if credit else ""
    if source == "OpenStreetMap.Mapnik":
        owed += "OpenStreetMap's servers are run by volunteers: tiles are asked for two at a time and kept for a week. "
    return f"{owed}The service is told that OfficeDesk asks, its version, and your contact."


def _card(title: str, about: str, *parts: Any) -> QWidget:
    text = label(about, "muted")
    text.setWordWrap(True)
    return holder(column(label(title, "title"), text, *parts, spacing=12, margins=(20, 16, 20, 16)), "card")
