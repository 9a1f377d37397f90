"""The card that comes up beside a visit under the pointer: what whoever goes there has to know."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from officedesk.services.schedule.card import VisitCard
from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule import words
from officedesk.views.schedule.waiting_card import place
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, label, line, row
from officedesk.views.widgets.tips import breakable

PAUSE = 450
"""Milliseconds that the pointer rests until the card comes up."""
WIDTH = 320
_LONGEST = 240


class HoverCard(QFrame):
    """Shows at once what the board knows, and the rest when it is read. It takes no mouse."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setProperty("role", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(WIDTH)
        self._content = column(spacing=4, margins=(12, 10, 12, 10))
        self._inner = QWidget(self)
        self._inner.setLayout(self._content)
        self.block: VisitBlock | None = None
        self._waiting: tuple[VisitBlock, QPoint] | None = None
        self._at = QPoint()
        self.names: Mapping[int, str] = {}
        self.warnings: Callable[[VisitBlock], tuple[str, ...]] = lambda _: ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._come)
        shell.closing.connect(self._pause.stop)
        self.hide()

    def point(self, block: VisitBlock | None, at: QPoint) -> None:
        """The pointer is over a visit, or over none."""
        self._pause.stop()
        if block is None:
            self.put_away()
            return
        self._waiting = (block, at)
        self._pause.start()

    def put_away(self) -> None:
        self._pause.stop()
        self._waiting = None
        self.block = None
        self.hide()

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(one.text() for one in self._inner.findChildren(QLabel) if one.text() and not one.isHidden())

    def _come(self) -> None:
        if self._waiting is not None:
            block, at = self._waiting
            self.show_for(block, at)

    def show_for(self, block: VisitBlock, at: QPoint) -> None:
        """Show the card of a visit near a point of the screen."""
        self.block, self._at = block, at
        self._fill(block, None)
        desk = self._shell.desk

        def work() -> VisitCard:
            from officedesk.services.schedule.card import visit_card

            return visit_card(desk, block.job_id, block.visit_id)

        def arrived(card: VisitCard) -> None:
            if self.block is block:
                self._fill(block, card)

        # Where the job is gone meanwhile the board itself says so in a moment.
        self._shell.load(self, work, arrived, lambda _: None)

    def _fill(self, block: VisitBlock, card: VisitCard | None) -> None:
        # What a layout was cleared of is still there for a while, and would be measured: begin anew.
        self._inner.hide()
        self._inner.deleteLater()
        self._content = column(spacing=4, margins=(12, 10, 12, 10))
        self._inner = QWidget(self)
        self._inner.setLayout(self._content)
        add = self._content.addWidget
        add(_said(words.title(block), "heading"))
        if block.description:
            add(_said(block.description))
        if block.starts is not None:
            add(_said(words.when(block.starts, block.ends, all_day=block.all_day), "strong"))
        add(_said(words.people(block.technician_ids, self.names, "Unassigned"), "muted"))
        facts = [words.STATUS[block.status], words.PRIORITY.get(block.priority, ""), words.window(block)]
        facts += ["Recurring" if block.occurrence_id is not None else "", "Late" if block.late else ""]
        add(_said(" · ".join(one for one in facts if one), "muted"))
        for one in self.warnings(block)[:3]:
            add(_said(one, "note"))
        add(line())
        address = card.address if card is not None else (place(block),)
        for one in address:
            if one:
                add(_said(one))
        if card is not None:
            self._rest(card)
        self._place()

    def _rest(self, card: VisitCard) -> None:
        add = self._content.addWidget
        who = " · ".join(one for one in (card.contact, card.phone) if one)
        if who:
            add(_said(who))
        if card.tasks:
            add(line())
            for name, done in card.tasks:
                made = _said(name or "Task", "muted" if done else "")
                mark = label()
                mark.setPixmap(
                    self._shell.icons("check-square" if done else "square", "ok" if done else "muted").pixmap(14, 14)
                )
                both = row(mark, made, spacing=6)
                both.setStretch(1, 1)
                self._content.addLayout(both)
            if card.task_count > len(card.tasks):
                add(_said(f"and {card.task_count - len(card.tasks)} more", "muted"))
        notes = [one for one in (card.visit_note, card.crew_note, *card.site_notes) if one.strip()]
        if notes:
            add(line())
        for one in notes:
            add(_said(one[:_LONGEST] + ("…" if len(one) > _LONGEST else ""), "small"))

    def _place(self) -> None:
        """Beside the pointer, inside the page."""
        parent = self.parentWidget()
        if parent is None:
            return
        room = QRect(QPoint(4, 4), parent.rect().bottomRight() - QPoint(4, 4))
        at = parent.mapFromGlobal(self._at) + QPoint(16, 18)
        self._inner.show()
        high = self._inner.heightForWidth(WIDTH - 2) + 2
        self._inner.setGeometry(1, 1, WIDTH - 2, high - 2)
        x = at.x() if at.x() + WIDTH <= room.right() else at.x() - WIDTH - 32
        y = at.y() if at.y() + high <= room.bottom() else at.y() - high - 36
        self.setGeometry(max(room.left(), x), max(room.top(), min(y, room.bottom() - high)), WIDTH, high)
        self.show()
        self.raise_()


def _said(text: str, role: str = "") -> QLabel:
    made = label(breakable(text), role)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return made
