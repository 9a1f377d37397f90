"""An office in which much is written about its customers: notes, equipment, files, tasks, reminders."""

import random
import shutil
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from benchmarks.offices import office
from officedesk.bootstrap import open_context
from officedesk.models.customers import Customer
from officedesk.models.enums import EquipmentKind, EquipmentSource, NoteKind, ReminderStatus, Repeat
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, StoredFile
from officedesk.models.notes import Note, Todo
from officedesk.models.reminders import Reminder
from officedesk.services.desk import Desk

_WORDS = (
    "gate code filter condenser boiler valve leak basement roof access pump furnace coil belt motor drain line "
    "replaced inspected customer asked called back johnson main street dental quote photo before after warranty "
    "serial number thermostat wiring breaker panel sump heater tank pressure tested dogs ring twice leave note"
).split()
_BATCH = 5_000


def written(customers: int) -> Path:
    """The office of that many customers with notes, tasks and equipment for each, files and reminders for some."""
    plain = office(customers)
    path = plain.with_name(f"written-{customers}.officedesk")
    if not path.exists():
        making = path.with_suffix(".making")
        shutil.copyfile(plain, making)
        context = open_context(str(making))
        with closing(context):
            _write(context.desk)
        making.rename(path)
    return path


def _write(desk: Desk) -> None:
    chance = random.Random(4)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count))

    now = desk.now()
    stamps = {"created_at": now, "updated_at": now, "version": 1}
    with desk.read() as session:
        ids = list(session.scalars(select(Customer.id).order_by(Customer.id)))
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        with desk.write() as session:
            notes = [
                {"customer_id": one, "kind": NoteKind.NOTE, "at": now - timedelta(days=at % 900), "author": "Dana",
                 "subject": "", "text": words(25), "pinned": False, **stamps}
                for at, one in enumerate(some)
            ]  # fmt: skip
            session.execute(insert(Note), notes)
            session.execute(
                insert(Todo), [{"customer_id": one, "text": words(6), "done_by": "", **stamps} for one in some]
            )
            session.execute(
                insert(Equipment),
                [
                    {"customer_id": one, "kind": EquipmentKind.EQUIPMENT, "source": EquipmentSource.SOLD,
                     "name": words(2), "serial_number": f"SN-{one:07d}", "manufacturer": "Carrier",
                     "model": f"48TC{one % 97}", **stamps}
                    for one in some
                ],
            )  # fmt: skip
            due = {"due": datetime(2026, 6, 1, 9), "due_at": now, "alert_at": now, "zone": "UTC"}  # noqa: DTZ001
            session.execute(
                insert(Reminder),
                [
                    {"customer_id": one, "user_id": desk.actor.user_id, "subject": words(4), "repeat": Repeat.NEVER,
                     "status": ReminderStatus.OPEN, **due, **stamps}
                    for one in some[::4]
                ],
            )  # fmt: skip
            files = some[::5]
            session.execute(
                insert(StoredFile),
                [
                    {
                        "sha256": f"{one:064x}",
                        "stored_as": f"{one:064x}",
                        "size": 1,
                        "media_type": "",
                        "added_at": now,
                        "text": words(400),
                    }
                    for one in files
                ],
            )
            session.execute(
                insert(Attachment),
                [
                    {"customer_id": one, "sha256": f"{one:064x}", "name": f"{words(1)} {one}.pdf", "added_at": now,
                     "added_by": "Dana", "for_technicians": False, **stamps}
                    for one in files
                ],
            )  # fmt: skip
