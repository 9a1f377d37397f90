"""What each card of the Today page shows of the day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton

from officedesk.formatting import time_range
from officedesk.models.enums import Channel, JobStatus, MessageStatus
from officedesk.services.permissions import Permission
from officedesk.services.reminders.rows import ReminderFilter
from officedesk.services.sales.payment_list import PaymentFilter
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter, InvoiceQuick
from officedesk.services.tasks.today_rows import DueReminder, FailedMessage, LeftDraft, Today, TodayVisit
from officedesk.services.work.rows import JobFilter
from officedesk.views.lists.columns import Chip
from officedesk.views.recovery import Kept, open_kept, when
from officedesk.views.shell import Shell
from officedesk.views.todo.cards import Card, MoneyTile, OpenRow, PairedRow, chip_of, picture, two_lines, widest
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.work.columns import JOB_CHIPS

_MARGINS = (2, 6, 2, 6)
_WIDEST = "00:00 – 00:00 "
"""The times before the visits all take this room."""
_OVER = (JobStatus.COMPLETED, JobStatus.CANCELLED)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


class VisitsCard(Card):
    """Today's visits in the order of the clock; each opens its job."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Today’s visits")
        self._shell = shell
        self._day: Any = None
        self.more = button("", self._all, kind="link")
        self.foot.addWidget(self.more)
        self.foot.addStretch(1)

    def tell(self, today: Today) -> None:
        """Show the visits of the day."""
        self._day = today.day
        self.count.setText(f"{today.visit_count:,}" if today.visit_count else "")
        self.put([self._row(one) for one in today.visits], "No visits today.")
        self.more.setText(f"All {today.visit_count:,} visits")
        self.more.setVisible(today.visit_count > len(today.visits))

    def _row(self, one: TodayVisit) -> OpenRow:
        at = "All day" if one.starts is None else time_range(one.starts, one.ends)
        time = label(at, "muted")
        time.setFixedWidth(time.fontMetrics().horizontalAdvance(_WIDEST))
        open_ = not one.technicians and one.status not in _OVER
        chip = Chip("Unassigned", "bad") if open_ else JOB_CHIPS[one.status]
        told = _joined(one.number, one.description, one.technicians)
        inner = row(time, two_lines(one.customer, told), chip_of(chip), spacing=8, margins=_MARGINS)
        inner.setStretch(1, 10)
        shell = self._shell
        return OpenRow(one.id, f"{at} {one.customer}, {told}, {chip.text}", lambda: shell.go("job", one.job_id), inner)

    def _all(self) -> None:
        self._shell.go("jobs", filter=JobFilter(date_from=self._day, date_to=self._day))


