"""Import of equipment in the import window."""

from functools import partial

from officedesk.services.transfer import equipment
from officedesk.services.transfer.equipment_rows import LABELS, EquipmentField
from officedesk.views.office.import_kind import ImportKind

_NAMES = frozenset({EquipmentField.NAME, EquipmentField.TYPE, EquipmentField.MODEL, EquipmentField.SERIAL_NUMBER})


def equipment_import(customer_id: int) -> ImportKind:
    """A list of one customer's equipment."""
    return ImportKind(
        title="Import equipment",
        invitation="Choose a list of this customer's equipment",
        detail="A CSV file with a row for each piece: name, type, manufacturer, model, serial number, install date, "
        "warranty, location. Lists that were exported here are recognized.",
        one="piece of equipment",
        many="pieces of equipment",
        entity="equipment",
        customer_id=customer_id,
        number_title="Serial number",
        fields=tuple(LABELS.items()),
        needed=_NAMES,
        missing="Choose the column with the names of the equipment.",
        inspect=equipment.inspect,
        plan=partial(equipment.plan, customer_id=customer_id),
        apply=partial(equipment.apply, customer_id=customer_id),
    )
