"""The window: navigation, top bar, status bar, and the page in between."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from officedesk.services.place import watched
from officedesk.views.map.watched import SETTING
from officedesk.views.navigation import Navigation
from officedesk.views.notices import Banner, Toasts
from officedesk.views.office.place_notice import PlaceNotice
from officedesk.views.place_button import PlaceButton
from officedesk.views.shell import Place, Shell
from officedesk.views.status_bar import StatusBar
from officedesk.views.top_bar import TopBar
from officedesk.views.widgets.basics import column, line, row

if TYPE_CHECKING:
    from officedesk.views.activity.undoing import Undoing
    from officedesk.views.backup_keeper import BackupKeeper
    from officedesk.views.contract_keeper import ContractKeeper
    from officedesk.views.file_keeper import FileKeeper
    from officedesk.views.map.track_keeper import TrackKeeper
    from officedesk.views.messaging.post_room import PostRoom
    from officedesk.views.reminders.keeper import NoticeKeeper, Shows
    from officedesk.views.schedule.calendar_keeper import CalendarKeeper
    from officedesk.views.work.repeat_keeper import RepeatKeeper


class Page(Protocol):
    """What the window asks of a page (a QWidget)."""

    def show_place(self, place: Place) -> None:
        """Come on screen for ``place``."""

    def leave(self) -> bool:
        """May the page be left? A form with unsaved changes asks, and answers ``False`` until it is settled."""


PageMaker = Callable[[Shell], QWidget]
_FRAME = 36
"""Height that a window system's title bar may take, in pixels."""