class RemindersCard(Card):
    """Reminders whose time has come, or comes today; each opens what it is about, is done or put off."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Reminders due")
        self._shell = shell
        self.more = button("", self._all, kind="link")
        self.foot.addWidget(self.more)
        self.foot.addStretch(1)

    def tell(self, today: Today) -> None:
        """Show what is due; the card goes where there is nothing."""
        self.count.setText(f"{today.reminder_count:,}" if today.reminder_count else "")
        self.put([self._row(one, today) for one in today.reminders], "")
        self.more.setText(f"All {today.reminder_count:,} reminders")
        self.more.setVisible(today.reminder_count > len(today.reminders))
        self.setVisible(bool(today.reminders))

    def _row(self, one: DueReminder, today: Today) -> PairedRow:
        shell = self._shell
        at = one.at.astimezone(shell.desk.zone)
        days = (at.date() - today.day).days
        late = at <= shell.desk.now()
        told = f"{at:%H:%M}" if not days else "yesterday" if days == -1 else shell.date(at.date())
        icon = shell.icons("bell", "bad" if late and days else "muted")
        chip = Chip(told, "bad" if days < 0 else "accent" if late else "plain")
        about = _joined(one.customer, one.description)
        inner = row(
            picture(icon), two_lines(one.subject, about) if about else widest(ElidedLabel(one.subject)), chip_of(chip),
            spacing=8, margins=_MARGINS,
        )  # fmt: skip
        inner.setStretch(1, 10)
        main = OpenRow(one.id, _joined(one.subject, one.customer, told), lambda: self._open(one), inner)
        main.setEnabled(bool(one.customer_id or one.about_id))
        return PairedRow(main, *(self._buttons(one) if shell.may(Permission.REMINDERS_WRITE) else ()))

    def _buttons(self, one: DueReminder) -> tuple[QPushButton, QPushButton]:
        from officedesk.views.reminders.actions import fill_snooze_menu, finish_reminders, snooze_reminders

        shell, owner, customer_id = self._shell, self, one.customer_id or 0
        done = button(
            "",
            lambda: finish_reminders(shell, owner, [one.id], customer_id),
            kind="plain",
            icon=shell.icons("check", "ok"),
            tip="Done",
        )
        done.setAccessibleName(f"Done: {one.subject}")
        later = button("", kind="plain", icon=shell.icons("clock"), tip="Snooze")
        later.setAccessibleName(f"Snooze: {one.subject}")
        menu = QMenu(later)

        def put_off(until: datetime) -> None:
            snooze_reminders(shell, owner, [one.id], until, customer_id)

        def fill() -> None:
            menu.clear()
            fill_snooze_menu(shell, menu, put_off)

        menu.aboutToShow.connect(fill)
        later.setMenu(menu)
        return done, later

    def _all(self) -> None:
        mine = ReminderFilter(user_id=self._shell.desk.actor.user_id, waiting=True)
        self._shell.go("reminders", filter=mine)

    def _open(self, one: DueReminder) -> None:
        from officedesk.views.reminders.subjects import open_record

        if not (one.about and open_record(self._shell, one.about, one.about_id, one.customer_id)):
            open_record(self._shell, "reminder", one.id, one.customer_id)


class LeftBehindCard(Card):
    """What was begun and not finished: messages that failed, what a crash kept, drafts of estimates and invoices."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Left behind")
        self._shell = shell
        self.estimates = button("All estimate drafts", self._all_estimates, kind="link")
        self.invoices = button("All invoice drafts", self._all_invoices, kind="link")
        self.messages = button("", self._all_messages, kind="link")
        for made in (self.messages, self.estimates, self.invoices):
            self.foot.addWidget(made)
        self.foot.addStretch(1)

    def tell(self, today: Today, kept: Sequence[Kept]) -> None:
        """Show it, what is most urgent first."""
        rows = [self._failed(one) for one in today.failed]
        rows += [self._kept(one) for one in kept]
        rows += [self._draft(one) for one in today.drafts]
        count = today.failed_count + len(kept) + today.draft_count
        self.count.setText(f"{count:,}" if count else "")
        self.put(rows, "Nothing was left behind.")
        self.messages.setText(f"All {today.failed_count:,} failed messages")
        self.messages.setVisible(today.failed_count > len(today.failed))
        invoices = today.money.drafts_count if today.money is not None else 0
        for kind, made, many in (
            ("estimate", self.estimates, today.draft_count - invoices),
            ("invoice", self.invoices, invoices),
        ):
            made.setVisible(many > sum(one.kind == kind for one in today.drafts))

    def _failed(self, one: FailedMessage) -> OpenRow:
        word = "Text message" if one.channel is Channel.SMS else "Message"
        unsure = one.status is MessageStatus.UNSURE
        title = f"{word} perhaps not sent" if unsure else f"{word} not sent"
        told = f"{one.to}: {one.trouble}" if one.trouble else _joined(one.to, one.subject)
        return self._row(("message", one.id), "envelope-simple", title, told, lambda: self._open_message(one), "bad")

    def _open_message(self, one: FailedMessage) -> None:
        if one.customer_id is not None:
            self._shell.go("customer", one.customer_id, "messaging", record=one.id)
        else:
            self._shell.go("messages", record=one.id)

    def _kept(self, one: Kept) -> OpenRow:
        shell = self._shell
        told = f"Typed {when(shell, one)}, not saved"
        return self._row(("kept", one.path.name), "pencil-simple", one.title, told, lambda: open_kept(shell, one))

    def _draft(self, one: LeftDraft) -> OpenRow:
        shell = self._shell
        if one.kind == "estimate":
            title, icon = f"Draft estimate {one.number}", "file-text"
        else:
            title, icon = "Invoice draft" + (f" from job {one.job_number}" if one.job_number else ""), "receipt"
        told = _joined(one.description, one.customer, shell.money(one.amount))
        return self._row((one.kind, one.id), icon, title, told, lambda: shell.go(one.kind, one.id))

    def _row(self, key: object, icon: str, title: str, told: str, open_it: Any, tone: str = "muted") -> OpenRow:
        inner = row(
            picture(self._shell.icons(icon, tone)), two_lines(title, told), label("Open", "link"),
            spacing=8, margins=_MARGINS,
        )  # fmt: skip
        inner.setStretch(1, 10)
        return OpenRow(key, f"{title}: {told}", open_it, inner)

    def _all_messages(self) -> None:
        from officedesk.services.messaging.listing import MessageFilter

        self._shell.go("messages", filter=MessageFilter(trouble=True))

    def _all_estimates(self) -> None:
        self._shell.go("estimates", filter=EstimateFilter(unsent=True))

    def _all_invoices(self) -> None:
        self._shell.go("invoices", filter=InvoiceFilter(quick=InvoiceQuick.DRAFT))


