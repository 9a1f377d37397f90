"""The strip of a project: lead, estimate, job and invoice in a row; what is not there yet has a plus."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from officedesk.models.project_states import Step
from officedesk.services.projects.rows import StepFact, Strip
from officedesk.views.projects.words import STEPS, tone_of
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

_MARK = 26
"""Side of the round mark with the icon."""
_TONES = {"accent": "accent_text", "ok": "ok", "warn": "warn", "bad": "bad", "plain": "chip_text"}
_SOFT = {"accent": "accent_soft", "ok": "ok_soft", "warn": "warn_soft", "bad": "bad_soft", "plain": "chip"}


class StepButton(QAbstractButton):
    """One step. A click opens its document; where there is none it makes it, and a plus says so under the pointer."""

    def __init__(self, shell: Shell, step: Step) -> None:
        super().__init__()
        self._shell, self.step = shell, step
        self.fact = StepFact(step)
        self.may_force = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        shell.theme.changed.connect(self.update)

    @property
    def shows_plus(self) -> bool:
        """The plus is on screen: the step is missing, and the pointer or the keyboard is on it."""
        return not self.fact.there and self.may_force and (self.underMouse() or self.hasFocus())

    def tell(self, fact: StepFact, *, may_force: bool) -> None:
        """Show a step; ``may_force``: what is missing may be made."""
        self.fact, self.may_force = fact, may_force
        title = STEPS[self.step][0]
        parts = [title, fact.number, fact.words, f"{fact.others:,} more" if fact.others else ""]
        if fact.total is not None:
            parts.append(self._shell.money(fact.total))
        said = ", ".join(filter(None, parts))
        if fact.there:
            self.setAccessibleName(said)
            self.setToolTip(plain_tip(f"Open: {said}"))
        else:
            verb = "Fill out the estimate" if self.step is Step.ESTIMATE else f"Make the {title.lower()} now"
            self.setAccessibleName(f"{title}: not there yet" + (f". {verb}" if may_force else ""))
            self.setToolTip(plain_tip(verb if may_force else f"There is no {title.lower()} yet"))
        self.setEnabled(fact.there or may_force)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(132, max(46, 2 * self.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(84, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Plus):
            self.click()
        elif step and isinstance(self.parentWidget(), StepStrip):
            self.parentWidget().step_focus(self, step)  # type: ignore[attr-defined]
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._shell.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fact, area = self.fact, self.rect()
        if (self.underMouse() or self.hasFocus()) and self.isEnabled():
            painter.setPen(theme.colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        tone = tone_of(fact)
        mark = QRect(8, area.center().y() - _MARK // 2, _MARK, _MARK)
        if fact.there:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(_SOFT[tone]))
        else:
            painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(mark).adjusted(0.5, 0.5, -0.5, -0.5))
        icon = "plus" if self.shows_plus else STEPS[self.step][1]
        ink = _TONES[tone] if fact.there else "accent_text" if self.shows_plus else "muted"
        self._shell.icons.paint(painter, mark.adjusted(5, 5, -5, -5), icon, theme.colour(ink))
        self._words(painter, mark.right() + 9, _TONES[tone])

    def _words(self, painter: QPainter, left: int, ink: str) -> None:
        theme, fact = self._shell.theme, self.fact
        title = STEPS[self.step][0]
        first = f"{title} {fact.number}".strip() if fact.there else title
        second = fact.words if fact.there else "Not there yet"
        if self.shows_plus:
            second = "Fill out" if self.step is Step.ESTIMATE else "Make it now"
        bold, small = QFont(self.font()), QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        room = self.width() - left - 6
        height = QFontMetrics(bold).height()
        top = (self.height() - 2 * height - 1) // 2
        for font, text, colour, at in (
            (bold, first, "text" if fact.there else "muted", top),
            (small, second, ink if fact.there else "accent_text" if self.shows_plus else "muted", top + height + 1),
        ):
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(QPoint(left, at), QSize(room, height)), int(Qt.AlignmentFlag.AlignVCenter), shown)


class StepStrip(QWidget):
    """``opened(step)`` for what is there, ``forced(step)`` for what is to be made. Left and Right move along it."""

    opened = Signal(object)
    forced = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setAccessibleName("Steps of the project")
        self.buttons = {step: StepButton(shell, step) for step in list(Step)[:4]}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        for made in self.buttons.values():
            made.clicked.connect(self._clicked)
            layout.addWidget(made, 1)

    def tell(self, strip: Strip, may: dict[Step, bool]) -> None:
        """Show the steps; ``may`` says which of them whoever sits here may make."""
        for fact in strip:
            self.buttons[fact.step].tell(fact, may_force=may.get(fact.step, False))

    def step_focus(self, of: StepButton, by: int) -> None:
        """Put the keyboard on the step beside; at the ends it stays."""
        made = list(self.buttons.values())
        at = made.index(of) + by
        while 0 <= at < len(made) and not made[at].isEnabled():
            at += by
        if 0 <= at < len(made):
            made[at].setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._shell.theme.colour("control_line"), 1.4))
        made = list(self.buttons.values())
        for one, other in pairwise(made):
            x, y = (one.geometry().right() + other.geometry().left()) // 2, one.geometry().center().y()
            painter.drawPolyline([QPoint(x - 3, y - 5), QPoint(x + 2, y), QPoint(x - 3, y + 5)])

    def _clicked(self) -> None:
        made = self.sender()
        if isinstance(made, StepButton):
            (self.opened if made.fact.there else self.forced).emit(made.step)