class MainWindow(QMainWindow):
    """Pages are built when they are first wanted."""

    def __init__(self, shell: Shell, pages: dict[str, PageMaker], modules: list[tuple[str, str, str]]) -> None:
        """``modules``: (page, title, icon) of the navigation, in order."""
        super().__init__()
        self._shell = shell
        self._makers = pages
        self._pages: dict[str, QWidget] = {}
        self._back: list[Place] = []
        self._place: Place | None = None
        self._held: Callable[[], object] | None = None
        self._after_close: Callable[[], object] | None = None
        self._away = False
        self.keeper: BackupKeeper | None = None
        self.post: PostRoom | None = None
        self.files: FileKeeper | None = None
        self.tracks: TrackKeeper | None = None
        self.notices: NoticeKeeper | None = None
        self.contracts: ContractKeeper | None = None
        self.repeats: RepeatKeeper | None = None
        self.calendars: CalendarKeeper | None = None
        self._undo: Undoing | None = None
        self.setWindowTitle(f"{shell.desk.database.place.name} – OfficeDesk")
        self._stack = QStackedWidget()
        self.navigation = Navigation(shell, modules)
        self.top = TopBar(shell, self._customer_in_front)
        self.status = StatusBar(shell)
        self.banner = Banner(self)
        self.place_banner = Banner(self)
        self.notice = self._watch_place(shell)
        centre = QWidget()
        right = column(self.top, line(), self.place_banner, self.banner, self._stack, line(), self.status, spacing=0)
        right.setStretchFactor(self._stack, 1)
        self._right = right
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        both = row(self.navigation, spacing=0)
        both.addLayout(right, 1)
        layout.addLayout(both)
        self.setCentralWidget(centre)
        self.toasts = Toasts(self, lambda: getattr(self._stack.currentWidget(), "toast_line", None))
        self.navigation.chosen.connect(lambda page: shell.go(page))
        shell.wanted.connect(self.go)
        shell.replaced.connect(self._replace)
        shell.compose_wanted.connect(self._compose)
        shell.contract_wanted.connect(self._write_contract)
        shell.day_papers_wanted.connect(self._open_day_papers)
        shell.link_wanted.connect(self._copy_link)
        shell.back_wanted.connect(self.back)
        shell.settled.connect(self._go_on)
        shell.toast_wanted.connect(self.toasts.show_toast)
        shell.failed.connect(self._fail)
        shell.undo_wanted.connect(self._undo_or_redo)
        self._add_action("Back", ["Alt+Left", "Back"], self.back)
        self._add_action("Search", ["Ctrl+K"], self.top.focus_search)
        self._add_action("New", ["Ctrl+N"], self.top.open_new_menu)
        self._add_action("Notifications", ["Ctrl+B"], self.top.bell.open)
        self._add_action("Copy link", ["Ctrl+Shift+C"], shell.link_wanted.emit)
        self._add_action("Lock", ["Ctrl+L"], shell.lock_wanted.emit)
        self._restore_geometry()

    @property
    def place(self) -> Place | None:
        return self._place

    def page(self, name: str) -> QWidget:
        """The page of that name, built if need be."""
        if name not in self._pages:
            made = self._makers[name](self._shell)
            self._pages[name] = made
            self._stack.addWidget(made)
        return self._pages[name]

    def go(self, place: Place, *, remember: bool = True) -> None:
        """Show a place, if the page in front may be left."""
        if not self._may_leave(lambda: self.go(place, remember=remember)):
            return
        if remember and self._place is not None and self._place != place:
            self._back = [*self._back[-49:], self._place]
        self._place = place
        page = self.page(place.page)
        self._stack.setCurrentWidget(page)
        self.navigation.mark(place.page)
        page.show_place(place)  # type: ignore[attr-defined]
        self.top.recents.visit(place)

    def back(self) -> None:
        """The place before this one; the customers where there is none."""
        if self._may_leave(self.back):
            self.go(self._back.pop() if self._back else Place("customers"), remember=False)

    def _replace(self, place: Place) -> None:
        held = self._held
        self.go(place, remember=False)
        # A new document is saved because it is being left: where the user wants to go is still where they go.
        self._held = self._held or held

    def _may_leave(self, again: Callable[[], object]) -> bool:
        """Ask the page in front; where it has to ask the user first, ``again`` is done once that is settled."""
        current = self._stack.currentWidget()
        may = current is None or current.leave()  # type: ignore[attr-defined]
        self._held = None if may else again
        return bool(may)

    def _go_on(self) -> None:
        held, self._held = self._held, None
        (held or self.back)()

    def _compose(self, place: Place) -> None:
        from officedesk.views.messaging.composer import compose

        compose(self._shell, self, place)

    def _open_day_papers(self, which: str) -> None:
        from officedesk.views.schedule.calendars import open_calendars
        from officedesk.views.schedule.papers import print_day_sheets

        if which == "calendars":
            open_calendars(self._shell, self)
        else:
            print_day_sheets(self._shell, self, self._shell.desk.today(), which=which)

    def _copy_link(self) -> None:
        from officedesk.views.copied_link import copy_link

        copy_link(self._shell, self, self._place)

    def _customer_in_front(self) -> int:
        return self._place.id if self._place is not None and self._place.page == "customer" else 0

    def _add_action(self, text: str, keys: list[str], run: Callable[[], None]) -> None:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence.fromString(k, QKeySequence.SequenceFormat.PortableText) for k in keys])
        action.triggered.connect(lambda: run())
        self.addAction(action)

    def _fail(self, error: Exception) -> None:
        from officedesk.views.failures import show_failure

        if self.notice is not None and self.notice.covers(error):
            return
        show_failure(self, self.banner, error, self._place.page if self._place is not None else "")

    def look_for_a_crash(self) -> None:
        """Tell of a program that ended unexpectedly at this desktop, once, with a report that may be sent."""

        def work() -> str:
            from officedesk.crash import keep
            from officedesk.native_crash import take_up

            text = take_up()
            if text:
                keep(text)
            return text

        self._shell.load(self, work, self._tell_of_crash)

    def _tell_of_crash(self, text: str) -> None:
        if not text:
            return
        from officedesk.views.failures import ENDED, show_ended

        banner = Banner(self)
        self._right.insertWidget(self._right.indexOf(self.banner), banner)
        banner.tell(f"{ENDED}. What was saved is safe.", "warn", lambda: show_ended(self, text), "See report…")

    def close_for(self, then: Callable[[], object]) -> None:
        """Close, then do ``then``: neither happens where the user goes back to a form with unsaved changes."""
        if self._may_leave(lambda: self.close_for(then)):
            self._after_close = then
            self.close()

    def put_away(self) -> None:
        """Close without asking: somebody else sits down. What was typed is kept as drafts of who sat here before."""
        self._keep_drafts()
        self._away = True
        self.close()

    def _keep_drafts(self) -> None:
        from officedesk.views.recovery import DraftKeeper

        for keeper in self.findChildren(DraftKeeper):
            keeper.keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Whatever is being typed in has its own undo, and does not let the key come here.
        if event.isAutoRepeat() or not self._undoing().key(event):
            super().keyPressEvent(event)

    def _write_contract(self, what: object) -> None:
        from officedesk.views.contracts.opening import begin_contract

        begin_contract(self._shell, self, what, self._customer_in_front())

    def _undo_or_redo(self, what: str) -> None:
        getattr(self._undoing(), what)()

    def _undoing(self) -> "Undoing":
        if self._undo is None:
            from officedesk.views.activity.undoing import Undoing

            self._undo = Undoing(self._shell, self)
        return self._undo

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.toasts.silent and not self._away:
            # Locked: nobody may be asked, so what was typed is offered the next time.
            self._keep_drafts()
        elif not self._away and not self._may_leave(self.close):
            event.ignore()
            return
        leaving = not self._away and self._after_close is None
        if leaving and self.post is not None and not self._may_leave_post(self.post):
            event.ignore()
            return
        if leaving and self.keeper is not None and not self.keeper.may_close(self.close):
            event.ignore()
            return
        self._shell.config.put("window", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        # What works for the window is ended by whoever opened it: a window can also go without being closed.
        super().closeEvent(event)
        if self._after_close is not None:
            self._after_close()

    def keep_backups(self) -> None:
        """Begin to make backups when they are due, and to say when the last one was."""
        from officedesk.views.backup_button import BackupButton
        from officedesk.views.backup_keeper import BackupKeeper

        told = BackupButton(self._shell)
        self.status.show_backup(told)
        self.keeper = BackupKeeper(self._shell, self.banner)
        self.keeper.told.connect(told.tell)
        self.keeper.start()

    def send_messages(self) -> None:
        """Begin to send what is in the outbox, and to say what waits there."""
        from officedesk.services.permissions import Permission

        if not self._shell.may(Permission.MESSAGES_READ):
            return
        from officedesk.views.messaging.outbox_button import OutboxButton
        from officedesk.views.messaging.post_room import PostRoom

        self.post = PostRoom(self._shell)
        self.status.show_outbox(OutboxButton(self._shell, self.post))
        self.post.start()

    def _may_leave_post(self, post: "PostRoom") -> bool:
        from officedesk.views.messaging.closing import ask_waiting

        return post.may_close(self.close, ask_waiting(self))

    def keep_files(self) -> None:
        """Begin to look for words in new files, and to take contents away that nothing lists."""
        from officedesk.views.file_keeper import FileKeeper

        self.files = FileKeeper(self._shell, self)
        self.files.start()

    def keep_contracts(self) -> None:
        """Begin to bill and renew contracts on their day."""
        from officedesk.views.contract_keeper import ContractKeeper

        self.contracts = ContractKeeper(self._shell, self)
        self.contracts.start()

    def keep_repeats(self) -> None:
        """Begin to make the jobs of series twelve months ahead."""
        from officedesk.views.work.repeat_keeper import RepeatKeeper

        self.repeats = RepeatKeeper(self._shell, self)
        self.repeats.start()

    def keep_calendars(self) -> None:
        """Begin to keep technicians' calendars in this desktop's folder as the schedule is, if it has one."""
        from officedesk.views.schedule.calendar_keeper import CalendarKeeper

        self.calendars = CalendarKeeper(self._shell, self)
        self.calendars.start()

    def keep_tracks(self) -> None:
        """Begin to look into the folder of positions that this desktop watches, if it does."""
        # Without a folder nothing of maps is loaded.
        if self._shell.config.get(SETTING) and self.tracks is None:
            from officedesk.views.map.track_keeper import TrackKeeper

            self.tracks = TrackKeeper(self._shell, self)
        if self.tracks is not None:
            self.tracks.start()

    def tell_notices(self, native: "Shows | None" = None, after: int = 0) -> None:
        """Begin in ``after`` milliseconds to tell what is due and what happened: at the bell, and by ``native``."""
        from officedesk.views.reminders.keeper import NoticeKeeper
        from officedesk.views.reminders.native import Native

        bell = self.top.bell
        keeper = NoticeKeeper(self._shell, native or Native(self._shell), bell.isVisible, self.isActiveWindow)
        keeper.told.connect(bell.tell)
        keeper.opened.connect(bell.open_notice)
        bell.came_up.connect(keeper.look)
        self.notices = keeper
        keeper.start(after)

    def mark_sample(self) -> None:
        """Say in every way that this is the sample office."""
        from officedesk.views.sample_strip import SampleStrip

        self._shell.sample = True
        self.status.mark_sample()
        self.setWindowTitle(f"SAMPLE – {self.windowTitle()}")
        self.sample = SampleStrip(self._shell)
        self._right.insertWidget(0, self.sample)

    def _watch_place(self, shell: Shell) -> PlaceNotice | None:
        seen = watched(shell.desk)
        if seen is None:
            return None
        notice = PlaceNotice(shell, seen, self.place_banner)
        self.status.show_place(PlaceButton(shell, seen, notice))
        return notice

    def _restore_geometry(self) -> None:
        stored = self._shell.config.get("window", "")
        if not stored or not self.restoreGeometry(QByteArray.fromBase64(stored.encode("ascii"))):
            self.resize(_first_size(self.screen().availableSize()))


def _first_size(room: QSize) -> QSize:
    """Of a window nobody has sized yet: all of it, with its frame, on the screen, where that is large enough."""
    wanted = QSize(1440, 900)
    framed = room - QSize(0, _FRAME)
    return wanted.boundedTo(framed) if framed.width() >= 1280 and framed.height() >= 680 else wanted
