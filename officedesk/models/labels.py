"""What is printed on a label that is stuck on a piece of equipment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EquipmentLabel:
    """``code`` is the text of its QR code; ``office`` and ``phone`` say whom to call."""

    name: str
    make: str = ""
    """Manufacturer and model."""
    serial_number: str = ""
    place: str = ""
    office: str = ""
    phone: str = ""
    code: str = ""
