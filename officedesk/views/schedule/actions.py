"""What can be done with a visit besides dragging it: by keys, by the menu, and in small dialogs."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from officedesk.models.enums import JobStatus
from officedesk.services.permissions import Permission
from officedesk.services.schedule.rows import Move, VisitBlock
from officedesk.views.lists.bulk import menu_action
from officedesk.views.schedule import moves, words
from officedesk.views.schedule.drag import Act, Grip, as_it_is
from officedesk.views.schedule.layout import UNASSIGNED
from officedesk.views.schedule.visit_menu import Does, visit_menu
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.views.schedule.board_page import BoardPage


class VisitActions(QObject):
    """Of the board and of its tray."""

    def __init__(self, shell: Shell, page: "BoardPage") -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self.copied: VisitBlock | None = None
        self._does = Does(
            status=self.set_status,
            give=self.give,
            split=self.ask_split,
            copy=self.copy,
            unassign=self.unassign,
            put_back=self.put_back,
            all_day=self.make_all_day,
            plan=self.ask_plan,
            call=self.call,
        )

    def unassign(self, block: VisitBlock) -> None:
        """Take the technician of the row off a visit; one that nobody has waits for its day again."""
        if not block.technician_ids:
            self.put_back(block)
            return
        row_id = self._page.view.cursor_at.row_id
        move = moves.without_technician(block, row_id if row_id in block.technician_ids else block.technician_ids[0])
        left = [self._page.card.names.get(one, "") for one in move.technician_ids]
        self._page.change([move], f"{block.number}: {', '.join(left) or 'unassigned'}.")

    def put_back(self, block: VisitBlock) -> None:
        """Take a visit off the board."""
        if block.starts is not None:
            self._page.change([moves.put_back(block)], f"{block.number} waits for its day again.")

    def copy(self, block: VisitBlock) -> None:
        """Remember a visit for :meth:`paste`."""
        self.copied = block
        self._shell.toast(f"{block.number} copied. Ctrl+V puts a copy where the keyboard is.")

    def paste(self) -> None:
        """A copy of the remembered visit where the keyboard is on the board."""
        cursor, block = self._page.view.cursor_at, self.copied
        if block is None or cursor.moment is None:
            self._shell.toast("Nothing is copied yet: Ctrl+C copies a visit.")
            return
        if block.starts is None or block.ends is None:
            self._page.want(Grip(Act.PLACE, block, UNASSIGNED, 0.0).at_moment(cursor.moment, cursor.row_id))
            return
        proposal = replace(as_it_is(block, cursor.row_id, Act.COPY), technician_ids=_of_row(cursor.row_id))
        moment = cursor.moment
        if self._page.view.plan.axis.by_days or block.all_day:
            moment = datetime.combine(moment.date(), block.starts.time())
        self._page.want(replace(proposal, starts=moment, ends=moment + (block.ends - block.starts)))

    def lift(self, block: VisitBlock) -> None:
        """Pick something of the tray up: arrows move it over the board."""
        view = self._page.view
        if view.read_only:
            return
        view.setFocus()
        cursor = view.cursor_at
        moment, plan = cursor.moment, view.plan
        if moment is None or not plan.axis.begins <= moment < plan.axis.ends:
            moment = datetime.combine(plan.axis.first, time()) + timedelta(minutes=plan.working[0])
        row_id = cursor.row_id if view.row_of(cursor.row_id) is not None else UNASSIGNED
        view.keyboard.lift(Grip(Act.PLACE, block, UNASSIGNED, 0.0).at_moment(moment, row_id))

    def give(self, block: VisitBlock, people: tuple[int, ...]) -> None:
        """Others for a visit."""
        names = words.people(people, self._page.card.names)
        self._page.change([moves.given_to(block, people)], f"{block.number}: {names}.")

    def make_all_day(self, block: VisitBlock) -> None:
        self._page.change([moves.for_all_day(block)], f"{block.number} is all day.")

    def set_status(self, block: VisitBlock, status: JobStatus) -> None:
        """Report work on a visit."""
        shell, desk = self._shell, self._shell.desk

        def work() -> Any:
            from officedesk.services.work.jobs import set_status

            return set_status(desk, block.job_id, status, block.visit_id)

        def done(progress: Any) -> None:
            made = progress.invoice_id is not None
            tail = " Its invoice draft is there." if made else ""
            shell.toast(f"{block.number}: {words.STATUS[status].lower()}.{tail}", "Undo", self._page.undo)
            shell.signals.changed.emit("job", block.job_id, block.customer_id)
            if made:
                shell.signals.changed.emit("invoice", progress.invoice_id, block.customer_id)

        # For the page: where a form holds it up, that is what it is filled in over.
        shell.load(self._page, work, done)

    # --- asked for in a dialog ---

    def ask_plan(self, block: VisitBlock) -> None:
        """When and by whom, typed."""
        from officedesk.views.schedule.dialogs import PlanDialog

        people, day = dict(self._page.choices.technicians), self._page.day
        dialog = PlanDialog(self._shell, self._page.window(), block, people, day)
        dialog.given.connect(lambda move: self._page.change([move], f"{block.number} moved."))
        dialog.open()

    def ask_split(self, block: VisitBlock) -> None:
        """Over which days."""
        from officedesk.views.schedule.dialogs import SplitDialog

        dialog = SplitDialog(self._shell, self._page.window(), block, lambda day: self._page.check.works(block, day))
        desk = self._shell.desk

        def split(days: list[date]) -> None:
            def make() -> tuple[Move, ...]:
                from officedesk.services.schedule.steps import split_moves

                return split_moves(desk, block.visit_id, block.version, days)

            self._page.change(make, f"{block.number} is split over {len(days)} days.")

        dialog.given.connect(split)
        dialog.open()

    @property
    def day_in_front(self) -> date:
        """The day that is shown, or of several the one that the keyboard is at."""
        axis, moment = self._page.view.plan.axis, self._page.view.cursor_at.moment
        within = moment is not None and axis.begins <= moment < axis.ends
        return moment.date() if moment is not None and within else self._page.day

    def ask_move_day(self, row_id: int | None = None) -> None:
        """Where everything of the day in front goes, or that of one row."""
        from officedesk.views.schedule.dialogs import MoveDayDialog

        day, desk = self.day_in_front, self._shell.desk
        people = dict(self._page.choices.technicians)
        dialog = MoveDayDialog(self._shell, self._page.window(), day, people, row_id)

        def move(to: date, people: tuple[int, ...]) -> None:
            def make() -> tuple[Move, ...]:
                from officedesk.services.schedule.steps import day_moves

                return day_moves(desk, day, to, people)

            self._page.change(make, f"{day:%A}, {day:%B} {day.day} is moved to {to:%A}, {to:%B} {to.day}.")

        dialog.given.connect(move)
        dialog.open()

    def call(self, block: VisitBlock) -> None:
        """Offer the customer's number to the system's telephone, and keep it to paste."""
        shell, desk = self._shell, self._shell.desk

        def work() -> Any:
            from officedesk.services.schedule.card import visit_card

            return visit_card(desk, block.job_id, block.visit_id)

        def done(card: Any) -> None:
            if not card.phone:
                shell.toast(f"No phone number of {card.customer} is on file.")
                return
            QGuiApplication.clipboard().setText(card.phone)
            digits = "".join(one for one in card.phone if one.isdigit() or one == "+")
            self.dial(f"tel:{digits}")
            who = card.contact or card.customer
            shell.toast(f"{who}: {card.phone}. The number is copied.")

        shell.load(self, work, done)

    def dial(self, address: str) -> None:
        """Hand a number to the system."""
        QDesktopServices.openUrl(address)

    # --- the menu ---

    def open_menu(self, block: VisitBlock | None, at: QPoint) -> None:
        """The menu of a visit, or of the empty place that the keyboard is at."""
        self._page.card.put_away()
        if block is None:
            menu = self._place_menu()
        else:
            people = dict(self._page.choices.technicians)
            menu = visit_menu(self._shell, self._page, block, people, self._does)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if menu.actions():
            menu.popup(at)

    def _place_menu(self) -> QMenu:
        menu = QMenu(self._page)
        cursor = self._page.view.cursor_at
        if self._page.view.read_only or cursor.moment is None:
            self._fill_row_menu(menu, cursor.row_id)
            return menu
        when = f"{words.day_text(cursor.moment.date())} {cursor.moment.hour}:{cursor.moment.minute:02d}"
        menu.addAction(self._shell.icons("plus"), f"New job {when}").triggered.connect(
            lambda: self.begin_job(cursor.row_id, cursor.moment)
        )
        if self.copied is not None:
            said = f"Paste {self.copied.number}\tCtrl+V".replace("&", "&&")
            menu.addAction(self._shell.icons("copy"), said).triggered.connect(lambda: self.paste())
        menu.addSeparator()
        self._fill_row_menu(menu, cursor.row_id)
        return menu

    def open_row_menu(self, row_id: int, at: QPoint) -> None:
        """The menu of a technician's row."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_row_menu(menu, row_id)
        if menu.actions():
            menu.popup(at)

    def _fill_row_menu(self, menu: QMenu, row_id: int) -> None:
        shell = self._shell
        row = self._page.view.row_of(row_id)
        if row is None:
            return
        day = self.day_in_front
        name = self._page.view.names.name_of(row).replace("&", "&&")
        on = f"{day:%A}, {day:%B} {day.day}"
        menu_action(
            menu,
            shell.icons("calendar-check"),
            f"Move {name}, {on} to…",
            partial(self.ask_move_day, row_id),
            shell.may(Permission.JOBS_WRITE),
        )
        if row.technician is not None:
            sheet = partial(self._print_sheet, row_id)
            menu_action(
                menu, shell.icons("printer"), f"Day sheet of {name}, {on}", sheet, shell.may(Permission.PAPERS_READ)
            )

    def _print_sheet(self, row_id: int) -> None:
        from officedesk.views.schedule.papers import print_day_sheets

        print_day_sheets(self._shell, self._page, self.day_in_front, (row_id,))

    def begin_job(self, row_id: int, moment: object) -> None:
        """A new job; its first visit is to be in that row."""
        if self._shell.may(Permission.JOBS_WRITE):
            self._shell.go("job", starts=moment, technician_id=row_id)


def _of_row(row_id: int) -> tuple[int, ...]:
    return () if row_id == UNASSIGNED else (row_id,)
