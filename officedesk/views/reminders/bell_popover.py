"""The list behind the bell, the new first: open what it is about, mark it seen, put it off, be done with it."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from officedesk.formatting import time_text
from officedesk.services.permissions import Permission
from officedesk.services.reminders.rows import NoticeRow
from officedesk.views.reminders.actions import fill_snooze_menu, finish_reminders, snooze_reminders
from officedesk.views.reminders.subjects import ICONS, KINDS, open_notice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON_ALONE, button, clear_layout, column, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.popover import Popover

WIDTH = 420
_HIGHEST = 460
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class NoticeItem(QPushButton):
    """One notification; a button as a whole, which opens what it is about."""

    def __init__(self, shell: Shell, notice: NoticeRow) -> None:
        super().__init__()
        self.notice = notice
        self.setProperty("kind", "notice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        icon = label()
        icon.setPixmap(shell.icons(ICONS[notice.kind], "muted" if notice.seen else "accent").pixmap(ICON_ALONE))
        subject = ElidedLabel(notice.subject, "" if notice.seen else "strong")
        text = ElidedLabel(notice.text or KINDS[notice.kind], "muted")
        at = notice.at.astimezone(shell.desk.zone)
        when = time_text(at) if at.date() == shell.desk.today() else shell.date(at.date())
        time = label(when, "small")
        self._inner = inner = QHBoxLayout(self)
        inner.setContentsMargins(10, 7, 6, 7)
        inner.setSpacing(10)
        inner.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = column(row(subject, None, time, spacing=8), row(text, None), spacing=1)
        inner.addLayout(words, 1)
        for part in (icon, subject, text, time):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        new = "" if notice.seen else "new: "
        self.setAccessibleName(f"{KINDS[notice.kind]}, {new}{notice.subject}, {notice.text}, {when}")

    def sizeHint(self) -> QSize:
        # A button's own hint knows only its text.
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._inner.sizeHint().height())


class NoticesPopover(Popover):
    """Follows what happens while it is open. Up and Down go from one to the next, Tab to what can be done with it."""

    def __init__(self, shell: Shell, under: QWidget) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QFrame()
        inner.setProperty("role", "panel")
        inner.setLayout(self._list)
        self._area.setWidget(inner)
        self.all_seen = button("Mark all as seen", self._mark_all, kind="link")
        self.new = button("New reminder", self._new, kind="link", icon=shell.icons("plus", "accent_text"))
        # What is shown before it stands somewhere comes up as a window of its own: it is only ever hidden.
        if not shell.may(Permission.REMINDERS_WRITE):
            self.new.hide()
        head = row(label("Notifications", "heading"), None, self.all_seen)
        super().__init__(under, column(head, self._area, line(), row(self.new, None), spacing=6))
        self._shell = shell
        self._generation = 0
        self.items: list[NoticeItem] = []
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Notifications")

    def begin(self) -> None:
        """Read what there is and come up."""
        self.reload()

    def reload(self) -> None:
        """Read again; not while somebody chooses from a menu here."""
        if isinstance(QApplication.activePopupWidget(), QMenu):
            return
        self._generation += 1
        generation, desk = self._generation, self._shell.desk

        def work() -> list[NoticeRow]:
            from officedesk.services.reminders.bell import notices

            return notices(desk)

        def arrived(found: list[NoticeRow]) -> None:
            if generation == self._generation:
                self._show(found)

        self._shell.load(self, work, arrived)

    def _show(self, notices: list[NoticeRow]) -> None:
        held = next((item.notice.id for item in self.items if item.parentWidget().isAncestorOf(self._focus)), None)
        clear_layout(self._list)
        self.items = []
        for number, notice in enumerate(notices):
            if number:
                self._list.addWidget(line())
            self._list.addWidget(self._row(notice))
        if not notices:
            nothing = label("Nothing yet. Reminders that are due and news about your papers will be here.", "muted")
            nothing.setWordWrap(True)
            nothing.setContentsMargins(4, 10, 4, 14)
            self._list.addWidget(nothing)
        self._list.addStretch(1)
        self.all_seen.setVisible(any(not notice.seen for notice in notices))
        wanted = self._list.sizeHint().height() + 2
        self._area.setFixedHeight(min(_HIGHEST, max(56, wanted)))
        focus = next((item for item in self.items if item.notice.id == held), self.items[0] if self.items else None)
        if not self.isVisible():
            self.pop(focus or self.new)
            return
        self.adjustSize()
        self.place()
        if held is not None and focus is not None:
            focus.setFocus()

    def place(self) -> None:
        """Under the bell, its right edge below the bell's."""
        super().place()
        under, screen = self._under, self._under.screen().availableGeometry()
        right = under.mapToGlobal(QPoint(under.width(), 0)).x()
        self.move(max(screen.left(), min(right, screen.right()) - self.width()), self.y())

    def _row(self, notice: NoticeRow) -> QWidget:
        icons = self._shell.icons
        item = NoticeItem(self._shell, notice)
        item.clicked.connect(partial(self._open, notice))
        self.items.append(item)
        beside: list[QWidget] = []
        if notice.open and self._shell.may(Permission.REMINDERS_WRITE):
            done = button("", icon=icons("check"), kind="plain", tip=f"Done: {notice.subject}")
            done.clicked.connect(partial(self._finish, notice))
            later = button("", icon=icons("clock"), kind="plain", tip=f"Remind me later: {notice.subject}")
            later.clicked.connect(partial(self._snooze, notice, later))
            beside = [done, later]
        elif not notice.seen:
            seen = button("", icon=icons("check"), kind="plain", tip=f"Mark as seen: {notice.subject}")
            seen.clicked.connect(partial(self._mark, notice))
            beside = [seen]
        made = QFrame()
        made.setLayout(row(item, *beside, spacing=2))
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.items:
            super().keyPressEvent(event)
            return
        at = next(
            (number for number, item in enumerate(self.items) if item.parentWidget().isAncestorOf(self._focus)), -1
        )
        item = self.items[max(0, min(len(self.items) - 1, at + step))]
        item.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(item, 0, 8)

    @property
    def _focus(self) -> QWidget:
        focused: QWidget | None = self.focusWidget()
        return self if focused is None else focused

    # --- what is done ---

    def _open(self, notice: NoticeRow, _checked: bool = False) -> None:
        self._mark(notice)
        self.close()
        if not open_notice(self._shell, notice) and notice.entity == "reminder" and notice.entity_id:
            self._edit(notice.entity_id)

    def _finish(self, notice: NoticeRow, _checked: bool = False) -> None:
        if notice.entity_id is not None:
            finish_reminders(self._shell, self._shell, [notice.entity_id], notice.customer_id or 0)

    def _snooze(self, notice: NoticeRow, under: QPushButton, _checked: bool = False) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_snooze_menu(self._shell, menu, partial(self._put_off, notice))
        menu.destroyed.connect(self.reload)
        menu.popup(under.mapToGlobal(QPoint(0, under.height())))
        menu.setActiveAction(menu.actions()[0])

    def _put_off(self, notice: NoticeRow, until: datetime) -> None:
        if notice.entity_id is not None:
            snooze_reminders(self._shell, self._shell, [notice.entity_id], until, notice.customer_id or 0)

    def _mark(self, notice: NoticeRow, _checked: bool = False) -> None:
        if not notice.seen:
            self._seen([notice.id])

    def _mark_all(self) -> None:
        self._seen(None)

    def _seen(self, ids: list[int] | None) -> None:
        desk, signals = self._shell.desk, self._shell.signals

        def work() -> None:
            from officedesk.services.reminders.bell import mark_seen

            mark_seen(desk, ids)

        self._shell.load(self._shell, work, lambda _: signals.stirred.emit())

    def _new(self) -> None:
        self._edit(None)

    def _edit(self, reminder_id: int | None) -> None:
        from officedesk.views.reminders.dialog import ReminderDialog

        window = self._under.window()
        self.close()
        ReminderDialog(self._shell, window, reminder_id=reminder_id).open()
