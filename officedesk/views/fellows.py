"""What a form says of the others at its record: who is editing it too, and what they just saved."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from officedesk.views.notices import Banner
from officedesk.views.others import called
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import plain_tip

if TYPE_CHECKING:
    from officedesk.services.watch import Change

JUST_NOW = 60_000
"""Milliseconds after which the time is told instead."""
SOMEBODY = "Another desktop"


class EditorsChip(QFrame):
    """``Anna is editing this``; not to be seen while nobody else is."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._record = ("", 0)
        self.setProperty("role", "chip")
        self.setProperty("tone", "warn")
        # Makes way before the name of the record does.
        self._text = ElidedLabel("", least=56)
        restyle(self._text, "in", "warn")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 8, 2)
        layout.addWidget(self._text)
        self.setMinimumHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._text.setProperty("own_tip", True)
        self.hide()
        shell.others.changed.connect(self._tell)

    @property
    def text(self) -> str:
        """What it says, or nothing."""
        return "" if self.isHidden() else self._text.text()

    def watch(self, entity: str, entity_id: int) -> None:
        """Be about this record."""
        self._record = (entity, entity_id)
        self._tell()

    def _tell(self) -> None:
        found = self._shell.others.editors(*self._record) if self._record[1] else []
        self.setVisible(bool(found))
        if not found:
            return
        names = [one.user or one.desktop for one in found]
        verb = "is" if len(names) == 1 else "are"
        self._text.setText(f"{listed(names, 2)} {verb} editing this")
        self.setAccessibleName(self._text.text())
        who = f"{self._text.text()}: open at {', '.join(called(one) for one in found)}"
        self.setToolTip(plain_tip(who))
        self._text.setToolTip(plain_tip(who))


class News(Banner):
    """A line in the form about what others did to its record. ``just now`` becomes a time of day."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._say: Callable[[str], str] = str
        self._at: datetime | None = None
        self._age = QTimer(self)
        self._age.setSingleShot(True)
        self._age.setInterval(JUST_NOW)
        self._age.timeout.connect(self._grow_old)

    def report(
        self, say: Callable[[str], str], tone: str = "info", act: Callable[[], object] | None = None, action: str = ""
    ) -> None:
        """Tell ``say(when)``, with a button ``action`` that does ``act``."""
        self._say, self._at = say, self._shell.desk.now()
        self.tell(say("just now"), tone, act, action or "Review")
        self._age.start()

    def clear(self) -> None:
        """Nothing to tell any more."""
        self._age.stop()
        self.hide()

    def _grow_old(self) -> None:
        if self._at is not None and self.isVisible():
            self.retell(self._say(f"at {self._at.astimezone(self._shell.desk.zone):%H:%M}"))


class Fellows(QObject):
    """Knows who saved the record of a form last; holds the form's chip and line of news."""

    def __init__(self, shell: Shell, entity: str, form: QWidget) -> None:
        super().__init__(form)
        self._shell, self._entity, self._form = shell, entity, form
        self._id = 0
        self._last: Change | None = None
        self.chip = EditorsChip(shell)
        self.news = News(shell, form)
        shell.signals.elsewhere.connect(self._note)

    def watch(self, entity_id: int) -> None:
        """The form shows this record now; 0 for a new one or none."""
        if entity_id == self._id:
            return
        self._last = None
        self._id = entity_id
        self.news.clear()
        self.chip.watch(self._entity, entity_id)

    def edit(self, *, on: bool) -> None:
        """Tell others whether this desktop edits the record."""
        self._shell.others.edit(self._form, self._entity if on else "", self._id)

    @property
    def who(self) -> str:
        """Who saved it last, elsewhere: ``Anna (DESK-2)``."""
        last = self._last
        if last is None:
            return SOMEBODY
        return f"{last.actor} ({last.desktop})" if last.actor else last.desktop

    def tell_merged(self, titles: Sequence[str]) -> None:
        """What others changed is in the form now, beside what was typed."""
        who, what = self.who, listed(titles)
        self.news.report(lambda when: f"{who} changed {what} {when}. Your changes are kept.")

    def tell_clash(self, titles: Sequence[str], review: Callable[[], object]) -> None:
        """Others changed what was changed here too."""
        who, what = self.who, listed(titles)
        self.news.report(lambda when: f"{who} changed {what} {when}, which you changed too.", "warn", review, "Review")

    def tell_closed(self, what: str, show: Callable[[], object]) -> None:
        """Others did to it what ends all changes; what was typed cannot be saved."""
        who = self.who
        self.news.report(
            lambda when: f"{who} closed {what} {when}: it can't be changed any more. What you typed is still here.",
            "warn",
            show,
            "Discard mine",
        )

    def tell_gone(self, what: str, restore: Callable[[], object] | None, *, typed: bool) -> None:
        """It is in the trash, or gone for good."""
        who, rest = self.who, " What you typed is still here." if typed else ""
        where = "moved %s to the trash" if restore is not None else "deleted %s"
        self.news.report(lambda when: f"{who} {where % what} {when}.{rest}", "warn", restore, "Restore")

    def _note(self, changes: "Sequence[Change]") -> None:
        for change in changes:
            if (change.entity, change.entity_id) == (self._entity, self._id) and self._id:
                self._last = change


def listed(names: Sequence[str], most: int = 3) -> str:
    """``Phone``, ``Phone and Email``, ``Phone, Email, Name and 2 more``."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
