"""The folders of a customer above the list: all files, those looked at lately, own folders, and one for each job."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLayout, QMenu, QPushButton

from officedesk.services.files.rows import TOP, FolderRow
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import menu_action
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, label
from officedesk.views.widgets.tips import plain_tip

OPENED = -(1 << 60)
"""In place of a folder: what was opened lately."""
_ALL = OPENED - 1
_GAP = 6
_LONGEST = 26


class FolderStrip(QFrame):
    """``value`` holds the id of the chosen folder (:data:`OPENED`; minus a job's id for its), nothing for all files.

    ``chosen`` when the user picks one; what there is no room for is behind More.
    """

    chosen = Signal()
    new_wanted = Signal()
    rename_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._value: tuple[int, ...] = ()
        self.setProperty("role", "panel")
        self.setAccessibleName("Folders")
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 0)
        layout.setSpacing(_GAP)
        # It may be narrower than all its folders.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._group = QButtonGroup(self)
        self.chips: dict[int, QPushButton] = {}
        self._pool: list[QPushButton] = []
        self._own: set[int] = set()
        self.more = button("More ▾", self._show_rest, kind="chip")
        self.more.setAccessibleName("More folders")
        self.new = button("+ New folder", self.new_wanted.emit, kind="chip")
        self.new.setProperty("dashed", True)
        if not shell.may(Permission.FILES_WRITE):
            self.new.hide()
        layout.addWidget(label("Folders", "label"))
        layout.addWidget(self.more)
        layout.addWidget(self.new)
        layout.addStretch(1)
        self.forget()

    @property
    def value(self) -> tuple[int, ...]:
        return self._value

    def set_value(self, ids: tuple[int, ...]) -> None:
        """Choose without telling; it may be one that is still to be shown."""
        self._value = tuple(ids)
        chosen = self.chips.get(self._value[0] if self._value else _ALL)
        if chosen is not None:
            chosen.setChecked(True)
        elif (before := self._group.checkedButton()) is not None:
            # Its folder is another one's by now.
            self._group.setExclusive(False)
            before.setChecked(False)
            self._group.setExclusive(True)
        self._fit()

    def set_folders(self, folders: Sequence[FolderRow], names: Sequence[tuple[int, str]]) -> None:
        """Show these, ``names`` in their order; one that was chosen and is gone is dropped."""
        self._show(folders, names)
        self.set_value(tuple(one for one in self._value if one in self.chips))

    def forget(self) -> None:
        """Show none, since it is about somebody else now; what is chosen stays until theirs are known."""
        self._show((), ())
        self.set_value(self._value)

    def _show(self, folders: Sequence[FolderRow], names: Sequence[tuple[int, str]]) -> None:
        rows = {folder.id: folder for folder in folders}
        wanted = [
            (_ALL, "All files", "files", "All files of the customer"),
            (OPENED, "Recent", "clock-counter-clockwise", "Files that you opened lately"),
        ]
        for key, name in names:
            wanted.append((key, f"{_cut(name)}  {rows[key].files:,}", "folder" if rows[key].own else "wrench", name))
        if names:
            wanted.append((TOP, "In no folder", "file", "Files that lie in no folder"))
        # Chips are made once: customers come and go all day.
        self._pool += [self._made() for _ in range(len(wanted) - len(self._pool))]
        self.chips = {}
        for made, (key, text, icon, tip) in zip(self._pool, wanted, strict=False):
            self.chips[key] = made
            if made.toolTip() != plain_tip(tip) or made.text() != text.replace("&", "&&"):
                made.setText(text.replace("&", "&&"))
                made.setIcon(self._shell.icons(icon, "muted"))
                made.setToolTip(plain_tip(tip))
                made.setAccessibleName(f"Folder {tip}, {rows[key].files:,} files" if key in rows else text)
        for made in self._pool[len(wanted) :]:
            made.hide()
        self._own = {key for key, row in rows.items() if row.own}

    @property
    def rest(self) -> list[int]:
        """The folders behind More."""
        return [key for key, made in self.chips.items() if made.isHidden()]

    def menu(self) -> QMenu:
        """Those behind More."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in self.rest:
            made = self.chips[key]
            menu.addAction(made.icon(), made.text()).triggered.connect(made.click)
        return menu

    def minimumSizeHint(self) -> QSize:
        return QSize(260, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _made(self) -> QPushButton:
        made = button("", lambda: self._choose(self._key_of(made)), kind="chip")
        made.setIconSize(ICON)
        made.setCheckable(True)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(lambda at: self._own_menu(self._key_of(made), at))
        self._group.addButton(made)
        self._layout.insertWidget(self._layout.indexOf(self.more), made)
        return made

    def _key_of(self, chip: QPushButton) -> int:
        return next(key for key, made in self.chips.items() if made is chip)

    def _choose(self, key: int) -> None:
        self.set_value(() if key == _ALL else (key,))
        self.chosen.emit()

    def _own_menu(self, key: int, at: QPoint) -> None:
        if key not in self._own:
            return
        self._choose(key)
        may, menu, icons = self._shell.may(Permission.FILES_WRITE), QMenu(self), self._shell.icons
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu_action(menu, icons("pencil-simple"), "Rename…", self.rename_wanted.emit, may)
        menu_action(menu, icons("trash", "bad"), "Delete, its files stay", self.delete_wanted.emit, may)
        menu.popup(self.chips[key].mapToGlobal(at))

    def _fit(self) -> None:
        """Show as many as there is room for, from the left, and the chosen one in any case."""
        wide = {key: made.sizeHint().width() + _GAP for key, made in self.chips.items()}
        margins = self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 64
        room -= self.new.sizeHint().width() + _GAP if not self.new.isHidden() else 0
        all_fit = sum(wide.values()) <= room
        if not all_fit:
            room -= self.more.sizeHint().width() + _GAP
        room -= sum(wide[key] for key, made in self.chips.items() if made.isChecked())
        for key, made in self.chips.items():
            if made.isChecked():
                made.show()
                continue
            room -= wide[key]
            made.setVisible(all_fit or room >= 0)
        self.more.setVisible(not all_fit)

    def _show_rest(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
