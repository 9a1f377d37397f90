"""Drafts and rows of devices: vehicles, phones and trackers that tell where they are."""

from dataclasses import dataclass
from datetime import datetime

from officedesk.models.enums import DeviceKind


@dataclass(frozen=True, slots=True)
class DeviceDraft:
    """``identifier`` is what tracks call it; case, accents and punctuation do not matter."""

    name: str = ""
    kind: DeviceKind = DeviceKind.VEHICLE
    identifier: str = ""
    technician_id: int | None = None
    active: bool = True
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device in lists, with where it was last."""

    id: int
    name: str
    kind: DeviceKind
    identifier: str
    technician_id: int | None
    technician: str
    active: bool
    last_at: datetime | None
    latitude: float | None
    longitude: float | None

    @property
    def called(self) -> str:
        """“Van 3 · Anton Grip”."""
        return f"{self.name} · {self.technician}" if self.technician else self.name
