"""Notes of the sample office: those of the help pages, what the crew should know of a site, and what was agreed."""

from sqlalchemy import select

from officedesk.models.customers import Customer, Location
from officedesk.models.enums import NoteKind
from officedesk.models.notes import Note
from officedesk.models.work import Job, JobTask
from officedesk.services.office.sample.builder import Builder

JOBS = (
    (2080, 155, 11, "Raz Bajwa", "Fix the leak. Customer was very happy, 5 stars for me."),
    (2089, 140, 10, "Raz Bajwa", "Test run went well. Belt is worn, ordered a new one."),
    (2092, 140, 11, "Raz Bajwa", "Water pressure was not good: 38 psi at the meter. Told John, he calls the city."),
    (2091, 140, 12, "Erick Voss", "Thermostat moved to the hallway. I pet the dog."),
    (2837, 0, 9, "Anton Grip", "RTU-3: bearing is loud. Photos are in the folder of this job."),
)

SITES = (
    ("birchwood", 60, "Raz Bajwa", "Compressors in the basement: quiet work only while patients are in, until 4 pm."),
    ("carver", 44, "Anton Grip", "Sign in at the desk. Boiler room key hangs behind it, number 12."),
    ("fairview", 25, "Anton Grip", "Visitors' parking only, they tow. Caretaker Lou lets you in: (763) 555-0121."),
    (
        "hennepin",
        18,
        "Jeff Moreau",
        "Freight elevator needs the blue fob. Crane stands on the north side, alley is open.",
    ),
)


def add_notes(build: Builder, abc: Customer, near: dict[str, Customer]) -> None:
    """Give ABC Company and its neighbors their notes."""
    session = build.session
    places = session.scalars(
        select(Location.id).where(Location.customer_id == abc.id).order_by(Location.position)
    ).all()
    for number, ago, hour, author, text in JOBS:
        job = session.scalars(select(Job).where(Job.number == str(number))).one()
        task = session.scalar(select(JobTask.id).where(JobTask.job_id == job.id).order_by(JobTask.position).limit(1))
        _note(build, abc, ago, hour, author, text, NoteKind.JOB, job_id=job.id, task_id=task)
    _note(
        build, abc, 300, 9, "Raz Bajwa",
        "Gate code 4411#. Park at the loading dock, not on 4th St.\nThe building engineer has the key to the roof.",
        NoteKind.SITE, location_id=places[0], pinned=True,
    )  # fmt: skip
    _note(
        build, abc, 210, 14, "Erick Voss", "Gas shut-off: utility room, behind the water heater.",
        NoteKind.SITE, location_id=places[1],
    )  # fmt: skip
    _note(build, abc, 9, 15, "Raz Bajwa", "John wants one invoice per building from next quarter on.", pinned=False)
    _note(build, abc, 2, 10, "Raz Bajwa", "Called about invoice 3476. Check goes out on Friday, says Tori.")
    for key, ago, author, text in SITES:
        place = session.scalar(select(Location.id).where(Location.customer_id == near[key].id))
        _note(build, near[key], ago, 9, author, text, NoteKind.SITE, location_id=place)
    elm = session.scalar(select(Location.id).where(Location.customer_id == near["elm"].id))
    _note(
        build, near["elm"], 30, 8, "Erick Voss", "No deliveries through the taproom. Hairnets in the cellar.",
        NoteKind.SITE, location_id=elm,
    )  # fmt: skip


def _note(
    build: Builder,
    customer: Customer,
    ago: int,
    hour: int,
    author: str,
    text: str,
    kind: NoteKind = NoteKind.NOTE,
    *,
    location_id: int | None = None,
    job_id: int | None = None,
    task_id: int | None = None,
    pinned: bool = False,
) -> None:
    at = build.at(ago, hour, 25)
    user = build.users.get(author)
    build.session.add(
        Note(
            customer_id=customer.id,
            location_id=location_id,
            job_id=job_id,
            task_id=task_id,
            kind=kind,
            at=at,
            created_at=at,
            updated_at=at,
            author=author,
            created_by_id=user.id if user is not None else None,
            text=text,
            pinned=pinned,
        )
    )
    build.session.flush()
