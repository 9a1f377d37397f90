"""The paper beside a list or a form: what is selected, or what is being written, as the customer will see it."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from officedesk.archive import drawn
from officedesk.errors import OfficeError
from officedesk.models.papers import PaperKind
from officedesk.views.sales.paper_actions import print_paper, save_pdf
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, row

LEAST_WINDOW = 1150
"""A window narrower than this (at 96 dpi) has no room for paper."""
KEPT = 24
PREVIEW_MS = 60
"""Milliseconds after the last keystroke until the paper is drawn: it is seen within 100."""
LONGEST_MS = 400
"""Milliseconds after which it is drawn although the typing goes on."""
LONG = 30
"""Lines from which drawing is felt in the window, and done outside it."""
Key = tuple[PaperKind, int]


_PRINTED = frozenset(
    {"invoice", "payment", "estimate", "job", "customer", "equipment", "company", "brand", "terms", "note"}
)
"""Words of the change log whose saves change a paper."""


class DocumentSide(QWidget):
    """Shows one paper: :meth:`show_paper` a stored one, :meth:`preview` a draft in its editor.

    Drawing is done off the GUI thread, the picture before stays until the next is ready, and of a burst of
    selections only the last is drawn. Takes no room in a narrow window.
    """

    pay_wanted = Signal(int)
    """Pay was pressed: the id of the document shown."""
    shown = Signal()
    """The paper last asked for is on screen."""

    def __init__(
        self, shell: Shell, parent: QWidget | None = None, *, actions: bool = True, least: int = LEAST_WINDOW
    ) -> None:
        """``actions=False``: a page with Print and PDF of its own has only the paper here.

        ``least``: the width of the window (at 96 dpi) from which there is room for it.
        """
        super().__init__(parent)
        self._least = least
        self._page = (1, 0)
        self._shell = shell
        self._wanted: Key | None = None
        self._draft: Any = None
        self._drawing = False
        self._on = True
        self._cache: OrderedDict[Key, bytes] = OrderedDict()
        self._on_screen: object = None
        self._view: Any = None
        self._watched: QWidget | None = None
        icons = shell.icons
        self._print = button("Print", self.print_it, icon=icons("printer"), tip="Print (Ctrl+P)")
        self._pdf = button("PDF", self.save_it, icon=icons("file-pdf"), tip="Save as PDF (Ctrl+Shift+P)")
        self._pay = button("Pay", self._want_pay, icon=icons("money"), tip="Record a payment")
        self._buttons: tuple[QPushButton, ...] = (self._print, self._pdf, self._pay)
        self._title = label("", "small")
        bar = row(*self._buttons, self._title, None, spacing=6)
        self._inner = holder(QVBoxLayout(), "desk")
        content = self._inner.layout()
        content.setContentsMargins(0, 12, 0, 0)
        content.setSpacing(0)
        bar.setContentsMargins(14, 0, 14, 0)
        content.addLayout(bar)  # type: ignore[attr-defined]
        self._room = QWidget()
        content.addWidget(self._room)
        content.setStretch(1, 1)  # type: ignore[attr-defined]
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._inner)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        for made in self._buttons:
            made.setVisible(actions)
        self._actions = actions
        self._pay.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_MS)
        self._later.timeout.connect(self._draw)
        self._since = QElapsedTimer()
        shell.signals.changed.connect(self._office_changed)
        self._tell()

    # --- what is shown ---

    def show_paper(self, kind: PaperKind, document_id: int, *, can_pay: bool = False) -> None:
        """Show the paper of a stored document; ``can_pay`` offers Pay."""
        self._wanted, self._draft = (kind, document_id), None
        self._pay.setVisible(self._actions and can_pay)
        self._tell()
        self._draw()

    def preview(self, draft: Any) -> None:
        """Show an estimate or invoice draft as it would be printed; many calls in a row are drawn once."""
        self._wanted, self._draft = None, draft
        self._tell()
        if not self._later.isActive():
            self._since.start()
            self._later.start()
        elif self._since.elapsed() < LONGEST_MS - PREVIEW_MS:
            # Whoever types fast is not disturbed by papers that nobody looks at, but sees that the window follows.
            self._later.start()

    def clear(self) -> None:
        """Nothing is selected."""
        self._wanted = self._draft = self._on_screen = None
        self._pay.hide()
        if self._view is not None:
            self._view.clear()
        self._tell()

    def set_on(self, on: bool) -> None:
        """Give the panel its room, or take it away whatever the width of the window."""
        self._on = on
        self._fit()

    @property
    def current(self) -> Key | None:
        """The stored document that is wanted on screen."""
        return self._wanted

    @property
    def open(self) -> bool:
        """There is room for it."""
        return not self._inner.isHidden()

    @property
    def waiting(self) -> int:
        """Milliseconds until what was asked for is drawn; 0 where nothing waits for its turn."""
        return max(1, self._later.remainingTime()) if self._later.isActive() else 0

    def print_it(self) -> None:
        if self._wanted is not None:
            print_paper(self._shell, *self._wanted, parent=self)

    def save_it(self) -> None:
        if self._wanted is not None:
            save_pdf(self._shell, *self._wanted, parent=self)

    # --- drawing ---

    def _draw(self) -> None:
        if self._drawing or not self.open or not self.isVisible():
            return
        wanted = self._wanted if self._draft is None else self._draft
        if wanted is None or _same(wanted, self._on_screen):
            return
        if self._draft is None and self._wanted is not None and self._wanted in self._cache:
            self._arrived(wanted, self._cache[self._wanted])
            return
        self._drawing = True
        key = self._wanted if self._draft is None else None
        work = _work(self._shell, key, self._draft)
        self._shell.load(self, work, lambda content: self._done(wanted, content), self._failed)

    def _done(self, wanted: Any, content: bytes) -> None:
        self._drawing = False
        if self._is_key(wanted):
            self._cache[wanted] = content
            while len(self._cache) > KEPT:
                self._cache.popitem(last=False)
        latest = self._wanted if self._draft is None else self._draft
        if _same(wanted, latest) or (self._draft is not None and not self._is_key(wanted)):
            # Of a draft an older picture is better than none while typing goes on.
            self._arrived(wanted, content)
        self._draw()

    def _failed(self, error: Exception) -> None:
        self._drawing = False
        if isinstance(error, OfficeError):
            # It went to the trash meanwhile, or what is typed cannot be priced yet: the old picture stays.
            self._title.setText(str(error) if self._draft is None else "Preview waits for what is missing")
            self._on_screen = self._wanted if self._draft is None else self._draft
        else:
            self._shell.fail(error)

    def _arrived(self, wanted: Any, content: bytes) -> None:
        if self._view is None:
            from officedesk.views.paper_view import PaperView

            # QtPdf is loaded with the first paper that is shown.
            self._view = PaperView()
            self._view.page_changed.connect(self._page_changed)
            self._view.shown.connect(self.shown)
            self._view.failed.connect(self._title.setText)
            self._inner.layout().replaceWidget(self._room, self._view)
            self._room.deleteLater()
        self._on_screen = wanted
        self._view.set_pdf(content)
        self._tell()

    @staticmethod
    def _is_key(wanted: Any) -> bool:
        return isinstance(wanted, tuple)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in _PRINTED:
            self._cache.clear()
            if self._draft is None and self._wanted is not None:
                self._on_screen = None
                self._later.start()

    def _tell(self) -> None:
        for made in (self._print, self._pdf):
            made.setEnabled(self._wanted is not None)
        if self._draft is not None:
            page, count = self._page
            pages = f" · page {page} of {count}" if count else ""
            self._title.setText(f"Live preview{pages}")
        else:
            page, count = self._page
            alone = self._wanted is not None and not self._actions and count
            self._title.setText(f"Page {page} of {count}" if alone else "")

    def _page_changed(self, page: int, count: int) -> None:
        self._page = (page, count)
        self._tell()

    def _want_pay(self) -> None:
        if self._wanted is not None:
            self.pay_wanted.emit(self._wanted[1])

    # --- room ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._watched is not self.window():
            self._watched = self.window()
            self._watched.installEventFilter(self)
        self._fit()
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._watched and event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        width = self.window().width()
        scale = self.fontMetrics().height() / 16
        has_room = self._on and width >= self._least * max(1.0, scale)
        # Beside a form the paper is read while it is written: it gets more of the window than beside a list.
        wanted = width * 0.285 - 80 if self._actions else width * 0.36 - 125
        self.setFixedWidth(round(max(300.0, min(580.0, wanted))) if has_room else 0)
        was = self.open
        self._inner.setVisible(has_room)
        if has_room and not was:
            self._draw()


def _work(shell: Shell, key: Key | None, draft: Any) -> Callable[[], bytes]:
    desk = shell.desk

    def work() -> bytes:
        if key is not None:
            return drawn(desk, *key).content
        from officedesk.services.documents import draft_paper

        paper = draft_paper(desk, draft)
        if len(paper.lines) > LONG:
            return shell.drawing.render(paper)
        from officedesk.reports.render import render

        return render(paper)

    return work


def _same(one: Any, other: Any) -> bool:
    """Keys by value; of drafts only the very one (comparing long drafts at every keystroke is work for nothing)."""
    return one is other or (isinstance(one, tuple) and one == other)
