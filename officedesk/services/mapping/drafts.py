"""The draft of a geofence."""

from dataclasses import dataclass

from officedesk.maps.shapes import Shape

COLOURS = (
    ("#1f6feb", "Blue"),
    ("#1a7f4b", "Green"),
    ("#9a6700", "Amber"),
    ("#c62828", "Red"),
    ("#8250df", "Purple"),
    ("#0e7490", "Teal"),
    ("#b8326b", "Pink"),
    ("#5c6670", "Gray"),
)
"""What a fence can be drawn in, by name."""
COLOUR = COLOURS[0][0]
EVERY_DAY = 127
"""All seven days of the week."""


@dataclass(frozen=True, slots=True)
class FenceDraft:
    """``shape`` is ``None`` until one is drawn or typed. Without a location the fence stands for itself.

    ``active_days``: bit 0 is Monday. ``active_from`` and ``active_until``: minutes since midnight on the office's
    clock; equal is all day, an end before the start goes over midnight.
    """

    id: int | None = None
    version: int = 0
    name: str = ""
    customer_id: int | None = None
    location_id: int | None = None
    shape: Shape | None = None
    colour: str = COLOUR
    alert_on_enter: bool = True
    alert_on_exit: bool = True
    watcher_ids: tuple[int, ...] = ()
    """Users who are told, in the order of their ids."""
    active_days: int = EVERY_DAY
    active_from: int = 0
    active_until: int = 0
