"""Replay: a day of positions played back on the map, beside it what is played, how fast, and where it stands."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSlider, QWidget

from officedesk.formatting import time_text
from officedesk.maps.shapes import Box, Point
from officedesk.services.mapping.positions import Track
from officedesk.views.map.replay_clock import bounds, places, thinned
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit

if TYPE_CHECKING:
    from officedesk.views.map.view import MapView

POINTS, LINES = "replay", "replay lines"
"""Layers of the map."""
SPEEDS = ((30, "30 × as fast"), (60, "A minute a second"), (300, "5 minutes a second"), (1_200, "20 minutes a second"))
MOST_ROWS = 6
"""Devices that are seen at once."""
FRAME = 80
"""Milliseconds from one step to the next."""
STEP, LEAP = 60, 900
"""Seconds that an arrow key, and Page Up and Down, move it."""
COLOURS = ("accent", "bad", "ok", "warn")


class ReplayCard(QWidget):
    """Space plays and pauses; the arrows, Home and End on the slider move through the day. ``closed`` on Close.

    ``on_screen(bool)`` when it comes and when it goes.
    """

    closed = Signal()
    on_screen = Signal(bool)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._view: MapView | None = None
        self.tracks: list[Track] = []
        self._moment = 0.0
        self._begun = False
        self.day = DateEdit(shell)
        self.day.setAccessibleName("Day to play back")
        self.devices = QListWidget()
        self.devices.setAccessibleName("Vehicles and devices (Space checks)")
        self.devices.setProperty("role", "popup")
        self.devices.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.play_button = button("Play", self.toggle, kind="primary", icon=shell.icons("play", "on_accent"))
        self.play_button.setToolTip("Play or pause (Space)")
        self.speed = Combo(shell.icons, shell.theme)
        self.speed.set_choices(SPEEDS)
        self.speed.set_value(60)
        self.speed.setAccessibleName("How fast")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Time of day")
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(LEAP)
        self.clock = label("", "title")
        self.note = label("", "muted")
        self.note.setWordWrap(True)
        self.note.hide()
        close = button("", self.closed.emit, kind="icon", icon=shell.icons("x"), tip="Close the replay")
        head = row(label("Replay", "heading"), None, close)
        playing = row(self.play_button, self.speed, spacing=8)
        playing.setStretchFactor(self.speed, 1)
        self.listed = holder(field("Vehicles and devices", self.devices))
        self.setLayout(
            column(
                head,
                field("Day", self.day),
                self.note,
                self.listed,
                row(self.clock, None),
                self.slider,
                playing,
                None,
                spacing=10,
                margins=(16, 12, 16, 12),
            )
        )
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._tick)
        self._passed = QElapsedTimer()
        self.day.edited.connect(self.read)
        self.devices.itemChanged.connect(lambda _: self._chosen())
        self.slider.valueChanged.connect(self._scrubbed)
        shell.closing.connect(self._timer.stop)

    def attach(self, view: "MapView") -> None:
        """The map that it is played on."""
        self._view = view
        self._draw()

    def begin(self) -> None:
        """Come on screen: the latest day that is known, the first time."""
        self.slider.setFocus()
        if self._begun:
            return
        self._begun = True
        desk = self._shell.desk

        def work():  # type: ignore[no-untyped-def]
            from officedesk.services.mapping.positions import last_day

            return last_day(desk)

        def told(day) -> None:  # type: ignore[no-untyped-def]
            self.day.set_value(day or desk.today())
            self.read()

        self._shell.load(self, work, told)

    def end(self) -> None:
        """Leave the map as it was."""
        self.pause()
        if self._view is not None:
            self._view.hide(POINTS)
            self._view.hide(LINES)

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    @property
    def moment(self) -> float:
        """Seconds since the day began."""
        return self._moment

    def toggle(self) -> None:
        """Play, or pause; at the end it begins anew."""
        if self.playing:
            self.pause()
            return
        if not self.shown:
            return
        first, last = bounds(self.shown)
        if self._moment >= last:
            self._go(first)
        self._passed.start()
        self._timer.start()
        self._show_button()

    def pause(self) -> None:
        """Stand still."""
        self._timer.stop()
        self._show_button()

    def read(self) -> None:
        """The day was chosen: read its tracks."""
        day = self.day.value()
        if day is None:
            return
        self.pause()
        desk = self._shell.desk

        def work() -> list[Track]:
            from officedesk.services.mapping.positions import tracks

            return tracks(desk, day)

        self._shell.load(self, work, self._arrived)

    @property
    def shown(self) -> list[Track]:
        """The tracks of the devices that are checked."""
        checked = {
            self.devices.item(number).data(Qt.ItemDataRole.UserRole)
            for number in range(self.devices.count())
            if self.devices.item(number).checkState() is Qt.CheckState.Checked
        }
        return [track for track in self.tracks if track.device_id in checked]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.on_screen.emit(True)
        if self._begun:
            self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.end()
        self.on_screen.emit(False)

    def _arrived(self, tracks: list[Track]) -> None:
        self.tracks = tracks
        self.devices.blockSignals(True)
        self.devices.clear()
        for track in tracks:
            item = QListWidgetItem(track.called)
            item.setData(Qt.ItemDataRole.UserRole, track.device_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.devices.addItem(item)
        self.devices.blockSignals(False)
        self._size_list()
        self.note.setText("" if tracks else "Nobody told where they were on that day.")
        self.note.setVisible(not tracks)
        self._chosen()
        self._fit()

    def _size_list(self) -> None:
        """As high as what it lists; many are scrolled."""
        rows = min(self.devices.count(), MOST_ROWS)
        self.devices.setFixedHeight(rows * self.devices.sizeHintForRow(0) + 2 * self.devices.frameWidth() + 2)
        self.listed.setVisible(bool(rows))

    def _chosen(self) -> None:
        shown = self.shown
        first, last = bounds(shown)
        self.play_button.setEnabled(bool(shown))
        self.slider.setEnabled(bool(shown))
        self.slider.setRange(int(first), int(last))
        self._go(min(max(self._moment, first), last))
        self._draw()

    def _tick(self) -> None:
        # By the clock, not by the number of steps: a busy map does not make it slower.
        went = self._passed.restart() / 1_000 * float(self.speed.value())
        _, last = bounds(self.shown)
        self._go(min(self._moment + went, last))
        if self._moment >= last:
            self.pause()

    def _scrubbed(self, value: int) -> None:
        if int(self._moment) != value:
            self._go(float(value))

    def _go(self, moment: float) -> None:
        self._moment = moment
        self.slider.blockSignals(True)
        self.slider.setValue(int(moment))
        self.slider.blockSignals(False)
        self._tell()
        self._draw_points()

    def _tell(self) -> None:
        from datetime import timedelta

        begins = self.tracks[0].begins if self.tracks else None
        if begins is None:
            self.clock.setText("")
            return
        at = (begins + timedelta(seconds=self._moment)).astimezone(self._shell.desk.zone)
        self.clock.setText(time_text(at))
        self.slider.setAccessibleDescription(f"{at:%H:%M:%S}")

    def _draw(self) -> None:
        if self._view is None or not self.isVisible():
            return
        from officedesk.maps.page.values import MapLine

        lines = []
        for place, track in enumerate(self.shown):
            points = [Point(*spot) for spot in zip(*thinned(track), strict=True)]
            colour = COLOURS[place % len(COLOURS)]
            lines.append(MapLine(track.device_id, points, colour, True, track.called))
        self._view.show_lines(LINES, lines)
        self._draw_points()

    def _draw_points(self) -> None:
        if self._view is None or not self.isVisible():
            return
        from officedesk.maps.page.values import MapPoint

        shown = self.shown
        order = {track.device_id: place for place, track in enumerate(shown)}
        self._view.show_points(
            POINTS,
            [
                MapPoint(
                    where.device_id,
                    where.latitude,
                    where.longitude,
                    where.called,
                    "" if where.heard else "not heard of since",
                    COLOURS[order[where.device_id] % len(COLOURS)] if where.heard else "",
                )
                for where in places(shown, self._moment)
            ],
        )

    def _fit(self) -> None:
        spots = [Point(*spot) for track in self.shown for spot in zip(*thinned(track, 200), strict=True)]
        box = Box.around(spots)
        if box is not None and self._view is not None and self.isVisible():
            self._view.fit(box)

    def _show_button(self) -> None:
        playing = self.playing
        self.play_button.setText("Pause" if playing else "Play")
        self.play_button.setAccessibleName(self.play_button.text())
        self.play_button.setIcon(self._shell.icons("pause" if playing else "play", "on_accent"))