class MoneyTiles:
    """Five sums of the office. Each opens the list that it is the sum of."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        go = shell.go
        self.pending = MoneyTile("Pending quotes", lambda: go("estimates", filter=EstimateFilter(pending=True)))
        self.awaiting = MoneyTile("Awaiting payments", lambda: self._invoices(InvoiceQuick.AWAITING))
        self.overdue = MoneyTile("Overdue", lambda: self._invoices(InvoiceQuick.OVERDUE))
        self.drafts = MoneyTile("To invoice", lambda: self._invoices(InvoiceQuick.DRAFT))
        received = self._payments if shell.may(Permission.PAYMENTS_READ) else None
        self.received = MoneyTile("Received this month", received)
        self.tiles = (self.pending, self.awaiting, self.overdue, self.drafts, self.received)

    def _payments(self) -> None:
        today = self._shell.desk.today()
        self._shell.go("payments", filter=PaymentFilter(date_from=today.replace(day=1), date_to=today))

    def _invoices(self, quick: InvoiceQuick) -> None:
        self._shell.go("invoices", filter=InvoiceFilter(quick=quick))

    def tell(self, today: Today) -> None:
        """Show the sums, or nothing to whoever may see no money."""
        sums = today.money
        if sums is None:
            return
        say = self._shell.money
        soon = f", {sums.expiring:,} expire this week" if sums.expiring > 1 else ""
        soon = ", 1 expires this week" if sums.expiring == 1 else soon
        pending = _count(sums.pending_count, "estimate") + soon
        self.pending.tell(say(sums.pending), pending, "warn" if sums.pending else "")
        self.awaiting.tell(say(sums.awaiting), _count(sums.awaiting_count, "invoice"))
        late = (today.day - sums.oldest).days if sums.oldest is not None else 0
        oldest = f", oldest {late:,} {'day' if late == 1 else 'days'}" if late else ""
        self.overdue.tell(say(sums.overdue), _count(sums.overdue_count, "invoice") + oldest, "bad" if late else "")
        self.drafts.tell(say(sums.drafts), _count(sums.drafts_count, "draft"))
        self.received.tell(say(sums.received), _compared(sums.received, sums.before), "ok" if sums.received else "")


def _count(count: int, one: str) -> str:
    return f"{count:,} {one}" + ("" if count == 1 else "s")


def _compared(now: int, before: int) -> str:
    """How this month goes, beside the same days of the last one."""
    if before <= 0:
        return "Nothing until this day last month" if not before else ""
    percent = round((now - before) * 100 / before)
    if not percent:
        return "As last month until this day"
    return f"{'▲' if percent > 0 else '▼'} {abs(percent):,} % on last month"
