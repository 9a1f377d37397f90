"""Whatever was done, undone in reverse, leaves every export as it was; done again, as it became."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from officedesk.database import schema
from officedesk.database.unit import Database
from officedesk.errors import OfficeError
from officedesk.models.enums import AmountKind, JobStatus
from officedesk.models.project_states import Step
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.check import check
from officedesk.services.customers import contacts, editing, locations, marks
from officedesk.services.customers.drafts import Address, ContactDraft, LocationDraft
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office import company
from officedesk.services.office.drafts import TaxRateDraft
from officedesk.services.projects import editing as projects
from officedesk.services.projects import ending, forcing, leads, moving
from officedesk.services.sales import estimates, invoices, payments, pricebook
from officedesk.services.sales.drafts import AllocationDraft, ItemDraft, LineDraft
from officedesk.services.transfer.export import TABLES
from officedesk.services.work import jobs
from officedesk.services.work.drafts import VisitDraft
from tests.db.customers import ABC
from tests.db.project_support import estimated, key_of, lead_of
from tests.db.selling import approved, issued, job_of, line, pay, saved
from tests.factories import make_customer, make_technician
from tests.support.clock import Clock
from tests.support.offices import Offices

CUSTOMERS, ESTIMATES, JOBS, INVOICES, PAYMENTS, PROJECTS = 3, 6, 5, 6, 4, 3


def _customer(desk: Desk, r: Random) -> None:
    draft = editing.customer(desk, r.randint(1, CUSTOMERS))
    people = [replace(one, phone=str(r.randint(0, 9)), is_primary=False) for one in draft.contacts if r.random() < 0.7]
    people += [ContactDraft(f"New {r.randint(0, 9)}")] * (r.random() < 0.5)
    if people:
        people[0] = replace(people[0], is_primary=True)
    places = [replace(one, contact=None) for one in draft.locations if r.random() < 0.8]
    places += [LocationDraft(f"Place {r.randint(0, 9)}", Address("1 Elm"), contact=0 if people else None)]
    tags = tuple(r.sample(("VIP", "COD", "New", "Old"), r.randint(0, 3)))
    editing.save_customer(
        desk, replace(draft, name=f"{draft.name}!", contacts=tuple(people), locations=tuple(places), tags=tags)
    )


def _lines(r: Random, lines: tuple[LineDraft, ...]) -> tuple[LineDraft, ...]:
    kept = [replace(one, price=one.price + r.randint(0, 50)) for one in lines if r.random() < 0.8]
    r.shuffle(kept)
    return (*kept, line(r.randint(1, 900), f"Line {r.randint(0, 99)}", tax=r.choice((None, "7.525"))))


def _estimate(desk: Desk, r: Random) -> None:
    draft = estimates.estimate(desk, r.randint(1, ESTIMATES))
    estimates.save_estimate(desk, replace(draft, lines=_lines(r, draft.lines), note=f"Note {r.randint(0, 9)}"))


def _invoice(desk: Desk, r: Random) -> None:
    draft = invoices.invoice(desk, r.randint(1, INVOICES))
    invoices.save_invoice(desk, replace(draft, lines=_lines(r, draft.lines), description="Changed"))


def _job(desk: Desk, r: Random) -> None:
    draft = jobs.job(desk, r.randint(1, JOBS))
    visit = VisitDraft(starts=None, technician_ids=(1,) if r.random() < 0.5 else (), note=f"{r.randint(0, 9)}")
    visits = tuple(replace(one, technician_ids=(1, 2)) for one in draft.visits[r.randint(0, 1) :])
    tasks = tuple(replace(one, line=replace(one.line, price=one.line.price + 1)) for one in draft.tasks)
    jobs.save_job(desk, replace(draft, visits=(*visits, visit), tasks=tasks, crew_note=f"{r.randint(0, 9)}"))


def _complete(desk: Desk, r: Random) -> None:
    job = jobs.job(desk, r.randint(1, JOBS))
    ids = [task.id for task in job.tasks if task.id is not None]
    jobs.complete_tasks(desk, job.id or 0, r.sample(ids, r.randint(1, len(ids))))


def _payment(desk: Desk, r: Random) -> None:
    draft = payments.payment(desk, r.randint(1, PAYMENTS))
    parts = [AllocationDraft(part.invoice_id, max(1, part.amount - r.randint(0, 50))) for part in draft.allocations]
    payments.edit_payment(desk, replace(draft, allocations=tuple(parts), note="Edited"), allow_credit=True)


def _pay(desk: Desk, r: Random) -> None:
    owed = payments.open_invoices(desk, r.randint(1, CUSTOMERS))
    amount = r.randint(1, 300)
    pay(desk, r.randint(1, CUSTOMERS), amount, *[(one.id, min(amount, one.balance)) for one in owed[:1]])


def _contact(desk: Desk, r: Random) -> None:
    customer_id = r.randint(1, CUSTOMERS)
    people = contacts.contacts(desk, customer_id)
    r.choice((contacts.make_primary, contacts.remove_contact))(desk, customer_id, r.choice(people).id)


def _place(desk: Desk, r: Random) -> None:
    customer_id = r.randint(1, CUSTOMERS)
    places = locations.locations(desk, customer_id)
    r.choice((locations.make_first, locations.remove_location))(desk, customer_id, r.choice(places).id)


def _tag(desk: Desk, r: Random) -> None:
    tag = r.choice(marks.tags(desk))
    r.choice((lambda: marks.rename_tag(desk, tag.id, f"{tag.name}x"), lambda: marks.delete_tag(desk, tag.id)))()


def _item(desk: Desk, r: Random) -> None:
    draft = pricebook.item(desk, 1) if r.random() < 0.5 else ItemDraft(name=f"Item {r.randint(0, 9)}", price=100)
    pricebook.save_item(desk, replace(draft, price=draft.price + 1))


def _tax(desk: Desk, r: Random) -> None:
    company.save_tax_rate(desk, TaxRateDraft(name=f"Tax {r.random()}", percent=Decimal(5)))


def _estimate_status(desk: Desk, r: Random) -> None:
    number = r.randint(1, ESTIMATES)
    r.choice(
        (
            lambda: estimates.send_estimate(desk, number),
            lambda: estimates.approve_estimate(desk, number, "Pat"),
            lambda: estimates.decline_estimate(desk, number, "Too dear"),
            lambda: estimates.reopen_estimate(desk, number),
            lambda: estimates.delete_estimate(desk, number),
            lambda: estimates.restore_estimate(desk, number),
        )
    )()


def _trash(desk: Desk, r: Random) -> None:
    r.choice(
        (
            lambda: payments.delete_payment(desk, r.randint(1, PAYMENTS)),
            lambda: payments.restore_payment(desk, r.randint(1, PAYMENTS)),
            lambda: invoices.delete_draft(desk, r.randint(1, INVOICES)),
            lambda: invoices.restore_draft(desk, r.randint(1, INVOICES)),
            lambda: jobs.delete_job(desk, r.randint(1, JOBS)),
            lambda: jobs.restore_job(desk, r.randint(1, JOBS)),
            lambda: editing.trash(desk, [r.randint(1, CUSTOMERS)]),
            lambda: editing.restore(desk, [r.randint(1, CUSTOMERS)]),
            lambda: editing.archive(desk, [r.randint(1, CUSTOMERS)], archived=r.random() < 0.5),
        )
    )()


def _new(desk: Desk, r: Random) -> None:
    customer_id = r.randint(1, CUSTOMERS)
    r.choice(
        (
            lambda: editing.save_customer(desk, replace(ABC, name=f"New {r.random()}")),
            lambda: saved(desk, customer_id, [line(100), line(200)]),
            lambda: job_of(desk, customer_id, [line(100), line(200)]),
            lambda: invoices.save_invoice(desk, invoices.new_invoice(desk, customer_id)),
            lambda: invoices.invoice_from_job(desk, r.randint(1, JOBS)),
            lambda: invoices.credit_invoice(desk, r.randint(1, INVOICES)),
        )
    )()


def _status(desk: Desk, r: Random) -> None:
    jobs.set_status(desk, r.randint(1, JOBS), r.choice(list(JobStatus)))


def _lead(desk: Desk, r: Random) -> None:
    draft = leads.lead(desk, r.randint(1, PROJECTS))
    day = desk.today() + timedelta(days=r.randint(1, 9))
    r.choice(
        (
            lambda: leads.save_lead(desk, replace(draft, source=f"Source {r.randint(0, 9)}", estimator_id=None)),
            lambda: moving.postpone(desk, draft.id or 0, day),
            lambda: moving.request_call(desk, draft.id or 0, wanted=r.random() < 0.5),
            lambda: leads.delete_lead(desk, draft.id or 0),
            lambda: lead_of(desk, r.randint(1, CUSTOMERS), f"Asked {r.randint(0, 9)}"),
        )
    )()


def _project(desk: Desk, r: Random) -> None:
    number = r.randint(1, PROJECTS)
    r.choice(
        (
            lambda: forcing.force(desk, number, r.choice(list(Step))),
            lambda: ending.decline(desk, number, "Too dear"),
            lambda: ending.reopen(desk, number),
            lambda: ending.undeliver(desk, [number]),
            lambda: estimated(desk, number, r.randint(1, 900)),
            lambda: projects.change_people(desk, number, estimator_id=None, location_id=None),
            lambda: projects.delete_projects(desk, [number]),
            lambda: projects.restore_project(desk, number),
        )
    )()


def _mark(desk: Desk, r: Random) -> None:
    customer_id = r.randint(1, CUSTOMERS)
    r.choice(
        (
            lambda: marks.set_rating(desk, customer_id, r.randint(0, 5)),
            lambda: marks.set_flag(desk, customer_id, r.choice((None, "", "Why"))),
            lambda: marks.set_favourite(desk, customer_id, r.random() < 0.5),
            lambda: marks.add_note(desk, customer_id, f"Note {r.random()}"),
            lambda: marks.remove_note(desk, r.randint(1, 4)),
            lambda: marks.set_tags(desk, customer_id, r.sample(("VIP", "COD", "New"), 2)),
        )
    )()


Deed = Callable[[Desk, Random], None]
DEEDS: tuple[Deed, ...] = (
    _customer, _estimate, _invoice, _job, _complete, _payment, _pay, _contact, _place, _tag, _item, _tax,
    _estimate_status, _trash, _new, _status, _mark, _lead, _project,
)  # fmt: skip


def _furnish(desk: Desk) -> None:
    make_technician(desk)
    make_technician(desk)
    for _ in range(CUSTOMERS):
        editing.save_customer(desk, ABC)
    pricebook.save_item(desk, ItemDraft(name="Filter", price=500))
    for customer_id in (1, 2, 3):
        saved(desk, customer_id, [line(100), line(250, tax="7.525")])
        job_of(desk, customer_id, [line(300, "One"), line(400, "Two")])
        done = issued(desk, customer_id, [line(1000)])
        pay(desk, customer_id, 500, (done.id, 400))
    approved(desk, 1, [line(700), line(50)], deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(50))
    for customer_id in range(1, PROJECTS + 1):
        estimated(desk, key_of(lead_of(desk, customer_id))[1])


def _everything(desk: Desk) -> dict[str, Any]:
    """All exports, and of what they leave out the drafts of every document that is not in the trash."""
    found: dict[str, Any] = {name: list(table.rows(desk, lambda *_: None)) for name, table in TABLES.items()}
    for kind, read, most in (
        ("estimate", estimates.estimate, 30),
        ("job", jobs.job, 30),
        ("invoice", invoices.invoice, 30),
        ("customer", editing.customer, 15),
    ):
        for number in range(1, most):
            try:
                draft = read(desk, number)
                if kind != "customer" or not profile(desk, number).deleted:
                    found[f"{kind} {number}"] = replace(draft, version=0)
            except OfficeError:
                continue
    return found


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]


deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2**20)), min_size=4, max_size=14)


# An example takes a second: making one that failed smaller would take longer than a test may.
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(
    max_examples=6, phases=UNSHRUNK, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(deeds)
def test_everything_undone_is_as_before_and_done_again_as_after(
    offices: Offices, tmp_path_factory: pytest.TempPathFactory, wanted: list[tuple[Deed, int]]
) -> None:
    # An office of its own for each example: what fails fails again.
    place = offices.founded(tmp_path_factory.mktemp("undone"))
    database = Database(place, schema.open_office(place))
    try:
        _walk(sit_down(database, "Desktop A", Clock()), wanted)
    finally:
        database.close()


def _walk(desk: Desk, wanted: list[tuple[Deed, int]]) -> None:
    _furnish(desk)
    first = _everything(desk)
    done = [_latest(desk)]
    for deed, seed in wanted:
        try:
            deed(desk, Random(seed))
        except (OfficeError, IndexError):
            continue
        if _latest(desk) != done[-1]:
            done.append(_latest(desk))
    last = _everything(desk)
    mine = done[1:]
    for key in reversed(mine):
        undo(desk, key)
    assert _differing(_everything(desk), first) == []
    assert not [finding for finding in check(desk).findings if finding.severity == "error"]
    for _ in mine:
        redo(desk)
    assert _differing(_everything(desk), last) == []
    assert not [finding for finding in check(desk).findings if finding.severity == "error"]


def _latest(desk: Desk) -> str:
    step = last_undoable(desk)
    assert step is not None
    return step.key


def test_a_customer_of_the_factories_can_be_undone(desk: Desk) -> None:
    make_customer(desk)
    step = last_undoable(desk)
    assert step is not None
    assert undo(desk, step.key).step.action == "created"
