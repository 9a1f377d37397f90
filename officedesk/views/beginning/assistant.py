"""The assistant that makes an office: calm pages, one after the other. What is typed is kept until it is there."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QLockFile, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.office.beginning import (
    Beginning,
    BeginningFile,
    Lie,
    founding_of,
    typed_at_all,
)
from officedesk.services.office.drafts import Founding
from officedesk.views.beginning.company_page import CompanyPage, of_this_computer
from officedesk.views.beginning.logo_page import LogoPage
from officedesk.views.beginning.number_page import NumberPage
from officedesk.views.beginning.page import Means, Page
from officedesk.views.beginning.people_page import PeoplePage
from officedesk.views.beginning.place_page import PlacePage
from officedesk.views.beginning.steps import Steps
from officedesk.views.beginning.tax_page import TaxPage
from officedesk.views.beginning.terms_page import TermsPage
from officedesk.views.widgets.basics import button, column, holder, label, line, row, scrolled
from officedesk.views.widgets.tab_order import follow_layout

log = logging.getLogger(__name__)
Found = Callable[[str, Founding], None]
"""Makes an office at a path."""
KEEP_AFTER = 700
"""Milliseconds from the last key to the file."""
PAGES: tuple[type[Page], ...] = (CompanyPage, LogoPage, TaxPage, TermsPage, NumberPage, PeoplePage, PlacePage)
ELSEWHERE = "Another window starts an office too: what you type here is not kept."
AFTER = ("Your customers", "Ready")
"""What comes once the office is there."""


@dataclass(frozen=True, slots=True)
class Made:
    """An office that was made: what opens it, and who sits down there."""

    address: str
    user: str
    host: bool
    password: str = field(default="", repr=False)


class Assistant(QDialog):
    """``made(Made)`` once the office is there. Closing it loses nothing but passwords."""

    made = Signal(object)

    def __init__(
        self, means: Means, kept: BeginningFile, found: Found, parent: QWidget | None = None, *, anew: bool = False
    ) -> None:
        """``anew``: what was kept of an earlier try is not taken up."""
        super().__init__(parent)
        self.means, self._kept, self._found_office = means, kept, found
        self.setWindowTitle("Start your office – OfficeDesk")
        self.resize(1000, 660)
        self._lock = QLockFile(str(kept.path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        with suppress(OSError):
            kept.path.parent.mkdir(parents=True, exist_ok=True)
        self._holds = self._lock.tryLock(0)
        before = None if anew or not self._holds else kept.read()
        self.beginning = before or of_this_computer(Beginning())
        self.pages = [make(means) for make in PAGES]
        self.at = 0
        self._busy = self._showing = False
        self._focus: QWidget | None = None
        self.steps = Steps(means.icons, [page.step or page.title for page in self.pages] + list(AFTER))
        self.steps.chosen.connect(self.go)
        self.stack = QStackedWidget()
        for page in self.pages:
            area = scrolled()
            area.setWidget(holder(column(page, margins=(24, 20, 24, 16))))
            self.stack.addWidget(area)
            page.edited.connect(self._edited)
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.kept = label("", "small")
        self.later = button("Finish later", self.reject, kind="link", tip="Close; what you typed is kept (Esc)")
        self.back_button = button("Back", self.back, tip="Back (Alt+Left)")
        self.skip_button = button("Skip", self.skip, kind="plain", tip="Leave this page as it is")
        self.next_button = button("Next", self.next, kind="primary", tip="Next (Ctrl+Enter)")
        foot = row(
            self.later, self.kept, None, self.skip_button, self.back_button, self.next_button, margins=(16, 10, 16, 10)
        )
        side = holder(
            column(label("Start your office", "heading"), self.steps, spacing=12, margins=(12, 20, 8, 12)), "panel"
        )
        right = column(self.stack, line(), holder(column(self.error, margins=(24, 0, 24, 0))), foot, spacing=0)
        both = row(side, line(vertical=True), spacing=0)
        both.addLayout(right, 1)
        self.setLayout(both)
        for made in self.findChildren(QPushButton):
            # Enter goes on to the next field; it never presses a button that happens to be there.
            made.setAutoDefault(False)
        for keys, run in (
            ("Ctrl+Return", self.next),
            ("Ctrl+Enter", self.next),
            ("Alt+Left", self.back),
            ("Ctrl+PgDown", self.next),
            ("Ctrl+PgUp", self.back),
        ):
            QShortcut(QKeySequence(keys), self, run)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(KEEP_AFTER)
        self._soon.timeout.connect(self.keep)
        follow_layout(self)
        self._show_kept(before)
        self._show(next((n for n, page in enumerate(self.pages) if page.name == self.beginning.page), 0))

    @property
    def page(self) -> Page:
        return self.pages[self.at]

    # --- going ---

    def next(self) -> None:
        """On to the next page, where this one can stand; from the last one to the office."""
        if self._busy:
            return
        self._take()
        problems = {name: text for name, text in self.problems().items() if self.page.owns(name)}
        if problems or (isinstance(self.page, PeoplePage) and self.page.unsaid()):
            self.page.show_problems(problems)
            return
        if self.at + 1 < len(self.pages):
            self._show(self.at + 1)
        else:
            self.make()

    def skip(self) -> None:
        """On, and what was typed on this page stays there for another time."""
        if self.at + 1 < len(self.pages) and not self._busy:
            self._take()
            self._show(self.at + 1)

    def back(self) -> None:
        """To the page before; nothing is lost, whatever stands on this one."""
        if self.at and not self._busy:
            self._take()
            self._show(self.at - 1)

    def go(self, place: int) -> None:
        """To a page that was in front already, or the next one."""
        if place < len(self.pages) and place != self.at and not self._busy:
            self._take()
            self._show(place)

    def problems(self) -> dict[str, str]:
        """What of all that was typed cannot stand."""
        people = next(page for page in self.pages if isinstance(page, PeoplePage))
        return founding_of(self.beginning, people.secrets(), self.means.today)[1]

    def _show(self, place: int) -> None:
        self.at = place
        page = self.page
        seen = self.beginning.seen if page.name in self.beginning.seen else (*self.beginning.seen, page.name)
        self.beginning = replace(self.beginning, page=page.name, seen=seen)
        self._showing = True
        page.show_beginning(self.beginning)
        self._showing = False
        self.stack.setCurrentIndex(place)
        was = [other.name in seen for other in self.pages]
        after = [False] * len(AFTER)
        done = [there and number != place for number, there in enumerate(was)]
        self.steps.show_at(place, [*was, *after], [*done, *after])
        last = place + 1 == len(self.pages)
        self.next_button.setText("Make the office" if last else "Next")
        self.next_button.setAccessibleName(self.next_button.text())
        self.back_button.setEnabled(place > 0)
        self.skip_button.setVisible(page.may_skip)
        self.error.clear()
        page.begin()
        self._soon.start()

    # --- keeping ---

    def keep(self) -> None:
        """Write down what was typed, off the GUI thread."""
        self._soon.stop()
        if not typed_at_all(self.beginning) or not self._holds:
            return
        kept, beginning, turn = self._kept, self.beginning, self._kept.turn()

        def not_kept(error: Exception) -> None:
            log.warning("the beginning of an office is not kept: %s", error)
            self.kept.setText("What you type can't be kept on this computer: finish in one go.")

        self.means.runner.submit(lambda: kept.write(beginning, turn), lambda _: self._tell_kept(), not_kept, owner=self)

    def _tell_kept(self) -> None:
        if not self.kept.text():
            self.kept.setText("Kept")

    def _show_kept(self, before: Beginning | None) -> None:
        going_on = "You go on where you were." if before is not None else ""
        self.kept.setText(going_on if self._holds else ELSEWHERE)

    def _take(self) -> None:
        self.beginning = self.page.take(self.beginning)

    def _edited(self) -> None:
        if self.sender() is self.page and not self._showing:
            self._take()
            self.kept.setText("" if self._holds else ELSEWHERE)
            self._soon.start()

    def reject(self) -> None:
        """Esc, Close and Finish later: nothing is asked, since nothing is lost."""
        if self._busy:
            return
        self._take()
        self._soon.stop()
        if typed_at_all(self.beginning) and self._holds:
            try:
                self._kept.write(self.beginning)
            except OfficeError as error:
                self.error.setText(f"What you typed can't be kept: {error}")
                log.warning("the beginning of an office is not kept: %s", error)
        self._lock.unlock()
        super().reject()

    # --- making ---

    def make(self) -> None:
        """Make the office of all pages; what is wrong leads to its page."""
        people = next(page for page in self.pages if isinstance(page, PeoplePage))
        founding, problems = founding_of(self.beginning, people.secrets(), self.means.today)
        if problems:
            self._lead_to(problems)
            return
        path = self.means.address or self.beginning.path.strip()
        self._set_busy(True)
        found, address = self._found_office, self.means.address

        def work() -> str:
            from pathlib import Path

            from officedesk.services.office.new_place import look_at_place

            if address:
                found(address, founding)
                return address
            advice = look_at_place(path)
            if advice.refused:
                raise InvalidInput({"path": advice.told})
            file = str(Path(path).expanduser())
            found(file, founding)
            return file

        self.means.runner.submit(work, self._done, self._failed, owner=self)

    def _done(self, address: str) -> None:
        people = next(page for page in self.pages if isinstance(page, PeoplePage))
        made = Made(
            address,
            self.beginning.user.strip(),
            self.beginning.lie is Lie.HOST and not self.means.address,
            people.secrets().admin,
        )
        self._soon.stop()
        if self._holds:
            self._kept.forget()
        self._lock.unlock()
        people.forget_passwords()
        self._set_busy(False)
        self.made.emit(made)
        super().accept()

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            self._lead_to(error.fields)
        elif isinstance(error, OfficeError):
            self.error.setText(str(error))
        else:
            raise error

    def _lead_to(self, problems: dict[str, str]) -> None:
        place = next((n for n, page in enumerate(self.pages) if any(page.owns(name) for name in problems)), self.at)
        if place != self.at:
            self._show(place)
        self.page.show_problems({name: text for name, text in problems.items() if self.page.owns(name)})
        self.error.setText("\n".join(t for n, t in problems.items() if not any(page.owns(n) for page in self.pages)))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        if busy:
            # What is switched off loses the keyboard.
            self._focus = self.focusWidget()
        for made in (self.next_button, self.back_button, self.later, self.stack):
            made.setEnabled(not busy)
        if not busy:
            self.back_button.setEnabled(self.at > 0)
            (self._focus or self.next_button).setFocus()
        else:
            self.error.clear()
        self.next_button.setText("Making the office…" if busy else "Make the office")
