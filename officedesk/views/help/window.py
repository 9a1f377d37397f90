"""The help: pages on the right, what is searched on the left. A window of its own that blocks nothing."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListView, QTextEdit, QWidget

from officedesk.manual.markdown import html
from officedesk.manual.pages import INDEX, Manual
from officedesk.manual.search import marks, typed_words
from officedesk.views.help.desk import native
from officedesk.views.help.paper import Paper, styled
from officedesk.views.help.results import HIT, ResultDelegate, Results, highlight
from officedesk.views.icons import Icons
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.search_box import SearchBox

PICTURE = "picture:"


class HelpWindow(QWidget):
    """``go_wanted(page, tab)`` is a link into the program."""

    go_wanted = Signal(str, str)
    keys_wanted = Signal()

    def __init__(self, theme: Theme, icons: Icons, manual: Manual | None = None) -> None:
        super().__init__(None, Qt.WindowType.Window)
        # The program ends with its last window that is not this one.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("OfficeDesk Help")
        self._theme = theme
        self.manual = manual or Manual.load()
        self._past: list[str] = []
        self._future: list[str] = []
        self.shown = ""
        self.search = SearchBox("Search the help", icons, theme)
        self.results = Results(self.manual, self)
        self.list = QListView()
        self.list.setModel(self.results)
        self.list.setItemDelegate(ResultDelegate(theme, self.list))
        self.list.setAccessibleName("Pages")
        self.list.setProperty("role", "sections")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.nothing = label("", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        self.back_button = button("", self.back, icon=icons("arrow-left"), tip="Back (Alt+Left)")
        self.forward_button = button("", self.forward, icon=icons("arrow-right"), tip="Forward (Alt+Right)")
        self.index_button = button("All pages", self.show_index, tip="All pages (Alt+Home)")
        self.keys_button = button("Keyboard shortcuts", self.keys_wanted.emit, tip="Keyboard shortcuts (Ctrl+/)")
        self.said = label("", "note")
        self.paper = Paper(theme, self._picture)
        self.paper.followed.connect(self.follow)
        self._lay_out()
        self.search.typed.connect(self._typed)
        self.search.down.connect(lambda: self._step(1))
        self.search.entered.connect(self._open_current)
        self.search.installEventFilter(self)
        self.list.activated.connect(lambda index: self._open_hit(index.row()))
        self.list.clicked.connect(lambda index: self._open_hit(index.row()))
        for keys, act in (
            ("Ctrl+F", self.begin_search),
            ("Alt+Left", self.back),
            ("Alt+Right", self.forward),
            ("Alt+Home", self.show_index),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        theme.changed.connect(self._draw_again)
        self.resize(1080, 760)
        self.setMinimumSize(720, 420)

    def open(self, target: str) -> None:
        """Show a page (``invoices``), a place in it (``invoices#void``) or a picture of one."""
        if target != self.shown:
            if self.shown:
                self._past = [*self._past[-99:], self.shown]
            self._future = []
        self._show(target)

    def back(self) -> None:
        """The page before."""
        if self._past:
            self._future.append(self.shown)
            self._show(self._past.pop())

    def forward(self) -> None:
        """The page that was left by Back."""
        if self._future:
            self._past.append(self.shown)
            self._show(self._future.pop())

    def show_index(self) -> None:
        """All pages."""
        self.open(INDEX)

    def look(self, typed: str) -> None:
        """Search for something and show the page that answers best."""
        self.search.setText(typed)
        self._typed(typed)
        self._open_current()

    def begin_search(self) -> None:
        """Into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def say(self, text: str) -> None:
        """Why a link leads nowhere just now."""
        self.said.setText(text)

    def follow(self, link: str) -> None:
        """Go where a link leads: another page, a picture in full, or into the program."""
        self.say("")
        kind, _, rest = link.partition(":")
        if kind == "open":
            page, _, tab = rest.partition("/")
            if page == "keys":
                self.keys_wanted.emit()
            else:
                self.go_wanted.emit(page, tab)
        elif link.startswith("#"):
            self.open(f"{self.shown.partition('#')[0]}{link}")
        else:
            self.open(link.replace(".md", ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Up:
                self._step(-1)
                return True
            if event.key() == Qt.Key.Key_Down:
                self._step(1)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.shown and self.paper.room() != self._drawn_for:
            self._draw_again()

    # --- inside ---

    def _lay_out(self) -> None:
        self.list.setMinimumWidth(260)
        left = holder(
            column(
                row(self.search, margins=(12, 12, 12, 0)),
                row(self.nothing, margins=(14, 0, 12, 0)),
                self.list,
                spacing=8,
            ),
            "panel",
        )
        left.setFixedWidth(300)
        bar = row(
            self.back_button,
            self.forward_button,
            self.index_button,
            8,
            self.said,
            None,
            self.keys_button,
            margins=(16, 10, 16, 10),
        )
        right = column(holder(bar, "panel"), line(), self.paper, spacing=0)
        right.setStretchFactor(self.paper, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addWidget(line(vertical=True))
        layout.addLayout(right, 1)
        self._drawn_for = 0

    def _typed(self, text: str) -> None:
        self.results.look(text)
        some = bool(self.results.hits)
        meant = f"Shown for “{self.results.asked}”." if self.results.asked != text else ""
        self.nothing.setText(meant if some else f"Nothing about “{text.strip()}”. Try fewer or other words.")
        self.nothing.setVisible(bool(self.nothing.text()))
        self._choose(0 if some and text.strip() else self.results.row_of(self._page()))
        self._mark_typed(scroll=False)

    def _step(self, step: int) -> None:
        rows = self.results.rowCount()
        if rows:
            self._choose(min(rows - 1, max(0, self.list.currentIndex().row() + step)))

    def _choose(self, number: int) -> None:
        self.list.setCurrentIndex(self.results.index(number, 0))

    def _open_current(self) -> None:
        self._open_hit(max(0, self.list.currentIndex().row()))

    def _open_hit(self, number: int) -> None:
        if number < len(self.results.hits):
            hit = self.results.index(number, 0).data(HIT)
            self.open(f"{hit.page}#{hit.anchor}" if hit.anchor else hit.page)

    def _escape(self) -> None:
        if self.search.text():
            self.search.clear()
            self._typed("")
            self.search.setFocus()
        else:
            self.close()

    def _page(self) -> str:
        return self.shown.partition("#")[0]

    def _show(self, target: str) -> None:
        page, _, anchor = target.partition("#")
        if page not in self.manual.pages and not target.startswith(PICTURE):
            target, page, anchor = INDEX, INDEX, ""
        self.shown = target
        self.say("")
        self._draw()
        if not self.search.text().strip():
            self._choose(self.results.row_of(page))
        if anchor:
            self.paper.scrollToAnchor(anchor)
        elif not target.startswith(PICTURE):
            self._mark_typed(scroll=True)
        self._mark_typed(scroll=False)
        self.back_button.setEnabled(bool(self._past))
        self.forward_button.setEnabled(bool(self._future))
        if not self.search.hasFocus():
            self.paper.setFocus()

    def _draw(self) -> None:
        self._drawn_for = self.paper.room()
        if self.shown.startswith(PICTURE):
            name = self.shown.removeprefix(PICTURE)
            self.paper.show_html(f'<img src="{name}?full">')
            self.setWindowTitle("Picture – OfficeDesk Help")
            return
        page = self.manual.pages[self._page()]
        self.paper.show_html(styled(html(page.blocks, self._element, native)))
        self.setWindowTitle(f"{page.title} – OfficeDesk Help")

    def _draw_again(self) -> None:
        if self.shown:
            at = self.paper.verticalScrollBar().value()
            self._draw()
            self._mark_typed(scroll=False)
            self.paper.verticalScrollBar().setValue(at)

    def _element(self, file: str, words: str) -> str:
        from html import escape

        name = escape(file.rpartition("/")[2])
        return f'<a href="{PICTURE}{name}"><img src="{name}" alt="{escape(words)}"></a><br><i>{escape(words)}</i>'

    def _picture(self, name: str) -> str:
        return str(self.manual.picture(name))

    def _mark_typed(self, *, scroll: bool) -> None:
        words = typed_words(self.results.asked)
        text = self.paper.document().toRawText()
        chosen = []
        for start, length in marks(text, words) if words else ():
            one = QTextEdit.ExtraSelection()
            one.cursor = QTextCursor(self.paper.document())
            one.cursor.setPosition(start)
            one.cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            one.format = highlight(self.palette(), self._theme)
            chosen.append(one)
        self.paper.setExtraSelections(chosen)
        if scroll and chosen:
            self.paper.show_place(chosen[0].cursor)
