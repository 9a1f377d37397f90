"""Files of the sample office: photos of a job, a plan, contracts, and what the crew should read."""

import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from officedesk.database.attachments.store import store_for
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.files import Attachment, Folder, StoredFile
from officedesk.models.work import Job, JobTask
from officedesk.services.files import kinds
from officedesk.services.office.sample import drawings
from officedesk.services.office.sample.builder import Builder

_CONTRACT = (
    "Between Northside Mechanical and ABC Company, 400 S 4th St, Minneapolis.",
    "",
    "Four visits a year: filters, belts, coils, combustion test, report.",
    "Rooftop units RTU-1 to RTU-4. Response within four hours on work days.",
    "Parts are charged by the price book, less ten percent.",
    "",
    "Signed by John Wilson for ABC Company and Raz Bajwa for Northside Mechanical.",
)
_WARRANTY = (
    "Carrier 48TC-D12, serial number 2615C81402, installed at 400 S 4th St.",
    "Heat exchanger ten years, compressor five years, parts one year.",
    "Claims need the serial number and the report of the last maintenance.",
)
_ACCESS = (
    "Gate code 4411#. Loading dock on the north side, not 4th Street.\n"
    "Roof: stairs next to the freight elevator, key with the building engineer (Pat, 612-746-4022).\n"
    "Gas shut-off: utility room, behind the water heater.\n"
)
_FILTERS = (
    "unit,size,count,changed\nRTU-1,20x25x2,6,2023-03-14\nRTU-2,20x25x2,6,2023-03-14\nRTU-3,16x25x2,4,2023-06-02\n"
)


def add_files(build: Builder, abc: Customer) -> None:
    """Give ABC Company its files: in folders, of a job, of a location, and beside all of them."""
    session = build.session
    places = session.scalars(
        select(Location.id).where(Location.customer_id == abc.id).order_by(Location.position)
    ).all()
    contracts, photos = (Folder(customer_id=abc.id, name=name) for name in ("Contracts", "Site photos"))
    session.add_all((contracts, photos))
    session.flush()
    job = session.scalars(select(Job).where(Job.number == "2837")).one()
    task = session.scalar(select(JobTask.id).where(JobTask.job_id == job.id).order_by(JobTask.position).limit(1))
    put = Putting(build, abc.id)
    bearing: dict[str, Any] = {"job_id": job.id, "task_id": task, "location_id": job.location_id}
    put("Service agreement 2023 (signed).pdf", drawings.letter("Service agreement", _CONTRACT), 190, 10, "Raz Bajwa",
        _CONTRACT, folder_id=contracts.id, description="Countersigned copy, original in the safe")  # fmt: skip
    put("Warranty RTU-3.pdf", drawings.letter("Limited warranty", _WARRANTY), 185, 11, "Rabeea Anwaar", _WARRANTY,
        folder_id=contracts.id, location_id=places[0])  # fmt: skip
    put("Roof plan.png", drawings.floor_plan(), 180, 9, "Raz Bajwa", location_id=places[0], technicians=True,
        folder_id=photos.id, description="Where the units stand")  # fmt: skip
    put("RTU-2 before cleaning.jpg", drawings.rooftop_unit(2), 141, 14, "Erick Voss", folder_id=photos.id,
        location_id=places[0], technicians=True)  # fmt: skip
    put("Gate and roof access.txt", _ACCESS.encode(), 120, 8, "Anna Lindqvist", (_ACCESS,), location_id=places[0],
        technicians=True, description="Read this before you drive")  # fmt: skip
    put("Filter sizes.csv", _FILTERS.encode(), 20, 16, "Rabeea Anwaar", (_FILTERS,), technicians=True)
    put("RTU-3 nameplate.jpg", drawings.nameplate(
        ("CARRIER", "Model 48TC-D12", "Serial 2615C81402", "208-230 V  3 ph  60 Hz", "R-410A  9.4 lb")),
        0, 9, "Anton Grip", technicians=True, description="For the claim", **bearing)  # fmt: skip
    put("RTU-3 bearing.jpg", drawings.rooftop_unit(3, (205, 214, 222)), 0, 9, "Anton Grip", technicians=True,
        description="Fan side, hums above 40 Hz", **bearing)  # fmt: skip


class Putting:
    """Puts a content into the store and lists it among a customer's files; gives the id of the file."""

    def __init__(self, build: Builder, customer_id: int) -> None:
        self._build, self._customer_id = build, customer_id
        self._store = store_for(build.desk.database)

    def __call__(
        self,
        name: str,
        content: bytes,
        ago: int,
        hour: int,
        by: str,
        said: Sequence[str] = (),
        *,
        technicians: bool = False,
        description: str = "",
        **places: int | None,
    ) -> int:
        build, at = self._build, self._build.at(ago, hour, 40)
        taken = self._store.take_in(io.BytesIO(content), lambda count: None, kinds.media_type_of, at)
        self._store.confirm(build.session, taken, at)
        mine = StoredFile.sha256 == taken.sha256
        build.session.execute(update(StoredFile).where(mine).values(text=" ".join(said), read_at=at))
        technician: Technician | None = build.technicians.get(by)
        made = Attachment(
            customer_id=self._customer_id,
            sha256=taken.sha256,
            name=name,
            kind=kinds.kind_of(name, taken.media_type),
            description=description,
            for_technicians=technicians,
            added_at=at,
            added_by=by,
            technician_id=technician.id if technician is not None else None,
            created_at=at,
            updated_at=at,
            **places,
        )
        build.session.add(made)
        build.session.flush()
        return made.id
