"""Paints a row of a list as a card, with the cells of the table's delegate."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from officedesk.views.icons import Icons
from officedesk.views.lists.card_plan import Card, CardPlan
from officedesk.views.lists.columns import Cell, Pictures
from officedesk.views.lists.delegate import CellDelegate
from officedesk.views.theme import Theme

SIDE = 12
"""Pixels between the frame of a card and what is in it."""
CHECK = 24
"""Width of the check box with the gap behind it."""
RADIUS = 6
PICTURE = 150
"""Height of the picture on a card that has one."""
ALL = 1_000_000
"""More pixels than any text needs."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a card: where it is, what it shows, and whether at its right."""

    area: QRect
    cell: Cell
    right: bool = False


class CardPainter(CellDelegate):
    """``height`` is that of every card of the list."""

    def __init__(
        self, plan: CardPlan, theme: Theme, icons: Icons, parent: QWidget, pictures: Pictures | None = None
    ) -> None:
        super().__init__(theme, icons, parent)
        self._plan, self._pictures, self._icons = plan, pictures, icons
        self._picture_height = PICTURE if pictures is not None else 0
        self._selected = False
        line = self._metrics[id(self._plain)].height()
        self._title_height, self._line_height, self._foot_height = line + 6, line + 4, max(21, line + 5)
        self.height = self._picture_height + 9 + self._title_height + plan.lines * self._line_height + 9
        if plan.foot:
            self.height += 6 + self._foot_height

    def check_area(self, card: QRect) -> QRect:
        """Where a click checks the card in ``card``: more than the box itself."""
        return QRect(card.left(), card.top() + self._picture_height, SIDE + CHECK, 9 + self._title_height + 6)

    def parts(self, area: QRect, card: Card) -> list[Part]:
        """The pieces of ``card`` drawn in ``area``."""
        left, right, top = area.left() + SIDE + CHECK, area.right() - SIDE, area.top() + self._picture_height + 9
        made = []
        room = right - left + 1
        amount = self._width_of(card.amount, room // 2)
        made.append(Part(QRect(left, top, room - (amount + 12 if amount else 0), self._title_height), card.title))
        if amount:
            made.append(Part(QRect(right + 1 - amount, top, amount, self._title_height), card.amount, right=True))
        top += self._title_height
        for line in card.lines:
            made.append(Part(QRect(left, top, room, self._line_height), line))
            top += self._line_height
        if self._plan.foot:
            top = area.bottom() + 1 - 9 - self._foot_height
            aside = self._width_of(card.aside, room // 2)
            rest = room - (aside + 10 if aside else 0)
            made.append(Part(QRect(left, top, rest, self._foot_height), card.foot))
            if aside:
                made.append(Part(QRect(right + 1 - aside, top, aside, self._foot_height), card.aside, right=True))
        return made

    def paint_card(
        self, painter: QPainter, area: QRect, row: Any | None, *, checked: bool, selected: bool, current: bool
    ) -> None:
        """Draw the card of ``row`` (empty until it is loaded). ``current``: the keyboard is on it."""
        self._selected = selected
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour("accent" if current else "line"), 1.5 if current else 1))
        painter.setBrush(self._colour("selected" if selected else "panel"))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if row is None:
            return
        if self._pictures is not None:
            place = QRect(area.left() + 1, area.top() + 1, area.width() - 2, PICTURE)
            self._paint_picture(painter, place, row, self._pictures)
        box = QRect(area.left() + SIDE, area.top() + self._picture_height + 9, 14, self._title_height)
        self.paint_check(painter, box, Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        for part in self.parts(area, self._plan.card(row)):
            self._paint_cell(painter, part.area, part.cell, part.right)

    def _paint_picture(self, painter: QPainter, area: QRect, row: Any, pictures: Pictures) -> None:
        """The picture of ``row`` as large as there is room, on its own ground; its icon where there is none."""
        painter.fillRect(area, self._colour("window"))
        room = area.adjusted(8, 8, -8, -6)
        picture = pictures.picture(row)
        if picture is None:
            side = 40
            place = QRect(area.center().x() - side // 2, area.center().y() - side // 2, side, side)
            self._icons.paint(painter, place, pictures.icon(row), self._colour("muted"))
            return
        size = picture.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRect(room.center().x() - size.width() // 2, room.center().y() - size.height() // 2, 0, 0)
        place.setSize(size)
        painter.drawPixmap(place, picture)

    def tip(self, area: QRect, row: Any, at: QPoint) -> str:
        """What hovering at ``at`` explains: the tip of the piece, or its whole text where it is cut off."""
        for part in self.parts(area, self._plan.card(row)):
            if part.area.contains(at):
                cut_off = self._width_of(part.cell, ALL) > part.area.width()
                return part.cell.tip or (part.cell.spoken if cut_off else "")
        return ""

    def _colour(self, name: str) -> QColor:
        # On the ground of a selected card the grounds of quiet chips would not be seen.
        return super()._colour("panel" if self._selected and name in ("chip", "accent_soft") else name)

    def _width_of(self, cell: Cell, most: int) -> int:
        font = self._bold if cell.bold else self._plain
        width = self._fitted(font, cell.text, ALL)[1] + len(cell.marks) * 20
        width += sum(self._chip_width(chip) + 6 for chip in cell.chips)
        return min(most, width)
