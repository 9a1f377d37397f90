"""Where a moment of the board is, and which moment is where: pure arithmetic over wall time, without Qt."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from officedesk.models.hours import DAY

ZOOMS = (15, 30, 60)
"""Minutes to which the board snaps, from near to far."""
LEGIBLE = 60.0
"""Pixels of an hour from which on a visit is as wide as it is long; below that visits are moved by whole days."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days side by side, each showing its minutes from ``opens`` to ``closes``.

    What lies outside those minutes is at the edge of its day. Lengths are pixels of the scene.
    """

    first: date
    days: int
    opens: int
    closes: int
    day_width: float
    step: int
    """Minutes to which moments snap."""

    @property
    def width(self) -> float:
        return self.days * self.day_width

    @property
    def shown(self) -> int:
        """Minutes of a day that are on the board."""
        return self.closes - self.opens

    @property
    def minute(self) -> float:
        """Pixels of a minute."""
        return self.day_width / self.shown

    @property
    def begins(self) -> datetime:
        """The midnight that the board's first day begins with."""
        return datetime.combine(self.first, time())

    @property
    def ends(self) -> datetime:
        """The midnight after the board's last day."""
        return self.begins + timedelta(days=self.days)

    @property
    def by_days(self) -> bool:
        """Hours are too narrow to be hit: what is dragged keeps its time of day and goes to other days."""
        return self.days > 1 and self.minute * 60 < LEGIBLE

    def x(self, moment: datetime) -> float:
        """Where a moment is; the edges of the board for what is before or after it."""
        since = moment - self.begins
        return self.x_of(since.days * DAY + since.seconds // 60)

    def x_of(self, minutes: float) -> float:
        """Where so many minutes after the first midnight are."""
        if minutes < 0:
            return 0.0
        day = int(minutes // DAY)
        if day >= self.days:
            return self.width
        inside = min(max(minutes - day * DAY, self.opens), self.closes) - self.opens
        return day * self.day_width + inside * self.minute

    def x_end(self, moment: datetime) -> float:
        """Where something that ends then ends: a midnight is the end of the day before it."""
        since = moment - self.begins
        minutes = since.days * DAY + since.seconds // 60
        return self.x_of(minutes) if minutes % DAY else max(0.0, min(self.width, minutes / DAY * self.day_width))

    def day_at(self, x: float) -> int:
        """Which of the days (0: the first) is there; the nearest for what is beside the board."""
        return int(min(max(x // self.day_width, 0), self.days - 1))

    def at(self, x: float) -> datetime:
        """The moment that is at ``x``, to the minute."""
        day = self.day_at(x)
        inside = min(max(x - day * self.day_width, 0.0), self.day_width)
        return self.begins + timedelta(days=day, minutes=self.opens + int(inside / self.minute))

    def snapped(self, x: float) -> datetime:
        """The beginning of the step that ``x`` is in."""
        return snap_down(self.at(x), self.step)

    def nearest(self, x: float) -> datetime:
        """The step that is nearest to ``x``."""
        day = self.day_at(x)
        inside = min(max(x - day * self.day_width, 0.0), self.day_width) / self.minute + self.opens
        return self.begins + timedelta(days=day, minutes=round(inside / self.step) * self.step)

    def moved(self, start: datetime, dx: float, held: float) -> datetime:
        """Where something that began at ``start`` begins after it was dragged by ``dx``.

        ``held`` is how far from its left edge, as it is drawn, the hand holds it: where visits are moved by whole days
        the day under the hand counts.
        """
        if self.by_days:
            left = self.x(start) + dx
            return datetime.combine(self.first + timedelta(days=self.day_at(left + held)), start.time())
        return snap(self.at_any(self.x_any(start) + dx), self.step)

    def x_any(self, moment: datetime) -> float:
        """As :meth:`x`, but goes on past the edges of the board."""
        since = moment - self.begins
        minutes = since.days * DAY + since.seconds // 60
        if minutes < 0:
            return minutes * self.minute
        over = minutes - self.days * DAY
        return self.width + over * self.minute if over > 0 else self.x_of(minutes)

    def at_any(self, x: float) -> datetime:
        """As :meth:`at`, but goes on past the edges of the board."""
        if x < 0:
            return self.begins + timedelta(minutes=x / self.minute)
        if x > self.width:
            return self.ends + timedelta(minutes=(x - self.width) / self.minute)
        return self.at(x)

    def ticks(self) -> list[tuple[float, int, int]]:
        """(x, day, minute of the day) of each line that the axis draws, from left to right."""
        every = self.line_step
        if every == DAY:
            return [(day * self.day_width, day, self.opens) for day in range(self.days)]
        found = []
        for day in range(self.days):
            left = day * self.day_width
            first = -(-self.opens // every) * every
            found += [
                (left + (minute - self.opens) * self.minute, day, minute) for minute in range(first, self.closes, every)
            ]
        return found

    @property
    def line_step(self) -> int:
        """Minutes between two lines: as fine as the zoom; only days where steps are too narrow to be hit."""
        if self.by_days:
            return DAY
        return next(minutes for minutes in (self.step, 30, 60, 120, 240, DAY) if minutes * self.minute >= 24)


def snap(moment: datetime, step: int) -> datetime:
    """The nearest whole step of the moment's day; half way goes to the later one."""
    midnight = datetime.combine(moment.date(), time())
    minutes = (moment - midnight).total_seconds() / 60
    return midnight + timedelta(minutes=int(minutes / step + 0.5) * step)


def snap_down(moment: datetime, step: int) -> datetime:
    """The last whole step of the moment's day that is not after it."""
    midnight = datetime.combine(moment.date(), time())
    minutes = int((moment - midnight).total_seconds() // 60)
    return midnight + timedelta(minutes=minutes // step * step)


def day_axis(day: date, step: int, room: float) -> TimeAxis:
    """One day from midnight to midnight for a view of ``room`` pixels: about eleven hours are seen at 30 minutes."""
    hour = min(max(room / 10.6, 88.0), 150.0)
    if step == ZOOMS[0]:
        hour *= 2
    elif step == ZOOMS[-1]:
        hour = max(hour * 0.66, 60.0)
    return TimeAxis(day, 1, 0, DAY, max(hour * 24, room), step)


def days_axis(first: date, days: int, opens: int, closes: int, step: int, room: float) -> TimeAxis:
    """Several days, each from ``opens`` to ``closes``: all of them are seen at 60 minutes, hours from 30 on."""
    hours = (closes - opens) / 60
    hour = {ZOOMS[0]: 128.0, ZOOMS[1]: 64.0}.get(step, 0.0)
    return TimeAxis(first, days, opens, closes, max(hour * hours, room / days, 110.0), step)
