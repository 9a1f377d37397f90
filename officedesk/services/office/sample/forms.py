"""Forms that the crews of the sample office filled in, and what some of its jobs cost on the way."""

from math import cos, pi, sin

from sqlalchemy import select

from officedesk.models.company import Technician
from officedesk.models.enums import FormMoment, JobStatus
from officedesk.models.forms import JobForm
from officedesk.models.signatures import Signature
from officedesk.models.work import Job, JobCost, Visit, VisitTechnician
from officedesk.services.office.sample.builder import Builder

_BEGUN = (JobStatus.IN_PROGRESS, JobStatus.PAUSED, JobStatus.ON_THE_WAY)
_SAFE = dict.fromkeys(("access", "power", "gear", "tools", "people"), True)
_HAZARDS = (
    "",
    "Ice on the ramp: salted before the ladders came out.",
    "Live panel beside the unit: locked and tagged.",
)


def fill_forms(build: Builder) -> None:
    """Whoever has begun looked around first; the busiest customer's next job has its finishing form begun."""
    session, desk = build.session, build.desk
    begun = session.execute(
        select(JobForm, Job.customer_id, Job.id)
        .join(Job, Job.id == JobForm.job_id)
        .where(Job.status.in_(_BEGUN), JobForm.moment == FormMoment.START)
        .order_by(JobForm.id)
    ).all()
    for number, (form, customer_id, job_id) in enumerate(begun):
        who = session.scalar(
            select(Technician.name)
            .join(VisitTechnician, VisitTechnician.technician_id == Technician.id)
            .join(Visit, Visit.id == VisitTechnician.visit_id)
            .where(Visit.job_id == job_id)
            .order_by(Visit.id, Technician.id)
            .limit(1)
        )
        name = who or desk.actor.name
        hazards = {"hazards": _HAZARDS[number % 3]} if number % 3 else {}
        form.customer_id = customer_id
        form.answers = _SAFE | hazards | {"weather": "Dry", "leader": scrawl(name).stored()}
        form.done_at, form.done_by = desk.now(), name
    finishing = session.execute(
        select(JobForm, Job.customer_id)
        .join(Job, Job.id == JobForm.job_id)
        .where(Job.status.in_(_BEGUN), JobForm.moment == FormMoment.FINISH)
        .order_by(JobForm.id)
        .limit(3)
    ).all()
    for form, customer_id in finishing:
        form.customer_id = customer_id
        form.answers = {"done": "Filters changed, coils cleaned, charge checked.", "clean": True}
        session.add(JobCost(job_id=form.job_id, date=desk.today(), name="Crane, half a day", amount=240_00))
    session.flush()


def scrawl(name: str) -> Signature:
    """A signature as somebody of that name might draw it; always the same."""
    letters = [ord(letter) for letter in name if letter.isalpha()] or [65]
    points = []
    steps = 26 * len(letters)
    for step in range(steps):
        share = step / steps
        letter = letters[int(share * len(letters))]
        turn = share * len(letters) * 2 * pi
        # Loops that lean and go on to the right, the first the tallest.
        high = (330 if share * len(letters) < 1 else 90 + 5 * (letter % 32)) * (1 - share * 0.4)
        rise = high * (1 - cos(turn)) / 2
        points.append((round(250 + share * 2_200 + 75 * sin(turn) + rise * 0.3), round(700 - rise)))
    under = ((420, 770), (1_500, 735), (2_500, 780))
    return Signature((tuple(points), under), name)
