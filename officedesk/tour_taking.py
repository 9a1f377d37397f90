"""How the tour takes pictures: of a page of the window, and of a dialog over it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from officedesk.views.application import Desktop

Take = Callable[[], QPixmap]
Settle = Callable[[Desktop], None]


@dataclass(frozen=True)
class Taking:
    """``settle`` waits until a desktop shows what it reads."""

    desktop: Desktop
    settle: Settle

    def page(self, name: str, show: Callable[[], object]) -> tuple[str, Take]:
        """A picture of the window after ``show``."""

        def take() -> QPixmap:
            show()
            self.settle(self.desktop)
            return self.desktop.window.grab()

        return name, take

    def dialog(self, name: str, make: Callable[[], QWidget]) -> tuple[str, Take]:
        """A picture of what ``make`` makes, which is then closed."""

        def take() -> QPixmap:
            made = make()
            made.show()
            # What it reads first may lead to more that it reads.
            self.settle(self.desktop)
            self.settle(self.desktop)
            picture = made.grab()
            made.close()
            return picture

        return name, take
