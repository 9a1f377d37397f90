"""The draft of a piece of equipment, or of a part of one."""

from dataclasses import dataclass
from datetime import date

from officedesk.models.enums import EquipmentKind, EquipmentSource


@dataclass(frozen=True, slots=True)
class EquipmentDraft:
    """``parent_id``: of a part, the equipment that it belongs to. ``place`` says where at the location it stands.

    ``latitude`` and ``longitude``: its pin on the location's map, in degrees; both or neither.
    """

    customer_id: int
    location_id: int | None = None
    parent_id: int | None = None
    kind: EquipmentKind = EquipmentKind.EQUIPMENT
    source: EquipmentSource = EquipmentSource.SOLD
    name: str = ""
    type: str = ""
    manufacturer: str = ""
    model: str = ""
    serial_number: str = ""
    install_date: date | None = None
    warranty_ends: date | None = None
    place: str = ""
    notes: str = ""
    latitude: float | None = None
    longitude: float | None = None
    id: int | None = None
    version: int = 0
