"""Time worked on a job, what else it cost, and what is left of what it brings."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from officedesk import formatting
from officedesk.services.permissions import Permission
from officedesk.services.work.costing import JobMoney, JobTime
from officedesk.services.work.drafts import CostDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, line, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel

_MOST = 8
"""Entries that are shown at once."""


class CostsCard(QFrame):
    """Costs are told by their place in the draft, time by the id of its entry."""

    cost_wanted = Signal(object)
    """Place of the cost to edit, ``None`` for a new one."""
    cost_removed = Signal(int)
    time_wanted = Signal(object)
    """Id of the entry to edit, ``None`` for a new one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._shown: object = None
        self._all = False
        self._money = shell.may(Permission.MONEY_READ)
        self.setProperty("role", "card")
        self.setAccessibleName("Time and costs")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        icons = shell.icons
        self.add_time = button("Add time", lambda: self.time_wanted.emit(None), icon=icons("clock"))
        self.add_cost = button("Add cost", lambda: self.cost_wanted.emit(None), icon=icons("plus"))
        title = "Time and costs" if self._money else "Time"
        head = row(label(title, "heading"), None, self.add_time, self.add_cost, margins=(14, 8, 8, 8))
        self._body = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(line())
        self._layout.addWidget(self._body)

    @property
    def texts(self) -> dict[str, str]:
        """The sums on screen, by what they are called."""
        found = {}
        for made in self._body.findChildren(QLabel, "sum"):
            found[made.property("about")] = made.text()
        return found

    def show_costs(
        self, time: Sequence[JobTime], costs: Sequence[CostDraft], money: JobMoney | None, *, stored: bool, fixed: bool
    ) -> None:
        """``money`` ``None``: it cannot be told, or not to whoever sits here."""
        self.setVisible(self._money or self._shell.may(Permission.TIME_READ))
        money = money if self._money else None
        self.add_cost.setVisible(self._money and not fixed)
        self.add_time.setVisible(stored and self._shell.may(Permission.TIME_WRITE))
        wanted = (tuple(time), tuple(costs), money, fixed, self._all)
        if wanted == self._shown:
            return
        self._shown = wanted
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(14, 8, 8, 10)
        layout.setSpacing(6)
        for one in time if self._all else time[:_MOST]:
            layout.addLayout(self._time(one))
        if len(time) > _MOST and not self._all:
            more = button(
                f"Show all {len(time)}", lambda: self._show_all(time, costs, money, stored, fixed), kind="link"
            )
            layout.addLayout(row(more, None))
        if not time:
            layout.addWidget(label("No time is put down for this job yet.", "muted"))
        if self._money:
            for place, cost in enumerate(costs):
                layout.addLayout(self._cost(place, cost, fixed))
        if money is not None:
            layout.addSpacing(2)
            layout.addWidget(line())
            layout.addLayout(self._sums(money, sum(one.seconds for one in time)))
        self._layout.replaceWidget(self._body, fresh)
        self._body.hide()
        self._body.deleteLater()
        self._body = fresh

    def _show_all(
        self, time: Sequence[JobTime], costs: Sequence[CostDraft], money: JobMoney | None, stored: bool, fixed: bool
    ) -> None:
        self._all = True
        self.show_costs(time, costs, money, stored=stored, fixed=fixed)

    def _time(self, one: JobTime) -> QHBoxLayout:
        until = formatting.time_text(one.ended) if one.ended is not None else "now"
        if one.ended is not None and one.ended.date() != one.started.date():
            until = f"{self._shell.date(one.ended.date())} {until}"
        text = f"{self._shell.date(one.started.date())} {formatting.time_text(one.started)} – {until}"
        name: QWidget = ElidedLabel(one.technician, least=60)
        if self._shell.may(Permission.TIME_WRITE):
            name = link = LinkLabel(one.technician, least=60)
            link.setAccessibleName(f"Edit the time of {one.technician}, {text}")
            link.clicked.connect(lambda: self.time_wanted.emit(one.id))
        items: list[QWidget | int | None] = [
            name,
            ElidedLabel(text, "muted", least=170),
            None,
            label(hours(one.seconds)),
        ]
        if self._money:
            items += [_figure(self._shell.money(one.cost))]
        return row(*items, 28 if self._money else 0)

    def _cost(self, place: int, cost: CostDraft, fixed: bool) -> QHBoxLayout:
        name: QWidget = ElidedLabel(cost.name, least=60)
        if not fixed:
            name = link = LinkLabel(cost.name, least=60)
            link.setAccessibleName(f"Edit the cost {cost.name}")
            link.clicked.connect(lambda: self.cost_wanted.emit(place))
        day = label(self._shell.date(cost.date), "muted")
        made = row(name, day, None, _figure(self._shell.money(cost.amount)))
        if fixed:
            made.addSpacing(28)
        else:
            bin_ = button("", lambda: self.cost_removed.emit(place), kind="plain", icon=self._shell.icons("trash"))
            bin_.setToolTip("Remove the cost")
            bin_.setAccessibleName(f"Remove the cost {cost.name}")
            bin_.setFixedWidth(28)
            made.addWidget(bin_)
        return made

    def _sums(self, money: JobMoney, seconds: int) -> QGridLayout:
        said = self._shell.money
        percent = f" · {formatting.percent(money.percent)}" if money.percent is not None else ""
        worked = f"Labor, {hours(seconds)} h" if seconds else "Labor"
        lines: list[tuple[str, str, str]] = [("Billed when done", said(money.revenue), "")]
        if money.covered:
            lines.append(("Covered by the contract", said(money.covered), "muted"))
        lines += [
            ("Cost of its lines", said(-money.lines), "muted"),
            (worked, said(-money.labor), "muted"),
            ("Other costs", said(-money.other), "muted"),
            ("Margin", f"{said(money.margin)}{percent}", "strong"),
        ]
        grid = QGridLayout()
        grid.setContentsMargins(0, 6, 36, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for place, (title, text, role) in enumerate(lines):
            told = label(text, role, "bad" if title == "Margin" and money.margin < 0 else "")
            told.setObjectName("sum")
            told.setProperty("about", title.split(",")[0])
            grid.addWidget(label(title, role), place, 0)
            grid.addWidget(told, place, 1, Qt.AlignmentFlag.AlignRight)
        return grid


def hours(seconds: int) -> str:
    """``4:05``."""
    minutes = round(seconds / 60)
    return f"{minutes // 60:,}:{minutes % 60:02d}"


def _figure(text: str) -> QLabel:
    made = label(text)
    made.setMinimumWidth(72)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
