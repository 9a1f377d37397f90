"""The button that chooses what lies under a map, and the line that says when its tiles cannot be had."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QToolButton, QWidget

from officedesk.maps.base.tile_file import SUFFIXES
from officedesk.services.mapping.base import OnlineMap
from officedesk.services.mapping.grounds import Shown
from officedesk.services.permissions import Permission
from officedesk.views.map.base_keeper import BaseKeeper
from officedesk.views.map.leaving import ask_to_open
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON_ALONE
from officedesk.views.widgets.tips import plain_tip

TITLE = "Base map"


class BaseChooser(QToolButton):
    """A menu of what can lie under the map, and whom it is owed to."""

    def __init__(self, shell: Shell, keeper: BaseKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._keeper = shell, keeper
        self._online = ""
        self.dialog: QFileDialog | None = None
        """Where a file is chosen, while it is open."""
        self.setIcon(shell.icons("stack"))
        self.setIconSize(ICON_ALONE)
        self.setAccessibleName(TITLE)
        self.setToolTip(plain_tip(TITLE))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        keeper.shown.connect(self._look)
        self._look()

    def _look(self, *_: object) -> None:
        """What the office uses may be another service now."""
        desk = self._shell.desk

        def work() -> str:
            from officedesk.services.mapping.base import online_map

            return _name_of(online_map(desk))

        self._shell.load(self, work, self._know, lambda _: self._know(""))

    def _know(self, online: str) -> None:
        self._online = online
        self.setToolTip(plain_tip(f"{TITLE}: {self._keeper.base.name}"))

    def _fill(self) -> None:
        menu, keeper = self._menu, self._keeper
        menu.clear()
        shown, file = keeper.choice
        if shown is Shown.OFFICE and not self._online:
            shown = Shown.BUILT_IN
        group = QActionGroup(menu)
        self._offer(group, "Built-in map", Shown.BUILT_IN, shown)
        if self._online:
            self._offer(group, f"{self._online} (online)", Shown.OFFICE, shown)
        if file is not None:
            self._offer(group, file.name, Shown.FILE, shown, str(file))
        menu.addAction("Choose a map file…", self._choose_file)
        links = keeper.base.links
        if keeper.base.attribution:
            menu.addSeparator()
            credit = menu.addAction(_in_menu(f"Map: {keeper.base.attribution}"))
            credit.setEnabled(False)
            for link in links:
                menu.addAction(_in_menu(f"About {link.text}…"), lambda url=link.url: ask_to_open(self, url))
        if self._shell.may(Permission.OFFICE_WRITE):
            menu.addSeparator()
            menu.addAction("Map settings…", lambda: self._shell.go("settings", tab="Maps"))

    def _offer(self, group: QActionGroup, text: str, choice: Shown, shown: Shown, tip: str = "") -> None:
        action = QAction(_in_menu(text), group)
        action.setCheckable(True)
        action.setChecked(choice is shown)
        if tip:
            action.setToolTip(plain_tip(tip))
        action.triggered.connect(lambda: self._keeper.choose(choice))
        self._menu.addAction(action)

    def _choose_file(self) -> None:
        _, file = self._keeper.choice
        self.dialog = file_dialog(self, file)
        self.dialog.fileSelected.connect(self._take_file)
        self.dialog.open()

    def _take_file(self, path: str) -> None:
        self._keeper.choose(Shown.FILE, Path(path))


class BaseLine(QLabel):
    """A small line over or under the map, there only while something is wrong with its ground."""

    def __init__(self, keeper: BaseKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(self.textFormat().PlainText)
        self.setProperty("role", "note")
        self.setWordWrap(True)
        self.setMargin(5)
        keeper.said.connect(self._say)
        self.hide()
        if keeper.words and parent is not None:
            self._say(keeper.words)

    def _say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


def file_dialog(parent: QWidget, file: Path | None) -> QFileDialog:
    """Asks for a map file; begins where the last one lies."""
    endings = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    dialog = QFileDialog(parent, "Choose a map file", str(file.parent) if file is not None else "", f"Maps ({endings})")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def _name_of(online: OnlineMap) -> str:
    from officedesk.errors import OfficeError
    from officedesk.services.mapping.base import source_of

    try:
        found = source_of(online)
    except OfficeError:
        return "The office's map"
    return found.name if found is not None else ""


def _in_menu(text: str) -> str:
    """An ampersand of a name is no shortcut."""
    return text.replace("&", "&&")
