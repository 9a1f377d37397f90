"""Estimates: saved, sent, revised, answered, copied."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import AmountKind, EstimateStatus, InvoiceKind, LineKind
from officedesk.models.sales import Estimate, EstimateLine
from officedesk.models.states import EstimateState
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import estimates, invoices
from officedesk.services.sales.drafts import LineDraft, Pricing
from officedesk.services.sales.estimates import (
    approve_estimate,
    copy_estimate,
    decline_estimate,
    delete_estimate,
    estimate,
    new_estimate,
    reopen_estimate,
    restore_estimate,
    revisions,
    save_estimate,
    send_estimate,
)
from officedesk.services.sales.rows import EstimateFilter
from officedesk.services.work import jobs
from tests.db.selling import approved, at_once, id_of, line, new, saved
from tests.factories import make_customer, make_item, make_tax_rate


def test_an_estimate_comes_back_as_it_was_saved(desk: Desk) -> None:
    customer = make_customer(desk)
    draft = new(
        desk,
        customer,
        [
            section("Boiler room"),
            line(34835, "Radiator", quantity="16", tax="22", unit="pc", description="a\nb"),
            line(5000, "Filter", discount_kind=AmountKind.PERCENT, discount_value=Decimal("2.5"), optional=True),
        ],
        description="Heating",
        note="Thanks",
        deposit_kind=AmountKind.PERCENT,
        deposit_value=Decimal(30),
    )
    stored = save_estimate(desk, draft)
    assert stored.number == "1001"
    assert stored.version == 1
    assert estimate(desk, id_of(stored)) == stored
    without_ids = tuple(replace(each, id=None) for each in stored.lines)
    assert without_ids == draft.lines


def section(name: str) -> LineDraft:
    return line(0, name, kind=LineKind.SECTION)


def test_the_stored_total_is_that_of_pricing(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(34835, quantity="16", tax="22")], pricing=discounted(desk, "4"))
    with desk.read() as session:
        assert session.scalar(select(Estimate.total)) == 652781
    assert estimates.totals_of(draft).total == 652781


def discounted(desk: Desk, percent: str) -> Pricing:
    customer = make_customer(desk)
    pricing = new_estimate(desk, customer).pricing
    return replace(pricing, discount_kind=AmountKind.PERCENT, discount_value=Decimal(percent))


def test_an_abandoned_form_burns_no_number(desk: Desk) -> None:
    customer = make_customer(desk)
    new_estimate(desk, customer)
    with pytest.raises(InvalidInput):
        save_estimate(desk, new(desk, customer, [line(100, "")]))
    assert saved(desk, customer, [line(100)]).number == "1001"
    assert saved(desk, customer, [line(100)]).number == "1002"


def test_lines_keep_their_ids_through_edits(desk: Desk) -> None:
    first = saved(desk, make_customer(desk), [line(100, "a"), line(200, "b"), line(300, "c")])
    a, b, c = first.lines
    second = save_estimate(desk, replace(first, lines=(c, replace(a, price=150), line(400, "d"))))
    assert [each.name for each in second.lines] == ["c", "a", "d"]
    assert [each.id for each in second.lines[:2]] == [c.id, a.id]
    with desk.read() as session:
        assert session.scalar(select(func.count()).select_from(EstimateLine)) == 3
    undone = save_estimate(desk, replace(second, lines=(a, b, c)))
    assert [each.name for each in undone.lines] == ["a", "b", "c"]
    assert undone.lines[1].id not in (None, b.id)


def test_two_desktops_never_overwrite_each_other_in_silence(desk: Desk, other_desk: Desk) -> None:
    mine = saved(desk, make_customer(desk), [line(100)])
    theirs = save_estimate(other_desk, replace(mine, description="theirs"))
    with pytest.raises(Conflict) as conflict:
        save_estimate(desk, replace(mine, description="mine"))
    assert conflict.value.theirs == theirs
    assert estimate(desk, id_of(mine)).description == "theirs"


def test_a_change_of_lines_only_counts_as_a_change(desk: Desk) -> None:
    mine = saved(desk, make_customer(desk), [line(100)])
    changed = save_estimate(desk, replace(mine, lines=(replace(mine.lines[0], name="other"),)))
    assert changed.version > mine.version
    with pytest.raises(Conflict):
        save_estimate(desk, mine)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": (line(100), line(100, ""))}, "lines.1.name"),
        ({"lines": (line(100, quantity="NaN"),)}, "lines.0.quantity"),
        ({"lines": (line(100, quantity="Infinity"),)}, "lines.0.quantity"),
        ({"lines": (line(100, quantity="1e30"),)}, "lines.0.quantity"),
        ({"lines": (line(100, quantity="0.00001"),)}, "lines.0.quantity"),
        ({"lines": (line(100, tax="-1"),)}, "lines.0.tax_percent"),
        ({"lines": (line(10**16),)}, "lines.0.price"),
        ({"lines": (line(10**15, quantity="1000000"),)}, "lines.0.quantity"),
        ({"lines": (line(10**15, quantity="100"),)}, "lines"),
        (
            {"lines": (line(1, discount_kind=AmountKind.PERCENT, discount_value=Decimal(101)),)},
            "lines.0.discount_value",
        ),
        ({"date": date(1, 1, 1)}, "date"),
        ({"valid_until": date(9999, 12, 31)}, "valid_until"),
        ({"deposit_kind": AmountKind.PERCENT, "deposit_value": Decimal(-1)}, "deposit_value"),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    draft = new(desk, make_customer(desk), [line(100)])
    with pytest.raises(InvalidInput) as refused:
        save_estimate(desk, replace(draft, **changes))
    assert list(refused.value.fields) == [field]


def test_location_and_contact_must_be_the_customers(desk: Desk) -> None:
    customer, other = make_customer(desk), make_customer(desk)
    theirs = new_estimate(desk, other).contact_id
    with pytest.raises(InvalidInput) as refused:
        save_estimate(desk, new(desk, customer, [line(100)], contact_id=theirs))
    assert list(refused.value.fields) == ["contact_id"]


def test_hostile_text_is_stored_as_text(desk: Desk) -> None:
    text = "<b>x</b> =HYPERLINK(1) '; DROP TABLE estimate; -- \u202e مرحبا 😀 %_\\"
    stored = saved(desk, make_customer(desk), [line(1, text + "\x00", description="y" * 100_000)], description=text)
    assert stored.description == text
    assert stored.lines[0].name == text
    assert len(stored.lines[0].description) == 100_000


def test_editing_what_was_sent_keeps_it_as_a_revision(desk: Desk) -> None:
    first = saved(desk, make_customer(desk), [line(100)])
    draft = save_estimate(desk, replace(first, description="typo gone"))
    assert draft.revision == 1
    sent = send_estimate(desk, id_of(draft))
    assert sent.status is EstimateStatus.SENT
    changed = save_estimate(desk, replace(sent, lines=(line(250),)))
    again = save_estimate(desk, replace(changed, lines=(line(260),)))
    assert (changed.revision, again.revision, again.status) == (2, 2, EstimateStatus.SENT)
    assert [(row.revision, row.total) for row in revisions(desk, id_of(draft))] == [(1, 100)]
    assert estimates.revision(desk, id_of(draft), 1) == sent
    send_estimate(desk, id_of(draft))
    third = save_estimate(desk, replace(estimate(desk, id_of(draft)), note="new"))
    assert third.revision == 3
    assert [row.revision for row in revisions(desk, id_of(draft))] == [2, 1]


def test_saving_without_a_change_makes_no_revision(desk: Desk) -> None:
    sent = send_estimate(desk, id_of(saved(desk, make_customer(desk), [line(100)])))
    same = save_estimate(desk, replace(sent, internal_note="ours only"))
    assert same.revision == 1
    assert revisions(desk, id_of(sent)) == []


def test_approval_makes_the_job_of_what_counts(
    desk: Desk,
) -> None:
    lines = [
        section("Options"),
        line(100_00, "always", tax="7.5"),
        line(50_00, "wanted", optional=True, selected=True),
        line(70_00, "not wanted", optional=True, selected=False),
        line(10_00, "good", alternative="Pump", selected=False),
        line(20_00, "better", alternative="Pump", selected=True),
    ]
    draft = saved(desk, make_customer(desk), lines, pricing=discounted(desk, "10"), description="Pump")
    result = approve_estimate(desk, id_of(draft), "Pat Doe", b"\x89PNG\r\n\x1a\n...")
    job = jobs.job(desk, result.job_id)
    assert [task.line.name for task in job.tasks] == ["always", "wanted", "better"]
    assert (job.number, job.description, job.estimate_id) == ("2001", "Pump", draft.id)
    assert jobs.totals_of(job).total == estimates.totals_of(draft).total
    assert result.deposit_invoice_id is None
    (row,) = estimates.EstimateList(desk).rows([id_of(draft)])
    assert (row.status, row.job_id) == (EstimateState.APPROVED, result.job_id)


def test_an_estimate_is_approved_once(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100)])
    approve_estimate(desk, id_of(draft), "Pat")
    with pytest.raises(NotAllowed):
        approve_estimate(desk, id_of(draft), "Pat")
    with pytest.raises(NotAllowed):
        decline_estimate(desk, id_of(draft), "no")
    with pytest.raises(NotAllowed):
        save_estimate(desk, estimate(desk, id_of(draft)))


def test_two_desktops_approving_at_once_make_one_job(desk: Desk, other_desk: Desk) -> None:
    number = id_of(saved(desk, make_customer(desk), [line(100)]))
    calls = [partial(approve_estimate, mine, number, "Pat") for mine in (desk, other_desk)]
    outcomes = at_once(*calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ApprovalResult", "NotAllowed"]


def test_nothing_to_approve_is_refused(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100, optional=True, selected=False)])
    with pytest.raises(NotAllowed):
        approve_estimate(desk, id_of(draft), "Pat")
    with pytest.raises(InvalidInput):
        approve_estimate(desk, id_of(draft), "  ")
    with pytest.raises(InvalidInput):
        approve_estimate(desk, id_of(draft), "Pat", b"GIF89a")


def test_a_required_deposit_becomes_a_deposit_invoice(desk: Desk) -> None:
    result = approved(
        desk,
        make_customer(desk),
        [line(500_00, tax="21"), line(100_00)],
        deposit_kind=AmountKind.AMOUNT,
        deposit_value=Decimal(100),
    )
    assert result.deposit_invoice_id is not None
    deposit = invoices.invoice(desk, result.deposit_invoice_id)
    assert deposit.kind is InvoiceKind.DEPOSIT
    assert deposit.number == ""
    assert invoices.totals_of(deposit).total == 100_00


def test_a_declined_estimate_is_reopened_to_be_changed(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100)])
    decline_estimate(desk, id_of(draft), "too dear")
    with pytest.raises(NotAllowed):
        save_estimate(desk, estimate(desk, id_of(draft)))
    reopened = reopen_estimate(desk, id_of(draft))
    cheaper = save_estimate(desk, replace(reopened, lines=(line(80),)))
    assert cheaper.status is EstimateStatus.SENT
    assert [row.total for row in revisions(desk, id_of(draft))] == [100]


def test_reopening_an_approved_one_takes_its_untouched_job_back(desk: Desk) -> None:
    result = approved(
        desk, make_customer(desk), [line(100)], deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(50)
    )
    number = id_of(estimates.estimate(desk, jobs.job(desk, result.job_id).estimate_id or 0))
    reopen_estimate(desk, number)
    with pytest.raises(NotFound):
        jobs.job(desk, result.job_id)
    again = approve_estimate(desk, number, "Pat")
    assert again.job_id != result.job_id


def test_reopening_is_refused_once_work_was_done(desk: Desk) -> None:
    result = approved(desk, make_customer(desk), [line(100), line(200)])
    job = jobs.job(desk, result.job_id)
    jobs.complete_tasks(desk, result.job_id, [job.tasks[0].id or 0])
    with pytest.raises(NotAllowed):
        reopen_estimate(desk, job.estimate_id or 0)


def test_a_copy_for_another_customer_has_their_taxes(desk: Desk) -> None:
    rate = make_tax_rate(desk, "City", "9")
    customer = make_customer(desk)
    other = make_customer(desk, tax_rate_id=rate)
    exempt = make_customer(desk, tax_exempt=True)
    fee = make_item(desk, "Permit", taxable=False)
    draft = saved(desk, customer, [line(100, tax="7.5"), line(100, "Permit", item_id=fee), line(50, "tip")])
    copied = copy_estimate(desk, id_of(draft), other)
    assert (copied.id, copied.number, copied.customer_id, copied.status) == (None, "", other, EstimateStatus.DRAFT)
    assert [each.tax_percent for each in copied.lines] == [Decimal(9), None, None]
    assert copied.lines[0].tax_name == "City"
    free = copy_estimate(desk, id_of(draft), exempt)
    assert [each.tax_percent for each in free.lines] == [None, None, None]
    back = copy_estimate(desk, id_of(save_estimate(desk, free)), customer)
    assert [each.tax_percent for each in back.lines] == [Decimal("7.5"), None, Decimal("7.5")]


def test_trash_and_back(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100)])
    delete_estimate(desk, id_of(draft))
    assert list(estimates.EstimateList(desk).ids(EstimateFilter(), Sort("date"))) == []
    with pytest.raises(NotFound):
        estimate(desk, id_of(draft))
    restore_estimate(desk, id_of(draft))
    assert estimate(desk, id_of(draft)).number == draft.number


def test_expired_and_viewed_are_facts_beside_the_status(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100)], valid_until=desk.today())
    old = saved(desk, make_customer(desk), [line(100)], valid_until=desk.today() - timedelta(days=1))
    estimates.mark_viewed(desk, id_of(draft), desk.today())
    fresh, expired = estimates.EstimateList(desk).rows([id_of(draft), id_of(old)])
    assert (fresh.status, fresh.viewed_on) == (EstimateState.DRAFT, desk.today())
    assert expired.status is EstimateState.EXPIRED


def test_every_save_leaves_its_trace(desk: Desk) -> None:
    customer = make_customer(desk)
    draft = saved(desk, customer, [line(100, "a")])
    save_estimate(desk, replace(draft, lines=(replace(draft.lines[0], price=120),)))
    with desk.read() as session:
        rows = session.execute(
            select(ChangeLog.action, ChangeLog.customer_id, ChangeLog.before, ChangeLog.after)
            .where(ChangeLog.entity == "estimate")
            .order_by(ChangeLog.id)
        ).all()
    assert [row.action for row in rows] == ["created", "updated"]
    assert {row.customer_id for row in rows} == {customer}
    assert rows[1].before["total"] == 100
    assert rows[1].after["total"] == 120
    assert rows[1].after["lines"][0]["price"] == 120


def test_the_log_tells_which_lines_came_went_and_changed(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100, "stays"), line(200, "goes"), line(300, "moves")])
    stays, _, moves = draft.lines
    kept = save_estimate(desk, replace(draft, lines=(stays, moves, line(400, "comes"))))
    assert kept == estimate(desk, id_of(draft))
    with desk.read() as session:
        before, after = session.execute(
            select(ChangeLog.before, ChangeLog.after).order_by(ChangeLog.id.desc()).limit(1)
        ).one()
    gone, was = before["lines"]
    new, now = after["lines"]
    assert (gone["name"], gone["price"], gone["id"]) == ("goes", 200, draft.lines[1].id)
    assert (new["name"], new["price"], new["id"]) == ("comes", 400, kept.lines[2].id)
    assert (was, now) == ({"id": moves.id, "position": 2}, {"id": moves.id, "position": 1})


def test_new_estimates_begin_with_the_customers_defaults(desk: Desk) -> None:
    draft = new_estimate(desk, make_customer(desk))
    assert draft.valid_until == desk.today() + timedelta(days=30)
    assert draft.contact_id is not None
    assert draft.estimator_id == desk.actor.user_id
    assert draft.pricing.currency == "USD"
