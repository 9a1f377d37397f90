"""Brands that number on their own: without gaps, never meeting another's numbers; and brands' payment terms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from officedesk.errors import Conflict, InvalidInput, NotAllowed
from officedesk.models.enums import SequenceKind
from officedesk.models.project_states import Step
from officedesk.services.check import check
from officedesk.services.desk import Desk
from officedesk.services.office import company
from officedesk.services.office.drafts import SequenceDraft
from officedesk.services.office.numbers import BRANDED, next_number, take_number
from officedesk.services.office.sequences import (
    brand_sequences,
    delete_sequence,
    new_sequence,
    save_sequence,
    sequences,
)
from officedesk.services.projects.editing import new_project, save_project
from officedesk.services.projects.forcing import force
from officedesk.services.sales import estimates, invoices
from officedesk.services.work import jobs
from tests.db.selling import approved, at_once, id_of, issued, job_of, line, new, saved
from tests.factories import make_brand, make_customer, make_terms


def numbering(desk: Desk, brand_id: int, kind: SequenceKind, **values: object) -> SequenceDraft:
    """The brand numbers that kind on its own from here on."""
    return save_sequence(desk, replace(new_sequence(desk, brand_id, kind), **values))  # type: ignore[arg-type]


@pytest.fixture
def brand(desk: Desk) -> int:
    return make_brand(desk, "Northside Plumbing")


@pytest.fixture
def customer(desk: Desk, brand: int) -> int:
    """A customer of that brand."""
    return make_customer(desk, "ABC", brand_id=brand)


def test_a_brand_without_numbers_of_its_own_goes_by_the_offices(desk: Desk, customer: int) -> None:
    assert issued(desk, customer, [line(1)]).number == "3001"
    assert issued(desk, make_customer(desk, "Other"), [line(1)]).number == "3002"


def test_documents_carry_the_numbers_of_their_brand(desk: Desk, brand: int, customer: int) -> None:
    for kind in BRANDED:
        numbering(desk, brand, kind, next_value=7)
    estimate = saved(desk, customer, [line(100)])
    assert estimate.number == "NP-7"
    assert estimates.approve_estimate(desk, id_of(estimate), "Pat").job_number == "NP-7"
    assert job_of(desk, customer, [line(1)]).number == "NP-8"
    first = issued(desk, customer, [line(100)])
    assert first.number == "NP-7"
    note = invoices.credit_invoice(desk, first.id)
    assert invoices.issue_invoice(desk, note).number == "NP-7"
    plain = make_customer(desk, "Plain")
    assert saved(desk, plain, [line(1)]).number == "1001"
    assert issued(desk, plain, [line(1)]).number == "3001"
    assert not check(desk).findings


def test_projects_and_what_is_forced_from_them_follow_the_brand(desk: Desk, brand: int, customer: int) -> None:
    for kind in (SequenceKind.PROJECT, SequenceKind.JOB):
        numbering(desk, brand, kind, next_value=5)
    short = make_terms(desk, "Net 7", 7)
    (stored,) = [one for one in company.brands(desk) if one.id == brand]
    company.save_brand(desk, replace(stored, terms_id=short))
    plain = make_customer(desk, "Plain")
    project = save_project(desk, replace(new_project(desk, plain), brand_id=brand, title="Pipes"))
    assert project.number == "NP-5"
    made = force(desk, project.id or 0, Step.JOB)
    job = jobs.job(desk, made.id)
    assert (job.number, job.brand_id, job.terms_id) == ("NP-5", brand, short)
    for begin in (estimates.new_estimate, jobs.new_job, invoices.new_invoice):
        begun = begin(desk, plain, project_id=project.id)
        assert (begun.brand_id, begun.terms_id) == (brand, short)
    assert save_project(desk, replace(new_project(desk, plain), title="Roof")).number == "7001"


def test_the_first_suggestion_never_meets_another_brands(desk: Desk, brand: int) -> None:
    numbering(desk, brand, SequenceKind.JOB)
    second = make_brand(desk, "North Pole")
    assert new_sequence(desk, second, SequenceKind.JOB).pattern == "NP2-{n}"
    numbering(desk, second, SequenceKind.JOB)


@pytest.mark.parametrize(
    ("pattern", "padding"), [("{n}", 0), ("{n}", 9), ("2{n}", 0), ("{yyyy}{n}", 0), ("{n}7", 0)], ids=str
)
def test_numbers_that_could_meet_the_offices_are_refused(desk: Desk, brand: int, pattern: str, padding: int) -> None:
    draft = replace(new_sequence(desk, brand, SequenceKind.INVOICE), pattern=pattern, padding=padding)
    with pytest.raises(InvalidInput) as told:
        save_sequence(desk, draft)
    assert "the office's own numbers" in told.value.fields["pattern"]
    assert brand_sequences(desk) == []


def test_the_office_may_not_move_into_a_brands_numbers(desk: Desk, brand: int) -> None:
    numbering(desk, brand, SequenceKind.INVOICE, pattern="NP-{yyyy}-{n}")
    (office,) = [one for one in sequences(desk) if one.kind is SequenceKind.INVOICE]
    with pytest.raises(InvalidInput) as told:
        save_sequence(desk, replace(office, pattern="np-{yyyy}-{n}"))
    assert "Northside Plumbing" in told.value.fields["pattern"]
    (credit,) = [one for one in sequences(desk) if one.kind is SequenceKind.CREDIT_NOTE]
    save_sequence(desk, replace(credit, pattern="NP-{yyyy}-{n}"))


def test_two_desktops_cannot_begin_the_same_sequence(desk: Desk, other_desk: Desk, brand: int) -> None:
    draft = new_sequence(desk, brand, SequenceKind.JOB)
    save_sequence(desk, draft)
    with pytest.raises(Conflict):
        save_sequence(other_desk, draft)


def test_numbers_of_customers_are_the_offices(desk: Desk, brand: int) -> None:
    draft = SequenceDraft(SequenceKind.CUSTOMER, "K-{n}", brand_id=brand)
    with pytest.raises(InvalidInput):
        save_sequence(desk, draft)


def test_a_sequence_that_gave_numbers_stays(desk: Desk, brand: int, customer: int) -> None:
    unused = numbering(desk, brand, SequenceKind.ESTIMATE)
    used = numbering(desk, brand, SequenceKind.INVOICE)
    issued(desk, customer, [line(1)])
    delete_sequence(desk, unused.id or 0)
    with pytest.raises(NotAllowed, match="given out"):
        delete_sequence(desk, used.id or 0)
    with pytest.raises(NotAllowed, match="own numbers stay"):
        delete_sequence(desk, sequences(desk)[0].id or 0)
    assert [one.kind for one in brand_sequences(desk, brand)] == [SequenceKind.INVOICE]


def test_a_draft_changes_its_brand_before_it_is_numbered(desk: Desk, brand: int) -> None:
    numbering(desk, brand, SequenceKind.INVOICE)
    numbering(desk, brand, SequenceKind.ESTIMATE)
    plain = make_customer(desk, "Plain")
    draft = new(desk, plain, [line(1)], brand_id=brand)
    stored = estimates.save_estimate(desk, draft)
    assert stored.number == "NP-1001"
    again = estimates.save_estimate(desk, replace(stored, brand_id=company.brands(desk)[0].id or 0))
    assert again.number == "NP-1001"  # A number that was given stays.
    invoice = replace(invoices.new_invoice(desk, plain), lines=(line(5),))
    held = invoices.save_invoice(desk, invoice)
    held = invoices.save_invoice(desk, replace(held, brand_id=brand))
    assert invoices.issue_invoice(desk, id_of(held)).number == "NP-1001"
    assert issued(desk, plain, [line(1)]).number == "3001"


def test_each_sequence_has_its_own_gap_and_the_check_tells_whose(desk: Desk, brand: int, customer: int) -> None:
    numbering(desk, brand, SequenceKind.INVOICE)
    plain = make_customer(desk, "Plain")
    for whose in (plain, customer, plain, customer):
        issued(desk, whose, [line(1)])
    assert not check(desk).findings
    with desk.write() as session:
        take_number(session, SequenceKind.INVOICE, desk.today(), brand)
    (finding,) = check(desk).findings
    assert finding.where == "Numbers of invoices of Northside Plumbing"
    assert "1 number after 1002 missing" in finding.text


def test_desktops_that_issue_at_once_leave_no_gap_in_either_sequence(
    desk: Desk, other_desk: Desk, brand: int, customer: int
) -> None:
    numbering(desk, brand, SequenceKind.INVOICE)
    plain = make_customer(desk, "Plain")
    drafts = []
    for number in range(12):
        draft = replace(invoices.new_invoice(desk, (plain, customer)[number % 2]), lines=(line(5),))
        drafts.append(id_of(invoices.save_invoice(desk, draft)))

    def issue(at: Desk, mine: list[int]) -> list[str]:
        return [invoices.issue_invoice(at, one).number for one in mine]

    both = at_once(lambda: issue(desk, drafts[:6]), lambda: issue(other_desk, drafts[6:]))
    numbers = sorted(number for some in both if isinstance(some, list) for number in some)
    assert numbers == [*(str(3001 + n) for n in range(6)), *(f"NP-{1001 + n}" for n in range(6))]
    assert not check(desk).findings


def test_the_next_number_of_a_brand_is_shown_without_taking_it(desk: Desk, brand: int) -> None:
    numbering(desk, brand, SequenceKind.JOB, padding=6)
    with desk.read() as session:
        assert next_number(session, SequenceKind.JOB, desk.today(), brand) == "NP-001001"
        assert next_number(session, SequenceKind.JOB, desk.today(), brand) == "NP-001001"
        assert next_number(session, SequenceKind.JOB, desk.today()) == "2001"


def test_documents_go_by_the_terms_of_customer_then_brand_then_office(desk: Desk, brand: int, customer: int) -> None:
    short, own = make_terms(desk, "Net 7", 7), make_terms(desk, "Net 60", 60)
    office = company.company(desk).default_terms_id
    assert jobs.new_job(desk, customer).terms_id == office
    (stored,) = [one for one in company.brands(desk) if one.id == brand]
    company.save_brand(desk, replace(stored, terms_id=short))
    assert jobs.new_job(desk, customer).terms_id == short
    assert estimates.new_estimate(desk, customer).terms_id == short
    made = invoices.new_invoice(desk, customer)
    assert made.terms_id == short
    assert made.due_date is None or (made.due_date - made.date).days == 7
    assert invoices.new_invoice(desk, make_customer(desk, "Own", brand_id=brand, terms_id=own)).terms_id == own
    with pytest.raises(NotAllowed):
        company.delete_terms(desk, short)


def test_an_approved_estimate_hands_its_brand_to_job_and_deposit(desk: Desk, brand: int, customer: int) -> None:
    numbering(desk, brand, SequenceKind.JOB)
    assert approved(desk, customer, [line(100)]).job_number == "NP-1001"
