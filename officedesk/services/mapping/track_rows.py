"""What is known of a file of positions before, and after, it is taken in."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from officedesk.errors import NotAllowed

Source: TypeAlias = bytes | Path


@dataclass(frozen=True, slots=True)
class TrackDevice:
    """A device that a file tells of. ``key`` is what it is recognized by, empty where the file names none."""

    key: str
    called: str
    points: int
    first: datetime
    last: datetime
    device_id: int | None
    """The office's device, where it knows one."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class TrackLook:
    """A file that was read once, before anything of it is stored."""

    name: str
    sha256: str
    devices: tuple[TrackDevice, ...]
    points: int
    problems: tuple[str, ...]
    left_out: dict[str, int]
    taken: str = ""
    """Who took it in and when, in words, where somebody did."""

    @property
    def unknown(self) -> tuple[TrackDevice, ...]:
        return tuple(one for one in self.devices if one.device_id is None)


@dataclass(frozen=True, slots=True)
class TrackTaken:
    """What became of a file. ``left_out`` is by reason, in words, points that the file itself spoils included."""

    import_id: int
    name: str
    devices: tuple[str, ...]
    positions: int
    known: int
    """Positions that were there already."""
    left_out: dict[str, int]
    problems: tuple[str, ...]
    entered: int
    left: int
    changed: int
    """Crossings that were known, and that later positions put to another time or took back."""
    kept: tuple[str, ...]
    """Stays on invoices or timesheets that stay as they are although positions tell them differently by now."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file that was taken in, in the list of them."""

    id: int
    at: datetime
    actor: str
    source: str
    positions: int
    left_out: dict[str, int]
    finished: bool


class TakenBefore(NotAllowed):
    """The same file was taken in already."""


class UnknownDevices(NotAllowed):
    """A file tells of devices that the office does not know: they can be made, or left out. ``look`` names them."""

    def __init__(self, look: TrackLook) -> None:
        self.look = look
        names = [one.called or "a device without a name" for one in look.unknown]
        shown = ", ".join(f"“{name[:40]}”" for name in names[:3]) + (f" and {len(names) - 3} more" * (len(names) > 3))
        super().__init__(
            f"{look.name} tells of {shown}, which this office does not know.",
            hint="Say which vehicle or phone it is, or make it under Settings, Vehicles and devices.",
        )
